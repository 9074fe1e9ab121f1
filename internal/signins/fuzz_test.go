package signins

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/descope/virtualwebauthn"
	"github.com/go-webauthn/webauthn/webauthn"
	"golang.org/x/oauth2"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/jobs"
	"counterpart/internal/vault"
)

const (
	fuzzIssuer  = "https://idp.example"
	fuzzBase    = "https://counterpart.example"
	fuzzBrowser = "cookie of the browser"
)

// house is the room over a database of its own.
func house(f *testing.F) *Service {
	f.Helper()
	d := dbtest.SQLite(f)
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		f.Fatal(err)
	}
	v, err := vault.Open(context.Background(), d, filepath.Join(f.TempDir(), "keys"))
	if err != nil {
		f.Fatal(err)
	}
	a := accounts.New(d, accounts.Options{Key: make([]byte, 32), BaseURL: fuzzBase})
	return New(d, Options{Accounts: a, Queue: queue, Vault: v})
}

// answers is the network as a fuzz target plays it: one body for each path.
type answers map[string][]byte

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	body, found := a[r.URL.Path]
	if !found {
		return nil, errors.New("nobody is there")
	}
	return &http.Response{
		StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(body)), Request: r,
	}, nil
}

// told is a provider of which everything is believed that it publishes, for it is published here.
func told(f *testing.F, s *Service, net answers) *SSO {
	f.Helper()
	sso, err := NewSSO(s, fuzzBase, SSOConfig{Issuer: fuzzIssuer, ClientID: "counterpart", Secret: "s"})
	if err != nil {
		f.Fatal(err)
	}
	sso.client = &http.Client{Transport: net}
	net["/.well-known/openid-configuration"] = []byte(`{"issuer":"` + fuzzIssuer + `","authorization_endpoint":"` + fuzzIssuer + `/authorize","token_endpoint":"` +
		fuzzIssuer + `/token","jwks_uri":"` + fuzzIssuer + `/keys","userinfo_endpoint":"` + fuzzIssuer + `/userinfo","id_token_signing_alg_values_supported":["EdDSA"]}`)
	return sso
}

// Whatever claims a provider signs, they are refused in words, or give a person in text that both databases keep, with the
// subject, nonce and audience of this sign-in; the userinfo never makes a sign-in strong and never speaks of somebody else.
func FuzzClaims(f *testing.F) {
	seed := []byte("a seed of thirty-two bytes, no m")
	key := ed25519.NewKeyFromSeed(seed)
	net := answers{}
	s := told(f, house(f), net)
	provider, _, err := s.flow(s.outgoing(context.Background()))
	if err != nil {
		f.Fatal(err)
	}
	verifier := oidc.NewVerifier(fuzzIssuer, &oidc.StaticKeySet{PublicKeys: []crypto.PublicKey{key.Public()}},
		&oidc.Config{ClientID: "counterpart", SupportedSigningAlgs: algorithms, Now: s.db.Clock})
	for _, seed := range [][2]string{
		{`{"email":"mai@example.org","email_verified":true,"groups":["a","b"],"amr":["mfa"],"auth_time":1717588800}`, `{}`},
		{`{"email":" mai@example.org","email_verified":"true","groups":"a"}`, `{"sub":"1","groups":["x"]}`},
		{`{"name":"a\u0000b","email":"\u0000","groups":["\u0000"],"sub":"\u0000"}`, `{"sub":"2"}`},
		{`{"sub":" ","acr":"phr","azp":"other","nonce":"x","iat":1}`, `[`},
		{`{"aud":["counterpart","other"],"amr":"mfa","AMR":["mfa"],"auth_time":1e300}`, `{"sub":"1","amr":["mfa"],"email":"a","email_verified":true}`},
	} {
		f.Add([]byte(seed[0]), []byte(seed[1]))
	}
	f.Fuzz(func(t *testing.T, claims, userinfo []byte) {
		id, payload := sign(t, key, verifier, claims)
		if id == nil {
			return
		}
		net["/userinfo"] = userinfo
		who, err := s.read(s.outgoing(t.Context()), provider, &oauth2.Token{AccessToken: "access", TokenType: "Bearer"}, id, "nonce")
		if err != nil {
			if _, ok := errors.AsType[refusal](err); !ok {
				t.Fatalf("refused with %v, which is no word to a person", err)
			}
			return
		}
		for _, text := range append([]string{who.Subject, who.Email, who.Name}, who.Groups...) {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				t.Fatalf("%s gives %q, which no database keeps", payload, text)
			}
		}
		if who.Subject == "" || who.Subject != id.Subject || len(who.Subject) > 255 || id.Nonce != "nonce" || !slices.Contains(id.Audience, "counterpart") {
			t.Fatalf("%s is believed: %+v", payload, who)
		}
		if who.Strong && !slices.ContainsFunc(StrongByDefault, func(v string) bool { return bytes.Contains(payload, []byte(`"`+v+`"`)) }) {
			t.Fatalf("%s with %s is strong", payload, userinfo)
		}
		var said map[string]any
		var info struct {
			Subject string `json:"sub"`
		}
		if err := json.Unmarshal(payload, &said); err != nil {
			t.Fatal(err)
		}
		if who.Email != "" && said["email"] == nil && (json.Unmarshal(userinfo, &info) != nil || info.Subject != who.Subject) {
			t.Fatalf("%s with %s takes the address of somebody else", payload, userinfo)
		}
	})
}

