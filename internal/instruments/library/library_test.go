package library

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const sound = `
code: lake
version: 2
title: Convention on the lake
short: Lake Convention
language: en
adopted: 2001-05-02
in_force: 2003-01-01
draft: true
note: Awaits a lawyer.
provisions:
  - key: part1
    title: Measures
    provisions:
      - key: "1"
        number: Article 1
        title: Monitoring
        obligation: shall
        theme: water
        guidance:
          - Is the water measured?
          - Who measures it?
        was: ["0"]
      - {key: "2", number: Article 2, title: Use of terms, obligation: shall, assessable: false}
  - {key: final, title: Final clauses}
`

func TestParse(t *testing.T) {
	l, problems := Parse("lake.yaml", []byte(sound))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if l.Code != "lake" || l.Version != 2 || !l.Draft || l.InForce != "2003-01-01" {
		t.Errorf("read %+v", l)
	}
	var got []string
	for _, p := range l.Provisions {
		got = append(got, fmt.Sprint(p.Key, p.Parent, p.Depth, p.Obligation, p.Assessable))
	}
	want := []string{"part10generalfalse", "1part11shalltrue", "2part11shallfalse", "final0generalfalse"}
	for i, w := range want {
		if strings.ReplaceAll(got[i], " ", "") != w {
			t.Errorf("provision %d is %q, not %q", i, got[i], w)
		}
	}
	if p, ok := l.Find("1"); !ok || p.Name() != "Article 1 Monitoring" || len(p.Guidance) != 2 || p.Was[0] != "0" || p.Line != 15 {
		t.Errorf("found %+v", p)
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"twice":        {`key: "2"`, `key: "1"`, `lake.yaml:24: the key "1" stands twice, first in line 15. Give each provision its own key.`},
		"obligation":   {"obligation: shall\n        theme", "obligation: must\n        theme", `lake.yaml:18: "obligation" cannot be "must". Choose one of shall, consider, may, general.`},
		"general":      {"title: Final clauses", "title: Final clauses, assessable: true", "a general provision is not assessed"},
		"language":     {"language: en", "language: English", `there is no language "English"`},
		"dates":        {"in_force: 2003", "in_force: 1999", "before it was adopted"},
		"date":         {"2001-05-02", "2 May 2001", `"adopted" is not a date`},
		"note":         {"note: Awaits a lawyer.\n", "", `the field "note" is missing`},
		"field":        {"short:", "shrt:", `the field "shrt" is not known here`},
		"missing":      {"short: Lake Convention\n", "", `the field "short" is missing`},
		"version":      {"version: 2", "version: 0", "Write a whole number from 1 on"},
		"first":        {"version: 2", "version: 1", "a first version comes of nothing"},
		"was":          {`was: ["0"]`, `was: ["0", "0"]`, "stands twice"},
		"anchor":       {"title: Measures", "title: &a Measures", "an anchor or alias is used"},
		"yaml":         {"  - key: part1", "  - key: [part1", "this is not valid YAML"},
		"control":      {"title: Measures", `title: "Mea\x07sures"`, "control character"},
		"theme":        {"theme: water", "theme: Water!", `"theme" cannot be "Water!"`},
		"no provision": {sound[strings.Index(sound, "provisions:"):], "provisions: []\n", "the library has no provisions"},
		"two":          {"code: lake", "---\ncode: a\n---\ncode: lake", "more than one document"},
	} {
		text := strings.Replace(sound, c.from, c.to, 1)
		if text == sound {
			t.Errorf("%s: nothing was replaced", name)
		}
		_, problems := Parse("lake.yaml", []byte(text))
		if !strings.Contains(problems.Error(), c.want) {
			t.Errorf("%s: got %v", name, problems)
		}
	}
	_, problems := Parse("x.yaml", []byte("code: X\nversion: a\nprovisions: [{title: A}, {key: B}]\n"))
	if len(problems) < 6 {
		t.Errorf("only %d problems: %v", len(problems), problems)
	}
}

