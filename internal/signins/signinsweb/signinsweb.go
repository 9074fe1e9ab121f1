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
		{Pattern: "POST /signin/password", Open: "to sign in", Do: p.withPassword},
		{Pattern: "POST /signin/second", Open: "the step is checked", Do: p.secondStep},
		{Pattern: "GET /recover/{token}", Open: "the token is checked", Do: p.enterForm(accounts.PurposeRecover)},
		{Pattern: "POST /recover/{token}", Open: "the token is checked", Do: p.recover},
		{Pattern: "GET /signin/{token}", Open: "the token is checked", Do: p.enterForm(accounts.PurposeSignIn)},
		{Pattern: "POST /signin/{token}", Open: "the token is checked", Do: p.enter},
		{Pattern: "POST /signout", Open: "ends the caller's own session", Do: p.signOut},
	}
	if p.Demo {
		routes = append(routes, web.Route{Pattern: "GET /demo/signin/{token}", Open: "the token is checked", Do: p.demoEnter})
	}
	return slices.Concat(routes, p.meansRoutes(), p.passkeyRoutes(), p.ssoRoutes())
}

// API adds this room's operations: none, because a script signs in with a token.
func (p *Pages) API(*web.API) {}

// cameTo goes on after a first step: to the second, to the mailbox, or in.
func (p *Pages) cameTo(c *web.Call, out signins.Outcome, next string) error {
	switch {
	case out.Step != "":
		return p.showSecond(c, 200, secondPage{Form: web.NewForm(nil), Step: out.Step, Next: next})
	case out.Mailed:
		return p.showSignIn(c, 200, signInPage{Form: c.Form(), Mailed: true})
	default:
		p.give(c, out.Entered)
		return c.See(web.Within(next), "")
	}
}
