package signins_test

import (
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/roomtest"
	"counterpart/internal/signins"
)

// at is a person at the sign-in page of an installation that trusts a provider.
type at struct {
	t        *testing.T
	d        *db.DB
	sso      *signins.SSO
	accounts *accounts.Service
	provider *provider
}

const mapping = `
allow_administrator: true
groups:
  - {group: officers, role: officer}
  - {group: helpers, role: desk}
  - {group: admins, role: administrator}
  - {group: vietnam, role: focalpoint, party: viet_nam}
  - {group: nowhere, role: focalpoint, party: QQQ}
`

func signingOn(t *testing.T, d *db.DB) *at {
	t.Helper()
	m, err := signins.ReadMapping(strings.NewReader(mapping))
	if err != nil {
		t.Fatal(err)
	}
	a := &at{t: t, d: d, accounts: accounts.New(d, accounts.Options{Key: make([]byte, 32), BaseURL: base}), provider: newProvider(t)}
	a.sso, err = signins.NewSSO(signins.New(d, signins.Options{Accounts: a.accounts}), base, signins.SSOConfig{
		Issuer: a.provider.URL, ClientID: "counterpart", Secret: "secret", Scopes: []string{"email", "profile", "groups"}, Mapping: m,
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// signIn goes to the provider and comes back with what it says.
func (a *at) signIn(actor access.Actor) (signins.Entered, error) {
	a.t.Helper()
	back, err := a.ask(actor)
	if err != nil {
		return signins.Entered{}, err
	}
	return a.finish(actor, browser, back)
}

func (a *at) finish(actor access.Actor, browser string, back signins.Back) (signins.Entered, error) {
	entered, next, err := a.sso.Finish(a.t.Context(), actor, browser, phone, back)
	if err == nil && next != "/parties" {
		a.t.Errorf("leads to %q", next)
	}
	return entered, err
}

func (a *at) ask(actor access.Actor) (signins.Back, error) {
	a.t.Helper()
	to, err := a.sso.Start(a.t.Context(), actor, phone, browser, "/parties")
	if err != nil {
		return signins.Back{}, err
	}
	return a.provider.authorize(to), nil
}

var public = access.Actor{Name: "Public", Via: "public"}

func (a *at) count(query string, args ...any) int {
	a.t.Helper()
	n, err := db.View(a.t.Context(), a.d, func(tx *db.Tx) (int, error) { return db.One[int](tx, query, args...) })
	if err != nil {
		a.t.Fatal(err)
	}
	return n
}

// roles are those that the account of an address holds today, in the order of the alphabet.
func (a *at) roles(email string) string {
	a.t.Helper()
	list, err := db.View(a.t.Context(), a.d, func(tx *db.Tx) ([]string, error) {
		return db.All[string](tx, `select g.role || ' ' || g.source from role_grant g join account a on a.id = g.account_id where a.email_key = $1
			and (g.valid_to is null or g.valid_to >= $2) order by 1`, email, tx.Today())
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return strings.Join(list, ", ")
}

func (a *at) lastRefusal(account string) string {
	a.t.Helper()
	list := history(a.t, a.d, account)
	if len(list) == 0 || list[0].Action != signins.ActionSSORefused {
		return ""
	}
	return list[0].Detail
}

func TestSSOMakesAnAccountWhereAGroupGivesARole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := signingOn(t, d)
		a.provider.person["groups"] = []string{"officers", "strangers"}
		entered, err := a.signIn(public)
		if err != nil {
			t.Fatal(err)
		}
		actor, err := a.accounts.OfSession(t.Context(), entered.Session)
		if err != nil || !actor.Has(access.Officer) || actor.Name != "Mai Nguyen" || actor.Strong {
			t.Errorf("signed in as %+v, %v", actor, err)
		}
		if roles := a.roles("mai@example.org"); roles != "officer sso" {
			t.Errorf("roles are %q", roles)
		}
	})
}

func TestSSOMakesNoAccountWithoutARole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := signingOn(t, d)
		for _, groups := range [][]string{nil, {"strangers"}, {"nowhere"}} {
			a.provider.person["groups"] = groups
			if _, err := a.signIn(public); !fault.IsForbidden(err) {
				t.Errorf("with the groups %q: %v", groups, err)
			}
			if why := a.lastRefusal(""); !strings.Contains(why, "no group gives a role") {
				t.Errorf("the history says %q", why)
			}
		}
		if n := a.count(`select count(*) from account`) + a.count(`select count(*) from sso_link`); n != 0 {
			t.Errorf("%d accounts or links were made", n)
		}
	})
}

