package signinsweb

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"rsc.io/qr"

	"counterpart/internal/accounts"
	"counterpart/internal/fault"
	"counterpart/internal/signins"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// meansRoutes are the pages on which people look after their own means of signing in and their sessions.
func (p *Pages) meansRoutes() []web.Route {
	const own = "concerns the caller's own account"
	return []web.Route{
		{Pattern: "GET /me/sign-in", Open: own, Do: p.means},
		{Pattern: "POST /me/sign-in/password", Open: own, Do: p.setPassword},
		{Pattern: "POST /me/sign-in/password/remove", Open: own, Do: p.removePassword},
		{Pattern: "POST /me/sign-in/authenticator", Open: own, Do: p.startAuthenticator},
		{Pattern: "GET /me/sign-in/authenticator/key", Open: own, Do: p.authenticator},
		{Pattern: "POST /me/sign-in/authenticator/confirm", Open: own, Do: p.confirmAuthenticator},
		{Pattern: "POST /me/sign-in/authenticator/remove", Open: own, Do: p.removeAuthenticator},
		{Pattern: "POST /me/sign-in/codes", Open: own, Do: p.newCodes},
		{Pattern: "GET /me/sessions", Open: own, Do: p.sessions},
		{Pattern: "POST /me/sessions/{id}/end", Open: own, Do: p.endSession},
		{Pattern: "POST /me/sessions/end-others", Open: own, Do: p.endOthers},
		{Pattern: "GET /me/prove", Open: own, Do: p.proveForm},
		{Pattern: "POST /me/prove", Open: own, Do: p.prove},
		{Pattern: "POST /me/prove/code", Open: own, Do: p.askProofCode},
		{Pattern: "GET /me/proved", Open: own, Do: p.proved},
	}
}

type meansPage struct {
	Form  *web.Form
	Means signins.Means
}

// means needs a fresh proof before it is shown, so that nothing typed on it is lost for want of one.
func (p *Pages) means(c *web.Call) error { return p.showMeans(c, 200, c.Form()) }

func (p *Pages) showMeans(c *web.Call, status int, form *web.Form) error {
	if !c.Actor.SignedIn() {
		return c.See("/signin?next=/me/sign-in", "")
	}
	if err := c.Actor.RequireFresh(c.Site.Now()); err != nil {
		return err
	}
	means, err := p.Signins.MyMeans(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Signing in", Content: meansView(meansPage{Form: form, Means: means}), Status: status})
}

func (p *Pages) setPassword(c *web.Call) error {
	form := c.Form()
	password := form.Values.Get("password")
	if password != form.Values.Get("again") {
		form.Wrong.Add("again", "The two are not the same. Type the new password twice.")
	}
	err := form.Wrong.Err()
	if err == nil {
		err = p.Signins.SetPassword(c.Context(), c.Actor, form.Values.Get("old"), password)
	}
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		forget(form)
		return p.showMeans(c, 422, form)
	}
	return c.See("/me/sign-in", "The password is set. You are signed out everywhere else.")
}

// secrets are fields that are never shown again, nor kept while someone proves who they are.
var secrets = []string{"password", "again", "old", "code"}

func forget(form *web.Form) {
	for _, name := range secrets {
		form.Values.Del(name)
	}
}

func (p *Pages) removePassword(c *web.Call) error {
	if err := p.Signins.RemovePassword(c.Context(), c.Actor); err != nil {
		return err
	}
	return c.See("/me/sign-in", "The password is removed.")
}

func (p *Pages) startAuthenticator(c *web.Call) error {
	if _, err := p.Signins.StartAuthenticator(c.Context(), c.Actor); err != nil {
		return err
	}
	return c.See("/me/sign-in/authenticator/key", "")
}

type authenticatorPage struct {
	Form   *web.Form
	Secret string
	Size   int    // of the QR code, in dots
	Path   string // its dark dots
}

func (p *Pages) authenticator(c *web.Call) error { return p.showAuthenticator(c, 200, c.Form()) }

