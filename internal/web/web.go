// Package web is the shared upstairs: routes, the frame of a page, forms, sessions' cookie, the
// JSON API's plumbing, and the one place where errors become answers. It knows no room.
package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/a-h/templ"

	"counterpart/internal/access"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/web/ui"
)

// Site is what every page of the installation shares.
type Site struct {
	Log     *slog.Logger
	BaseURL string // https://counterpart.example, without a final slash
	Version string
	Nonce   string // of this run, shown by /healthz
	Demo    bool
	Assets  Assets
	// Mechanism says how the installation is called.
	Mechanism func(ctx context.Context) ui.Mechanism
	// Nav lists the main navigation as far as the actor holds the rights.
	Nav func(actor access.Actor) []ui.NavItem
	// PersonLinks stand in the menu under the signed-in person's name.
	PersonLinks func(actor access.Actor) []ui.Link
	// MaySearch is the right that the search box asks for.
	MaySearch access.Right
	// Authenticate finds the actor of a request: session cookie, bearer token, or the public.
	Authenticate func(r *http.Request) (access.Actor, error)
	// Reading lets everything that a request reads come from one transaction; end must be called before a slow
	// line is waited for. Nil where pages read nothing.
	Reading func(ctx context.Context) (shared context.Context, end func())
	// Proxies are the reverse proxies that are believed when they say for whom they ask.
	Proxies []netip.Prefix
	// Unproved answers a request whose person must first prove again who they are: it leads there and back, or
	// keeps what was sent until it can be sent again.
	Unproved func(c *Call) error
	// Now is the clock, for what only pages show.
	Now      func() time.Time
	refused  bounded
	reported bounded
	waiting  atomic.Int64 // requests without their answer
}

// Route is one page, form or download. Right is the least that the actor must hold in some scope; the
// verb behind it asks again with the loaded record. Open says why a route asks for none.
type Route struct {
	Pattern string
	Right   access.Right
	Open    string
	Do      func(c *Call) error
}

// Call is one request on its way through a handler.
type Call struct {
	W     http.ResponseWriter
	R     *http.Request
	Actor access.Actor
	Site  *Site
	form  *Form
}

// Context is the request's context.
func (c *Call) Context() context.Context { return c.R.Context() }

// Path returns a variable of the route's pattern.
func (c *Call) Path(name string) string { return c.R.PathValue(name) }

// Query returns a value of the query string.
func (c *Call) Query(name string) string { return c.R.URL.Query().Get(name) }

// See sends the browser to another page after a write. notice, if any, is shown there once.
func (c *Call) See(path, notice string) error {
	if notice != "" {
		c.Site.setCookie(c.W, noticeCookie, url.QueryEscape(notice), 60)
	}
	http.Redirect(c.W, c.R, path, http.StatusSeeOther)
	return nil
}

// takeNotice reads and forgets the notice that the write before this page left.
func (c *Call) takeNotice() string {
	cookie, err := c.R.Cookie(c.Site.cookieName(noticeCookie))
	if err != nil {
		return ""
	}
	c.Site.setCookie(c.W, noticeCookie, "", -1)
	words, err := url.QueryUnescape(cookie.Value)
	if err != nil || !isText(words) {
		return ""
	}
	return words
}

// View is the content of a page and how its frame differs.
type View struct {
	Title   string
	Content templ.Component
	Label   string // TLP label of the page
	Chatham bool
	Public  bool // the letterhead frame instead of the application's
	NoIndex bool
	Status  int // 200 when zero
	JS      []string
	// Describe says to search engines what a public page holds.
	Describe string
	// Head stands in the head of the document: links to other forms of the page, and data about it. It holds no script.
	Head templ.Component
}

// Show renders a page in its frame.
func (c *Call) Show(v View) error {
	shell := c.Site.shell(c, v)
	status := v.Status
	if status == 0 {
		status = http.StatusOK
	}
	page := ui.Page(shell)
	if v.Public {
		page = ui.PublicPage(shell)
	}
	content := withNotice(c.takeNotice(), v.Content)
	c.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.W.WriteHeader(status)
	return page.Render(templ.WithChildren(c.Context(), content), c.W)
}

func (s *Site) shell(c *Call, v View) ui.Shell {
	shell := ui.Shell{
		Title: v.Title, Mechanism: s.Mechanism(c.Context()), Demo: s.Demo, Label: v.Label, Chatham: v.Chatham,
		Version: s.Version, CSS: s.Assets.ui("app.css"), JS: []ui.Asset{s.Assets.ui("app.js")}, NoIndex: v.NoIndex, Describe: v.Describe, Head: v.Head,
		Icon: s.Assets.ui("icon.svg"),
	}
	for _, name := range v.JS {
		shell.JS = append(shell.JS, s.Assets.ui(name))
	}
	if v.Public {
		return shell
	}
	shell.Nav = s.Nav(c.Actor)
	for i, item := range shell.Nav {
		shell.Nav[i].Current = item.Href != "/" && strings.HasPrefix(c.R.URL.Path, item.Href) || item.Href == c.R.URL.Path
	}
	if c.Actor.SignedIn() {
		if c.Actor.Holds(s.MaySearch) {
			shell.Search, shell.Query = "/search", c.Query("q")
		}
		shell.Person = &ui.Person{Name: c.Actor.Name, SignOut: "/signout"}
		if s.PersonLinks != nil {
			shell.Person.Links = s.PersonLinks(c.Actor)
		}
	} else {
		shell.SignIn = "/signin"
	}
	return shell
}

