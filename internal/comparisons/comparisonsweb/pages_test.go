package comparisonsweb_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/comparisons"
	"counterpart/internal/comparisons/comparisonsweb"
	"counterpart/internal/dbtest"
	"counterpart/internal/gaps"
	"counterpart/internal/laws"
	"counterpart/internal/roomtest"
	"counterpart/internal/roomtest/cleared"
)

func public() access.Actor {
	return access.Actor{Via: "public", Grants: []access.Grant{{Role: access.Public, Rights: map[access.Right]bool{gaps.RightRead: true}}}}
}

// office serves the room over what four invented States cleared.
func office(t *testing.T) *roomtest.Site {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	cleared.Fill(t, d, cleared.Size{States: 4, Instruments: 2, Provisions: 31, Rounds: 3})
	return roomtest.Serve(t, roomtest.Holding("officer", gaps.RightRead), &comparisonsweb.Pages{Comparisons: comparisons.New(d, laws.New(d, laws.Options{}))})
}

func TestPagesLayLawsSideBySide(t *testing.T) {
	t.Parallel()
	s := office(t)
	s.Get(200, "/law/compare", "Convention 0", "Atlantis 00, Atlantis 01, Atlantis 02, Atlantis 03", "Nobody is ranked")
	s.Get(200, "/law/compare/conv0", "De jure: what the law says, provision by provision", `<table class="matrix">`, "Chapter 2", "Art. 12 Invented duty number 12", `<td class="m-some"><a href="/law/compare/conv0/provisions/art12#X0">Partial</a></td>`, "Of 108 fields:", "Round 3, law of 1 Jan 2022")
	s.Get(200, "/law/compare/conv0?measure=assistance&round=2&obligation=may&group=region:South", "Assistance needed, provision by provision", "Round 2", "Of 18 fields:", "round=2#X1")
	s.Get(200, "/law/compare/conv0/counts", "All States together, by level of obligation", "Shall: each State, in alphabetical order", `role="img"`, "The numbers as a table")
	s.Get(200, "/law/compare/conv0/rounds", "More than before", "What moved", "baseline, law of 1 Jan 2020, with round 3")
	s.Get(200, "/law/compare/themes?measure=de_facto", "By theme, all instruments", "Prevention", "2 instruments: Convention 0, Convention 1. 4 States: Atlantis 00")
	s.Get(200, "/law/compare/conv0/provisions/art12", `<span id="X0">Atlantis 00</span>`, "The act of an invented State says so.", "One desk for all.", "Training", "TLP:GREEN")
	s.Get(404, "/law/compare/none")
	s.Get(404, "/law/compare/conv0/provisions/none")
}

func TestAWrongFilterIsToldBesideItsField(t *testing.T) {
	t.Parallel()
	s := office(t)
	for _, path := range []string{"/law/compare/conv0", "/law/compare/conv0/counts", "/law/compare/conv0/rounds", "/law/compare/themes", "/law/compare/conv0/provisions/art1"} {
		s.Get(422, path+"?round=last&state=", "Choose the newest round, the baseline, or a round by its number.")
	}
	s.Get(422, "/law/compare/conv0/rounds?from=first", "Choose the newest round")
	s.Get(422, "/law/compare/conv0?group=region:%00", "Choose a group of States")
}

func TestThePublicReadsWhatIsClear(t *testing.T) {
	t.Parallel()
	s := office(t)
	s.Actor = public()
	body := s.Get(200, "/law/compare/conv0/provisions/art5", "Atlantis 00", "Nothing to show of Atlantis 01, Atlantis 02", "TLP:CLEAR")
	if strings.Contains(body, "TLP:GREEN") || strings.Contains(body, `id="X1"`) {
		t.Error("the public reads what is not CLEAR")
	}
	s.Get(200, "/law/compare/conv0", "Nothing to show", "TLP:CLEAR")
	s.Get(403, "/law/compare/conv0?group=status:member", "register of parties")
	s.Actor = roomtest.Holding("nobody")
	s.Get(403, "/law/compare/conv0")
}

