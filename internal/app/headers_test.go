package app

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"counterpart/internal/web"
)

// wanted are the headers of every answer, whatever it is.
var wanted = map[string]*regexp.Regexp{
	"Content-Security-Policy":      regexp.MustCompile(`^(sandbox; default-src 'none'|default-src 'none'; script-src 'self'; style-src 'self'; .*base-uri 'none'; frame-ancestors 'none'.*upgrade-insecure-requests)$`),
	"X-Content-Type-Options":       regexp.MustCompile(`^nosniff$`),
	"X-Frame-Options":              regexp.MustCompile(`^DENY$`),
	"Referrer-Policy":              regexp.MustCompile(`^(same-origin|no-referrer)$`),
	"Permissions-Policy":           regexp.MustCompile(`camera=\(self\), microphone=\(\), geolocation=\(\)`),
	"Cross-Origin-Opener-Policy":   regexp.MustCompile(`^same-origin$`),
	"Cross-Origin-Resource-Policy": regexp.MustCompile(`^same-origin$`),
	"Strict-Transport-Security":    regexp.MustCompile(`^max-age=63072000; includeSubDomains$`),
	"Cache-Control":                regexp.MustCompile(`no-store`),
	"Vary":                         regexp.MustCompile(`Cookie`),
}

// secured is the program as it is served over TLS.
func secured(t *testing.T) *App {
	t.Helper()
	a, err := Open(t.Context(), Config{
		Data: t.TempDir(), BaseURL: "https://counterpart.example", Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Clock: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// everyAddress lists a request for each route, for each operation of the API, and for what is none.
func everyAddress(a *App) [][2]string {
	out := [][2]string{{"GET", "/nowhere"}, {"POST", "/nowhere"}, {"TRACE", "/"}, {"OPTIONS", "/"}, {"HEAD", "/signin"}, {"GET", "/api/v1/nowhere"}, {"GET", "/a\x00b"}}
	for _, route := range a.routes {
		method, path, _ := strings.Cut(route.Pattern, " ")
		out = append(out, [2]string{method, strings.ReplaceAll(variable.ReplaceAllString(path, "0190-none"), "{$}", "")})
	}
	for op := range a.API.Rights {
		method, path, _ := strings.Cut(op, " ")
		out = append(out, [2]string{method, "/api/v1" + variable.ReplaceAllString(path, "0190-none")})
	}
	return out
}

// No answer of any address can be framed, sniffed, stored by a proxy or replayed to somebody else.
func TestAbuse_A23_EveryAnswerOfEveryAddressCarriesTheHeaders(t *testing.T) {
	t.Parallel()
	a := secured(t)
	for _, at := range everyAddress(a) {
		r := httptest.NewRequestWithContext(t.Context(), at[0], "/", nil)
		r.URL.Path = at[1]
		w := httptest.NewRecorder()
		a.Handler.ServeHTTP(w, r)
		for name, pattern := range wanted {
			got := strings.Join(w.Header().Values(name), ", ")
			if !pattern.MatchString(got) || strings.Contains(got, "unsafe") {
				t.Errorf("%s %s answers %d with %s: %q", at[0], at[1], w.Code, name, got)
			}
		}
		if media := w.Header().Get("Content-Type"); w.Body.Len() > 0 && (media == "" || strings.HasPrefix(media, "text/") && !strings.Contains(strings.ToLower(media), "charset=utf-8")) {
			t.Errorf("%s %s answers %d as %q", at[0], at[1], w.Code, media)
		}
		for _, c := range w.Result().Cookies() { //nolint:bodyclose // a recorder's body needs no closing
			if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
				t.Errorf("%s %s sets the cookie %s", at[0], at[1], c)
			}
		}
		if at[0] == "TRACE" && (w.Code < 400 || strings.Contains(w.Body.String(), "TRACE /")) {
			t.Errorf("TRACE answers %d", w.Code)
		}
	}
}

// Neither a host that the sender names nor a method in a header changes what is done or where an answer leads.
func TestAbuse_D16_NamesOfHostsAreNotBelieved(t *testing.T) {
	t.Parallel()
	a := secured(t)
	for _, at := range everyAddress(a) {
		r := httptest.NewRequestWithContext(t.Context(), at[0], "/", nil)
		r.URL.Path, r.Host = at[1], "evil.example"
		for _, name := range []string{"X-Forwarded-Host", "X-Host", "X-Original-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"} {
			r.Header.Set(name, "evil.example")
		}
		r.Header.Set("X-HTTP-Method-Override", "DELETE")
		w := httptest.NewRecorder()
		a.Handler.ServeHTTP(w, r)
		if strings.Contains(w.Body.String()+w.Header().Get("Location"), "evil.example") {
			t.Errorf("%s %s believes the host", at[0], at[1])
		}
	}
	link, err := a.Accounts.SetUpLink(t.Context())
	if err != nil || !strings.HasPrefix(link, "https://counterpart.example/") {
		t.Errorf("%q, %v", link, err)
	}
}

// Signing out takes what the browser kept with it.
func TestSigningOutClearsTheBrowser(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	(&web.Call{W: w, Site: secured(t).Site}).SignOut()
	if w.Header().Get("Clear-Site-Data") != `"cache", "storage"` || !strings.Contains(w.Header().Get("Set-Cookie"), "__Host-session=; Path=/; Max-Age=0") {
		t.Errorf("%v", w.Header())
	}
}
