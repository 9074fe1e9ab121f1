package comparisons_test

import (
	"fmt"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/comparisons"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/roomtest"
)

// stage is some States with what they cleared under some instruments.
type stage struct {
	t       testing.TB
	d       *db.DB
	svc     *comparisons.Service
	states  []string // in alphabetical order
	officer access.Actor
	public  access.Actor
	signed  access.Actor // signed in, of no State
}

// size is how much a stage holds.
type size struct{ states, instruments, provisions, rounds int }

func newStage(t testing.TB, d *db.DB, z size) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	s := &stage{t: t, d: d, svc: comparisons.New(d, laws.New(d, laws.Options{})), officer: roomtest.Holding("officer", gaps.RightRead)}
	s.public = access.Actor{Via: "public", Grants: []access.Grant{{Role: access.Public, Rights: map[access.Right]bool{gaps.RightRead: true}}}}
	s.signed = s.public
	s.signed.Via, s.signed.Account = "session", "somebody"
	s.change(func(tx *db.Tx) error { return s.fill(tx, z) })
	return s
}

func (s *stage) change(do func(tx *db.Tx) error) {
	s.t.Helper()
	if _, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) { return true, do(tx) }); err != nil {
		s.t.Fatal(err)
	}
}

// table gathers rows of one table.
type table struct {
	name    string
	columns []string
	rows    [][]any
}

func (t *table) add(values ...any) { t.rows = append(t.rows, values) }

const dayOne = "2024-01-01T00:00:00.000000Z"

// provisionID is the n-th provision of the i-th instrument; its key is artN.
func provisionID(i, n int) string { return fmt.Sprintf("0197a000-0000-7000-8000-%04d%08d", i, n) }

func (s *stage) fill(tx *db.Tx, z size) error {
	instruments := &table{name: "instrument", columns: []string{"id", "code", "latest_id", "created_at"}}
	versions := &table{name: "instrument_version", columns: []string{"id", "instrument_id", "number", "title", "short", "language", "draft", "note", "provider", "copyright", "source", "digest", "body", "loaded_at", "by_actor", "by_name"}}
	provisions := &table{name: "provision", columns: []string{"id", "instrument_id", "key"}}
	texts := &table{name: "provision_text", columns: []string{"version_id", "provision_id", "parent_id", "position", "depth", "number", "title", "obligation", "theme", "assessable", "text", "url", "guidance"}}
	for i := range z.instruments {
		id, version := fmt.Sprintf("instrument-%02d", i), fmt.Sprintf("version-%02d", i)
		instruments.add(id, fmt.Sprintf("conv%d", i), version, dayOne)
		versions.add(version, id, 1, fmt.Sprintf("Invented convention no. %d", i), fmt.Sprintf("Convention %d", i), "en", true, "", "", "", "", "", "", dayOne, "system", "Test")
		chapter := ""
		for n := range z.provisions {
			id := provisionID(i, n)
			provisions.add(id, fmt.Sprintf("instrument-%02d", i), fmt.Sprintf("art%d", n))
			if n%10 == 0 {
				texts.add(version, id, nil, n, 0, fmt.Sprintf("%d", n/10+1), fmt.Sprintf("Chapter %d", n/10+1), "general", "", n%10 != 0, "", "", "")
				chapter = id
				continue
			}
			texts.add(version, id, chapter, n, 1, fmt.Sprintf("Art. %d", n), fmt.Sprintf("Invented duty number %d", n), []string{"shall", "consider", "may"}[n%3], []string{"criminalisation", "protection", "prevention", "cooperation"}[n/10%4], true, "", "", "")
		}
	}
	for _, t := range []*table{instruments, versions, provisions, texts} {
		if err := tx.InsertRows(t.name, t.columns, t.rows); err != nil {
			return err
		}
	}
	return s.assess(tx, z)
}

