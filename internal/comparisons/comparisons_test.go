package comparisons_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/comparisons"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
	"counterpart/internal/parties"
	"counterpart/internal/roomtest"
	"counterpart/internal/roomtest/cleared"
)

var small = cleared.Size{States: 6, Instruments: 2, Provisions: 41, Rounds: 3}

func (s *stage) read(a access.Actor, code string, f comparisons.Filter) comparisons.Map {
	s.t.Helper()
	m, err := s.svc.Map(s.t.Context(), a, code, f)
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

// grade is what State p shows under provision n, written down a second time.
func grade(m comparisons.Measure, p, n, round int) comparisons.Grade {
	a := cleared.Said(p, n, round)
	switch {
	case a.Applicability == "not_applicable":
		return "not_applicable"
	case m == comparisons.DeFacto:
		return comparisons.Grade(a.DeFacto)
	case m == comparisons.Assistance && len(a.Assistance) > 0:
		return "needed"
	case m == comparisons.Assistance:
		return "not_needed"
	default:
		return comparisons.Grade(a.DeJure)
	}
}

// Whoever reads: each cell shows what the State cleared where its label is open to the reader, and nothing elsewhere; the States
// stand in alphabetical order.
func TestMapShowsWhatIsOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, small)
		rapid.Check(t, func(rt *rapid.T) {
			actors := map[string]access.Actor{"officer": s.officer, "public": s.public, "signed": s.signed}
			open := map[string][]label.TLP{"officer": {label.Clear, label.Green, label.Amber}, "public": {label.Clear}, "signed": {label.Clear, label.Green}}
			who := rapid.SampledFrom([]string{"officer", "public", "signed"}).Draw(rt, "reader")
			f := comparisons.Filter{
				Measure: rapid.SampledFrom(comparisons.Measures).Draw(rt, "measure"), Round: rapid.SampledFrom([]string{"", "baseline", "1", "2", "3"}).Draw(rt, "round"),
				Theme: rapid.SampledFrom([]string{"", "prevention"}).Draw(rt, "theme"), Obligation: rapid.SampledFrom([]string{"", "shall", "may"}).Draw(rt, "obligation"),
				Group: rapid.SampledFrom([]string{"", "region:South"}).Draw(rt, "group"),
			}
			round := map[string]int{"": 3, "baseline": 1, "1": 1, "2": 2, "3": 3}[f.Round]
			m := s.read(actors[who], "conv1", f)
			if !slices.IsSortedFunc(m.Columns, func(a, b comparisons.Column) int { return strings.Compare(a.Name, b.Name) }) {
				rt.Fatal("the States are not in alphabetical order")
			}
			want, seen := 0, label.Clear
			for _, l := range m.Lines {
				if !l.Assessable {
					continue
				}
				want++
				if f.Theme != "" && l.Theme != f.Theme || f.Obligation != "" && string(l.Obligation) != f.Obligation {
					rt.Fatalf("%s is not asked for", l.Title)
				}
				var n int
				fmt.Sscanf(l.Key, "art%d", &n)
				for i, c := range m.Columns {
					var p int
					fmt.Sscanf(c.Name, "Atlantis %d", &p)
					if f.Group != "" && p%2 == 0 || c.Round != round {
						rt.Fatalf("%s in round %d is not asked for", c.Name, c.Round)
					}
					expect := comparisons.Nothing
					if tlp := cleared.LabelOf(p, n); slices.Contains(open[who], tlp) {
						expect, seen = grade(f.Measure, p, n, round), label.Strictest(seen, tlp)
					}
					if l.Grades[i] != expect {
						rt.Fatalf("%s reads %s of %s under %s, want %s", who, l.Grades[i], c.Name, l.Key, expect)
					}
				}
			}
			if all := map[bool]int{true: 36, false: 9}[f.Theme == ""]; want != all && f.Obligation == "" {
				rt.Fatalf("%d provisions, want %d", want, all)
			}
			if m.Label != seen {
				rt.Fatalf("labelled %s, shows %s", m.Label, seen)
			}
		})
	})
}

