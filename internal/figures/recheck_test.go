package figures_test

import (
	"slices"
	"strings"
	"testing"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/figures"
)

// What fails is noted once and keeps its time, what holds again is noted no more, and nothing is written where nothing is new.
func TestRecheckWritesWhatChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBook(t, d)
		b.recheck("", figures.Failing{}, nil)
		b.recheck("a=1 b=2", figures.Failing{"a": "1", "b": "2"}, []string{"a", "b"})
		first := b.times()
		b.recheck("a=1 b=2", figures.Failing{"a": "1", "b": "2"}, nil)
		b.recheck("a=1 c=3", figures.Failing{"a": "1", "c": "3"}, []string{"b", "c"})
		if b.times()["a"] != first["a"] {
			t.Error("a note that stands was written anew")
		}
		b.recheck("a=4", figures.Failing{"a": "4"}, []string{"a", "c"})
		b.recheck("", figures.Failing{}, []string{"a"})
	})
}

// A number that changes between the reading and the write is noted as it is at the write.
func TestRecheckCountsAgainWhatItNotes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBook(t, d)
		err := figures.Recheck(t.Context(), d, book, func(_ *db.Tx, ids []string) (figures.Failing, error) {
			if ids == nil {
				return figures.Failing{"mended": "1", "changed": "2"}, nil
			}
			return figures.Failing{"changed": "3"}, nil
		})
		if got := b.notes(); err != nil || got != "changed=3" {
			t.Error(got, err)
		}
	})
}

var book = figures.Notes{Table: "test_failure", ID: "number_id"}

type notebook struct {
	t *testing.T
	d *db.DB
}

func newBook(t *testing.T, d *db.DB) notebook {
	t.Helper()
	_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
		return true, tx.Exec(`create table test_failure (number_id text primary key, value_now text not null, checked_at text not null)`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return notebook{t, d}
}

// recheck runs the check where so many fail, and says what must be noted afterwards and what was counted again for it.
func (b notebook) recheck(noted string, fail figures.Failing, again []string) {
	b.t.Helper()
	var counted []string
	err := figures.Recheck(b.t.Context(), b.d, book, func(_ *db.Tx, ids []string) (figures.Failing, error) {
		counted = append(counted, ids...)
		return fail, nil
	})
	if got := b.notes(); err != nil || got != noted || !slices.Equal(counted, again) {
		b.t.Errorf("noted %q, counted again %v, %v", got, counted, err)
	}
}

func (b notebook) notes() string {
	b.t.Helper()
	list, err := db.View(b.t.Context(), b.d, func(tx *db.Tx) ([]string, error) {
		return db.All[string](tx, `select number_id || '=' || value_now from test_failure order by number_id`)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return strings.Join(list, " ")
}

func (b notebook) times() map[string]string {
	b.t.Helper()
	list, err := db.View(b.t.Context(), b.d, func(tx *db.Tx) ([]string, error) {
		return db.All[string](tx, `select number_id || ' ' || checked_at from test_failure`)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	out := map[string]string{}
	for _, line := range list {
		id, at, _ := strings.Cut(line, " ")
		out[id] = at
	}
	return out
}
