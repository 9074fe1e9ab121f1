package audit_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
)

// H1: whoever owns the database edits, deletes, swaps, inserts or cuts off entries. Each of 1,000 random attacks is
// found; the edits name the entry that was touched.
func TestAbuse_H1_EveryTamperingIsFound(t *testing.T) {
	t.Parallel()
	const entries, attacks = 60, 1000
	d := dbtest.SQLite(t)
	write(t, d, entries)
	attack(t, d)
	exec(t, d, `create table saved as select `+stored+` from audit`)
	whole := check(t, d)
	kept := audit.Head{Seq: whole.Count, Hash: whole.Head, From: "a checkpoint kept elsewhere"}
	random := rand.New(rand.NewPCG(1, 2))
	for n := range attacks {
		words, at := tamper(t, d, random, entries)
		r := check(t, d, kept)
		if r.Broken == nil {
			t.Fatalf("attack %d (%s) was not found", n, words)
		}
		if at > 0 && r.Broken.Seq != int64(at) {
			t.Fatalf("attack %d (%s) was found at %d: %s", n, words, r.Broken.Seq, r.Broken.Words)
		}
		exec(t, d, `delete from audit`)
		exec(t, d, `insert into audit (`+stored+`) select `+stored+` from saved`)
	}
	if r := check(t, d, kept); r.Broken != nil {
		t.Errorf("the restored chain: %s", r.Words())
	}
}

const stored = `seq, at, actor, actor_name, action, record_kind, record_id, detail, hash, name_salt, name_digest, name_erased_by, detail_salt, detail_digest, detail_erased_by`

// tamper does one attack and says which entry must be named, 0 when it is the next one's turn.
func tamper(t *testing.T, d *db.DB, random *rand.Rand, entries int) (words string, at int) {
	t.Helper()
	a, b := 1+random.IntN(entries), 1+random.IntN(entries-1)
	if b >= a {
		b++
	}
	switch random.IntN(6) {
	case 0:
		columns := []string{"at", "actor", "actor_name", "action", "record_kind", "record_id", "detail", "hash", "name_salt", "detail_salt"}
		column := columns[random.IntN(len(columns))]
		exec(t, d, `update audit set `+column+` = `+column+` || 'x' where seq = $1`, a)
		return fmt.Sprintf("edit %s of %d", column, a), a
	case 1:
		exec(t, d, `delete from audit where seq = $1`, a)
		return fmt.Sprintf("delete %d", a), a
	case 2:
		exec(t, d, `update audit set seq = -1 where seq = $1`, a)
		exec(t, d, `update audit set seq = $1 where seq = $2`, a, b)
		exec(t, d, `update audit set seq = $1 where seq = -1`, b)
		return fmt.Sprintf("swap %d and %d", a, b), min(a, b)
	case 3:
		exec(t, d, `update audit set seq = -seq where seq >= $1`, a)
		exec(t, d, `update audit set seq = -seq + 1 where seq < 0`)
		exec(t, d, `insert into audit (`+stored+`) select $1, at, actor, actor_name, action, record_kind, record_id, detail, hash, name_salt, name_digest,
			name_erased_by, detail_salt, detail_digest, detail_erased_by from saved where seq = $2`, a, b)
		return fmt.Sprintf("insert a copy of %d at %d", b, a), a
	case 4:
		exec(t, d, `delete from audit where seq >= $1`, a)
		return fmt.Sprintf("cut off from %d", a), a
	default:
		by := 1 + random.IntN(entries)
		exec(t, d, `update audit set detail = '', detail_salt = '', detail_digest = 'AAAA', detail_erased_by = $2 where seq = $1`, a, by)
		return fmt.Sprintf("blank %d as if by %d", a, by), a
	}
}

// H1: a whole chain computed anew with the program's own code is whole in itself; only what was kept elsewhere tells.
func TestAbuse_H1_AChainComputedAnewIsFoundByACheckpoint(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write(t, d, 30)
		r := check(t, d)
		kept := audit.Head{Seq: 20, Hash: hashOf(t, d, 20), From: "the checkpoint kept elsewhere"}
		if r := check(t, d, kept); r.Broken != nil {
			t.Fatal(r.Words())
		}
		attack(t, d)
		exec(t, d, `update audit set detail = '{"number":0}', hash = '' where seq = 5`)
		exec(t, d, `update audit set hash = ''`)
		exec(t, d, `delete from audit_state`)
		if err := audit.ChainOld(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if forged := check(t, d); forged.Broken != nil || forged.Head == r.Head {
			t.Fatalf("the forgery is not whole in itself: %s", forged.Words())
		}
		if forged := check(t, d, kept); forged.Broken == nil || forged.Broken.Seq != 20 {
			t.Errorf("the forgery was not found: %s", forged.Words())
		}
	})
}

func hashOf(t *testing.T, d *db.DB, seq int) string {
	t.Helper()
	hash, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
		return db.One[string](tx, `select hash from audit where seq = $1`, seq)
	})
	if err != nil {
		t.Fatal(err)
	}
	return hash
}