func TestCountsAreOfTheMap(t *testing.T) {
	t.Parallel()
	s := newStage(t, dbtest.SQLite(t), small)
	m := s.read(s.officer, "conv0", comparisons.Filter{})
	counts := m.Counts()
	if len(counts.States) != 6 || len(counts.Together) != 3 {
		t.Fatalf("%+v", counts)
	}
	sum := 0
	for i, level := range counts.Together {
		for g, n := range level.Numbers {
			of := 0
			for _, state := range counts.States {
				of += state.Levels[i].Numbers[g]
			}
			if of != n {
				t.Errorf("%s %s: %d together, %d of the States", level.Obligation, g, n, of)
			}
			sum += n
		}
	}
	if sum != 36*6 {
		t.Errorf("%d cells are counted, want %d", sum, 36*6)
	}
	if level := counts.Together[0]; level.Obligation != instruments.Shall || level.Numbers[comparisons.NotApplicable] == 0 {
		t.Errorf("what does not apply is not counted apart: %+v", level)
	}
}

// The counts by theme over all instruments are those of the maps, added up.
func TestThemesAreTheMapsAddedUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, small)
		for _, who := range []access.Actor{s.officer, s.public} {
			for _, f := range []comparisons.Filter{{}, {Measure: comparisons.Assistance, Round: "2"}, {Measure: comparisons.DeFacto, Group: "region:North", Obligation: "may"}} {
				themes, err := s.svc.Themes(t.Context(), who, f)
				if err != nil {
					t.Fatal(err)
				}
				want := map[string]int{}
				for _, code := range []string{"conv0", "conv1"} {
					for _, l := range s.read(who, code, f).Lines {
						for _, g := range l.Grades {
							if g != comparisons.Nothing {
								want[l.Theme+string(l.Obligation)+string(g)]++
							}
						}
					}
				}
				for _, theme := range themes.Themes {
					for _, level := range theme.Levels {
						for g, n := range level.Numbers {
							key := theme.Theme + string(level.Obligation) + string(g)
							if want[key] != n {
								t.Errorf("%s: %d, want %d", key, n, want[key])
							}
							delete(want, key)
						}
					}
				}
				if len(want) > 0 {
					t.Errorf("not counted: %v", want)
				}
			}
		}
	})
}

func TestMoves(t *testing.T) {
	t.Parallel()
	s := newStage(t, dbtest.SQLite(t), small)
	m, err := s.svc.Moves(t.Context(), s.officer, "conv0", comparisons.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.States) != 6 || len(m.OneRound) != 0 {
		t.Fatalf("%+v", m)
	}
	up, cells := 0, 0
	for _, x := range m.Together {
		cells += x.Provisions
		switch comparisons.DeJure.Way(x.From, x.To) {
		case 1:
			up += x.Provisions
		case -1:
			t.Errorf("fell back: %+v", x)
		}
	}
	want := 0
	for p := range 6 {
		for n := range 41 {
			if n%10 != 0 && grade(comparisons.DeJure, p, n, 1) != grade(comparisons.DeJure, p, n, 3) {
				want++
			}
		}
	}
	if cells != 36*6 || up != want || want == 0 {
		t.Errorf("%d cells, %d up, want %d up", cells, up, want)
	}
	// What one reader may read in one of the rounds only is not compared.
	if m, err = s.svc.Moves(t.Context(), s.officer, "conv0", comparisons.Filter{From: "3", Round: "3"}); err != nil || len(m.States) != 0 || len(m.OneRound) != 6 {
		t.Errorf("a round is compared with itself: %+v, %v", m.States, err)
	}
	for _, c := range []struct {
		measure  comparisons.Measure
		from, to comparisons.Grade
		want     int
	}{
		{comparisons.DeJure, "none", "partial", 1},
		{comparisons.DeJure, "beyond", "full", -1},
		{comparisons.DeJure, "none", comparisons.NotApplicable, 0},
		{comparisons.DeJure, comparisons.Unanswered, "full", 0},
		{comparisons.DeFacto, "unknown", "regularly", 0},
		{comparisons.DeFacto, "rarely", "regularly", 1},
		{comparisons.Assistance, comparisons.Needed, comparisons.NotNeeded, 1},
		{comparisons.Assistance, comparisons.NotNeeded, comparisons.Needed, -1},
	} {
		if got := c.measure.Way(c.from, c.to); got != c.want {
			t.Errorf("%s from %s to %s: %d, want %d", c.measure, c.from, c.to, got, c.want)
		}
	}
}

