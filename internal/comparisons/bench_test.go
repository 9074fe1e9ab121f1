package comparisons_test

import (
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/comparisons"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/roomtest/cleared"
)

// How long each comparison takes among what 45 States cleared under 10 instruments of 300 provisions in 3 rounds, for the office,
// for whoever is signed in, and for the public.
func BenchmarkComparisons(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmark(b, dbtest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { benchmark(b, dbtest.Postgres(b)) })
}

var large = cleared.Size{States: 45, Instruments: 10, Provisions: 300, Rounds: 3}

func benchmark(b *testing.B, d *db.DB) {
	b.Helper()
	s := newStage(b, d, large)
	for _, c := range []struct {
		name string
		do   func(a access.Actor) error
	}{
		{"overview", func(a access.Actor) error { _, err := s.svc.Overview(b.Context(), a); return err }},
		{"map", func(a access.Actor) error {
			m, err := s.svc.Map(b.Context(), a, "conv4", comparisons.Filter{})
			m.Counts()
			return err
		}},
		{"themes", func(a access.Actor) error { _, err := s.svc.Themes(b.Context(), a, comparisons.Filter{}); return err }},
		{"moves", func(a access.Actor) error {
			_, err := s.svc.Moves(b.Context(), a, "conv4", comparisons.Filter{})
			return err
		}},
		{"provision", func(a access.Actor) error {
			_, err := s.svc.Provision(b.Context(), a, "conv4", "art77", comparisons.Filter{})
			return err
		}},
	} {
		for _, reader := range []struct {
			name  string
			actor access.Actor
		}{{"office", s.officer}, {"signed-in", s.signed}, {"public", s.public}} {
			b.Run(c.name+"/"+reader.name, func(b *testing.B) {
				for b.Loop() {
					if err := c.do(reader.actor); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
