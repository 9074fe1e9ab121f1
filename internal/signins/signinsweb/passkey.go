package signinsweb

import (
	"net/url"

	"counterpart/internal/fault"
	"counterpart/internal/signins"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// passkeyRoutes are the steps that the script of a page goes through, and the removal of a passkey.
func (p *Pages) passkeyRoutes() []web.Route {
	return []web.Route{
		{Pattern: "POST /signin/passkey/options", Open: "to sign in", Do: p.startPasskey},
		{Pattern: "POST /signin/passkey", Open: "the passkey is checked", Do: p.enterPasskey},
		{Pattern: "POST /me/prove/passkey/options", Open: "concerns the caller's own session", Do: p.startProvePasskey},
		{Pattern: "POST /me/prove/passkey", Open: "the passkey is checked", Do: p.provePasskey},
		{Pattern: "GET /me/passkeys", Open: "shows the caller's own passkeys", Do: p.myPasskeys},
		{Pattern: "POST /me/passkeys/options", Open: "concerns the caller's own account", Do: p.startEnrol},
		{Pattern: "POST /me/passkeys", Open: "concerns the caller's own account", Do: p.enrol},
		{Pattern: "POST /me/passkeys/{id}/remove", Open: "concerns the caller's own account", Do: p.removePasskey},
	}
}

// passkeyScript is what pages with a passkey form load.
var passkeyScript = []string{"passkey.js"}

// enterWithPasskey is the form that stands first where people sign in.
func enterWithPasskey(next string) ui.Passkey {
	return ui.Passkey{
		Kind: "get", Options: "/signin/passkey/options", Answer: "/signin/passkey", Label: "Sign in with a passkey", Next: next,
		Without: "Passkeys need a newer browser with JavaScript switched on. Sign in another way below.",
	}
}

// proveWithPasskey is the form by which the signed-in person shows that it is still them.
func proveWithPasskey(next string) ui.Passkey {
	return ui.Passkey{
		Kind: "get", Options: "/me/prove/passkey/options", Answer: "/me/prove/passkey", Label: "Use a passkey", Next: next,
		Without: "Passkeys need a newer browser with JavaScript switched on. Sign out and in again instead.",
	}
}

var newPasskey = ui.Passkey{
	Kind: "create", Options: "/me/passkeys/options", Answer: "/me/passkeys", Label: "Add a passkey",
	Without: "Passkeys need a newer browser with JavaScript switched on.",
}

func answerOf(c *web.Call) signins.Answer {
	form := c.Form()
	return signins.Answer{Ceremony: form.Text("ceremony"), Browser: c.Browser(), JSON: form.Text("answer")}
}

// offer answers the script with a ceremony.
func offer(c *web.Call, ceremony signins.Ceremony, err error) error {
	if err != nil {
		return refuse(c, err)
	}
	return c.WriteJSON(200, ceremony)
}

// refuse answers the script with words, or leads to where the person proves first who they are.
func refuse(c *web.Call, err error) error {
	if fault.IsUnproved(err) {
		return c.WriteJSON(403, map[string]string{"next": "/me/prove?next=" + url.QueryEscape("/me/passkeys")})
	}
	return c.Said(err)
}

func leadOn(c *web.Call, next string) error {
	c.EndBrowser()
	return c.WriteJSON(200, map[string]string{"next": web.Within(next)})
}

func (p *Pages) startPasskey(c *web.Call) error {
	ceremony, err := p.Passkeys.StartEnter(c.Context(), c.Device(), c.StartBrowser())
	return offer(c, ceremony, err)
}

func (p *Pages) enterPasskey(c *web.Call) error {
	entered, err := p.Passkeys.Enter(c.Context(), c.Device(), answerOf(c))
	if err != nil {
		return refuse(c, err)
	}
	p.give(c, entered)
	return leadOn(c, c.Form().Text("next"))
}

func (p *Pages) startProvePasskey(c *web.Call) error {
	ceremony, err := p.Passkeys.StartProve(c.Context(), c.Actor, c.Device(), c.StartBrowser())
	return offer(c, ceremony, err)
}

func (p *Pages) provePasskey(c *web.Call) error {
	entered, err := p.Passkeys.Prove(c.Context(), c.Actor, answerOf(c))
	if err != nil {
		return refuse(c, err)
	}
	p.give(c, entered)
	return leadOn(c, c.Form().Text("next"))
}

// myPasskeys shows the signed-in person's own passkeys.
func (p *Pages) myPasskeys(c *web.Call) error {
	if !c.Actor.SignedIn() {
		return c.See("/signin?next=/me/passkeys", "")
	}
	keys, err := p.Passkeys.List(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Passkeys", Content: passkeysView(p.Passkeys.Ready(), keys), JS: passkeyScript})
}

func (p *Pages) startEnrol(c *web.Call) error {
	ceremony, err := p.Passkeys.StartEnrol(c.Context(), c.Actor, c.StartBrowser(), c.Site.Mechanism(c.Context()).Name)
	return offer(c, ceremony, err)
}

func (p *Pages) enrol(c *web.Call) error {
	if _, err := p.Passkeys.Enrol(c.Context(), c.Actor, c.Form().Text("name"), answerOf(c)); err != nil {
		return refuse(c, err)
	}
	c.Leave("The passkey is yours from now on.")
	return leadOn(c, "/me/passkeys")
}

func (p *Pages) removePasskey(c *web.Call) error {
	if err := p.Passkeys.Remove(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	return c.See("/me/passkeys", "The passkey is removed. Delete it also in your device or password manager.")
}

func lastUsed(k signins.Passkey) string {
	if k.UsedAt.IsZero() {
		return "Not yet"
	}
	return web.Day(k.UsedAt.Date())
}

// give hands the browser the new session, and the token by which the device is known where there is a new one.
func (p *Pages) give(c *web.Call, e signins.Entered) {
	c.SignIn(e.Session, p.Accounts.SessionSeconds())
	if e.Known != "" {
		c.KnowDevice(e.Known)
	}
}
