package audit_test

import (
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
)

const canary = "CANARY-7f3a"

func TestErasureTakesTheContentAndKeepsTheChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		person := access.Actor{Account: "erased-1", Person: "p1", Name: canary + " Person", Via: "session"}
		link := access.Actor{Link: "link-1", Name: canary + " Person", Via: "link"}
		record(t, d, officer, "p1", map[string]string{"name": canary})
		record(t, d, officer, "p2", map[string]string{"name": "kept"})
		record(t, d, person, "p2", map[string]string{"did": "something"})
		record(t, d, link, "p1", map[string]string{"answer": canary})
		erase(t, d, "p1", "account:erased-1")
		erase(t, d, "p1", "account:erased-1") // a second time finds nothing more
		write(t, d, 5)
		if r := check(t, d); r.Broken != nil || r.Count != 11 {
			t.Fatalf("after the erasure: %s", r.Words())
		}
		left, err := db.View(t.Context(), d, func(tx *db.Tx) ([]string, error) {
			return db.All[string](tx, `select actor_name || ' ' || detail || ' ' || name_salt || detail_salt from audit order by seq`)
		})
		if err != nil {
			t.Fatal(err)
		}
		if all := strings.Join(left, "\n"); strings.Contains(all, canary) || !strings.Contains(all, `"kept"`) || !strings.Contains(all, `"something"`) {
			t.Errorf("after the erasure there is:\n%s", all)
		}
		history, err := db.View(t.Context(), d, func(tx *db.Tx) ([]audit.Entry, error) { return audit.Of(tx, "person", "p1", 10) })
		if err != nil || len(history) != 5 || history[3].Actor != "(erased)" || history[4].Actor != officer.Name {
			t.Errorf("the history reads %+v, %v", history, err)
		}
	})
}

// Content that is gone without an erasure that concerns it is a broken entry.
func TestBlankingNeedsAnErasureThatConcernsIt(t *testing.T) {
	const blank = `update audit set detail = '', detail_salt = '', detail_digest = 'x', detail_erased_by = $2 where seq = $1`
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		record(t, d, officer, "p1", "one")
		record(t, d, officer, "p2", "two")
		erase(t, d, "p1") // entry 3
		write(t, d, 1)
		attack(t, d)
		// The digest is the right one, as an attacker with the database would write it.
		exec(t, d, `create table saved as select * from audit`)
		for _, by := range []int{1, 3, 4, 99} {
			exec(t, d, `update audit set detail = '', detail_salt = '', detail_digest = $2, detail_erased_by = $3 where seq = $1`, 2, audit.Digest(saltOf(t, d, 2), `"two"`), by)
			if r := check(t, d); r.Broken == nil || r.Broken.Seq != 2 || !strings.Contains(r.Broken.Words, "no erasure that concerns it") {
				t.Errorf("blanked as if by %d: %s", by, r.Words())
			}
			exec(t, d, `update audit set detail = '"two"', detail_digest = '', detail_erased_by = 0, detail_salt = (select detail_salt from saved where seq = 2) where seq = 2`)
		}
		if r := check(t, d); r.Broken != nil {
			t.Errorf("restored: %s", r.Words())
		}
		exec(t, d, blank, 2, 3)
		if r := check(t, d); r.Broken == nil || r.Broken.Seq != 2 {
			t.Errorf("blanked with a wrong digest: %s", r.Words())
		}
	})
}

func saltOf(t *testing.T, d *db.DB, seq int) string {
	t.Helper()
	salt, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
		return db.One[string](tx, `select detail_salt from saved where seq = $1`, seq)
	})
	if err != nil {
		t.Fatal(err)
	}
	return salt
}

func record(t *testing.T, d *db.DB, actor access.Actor, id string, detail any) {
	t.Helper()
	_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
		return true, audit.Record(tx, actor, actionTest, "person", id, detail)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func erase(t *testing.T, d *db.DB, id string, keys ...string) {
	t.Helper()
	_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
		return true, audit.EraseDetailIn(tx, officer, "person", id, keys...)
	})
	if err != nil {
		t.Fatal(err)
	}
}
