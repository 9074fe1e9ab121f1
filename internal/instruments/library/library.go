package library

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

// Library is one version of an instrument.
type Library struct {
	Code       string
	Version    int
	Title      string
	Short      string
	Language   string // BCP 47
	Adopted    string // a day, or empty; likewise below
	InForce    string
	Published  string
	Draft      bool // not reviewed yet
	Note       string
	Provider   string
	Copyright  string
	Source     string
	Provisions []Provision // all of them, each before those below it
	File       string
}

// Provision is an article, a paragraph, or the heading above some.
type Provision struct {
	Key        string // the same in every version that has the provision
	Parent     string // key; empty at the top
	Depth      int    // 0 at the top
	Number     string
	Title      string
	Obligation Obligation
	Theme      string
	Assessable bool
	Text       string
	URL        string
	Guidance   []string // questions that help to answer
	Note       string
	Was        []string // keys of the version before of which it came, beside its own
	Line       int
}

var (
	codePattern = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)
	keyPattern  = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,39}$`)
	urlPattern  = regexp.MustCompile(`^https?://[^\s"<>]{1,390}$`)
	termPattern = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)
)

// Parse reads a library. It returns the library when there is no problem, and all problems otherwise.
func Parse(file string, b []byte) (Library, Problems) {
	r := &reader{file: file}
	l := Library{File: file}
	if t := r.parse(b); t != nil {
		l.head(t)
		g := grower{l: &l, seen: map[string]int{}}
		t.list("provisions", true, func(t *table) { g.provision(t, "", 0) })
		if len(l.Provisions) == 0 && len(r.problems) == 0 {
			r.problem(t.at, "the library has no provisions", "Add the articles below provisions")
		}
		t.done()
	}
	if problems := r.end(); len(problems) > 0 {
		return Library{}, problems
	}
	return l, nil
}

func (l *Library) head(t *table) {
	l.Code = t.pattern("code", true, codePattern, "Use 2 to 40 small letters, digits and hyphens, beginning with a letter")
	if s := t.line("version", true); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 100000 {
			t.r.problem(t.node("version"), fmt.Sprintf("%q cannot be %q", "version", shorten(s)), "Write a whole number from 1 on, higher than that of the version before")
		}
		l.Version = n
	}
	l.Title, l.Short = t.line("title", true), t.line("short", true)
	l.Language = t.line("language", true)
	if tag, err := language.Parse(l.Language); l.Language != "" && (err != nil || tag.String() != l.Language) {
		t.r.problem(t.node("language"), fmt.Sprintf("there is no language %q", shorten(l.Language)), "Write a BCP 47 tag, for example en, fr or zh-Hant")
	}
	l.Adopted, l.InForce, l.Published = t.date("adopted"), t.date("in_force"), t.date("published")
	if l.Adopted != "" && l.InForce != "" && l.InForce < l.Adopted {
		t.r.problem(t.node("in_force"), "the instrument enters into force before it was adopted", "Correct one of the two dates")
	}
	l.Draft = t.flag("draft", false)
	l.Note = t.text("note", l.Draft, maxNote)
	l.Provider, l.Copyright, l.Source = t.text("provider", false, maxLine), t.text("copyright", false, maxNote), t.text("source", false, maxNote)
}

// grower puts provisions into a library, from the top of the tree down.
type grower struct {
	l    *Library
	seen map[string]int // the line of each key
	full bool           // it was said that there are too many
}

func (g *grower) provision(t *table, parent string, depth int) {
	r, l := t.r, g.l
	if len(l.Provisions) == MaxProvisions {
		if t.asked = keysOf(t); !g.full {
			r.problem(t.at, fmt.Sprintf("the library has more than %d provisions", MaxProvisions), "Leave some out, or make two instruments of it")
		}
		g.full = true
		return
	}
	p := Provision{Parent: parent, Depth: depth, Line: t.at.Line}
	p.Key = t.pattern("key", true, keyPattern, "Use up to 40 small letters, digits, points, hyphens and underscores")
	if first, twice := g.seen[p.Key]; twice && p.Key != "" {
		r.problem(t.node("key"), fmt.Sprintf("the key %q stands twice, first in line %d", p.Key, first), "Give each provision its own key")
	} else {
		g.seen[p.Key] = t.node("key").Line
	}
	p.Number, p.Title = t.line("number", false), t.line("title", true)
	if p.Obligation = oneOf(t, "obligation", false, Obligations); p.Obligation == "" {
		p.Obligation = General
	}
	p.Theme = t.pattern("theme", false, termPattern, "Write a code of the list of themes, such as criminalisation")
	p.Assessable = t.flag("assessable", p.Obligation != General)
	if p.Assessable && p.Obligation == General {
		r.problem(t.node("assessable"), "a general provision is not assessed", "Write how strongly it binds (shall, consider, may), or leave assessable out")
	}
	p.Text, p.Note = t.text("text", false, maxText), t.text("note", false, maxNote)
	p.URL = t.pattern("url", false, urlPattern, "Write the whole address, from https:// on")
	p.Guidance = t.lines("guidance", maxQuestions)
	p.Was = l.was(t)
	l.Provisions = append(l.Provisions, p)
	if depth+1 >= MaxDepth && t.values["provisions"] != nil {
		r.problem(t.node("provisions"), fmt.Sprintf("provisions stand more than %d levels deep", MaxDepth), "Bring them further up")
		t.asked = append(t.asked, "provisions")
		return
	}
	t.list("provisions", false, func(below *table) { g.provision(below, p.Key, depth+1) })
}

func (l *Library) was(t *table) []string {
	list := t.lines("was", maxWas)
	seen := map[string]bool{}
	for _, key := range list {
		if !keyPattern.MatchString(key) || seen[key] {
			t.r.problem(t.node("was"), fmt.Sprintf("%q is no key of a provision, or stands twice", shorten(key)), "List the keys that the version before had, each once")
		}
		seen[key] = true
	}
	if len(list) > 0 && l.Version == 1 {
		t.r.problem(t.node("was"), "a first version comes of nothing", "Leave was out")
	}
	return list
}

func keysOf(t *table) []string {
	out := make([]string, 0, len(t.keys))
	for _, k := range t.keys {
		out = append(out, k.Value)
	}
	return out
}

// Find returns the provision with a key.
func (l Library) Find(key string) (Provision, bool) {
	for _, p := range l.Provisions {
		if p.Key == key {
			return p, true
		}
	}
	return Provision{}, false
}

// Name is how a provision is called: its number and title.
func (p Provision) Name() string { return strings.TrimSpace(p.Number + " " + p.Title) }
