package signins_test

import (
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/descope/virtualwebauthn"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/jobs"
	"counterpart/internal/signins"
)

const (
	base    = "https://counterpart.example"
	browser = "cookie of the browser"
)

var phone = access.Device{Words: "Firefox on Android", Network: "192.0.2.0/24"}

var party = virtualwebauthn.RelyingParty{Name: "Counterpart", ID: "counterpart.example", Origin: base}

// keyring is a person with an account and a device.
type keyring struct {
	t        *testing.T
	d        *db.DB
	passkeys *signins.Passkeys
	accounts *accounts.Service
	actor    access.Actor
	device   virtualwebauthn.Authenticator
	key      virtualwebauthn.Credential
}

func newKeyring(t *testing.T, d *db.DB) *keyring {
	t.Helper()
	k := &keyring{t: t, d: d, accounts: accounts.New(d, accounts.Options{
		Key: make([]byte, 32), BaseURL: base, Strong: map[access.Role]bool{access.Officer: true},
	})}
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if k.passkeys, err = signins.NewPasskeys(signins.New(d, signins.Options{Accounts: k.accounts, Queue: queue}), base); err != nil {
		t.Fatal(err)
	}
	k.actor = k.account(db.NewID() + "@example.org")
	k.device = virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(k.actor.Account)})
	k.key = newKey()
	return k
}

// wholeKey is how long the public half of a virtual P-256 key is, as COSE, when no coordinate is cut.
const wholeKey = 77

// newKey draws a virtual key. One in 128 has a coordinate that begins with a zero byte, which the virtual authenticator
// drops and no real one does: such a key is refused, rightly, and is drawn again here.
func newKey() virtualwebauthn.Credential {
	for {
		if c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(c.Key.AttestationData()) == wholeKey {
			return c
		}
	}
}

// account makes an officer's account and returns its owner as signed in a moment ago.
func (k *keyring) account(email string) access.Actor {
	k.t.Helper()
	id, err := db.Change(k.t.Context(), k.d, func(tx *db.Tx) (string, error) {
		return accounts.AddIn(tx, access.System("test"), accounts.Draft{Name: "Somchanok", Email: email, Grant: accounts.GrantDraft{Role: "officer"}})
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return fresh(id)
}

func fresh(account string) access.Actor {
	return access.Actor{Account: account, Name: "Somchanok", Via: "session", Session: "s", Proved: dbtest.Noon, Strong: true}
}

// options are those of a ceremony as a page's script hands them to the browser.
func options(t *testing.T, c signins.Ceremony) string {
	t.Helper()
	raw, err := json.Marshal(c.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func (k *keyring) attest(c signins.Ceremony, rp virtualwebauthn.RelyingParty) signins.Answer {
	k.t.Helper()
	o, err := virtualwebauthn.ParseAttestationOptions(options(k.t, c))
	if err != nil {
		k.t.Fatal(err)
	}
	return signins.Answer{Ceremony: c.ID, Browser: browser, JSON: virtualwebauthn.CreateAttestationResponse(rp, k.device, k.key, *o)}
}

func (k *keyring) assert(c signins.Ceremony, rp virtualwebauthn.RelyingParty) signins.Answer {
	k.t.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(options(k.t, c))
	if err != nil {
		k.t.Fatal(err)
	}
	return signins.Answer{Ceremony: c.ID, Browser: browser, JSON: virtualwebauthn.CreateAssertionResponse(rp, k.device, k.key, *o)}
}

// enrol makes the passkey of the keyring.
func (k *keyring) enrol() string {
	k.t.Helper()
	c, err := k.passkeys.StartEnrol(k.t.Context(), k.actor, browser, "A mechanism")
	if err != nil {
		k.t.Fatal(err)
	}
	id, err := k.passkeys.Enrol(k.t.Context(), k.actor, "Office laptop", k.attest(c, party))
	if err != nil {
		k.t.Fatal(err)
	}
	return id
}

func (k *keyring) startEnter() signins.Ceremony {
	k.t.Helper()
	c, err := k.passkeys.StartEnter(k.t.Context(), phone, browser)
	if err != nil {
		k.t.Fatal(err)
	}
	return c
}

// enter signs in with the keyring's device as it stands.
func (k *keyring) enter() (signins.Entered, error) {
	k.key.Counter++
	return k.passkeys.Enter(k.t.Context(), phone, k.assert(k.startEnter(), party))
}

// history lists the actions noted of an account, newest first, with their details.
func history(t *testing.T, d *db.DB, account string) []audit.Entry {
	t.Helper()
	list, err := db.View(t.Context(), d, func(tx *db.Tx) ([]audit.Entry, error) { return audit.Of(tx, accounts.Kind, account, 50) })
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func sessions(t *testing.T, d *db.DB) int {
	t.Helper()
	n, err := db.View(t.Context(), d, func(tx *db.Tx) (int, error) { return db.One[int](tx, `select count(*) from web_session`) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func exec(t *testing.T, d *db.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) { return true, tx.Exec(query, args...) }); err != nil {
		t.Fatal(err)
	}
}

func TestPasskeyLetsItsOwnerIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKeyring(t, d)
		k.enrol()
		for range 2 {
			entered, err := k.enter()
			if err != nil {
				t.Fatal(err)
			}
			actor, err := k.accounts.OfSession(t.Context(), entered.Session)
			if err != nil || actor.Account != k.actor.Account || !actor.Strong {
				t.Fatalf("the session is %+v, %v", actor, err)
			}
		}
		list, err := k.passkeys.List(t.Context(), k.actor)
		if err != nil || len(list) != 1 || list[0].Name != "Office laptop" || list[0].UsedAt.IsZero() || list[0].Keeper == "" {
			t.Errorf("the list is %+v, %v", list, err)
		}
	})
}

// Nothing that a stranger is shown before signing in tells who has an account or a passkey.
func TestPasskeyCeremonyNamesNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKeyring(t, d)
		k.enrol()
		if o := options(t, k.startEnter()); strings.Contains(o, "allowCredentials") || !strings.Contains(o, `"userVerification":"required"`) {
			t.Errorf("the options are %s", o)
		}
	})
}

