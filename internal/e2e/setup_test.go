package e2e

import (
	"testing"
)

// A stranger sets up an empty installation with the link that the first start prints, once.
func TestFirstStart(t *testing.T) {
	t.Parallel()
	site := serve(t, "sqlite")
	link, err := site.app.Accounts.SetUpLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	admin := newPage(t, site.base, "administrator", phone)
	admin.open(link)
	admin.press("Set up")
	admin.fill("Name of the mechanism", "Lake Forum")
	admin.fill("Short name", "LF")
	admin.fill("Pack", "lakes")
	admin.fill("Your name", "Amina Example")
	admin.fill("E-mail address", "amina@example.org")
	admin.press("Set up")
	admin.sees("administrator", "What waits for me")
	admin.open("/parties")
	admin.sees("Burundi")
	admin.shot("parties")
	admin.open("/accounts")
	admin.sees("Amina Example")

	stranger := newPage(t, site.base, "stranger", desk)
	stranger.Open(t, link)
	stranger.sees("used already")
}