func TestBounds(t *testing.T) {
	deep, pad := "code: lake\nversion: 1\ntitle: A\nshort: A\nlanguage: en\n", ""
	for i := range MaxDepth + 1 {
		deep += fmt.Sprintf("%sprovisions:\n%s- key: k%d\n%s  title: A\n", pad, pad, i, pad)
		pad += "  "
	}
	if _, problems := Parse("x.yaml", []byte(deep)); !strings.Contains(problems.Error(), "more than 8 levels deep") {
		t.Errorf("deep: %v", problems)
	}
	var many strings.Builder
	many.WriteString("code: lake\nversion: 1\ntitle: A\nshort: A\nlanguage: en\nprovisions:\n")
	for i := range MaxProvisions + 5 {
		fmt.Fprintf(&many, "- {key: k%d, title: A}\n", i)
	}
	if _, problems := Parse("x.yaml", []byte(many.String())); len(problems) != 1 || !strings.Contains(problems.Error(), "more than 5000 provisions") {
		t.Errorf("many: %d problems", len(problems))
	}
	if _, problems := Parse("x.yaml", make([]byte, MaxBytes+1)); !strings.Contains(problems.Error(), "larger than 2 MB") {
		t.Errorf("large: %v", problems)
	}
	if _, problems := Parse("x.yaml", []byte("a: "+strings.Repeat("[", 500))); len(problems) == 0 {
		t.Error("a deep nest is taken")
	}
	bad := strings.Repeat("- {key: '!', title: A}\n", 1000)
	if _, problems := Parse("x.yaml", []byte("provisions:\n"+bad)); len(problems) != maxListed+1 {
		t.Errorf("%d problems listed", len(problems))
	}
}

func TestParseMappings(t *testing.T) {
	const text = `
code: drafts
title: First drafts
draft: true
note: Await review.
mappings:
  - {from: "untip:3", to: "actip:2", relation: intersect, basis: meaning, rationale: Both define trafficking.}
  - {from: "untip:5", to: "actip:5", relation: subset}
`
	m, problems := ParseMappings("m.yaml", []byte(text))
	if len(problems) > 0 || len(m.Mappings) != 2 || m.Mappings[0].From != (Ref{"untip", "3"}) || m.Mappings[1].Relation != Subset {
		t.Fatalf("%+v %v", m, problems)
	}
	for old, c := range map[string][2]string{
		`to: "actip:5"`:        {`to: "untip:6"`, "both provisions are of the same instrument"},
		`relation: subset`:     {`relation: like`, `"relation" cannot be "like"`},
		`from: "untip:5"`:      {`from: "untip"`, "Write the code of an instrument, a colon and the key"},
		`to: "actip:2"`:        {`to: "actip:5"`, ""},
		`from: "untip:5", to:`: {`from: "actip:2", to: "untip:3", relation: equal} # `, "stands in both directions"},
	} {
		_, problems := ParseMappings("m.yaml", []byte(strings.Replace(text, old, c[0], 1)))
		if (c[1] == "") != (len(problems) == 0) || !strings.Contains(problems.Error(), c[1]) {
			t.Errorf("%s: %v", c[0], problems)
		}
	}
}

func TestRelations(t *testing.T) {
	for _, r := range Relations {
		if r.Back().Back() != r {
			t.Errorf("%s back and back is %s", r, r.Back().Back())
		}
		if r.Whole() && r.Back().Whole() != (r == Equal) {
			t.Errorf("%s covers the whole from both ends", r)
		}
	}
}