// Each of these answers is refused in the same words, starts no session, and leaves its cause in the history.
func TestPasskeyRefusals(t *testing.T) {
	cases := map[string]struct {
		spoil func(k *keyring)
		rp    virtualwebauthn.RelyingParty
		why   string
	}{
		"wrong origin":           {rp: virtualwebauthn.RelyingParty{ID: party.ID, Origin: "https://evil.example"}, why: "origin"},
		"other party":            {rp: virtualwebauthn.RelyingParty{ID: "evil.example", Origin: base}, why: "RP"},
		"wrong user handle":      {spoil: func(k *keyring) { k.device.Options.UserHandle = []byte("somebody else") }, why: "handle"},
		"no user handle":         {spoil: func(k *keyring) { k.device.Options.UserHandle = nil }, why: "User Handle"},
		"user not verified":      {spoil: func(k *keyring) { k.device.Options.UserNotVerified = true }, why: "verif"},
		"user not present":       {spoil: func(k *keyring) { k.device.Options.UserNotPresent = true }, why: "presence"},
		"another key":            {spoil: func(k *keyring) { k.key.Key = newKey().Key }, why: "signature"},
		"backup without license": {spoil: func(k *keyring) { k.device.Options.BackupState = true }, why: "Backup"},
		"closed account":         {spoil: func(k *keyring) { exec(k.t, k.d, `update account set active = false where id = $1`, k.actor.Account) }, why: "closed account"},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				k := newKeyring(t, d)
				k.enrol()
				if c.spoil != nil {
					c.spoil(k)
				}
				rp := party
				if c.rp.ID != "" {
					rp = c.rp
				}
				_, err := k.passkeys.Enter(t.Context(), phone, k.assert(k.startEnter(), rp))
				if !fault.IsForbidden(err) || !strings.Contains(err.Error(), "This passkey was not accepted.") {
					t.Errorf("answered %v", err)
				}
				k.refusedFor(c.why)
			})
		}
	})
}