func TestProvisionLaysTheWordsSideBySide(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, small)
		p, err := s.svc.Provision(t.Context(), s.public, "conv0", "art7", comparisons.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, c := range p.States {
			names = append(names, c.Name)
			if c.Label != label.Clear || c.Round != 3 {
				t.Errorf("%+v", c)
			}
		}
		if !slices.Equal(names, []string{"Atlantis 00", "Atlantis 03"}) || len(p.Nothing) != 4 || p.Label != label.Clear {
			t.Errorf("%v shown, nothing of %v", names, p.Nothing)
		}
		if p.States[0].Answer.GoodPractice != "One desk for all." || p.Previous == nil || p.Previous.Key != "art6" || p.Next.Key != "art8" {
			t.Errorf("%+v", p)
		}
		if _, err := s.svc.Provision(t.Context(), s.public, "conv0", "none", comparisons.Filter{}); !fault.IsNotFound(err) {
			t.Errorf("a provision that is not there: %v", err)
		}
	})
}

func TestWhoHasClearedNothingIsNoGap(t *testing.T) {
	t.Parallel()
	s := newStage(t, dbtest.SQLite(t), small)
	reader := s.officer
	reader.Grants[0].Rights[parties.RightSee] = true
	m := s.read(reader, "conv0", comparisons.Filter{Group: "status:member"})
	if len(m.Columns) != 0 || !slices.Contains(m.Nothing, "Indonesia") || len(m.Counts().States) != 0 {
		t.Errorf("%+v", m.Nothing)
	}
	if _, err := s.svc.Map(t.Context(), s.public, "conv0", comparisons.Filter{Group: "status:member"}); !fault.IsForbidden(err) {
		t.Errorf("the public reads who is a member: %v", err)
	}
	if m := s.read(s.public, "conv0", comparisons.Filter{}); len(m.Nothing) != 0 {
		t.Errorf("the public reads names: %v", m.Nothing)
	}
}

func TestOverviewAndRefusals(t *testing.T) {
	t.Parallel()
	s := newStage(t, dbtest.SQLite(t), small)
	list, err := s.svc.Overview(t.Context(), s.public)
	i := slices.IndexFunc(list, func(c comparisons.Comparable) bool { return c.Code == "conv1" })
	if err != nil || i < 0 || len(list[i].States) != 6 {
		t.Errorf("%+v, %v", list, err)
	}
	if none := slices.IndexFunc(list, func(c comparisons.Comparable) bool { return len(c.States) == 0 }); none < 0 {
		t.Error("an instrument under which nothing is shown is missing")
	}
	for name, f := range map[string]comparisons.Filter{"measure": {Measure: "rank"}, "round": {Round: "last"}, "from": {From: "0"}, "obligation": {Obligation: "general"}, "group": {Group: "x"}} {
		if _, err := s.svc.Map(t.Context(), s.public, "conv0", f); fault.AsInvalid(err) == nil || fault.AsInvalid(err).Fields[0].Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.svc.Map(t.Context(), s.public, "none", comparisons.Filter{}); !fault.IsNotFound(err) {
		t.Errorf("an instrument that is not there: %v", err)
	}
	nobody := roomtest.Holding("nobody")
	if _, err := s.svc.Map(t.Context(), nobody, "conv0", comparisons.Filter{}); !fault.IsForbidden(err) {
		t.Errorf("without the right: %v", err)
	}
	if _, err := s.svc.Export(t.Context(), s.officer, "conv0", comparisons.Filter{}); err != nil {
		t.Error(err)
	}
}
