package signins_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/signins"
)

// Every password of the list of breaches is refused, whatever digits and signs stand around it.
func TestEveryCommonPasswordIsRefused(t *testing.T) {
	t.Parallel()
	long := 0
	for _, word := range signins.Common() {
		if len([]rune(word)) >= 12 {
			long++
		}
		for _, password := range []string{word, strings.ToUpper(word), word + "1234567890!!"} {
			if err := signins.CheckPassword("password", password, nil); err == nil {
				t.Errorf("%q is taken", password)
			}
		}
	}
	if n := len(signins.Common()); n < 45_000 || long < 250 {
		t.Errorf("%d passwords are listed, %d of them long", n, long)
	}
}

// Any characters do, up to at least 64; nothing is cut, trimmed or folded.
func TestAPasswordCountsAsTyped(t *testing.T) {
	t.Parallel()
	r := newRoom(t, dbtest.SQLite(t))
	r.add(t, "ann@example.org", access.Participant)
	const long = "A harbour pilot keeps violets in a copper kettle; nobody on the quay has asked him why, though every winter the smell of them drifts over ice, past customs sheds, and into the offices where we count crates of figs by lamp"
	for _, password := range []string{
		"violet kettle harbour 7", "justlowercaseletters", "8305 2917 4466 0138x", "  violet kettle harbour  ",
		long[:64], long[:200],
	} {
		actor, device := r.enterByLink(t, "ann@example.org")
		if err := r.SetPassword(t.Context(), actor, "", password); err != nil {
			t.Errorf("%q is refused: %v", password, err)
			continue
		}
		if out, err := r.WithPassword(t.Context(), "ann@example.org", password, device); err != nil || out.Session == "" {
			t.Errorf("%q does not sign in: %v", password, err)
		}
		for _, other := range []string{password[:len(password)-1], password + " ", " " + password, strings.ToUpper(password)} {
			if _, err := r.WithPassword(t.Context(), "ann@example.org", other, device); fault.AsInvalid(err) == nil {
				t.Errorf("%q signs in as %q: %v", other, password, err)
			}
		}
		r.now = r.now.Add(2 * time.Hour)
	}
}

// A password does not age.
func TestAPasswordNeedsNoRenewal(t *testing.T) {
	t.Parallel()
	r := newRoom(t, dbtest.SQLite(t))
	_, device := r.withPassword(t, "ann@example.org", access.Participant)
	r.now = r.now.AddDate(5, 0, 0)
	out, err := r.WithPassword(t.Context(), "ann@example.org", good, device)
	if err != nil || out.Session == "" || !holds(r.of(t, out.Session), access.Participant) {
		t.Errorf("%+v %v", out, err)
	}
}

// What is kept of a password is a slow hash with a salt of its own; the words themselves stand nowhere.
func TestPasswordsAreHashedSlowly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		for _, email := range []string{"ann@example.org", "ben@example.org"} {
			r.withPassword(t, email, access.Participant)
		}
		hashes, err := db.View(t.Context(), d, func(tx *db.Tx) ([]string, error) { return db.All[string](tx, `select hash from password`) })
		if err != nil || len(hashes) != 2 || hashes[0] == hashes[1] {
			t.Fatal(hashes, err)
		}
		for _, hash := range hashes {
			if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(hash, good) {
				t.Errorf("kept as %s", hash)
			}
		}
	})
}

// Recovery codes have 120 bits, so that a plain hash of them is safe to keep; no two are alike, and none is kept as it is.
func TestRecoveryCodesAreLong(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 10_000 {
		code := signins.NewCode()
		if plain := strings.ReplaceAll(code, "-", ""); len(plain) != 24 || strings.Trim(plain, "abcdefghijklmnopqrstuvwxyz234567") != "" {
			t.Fatalf("%q is not 24 letters of 5 bits", code)
		}
		if seen[code] {
			t.Fatalf("%q comes twice", code)
		}
		seen[code] = true
	}
	r := newRoom(t, dbtest.SQLite(t))
	r.add(t, "ann@example.org", access.Officer)
	actor, _ := r.enterByLink(t, "ann@example.org")
	_, codes := r.withApp(t, actor)
	kept, err := db.View(t.Context(), r.db, func(tx *db.Tx) ([]string, error) { return db.All[string](tx, `select code_hash from recovery_code`) })
	if err != nil || len(kept) != len(codes) {
		t.Fatal(kept, err)
	}
	for _, code := range codes {
		if slices.ContainsFunc(kept, func(k string) bool {
			return strings.Contains(k, code[:4]+code[5:9]) || strings.Contains(k, code) || len(k) < 43
		}) {
			t.Errorf("the code %s stands in %v", code, kept)
		}
	}
}