func TestCompare(t *testing.T) {
	before := []Provision{{Key: "1", Title: "A"}, {Key: "2", Title: "B"}, {Key: "3", Title: "C"}, {Key: "4", Title: "D"}, {Key: "5", Title: "E"}, {Key: "6", Title: "F"}}
	after := []Provision{
		{Key: "1", Title: "A"},
		{Key: "2", Title: "B, in other words"},
		{Key: "3a", Title: "C1", Was: []string{"3"}},
		{Key: "3b", Title: "C2", Was: []string{"3"}},
		{Key: "4", Title: "D and E", Was: []string{"5"}},
		{Key: "60", Title: "F", Was: []string{"6"}},
		{Key: "7", Title: "G", Was: []string{"99"}},
	}
	var got []string
	for _, c := range Compare(before, after) {
		got = append(got, string(c.Became)+" "+c.Key+" "+strings.Join(c.Of, "+"))
	}
	want := []string{"same 1 1", "changed 2 2", "split 3a 3", "split 3b 3", "merged 4 4+5", "renamed 60 6", "added 7 "}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if gone := Compare(before, after[1:]); gone[len(gone)-1].Became != Gone || gone[len(gone)-1].Key != "1" {
		t.Errorf("gone: %+v", gone)
	}
	if u := Unknown(before, after); len(u) != 1 || u[0].Key != "7" || u[0].Of[0] != "99" {
		t.Errorf("unknown: %+v", u)
	}
}

// Every provision of both versions is accounted for, and nothing changes between a version and itself.
func TestCompareLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-e][0-9]`), 0, 12, rapid.ID)
		provision := func(key string) Provision {
			return Provision{Key: key, Title: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "title"), Was: rapid.SliceOfNDistinct(rapid.StringMatching(`[a-e][0-9]`), 0, 3, rapid.ID).Draw(t, "was")}
		}
		var before, after []Provision
		for _, k := range keys.Draw(t, "before") {
			before = append(before, provision(k))
		}
		for _, k := range keys.Draw(t, "after") {
			after = append(after, provision(k))
		}
		seen, said := map[string]bool{}, 0
		for _, c := range Compare(before, after) {
			if c.Became == Gone {
				seen[c.Key] = true
				continue
			}
			if said++; (c.Became == Added) != (len(c.Of) == 0) || (c.Became == Same) && len(c.Fields) > 0 {
				t.Fatalf("%+v", c)
			}
			for _, key := range c.Of {
				seen[key] = true
			}
		}
		if said != len(after) || len(seen) != len(before) {
			t.Fatalf("%d of %d new ones, %d of %d old ones", said, len(after), len(seen), len(before))
		}
		for _, c := range Compare(after, slices.Clone(after)) {
			if p := after[slices.IndexFunc(after, func(p Provision) bool { return p.Key == c.Key })]; c.Became != Same && len(p.Was) == 0 && c.Became != Split {
				t.Fatalf("a version differs from itself: %+v", c)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(sound))
	f.Add([]byte("code: a\nprovisions: [{key: a, provisions: [{key: b}]}]"))
	f.Add([]byte("a: &a [*a]"))
	for _, name := range []string{"bali", "lakes"} {
		files, err := os.ReadDir("../../../packs/" + name + "/instruments")
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			b, err := os.ReadFile("../../../packs/" + name + "/instruments/" + file.Name())
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		l, problems := Parse("a.yaml", b)
		if strings.Count(problems.Error(), "\n") > maxListed {
			t.Fatal("a problem goes over more than one line")
		}
		if len(problems) > 0 {
			return
		}
		seen := map[string]int{"": -1}
		for i, p := range l.Provisions {
			depth, known := seen[p.Parent]
			if _, twice := seen[p.Key]; twice || !known || p.Depth != depth+1 || p.Depth >= MaxDepth {
				t.Fatalf("provision %d: %+v", i, p)
			}
			seen[p.Key] = p.Depth
		}
	})
}

func FuzzParseMappings(f *testing.F) {
	f.Add([]byte("code: ab\ntitle: A\nmappings: [{from: 'ab:1', to: 'cd:2', relation: equal}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, problems := ParseMappings("a.yaml", b)
		for _, x := range m.Mappings {
			if len(problems) == 0 && (x.From.Code == x.To.Code || x.From.Key == "" || x.Relation == "") {
				t.Fatalf("taken: %+v", x)
			}
		}
	})
}
