package signins_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/jobs"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/signins"
	"counterpart/internal/vault"
)

var rights = map[access.Role]map[access.Right]bool{
	access.Officer:       {"x.see": true},
	access.Participant:   {"x.register": true},
	access.Administrator: {accounts.RightSee: true, accounts.RightManage: true},
}

// room is the sign-ins of a test with a movable clock.
type room struct {
	*signins.Service
	accounts *accounts.Service
	db       *db.DB
	admin    access.Actor
	now      time.Time
}

func newRoom(t *testing.T, d *db.DB) *room {
	t.Helper()
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := &room{db: d, admin: roomtest.Holding("admin", accounts.RightManage, accounts.RightSee), now: dbtest.Noon}
	r.admin.Grants[0].Role = access.Administrator
	d.Clock = func() time.Time { return r.now }
	key := bytes.Repeat([]byte{7}, 32)
	r.accounts = accounts.New(d, accounts.Options{Key: key, BaseURL: "http://x", Rights: rights, Strong: map[access.Role]bool{access.Officer: true, access.Administrator: true}})
	v, err := vault.Open(t.Context(), d, filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Begin(t.Context(), signins.Sealed); err != nil {
		t.Fatal(err)
	}
	r.Service = signins.New(d, signins.Options{Accounts: r.accounts, Queue: queue, Key: key, Vault: v})
	return r
}

func (r *room) add(t *testing.T, email string, role access.Role) string {
	t.Helper()
	draft := accounts.Draft{Name: "Ann Example", Email: email, Grant: accounts.GrantDraft{Role: string(role)}}
	var err error
	if role == access.Participant {
		draft.PersonID, err = db.Change(t.Context(), r.db, func(tx *db.Tx) (string, error) {
			return people.AddIn(tx, r.admin, people.Draft{Given: draft.Name, Email: email})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	id, err := r.accounts.Add(t.Context(), r.admin, draft)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (r *room) count(t *testing.T, query string) int {
	t.Helper()
	n, err := db.View(t.Context(), r.db, func(tx *db.Tx) (int, error) { return db.One[int](tx, query) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Asking for a link does the same for a known and an unknown address, and one address gets three at once.
func TestAskLinkTellsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		r.add(t, "ann@example.org", access.Officer)
		for range 6 {
			for _, address := range []string{"ann@example.org", "nobody@example.org"} {
				if err := r.AskLink(t.Context(), address, access.Device{Network: "192.0.2.0/24"}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if n := r.count(t, `select count(*) from river_job where kind = 'signins.link_mail'`); n != 6 {
			t.Errorf("%d mails are asked for, not 3 of each address", n)
		}
		if _, link, err := r.NewLink(t.Context(), "nobody@example.org"); err != nil || link != "" {
			t.Errorf("a stranger gets %q, %v", link, err)
		}
		_, link, err := r.NewLink(t.Context(), "Ann@example.org")
		if err != nil || link == "" {
			t.Fatal(link, err)
		}
		entered, err := r.Enter(t.Context(), link[strings.LastIndex(link, "/")+1:], accounts.PurposeSignIn, access.Device{})
		if err != nil || entered.Session == "" || entered.Known == "" {
			t.Errorf("%+v, %v", entered, err)
		}
	})
}
