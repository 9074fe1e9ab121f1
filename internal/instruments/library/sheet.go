package library

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// The bounds of a file.
const (
	MaxBytes      = 2 << 20
	MaxProvisions = 5000
	MaxMappings   = 20000
	MaxDepth      = 8
	maxListed     = 200 // problems that are listed
	maxLine       = 400 // characters of a title, a question
	maxNote       = 4000
	maxText       = 20000 // characters of the text of a provision
	maxQuestions  = 30
	maxWas        = 50
)

// reader carries what is known while a file is read.
type reader struct {
	file     string
	problems Problems
}

func (r *reader) problem(n *yaml.Node, what, do string) {
	line := 0
	if n != nil {
		line = n.Line
	}
	switch {
	case len(r.problems) < maxListed:
		r.problems = append(r.problems, Problem{r.file, line, clean(what), clean(do)})
	case len(r.problems) == maxListed:
		r.problems = append(r.problems, Problem{r.file, line, "there are more problems in this file than are listed", "Mend these first"})
	}
}

// end returns the problems in the order of the lines.
func (r *reader) end() Problems {
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return r.problems
}

// yamlLine finds the line in the YAML reader's own error text, which is the only place that tells it.
var yamlLine = regexp.MustCompile(`line (\d+): ?`)

// parse reads the one YAML document of the file into nodes. Nodes are never expanded, so an alias cannot multiply anything;
// anchors, aliases and tags are refused all the same, because a library is read by people.
func (r *reader) parse(b []byte) *table {
	switch {
	case len(b) > MaxBytes:
		r.problem(nil, fmt.Sprintf("the file is larger than %d MB", MaxBytes>>20), "Make it smaller")
		return nil
	case !utf8.Valid(b):
		r.problem(nil, "the file is not written in UTF-8", "Save it as UTF-8")
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(b))
	var doc, second yaml.Node
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0 {
		r.problem(nil, "the file is empty", "Fill it")
		return nil
	}
	if err == nil {
		if err = dec.Decode(&second); err == nil {
			r.problem(&second, "the file holds more than one document", "Remove the line --- and what follows it")
			return nil
		}
	}
	if !errors.Is(err, io.EOF) {
		text, at := strings.TrimPrefix(err.Error(), "yaml: "), &yaml.Node{Line: 1}
		if m := yamlLine.FindStringSubmatch(text); m != nil {
			at.Line, _ = strconv.Atoi(m[1])
			text = strings.Replace(text, m[0], "", 1)
		}
		r.problem(at, "this is not valid YAML: "+text, "Check indentation, colons and quotation marks on and before this line")
		return nil
	}
	if !r.plain(&doc, 0) {
		return nil
	}
	return r.table(doc.Content[0])
}

// plain reports anchors, aliases, tags and nesting beyond what a library can have.
func (r *reader) plain(n *yaml.Node, depth int) bool {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.problem(n, "an anchor or alias is used", "Write the value out")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		r.problem(n, "a type tag ("+n.Tag+") is used", "Remove the tag; the kind of each value is known")
		return false
	case depth > 3*MaxDepth+6:
		r.problem(n, "this is nested too deeply", fmt.Sprintf("Provisions stand at most %d levels deep", MaxDepth))
		return false
	}
	ok := true
	for _, c := range n.Content {
		ok = r.plain(c, depth+1) && ok
	}
	return ok
}

// table is a mapping with named fields. Reading a field marks it as known; done reports the rest.
type table struct {
	r      *reader
	at     *yaml.Node
	values map[string]*yaml.Node
	keys   []*yaml.Node
	asked  []string
}

func (r *reader) table(n *yaml.Node) *table {
	if n.Kind != yaml.MappingNode {
		r.problem(n, "fields with names are needed here", `Write "name: value" lines`)
		return nil
	}
	t := &table{r: r, at: n, values: map[string]*yaml.Node{}}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if _, twice := t.values[key.Value]; twice {
			r.problem(key, fmt.Sprintf("the field %q is written twice", shorten(key.Value)), "Remove one of the two")
			continue
		}
		t.values[key.Value] = n.Content[i+1]
		t.keys = append(t.keys, key)
	}
	return t
}

func (t *table) done() {
	for _, key := range t.keys {
		if !slices.Contains(t.asked, key.Value) {
			t.r.problem(key, fmt.Sprintf("the field %q is not known here", shorten(key.Value)), "Known fields are "+strings.Join(t.asked, ", "))
		}
	}
}

