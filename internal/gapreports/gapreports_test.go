package gapreports_test

import (
	"strconv"
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/gapreports"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/recommendations"
	"counterpart/internal/roomtest"
	"counterpart/internal/roomtest/cleared"
)

func office() access.Actor {
	return roomtest.Holding("officer", gaps.RightRead, gaps.RightSee, laws.RightSee, recommendations.RightSee, recommendations.RightRead)
}

var everybody = access.Grant{Role: access.Public, Rights: map[access.Right]bool{gaps.RightRead: true, laws.RightSee: true, recommendations.RightRead: true}}

func service(d *db.DB) *gapreports.Service {
	register := laws.New(d, laws.Options{})
	return gapreports.New(d, gaps.New(d, register), register)
}

// rows are the lines of a table of the text that begin with a cell.
func rows(body, first string) []string {
	var out []string
	for line := range strings.SplitSeq(body, "\n") {
		if strings.HasPrefix(line, "| "+first+" |") {
			out = append(out, line)
		}
	}
	return out
}

func TestOneStateAndAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		states := cleared.Fill(t, d, cleared.Size{States: 3, Instruments: 2, Provisions: 20, Rounds: 3})
		s, ctx := service(d), t.Context()
		one, err := s.Make(ctx, office(), gapreports.Query{AssessmentID: "assessment-" + states[1]})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			"## Introduction", "| Atlantis 01 | 3 | 1 January 2022 | Convention 0, version 1; Convention 1, version 1 |", "### Shall\n", "### Shall consider", "### May",
			"## Strengths and good practice", "One desk for all.", "## Gaps, by theme", "### Criminalisation", "## Challenges", "No challenge was named.", "## Assistance needed\n\n### ",
			"## Recommendations", "## What moved between rounds", "## Annex: Invented convention no. 0, version 1", "| **1 Chapter 1** |", "## Clearance",
		} {
			if !strings.Contains(one.Body, want) {
				t.Errorf("no %q in\n%s", want, one.Body)
			}
		}
		if one.Label != label.Amber || one.Regional || len(one.Notices) != 1 {
			t.Errorf("%s %t %q", one.Label, one.Regional, one.Notices)
		}
		all, err := s.Make(ctx, office(), gapreports.Query{ProjectID: "project", Instrument: "conv1"})
		if err != nil {
			t.Fatal(err)
		}
		if at := []int{strings.Index(all.Body, "| Atlantis 00 |"), strings.Index(all.Body, "| Atlantis 01 |"), strings.Index(all.Body, "| Atlantis 02 |")}; !all.Regional || at[0] < 0 || at[0] > at[1] || at[1] > at[2] {
			t.Errorf("States stand at %v", at)
		}
		if strings.Contains(all.Body, "Convention 0") {
			t.Error("another instrument is in it")
		}
		for _, word := range []string{"average", "score:", "rank", "%"} {
			if strings.Contains(strings.ToLower(all.Body), word) {
				t.Errorf("the report says %q", word)
			}
		}
		if _, err := s.Make(ctx, office(), gapreports.Query{AssessmentID: "nowhere"}); !fault.IsNotFound(err) {
			t.Errorf("of nothing: %v", err)
		}
	})
}

// Whoever makes the public version, it holds what is CLEAR and nothing else; and nobody reads more than their label opens.
func TestPublicIsWhatIsClear(t *testing.T) {
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	states := cleared.Fill(t, d, cleared.Size{States: 4, Instruments: 1, Provisions: 60, Rounds: 2})
	s, ctx := service(d), t.Context()
	guest := access.Actor{Via: "public", Grants: []access.Grant{everybody}}
	for p, id := range states {
		by, err := s.Make(ctx, office(), gapreports.Query{AssessmentID: "assessment-" + id, Public: true})
		if err != nil {
			t.Fatal(err)
		}
		asked, err := s.Make(ctx, guest, gapreports.Query{AssessmentID: "assessment-" + id, Public: true})
		if err != nil || asked.Body != by.Body || by.Label != label.Clear {
			t.Errorf("State %d: %v, %s; the public reads\n%s\nthe office\n%s", p, err, by.Label, asked.Body, by.Body)
		}
		for n := range 60 {
			a := cleared.Said(p, n, 2)
			open := n%10 != 0 && cleared.LabelOf(p, n) == label.Clear
			name := "Art. " + strconv.Itoa(n) + " Invented duty number " + strconv.Itoa(n)
			row := rows(by.Body, name)
			if n%10 == 0 {
				continue
			}
			want := "Not stated"
			if open {
				if want = answers.Words(a.DeJure); a.Applicability == "not_applicable" {
					want = answers.Words("not_applicable")
				}
			}
			if len(row) != 1 || !strings.Contains(row[0], "| "+want+" |") {
				t.Errorf("State %d, %s, open %t: %q, not %q", p, name, open, row, want)
			}
		}
		if strings.Contains(by.Body, "Note verbale") {
			t.Error("the public reads numbers of notes")
		}
	}
	nobody := access.Actor{Via: "public"}
	if _, err := s.Make(ctx, nobody, gapreports.Query{ProjectID: "project"}); !fault.IsForbidden(err) {
		t.Errorf("without the right: %v", err)
	}
}