// assess has every State clear every provision in every round; what it says follows from the numbers.
func (s *stage) assess(tx *db.Tx, z size) error {
	states := &table{name: "party", columns: []string{"id", "code", "kind", "name", "iso", "region", "sort_key", "name_key", "created_at", "updated_at"}}
	assessments := &table{name: "gap_assessment", columns: []string{"id", "project_id", "party_id", "label", "begun_at"}}
	rounds := &table{name: "gap_round", columns: []string{"id", "assessment_id", "number", "kind", "as_at", "state", "opened_at", "since"}}
	if err := tx.Exec(`insert into gap_project (id, title, created_at) values ('project', 'Assessment', $1)`, dayOne); err != nil {
		return err
	}
	for p := range z.states {
		id := fmt.Sprintf("0197b000-0000-7000-8000-%012d", p)
		s.states = append(s.states, id)
		states.add(id, fmt.Sprintf("invented%d", p), "state", fmt.Sprintf("Atlantis %02d", p), fmt.Sprintf("X%d", p), []string{"North", "South"}[p%2], fmt.Sprintf("0 atlantis %02d", p), fmt.Sprintf("atlantis %02d", p), dayOne, dayOne)
		assessments.add("assessment-"+id, "project", id, string(label.Green), dayOne)
		for r := range z.rounds {
			rounds.add(roundID(p, r+1), "assessment-"+id, r+1, []string{"baseline", "follow_up"}[min(r, 1)], fmt.Sprintf("202%d-01-01", r), "cleared", dayOne, dayOne)
		}
	}
	for _, t := range []*table{states, assessments, rounds} {
		if err := tx.InsertRows(t.name, t.columns, t.rows); err != nil {
			return err
		}
	}
	for p := range z.states {
		if err := s.clear(tx, z, p); err != nil {
			return err
		}
	}
	return tx.Exec(`analyze`)
}

func roundID(state, number int) string {
	return fmt.Sprintf("0197c000-0000-7000-8000-%08d%04d", state, number)
}

var clearedColumns = []string{"round_id", "provision_id", "assessment_id", "party_id", "project_id", "instrument_id", "number", "revision", "applicability", "de_jure", "de_facto", "confidence", "assistance", "label", "clearance_id", "answer", "at"}

// said is what the stage's State p says under provision n in round r.
func said(p, n, r int) answers.Answer {
	a := answers.Answer{Applicability: "party", DeJure: answers.DeJures[min(3, (p+n)%3+(r-1)/2)], DeFacto: answers.DeFactos[(p+n)%4], Confidence: "medium", Law: "The act of an invented State says so.", GoodPractice: "One desk for all."}
	if (p+n)%17 == 0 {
		a = answers.Answer{Applicability: "not_applicable"}
	}
	if n%4 == 0 {
		a.Assistance = []string{"training"}
	}
	return a
}

// labelOf is the label under which State p clears provision n: every third State clears for all, every second of the others for the community.
func labelOf(p, n int) label.TLP {
	return []label.TLP{label.Clear, label.Green, label.Amber}[(p+n/10)%3]
}

func (s *stage) clear(tx *db.Tx, z size, p int) error {
	cleared := &table{name: "gap_cleared", columns: clearedColumns}
	for r := 1; r <= z.rounds; r++ {
		for i := range z.instruments {
			for n := range z.provisions {
				if n%10 == 0 {
					continue
				}
				a := said(p, n, r)
				help := ""
				if len(a.Assistance) > 0 {
					help = " training "
				}
				cleared.add(roundID(p, r), provisionID(i, n), "assessment-"+s.states[p], s.states[p], "project", fmt.Sprintf("instrument-%02d", i), r, 1, a.Applicability, a.DeJure, a.DeFacto, a.Confidence, help, string(labelOf(p, n)), "clearance", a.JSON(), dayOne)
			}
		}
	}
	return tx.InsertRows(cleared.name, cleared.columns, cleared.rows)
}
