package library

import (
	"fmt"
	"strings"
)

// Mappings is a set of mappings between the provisions of instruments.
type Mappings struct {
	Code     string
	Title    string
	Draft    bool // not reviewed yet
	Note     string
	Source   string
	Mappings []Mapping
	File     string
}

// Mapping says what an answer under one provision says about another.
type Mapping struct {
	From      Ref
	To        Ref
	Relation  Relation
	Basis     string // one of Bases, or empty
	Rationale string
	Line      int
}

// Ref names a provision of an instrument; it is written "untip:3".
type Ref struct{ Code, Key string }

// String is the reference as it is written.
func (r Ref) String() string { return r.Code + ":" + r.Key }

// ParseRef reads "untip:3".
func ParseRef(s string) (Ref, bool) {
	code, key, found := strings.Cut(s, ":")
	return Ref{code, key}, found && codePattern.MatchString(code) && keyPattern.MatchString(key)
}

// ParseMappings reads a set of mappings. It returns the set when there is no problem, and all problems otherwise.
func ParseMappings(file string, b []byte) (Mappings, Problems) {
	r := &reader{file: file}
	m := Mappings{File: file}
	if t := r.parse(b); t != nil {
		m.Code = t.pattern("code", true, codePattern, "Use 2 to 40 small letters, digits and hyphens, beginning with a letter")
		m.Title, m.Draft = t.line("title", true), t.flag("draft", false)
		m.Note, m.Source = t.text("note", m.Draft, maxNote), t.text("source", false, maxNote)
		seen := map[[2]Ref]int{}
		if n := t.values["mappings"]; n != nil && len(n.Content) > MaxMappings {
			r.problem(n, fmt.Sprintf("the set has more than %d mappings", MaxMappings), "Make two sets of it")
			n.Content = nil
		}
		t.list("mappings", true, func(t *table) { m.mapping(t, seen) })
		t.done()
	}
	if problems := r.end(); len(problems) > 0 {
		return Mappings{}, problems
	}
	return m, nil
}

func (m *Mappings) mapping(t *table, seen map[[2]Ref]int) {
	out := Mapping{
		From: t.ref("from"), To: t.ref("to"), Relation: oneOf(t, "relation", true, Relations), Basis: oneOf(t, "basis", false, Bases),
		Rationale: t.text("rationale", false, maxNote), Line: t.at.Line,
	}
	pair := [2]Ref{out.From, out.To}
	first, twice := seen[pair]
	switch {
	case out.From.Code == "" || out.To.Code == "": // said already
	case out.From.Code == out.To.Code:
		t.r.problem(t.at, "both provisions are of the same instrument", "A mapping leads from one instrument to another")
	case twice:
		t.r.problem(t.at, fmt.Sprintf("the mapping from %s to %s stands twice, first in line %d", out.From, out.To, first), "Remove one of the two")
	}
	if _, back := seen[[2]Ref{out.To, out.From}]; back && out.From.Code != "" {
		t.r.problem(t.at, fmt.Sprintf("the mapping between %s and %s stands in both directions", out.From, out.To), "Remove one of the two; each is read from both ends")
	}
	seen[pair] = t.at.Line
	m.Mappings = append(m.Mappings, out)
}

func (t *table) ref(key string) Ref {
	s := t.line(key, true)
	if s == "" {
		return Ref{}
	}
	ref, ok := ParseRef(s)
	if !ok {
		t.r.problem(t.node(key), fmt.Sprintf("%q cannot be %q", key, shorten(s)), "Write the code of an instrument, a colon and the key of a provision: untip:3")
		return Ref{}
	}
	return ref
}