// refusedFor checks that no session began and that the history of the account says why.
func (k *keyring) refusedFor(cause string) {
	k.t.Helper()
	if n := sessions(k.t, k.d); n != 0 {
		k.t.Errorf("%d sessions began", n)
	}
	last := history(k.t, k.d, k.actor.Account)[0]
	if last.Action != signins.ActionPasskeyRefused || !strings.Contains(strings.ToLower(last.Detail), strings.ToLower(cause)) {
		k.t.Errorf("the history says %s %s, want %q", last.Action, last.Detail, cause)
	}
}

func TestPasskeyAnswerWorksOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKeyring(t, d)
		k.enrol()
		k.key.Counter = 5
		answer := k.assert(k.startEnter(), party)
		if _, err := k.passkeys.Enter(t.Context(), phone, answer); err != nil {
			t.Fatal(err)
		}
		if _, err := k.passkeys.Enter(t.Context(), phone, answer); !fault.IsForbidden(err) {
			t.Errorf("the same answer again: %v", err)
		}
		// An answer to one challenge does not fit another, and a wrong answer uses up the ceremony.
		first, second := k.startEnter(), k.startEnter()
		k.key.Counter = 6
		crossed := k.assert(first, party)
		crossed.Ceremony = second.ID
		if _, err := k.passkeys.Enter(t.Context(), phone, crossed); !fault.IsForbidden(err) {
			t.Errorf("an answer to another challenge: %v", err)
		}
		if _, err := k.passkeys.Enter(t.Context(), phone, k.assert(second, party)); !fault.IsForbidden(err) {
			t.Errorf("a ceremony that was answered wrongly: %v", err)
		}
		if _, err := k.passkeys.Enter(t.Context(), phone, k.assert(first, party)); err != nil {
			t.Errorf("the ceremony that was not touched: %v", err)
		}
	})
}

// One answer sent ten times at once lets in once.
func TestPasskeyAnswerWorksOnceAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKeyring(t, d)
		k.enrol()
		k.key.Counter = 5
		answer := k.assert(k.startEnter(), party)
		var group sync.WaitGroup
		var in atomic.Int32
		for range 10 {
			group.Go(func() {
				if _, err := k.passkeys.Enter(t.Context(), phone, answer); err == nil {
					in.Add(1)
				} else if !fault.IsForbidden(err) {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if in.Load() != 1 {
			t.Errorf("one answer let in %d times", in.Load())
		}
	})
}

func TestPasskeyCeremonyBelongsToItsBrowserAndEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKeyring(t, d)
		k.enrol()
		answer := k.assert(k.startEnter(), party)
		answer.Browser = "another cookie"
		if _, err := k.passkeys.Enter(t.Context(), phone, answer); !fault.IsForbidden(err) {
			t.Errorf("from another browser: %v", err)
		}
		answer = k.assert(k.startEnter(), party)
		exec(t, d, `update passkey_ceremony set expires_at = $1`, db.At(dbtest.Noon))
		if _, err := k.passkeys.Enter(t.Context(), phone, answer); !fault.IsForbidden(err) {
			t.Errorf("after five minutes: %v", err)
		}
		if _, err := k.passkeys.StartEnter(t.Context(), phone, ""); !fault.IsForbidden(err) {
			t.Errorf("without a cookie: %v", err)
		}
		answer = k.assert(k.startEnter(), party)
		if _, err := k.passkeys.Prove(t.Context(), k.actor, answer); !fault.IsForbidden(err) {
			t.Errorf("a sign-in's answer used as a proof: %v", err)
		}
	})
}

func TestPasskeyThatCountsBackwardsIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKeyring(t, d)
		k.enrol()
		k.key.Counter = 41
		if _, err := k.enter(); err != nil { // with 42
			t.Fatal(err)
		}
		copied := *k
		copied.key.Counter = 16
		if _, err := copied.enter(); !fault.IsForbidden(err) || !strings.Contains(err.Error(), "counts backwards") {
			t.Errorf("the copy: %v", err)
		}
		if n := sessions(t, d); n != 1 {
			t.Errorf("%d sessions, want the first one only", n)
		}
		if last := history(t, d, k.actor.Account)[0]; last.Action != signins.ActionPasskeyCopied || !strings.Contains(last.Detail, "17") {
			t.Errorf("the history says %s %s", last.Action, last.Detail)
		}
		if list, err := k.passkeys.List(t.Context(), k.actor); err != nil || list[0].WarnedAt.IsZero() {
			t.Errorf("the owner is not warned: %+v %v", list, err)
		}
		if _, err := k.enter(); err != nil {
			t.Errorf("the rightful device: %v", err)
		}
	})
}

