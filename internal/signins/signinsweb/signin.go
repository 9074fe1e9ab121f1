package signinsweb

import (
	"net/mail"

	"counterpart/internal/accounts"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// signInPage is the form that asks for a sign-in link.
type signInPage struct {
	Form     *web.Form
	Sent     bool
	Mailed   bool   // the password was right, and a link goes to the mailbox
	Passkeys bool   // browsers make passkeys for this installation
	Provider string // name of the identity provider, "" without one
	Next     string // where to go afterwards
}

func (p *Pages) signInForm(c *web.Call) error {
	if c.Actor.SignedIn() {
		return c.See("/", "")
	}
	return p.showSignIn(c, 200, signInPage{Form: c.Form()})
}

func (p *Pages) showSignIn(c *web.Call, status int, page signInPage) error {
	page.Passkeys, page.Provider, page.Next = p.Passkeys.Ready(), p.provider(), web.Within(c.Form().Text("next"))
	return c.Show(web.View{Title: "Sign in", Content: signInView(page), Status: status, Public: true, NoIndex: true, JS: passkeyScript})
}

// askLink answers alike whether an account has the address or not.
func (p *Pages) askLink(c *web.Call) error {
	form := c.Form()
	if _, err := mail.ParseAddress(form.Text("email")); err != nil {
		form.Wrong.Add("email", "Write your e-mail address, for example name@example.org.")
		return p.showSignIn(c, 422, signInPage{Form: form})
	}
	if err := p.Signins.AskLink(c.Context(), form.Text("email"), c.Device()); err != nil {
		return err
	}
	return p.showSignIn(c, 200, signInPage{Form: form, Sent: true})
}

// enterForm asks for a click: mail scanners open links, and opening must not use one up. What was never made here leads
// nowhere.
func (p *Pages) enterForm(purpose string) func(*web.Call) error {
	return func(c *web.Call) error {
		if err := p.Accounts.Made(c.Path("token"), purpose); err != nil {
			return err
		}
		return c.Show(web.View{Title: "Sign in", Content: enterView(c.R.URL.Path), Public: true, NoIndex: true})
	}
}

func (p *Pages) enter(c *web.Call) error { return p.start(c, accounts.PurposeSignIn) }

// demoEnter signs in at once and as often as wanted: a demonstration holds nobody's data.
func (p *Pages) demoEnter(c *web.Call) error { return p.start(c, accounts.PurposeDemo) }

func (p *Pages) start(c *web.Call, purpose string) error {
	out, err := p.Signins.Enter(c.Context(), c.Path("token"), purpose, c.Device())
	if err != nil {
		return err
	}
	return p.cameTo(c, out, "/")
}

// recover lets the owner of a recovered account in, to set new means first of all.
func (p *Pages) recover(c *web.Call) error {
	out, err := p.Signins.Enter(c.Context(), c.Path("token"), accounts.PurposeRecover, c.Device())
	if err != nil {
		return err
	}
	return p.cameTo(c, out, "/me/sign-in")
}

// withPassword answers alike whatever is wrong.
func (p *Pages) withPassword(c *web.Call) error {
	form := c.Form()
	password := form.Values.Get("password")
	forget(form)
	if password == "" {
		form.Wrong.Add("password", "Write your password, or let us send you a link.")
		return p.showSignIn(c, 422, signInPage{Form: form})
	}
	out, err := p.Signins.WithPassword(c.Context(), form.Text("email"), password, c.Device())
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		c.Failed("wrong password")
		return p.showSignIn(c, 422, signInPage{Form: form})
	}
	return p.cameTo(c, out, form.Text("next"))
}

// secondPage asks for the second factor.
type secondPage struct {
	Form *web.Form
	Step string
	Next string
}

func (p *Pages) showSecond(c *web.Call, status int, page secondPage) error {
	return c.Show(web.View{Title: "One more step", Content: secondView(page), Status: status, Public: true, NoIndex: true})
}

func (p *Pages) secondStep(c *web.Call) error {
	form := c.Form()
	entered, err := p.Signins.SecondStep(c.Context(), form.Text("step"), form.Text("code"), c.Device())
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		c.Failed("wrong code")
		forget(form)
		return p.showSecond(c, 422, secondPage{Form: form, Step: form.Text("step"), Next: form.Text("next")})
	}
	p.give(c, entered)
	return c.See(web.Within(form.Text("next")), "")
}

func (p *Pages) signOut(c *web.Call) error {
	if token := c.Site.SessionToken(c.R); token != "" {
		if err := p.Accounts.SignOut(c.Context(), token); err != nil {
			return err
		}
	}
	c.SignOut()
	return c.See("/signin", "You are signed out.")
}

func addressField(f *web.Form) ui.Field {
	field := f.Field("email", "E-mail address").Needed()
	field.Autocomplete = "username webauthn"
	return field
}
