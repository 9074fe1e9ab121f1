package audit_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
)

var officer = access.Actor{Account: "officer-1", Name: "Olga Officer", Via: "session"}

const actionTest audit.Action = "test.do"

// write records n entries in transactions of their own.
func write(t testing.TB, d *db.DB, n int) {
	t.Helper()
	for i := range n {
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			return true, audit.Record(tx, officer, actionTest, "person", fmt.Sprintf("p%d", i%7), map[string]int{"number": i})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func check(t testing.TB, d *db.DB, kept ...audit.Head) audit.Result {
	t.Helper()
	r, err := audit.Check(t.Context(), d, kept)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func exec(t testing.TB, d *db.DB, query string, args ...any) {
	t.Helper()
	if _, err := d.Writer().ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// attack drops what guards the table in the database, as someone who owns the database can.
func attack(t testing.TB, d *db.DB) {
	t.Helper()
	if d.Dialect == db.Postgres {
		exec(t, d, `drop trigger audit_guard on audit`)
		exec(t, d, `drop trigger audit_guard_all on audit`)
		return
	}
	exec(t, d, `drop trigger audit_guard`)
	exec(t, d, `drop trigger audit_guard_delete`)
}

func TestChainIsWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if r := check(t, d); r.Broken != nil || r.Count != 0 {
			t.Fatalf("an empty chain: %+v", r)
		}
		write(t, d, 20)
		r := check(t, d)
		if r.Broken != nil || r.Count != 20 || r.Head == "" || !strings.Contains(r.Words(), "20 entries, whole") {
			t.Fatalf("%+v %s", r, r.Words())
		}
		if r := check(t, d, audit.Head{Seq: 20, Hash: r.Head, From: "a checkpoint"}); r.Broken != nil {
			t.Fatalf("against its own head: %+v", r.Broken)
		}
	})
}

// The chain is what the writers committed, whatever they did at the same time and however often they were run again.
func TestManyWritersMakeOneChain(t *testing.T) {
	const writers, each = 50, 20
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, `insert into setting (key, value) values ('shared', '0')`)
		var group sync.WaitGroup
		var mu sync.Mutex
		want := 0
		for w := range writers {
			group.Go(func() {
				for i := range each {
					n, err := randomChange(t.Context(), d, w, i)
					if err != nil && !errors.Is(err, errBack) {
						t.Error(err)
					}
					mu.Lock()
					want += n
					mu.Unlock()
				}
			})
		}
		group.Wait()
		if r := check(t, d); r.Broken != nil || int(r.Count) != want {
			t.Errorf("%d entries were committed; the chain: %+v %s", want, r, r.Words())
		}
	})
}

var errBack = errors.New("taken back")

// randomChange writes some entries and commits or not; some changes interfere with each other on purpose.
func randomChange(ctx context.Context, d *db.DB, w, i int) (int, error) {
	n, back, meet := 1+rand.IntN(3), rand.IntN(5) == 0, rand.IntN(20) == 0
	_, err := db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
		for k := range n {
			if err := audit.Record(tx, officer, actionTest, "person", fmt.Sprintf("%d-%d-%d", w, i, k), nil); err != nil {
				return false, err
			}
		}
		if meet {
			if err := tx.Exec(`update setting set value = value || '1' where key = 'shared'`); err != nil {
				return false, err
			}
		}
		if back {
			return false, errBack
		}
		return true, nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func TestTheDatabaseRefusesToChangeEntries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write(t, d, 3)
		statements := []string{
			`update audit set detail = '{}' where seq = 2`, `update audit set seq = 9 where seq = 2`, `update audit set hash = '' where seq = 2`,
			`update audit set actor_name = '' where seq = 2`, `delete from audit where seq = 2`, `delete from audit`,
			`update audit set detail = '', detail_salt = '', detail_digest = 'x', detail_erased_by = 1 where seq = 2`,
		}
		if d.Dialect == db.Postgres {
			statements = append(statements, `truncate audit`)
		}
		for _, s := range statements {
			if _, err := d.Writer().ExecContext(t.Context(), s); err == nil || !strings.Contains(err.Error(), "neither changed nor deleted") {
				t.Errorf("%s: %v", s, err)
			}
		}
		if r := check(t, d); r.Broken != nil || r.Count != 3 {
			t.Errorf("after the refusals: %s", r.Words())
		}
	})
}

func TestEarlierEntriesAreChainedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, seq := range []int{1, 2, 5, 9} { // a database gives numbers with gaps
			exec(t, d, `insert into audit (seq, at, actor, actor_name, action, record_kind, record_id, detail)
				values ($1, '2024-06-05T12:00:00.000000Z', 'system', 'old', 'test.do', 'person', 'p', '{}')`, seq)
		}
		for range 2 {
			if err := audit.ChainOld(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		write(t, d, 1)
		if r := check(t, d); r.Broken != nil || r.Count != 5 {
			t.Fatalf("%+v %s", r, r.Words())
		}
		exec(t, d, `insert into audit (seq, at, actor, actor_name, action, record_kind, record_id, detail)
			values (6, '2024-06-05T12:00:00.000000Z', 'system', 'slipped in', 'test.do', 'person', 'p', '{}')`)
		if err := audit.ChainOld(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if r := check(t, d); r.Broken == nil || r.Broken.Seq != 6 {
			t.Errorf("an entry without a hash was taken into the chain: %s", r.Words())
		}
	})
}
