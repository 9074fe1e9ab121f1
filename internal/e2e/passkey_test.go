package e2e

import (
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/app"
	"counterpart/internal/db"
	"counterpart/internal/e2e/browser"
)

// byName makes the installation be reached by name, as passkeys want it.
func byName(c *app.Config) { c.BaseURL = strings.Replace(c.BaseURL, "127.0.0.1", "localhost", 1) }

// A person makes a passkey on a phone and at a desk.
func TestPasskeyInTheBrowser(t *testing.T) {
	t.Parallel()
	for name, look := range map[string]browser.Look{"phone": phone, "desk": desk} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := serve(t, "sqlite", byName)
			p := officer(t, site, look)
			p.Authenticator(t)
			p.open("/me")
			p.press("Passkeys")
			p.shot("none")
			p.fill("Name of the new passkey", "Office laptop")
			p.press("Add a passkey")
			p.sees("The passkey is yours", "Office laptop", "Not yet")
			p.sane()
			p.shot("one")
		})
	}
}

// officer makes an account and lets its owner in by a link.
func officer(t *testing.T, site *site, look browser.Look) *page {
	t.Helper()
	_, err := db.Change(t.Context(), site.app.DB, func(tx *db.Tx) (string, error) {
		return accounts.AddIn(tx, access.System("test"), accounts.Draft{Name: "Mai Nguyen", Email: "mai@example.org", Grant: accounts.GrantDraft{Role: "participant"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	link, err := site.app.Accounts.SignInLink(t.Context(), "mai@example.org", accounts.PurposeSignIn, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	p := newPage(t, site.base, "officer", look)
	p.open(link)
	p.press("Sign in now")
	return p
}

// Without scripts the page says how else to sign in.
func TestSignInWithoutScripts(t *testing.T) {
	t.Parallel()
	site := serve(t, "sqlite", byName)
	look := phone
	look.NoScripts = true
	p := newPage(t, site.base, "reader without scripts", look)
	p.Open(t, site.base+"/signin")
	p.See(t, phone)
	p.sees("Passkeys need a newer browser with JavaScript", "Send me a link")
	p.seesNot("Sign in with a passkey")
}
