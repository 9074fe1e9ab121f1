package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
)

func TestNullBecomesZeroAndTimesRoundTrip(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		type row struct {
			Name string  `db:"name"`
			From db.Date `db:"valid_from"`
			At   db.Time `db:"at"`
			On   bool    `db:"is_on"`
			N    int     `db:"n"`
		}
		got, err := db.View(t.Context(), d, func(tx *db.Tx) (row, error) {
			return db.One[row](tx, `select cast(null as text) as name, '2024-02-29' as valid_from, cast($1 as text) as at, (1 = 1) as is_on, count(*) as n from setting`, tx.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		if got.Name != "" || got.From != "2024-02-29" || !got.At.Equal(dbtest.Noon) || !got.On || got.N != 0 {
			t.Errorf("got %+v", got)
		}
	})
}

func TestQueryNumbersItsPlaceholders(t *testing.T) {
	q := db.Q("select 1 where a = ?", 1).Add("and b = ?", 2).In("c", []string{"x", "y"})
	if got, want := q.String(), "select 1 where a = $1\nand b = $2\nc in ($3, $4)\n"; got != want {
		t.Errorf("got %q", got)
	}
}

// Twenty writers add to one counter at the same time: no addition is lost.
func TestChangeIsSerializable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		_, err := db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`insert into setting (key, value) values ('n', '0')`)
		})
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		failed := make(chan error, 20)
		for range 20 {
			group.Go(func() {
				_, err := db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
					n, err := db.One[int](tx, `select cast(value as integer) from setting where key = 'n'`)
					if err != nil {
						return false, err
					}
					return true, tx.Exec(`update setting set value = cast(cast($1 as integer) as text) where key = 'n'`, n+1)
				})
				failed <- err
			})
		}
		group.Wait()
		lost := 0
		for range 20 {
			if <-failed != nil {
				lost++
			}
		}
		n, err := db.View(ctx, d, func(tx *db.Tx) (int, error) {
			return db.One[int](tx, `select cast(value as integer) from setting where key = 'n'`)
		})
		if err != nil || n != 20-lost {
			t.Errorf("counter is %d after %d commits: %v", n, 20-lost, err)
		}
	})
}

// Of transactions that take one number at once, each gets another one in the end, and none fails.
func TestTakenIsTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
					n, err := db.One[int](tx, `select count(*) from setting where key like 'taken %'`)
					if err != nil {
						return false, err
					}
					return true, tx.Take(`insert into setting (key, value) values ($1, '')`, fmt.Sprintf("taken %d", n+1))
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		last, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
			return db.One[string](tx, `select max(key) from setting where key like 'taken %'`)
		})
		if err != nil || last != "taken 8" {
			t.Errorf("the last is %q, %v", last, err)
		}
	})
}

// Fifty requests with one idempotency key: the effect happens once and all get the same answer.
func TestOneKeyOneEffect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var group sync.WaitGroup
		ids := make(chan string, 50)
		write := func(fingerprint string) (string, error) {
			ctx := db.WithOnce(context.Background(), &db.Once{Actor: "a", Key: "k", Fingerprint: fingerprint})
			return db.Change(ctx, d, func(tx *db.Tx) (string, error) {
				id := tx.NewID()
				return id, tx.Exec(`insert into setting (key, value) values ($1, 'once')`, id)
			})
		}
		for range 50 {
			group.Go(func() {
				id, err := write("same")
				if err != nil {
					t.Error(err)
				}
				ids <- id
			})
		}
		group.Wait()
		first := <-ids
		for range 49 {
			if id := <-ids; id != first {
				t.Errorf("two answers for one key: %s and %s", first, id)
			}
		}
		n, err := db.View(t.Context(), d, func(tx *db.Tx) (int, error) {
			return db.One[int](tx, `select count(*) from setting where value = 'once'`)
		})
		if err != nil || n != 1 {
			t.Errorf("%d rows, %v", n, err)
		}
		if _, err := write("other"); !fault.IsConflict(err) {
			t.Errorf("a key used for another request gives %v", err)
		}
	})
}

func TestRollbackLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		boom := errors.New("boom")
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			if err := tx.Exec(`insert into setting (key, value) values ('x', 'y')`); err != nil {
				return false, err
			}
			return false, boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		_, err = db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
			return db.One[string](tx, `select value from setting where key = 'x'`)
		})
		if !errors.Is(err, db.ErrNone) {
			t.Errorf("got %v", err)
		}
	})
}

func TestMigrateTwiceDoesNothingMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n, err := d.Migrate(t.Context())
		if err != nil || n != 0 {
			t.Errorf("%d steps, %v", n, err)
		}
	})
}

func TestParseDateRefusesWhatIsNotADay(t *testing.T) {
	for _, s := range []string{"", "2024-02-30", "0000-01-01", "9999-01-01", "5 June 2024", "2024-6-5"} {
		if d, err := db.ParseDate(s); err == nil {
			t.Errorf("%q became %q", s, d)
		}
	}
}

func TestTimesAreTextThatSorts(t *testing.T) {
	early, late := db.At(time.Date(2024, 6, 5, 23, 59, 0, 0, time.FixedZone("WIB", 7*3600))), db.At(time.Date(2024, 6, 5, 17, 0, 0, 1000, time.UTC))
	if early.Text() != "2024-06-05T16:59:00.000000Z" || late.Text() <= early.Text() || (db.Time{}).Text() != "" {
		t.Errorf("%q, %q and %q", early.Text(), late.Text(), db.Time{}.Text())
	}
}