func (p *Pages) showAuthenticator(c *web.Call, status int, form *web.Form) error {
	secret, err := p.Signins.PendingAuthenticator(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	account, err := p.Accounts.Own(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	code, err := qr.Encode(signins.AuthenticatorURL(c.Site.Mechanism(c.Context()).Name, account.Email, secret), qr.M)
	if err != nil {
		return err
	}
	page := authenticatorPage{Form: form, Secret: spaced(secret), Size: code.Size + 8, Path: dots(code)}
	return c.Show(web.View{Title: "Authenticator app", Content: authenticatorView(page), Status: status})
}

// spaced sets a secret in fours, to be typed from the screen.
func spaced(secret string) string {
	var parts []string
	for chunk := range slices.Chunk([]byte(secret), 4) {
		parts = append(parts, string(chunk))
	}
	return strings.Join(parts, " ")
}

func (p *Pages) confirmAuthenticator(c *web.Call) error {
	codes, session, err := p.Signins.ConfirmAuthenticator(c.Context(), c.Actor, c.Form().Text("code"))
	if err != nil {
		form := c.Form()
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		forget(form)
		return p.showAuthenticator(c, 422, form)
	}
	c.SignIn(session, p.Accounts.SessionSeconds())
	return c.Show(web.View{Title: "Recovery codes", Content: codesView(codes)})
}

func (p *Pages) removeAuthenticator(c *web.Call) error {
	if err := p.Signins.RemoveAuthenticator(c.Context(), c.Actor); err != nil {
		return err
	}
	return c.See("/me/sign-in", "The authenticator app is removed.")
}

func (p *Pages) newCodes(c *web.Call) error {
	codes, err := p.Signins.NewRecoveryCodes(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Recovery codes", Content: codesView(codes)})
}

func (p *Pages) sessions(c *web.Call) error {
	if !c.Actor.SignedIn() {
		return c.See("/signin?next=/me/sessions", "")
	}
	list, err := p.Accounts.Sessions(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Where you are signed in", Content: sessionsView(c.Actor.Session, list)})
}

func (p *Pages) endSession(c *web.Call) error {
	if err := p.Accounts.EndSession(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	return c.See("/me/sessions", "That session has ended.")
}

func (p *Pages) endOthers(c *web.Call) error {
	if _, err := p.Accounts.EndOthers(c.Context(), c.Actor); err != nil {
		return err
	}
	return c.See("/me/sessions", "You are signed in here only.")
}

// provePage asks for a proof. Kept is a form that waits for it, with where it goes.
type provePage struct {
	Form     *web.Form
	Asked    signins.Asked
	Sent     bool
	Passkeys bool
	Provider string
	Next     string
	Then     string
	Kept     []kept
}

type kept struct{ Name, Value string }

func (p *Pages) proveForm(c *web.Call) error {
	return p.showProve(c, 200, provePage{Next: web.Within(c.Query("next"))})
}

func (p *Pages) showProve(c *web.Call, status int, page provePage) error {
	if !c.Actor.SignedIn() {
		return c.See("/signin?next="+url.QueryEscape("/me/prove?next="+url.QueryEscape(page.Next)), "")
	}
	means, err := p.Signins.MyMeans(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	page.Form, page.Asked = c.Form(), signins.AskedBy(means)
	// What a passkey or a provider proves comes back by a link, which cannot carry a form that waits.
	if page.Then == "" {
		page.Passkeys, page.Provider = p.Passkeys.Ready() && means.Passkeys > 0, p.provider()
	}
	return c.Show(web.View{Title: "Show that it is you", Content: proveView(page), Status: status, JS: passkeyScript})
}

// Unproved answers a request whose person must first prove who they are: a page leads to the proof and back, a form waits
// until the proof is given.
func (p *Pages) Unproved(c *web.Call) error {
	if !c.Actor.SignedIn() {
		return &fault.Unproved{}
	}
	if c.R.Method == http.MethodGet || c.R.Method == http.MethodHead {
		next := c.R.URL.RequestURI()
		if isFile(c.R.URL.Path) {
			next = "/me/proved?file=" + url.QueryEscape(next)
		}
		return c.See("/me/prove?next="+url.QueryEscape(next), "")
	}
	page := provePage{Then: c.R.URL.Path}
	for name, values := range c.Form().Values {
		if slices.Contains(secrets, name) {
			return c.See("/me/prove?next="+url.QueryEscape("/me/sign-in"), "Show first that it is you, then type it again.")
		}
		for _, value := range values {
			page.Kept = append(page.Kept, kept{name, value})
		}
	}
	slices.SortFunc(page.Kept, func(a, b kept) int { return strings.Compare(a.Name, b.Name) })
	return p.showProve(c, 403, page)
}

// isFile tells whether a page's address gives a file. A browser that is led to one stays on the page where it is, so the
// way back from a proof stops at a page that offers it.
func isFile(at string) bool { return path.Ext(at) != "" || path.Base(at) == "copy" }

// proved offers the file for whose sake somebody showed who they are.
func (p *Pages) proved(c *web.Call) error {
	if c.Actor.Session == "" {
		return c.See("/signin", "")
	}
	file := web.Within(c.Query("file"))
	at, _, _ := strings.Cut(file, "?")
	if !isFile(at) {
		return c.See(file, "")
	}
	return c.Show(web.View{Title: "Take the file now", Content: provedView(file, path.Dir(at))})
}

// keptBy reads the form that waits out of the one that proves.
func keptBy(form *web.Form) provePage {
	page := provePage{Next: web.Within(form.Text("next"))}
	if form.Text("then") != "" {
		page.Then = web.Within(form.Text("then"))
	}
	for name, values := range form.Values {
		if after, ok := strings.CutPrefix(name, "kept."); ok {
			for _, value := range values {
				page.Kept = append(page.Kept, kept{after, value})
			}
		}
	}
	slices.SortFunc(page.Kept, func(a, b kept) int { return strings.Compare(a.Name, b.Name) })
	return page
}

func (p *Pages) prove(c *web.Call) error {
	form := c.Form()
	page := keptBy(form)
	session, err := p.Signins.Prove(c.Context(), c.Actor, form.Values.Get("password"), form.Text("code"))
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		c.Failed("wrong proof")
		forget(form)
		page.Sent = form.Text("sent") != ""
		return p.showProve(c, 422, page)
	}
	c.SignIn(session, p.Accounts.SessionSeconds())
	if page.Then != "" {
		return c.Show(web.View{Title: "Send it now", Content: sendAgainView(page)})
	}
	return c.See(page.Next, "")
}

func (p *Pages) askProofCode(c *web.Call) error {
	if err := p.Signins.AskProofCode(c.Context(), c.Actor); err != nil {
		return err
	}
	page := keptBy(c.Form())
	page.Sent = true
	return p.showProve(c, 200, page)
}

// methodWords say how a session began.
var methodWords = map[string]string{
	accounts.ByLink: "Link by e-mail", accounts.ByPassword: "Password", accounts.ByPasskey: "Passkey", accounts.BySSO: "Single sign-on",
	accounts.ByRecovery: "Recovery", accounts.ByDemo: "Demonstration",
}

func methodOf(s accounts.Session) string {
	words := methodWords[s.Method]
	if s.Strong && (s.Method == accounts.ByLink || s.Method == accounts.ByPassword) {
		words += " and code"
	}
	return words
}

// dots draws the dark dots of a QR code as one path, with four light ones around.
func dots(code *qr.Code) string {
	var b strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				b.WriteString("M" + itoa(x+4) + " " + itoa(y+4) + "h1v1h-1z")
			}
		}
	}
	return b.String()
}

func codeField(f *web.Form, label, hint string) ui.Field {
	field := f.Field("code", label).Needed()
	field.Autocomplete, field.Hint = "one-time-code", hint
	field.Attrs = map[string]any{"inputmode": "text", "autocapitalize": "off", "spellcheck": "false"}
	return field
}

// oldPassword may stay empty where the person has come in without it.
func oldPassword(f *web.Form) ui.Field {
	field := passwordField(f, "old", "Password now", "current-password")
	field.Hint = "Leave it empty if you have forgotten it and came in by a link."
	return field
}

func passwordField(f *web.Form, name, label, autocomplete string) ui.Field {
	field := f.Field(name, label)
	field.Autocomplete, field.Value = autocomplete, ""
	return field
}
