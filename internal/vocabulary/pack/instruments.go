package pack

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"counterpart/internal/instruments/library"
)

// Theme is what a provision of an instrument is about, so that instruments can be compared (themes.yaml).
type Theme struct {
	Code  string
	Name  Text
	Order int
	At    Source
}

// Library is a version of an instrument that the pack brings (instruments/*.yaml).
type Library struct {
	library.Library
	Body []byte // the file
}

// mappingsFile holds the set of mappings between the instruments of the pack.
const mappingsFile = "mappings.yaml"

func readThemes(l *loader, s sheet) {
	s.each(func(t *table) {
		l.pack.Themes = append(l.pack.Themes, Theme{At: t.at, Code: t.named(famTheme, "code"), Name: t.name("name", required), Order: t.order(len(l.pack.Themes))})
	})
}

// readInstruments reads instruments/*.yaml and the mappings between their provisions.
func (l *loader) readInstruments(contents map[string][]byte) {
	var names []string
	for name, b := range contents {
		if strings.HasPrefix(name, "instruments/") && path.Ext(name) == ".yaml" && b != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	sound := true
	for _, name := range names {
		lib, problems := library.Parse(name, contents[name])
		l.library(problems)
		if sound = sound && len(problems) == 0; len(problems) > 0 {
			continue
		}
		l.define(famInstrument, fmt.Sprintf("%s version %d", lib.Code, lib.Version), Source{name, 1})
		for _, p := range lib.Provisions {
			if p.Theme != "" {
				l.wanted = append(l.wanted, reference{Source{name, p.Line}, famTheme, p.Theme})
			}
		}
		l.pack.Libraries = append(l.pack.Libraries, Library{lib, contents[name]})
	}
	slices.SortStableFunc(l.pack.Libraries, func(a, b Library) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Version, b.Version))
	})
	if b := contents[mappingsFile]; b != nil {
		m, problems := library.ParseMappings(mappingsFile, b)
		l.library(problems)
		if l.pack.Mappings = m; sound {
			l.checkMappings(m)
		}
	}
}

// checkMappings reports ends that no instrument of the pack has in its newest version.
func (l *loader) checkMappings(m library.Mappings) {
	newest := map[string]library.Library{}
	for _, lib := range l.pack.Libraries {
		newest[lib.Code] = lib.Library
	}
	for _, x := range m.Mappings {
		for _, ref := range []library.Ref{x.From, x.To} {
			if _, ok := newest[ref.Code].Find(ref.Key); !ok {
				l.problem(Source{mappingsFile, x.Line}, fmt.Sprintf("there is no provision %q", ref), "Choose one that a file of the folder instruments has")
			}
		}
	}
}

func (l *loader) library(problems library.Problems) {
	for _, p := range problems {
		l.problem(Source{p.File, p.Line}, p.What, p.Do)
	}
}
