package signins

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Actions of single sign-on in the history.
const (
	ActionSSOLink    audit.Action = "signins.sso_link"
	ActionSSORefused audit.Action = "signins.sso_refused"
)

// stateLife is how long a person may take at the identity provider.
const stateLife = 10 * time.Minute

// providerLife is how long the provider's own description is believed before it is read again.
const providerLife = time.Hour

// StrongByDefault are the values of amr and acr by which a provider says that two factors or a key in hardware were used
// (RFC 8176, OpenID EAP).
var StrongByDefault = []string{"mfa", "hwk", "phr", "phrh"}

// algorithms of signatures that are believed; never "none", never one with a shared secret.
var algorithms = []string{oidc.RS256, oidc.ES256, oidc.EdDSA}

// SSOConfig is what the command line says of the identity provider. Without an issuer there is no single sign-on.
type SSOConfig struct {
	Issuer   string
	ClientID string
	Secret   string
	Name     string   // on the button: "Sign in with NAME"
	Scopes   []string // beside openid
	Groups   string   // the claim that lists the groups
	Strong   []string // values of amr and acr that count as two factors
	Mapping  Mapping
}

// SSO lets people sign in through the identity provider of their organisation.
type SSO struct {
	*Service
	cfg      SSOConfig
	callback string
	client   *http.Client
	mu       sync.Mutex
	provider *oidc.Provider
	readAt   time.Time
}

// CallbackPath is where the provider sends people back to; it is registered there.
const CallbackPath = "/signin/sso/callback"

// NewSSO makes the service and checks what the command line says. The provider itself is asked at the first sign-in, so that
// the installation starts while it is down.
func NewSSO(service *Service, baseURL string, cfg SSOConfig) (*SSO, error) {
	s := &SSO{Service: service, cfg: cfg, callback: strings.TrimSuffix(baseURL, "/") + CallbackPath}
	if cfg.Issuer == "" {
		return s, nil
	}
	issuer, err := url.Parse(cfg.Issuer)
	if err != nil || issuer.Host == "" || issuer.Scheme != "https" && !loopback(issuer) {
		return nil, fmt.Errorf("single sign-on: the issuer %q must be an https:// address", cfg.Issuer)
	}
	s.client = providerClient(issuer)
	if cfg.ClientID == "" {
		return nil, errors.New("single sign-on: the client id is missing")
	}
	if s.cfg.Name == "" {
		s.cfg.Name = issuer.Hostname()
	}
	if len(s.cfg.Strong) == 0 {
		s.cfg.Strong = StrongByDefault
	}
	if s.cfg.Groups == "" {
		s.cfg.Groups = "groups"
	}
	return s, nil
}

// Name of the provider for the button, "" without one.
func (s *SSO) Name() string { return s.cfg.Name }

// Ready tells whether a provider is set.
func (s *SSO) Ready() bool { return s.cfg.Issuer != "" }

