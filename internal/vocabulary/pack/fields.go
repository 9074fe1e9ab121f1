package pack

import (
	"fmt"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // time zones are checked the same everywhere, whatever the machine has installed
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
)

const (
	maxLine = 300  // characters of a name, a label, a subject
	maxText = 4000 // characters of a wording

	maxLanguages = 30
)

const (
	required = true
	optional = false
)

var codePattern = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)

// scalar reads a single value as written; the value of a list or mapping is a problem.
func (t *table) scalar(key string, req bool, limit int) (string, *yaml.Node) {
	n := t.take(key, req)
	if n == nil {
		return "", nil
	}
	return t.l.value(t.at.File, n, key, limit), n
}

func (l *loader) value(name string, n *yaml.Node, key string, limit int) string {
	at := Source{name, n.Line}
	if n.Kind != yaml.ScalarNode {
		l.problem(at, fmt.Sprintf("%q must be a single value", key), "Write one value after the colon")
		return ""
	}
	s := strings.TrimSpace(n.Value)
	switch {
	case s == "":
		l.problem(at, fmt.Sprintf("%q is blank", key), "Fill it, or leave it out")
	case utf8.RuneCountInString(s) > limit:
		l.problem(at, fmt.Sprintf("%q is longer than %d characters", key, limit), "Shorten it")
		return ""
	case clean(strings.ReplaceAll(s, "\n", "")) != strings.ReplaceAll(s, "\n", ""):
		l.problem(at, fmt.Sprintf("%q holds a control character", key), "Remove it")
		return ""
	}
	return s
}

// line reads a short text on one line.
func (t *table) line(key string, req bool) string {
	s, n := t.scalar(key, req, maxLine)
	return t.oneLine(key, s, n)
}

func (t *table) oneLine(key, s string, n *yaml.Node) string {
	if strings.Contains(s, "\n") {
		t.l.problem(t.source(n), fmt.Sprintf("%q goes over more than one line", key), "Write it on one line")
		return ""
	}
	return s
}

