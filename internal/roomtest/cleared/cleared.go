// Package cleared fills a database with what invented States cleared of gap assessments, in any size, for tests and benchmarks of the
// rooms that read it.
package cleared

import (
	"fmt"
	"testing"

	"counterpart/internal/db"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/label"
)

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

// Size is how much is filled.
type Size struct{ States, Instruments, Provisions, Rounds int }

// Fill enters instruments of which every tenth provision is a heading, States, and what each State cleared of every other provision in
// every round. It returns the ids of the States, which stand in alphabetical order. The pack is loaded before.
func Fill(t testing.TB, d *db.DB, z Size) (states []string) {
	t.Helper()
	_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
		s := &filler{}
		err := s.fill(tx, z)
		states = s.states
		return true, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return states
}

type filler struct{ states []string }

func (s *filler) fill(tx *db.Tx, z Size) error {
	instruments := &table{name: "instrument", columns: []string{"id", "code", "latest_id", "created_at"}}
	versions := &table{name: "instrument_version", columns: []string{"id", "instrument_id", "number", "title", "short", "language", "draft", "note", "provider", "copyright", "source", "digest", "body", "loaded_at", "by_actor", "by_name"}}
	provisions := &table{name: "provision", columns: []string{"id", "instrument_id", "key"}}
	texts := &table{name: "provision_text", columns: []string{"version_id", "provision_id", "parent_id", "position", "depth", "number", "title", "obligation", "theme", "assessable", "text", "url", "guidance", "note"}}
	for i := range z.Instruments {
		id, version := fmt.Sprintf("instrument-%02d", i), fmt.Sprintf("version-%02d", i)
		instruments.add(id, fmt.Sprintf("conv%d", i), version, dayOne)
		versions.add(version, id, 1, fmt.Sprintf("Invented convention no. %d", i), fmt.Sprintf("Convention %d", i), "en", true, "", "", "", "", "", "", dayOne, "system", "Test")
		chapter := ""
		for n := range z.Provisions {
			id := provisionID(i, n)
			provisions.add(id, fmt.Sprintf("instrument-%02d", i), fmt.Sprintf("art%d", n))
			if n%10 == 0 {
				texts.add(version, id, nil, n, 0, fmt.Sprintf("%d", n/10+1), fmt.Sprintf("Chapter %d", n/10+1), "general", "", n%10 != 0, "", "", "", "")
				chapter = id
				continue
			}
			texts.add(version, id, chapter, n, 1, fmt.Sprintf("Art. %d", n), fmt.Sprintf("Invented duty number %d", n), []string{"shall", "consider", "may"}[n%3], []string{"criminalisation", "protection", "prevention", "cooperation"}[n/10%4], true, "", "", "", "")
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
func (s *filler) assess(tx *db.Tx, z Size) error {
	states := &table{name: "party", columns: []string{"id", "code", "kind", "name", "iso", "region", "sort_key", "name_key", "created_at", "updated_at"}}
	assessments := &table{name: "gap_assessment", columns: []string{"id", "project_id", "party_id", "label", "begun_at"}}
	scopes := &table{name: "gap_scope", columns: []string{"assessment_id", "instrument_id", "version_id"}}
	rounds := &table{name: "gap_round", columns: []string{"id", "assessment_id", "number", "kind", "as_at", "state", "opened_at", "since"}}
	if err := tx.Exec(`insert into gap_project (id, title, created_at) values ('project', 'Assessment', $1)`, dayOne); err != nil {
		return err
	}
	for p := range z.States {
		id := fmt.Sprintf("0197b000-0000-7000-8000-%012d", p)
		s.states = append(s.states, id)
		states.add(id, fmt.Sprintf("invented%d", p), "state", fmt.Sprintf("Atlantis %02d", p), fmt.Sprintf("X%d", p), []string{"North", "South"}[p%2], fmt.Sprintf("0 atlantis %02d", p), fmt.Sprintf("atlantis %02d", p), dayOne, dayOne)
		assessments.add("assessment-"+id, "project", id, string(label.Green), dayOne)
		for i := range z.Instruments {
			scopes.add("assessment-"+id, fmt.Sprintf("instrument-%02d", i), fmt.Sprintf("version-%02d", i))
		}
		for r := range z.Rounds {
			rounds.add(roundID(p, r+1), "assessment-"+id, r+1, []string{"baseline", "follow_up"}[min(r, 1)], fmt.Sprintf("202%d-01-01", r), "cleared", dayOne, dayOne)
		}
	}
	for _, t := range []*table{states, assessments, scopes, rounds} {
		if err := tx.InsertRows(t.name, t.columns, t.rows); err != nil {
			return err
		}
	}
	for p := range z.States {
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

// Said is what State p says under provision n in round r.
func Said(p, n, r int) answers.Answer {
	a := answers.Answer{Applicability: "party", DeJure: answers.DeJures[min(3, (p+n)%3+(r-1)/2)], DeFacto: answers.DeFactos[(p+n)%4], Confidence: "medium", Law: "The act of an invented State says so.", GoodPractice: "One desk for all."}
	if (p+n)%17 == 0 {
		a = answers.Answer{Applicability: "not_applicable"}
	}
	if n%4 == 0 {
		a.Assistance = []string{"training"}
	}
	return a
}

// LabelOf is the label under which State p clears provision n: every third State clears for all, every second of the others for the community.
func LabelOf(p, n int) label.TLP {
	return []label.TLP{label.Clear, label.Green, label.Amber}[(p+n/10)%3]
}

func (s *filler) clear(tx *db.Tx, z Size, p int) error {
	cleared := &table{name: "gap_cleared", columns: clearedColumns}
	for r := 1; r <= z.Rounds; r++ {
		for i := range z.Instruments {
			for n := range z.Provisions {
				if n%10 == 0 {
					continue
				}
				a := Said(p, n, r)
				help := ""
				if len(a.Assistance) > 0 {
					help = " training "
				}
				cleared.add(roundID(p, r), provisionID(i, n), "assessment-"+s.states[p], s.states[p], "project", fmt.Sprintf("instrument-%02d", i), r, 1, a.Applicability, a.DeJure, a.DeFacto, a.Confidence, help, string(LabelOf(p, n)), "clearance", a.JSON(), dayOne)
			}
		}
	}
	return tx.InsertRows(cleared.name, cleared.columns, cleared.rows)
}