// flow is the provider with the addresses and keys that it publishes.
func (s *SSO) flow(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	if !s.Ready() {
		return nil, nil, fault.Missing("single sign-on")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.db.Clock()
	if s.provider == nil || now.Sub(s.readAt) > providerLife {
		fresh, err := oidc.NewProvider(ctx, s.cfg.Issuer)
		if err != nil {
			return nil, nil, away(err)
		}
		if err := s.safe(fresh); err != nil {
			return nil, nil, away(err)
		}
		s.provider, s.readAt = fresh, now
	}
	return s.provider, &oauth2.Config{
		ClientID: s.cfg.ClientID, ClientSecret: s.cfg.Secret, Endpoint: s.provider.Endpoint(), RedirectURL: s.callback,
		Scopes: slices.Concat([]string{oidc.ScopeOpenID}, s.cfg.Scopes),
	}, nil
}

// Start returns the address at the provider to which the browser goes. A signed-in actor proves with it that they are still
// there: the provider must then ask them again.
func (s *SSO) Start(ctx context.Context, actor access.Actor, device access.Device, browser, next string) (string, error) {
	if browser == "" {
		return "", fault.Refuse("Your browser keeps no cookies, and without them nobody can sign in. Allow them for this site.")
	}
	_, config, err := s.flow(s.outgoing(ctx))
	if err != nil {
		return "", s.note(ctx, actor, err)
	}
	purpose := purposeEnter
	options := []oauth2.AuthCodeOption{}
	if actor.SignedIn() {
		if err := own(actor); err != nil {
			return "", err
		}
		purpose = purposeProve
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	state := rand.Text()
	_, err = db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (bool, error) {
		if err := beginBucket(device).takeIn(tx); err != nil {
			return false, err
		}
		if err := tx.Exec(`delete from sso_state where expires_at < $1`, tx.Now()); err != nil {
			return false, err
		}
		return true, tx.Exec(`insert into sso_state (id, browser, purpose, account_id, next, expires_at) values ($1, $2, $3, $4, $5, $6)`,
			hashOf(state), hashOf(browser), purpose, actor.Account, next, db.At(tx.Now().Add(stateLife)))
	})
	if err != nil {
		return "", err
	}
	options = append(options, oidc.Nonce(derive("nonce", browser, state)), oauth2.S256ChallengeOption(derive("verifier", browser, state)))
	return config.AuthCodeURL(state, options...), nil
}

// derive makes nonce and verifier of one sign-in out of the cookie, which only the browser has, and the state.
func derive(what, browser, state string) string {
	sum := sha256.Sum256([]byte(what + "\x00" + browser + "\x00" + state))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// stateRow is a sign-in under way.
type stateRow struct {
	Purpose   string `db:"purpose"`
	AccountID string `db:"account_id"`
	Next      string `db:"next"`
}

// take ends a sign-in under way, in a transaction of its own: whatever comes of it, the state has been used.
func (s *SSO) take(ctx context.Context, actor access.Actor, browser, state string) (stateRow, error) {
	return db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (stateRow, error) {
		row, err := db.One[stateRow](tx, `select purpose, account_id, next from sso_state where id = $1 and browser = $2 and account_id = $3 and expires_at > $4`,
			hashOf(state), hashOf(browser), actor.Account, tx.Now())
		if errors.Is(err, db.ErrNone) {
			return row, refusal{"unknown state", "This sign-in was begun in another browser, took longer than ten minutes, or was finished before. Begin again."}
		}
		if err != nil {
			return row, err
		}
		return row, tx.Exec(`delete from sso_state where id = $1`, hashOf(state))
	})
}

// refusal of a sign-in: why for the history, words for the person.
type refusal struct{ why, words string }

func (r refusal) Error() string { return r.why }

// untrusted is what a person reads when the provider's answer does not hold; the cause is the administrator's business.
func untrusted(format string, args ...any) error {
	return refusal{fmt.Sprintf(format, args...), "The answer of your organisation's sign-in service could not be trusted, so you are not signed in. Begin again; if it happens once more, tell the secretariat."}
}

// away is for a provider that does not answer as it should.
func away(err error) error {
	return refusal{"the provider does not answer: " + short(err.Error()), "The sign-in service of your organisation does not answer as it should. Try again in a few minutes, or sign in another way."}
}

// note keeps a refusal in the history and gives the person its words. Every other error is passed on.
func (s *SSO) note(ctx context.Context, actor access.Actor, err error) error {
	r, ok := errors.AsType[refusal](err)
	if !ok {
		return err
	}
	_, err = db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (bool, error) {
		return true, recordRefusal(tx, actor, r, actor.Account)
	})
	return errors.Join(&fault.Forbidden{Words: r.words}, err)
}

func recordRefusal(tx *db.Tx, actor access.Actor, r refusal, account string) error {
	return audit.Record(tx, actor, ActionSSORefused, accounts.Kind, account, map[string]string{"why": r.why})
}