// Send writes a file for download. inline files are shown by the browser, in a sandbox, where they are of a kind that
// runs nothing.
func (c *Call) Send(name, mediaType string, data []byte, inline bool) error {
	h := c.W.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", disposition(name, inline && slices.Contains(shown, mediaType)))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, err := c.W.Write(data)
	return err
}

// extValue writes a file name as RFC 8187 asks: what is no letter, digit, dash, dot, underscore or tilde as its bytes.
func extValue(name string) string { return strings.ReplaceAll(url.QueryEscape(name), "+", "%20") }

// shown are the kinds of file that a browser may show in place; every other one is saved.
var shown = []string{"application/pdf", "image/png", "image/jpeg"}

// disposition writes the header of RFC 6266: a name that every program reads, and the full one for those that can. Marks
// that would turn or end the name are taken out.
func disposition(name string, inline bool) string {
	name = files.CleanName(name)
	kind := "attachment"
	if inline {
		kind = "inline"
	}
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\\%;/:*?<>|`, r) {
			return '_'
		}
		return r
	}, name)
	return kind + `; filename="` + plain + `"; filename*=UTF-8''` + extValue(name)
}

// Fail is the one place where an error becomes an answer.
func (s *Site) Fail(c *Call, err error) {
	s.noteRefused(c.Context(), c.Actor, err, c.R.Method, c.R.Pattern)
	if fault.IsUnproved(err) && s.Unproved != nil {
		if err = s.Unproved(c); err == nil {
			return
		}
	}
	if wait, ok := errors.AsType[*fault.Wait](err); ok {
		c.W.Header().Set("Retry-After", retryAfter(wait))
	}
	status, trouble := s.words(c, err)
	view := View{Title: trouble.Title, Content: ui.ErrorPage(trouble), Status: status, Public: !c.Actor.SignedIn(), NoIndex: true}
	if showErr := c.Show(view); showErr != nil && c.Context().Err() == nil {
		s.Log.Error("show the error page", "error", showErr)
	}
}

func (s *Site) words(c *Call, err error) (int, ui.Trouble) {
	if e, ok := errors.AsType[*fault.Invalid](err); ok {
		return 422, ui.Trouble{Code: "422", Title: "Something is not right", What: sentences(e), Do: "Go back, mend it and send it again."}
	}
	if e, ok := errors.AsType[*fault.Conflict](err); ok {
		return 409, ui.Trouble{Code: "409", Title: "This cannot be done now", What: e.Words, Do: "Go back and load the page again to see how it stands."}
	}
	if words, ok := missing(err); ok {
		return 404, ui.Trouble{Code: "404", Title: "Not found", What: words, Links: c.why()}
	}
	if e, ok := errors.AsType[*fault.Forbidden](err); ok {
		return 403, ui.Trouble{Code: "403", Title: "Not open to you", What: e.Words, Links: c.why()}
	}
	if fault.IsUnproved(err) {
		return 403, ui.Trouble{Code: "403", Title: "Prove that it is you", What: "This needs a proof of who you are that is not older than ten minutes.", Do: "Sign in again and repeat it."}
	}
	if e, ok := errors.AsType[*fault.Wait](err); ok {
		return waitStatus(e), ui.Trouble{Code: strconv.Itoa(waitStatus(e)), Title: "Not now", What: e.Words, Do: "Try again after " + retryAfter(e) + " seconds."}
	}
	if tooLarge(err) {
		return 413, ui.Trouble{Code: "413", Title: "Too large", What: "What you sent is too large.", Do: "A file may have 20 MB at most."}
	}
	id := requestID(c.Context())
	s.Log.Error("request failed", "error", err.Error(), "method", c.R.Method, "route", c.R.Pattern, "request", id)
	return 500, ui.Trouble{
		Code: "500", Title: "Something broke", What: "The fault is ours. This step saved nothing.",
		Do: "Try again in a moment.", Reference: id,
	}
}

// missing says in words that there is no such record. One that exists but is closed to the actor gets the same words, so
// that nobody learns of it.
func missing(err error) (string, bool) {
	what := ""
	if e, ok := errors.AsType[*fault.NotFound](err); ok {
		what = e.What
		if what != "page" && !strings.Contains(what, " ") {
			what = "record"
		}
	} else if e, ok := errors.AsType[*fault.Forbidden](err); ok && e.Closed {
		what = "record"
	}
	return "There is no such " + what + ", or it is not open to you.", what != ""
}

// why leads someone who is signed in to the reason why a page is not open.
func (c *Call) why() []ui.Link {
	if !c.Actor.SignedIn() || c.R.Method != http.MethodGet {
		return nil
	}
	return []ui.Link{{Label: "Why can't I see this?", Href: "/access/why?path=" + url.QueryEscape(c.R.URL.Path)}}
}

func sentences(e *fault.Invalid) string {
	words := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		words[i] = f.Words
	}
	return strings.Join(words, " ")
}

func tooLarge(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}

func waitStatus(e *fault.Wait) int {
	if e.Busy {
		return http.StatusServiceUnavailable
	}
	return http.StatusTooManyRequests
}

func retryAfter(e *fault.Wait) string { return strconv.Itoa(int(e.After/time.Second) + 1) }
