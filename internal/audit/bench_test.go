package audit_test

import (
	"fmt"
	"testing"

	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
)

func both(b *testing.B, run func(b *testing.B, d *db.DB)) {
	b.Run("sqlite", func(b *testing.B) { run(b, dbtest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { run(b, dbtest.Postgres(b)) })
}

// How many entries a second the check of the whole chain reads.
func BenchmarkCheck(b *testing.B) {
	const entries = 100_000
	both(b, func(b *testing.B, d *db.DB) {
		_, err := db.Change(b.Context(), d, func(tx *db.Tx) (bool, error) {
			for i := range entries {
				detail := map[string]any{"number": i, "given": "Somebody Somewhere", "email": "somebody@example.invalid"}
				if err := audit.Record(tx, officer, actionTest, "person", fmt.Sprintf("p%d", i%5000), detail); err != nil {
					return false, err
				}
			}
			return true, nil
		})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if r := check(b, d); r.Broken != nil || r.Count != entries {
				b.Fatal(r.Words())
			}
		}
		b.ReportMetric(float64(entries)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	})
}

// What an entry adds to a transaction that writes one row: none, one, ten entries.
func BenchmarkChange(b *testing.B) {
	both(b, func(b *testing.B, d *db.DB) {
		for _, n := range []int{0, 1, 10} {
			b.Run(fmt.Sprintf("entries=%d", n), func(b *testing.B) {
				for b.Loop() {
					_, err := db.Change(b.Context(), d, func(tx *db.Tx) (bool, error) {
						for range n {
							if err := audit.Record(tx, officer, actionTest, "person", "p", map[string]int{"n": n}); err != nil {
								return false, err
							}
						}
						return true, tx.Exec(`insert into setting (key, value) values ($1, 'x')`, tx.NewID())
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	})
}
