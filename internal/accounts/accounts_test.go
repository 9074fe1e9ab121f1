package accounts_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/roomtest"
)

var rights = map[access.Role]map[access.Right]bool{
	access.Officer:       {"x.see": true},
	access.FocalPoint:    {"x.nominate": true},
	access.Participant:   {"x.register": true},
	access.Administrator: {accounts.RightSee: true, accounts.RightManage: true},
}

// room is the accounts of a test with an administrator and a movable clock.
type room struct {
	*accounts.Service
	db    *db.DB
	admin access.Actor
	now   time.Time
}

func newRoom(t *testing.T, d *db.DB) *room {
	t.Helper()
	r := &room{db: d, admin: roomtest.Holding("admin", accounts.RightManage, accounts.RightSee), now: dbtest.Noon}
	r.admin.Grants[0].Role = access.Administrator
	d.Clock = func() time.Time { return r.now }
	r.Service = accounts.New(d, accounts.Options{Key: bytes.Repeat([]byte{7}, 32), BaseURL: "http://x", Rights: rights})
	return r
}

func (r *room) add(t *testing.T, email string, role access.Role) string {
	t.Helper()
	id, err := r.Add(t.Context(), r.admin, accounts.Draft{Name: "Ann Example", Email: email, Grant: accounts.GrantDraft{Role: string(role)}})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (r *room) signIn(t *testing.T, email string) string {
	t.Helper()
	link, err := r.SignInLink(t.Context(), email, accounts.PurposeSignIn, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	session, err := r.enter(t.Context(), link[strings.LastIndex(link, "/")+1:], accounts.PurposeSignIn)
	if err != nil {
		t.Fatal(err)
	}
	return session
}

// enter uses a link up and begins a session, as the room above does.
func (r *room) enter(ctx context.Context, token, purpose string) (string, error) {
	return db.Change(db.Unkeyed(ctx), r.db, func(tx *db.Tx) (string, error) {
		link, err := r.UseLinkIn(tx, token, purpose)
		if err != nil {
			return "", err
		}
		return r.BeginSessionIn(tx, link.AccountID, accounts.Proof{Method: accounts.ByLink}, access.Device{})
	})
}

func TestASignInLinkWorksOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		r.add(t, "ann@example.org", access.Officer)
		link, err := r.SignInLink(t.Context(), "Ann@Example.org ", accounts.PurposeSignIn, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		token := link[strings.LastIndex(link, "/")+1:]
		var group sync.WaitGroup
		entered := make(chan string, 20)
		for range 20 {
			group.Go(func() {
				if session, err := r.enter(t.Context(), token, accounts.PurposeSignIn); err == nil {
					entered <- session
				} else if !fault.IsForbidden(err) {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if len(entered) != 1 {
			t.Fatalf("%d of 20 entered with one link", len(entered))
		}
		actor, err := r.OfSession(t.Context(), <-entered)
		if err != nil || !actor.Can("x.see", access.Anything) || actor.Can(accounts.RightManage, access.Anything) {
			t.Errorf("actor %+v, %v", actor, err)
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		r.add(t, "ann@example.org", access.Officer)
		session := r.signIn(t, "ann@example.org")
		signedIn := func() bool {
			actor, err := r.OfSession(t.Context(), session)
			if err != nil {
				t.Fatal(err)
			}
			return actor.SignedIn()
		}
		start := r.now
		for r.now = start; r.now.Before(start.Add(6 * 24 * time.Hour)); r.now = r.now.Add(11 * time.Hour) {
			if !signedIn() {
				t.Fatalf("the session in use ended after %v", r.now.Sub(start))
			}
		}
		if r.now = r.now.Add(13 * time.Hour); signedIn() {
			t.Error("the session outlives half a day without use")
		}
		session = r.signIn(t, "ann@example.org")
		for began := r.now; r.now.Before(began.Add(8 * 24 * time.Hour)); r.now = r.now.Add(6 * time.Hour) {
			signedIn()
		}
		if signedIn() {
			t.Error("the session outlives a week")
		}
		session = r.signIn(t, "ann@example.org")
		if err := r.SignOut(t.Context(), session); err != nil || signedIn() {
			t.Errorf("signed in after signing out, %v", err)
		}
	})
}

func TestALinkIsBoundToItsPurposeAndScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		roomtest.LoadPack(t, d, "bali")
		thailand := roomtest.PartyID(t, d, "thailand")
		id, err := db.Change(t.Context(), d, func(tx *db.Tx) (string, error) {
			return accounts.NewLinkIn(tx, r.admin, accounts.LinkDraft{
				Purpose: accounts.PurposeNominate, PartyID: thailand, ActivityID: "a1", Name: "Focal point", ExpiresAt: db.At(r.now.Add(time.Hour)),
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		url := r.LinkURL(id, accounts.PurposeNominate)
		token := strings.TrimPrefix(url, "http://x/n/")
		actor, link, err := r.Follow(t.Context(), token, accounts.PurposeNominate)
		if err != nil || link.PartyID != thailand {
			t.Fatal(link, err)
		}
		here := access.Object{Parties: []string{thailand}, Activities: []string{"a1"}}
		elsewhere := access.Object{Parties: []string{thailand}, Activities: []string{"a2"}}
		if !actor.Can("x.nominate", here) || actor.Can("x.nominate", elsewhere) || actor.Can("x.nominate", access.Object{Activities: []string{"a1"}}) || actor.SignedIn() {
			t.Errorf("the link lets its bearer do the wrong things: %+v", actor)
		}
		for _, wrong := range []struct{ token, purpose string }{
			{token, accounts.PurposeRegister},
			{token[:len(token)-2] + other(token[len(token)-2:]), accounts.PurposeNominate},
			{"", accounts.PurposeNominate},
			{strings.Repeat("A", 48), accounts.PurposeNominate},
			{token + "AAAA", accounts.PurposeNominate},
		} {
			if _, _, err := r.Follow(t.Context(), wrong.token, wrong.purpose); err == nil {
				t.Errorf("%v is followed", wrong)
			}
			if err := r.Made(wrong.token, wrong.purpose); !fault.IsNotFound(err) {
				t.Errorf("%v was made here: %v", wrong, err)
			}
		}
		if r.now = r.now.Add(time.Hour); true {
			if err := r.Made(token, accounts.PurposeNominate); err != nil {
				t.Errorf("an expired link was not made here: %v", err)
			}
			if _, _, err := r.Follow(t.Context(), token, accounts.PurposeNominate); !fault.IsForbidden(err) {
				t.Errorf("an expired link gives %v", err)
			}
		}
		r.now = r.now.Add(-time.Hour)
		if _, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) { return true, accounts.RevokeLinkIn(tx, r.admin, id) }); err != nil {
			t.Fatal(err)
		}
		if _, _, err := r.Follow(t.Context(), token, accounts.PurposeNominate); !fault.IsForbidden(err) {
			t.Errorf("a withdrawn link gives %v", err)
		}
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		first, second := r.add(t, "a@example.org", access.Administrator), r.add(t, "b@example.org", access.Administrator)
		grantOf := func(account string) string {
			_, grants, err := r.Find(t.Context(), r.admin, account)
			if err != nil || len(grants) != 1 {
				t.Fatal(grants, err)
			}
			return grants[0].ID
		}
		var group sync.WaitGroup
		results := make(chan error, 2)
		for _, account := range []string{first, second} {
			grant := grantOf(account)
			group.Go(func() { results <- r.EndGrant(t.Context(), r.admin, account, grant) })
		}
		group.Wait()
		a, b := <-results, <-results
		if (a == nil) == (b == nil) {
			t.Errorf("both administrators ended, or none: %v, %v", a, b)
		}
	})
}

func TestOneAddressOneAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		r.add(t, "ann@example.org", access.Officer)
		_, err := r.Add(t.Context(), r.admin, accounts.Draft{Name: "Other", Email: " ANN@example.org", Grant: accounts.GrantDraft{Role: "officer"}})
		if invalid := fault.AsInvalid(err); invalid == nil || invalid.Words("email") == "" {
			t.Errorf("a second account with the address gives %v", err)
		}
		if _, err := r.Add(t.Context(), roomtest.Holding("nobody"), accounts.Draft{}); !fault.IsForbidden(err) {
			t.Errorf("anybody can make accounts: %v", err)
		}
	})
}

// system makes tokens as the command line does: they have no owner.
var system = access.System("test", accounts.RightManage)

func TestTokens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		token, err := r.CreateToken(t.Context(), system, accounts.TokenDraft{Name: "script", Role: access.Officer, Days: 10})
		if err != nil {
			t.Fatal(err)
		}
		if actor, err := r.OfToken(t.Context(), token); err != nil || !actor.Can("x.see", access.Anything) {
			t.Errorf("%+v %v", actor, err)
		}
		if actor, err := r.OfSession(t.Context(), token); err != nil || actor.SignedIn() {
			t.Errorf("a token opened a session: %+v %v", actor, err)
		}
		if _, err := r.OfToken(t.Context(), token+"x"); !fault.IsForbidden(err) {
			t.Errorf("a wrong token gives %v", err)
		}
		if r.now = r.now.AddDate(0, 0, 11); true {
			if _, err := r.OfToken(t.Context(), token); !fault.IsForbidden(err) {
				t.Errorf("an expired token gives %v", err)
			}
		}
		for role, days := range map[access.Role]int{"king": 1, access.Officer: 0, access.FocalPoint: 1} {
			if _, err := r.CreateToken(t.Context(), r.admin, accounts.TokenDraft{Name: "x", Role: role, Days: days}); fault.AsInvalid(err) == nil {
				t.Errorf("token for %s and %d days: %v", role, days, err)
			}
		}
	})
}

