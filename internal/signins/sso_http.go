package signins

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"counterpart/internal/outside"
)

// providerClient calls the provider: in time, with small answers, without redirects. The issuer's own host may stand inside,
// because the administrator named it.
func providerClient(issuer *url.URL) *http.Client {
	return outside.Client(outside.Options{Timeout: 15 * time.Second, Allow: []string{issuer.Host}})
}

// outgoing makes the libraries use that client.
func (s *SSO) outgoing(ctx context.Context) context.Context { return oidc.ClientContext(ctx, s.client) }

// safe refuses a provider that is reached over TLS and names addresses of its own that are not.
func (s *SSO) safe(p *oidc.Provider) error {
	var named struct {
		Authorize string `json:"authorization_endpoint"`
		Token     string `json:"token_endpoint"`
		Keys      string `json:"jwks_uri"`
		UserInfo  string `json:"userinfo_endpoint"`
	}
	if err := p.Claims(&named); err != nil {
		return err
	}
	for _, address := range []string{named.Authorize, named.Token, named.Keys, named.UserInfo} {
		u, err := url.Parse(address)
		if err != nil || address != "" && u.Scheme != "https" && !loopback(u) {
			return errors.New("it names an address without TLS")
		}
	}
	return nil
}

// loopback tells that an address is on this machine, where TLS adds nothing: for tests and for a provider behind a sidecar.
func loopback(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}