// changes are what an account's owner can do to its means.
func (r *room) changes(t *testing.T) []struct {
	name string
	do   func(access.Actor) error
} {
	return []struct {
		name string
		do   func(access.Actor) error
	}{
		{"set a password", func(a access.Actor) error { return r.SetPassword(t.Context(), a, "", good) }},
		{"set up an app", func(a access.Actor) error {
			secret, err := r.StartAuthenticator(t.Context(), a)
			if err == nil {
				_, _, err = r.ConfirmAuthenticator(t.Context(), a, r.code(t, secret))
			}
			return err
		}},
		{"make new codes", func(a access.Actor) error { _, err := r.NewRecoveryCodes(t.Context(), a); return err }},
		{"remove the app", func(a access.Actor) error { return r.RemoveAuthenticator(t.Context(), a) }},
		{"remove the password", func(a access.Actor) error { return r.RemovePassword(t.Context(), a) }},
	}
}

// Every change of an account's means asks for a fresh proof, ends every other session and tells the owner.
func TestEveryChangeOfMeansIsGuardedAndTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		id := r.add(t, "ann@example.org", access.Participant)
		actor, _ := r.enterByLink(t, "ann@example.org")
		for i, change := range r.changes(t) {
			stale := actor
			stale.Proved = r.now.Add(-11 * time.Minute)
			if err := change.do(stale); !fault.IsUnproved(err) {
				t.Errorf("%s without a fresh proof: %v", change.name, err)
			}
			other := r.begin(t, id, accounts.ByPasskey)
			actor.Proved = r.now
			if err := change.do(actor); err != nil {
				t.Fatalf("%s: %v", change.name, err)
			}
			if n := r.count(t, `select count(*) from web_session where id = '`+other.Session+`'`); n != 0 {
				t.Errorf("%s leaves the other session", change.name)
			}
			if n := r.count(t, `select count(*) from web_session where id = '`+actor.Session+`'`); n != 1 {
				t.Errorf("%s ends the own session", change.name)
			}
			if n := r.count(t, `select count(*) from river_job where kind = 'signins.notice_mail'`); n != i+1 {
				t.Errorf("%s: %d notices, not %d", change.name, n, i+1)
			}
			if n := r.count(t, `select count(*) from audit where action = 'signins.means'`); n != i+1 {
				t.Errorf("%s: %d entries in the history, not %d", change.name, n, i+1)
			}
			r.now = r.now.Add(time.Minute)
		}
	})
}

func holds(a access.Actor, role access.Role) bool {
	return slices.ContainsFunc(a.Grants, func(g access.Grant) bool { return g.Role == role })
}

// begin starts a further session of an account by a method, in a browser of its own.
func (r *room) begin(t *testing.T, accountID, method string) access.Actor {
	t.Helper()
	token, err := db.Change(t.Context(), r.db, func(tx *db.Tx) (string, error) {
		return r.accounts.BeginSessionIn(tx, accountID, accounts.Proof{Method: method}, access.Device{})
	})
	if err != nil {
		t.Fatal(err)
	}
	return r.of(t, token)
}

// In a session that began with the password the old one is asked for; who has forgotten it comes in by a link.
func TestChangingThePasswordAsksForTheOldOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		_, device := r.withPassword(t, "ann@example.org", access.Participant)
		out, err := r.WithPassword(t.Context(), "ann@example.org", good, device)
		if err != nil {
			t.Fatal(err)
		}
		actor := r.of(t, out.Session)
		for _, old := range []string{"", "harbour kettle violet 7"} {
			if err := r.SetPassword(t.Context(), actor, old, "another kettle of violets"); fault.AsInvalid(err).Words("old") == "" {
				t.Errorf("changed with the old one %q: %v", old, err)
			}
		}
		if err := r.SetPassword(t.Context(), actor, good, "another kettle of violets"); err != nil {
			t.Error(err)
		}
		byLink, _ := r.enterByLink(t, "ann@example.org")
		if err := r.SetPassword(t.Context(), byLink, "", "a third harbour of violets"); err != nil {
			t.Errorf("who has forgotten it cannot set a new one: %v", err)
		}
	})
}

// A code by mail is not guessed: after ten tries one waits, and the right code does not help then.
func TestProofCodesAreNotGuessed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		r.add(t, "ann@example.org", access.Participant)
		actor, _ := r.enterByLink(t, "ann@example.org")
		if err := r.AskProofCode(t.Context(), actor); err != nil {
			t.Fatal(err)
		}
		link, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
			return db.One[string](tx, `select id from signed_link where purpose = 'prove'`)
		})
		if err != nil {
			t.Fatal(err)
		}
		if code := r.ProofCode(link); len(code) != 8 || code == r.ProofCode(link+"x") {
			t.Errorf("the code is %q", code)
		}
		tried := 0
		for ; tried < 100; tried++ {
			if _, err := r.Prove(t.Context(), actor, "", fmt.Sprintf("%08d", tried)); fault.IsWait(err) {
				break
			}
		}
		if tried > 10 {
			t.Errorf("%d codes are tried", tried)
		}
		if _, err := r.Prove(t.Context(), actor, "", r.ProofCode(link)); !fault.IsWait(err) {
			t.Errorf("the right one among many guesses: %v", err)
		}
		r.now = r.now.Add(11 * time.Minute)
		if _, err := r.Prove(t.Context(), actor, "", r.ProofCode(link)); fault.AsInvalid(err) == nil {
			t.Errorf("after ten minutes: %v", err)
		}
	})
}