// No secret stands in the database: neither session, token nor link can be read out of it.
func TestNoSecretIsStored(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	r := newRoom(t, d)
	r.add(t, "ann@example.org", access.Officer)
	ctx := db.WithOnce(t.Context(), &db.Once{Actor: "a", Key: "k", Fingerprint: "f"})
	link, err := r.SignInLink(t.Context(), "ann@example.org", accounts.PurposeSignIn, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	session, err := r.enter(ctx, link[strings.LastIndex(link, "/")+1:], accounts.PurposeSignIn)
	if err != nil {
		t.Fatal(err)
	}
	token, err := r.CreateToken(t.Context(), system, accounts.TokenDraft{Name: "script", Role: access.Officer, Days: 10})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "copy.db")
	if _, err := d.Writer().ExecContext(t.Context(), `vacuum into '`+file+`'`); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for what, secret := range map[string]string{"session": session, "token": token, "link": link[strings.LastIndex(link, "/")+1:]} {
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("the %s stands in the database", what)
		}
	}
}

func TestTheInstallationsKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := accounts.LoadKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := accounts.LoadKey(dir)
	if err != nil || !bytes.Equal(first, again) || len(first) != 32 {
		t.Errorf("another key after a restart, %v", err)
	}
	info, err := os.Stat(filepath.Join(dir, "installation.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(filepath.Join(dir, "installation.key"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.LoadKey(dir); err == nil {
		t.Error("a damaged key is accepted")
	}
}

