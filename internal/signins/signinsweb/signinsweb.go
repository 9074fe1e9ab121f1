// Package signinsweb is where people sign in and look after their means of signing in.
package signinsweb

import (
	"slices"

	"counterpart/internal/accounts"
	"counterpart/internal/signins"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Signins  *signins.Service
	Passkeys *signins.Passkeys
	SSO      *signins.SSO
	Accounts *accounts.Service
	Demo     bool
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	routes := []web.Route{
		{Pattern: "GET /signin", Open: "to sign in", Do: p.signInForm},
		{Pattern: "POST /signin", Open: "to sign in", Do: p.askLink},
		{Pattern: "GET /signin/{token}", Open: "the token is checked", Do: p.enterForm},
		{Pattern: "POST /signin/{token}", Open: "the token is checked", Do: p.enter},
		{Pattern: "POST /signout", Open: "ends the caller's own session", Do: p.signOut},
	}
	if p.Demo {
		routes = append(routes, web.Route{Pattern: "GET /demo/signin/{token}", Open: "the token is checked", Do: p.demoEnter})
	}
	return slices.Concat(routes, p.passkeyRoutes(), p.ssoRoutes())
}

// API adds this room's operations: none, because a script signs in with a token.
func (p *Pages) API(*web.API) {}

// entered gives the browser what it got by signing in.
func (p *Pages) entered(c *web.Call, e signins.Entered) error {
	p.give(c, e)
	return c.See("/", "")
}
