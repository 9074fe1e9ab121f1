package signins_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
)

// administrator signs an administrator in, with an app as the role wants it.
func (r *room) administrator(t *testing.T, email string) access.Actor {
	t.Helper()
	r.add(t, email, access.Administrator)
	actor, _ := r.enterByLink(t, email)
	return actor
}

func TestTwoAdministratorsRecoverAnAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		first, second, third := r.administrator(t, "a@example.org"), r.administrator(t, "b@example.org"), r.administrator(t, "c@example.org")
		id := r.add(t, "ann@example.org", access.Officer)
		owner, _ := r.enterByLink(t, "ann@example.org")
		if err := r.SetPassword(t.Context(), owner, "", good); err != nil {
			t.Fatal(err)
		}
		r.withApp(t, owner)
		if _, err := r.AskRecovery(t.Context(), owner, id, "mine"); !fault.IsForbidden(err) {
			t.Errorf("an officer asks: %v", err)
		}
		if _, err := r.AskRecovery(t.Context(), first, first.Account, "mine"); !fault.IsForbidden(err) {
			t.Errorf("an administrator recovers the own account: %v", err)
		}
		recovery, err := r.AskRecovery(t.Context(), first, id, "lost the phone, seen in person")
		if err != nil {
			t.Fatal(err)
		}
		if err := r.ApproveRecovery(t.Context(), first, recovery); !fault.IsForbidden(err) {
			t.Errorf("who asked approves: %v", err)
		}
		var group sync.WaitGroup
		var done atomic.Int32
		for _, admin := range []access.Actor{second, third, second, third} {
			group.Go(func() {
				if err := r.ApproveRecovery(t.Context(), admin, recovery); err == nil {
					done.Add(1)
				} else if !fault.IsConflict(err) {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if n := r.count(t, `select count(*) from signed_link where purpose = 'recover'`); done.Load() != 1 || n != 1 {
			t.Fatalf("approved %d times, %d links", done.Load(), n)
		}
		if n := r.count(t, `select (select count(*) from password) + (select count(*) from authenticator) + (select count(*) from recovery_code)
			+ (select count(*) from web_session where account_id = '`+id+`')`); n != 0 {
			t.Errorf("%d means and sessions are left", n)
		}
		link, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
			return db.One[string](tx, `select id from signed_link where purpose = 'recover'`)
		})
		if err != nil {
			t.Fatal(err)
		}
		url := r.accounts.LinkURL(link, accounts.PurposeRecover)
		token := url[strings.LastIndex(url, "/")+1:]
		out, err := r.Enter(t.Context(), token, accounts.PurposeRecover, home)
		if err != nil {
			t.Fatal(err)
		}
		if back := r.of(t, out.Session); back.Account != id {
			t.Errorf("%+v", back)
		}
		if _, err := r.Enter(t.Context(), token, accounts.PurposeRecover, home); !fault.IsForbidden(err) {
			t.Errorf("the link works twice: %v", err)
		}
	})
}

func TestARecoveryExpires(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		first, second := r.administrator(t, "a@example.org"), r.administrator(t, "b@example.org")
		id := r.add(t, "ann@example.org", access.Officer)
		recovery, err := r.AskRecovery(t.Context(), first, id, "lost")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.AskRecovery(t.Context(), second, id, "lost"); !fault.IsConflict(err) {
			t.Errorf("two wait at once: %v", err)
		}
		r.now = r.now.Add(25 * time.Hour)
		second.Proved = r.now
		if err := r.ApproveRecovery(t.Context(), second, recovery); !fault.IsConflict(err) {
			t.Errorf("approved after a day: %v", err)
		}
		second.Proved = r.now.Add(-11 * time.Minute)
		if _, err := r.AskRecovery(t.Context(), second, id, "lost"); !fault.IsUnproved(err) {
			t.Errorf("asked without a fresh proof: %v", err)
		}
	})
}

// The command line recovers without a second administrator, and gives the link itself.
func TestRecoverAtTheMachine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		admin := r.administrator(t, "a@example.org")
		r.withApp(t, admin)
		link, err := r.RecoverAtTheMachine(t.Context(), "A@example.org")
		if err != nil || !strings.HasPrefix(link, "http://x/recover/") {
			t.Fatal(link, err)
		}
		out, err := r.Enter(t.Context(), link[strings.LastIndex(link, "/")+1:], accounts.PurposeRecover, home)
		if err != nil || out.Session == "" {
			t.Errorf("%+v %v", out, err)
		}
	})
}

// A proof by mail: the code of the newest mail works once, for ten minutes, and the session goes on under another token.
func TestProveByMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		r.add(t, "ann@example.org", access.Participant)
		actor, _ := r.enterByLink(t, "ann@example.org")
		r.now = r.now.Add(11 * time.Minute)
		if err := actor.RequireFresh(r.now); !fault.IsUnproved(err) {
			t.Fatal("a proof of eleven minutes ago is fresh")
		}
		if err := r.AskProofCode(t.Context(), actor); err != nil {
			t.Fatal(err)
		}
		link, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
			return db.One[string](tx, `select id from signed_link where purpose = 'prove'`)
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Prove(t.Context(), actor, "", "00000000"); fault.AsInvalid(err) == nil {
			t.Errorf("a wrong code gives %v", err)
		}
		session, err := r.Prove(t.Context(), actor, "", r.ProofCode(link))
		if err != nil {
			t.Fatal(err)
		}
		if now := r.of(t, session); now.Session != actor.Session || now.RequireFresh(r.now) != nil || now.Strong {
			t.Errorf("%+v", now)
		}
		if _, err := r.Prove(t.Context(), actor, "", r.ProofCode(link)); fault.AsInvalid(err) == nil {
			t.Errorf("the code works twice: %v", err)
		}
	})
}