// Devices that learn to synchronise their passkeys say so at a later sign-in: accepted once, and never taken back.
func TestPasskeyMayBecomeSynchronised(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKeyring(t, d)
		k.enrol()
		k.device.Options.BackupEligible, k.device.Options.BackupState = true, true
		for range 2 {
			if _, err := k.enter(); err != nil {
				t.Fatal(err)
			}
		}
		if list, _ := k.passkeys.List(t.Context(), k.actor); !strings.Contains(list[0].Keeper, "synchronised") {
			t.Errorf("shown as %q", list[0].Keeper)
		}
		k.device.Options.BackupEligible, k.device.Options.BackupState = false, false
		if _, err := k.enter(); !fault.IsForbidden(err) {
			t.Errorf("back to a passkey of one device: %v", err)
		}
	})
}

func TestRemovedPasskeyIsUnknown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKeyring(t, d)
		first := k.enrol()
		k.key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeRSA)
		second := k.enrol()
		if err := k.passkeys.Remove(t.Context(), k.account("other@example.org"), second); !fault.IsNotFound(err) {
			t.Errorf("another account removes it: %v", err)
		}
		if err := k.passkeys.Remove(t.Context(), k.actor, second); err != nil {
			t.Fatal(err)
		}
		if _, err := k.enter(); !fault.IsForbidden(err) {
			t.Errorf("a removed passkey: %v", err)
		}
		if err := k.passkeys.Remove(t.Context(), k.actor, first); !fault.IsConflict(err) {
			t.Errorf("an officer's last strong means: %v", err)
		}
	})
}

func TestPasskeyOnlyForOnesOwnAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKeyring(t, d)
		other := k.account("other@example.org")
		c, err := k.passkeys.StartEnrol(t.Context(), other, browser, "A mechanism")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := k.passkeys.Enrol(t.Context(), k.actor, "Smuggled", k.attest(c, party)); !fault.IsForbidden(err) {
			t.Errorf("the ceremony of another account: %v", err)
		}
		for what, actor := range map[string]access.Actor{
			"the public": {Via: "public"}, "a token": {Account: "token:1", Via: "token", Proved: dbtest.Noon}, "a link": {Link: "1", Via: "link"},
		} {
			if _, err := k.passkeys.StartEnrol(t.Context(), actor, browser, "A mechanism"); !fault.IsForbidden(err) {
				t.Errorf("%s: %v", what, err)
			}
		}
		stale := k.actor
		stale.Proved = dbtest.Noon.AddDate(0, 0, -1)
		if _, err := k.passkeys.StartEnrol(t.Context(), stale, browser, "A mechanism"); !fault.IsUnproved(err) {
			t.Errorf("without a fresh proof: %v", err)
		}
	})
}

func TestPasskeyProvesItsOwnerOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newKeyring(t, d)
		k.enrol()
		other := k.account("other@example.org")
		c, err := k.passkeys.StartProve(t.Context(), other, phone, browser)
		if err != nil {
			t.Fatal(err)
		}
		k.key.Counter = 1
		if _, err := k.passkeys.Prove(t.Context(), other, k.assert(c, party)); !fault.IsForbidden(err) {
			t.Errorf("somebody else's passkey proves: %v", err)
		}
	})
}

func TestPasskeysNeedANameOverTLS(t *testing.T) {
	for url, want := range map[string]bool{
		"https://counterpart.example": true, "http://localhost:8080": true, "http://127.0.0.1:8080": false, "http://counterpart.example": false, "https://[::1]": false,
	} {
		p, err := signins.NewPasskeys(nil, url)
		if err != nil || p.Ready() != want {
			t.Errorf("%s: ready %t, %v", url, err == nil && p.Ready(), err)
		}
	}
}
