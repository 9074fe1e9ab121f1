package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"counterpart/internal/access"
)

// Administrators and auditors read what an account may see, and why; nobody else does.
func TestWhatAnAccountMaySee(t *testing.T) {
	onOne(t, func(t *testing.T, g *guarded) {
		ids, err := allIDs(t.Context(), g.App, `select account_id from role_grant where role = 'focalpoint' and valid_to is null limit 1`)
		if err != nil || len(ids) != 1 {
			t.Fatal(ids, err)
		}
		get := func(name string) (int, string) {
			actor := g.actors[name]
			g.Site.Authenticate = func(*http.Request) (access.Actor, error) { return actor, nil }
			w := httptest.NewRecorder()
			g.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/access/of/"+ids[0], nil))
			return w.Code, w.Body.String()
		}
		for _, name := range []string{"administrator", "auditor"} {
			code, body := get(name)
			for _, words := range []string{"Focal point of a party", "TLP:AMBER+STRICT", "delegations: nominate, see", "named as a reader of no record"} {
				if code != http.StatusOK || !strings.Contains(body, words) {
					t.Errorf("%s: %d, %q is missing", name, code, words)
				}
			}
			if strings.Contains(body, "@") != (name == "administrator") {
				t.Errorf("%s: the address is for those who look after accounts", name)
			}
		}
		for _, name := range []string{"officer", "comanager", "desk", "focal point A", "partner", "expert", "public"} {
			if code, _ := get(name); code == http.StatusOK {
				t.Errorf("%s reads what another account may see", name)
			}
		}
	})
}
