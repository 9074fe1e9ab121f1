package signinsweb

import (
	"counterpart/internal/signins"
	"counterpart/internal/web"
)

// ssoRoutes lead to the identity provider and back. Going there is a link and not a form, because the policy of the pages
// lets no form end elsewhere; a link on another site does not get through.
func (p *Pages) ssoRoutes() []web.Route {
	if !p.SSO.Ready() {
		return nil
	}
	return []web.Route{
		{Pattern: "GET /signin/sso", Open: "to sign in", Do: p.startSSO},
		{Pattern: "GET " + signins.CallbackPath, Open: "what the provider says is checked", Do: p.finishSSO},
	}
}

// provider is the name on the button, "" without single sign-on.
func (p *Pages) provider() string {
	if !p.SSO.Ready() {
		return ""
	}
	return p.SSO.Name()
}

func (p *Pages) startSSO(c *web.Call) error {
	if site := c.R.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
		return c.See("/signin", "")
	}
	to, err := p.SSO.Start(c.Context(), c.Actor, c.Device(), c.StartBrowser(), web.Within(c.Query("next")))
	if err != nil {
		return err
	}
	return c.See(to, "")
}

func (p *Pages) finishSSO(c *web.Call) error {
	back := signins.Back{State: c.Query("state"), Code: c.Query("code"), Issuer: c.Query("iss"), Error: c.Query("error")}
	entered, next, err := p.SSO.Finish(c.Context(), c.Actor, c.Browser(), c.Device(), back)
	if err != nil {
		return err
	}
	c.EndBrowser()
	p.give(c, entered)
	return c.See(web.Within(next), "")
}