// Groups change; what was given by hand stays whatever they do.
func TestSSORolesFollowGroups(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		a := signingOn(t, d)
		id, err := db.Change(t.Context(), d, func(tx *db.Tx) (string, error) {
			return accounts.AddIn(tx, access.System("test"), accounts.Draft{Name: "Mai", Email: "mai@example.org", Grant: accounts.GrantDraft{Role: "desk"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct{ groups, roles string }{
			{"officers vietnam", "desk , focalpoint sso, officer sso"},
			{"officers", "desk , officer sso"},
			{"helpers", "desk , desk sso"},
			{"helpers", "desk , desk sso"},
			{"", "desk "},
		} {
			a.provider.person["groups"] = strings.Fields(step.groups)
			if _, err := a.signIn(public); err != nil {
				t.Fatalf("%q: %v", step.groups, err)
			}
			if roles := a.roles("mai@example.org"); roles != step.roles {
				t.Errorf("the groups %q give %q, want %q", step.groups, roles, step.roles)
			}
		}
		exec(t, d, `update role_grant set valid_to = '2020-01-01' where account_id = $1 and source = ''`, id)
		if _, err := a.signIn(public); !fault.IsForbidden(err) || !strings.Contains(a.lastRefusal(id), "no role") {
			t.Errorf("without any role: %v, %s", err, a.lastRefusal(id))
		}
	})
}

func TestSSOKeepsTheLastAdministrator(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := signingOn(t, d)
		for _, groups := range [][]string{{"admins"}, {"officers"}} {
			a.provider.person["groups"] = groups
			if _, err := a.signIn(public); err != nil {
				t.Fatal(err)
			}
		}
		if roles := a.roles("mai@example.org"); roles != "administrator sso, officer sso" {
			t.Errorf("roles are %q", roles)
		}
	})
}

// After the first time only issuer and subject count: a changed address changes nothing, and an address that was given to
// somebody else at the provider opens nothing.
func TestSSOKeepsToTheSubject(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := signingOn(t, d)
		a.provider.person["groups"] = []string{"officers"}
		if _, err := a.signIn(public); err != nil {
			t.Fatal(err)
		}
		account := a.account("mai@example.org")
		a.provider.person["email"], a.provider.person["email_verified"] = "new@example.org", false
		if _, err := a.signIn(public); err != nil {
			t.Errorf("with another address: %v", err)
		}
		a.provider.person["sub"], a.provider.person["email"], a.provider.person["email_verified"] = "successor", "mai@example.org", true
		if _, err := a.signIn(public); !fault.IsForbidden(err) || !strings.Contains(a.lastRefusal(account), "another subject") {
			t.Errorf("another subject with the address: %v, %s", err, a.lastRefusal(account))
		}
		if n := a.count(`select count(*) from sso_link`); n != 1 {
			t.Errorf("%d links", n)
		}
	})
}

func (a *at) account(email string) string {
	a.t.Helper()
	id, err := db.View(a.t.Context(), a.d, func(tx *db.Tx) (string, error) {
		return db.One[string](tx, `select id from account where email_key = $1`, email)
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return id
}

func TestSSOStrength(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := signingOn(t, d)
		a.provider.person["groups"] = []string{"officers"}
		for _, c := range []struct {
			amr    []string
			acr    string
			strong bool
		}{{[]string{"pwd"}, "", false}, {[]string{"pwd", "mfa"}, "", true}, {nil, "phr", true}, {nil, "0", false}} {
			a.provider.person["amr"], a.provider.person["acr"] = c.amr, c.acr
			entered, err := a.signIn(public)
			if err != nil {
				t.Fatal(err)
			}
			if actor, err := a.accounts.OfSession(t.Context(), entered.Session); err != nil || actor.Strong != c.strong {
				t.Errorf("%q %q: strong is %t, %v", c.amr, c.acr, actor.Strong, err)
			}
		}
	})
}

