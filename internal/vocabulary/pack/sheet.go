package pack

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// sheet is one parsed file.
type sheet struct {
	l    *loader
	file string
	root *yaml.Node
}

// yamlLine finds the line in the YAML reader's own error text, which is the only place that tells it.
var yamlLine = regexp.MustCompile(`line (\d+): ?`)

// parse reads one YAML document into nodes. Nodes are never expanded, so an alias cannot multiply anything; anchors
// and aliases are refused all the same, because a pack is read by people.
func (l *loader) parse(name string, b []byte) *yaml.Node {
	dec := yaml.NewDecoder(bytes.NewReader(b))
	var doc yaml.Node
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0 {
		l.problem(Source{name, 1}, "the file is empty", "Fill it, or remove it if the pack does not need it")
		return nil
	}
	if err != nil {
		l.problem(yamlProblem(name, err))
		return nil
	}
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		l.problem(Source{name, second.Line}, "the file holds more than one document", "Remove the line --- and what follows it")
		return nil
	} else if !errors.Is(err, io.EOF) {
		l.problem(yamlProblem(name, err))
		return nil
	}
	if !l.plain(name, &doc) {
		return nil
	}
	return doc.Content[0]
}

func yamlProblem(name string, err error) (at Source, what, do string) {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	at = Source{name, 1}
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		at.Line, _ = strconv.Atoi(m[1])
		text = strings.Replace(text, m[0], "", 1)
	}
	return at, "this is not valid YAML: " + text, "Check indentation, colons and quotation marks on and before this line"
}

// plain reports anchors, aliases and tags; false when there are any.
func (l *loader) plain(name string, n *yaml.Node) bool {
	ok := true
	at := Source{name, n.Line}
	switch {
	case n.Kind == yaml.AliasNode:
		l.problem(at, "an alias (*"+n.Value+") is used", "Write the value out; packs use no anchors or aliases")
		return false
	case n.Anchor != "":
		l.problem(at, "an anchor (&"+n.Anchor+") is used", "Remove it; packs use no anchors or aliases")
		ok = false
	case n.Style&yaml.TaggedStyle != 0:
		l.problem(at, "a type tag ("+n.Tag+") is used", "Remove the tag; the kind of each value is known")
		ok = false
	}
	for _, c := range n.Content {
		ok = l.plain(name, c) && ok
	}
	return ok
}

// table is a mapping with named fields. Reading a field marks it as known; done reports the rest.
type table struct {
	l      *loader
	at     Source
	values map[string]*yaml.Node
	keys   []*yaml.Node
	asked  []string
}

// table reads the file as one mapping.
func (s sheet) table() *table { return s.l.table(s.file, s.root) }

// each reads the file as a list of mappings.
func (s sheet) each(read func(*table)) { s.l.each(s.file, s.root, read) }

func (l *loader) each(name string, n *yaml.Node, read func(*table)) {
	if n.Kind != yaml.SequenceNode {
		l.problem(Source{name, n.Line}, "a list is needed here", `Begin each entry with "- "`)
		return
	}
	for _, c := range n.Content {
		if t := l.table(name, c); t != nil {
			read(t)
			t.done()
		}
	}
}

func (l *loader) table(name string, n *yaml.Node) *table {
	if n.Kind != yaml.MappingNode {
		l.problem(Source{name, n.Line}, "fields with names are needed here", `Write "name: value" lines`)
		return nil
	}
	t := &table{l: l, at: Source{name, n.Line}, values: map[string]*yaml.Node{}}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if _, twice := t.values[key.Value]; twice {
			l.problem(Source{name, key.Line}, fmt.Sprintf("the field %q is written twice", key.Value), "Remove one of the two")
			continue
		}
		t.values[key.Value] = n.Content[i+1]
		t.keys = append(t.keys, key)
	}
	return t
}

// done reports fields that nobody asked for.
func (t *table) done() {
	for _, key := range t.keys {
		if !contains(t.asked, key.Value) {
			t.l.problem(Source{t.at.File, key.Line}, fmt.Sprintf("the field %q is not known here", shorten(key.Value)), "Known fields are "+strings.Join(t.asked, ", "))
		}
	}
}

// take returns a field's node; nil when it is not there or empty. A required field that is missing is a problem.
func (t *table) take(key string, required bool) *yaml.Node {
	t.asked = append(t.asked, key)
	n := t.values[key]
	if n != nil && !(n.Kind == yaml.ScalarNode && n.Tag == "!!null") {
		return n
	}
	if required {
		at := t.at
		if n != nil {
			at.Line = n.Line
		}
		t.l.problem(at, fmt.Sprintf("the field %q is missing", key), "Add it")
	}
	return nil
}

func (t *table) source(n *yaml.Node) Source { return Source{t.at.File, n.Line} }

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
