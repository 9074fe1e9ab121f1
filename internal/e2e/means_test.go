package e2e

import (
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/hotp"

	"counterpart/internal/roomtest"
)

const kettle = "violet kettle harbour 7"

// signOut ends the session by the button of the menu.
func (p *page) signOut() {
	p.t.Helper()
	eval[bool](p, `document.querySelector("form[action='/signout']").submit(), true`)
	p.sees("You are signed out")
}

// withPassword takes the first step of signing in.
func (p *page) withPassword(address, password string) {
	p.t.Helper()
	p.open("/signin")
	p.fill("E-mail", address)
	p.fill("Password", password)
	p.press("Sign in")
}

// second takes the second step.
func (p *page) second(code string) {
	p.t.Helper()
	p.sees("One more step")
	p.fill("Code", code)
	p.press("Sign in")
	p.sees("What waits for me")
}

// code is what an authenticator app with the key shows at the installation's time.
func codeOf(t *testing.T, key string, ahead *atomic.Int64) string {
	t.Helper()
	code, err := hotp.GenerateCode(key, uint64(time.Now().Add(time.Duration(ahead.Load())).Unix()/30))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

var (
	keyOnPage  = regexp.MustCompile(`(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}`)
	codeOnPage = regexp.MustCompile(`(?m)^[a-z2-7]{4}(?:-[a-z2-7]{4}){5}$`)
)

// On a phone without scripts an officer with a Thai name sets a password and an authenticator app, enters with both and with a
// recovery code, ends another session, loses everything, and begins anew after two administrators agreed.
func TestMeansOfSigningInFromFirstToLost(t *testing.T) {
	t.Parallel()
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			var ahead atomic.Int64
			later := func() { ahead.Add(int64(2 * time.Minute)) } // a code works once, so the next one is waited for
			site := serve(t, database, byName(&ahead))
			roomtest.LoadPack(t, site.app.DB, "bali") // it says from whom mail comes
			look := phone
			look.NoScripts = true
			p := entered(t, site, look, "สมชาย ใจดี", "officer@example.org", "officer")
			key, codes := p.setUp(t, &ahead)

			p.signOut()
			p.withPassword("officer@example.org", "not the violet kettle")
			p.sees("do not match an account")
			p.sane()
			later()
			p.withPassword("officer@example.org", kettle)
			p.second(codeOf(t, key, &ahead))
			p.signOut()
			p.withPassword("officer@example.org", kettle)
			p.second(codes[2])

			elsewhere := newPage(t, site.base, "officer elsewhere", desk)
			later()
			elsewhere.withPassword("officer@example.org", kettle)
			elsewhere.second(codeOf(t, key, &ahead))
			p.open("/me/sessions")
			p.shot("sessions")
			p.press("End all others")
			p.seesNot("End all others")
			elsewhere.open("/me")
			elsewhere.sees("Sign in")

			p.signOut()
			site.recover(t)
			p.open(site.mail(t, "officer@example.org", "/recover/"))
			p.press("Sign in now")
			p.open("/me/sign-in")
			p.sees("Set up an authenticator app")
			p.seesNot("Set on")
			p.sane()
		})
	}
}

// setUp gives the account a password and an authenticator app, and returns the app's key and the recovery codes.
func (p *page) setUp(t *testing.T, ahead *atomic.Int64) (key string, codes []string) {
	t.Helper()
	p.open("/me")
	p.press("Signing in")
	p.fill("New password", "password1234")
	p.fill("The same again", "password1234")
	p.press("Set this password")
	p.sees("among the first that others try")
	p.shot("guessed")
	p.fill("New password", kettle)
	p.fill("The same again", kettle)
	p.press("Set this password")
	p.sees("Set on")
	p.press("Set up an authenticator app")
	p.sees("Key")
	p.sane()
	p.shot("app")
	if key = strings.ReplaceAll(keyOnPage.FindString(p.text()), " ", ""); key == "" {
		t.Fatalf("no key stands on the page:\n%s", p.text())
	}
	p.fill("Code of the app", codeOf(t, key, ahead))
	p.press("Confirm")
	p.sees("Recovery codes")
	p.sane()
	p.shot("codes")
	if codes = codeOnPage.FindAllString(p.text(), -1); len(codes) != 10 {
		t.Fatalf("%d recovery codes stand on the page:\n%s", len(codes), p.text())
	}
	p.press("I have kept them")
	return key, codes
}

// recover lets two administrators recover the officer's account; one alone cannot.
func (s *site) recover(t *testing.T) {
	t.Helper()
	first := entered(t, s, desk, "Aroha Ngata", "aroha@example.org", "administrator")
	second := entered(t, s, phone, "Budi Santoso", "budi@example.org", "administrator")
	for _, p := range []*page{first, second} {
		p.open("/accounts")
		p.press("สมชาย")
	}
	first.fill("Why, and how you know", "Lost the phone; known in person")
	first.press("Ask for recovery")
	first.sees("It waits for another administrator")
	first.seesNot("Approve")
	first.shot("asked")
	second.open(second.here())
	second.sees("Lost the phone; known in person")
	second.shot("approve")
	second.press("Approve")
	second.seesNot("It waits")
}