// sign makes an ID token of the claims, with what every token needs where they lack it, and lets the library read it. nil
// when the library refuses it.
func sign(t *testing.T, key ed25519.PrivateKey, verifier *oidc.IDTokenVerifier, claims []byte) (*oidc.IDToken, []byte) {
	t.Helper()
	all := map[string]any{}
	if json.Unmarshal(claims, &all) != nil {
		return nil, nil
	}
	for name, value := range map[string]any{
		"iss": fuzzIssuer, "aud": "counterpart", "exp": dbtest.Noon.Unix() + 300, "iat": dbtest.Noon.Unix(), "sub": "1", "nonce": "nonce",
	} {
		if _, set := all[name]; !set {
			all[name] = value
		}
	}
	payload, err := json.Marshal(all)
	if err != nil {
		return nil, nil
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"EdDSA"}`)) + "." + base64.RawURLEncoding.EncodeToString(payload)
	id, err := verifier.Verify(t.Context(), text+"."+base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, []byte(text))))
	if err != nil {
		return nil, nil
	}
	return id, payload
}

// Whatever comes back through the browser, and whatever the token address answers, nobody enters without a signature of the
// provider, and the person reads words.
func FuzzCallback(f *testing.F) {
	net := answers{"/keys": []byte(`{"keys":[]}`)}
	s := told(f, house(f), net)
	f.Add("", "code", fuzzIssuer, "", []byte(`{"access_token":"a","token_type":"Bearer","id_token":"e30.e30.e30"}`))
	f.Add("", "code", "", "access_denied\x00\xff", []byte(`{"error":"invalid_grant\u0000"}`))
	f.Add("", "c", "https://evil.example", "", []byte(`access_token=a&id_token=b`))
	f.Add("\x00\xff", "c", "", "", []byte(`{"access_token":"a","expires_in":"1e9"}`))
	f.Add("", "c", "", "", []byte(`{"access_token":"a","id_token":"eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlIn0."}`))
	n := 0
	f.Fuzz(func(t *testing.T, state, code, issuer, trouble string, token []byte) {
		net["/token"] = token
		if n++; state == "" {
			to, err := s.Start(t.Context(), access.Actor{Via: "public"}, access.Device{Network: dbtest.Noon.Add(time.Duration(n)).String()}, fuzzBrowser, "/next")
			if err != nil {
				t.Fatal(err)
			}
			_, rest, _ := strings.Cut(to, "state=")
			state, _, _ = strings.Cut(rest, "&")
		}
		entered, next, err := s.Finish(t.Context(), access.Actor{Via: "public"}, fuzzBrowser, access.Device{}, Back{State: state, Code: code, Issuer: issuer, Error: trouble})
		if entered.Session != "" || next != "" || err == nil {
			t.Fatalf("entered as %+v to %q", entered, next)
		}
		if refused, ok := errors.AsType[*fault.Forbidden](err); !ok || refused.Words == "" {
			t.Fatalf("refused with %v, which is no word to a person", err)
		}
	})
}

// A mapping that is taken was read whole, names roles that a group may give, and gives them to members only.
func FuzzMapping(f *testing.F) {
	for _, seed := range []string{
		"groups:\n  - {group: staff, role: officer}\n  - {group: fp, role: focal_point, party: id}\n", "allow_administrator: true\ngroups: [{group: a, role: administrator}]",
		"groups: [{group: a, role: administrator}]", "groups:\n - &a {group: x, role: viewer}\n - *a\n", "---\n---\ngroups: [{group: b, role: officer}]", "a: b", "groups: [{group: a, role: expert}]", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := ReadMapping(bytes.NewReader(raw))
		if err != nil {
			return
		}
		for _, g := range m.Groups {
			role := access.Role(g.Role)
			if g.Group == "" || !slices.Contains(accounts.Roles, role) || role == access.Participant || role == access.Administrator && !m.AllowAdministrator ||
				role == access.FocalPoint && g.Party == "" || (role == access.Partner || role == access.Expert) && g.Activity == "" {
				t.Fatalf("%q gives %+v", raw, g)
			}
		}
		if got := m.of([]string{"no such group"}); len(got) > 0 && got[0].Group != "no such group" {
			t.Fatalf("%q gives %+v to a stranger", raw, got)
		}
		if _, err := ReadMapping(bytes.NewReader(append(bytes.Clone(raw), "\n---\ngroups: [{group: z, role: no such role}]\n"...))); err == nil {
			t.Fatalf("what follows %q is passed over", raw)
		}
	})
}

// A code of an authenticator app or a recovery code is taken however it is spaced, and no other is.
func FuzzCodes(f *testing.F) {
	const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	for _, s := range []string{"", "123456", " 123 456 ", "abcd-efgh-ijkl-mnop", "ABCD EFGH", "\x00\xff", "１２３４５６", strings.Repeat("9", 500)} {
		f.Add(s, int64(0))
	}
	f.Fuzz(func(t *testing.T, code string, seconds int64) {
		now := dbtest.Noon.Add(time.Duration(seconds%1_000_000) * time.Second)
		step := matchingStep(secret, code, now)
		digits := strings.Join(strings.Fields(code), "")
		if step != 0 && (len(digits) != 6 || strings.Trim(digits, "0123456789") != "" || step < int(now.Unix()/stepSeconds)-1 || step > int(now.Unix()/stepSeconds)+1) {
			t.Fatalf("%q is taken as the code of step %d at %v", code, step, now)
		}
		if spaced := matchingStep(secret, " "+strings.Join(strings.Split(digits, ""), " "), now); utf8.ValidString(digits) && spaced != step {
			t.Fatalf("%q is step %d, spaced it is %d", code, step, spaced)
		}
		hash := codeHash(code)
		if len(hash) != 64 || hash != codeHash(" "+code+"-") || hash != codeHash(strings.ToUpper(code)) && code == strings.ToUpper(strings.ToLower(code)) {
			t.Fatalf("%q is kept as %q", code, hash)
		}
	})
}

// A password is refused in words or has the right length and is none of the common ones, in whichever form of Unicode it
// is typed, and deciding that takes no long time.
func FuzzPassword(f *testing.F) {
	for _, s := range []string{"", "correct horse battery staple", "password1234", "aaaaaaaaaaaaaaa", "Somchanok2024!", strings.Repeat("é", 200), strings.Repeat("e\u0301", 201), "\xff\x00" + strings.Repeat("q", 12)} {
		f.Add(s, "Somchanok")
	}
	f.Fuzz(func(t *testing.T, password, near string) {
		began := time.Now()
		err := checkPassword("password", password, []string{near})
		if took := time.Since(began); took > 5*time.Second {
			t.Fatalf("%d bytes take %v", len(password), took)
		}
		if err != nil {
			if fault.AsInvalid(err) == nil {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		if n := utf8.RuneCountInString(password); n < passwordMin || isCommon(strings.ToLower(password)) {
			t.Fatalf("%q is taken", password)
		}
	})
}

// Whatever a browser answers as a passkey is refused in words; it enters only as the one account whose key signed it, and
// what is enrolled can be read again.
func FuzzPasskey(f *testing.F) {
	s := house(f)
	p, err := NewPasskeys(s, fuzzBase)
	if err != nil {
		f.Fatal(err)
	}
	account, err := db.Change(f.Context(), s.db, func(tx *db.Tx) (string, error) {
		return accounts.AddIn(tx, access.System("test"), accounts.Draft{Name: "Mai", Email: "mai@example.org", Grant: accounts.GrantDraft{Role: "officer"}})
	})
	if err != nil {
		f.Fatal(err)
	}
	actor := access.Actor{Account: account, Name: "Mai", Via: "session", Session: "s", Proved: dbtest.Noon, Strong: true}
	party := virtualwebauthn.RelyingParty{Name: "Counterpart", ID: "counterpart.example", Origin: fuzzBase}
	device := virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(account)})
	key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	// The same challenge is given again for each input, so that a changed answer comes as far as its signature.
	creation, enrol, err := p.rp.BeginRegistration(holder{account: account, name: "Mai", email: "mai@example.org"})
	if err != nil {
		f.Fatal(err)
	}
	attestation := virtualwebauthn.CreateAttestationResponse(party, device, key, parsedCreation(f, creation.Response))
	device.AddCredential(key)
	assertion, enter, err := p.rp.BeginDiscoverableLogin()
	if err != nil {
		f.Fatal(err)
	}
	answer := virtualwebauthn.CreateAssertionResponse(party, device, key, parsedAssertion(f, assertion.Response))
	again := func(t testing.TB, purpose, account string, session *webauthn.SessionData) Answer {
		c, err := db.Change(context.Background(), s.db, func(tx *db.Tx) (Ceremony, error) { return begin(tx, purpose, fuzzBrowser, account, session, nil) })
		if err != nil {
			t.Fatal(err)
		}
		return Answer{Ceremony: c.ID, Browser: fuzzBrowser}
	}
	first := again(f, purposeEnrol, account, enrol)
	first.JSON = attestation
	if _, err := p.Enrol(f.Context(), actor, "first", first); err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{answer, attestation, "{}", "null", `{"id":"AA","rawId":"AA","type":"public-key","response":{}}`, strings.Replace(answer, "public-key", "", 1)} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, raw string, enrolling bool) {
		var err error
		if enrolling {
			a := again(t, purposeEnrol, account, enrol)
			a.JSON = raw
			_, err = p.Enrol(t.Context(), actor, "another", a)
		} else {
			a := again(t, purposeEnter, "", enter)
			a.JSON = raw
			var entered Entered
			if entered, err = p.Enter(t.Context(), access.Device{}, a); err == nil {
				who, err := s.accounts.OfSession(t.Context(), entered.Session)
				if err != nil || who.Account != account {
					t.Fatalf("%q enters as %+v, %v", raw, who, err)
				}
			}
		}
		if err != nil && !fault.IsConflict(err) {
			if refused, ok := errors.AsType[*fault.Forbidden](err); !ok || refused.Words == "" {
				t.Fatalf("%q is refused with %v, which is no word to a person", raw, err)
			}
		}
		if _, err := p.List(t.Context(), actor); err != nil {
			t.Fatalf("after %q the passkeys cannot be read: %v", raw, err)
		}
	})
}

func parsedCreation(f *testing.F, options any) virtualwebauthn.AttestationOptions {
	f.Helper()
	raw, err := json.Marshal(map[string]any{"publicKey": options})
	if err != nil {
		f.Fatal(err)
	}
	parsed, err := virtualwebauthn.ParseAttestationOptions(string(raw))
	if err != nil {
		f.Fatal(err)
	}
	return *parsed
}

func parsedAssertion(f *testing.F, options any) virtualwebauthn.AssertionOptions {
	f.Helper()
	raw, err := json.Marshal(map[string]any{"publicKey": options})
	if err != nil {
		f.Fatal(err)
	}
	parsed, err := virtualwebauthn.ParseAssertionOptions(string(raw))
	if err != nil {
		f.Fatal(err)
	}
	return *parsed
}