// Every file says under which label each of its rows stands, and no cell is a formula.
func TestFilesCarryTheirLabel(t *testing.T) {
	t.Parallel()
	s := office(t)
	for _, path := range []string{"/law/compare/themes.csv", "/law/compare/conv1/map.csv", "/law/compare/conv1/counts.csv", "/law/compare/conv1/rounds.csv", "/law/compare/conv1/provisions/art7/answers.csv"} {
		rows, err := csv.NewReader(strings.NewReader(s.Get(200, path))).ReadAll()
		if err != nil || len(rows) < 3 {
			t.Fatalf("%s: %d rows, %v", path, len(rows), err)
		}
		last := len(rows[0]) - 1
		if rows[0][last] != "label" {
			t.Errorf("%s has no label", path)
		}
		for _, r := range rows[1:] {
			if !strings.HasPrefix(r[last], "TLP:") {
				t.Errorf("%s: a row without a label: %v", path, r)
			}
		}
	}
	s.Get(422, "/law/compare/conv1/map.csv?measure=rank")
}

func TestTheAPIAnswersTheSame(t *testing.T) {
	t.Parallel()
	s := office(t)
	var m struct {
		comparisons.Map
		Counts comparisons.Counts `json:"counts"`
	}
	s.Call(200, "GET", "/comparisons/conv0?measure=de_facto&round=2", nil, &m)
	if len(m.Columns) != 4 || len(m.Lines) != 30 || m.Columns[0].Round != 2 || len(m.Counts.Together) != 3 {
		t.Errorf("%d columns, %d lines, %+v", len(m.Columns), len(m.Lines), m.Counts.Together)
	}
	var moves comparisons.Moves
	s.Call(200, "GET", "/comparisons/conv0/rounds?from=1", nil, &moves)
	if len(moves.States) != 4 || len(moves.Together) == 0 {
		t.Errorf("%+v", moves)
	}
	var p comparisons.Provision
	s.Call(200, "GET", "/comparisons/conv0/provisions/art5", nil, &p)
	if len(p.States) != 4 || p.States[0].Answer.Law == "" {
		t.Errorf("%+v", p)
	}
	var all struct {
		Instruments []comparisons.Comparable `json:"instruments"`
	}
	s.Call(200, "GET", "/comparisons", nil, &all)
	i := slices.IndexFunc(all.Instruments, func(c comparisons.Comparable) bool { return c.Code == "conv1" })
	if i < 0 || len(all.Instruments[i].States) != 4 {
		t.Fatalf("%+v", all)
	}
	s.Call(200, "GET", "/comparisons/themes?state="+all.Instruments[i].States[0].PartyID, nil, nil)
	s.Call(404, "GET", "/comparisons/none", nil, nil)
	s.Call(422, "GET", "/comparisons/conv0?obligation=general", nil, nil)
}

// The page of 300 provisions by 45 States, as it is sent.
func BenchmarkPages(b *testing.B) {
	d := dbtest.SQLite(b)
	roomtest.LoadPack(b, d, "bali")
	cleared.Fill(b, d, cleared.Size{States: 45, Instruments: 10, Provisions: 300, Rounds: 3})
	s := roomtest.Serve(b, roomtest.Holding("officer", gaps.RightRead), &comparisonsweb.Pages{Comparisons: comparisons.New(d, laws.New(d, laws.Options{}))})
	for _, path := range []string{"/law/compare", "/law/compare/conv4", "/law/compare/conv4/counts", "/law/compare/conv4/rounds", "/law/compare/themes", "/law/compare/conv4/provisions/art77", "/law/compare/conv4/map.csv"} {
		b.Run(path, func(b *testing.B) {
			bytes := 0
			for b.Loop() {
				bytes = len(s.Get(200, path))
			}
			b.ReportMetric(float64(bytes), "bytes")
		})
	}
}
