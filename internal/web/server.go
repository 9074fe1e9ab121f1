package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

const (
	// MaxBody bounds a request with a file; MaxJSON one without.
	MaxBody      = 24 << 20
	MaxJSON      = 2 << 20
	noticeCookie = "notice"
)

// Handler serves the routes, the API and the static files behind the shared middleware.
func (s *Site) Handler(routes []Route, api http.Handler) (http.Handler, error) {
	mux := http.NewServeMux()
	for _, r := range routes {
		if (r.Right == "") == (r.Open == "") {
			return nil, fmt.Errorf("route %s must name a right or say why it is open", r.Pattern)
		}
		mux.Handle(r.Pattern, s.withReading(withoutReferrer(r.Pattern, s.page(r))))
	}
	if api != nil {
		mux.Handle("/api/v1/", s.withReading(s.api(api)))
	}
	mux.Handle("GET /static/", s.Assets)
	mux.Handle("/", s.page(Route{Open: "unknown address", Do: func(*Call) error { return fault.Missing("page") }}))
	guarded := http.NewCrossOriginProtection()
	guarded.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &Call{W: w, R: r, Site: s, Actor: access.Actor{Via: "public"}}
		s.Fail(c, fault.Refuse("This form was sent from another site. Open the page here and send it again."))
	}))
	return s.withRequestID(s.counted(s.withHeaders(withGzip(s.withText(guarded.Handler(mux)))))), nil
}

// counted counts the requests that wait for their answer.
func (s *Site) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.waiting.Add(1)
		defer s.waiting.Add(-1)
		next.ServeHTTP(w, r)
	})
}

// Busy tells whether somebody waits for an answer.
func (s *Site) Busy() bool { return s.waiting.Load() > 0 }

// withText finds nothing at an address that holds bytes which are no text, before they reach a rule or the database.
func (s *Site) withText(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isText(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			writeProblem(w, s.problem(r.Context(), fault.Missing("address in this API")))
			return
		}
		s.Fail(&Call{W: w, R: r, Site: s, Actor: access.Actor{Via: "public"}}, fault.Missing("page"))
	})
}