// take returns a field's node; nil when it is not there or empty.
func (t *table) take(key string, required bool) *yaml.Node {
	t.asked = append(t.asked, key)
	n := t.values[key]
	if n != nil && !(n.Kind == yaml.ScalarNode && n.Tag == "!!null") {
		return n
	}
	if required {
		at := t.at
		if n != nil {
			at = n
		}
		t.r.problem(at, fmt.Sprintf("the field %q is missing", key), "Add it")
	}
	return nil
}

// node is where a field stands, or its table.
func (t *table) node(key string) *yaml.Node {
	if n := t.values[key]; n != nil {
		return n
	}
	return t.at
}

// text reads a text that may have several lines.
func (t *table) text(key string, required bool, most int) string {
	n := t.take(key, required)
	if n == nil {
		return ""
	}
	return t.r.value(n, key, most)
}

func (r *reader) value(n *yaml.Node, key string, most int) string {
	if n.Kind != yaml.ScalarNode {
		r.problem(n, fmt.Sprintf("%q must be a single value", key), "Write one value after the colon")
		return ""
	}
	s := strings.TrimSpace(strings.ReplaceAll(n.Value, "\r\n", "\n"))
	switch {
	case s == "":
		r.problem(n, fmt.Sprintf("%q is blank", key), "Fill it, or leave it out")
	case utf8.RuneCountInString(s) > most:
		r.problem(n, fmt.Sprintf("%q is longer than %d characters", key, most), "Shorten it")
	case strings.ContainsFunc(s, func(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\t' }):
		r.problem(n, fmt.Sprintf("%q holds a control character", key), "Remove it")
	default:
		return s
	}
	return ""
}

// line reads a text of one line.
func (t *table) line(key string, required bool) string {
	return t.r.oneLine(t.node(key), key, t.text(key, required, maxLine))
}

func (r *reader) oneLine(n *yaml.Node, key, s string) string {
	if strings.ContainsAny(s, "\n\t") {
		r.problem(n, fmt.Sprintf("%q goes over more than one line", key), "Write it on one line")
		return ""
	}
	return s
}

// lines reads a list of texts of one line.
func (t *table) lines(key string, most int) []string {
	n := t.take(key, false)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode || len(n.Content) > most {
		t.r.problem(n, fmt.Sprintf("%q must be a list of at most %d lines", key, most), `Begin each line with "- "`)
		return nil
	}
	var out []string
	for _, c := range n.Content {
		if s := t.r.oneLine(c, key, t.r.value(c, key, maxLine)); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (t *table) flag(key string, otherwise bool) bool {
	switch s := t.line(key, false); s {
	case "":
		return otherwise
	case "true", "false":
		return s == "true"
	default:
		t.r.problem(t.node(key), fmt.Sprintf("%q must be true or false, not %q", key, shorten(s)), "Write true or false")
		return otherwise
	}
}

func (t *table) date(key string) string {
	s := t.line(key, false)
	if s == "" {
		return ""
	}
	if d, err := time.Parse("2006-01-02", s); err != nil || d.Year() < 1800 || d.Year() > 2200 {
		t.r.problem(t.node(key), fmt.Sprintf("%q is not a date: %q", key, shorten(s)), "Write year-month-day, for example 2003-12-25")
		return ""
	}
	return s
}

// pattern reads a text of one line that must look like something.
func (t *table) pattern(key string, required bool, p *regexp.Regexp, do string) string {
	s := t.line(key, required)
	if s != "" && !p.MatchString(s) {
		t.r.problem(t.node(key), fmt.Sprintf("%q cannot be %q", key, shorten(s)), do)
		return ""
	}
	return s
}

// oneOf reads a value of a closed list.
func oneOf[T ~string](t *table, key string, required bool, allowed []T) T {
	s := T(t.line(key, required))
	if s == "" || slices.Contains(allowed, s) {
		return s
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	t.r.problem(t.node(key), fmt.Sprintf("%q cannot be %q", key, shorten(string(s))), "Choose one of "+strings.Join(names, ", "))
	return ""
}

// list hands each entry of a list of tables to a reader.
func (t *table) list(key string, required bool, read func(*table)) {
	n := t.take(key, required)
	if n == nil {
		return
	}
	if n.Kind != yaml.SequenceNode {
		t.r.problem(n, fmt.Sprintf("%q must be a list", key), `Begin each entry with "- "`)
		return
	}
	for _, c := range n.Content {
		if entry := t.r.table(c); entry != nil {
			read(entry)
			entry.done()
		}
	}
}