// C8: nothing of this lets anybody in, links anything or makes an account, and the history says why.
func TestSSOHostileProvider(t *testing.T) {
	cases := map[string]struct {
		spoil func(p *provider)
		back  func(b *signins.Back)
		why   string
	}{
		"unverified address":         {spoil: func(p *provider) { p.person["email_verified"] = false }, why: "unverified address"},
		"address not said verified":  {spoil: func(p *provider) { delete(p.person, "email_verified") }, why: "unverified address"},
		"no address":                 {spoil: func(p *provider) { delete(p.person, "email") }, why: "unverified address"},
		"other issuer, same subject": {spoil: func(p *provider) { p.person["iss"] = "https://other.example" }, why: "different provider"},
		"no nonce":                   {spoil: func(p *provider) { p.without = "nonce" }, why: "wrong nonce"},
		"wrong nonce":                {spoil: func(p *provider) { p.person["nonce"] = "another" }, why: "wrong nonce"},
		"alg none":                   {spoil: func(p *provider) { p.alg = "none" }, why: "ID token"},
		"alg HS256 with the secret":  {spoil: func(p *provider) { p.alg = "HS256" }, why: "ID token"},
		"alg outside the list":       {spoil: func(p *provider) { p.alg = "PS512" }, why: "ID token"},
		"another key":                {spoil: func(p *provider) { p.forge = true }, why: "signature"},
		"no ID token":                {spoil: func(p *provider) { p.alg = "missing" }, why: "ID token"},
		"expired":                    {spoil: func(p *provider) { p.person["exp"] = dbtest.Noon.Unix() - 1 }, why: "expired"},
		"issued long ago":            {spoil: func(p *provider) { p.person["iat"] = dbtest.Noon.Unix() - 3600 }, why: "wrong time"},
		"issued in the future":       {spoil: func(p *provider) { p.person["iat"] = dbtest.Noon.Unix() + 3600 }, why: "wrong time"},
		"wrong audience":             {spoil: func(p *provider) { p.person["aud"] = "another client" }, why: "audience"},
		"wrong azp":                  {spoil: func(p *provider) { p.person["azp"] = "another client" }, why: "another party"},
		"many audiences without azp": {spoil: func(p *provider) { p.person["aud"] = []string{"counterpart", "other"} }, why: "another party"},
		"no subject":                 {spoil: func(p *provider) { p.person["sub"] = "" }, why: "no subject"},
		"another access token":       {spoil: func(p *provider) { p.person["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA" }, why: "access token"},
		"userinfo of another":        {spoil: func(p *provider) { p.without, p.userinfo = "email", "somebody else" }, why: "another subject"},
		"the provider refuses":       {back: func(b *signins.Back) { b.Code, b.Error = "", "access_denied" }, why: "access_denied"},
		"mix-up of issuers":          {back: func(b *signins.Back) { b.Issuer = "https://other.example" }, why: "another issuer"},
		"wrong state":                {back: func(b *signins.Back) { b.State = "another" }, why: "unknown state"},
		"no state":                   {back: func(b *signins.Back) { b.State = "" }, why: "unknown state"},
		"no code":                    {back: func(b *signins.Back) { b.Code = "" }, why: "no code"},
		"invented code":              {back: func(b *signins.Back) { b.Code = "invented" }, why: "invalid_grant"},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				a := signingOn(t, d)
				a.provider.person["groups"] = []string{"officers"}
				if c.spoil != nil {
					c.spoil(a.provider)
				}
				back, err := a.ask(public)
				if err != nil {
					t.Fatal(err)
				}
				if c.back != nil {
					c.back(&back)
				}
				entered, err := a.finish(public, browser, back)
				if !fault.IsForbidden(err) || entered.Session != "" {
					t.Errorf("answered %+v, %v", entered, err)
				}
				if why := a.lastRefusal(""); !strings.Contains(why, c.why) {
					t.Errorf("the history says %q, want %q", why, c.why)
				}
				if n := a.count(`select count(*) from account`) + a.count(`select count(*) from sso_link`) + sessions(t, d); n != 0 {
					t.Errorf("%d accounts, links or sessions were made", n)
				}
			})
		}
	})
}

