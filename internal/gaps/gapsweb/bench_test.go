package gapsweb_test

import (
	"fmt"
	"strconv"
	"testing"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/gapsweb"
	"counterpart/internal/laws"
	"counterpart/internal/parties"
	"counterpart/internal/roomtest"
	"counterpart/internal/roomtest/cleared"
	"counterpart/internal/vocabulary"
)

// How long an answer takes to be opened and to be kept, and a round to be opened, while 45 States have written under 10 instruments
// of 300 provisions in 3 rounds, with 1,000 mappings between the instruments.
func BenchmarkEdit(b *testing.B) {
	d := dbtest.SQLite(b)
	roomtest.LoadPack(b, d, "bali")
	states := cleared.Fill(b, d, cleared.Size{States: 45, Instruments: 10, Provisions: 300, Rounds: 3})
	officer := roomtest.Holding("officer", gaps.RightSee, gaps.RightManage, gaps.RightWork, gaps.RightRead)
	round, err := db.Change(b.Context(), d, func(tx *db.Tx) (string, error) { return written(tx, states[0]) })
	if err != nil {
		b.Fatal(err)
	}
	register := laws.New(d, laws.Options{})
	s := roomtest.Serve(b, officer, &gapsweb.Pages{Gaps: gaps.New(d, register), Laws: register, Parties: parties.New(d), Activities: activities.New(d), Vocabulary: vocabulary.New(d)})
	at := "/gaps/assessment-" + states[0] + "/rounds/" + round
	cell := at + "/provisions/" + fmt.Sprintf("0197a000-0000-7000-8000-%04d%08d", 4, 77)
	b.Run("open the round", func(b *testing.B) {
		for b.Loop() {
			s.Get(200, at)
		}
	})
	b.Run("open an answer", func(b *testing.B) {
		for b.Loop() {
			s.Get(200, cell)
		}
	})
	b.Run("keep an answer", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			s.Post(303, cell, []string{"base", strconv.Itoa(n), "de_jure", "partial", "law", "As changed for the " + strconv.Itoa(n) + ". time"})
		}
	})
}

// written gives every State the cells from which its answers were cleared, and opens the newest round of one. It returns that round.
func written(tx *db.Tx, state string) (string, error) {
	for _, statement := range []string{
		`insert into gap_cell (round_id, provision_id, revision, applicability, de_jure, de_facto, confidence, answer, by_actor, by_name, at)
			select round_id, provision_id, 1, applicability, de_jure, de_facto, confidence, answer, 'system', 'Expert', at from gap_cleared`,
		`insert into gap_revision (round_id, provision_id, revision, answer, how, by_actor, by_name, at) select round_id, provision_id, 1, answer, 'edit', 'system', 'Expert', at from gap_cleared`,
		`insert into instrument_mapping (id, from_id, to_id, relation, basis, rationale, draft, source, at, by_actor, by_name)
			select 'm' || p.id, p.id, q.id, 'equal', 'meaning', '', true, 'test', '2024-01-01T00:00:00.000000Z', 'system', 'test' from provision p join provision q on q.key = p.key
			where p.instrument_id in ('instrument-00', 'instrument-01', 'instrument-02', 'instrument-03') and q.instrument_id = 'instrument-04' and p.key <> 'art0' limit 1000`,
		`analyze`,
	} {
		if err := tx.Exec(statement); err != nil {
			return "", err
		}
	}
	round, err := db.One[string](tx, `select id from gap_round where assessment_id = $1 and number = 3`, "assessment-"+state)
	if err != nil {
		return "", err
	}
	return round, tx.Exec(`update gap_round set state = 'drafting' where id = $1`, round)
}
