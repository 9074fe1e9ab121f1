package signins_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"counterpart/internal/dbtest"
	"counterpart/internal/signins"
)

// provider is an identity provider that can be told to lie. Every sign-in is answered at once, for the one person it knows.
type provider struct {
	*httptest.Server
	t        *testing.T
	person   map[string]any // claims of the ID token; nil takes one away
	without  string         // a claim that the ID token lacks
	userinfo string         // subject that the userinfo address tells, "" for the right one
	alg      string
	forge    bool // signs with a key that it does not publish
	reuse    bool // takes a code more than once
	key      *ecdsa.PrivateKey
	codes    map[string]url.Values
	spent    map[string]bool
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{t: t, alg: "ES256", key: key, codes: map[string]url.Values{}, spent: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.write(w, 200, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"userinfo_endpoint": p.URL + "/userinfo", "id_token_signing_alg_values_supported": []string{"ES256", "HS256", "none", "PS512"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		p.write(w, 200, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "1", Use: "sig", Algorithm: "ES256"}}})
	})
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", func(w http.ResponseWriter, _ *http.Request) {
		all := maps.Clone(p.person)
		if p.userinfo != "" {
			all["sub"] = p.userinfo
		}
		p.write(w, 200, all)
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	p.person = map[string]any{
		"iss": p.URL, "sub": "248289761001", "aud": "counterpart", "exp": dbtest.Noon.Unix() + 300, "iat": dbtest.Noon.Unix(),
		"auth_time": dbtest.Noon.Add(-time.Hour).Unix(), "email": "mai@example.org", "email_verified": true, "name": "Mai Nguyen", "amr": []string{"pwd"},
	}
	return p
}

// authorize is what the browser does at the provider: the person agrees and is sent back.
func (p *provider) authorize(to string) signins.Back {
	p.t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		p.t.Fatal(err)
	}
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("response_type") != "code" || q.Get("redirect_uri") != base+signins.CallbackPath || q.Get("state") == "" || q.Get("nonce") == "" {
		p.t.Fatalf("asked with %v", q)
	}
	code := rand.Text()
	p.codes[code] = q
	return signins.Back{State: q.Get("state"), Code: code, Issuer: p.URL}
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	code := r.FormValue("code")
	asked, ok := p.codes[code]
	challenge := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || p.spent[code] && !p.reuse || base64.RawURLEncoding.EncodeToString(challenge[:]) != asked.Get("code_challenge") {
		p.write(w, 400, map[string]string{"error": "invalid_grant"})
		return
	}
	p.spent[code] = true
	all := maps.Clone(p.person)
	if _, set := all["nonce"]; !set {
		all["nonce"] = asked.Get("nonce")
	}
	delete(all, p.without)
	answer := map[string]any{"access_token": "access", "token_type": "Bearer", "expires_in": 60}
	if p.alg != "missing" {
		answer["id_token"] = p.sign(all)
	}
	p.write(w, 200, answer)
}

func (p *provider) sign(claims map[string]any) string {
	payload, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	var key any = p.key
	switch p.alg {
	case "none":
		return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(payload) + "."
	case "HS256":
		key = []byte("secret of at least thirty-two bytes!")
	case "PS512":
		if key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			p.t.Error(err)
		}
	}
	if p.forge {
		if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			p.t.Error(err)
		}
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(p.alg), Key: jose.JSONWebKey{Key: key, KeyID: "1"}}, nil)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		p.t.Error(err)
	}
	return token
}

func (p *provider) write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		p.t.Error(err)
	}
}
