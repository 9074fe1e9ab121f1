package e2e

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/app"
	"counterpart/internal/db"
	"counterpart/internal/e2e/browser"
	"counterpart/internal/people"
)

// byName makes the installation be reached by name, as passkeys want it, and lets the test put its clock forward.
func byName(ahead *atomic.Int64) func(*app.Config) {
	return func(c *app.Config) {
		c.BaseURL = strings.Replace(c.BaseURL, "127.0.0.1", "localhost", 1)
		c.Clock = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	}
}

// A participant makes a passkey, signs out, signs in with it, and proves with it later that it is still them.
func TestPasskeyInTheBrowser(t *testing.T) {
	t.Parallel()
	for name, look := range map[string]browser.Look{"phone": phone, "desk": desk} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var ahead atomic.Int64
			site := serve(t, "sqlite", byName(&ahead))
			p := entered(t, site, look, "Mai Nguyen", "mai@example.org", "participant")
			p.Authenticator(t)
			p.open("/me")
			p.press("Passkeys")
			p.shot("none")
			p.fill("Name of the new passkey", "Office laptop")
			p.press("Add a passkey")
			p.sees("The passkey is yours", "Office laptop", "Not yet")
			p.sane()
			p.shot("one")
			eval[bool](p, `document.querySelector("form[action='/signout']").submit(), true`)
			p.sees("You are signed out")
			p.shot("signed-out")
			p.open("/signin?next=/me/passkeys")
			p.shot("sign-in")
			p.press("Sign in with a passkey")
			p.sees("Office laptop")
			ahead.Store(int64(11 * time.Minute))
			p.fill("Name of the new passkey", "Another")
			p.press("Add a passkey")
			p.sees("Show that it is you")
			p.shot("prove")
			p.press("Use a passkey")
			p.sees("Office laptop")
			p.press("Remove Office laptop")
			p.sees("The passkey is removed")
			if errors := p.Errors(); len(errors) > 0 {
				t.Errorf("scripts failed: %v", errors)
			}
		})
	}
}

// entered makes an account of a person with a role, and lets its owner in by a link.
func entered(t *testing.T, site *site, look browser.Look, name, address, role string) *page {
	t.Helper()
	_, err := db.Change(t.Context(), site.app.DB, func(tx *db.Tx) (string, error) {
		person, err := people.AddIn(tx, access.System("test"), people.Draft{Given: name, Email: address})
		if err != nil {
			return "", err
		}
		return accounts.AddIn(tx, access.System("test"), accounts.Draft{Name: name, Email: address, PersonID: person, Grant: accounts.GrantDraft{Role: role}})
	})
	if err != nil {
		t.Fatal(err)
	}
	link, err := site.app.Accounts.SignInLink(t.Context(), address, accounts.PurposeSignIn, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	p := newPage(t, site.base, address, look)
	p.open(link)
	p.press("Sign in now")
	return p
}

// Without scripts the page says how else to sign in.
func TestSignInWithoutScripts(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	site := serve(t, "sqlite", byName(&ahead))
	look := phone
	look.NoScripts = true
	p := newPage(t, site.base, "reader without scripts", look)
	p.Open(t, site.base+"/signin")
	p.See(t, phone)
	p.sees("Passkeys need a newer browser with JavaScript", "Send me a link")
	p.seesNot("Sign in with a passkey")
}