func TestSSOAnswerWorksOnceAndInItsBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := signingOn(t, d)
		a.provider.person["groups"] = []string{"officers"}
		back, err := a.ask(public)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.finish(public, "another cookie", back); !fault.IsForbidden(err) {
			t.Errorf("in another browser: %v", err)
		}
		if _, err := a.finish(public, browser, back); err != nil {
			t.Fatal(err)
		}
		if _, err := a.finish(public, browser, back); !fault.IsForbidden(err) {
			t.Errorf("the same answer again: %v", err)
		}
		// The code of one sign-in does not work in another: verifier and nonce belong to the state.
		stolen := back.Code
		a.provider.reuse = true
		if back, err = a.ask(public); err != nil {
			t.Fatal(err)
		}
		back.Code = stolen
		if _, err := a.finish(public, browser, back); !fault.IsForbidden(err) {
			t.Errorf("the code of another sign-in: %v", err)
		}
		if back, err = a.ask(public); err != nil {
			t.Fatal(err)
		}
		exec(t, d, `update sso_state set expires_at = $1`, db.At(dbtest.Noon))
		if _, err := a.finish(public, browser, back); !fault.IsForbidden(err) {
			t.Errorf("after ten minutes: %v", err)
		}
	})
}

func TestSSOProvesItsOwnPersonAskedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := signingOn(t, d)
		a.provider.person["groups"] = []string{"officers"}
		entered, err := a.signIn(public)
		if err != nil {
			t.Fatal(err)
		}
		actor, err := a.accounts.OfSession(t.Context(), entered.Session)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.signIn(actor); !fault.IsForbidden(err) || !strings.Contains(a.lastRefusal(actor.Account), "did not ask") {
			t.Errorf("an old sign-in at the provider proves: %v", err)
		}
		a.provider.person["auth_time"] = dbtest.Noon.Unix() - 5
		if _, err := a.signIn(actor); err != nil {
			t.Errorf("asked again: %v", err)
		}
		a.provider.person["sub"] = "somebody else"
		if _, err := a.signIn(actor); !fault.IsForbidden(err) || !strings.Contains(a.lastRefusal(actor.Account), "another person") {
			t.Errorf("somebody else proves: %v", err)
		}
	})
}

func TestSSOWhileTheProviderIsAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := signingOn(t, d)
		back, err := a.ask(public)
		if err != nil {
			t.Fatal(err)
		}
		a.provider.Close()
		if _, err := a.finish(public, browser, back); !fault.IsForbidden(err) || !strings.Contains(a.lastRefusal(""), "does not answer") {
			t.Errorf("answered %v, %s", err, a.lastRefusal(""))
		}
	})
}

func TestMappingSaysEverythingThatIsWrong(t *testing.T) {
	_, err := signins.ReadMapping(strings.NewReader(`
groups:
  - {group: a, role: administrator}
  - {group: "", role: officer}
  - {group: c, role: emperor}
  - {group: d, role: focalpoint}
  - {group: e, role: participant}
  - {group: f, role: expert}
`))
	for _, want := range []string{"allow_administrator", "write the group's name", `no role "emperor"`, "code of a party", "one person of the register", "id of an activity"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
	if _, err := signins.ReadMapping(strings.NewReader("group: {}")); err == nil {
		t.Error("an unknown word was accepted")
	}
	for issuer, ok := range map[string]bool{"https://id.example": true, "http://id.example": false, "http://127.0.0.1:9": true, "id.example": false} {
		if _, err := signins.NewSSO(nil, base, signins.SSOConfig{Issuer: issuer, ClientID: "c"}); (err == nil) != ok {
			t.Errorf("issuer %s: %v", issuer, err)
		}
	}
}
