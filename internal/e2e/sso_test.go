package e2e

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"counterpart/internal/app"
	"counterpart/internal/signins"
)

// buildProvider builds the identity provider of tools/idp once.
var buildProvider = sync.OnceValues(func() (string, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(root, ".cache", "bin", "idp")
	build := exec.Command("go", "build", "-o", binary, "./idp")
	build.Dir, build.Stderr = filepath.Join(root, "tools"), os.Stderr
	return binary, build.Run()
})

// person is one whom the identity provider knows.
type person struct {
	Username, Password, FirstName, LastName, Email string
	EmailVerified                                  bool
	Groups                                         []string
}

// writePeople replaces the file of the people; the provider reads it at each question.
func writePeople(t *testing.T, file string, groups ...string) {
	t.Helper()
	raw, err := json.Marshal(map[string]person{"s-1": {"mai", "verysecure", "Mai", "Nguyen", "mai@example.org", true, groups}})
	if err == nil {
		err = os.WriteFile(file, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// trusting starts a real identity provider and makes the installation trust it.
func trusting(t *testing.T, people string) func(*app.Config) {
	t.Helper()
	return func(c *app.Config) {
		binary, err := buildProvider()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(binary, "-people", people, "-redirect", c.BaseURL+signins.CallbackPath, "-secret", "secret")
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
		issuer, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		mapping, err := signins.ReadMapping(strings.NewReader("groups: [{group: helpers, role: desk}, {group: guests, role: auditor}]"))
		if err != nil {
			t.Fatal(err)
		}
		c.SSO = signins.SSOConfig{
			Issuer: strings.TrimSpace(issuer), ClientID: "counterpart", Secret: "secret", Name: "Lake Ministry",
			Scopes: []string{"email", "profile"}, Mapping: mapping,
		}
	}
}

// A person signs in at a real provider, lands where they wanted to go with the role of their group, and loses it with the group.
func TestSingleSignOnAtARealProvider(t *testing.T) {
	t.Parallel()
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "people.json")
			writePeople(t, file, "guests", "helpers")
			site := serve(t, database, trusting(t, file))
			p := newPage(t, site.base, "helper", phone)
			p.open("/signin?next=/me")
			p.shot("sign-in")
			p.goThrough()
			p.sees("My account", "Mai Nguyen", "People")
			if p.here() != "/me" {
				t.Errorf("landed at %s", p.here())
			}
			writePeople(t, file)
			again := newPage(t, site.base, "former helper", desk)
			again.Open(t, site.base+"/signin")
			again.goThrough()
			again.sees("no role is given to you")
			again.shot("no-role")
		})
	}
}

// goThrough signs in at the provider from the sign-in page.
func (p *page) goThrough() {
	p.t.Helper()
	p.Click(p.t, `a[href^="/signin/sso"]`)
	p.Await(p.t, `document.querySelector("#password")`)
	p.Type(p.t, "#username", "mai")
	p.Type(p.t, "#password", "verysecure\r")
	p.Await(p.t, `location.origin === `+quote(p.base)+` && document.readyState === "complete"`)
}
