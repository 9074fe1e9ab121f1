package support_test

import (
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/support"
)

// How long a page of the list takes among 10,000 requests, for the office, for the party that asked for half of them and for
// one to which none was circulated.
func BenchmarkList(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkList(b, newStage(b, dbtest.SQLite(b))) })
	b.Run("postgres", func(b *testing.B) { benchmarkList(b, newStage(b, dbtest.Postgres(b))) })
}

func benchmarkList(b *testing.B, s *stage) {
	b.Helper()
	s.manyRequests(10_000)
	for _, reader := range []struct {
		name  string
		actor access.Actor
	}{{"office", s.officer}, {"asker", focal(s.asker)}, {"other", focal(s.giver)}} {
		b.Run(reader.name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := s.svc.List(b.Context(), reader.actor, support.Filter{Limit: 50}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// manyRequests enters circulated requests of two States, in turn.
func (s *stage) manyRequests(number int) {
	s.t.Helper()
	asking := []string{s.asker, s.other}
	_, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) {
		for i := range number {
			err := tx.Exec(`insert into support_request (id, year, serial, party_id, channel, received_on, subject, title, help, urgency, summary_agreed, label, state, acknowledge_by, respond_by, created_at, updated_at)
				values ($1, 2020, $2, $3, 'letter', $4, 'borders', 'T', 'training', 'normal', false, 'TLP:AMBER', 'circulated', '2020-01-01', '2020-01-01', '', '')`,
				tx.NewID(), i, asking[i%2], db.Date("2010-01-01").AddDays(i%4000))
			if err != nil {
				return false, err
			}
		}
		return true, tx.Exec(`analyze`)
	})
	s.must(err)
}