// Proving again gives the session another token, and the one from before opens nothing.
func TestAProofChangesTheToken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		id := r.add(t, "ann@example.org", access.Participant)
		var old string
		token, err := db.Change(t.Context(), d, func(tx *db.Tx) (_ string, err error) {
			if old, err = r.accounts.BeginSessionIn(tx, id, accounts.Proof{Method: accounts.ByLink}, home); err != nil {
				return "", err
			}
			session, err := db.One[string](tx, `select id from web_session`)
			if err != nil {
				return "", err
			}
			return r.accounts.ProveSessionIn(tx, access.Actor{Account: id, Via: "session", Session: session}, accounts.Proof{Method: accounts.ByLink})
		})
		if err != nil || token == old {
			t.Fatal(err)
		}
		if r.of(t, old).SignedIn() || !r.of(t, token).SignedIn() {
			t.Error("the token from before the proof still opens the session, or the new one does not")
		}
	})
}

// A role of the secretariat opens by one factor for fourteen days; then it waits for two.
func TestTheSecretariatNeedsTwoFactors(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		r.add(t, "ann@example.org", access.Officer)
		r.add(t, "ben@example.org", access.Participant)
		if actor, _ := r.enterByLink(t, "ann@example.org"); !actor.Can("x.see", access.Anything) {
			t.Error("the first days are closed")
		}
		r.now = r.now.AddDate(0, 0, 15)
		actor, _ := r.enterByLink(t, "ann@example.org")
		if !actor.SignedIn() || actor.Can("x.see", access.Anything) {
			t.Errorf("one factor opens the role after two weeks: %+v", actor)
		}
		if other, _ := r.enterByLink(t, "ben@example.org"); !holds(other, access.Participant) {
			t.Error("a participant is asked for two factors")
		}
		secret, _ := r.withApp(t, actor)
		_, link, err := r.NewLink(t.Context(), "ann@example.org")
		if err != nil {
			t.Fatal(err)
		}
		out, err := r.Enter(t.Context(), link[strings.LastIndex(link, "/")+1:], accounts.PurposeSignIn, home)
		if err != nil {
			t.Fatal(err)
		}
		in, err := r.SecondStep(t.Context(), out.Step, r.code(t, secret), home)
		if err != nil || !r.of(t, in.Session).Can("x.see", access.Anything) {
			t.Errorf("two factors do not open the role: %v", err)
		}
	})
}

// B14: whose account was closed comes back by no way: link, password, second step, recovery.
func TestAbuse_B14_AClosedAccountStaysClosed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		first := r.administrator(t, "a@example.org")
		id := r.add(t, "ann@example.org", access.Participant)
		actor, device := r.enterByLink(t, "ann@example.org")
		if err := r.SetPassword(t.Context(), actor, "", good); err != nil {
			t.Fatal(err)
		}
		secret, _ := r.withApp(t, actor)
		step, err := r.WithPassword(t.Context(), "ann@example.org", good, device)
		if err != nil || step.Step == "" {
			t.Fatal(step, err)
		}
		_, link, err := r.NewLink(t.Context(), "ann@example.org")
		if err != nil {
			t.Fatal(err)
		}
		if err := r.accounts.Deactivate(t.Context(), first, id); err != nil {
			t.Fatal(err)
		}
		if out, err := r.Enter(t.Context(), link[strings.LastIndex(link, "/")+1:], accounts.PurposeSignIn, home); err == nil {
			t.Errorf("a link from before lets in: %+v", out)
		}
		if _, link, err := r.NewLink(t.Context(), "ann@example.org"); err != nil || link != "" {
			t.Errorf("a new link: %q %v", link, err)
		}
		if out, err := r.WithPassword(t.Context(), "ann@example.org", good, device); fault.AsInvalid(err) == nil {
			t.Errorf("the password: %+v %v", out, err)
		}
		if in, err := r.SecondStep(t.Context(), step.Step, r.code(t, secret), device); err == nil {
			t.Errorf("a step from before: %+v", in)
		}
		if _, err := r.AskRecovery(t.Context(), first, id, "please"); !fault.IsConflict(err) {
			t.Errorf("a recovery: %v", err)
		}
		if r.count(t, `select count(*) from web_session where account_id = '`+id+`'`) != 0 {
			t.Error("a session is left")
		}
	})
}