// lines reads a list of short texts.
func (t *table) lines(key string, req bool) []string {
	n := t.take(key, req)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		t.l.problem(t.source(n), fmt.Sprintf("%q must be a list", key), `Begin each line with "- "`)
		return nil
	}
	var out []string
	for _, c := range n.Content {
		if s := t.oneLine(key, t.l.value(t.at.File, c, key, maxLine), c); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// name reads a short wording, text a long one; both may be given once, or per language.
func (t *table) name(key string, req bool) Text { return t.wording(key, req, maxLine) }
func (t *table) text(key string, req bool) Text { return t.wording(key, req, maxText) }

func (t *table) wording(key string, req bool, limit int) Text {
	n := t.take(key, req)
	if n == nil {
		return Text{}
	}
	return t.l.wording(t.at.File, n, key, limit)
}

func (l *loader) wording(name string, n *yaml.Node, key string, limit int) Text {
	if n.Kind != yaml.MappingNode {
		return Text{Default: l.value(name, n, key, limit)}
	}
	tags := l.pack.Mechanism.Languages
	t := l.table(name, n)
	var out Text
	for i, tag := range tags {
		s, _ := t.scalar(tag, i == 0, limit)
		switch {
		case i == 0:
			out.Default = s
		case s != "":
			if out.Translated == nil {
				out.Translated = map[string]string{}
			}
			out.Translated[tag] = s
		}
	}
	if len(tags) > 0 { // otherwise the languages themselves are wrong, and said to be
		t.done()
	}
	return out
}

// code reads the code that an entry is known by.
func (t *table) code(key string) string {
	s, n := t.scalar(key, required, maxLine)
	if s != "" && !codePattern.MatchString(s) {
		t.l.problem(t.source(n), fmt.Sprintf("the code %q is not well formed", shorten(s)),
			"Use up to 60 small letters a-z, digits and underscores, beginning with a letter")
		return ""
	}
	return s
}

// named reads the code of an entry and makes it known in its family.
func (t *table) named(family, key string) string {
	code := t.code(key)
	if n := t.values[key]; code != "" {
		t.l.define(family, code, t.source(n))
	}
	return code
}

// oneOf reads a value from a closed list.
func (t *table) oneOf(key string, req bool, allowed []string) string {
	s, n := t.scalar(key, req, maxLine)
	if s != "" && !contains(allowed, s) {
		t.l.problem(t.source(n), fmt.Sprintf("%q cannot be %q", key, shorten(s)), "Choose one of "+strings.Join(allowed, ", "))
		return ""
	}
	return s
}

func (t *table) flag(key string) bool {
	s, n := t.scalar(key, optional, maxLine)
	if s != "" && s != "true" && s != "false" {
		t.l.problem(t.source(n), fmt.Sprintf("%q must be true or false, not %q", key, shorten(s)), "Write true or false")
	}
	return s == "true"
}

func (t *table) whole(key string, least, most, otherwise int) int {
	s, n := t.scalar(key, optional, maxLine)
	if s == "" {
		return otherwise
	}
	v, err := strconv.Atoi(s)
	if err != nil || v < least || v > most {
		t.l.problem(t.source(n), fmt.Sprintf("%q cannot be %q", key, shorten(s)), fmt.Sprintf("Write a whole number from %d to %d", least, most))
		return otherwise
	}
	return v
}

// order reads where an entry stands among the others; by default, where it is written.
func (t *table) order(index int) int { return t.whole("order", 0, 100000, index+1) }

func (t *table) date(key string, req bool) Date {
	s, n := t.scalar(key, req, maxLine)
	if s == "" {
		return ""
	}
	if d, err := time.Parse("2006-01-02", s); err != nil || d.Year() < 1800 {
		t.l.problem(t.source(n), fmt.Sprintf("%q is not a date: %q", key, shorten(s)), "Write year-month-day, for example 2024-06-05")
		return ""
	}
	return Date(s)
}

func (t *table) zone(key string) string {
	s, n := t.scalar(key, required, maxLine)
	if s == "" {
		return ""
	}
	if _, err := time.LoadLocation(s); err != nil || s == "Local" {
		t.l.problem(t.source(n), fmt.Sprintf("there is no time zone %q", shorten(s)), "Write a name such as Asia/Bangkok or Africa/Nairobi")
		return ""
	}
	return s
}

func (t *table) country(key string, req bool) string {
	s, n := t.scalar(key, req, maxLine)
	if s == "" {
		return ""
	}
	r, err := language.ParseRegion(s)
	if err != nil || !r.IsCountry() || len(s) != 2 {
		t.l.problem(t.source(n), fmt.Sprintf("%q is no ISO 3166-1 country code: %q", key, shorten(s)), "Write two capital letters, for example ID")
		return ""
	}
	if r.String() != s {
		t.l.problem(t.source(n), fmt.Sprintf("%q is not the usual form of the country code: %q", key, s), "Write "+r.String())
		return ""
	}
	return s
}

func (t *table) email(key string, req bool) string {
	s, n := t.scalar(key, req, maxLine)
	if s == "" {
		return ""
	}
	if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
		t.l.problem(t.source(n), fmt.Sprintf("%q is no e-mail address: %q", key, shorten(s)), "Write the bare address, for example office@example.org")
		return ""
	}
	return s
}

// languages reads the languages of the mechanism, most usual first.
func (t *table) languages(key string) []string {
	n := t.take(key, required)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 || len(n.Content) > maxLanguages {
		t.l.problem(t.source(n), fmt.Sprintf("%q must be a list of 1 to %d languages", key, maxLanguages), "Write for example [en, id]")
		return nil
	}
	var out []string
	for _, c := range n.Content {
		s := t.l.value(t.at.File, c, key, maxLine)
		if s == "" {
			continue
		}
		tag, err := language.Parse(s)
		switch {
		case err != nil || tag == language.Und:
			t.l.problem(t.source(c), fmt.Sprintf("there is no language %q", shorten(s)), "Write a BCP 47 tag, for example en, fr or zh-Hant")
		case tag.String() != s:
			t.l.problem(t.source(c), fmt.Sprintf("%q is not the usual form of the language tag", shorten(s)), "Write "+tag.String())
		case contains(out, s):
			t.l.problem(t.source(c), fmt.Sprintf("the language %q is listed twice", s), "Remove one of the two")
		default:
			out = append(out, s)
		}
	}
	return out
}
