package db_test

import (
	"context"
	"errors"
	"testing"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
)

// Verbs that join a transaction see each other's work, and end with it.
func TestJoinedVerbsAreOneTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		set := func(ctx context.Context, key string) error {
			_, err := db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
				return true, tx.Exec(`insert into setting (key, value) values ($1, '1')`, key)
			})
			return err
		}
		count := func(ctx context.Context) int {
			n, err := db.View(ctx, d, func(tx *db.Tx) (int, error) { return db.One[int](tx, `select count(*) from setting`) })
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		stop := errors.New("stop")
		for _, end := range []error{stop, nil} {
			_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
				ctx := db.Join(tx)
				if err := errors.Join(set(ctx, "a"), set(ctx, "b")); err != nil {
					return false, err
				}
				if n := count(ctx); n != 2 {
					t.Errorf("inside: %d settings", n)
				}
				return true, end
			})
			if !errors.Is(err, end) {
				t.Fatal(err)
			}
			if n, want := count(t.Context()), map[error]int{stop: 0, nil: 2}[end]; n != want {
				t.Errorf("after %v: %d settings, not %d", end, n, want)
			}
		}
	})
}