// other is some text of the same length that is not the given one.
func other(s string) string {
	if a := strings.Repeat("A", len(s)); a != s {
		return a
	}
	return strings.Repeat("B", len(s))
}

// Whoever holds several sessions sees them all and ends each; nobody else does, but an administrator ends all of them.
func TestSessionsAreEndedByOwnerAndAdministrator(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		id := r.add(t, "ann@example.org", access.Officer)
		r.add(t, "ben@example.org", access.Officer)
		r.add(t, "admin@example.org", access.Administrator)
		of := func(token string) access.Actor {
			actor, err := r.OfSession(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			return actor
		}
		tokens := []string{r.signIn(t, "ann@example.org"), r.signIn(t, "ann@example.org"), r.signIn(t, "ann@example.org"), r.signIn(t, "ann@example.org")}
		ann, ben := of(tokens[0]), of(r.signIn(t, "ben@example.org"))
		if list, err := r.Sessions(t.Context(), ann); err != nil || len(list) != 4 {
			t.Errorf("%d sessions are listed, %v", len(list), err)
		}
		if list, err := r.Sessions(t.Context(), ben); err != nil || len(list) != 1 {
			t.Errorf("another sees %d sessions, %v", len(list), err)
		}
		second := of(tokens[1]).Session
		if err := r.EndSession(t.Context(), ben, second); !fault.IsNotFound(err) {
			t.Errorf("another ends a session: %v", err)
		}
		if _, err := r.EndAll(t.Context(), ben, id); !fault.IsForbidden(err) {
			t.Errorf("another ends all sessions: %v", err)
		}
		stale := ann
		stale.Proved = r.now.Add(-11 * time.Minute)
		if err := r.EndSession(t.Context(), stale, second); !fault.IsUnproved(err) {
			t.Errorf("ended without a fresh proof: %v", err)
		}
		if _, err := r.EndOthers(t.Context(), stale); !fault.IsUnproved(err) {
			t.Errorf("all others ended without a fresh proof: %v", err)
		}
		if err := r.EndSession(t.Context(), ann, second); err != nil || of(tokens[1]).SignedIn() || !of(tokens[2]).SignedIn() {
			t.Errorf("one session: %v", err)
		}
		if n, err := r.EndOthers(t.Context(), ann); err != nil || n != 2 || of(tokens[2]).SignedIn() || !of(tokens[0]).SignedIn() {
			t.Errorf("the others: %d %v", n, err)
		}
		if n, err := r.EndAll(t.Context(), r.admin, id); err != nil || n != 1 || of(tokens[0]).SignedIn() {
			t.Errorf("all: %d %v", n, err)
		}
		token := r.signIn(t, "ann@example.org")
		if err := r.Deactivate(t.Context(), r.admin, id); err != nil || of(token).SignedIn() {
			t.Errorf("a closed account keeps its session: %v", err)
		}
	})
}

// Tokens of sessions and of the API, and those of links, have 128 random bits at least, and no two are alike.
func TestTokensAreLong(t *testing.T) {
	t.Parallel()
	r := newRoom(t, dbtest.SQLite(t))
	r.add(t, "ann@example.org", access.Officer)
	seen := map[string]bool{}
	for range 50 {
		token, err := r.CreateToken(t.Context(), r.admin, accounts.TokenDraft{Name: "script", Role: access.Administrator, Days: 10})
		if err != nil {
			t.Fatal(err)
		}
		link, err := r.SignInLink(t.Context(), "ann@example.org", accounts.PurposeSignIn, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for what, secret := range map[string]string{"session": r.signIn(t, "ann@example.org"), "token": token, "link": link[strings.LastIndex(link, "/")+1:]} {
			if len(secret) < 26 || seen[secret] { // 26 letters of five bits
				t.Errorf("the %s %q is short, or comes twice", what, secret)
			}
			if n := len(secret) - 4; seen[what+secret[n-12:n]] {
				t.Errorf("two of %s end alike: %q", what, secret)
			}
			seen[secret], seen[what+secret[len(secret)-16:len(secret)-4]] = true, true
		}
	}
}