// isText tells that a string holds characters that both databases keep.
func isText(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

// holdsNull tells whether a JSON text writes the character that no database keeps as text.
func holdsNull(body []byte) bool {
	for rest := body; ; {
		i := bytes.Index(rest, []byte(`\u0000`))
		if i < 0 {
			return false
		}
		marks := len(rest[:i]) - len(bytes.TrimRight(rest[:i], `\`))
		if marks%2 == 0 { // an even number of marks before it: the last one is not escaped itself
			return true
		}
		rest = rest[i+len(`\u0000`):]
	}
}

func (s *Site) page(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, MaxBody)
		c := &Call{W: w, R: r, Site: s, Actor: access.Actor{Via: "public"}}
		actor, err := s.Authenticate(r)
		if err != nil {
			s.Fail(c, err)
			return
		}
		c.Actor = actor
		if route.Right != "" && !actor.Holds(route.Right) {
			s.refuse(c, route)
			return
		}
		if err := c.prepareWrite(); err != nil {
			s.Fail(c, err)
			return
		}
		if err := route.Do(c); err != nil {
			s.Fail(c, err)
		}
	})
}

// refuse sends a stranger to sign in and tells a signed-in actor that this is not theirs.
func (s *Site) refuse(c *Call, route Route) {
	if !c.Actor.SignedIn() && c.R.Method == http.MethodGet {
		http.Redirect(c.W, c.R, "/signin", http.StatusSeeOther)
		return
	}
	s.Fail(c, c.Actor.Require(route.Right, access.Anything))
}

// prepareWrite reads the form of an unsafe request and puts its idempotency key into the context.
func (c *Call) prepareWrite() error {
	if c.R.Method == http.MethodGet || c.R.Method == http.MethodHead {
		return nil
	}
	form, err := readForm(c.R)
	if err != nil {
		return err
	}
	c.form = form
	key := form.Text("_key")
	if key == "" {
		key = c.R.Header.Get("Idempotency-Key")
	}
	c.R = c.R.WithContext(withKey(c.R.Context(), c.Actor, key, form.fingerprint(c.R)))
	return nil
}

// withKey makes the writes of the request happen once. A request without a key gets its own.
func withKey(ctx context.Context, actor access.Actor, key, fingerprint string) context.Context {
	if key == "" {
		return ctx
	}
	return db.WithOnce(ctx, &db.Once{Actor: actor.Key(), Key: keptKey(key), Fingerprint: fingerprint})
}

// keptKey is the key itself, or its hash where it is long or holds bytes that a database does not keep as text.
func keptKey(key string) string {
	if len(key) <= 100 && isText(key) {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// api authenticates and keys the requests of the JSON API before its own handlers see them.
func (s *Site) api(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, MaxBody)
		actor, err := s.Authenticate(r)
		if err != nil {
			s.noteRefused(r.Context(), access.Actor{Via: "token"}, err, r.Method, "/api/v1")
			writeProblem(w, s.problem(r.Context(), err))
			return
		}
		ctx := withActor(r.Context(), actor)
		if r.Method != http.MethodGet {
			// The body is read here, under the server's own deadline. One set later by the API's library would be met
			// while a slow write is under way and would cancel this request and all that follow on its connection.
			body, err := io.ReadAll(r.Body)
			if err != nil {
				writeProblem(w, s.problem(ctx, err))
				return
			}
			if holdsNull(body) {
				writeProblem(w, s.problem(ctx, fault.Wrong("", "The text holds characters that cannot be kept. Send it without them.")))
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			ctx = withKey(ctx, actor, r.Header.Get("Idempotency-Key"), fingerprint(r.Method, r.URL.Path, body))
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func fingerprint(method, path string, body []byte) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %s\n", method, path)
	sum.Write(body)
	return hex.EncodeToString(sum.Sum(nil))
}

// headers of every answer. Nothing is loaded from elsewhere and no script or style stands in a page.
var headers = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; " +
		"connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; " +
		"report-uri " + reportPath + "; report-to policy",
	"Reporting-Endpoints":          `policy="` + reportPath + `"`,
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "same-origin",
	"X-Frame-Options":              "DENY", // for browsers that do not know frame-ancestors
	"Permissions-Policy":           permissions,
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cache-Control":                "no-store",
	"Vary":                         "Cookie", // should a proxy store an answer all the same
}

// permissions are for the camera of the check-in desk only.
const permissions = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), hid=(), midi=(), " +
	"accelerometer=(), gyroscope=(), magnetometer=(), display-capture=(), fullscreen=(self), screen-wake-lock=(self), browsing-topics=(), interest-cohort=()"

func (s *Site) withHeaders(next http.Handler) http.Handler {
	secure := strings.HasPrefix(s.BaseURL, "https://")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		if secure {
			w.Header().Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
			w.Header().Set("Content-Security-Policy", headers["Content-Security-Policy"]+"; upgrade-insecure-requests")
		}
		next.ServeHTTP(w, r)
	})
}

// withoutReferrer keeps an address that carries a token from going on to any other page, even of this site. A browser
// sends a form of such a page without its origin, so only those are told that say otherwise where a form comes from, as
// they do when they ask for the page; with an older one the address stays within this site.
func withoutReferrer(pattern string, next http.Handler) http.Handler {
	if !strings.Contains(pattern, "/{token}") {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Sec-Fetch-Site") != "" {
			w.Header().Set("Referrer-Policy", "no-referrer")
		}
		next.ServeHTTP(w, r)
	})
}

type requestIDKey struct{}

func (s *Site) withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := db.NewID()
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// cookieName carries the __Host- prefix wherever the site is served over TLS.
func (s *Site) cookieName(name string) string {
	if strings.HasPrefix(s.BaseURL, "https://") {
		return "__Host-" + name
	}
	return "counterpart-" + name
}

func (s *Site) setCookie(w http.ResponseWriter, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true,
		Secure: strings.HasPrefix(s.BaseURL, "https://"), SameSite: http.SameSiteLaxMode,
	})
}

const sessionCookie = "session"

const deviceCookie = "device"

// deviceSeconds is how long a browser stays known: four hundred days, the most that browsers keep.
const deviceSeconds = 400 * 24 * 60 * 60

// KnowDevice gives the browser the token by which it is known at its next sign-in.
func (c *Call) KnowDevice(token string) { c.Site.setCookie(c.W, deviceCookie, token, deviceSeconds) }

// Device is the browser of the request.
func (c *Call) Device() access.Device {
	d := access.Device{Words: deviceWords(c.R.UserAgent()), Network: c.Site.network(c.R), Session: c.Site.SessionToken(c.R)}
	if cookie, err := c.R.Cookie(c.Site.cookieName(deviceCookie)); err == nil {
		d.Known = cookie.Value
	}
	return d
}

// SignIn gives the browser its session.
func (c *Call) SignIn(token string, seconds int) {
	c.Site.setCookie(c.W, sessionCookie, token, seconds)
}

// SignOut takes the session and everything cached away from the browser.
func (c *Call) SignOut() {
	c.Site.setCookie(c.W, sessionCookie, "", -1)
	c.W.Header().Set("Clear-Site-Data", `"cache", "storage"`)
}

// SessionToken is the session token of a request, "" when it has none.
func (s *Site) SessionToken(r *http.Request) string {
	cookie, err := r.Cookie(s.cookieName(sessionCookie))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// BearerToken is the token of the Authorization header, "" when it has none.
func BearerToken(r *http.Request) string {
	scheme, token, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// WriteJSON answers a page's script.
func (c *Call) WriteJSON(status int, body any) error {
	c.W.Header().Set("Content-Type", "application/json")
	c.W.WriteHeader(status)
	return json.NewEncoder(c.W).Encode(body)
}

// WantsJSON tells that a page's script, not a browser's navigation, sent the request.
func (c *Call) WantsJSON() bool {
	return slices.ContainsFunc(strings.Split(c.R.Header.Get("Accept"), ","), func(t string) bool {
		return strings.HasPrefix(strings.TrimSpace(t), "application/json")
	})
}
