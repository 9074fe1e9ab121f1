package web

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/web/ui"
)

func reporting(t *testing.T, log *bytes.Buffer) http.Handler {
	t.Helper()
	site := &Site{
		Log: slog.New(slog.NewTextHandler(log, nil)), BaseURL: "https://counterpart.example",
		Now:          func() time.Time { return time.Date(2024, 6, 5, 12, 0, 0, 0, time.UTC) },
		Mechanism:    func(context.Context) ui.Mechanism { return ui.Mechanism{Name: "M"} },
		Nav:          func(access.Actor) []ui.NavItem { return nil },
		Authenticate: func(*http.Request) (access.Actor, error) { return access.Actor{Via: "public"}, nil },
	}
	show := func(c *Call) error { return c.WriteJSON(http.StatusOK, "shown") }
	handler, err := site.Handler([]Route{ReportRoute(), {Pattern: "GET /n/{token}", Open: "a test", Do: show}, {Pattern: "GET /other/{id}", Open: "a test", Do: show}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func sendReport(t *testing.T, handler http.Handler, media, body string) int {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, reportPath, strings.NewReader(body))
	r.Header.Set("Content-Type", media)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	handler.ServeHTTP(w, r)
	return w.Code
}

// What a page tried against the policy stands in the log in both forms that browsers send, without ids, tokens and queries.
func TestPolicyReportsAreLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	handler := reporting(t, &log)
	old := `{"csp-report":{"document-uri":"https://counterpart.example/n/secret-token?q=secret","effective-directive":"script-src-elem","blocked-uri":"https://evil.example/secret.js?q=1","original-policy":"x"}}`
	if code := sendReport(t, handler, reportMedia, old); code != http.StatusNoContent {
		t.Errorf("the older form answers %d", code)
	}
	if want := "directive=script-src-elem blocked=evil.example page=/n"; !strings.Contains(log.String(), want) {
		t.Errorf("no %s in\n%s", want, &log)
	}
	one := `{"type":"csp-violation","body":{"documentURL":"https://counterpart.example/people/secret-id","effectiveDirective":"style-src-attr","blockedURL":"inline"}}`
	if code := sendReport(t, handler, reportsMedia, "["+one+`,{"type":"deprecation","body":{}}]`); code != http.StatusNoContent {
		t.Errorf("the newer form answers %d", code)
	}
	if want := "directive=style-src-attr blocked=inline page=/people"; !strings.Contains(log.String(), want) {
		t.Errorf("no %s in\n%s", want, &log)
	}
	if strings.Contains(log.String(), "secret") || strings.Count(log.String(), "\n") != 2 {
		t.Errorf("the log holds more than it should:\n%s", &log)
	}
	for range 20 {
		sendReport(t, handler, reportsMedia, "["+strings.TrimSuffix(strings.Repeat(one+",", 50), ",")+"]")
	}
	if n := strings.Count(log.String(), "\n"); n != linesAMinute {
		t.Errorf("a flood of reports left %d lines, want %d", n, linesAMinute)
	}
}

func TestPolicyReportsAreBounded(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	handler := reporting(t, &log)
	long := `{"csp-report":{"document-uri":"` + strings.Repeat("x", maxReports) + `"}}`
	for body, want := range map[string]int{long: http.StatusRequestEntityTooLarge, "[": 422, "{}": 422, "": 422} {
		if code := sendReport(t, handler, reportMedia, body); code != want {
			t.Errorf("%.20q answers %d, want %d", body, code, want)
		}
	}
	hostile := `{"csp-report":{"document-uri":"%zz","effective-directive":"a b\nlevel=ERROR","blocked-uri":"java\u0000script:x"}}`
	if code := sendReport(t, handler, reportMedia, hostile); code != http.StatusNoContent || strings.Contains(log.String(), "ERROR") {
		t.Errorf("a hostile report answers %d and writes\n%s", code, &log)
	}
}

// The page of a signed link tells its address to nobody, not even to other pages of this site.
func TestAddressWithTokenIsNotPassedOn(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	handler := reporting(t, &log)
	for _, c := range []struct{ path, site, want string }{
		{"/n/secret-token", "none", "no-referrer"},
		{"/n/secret-token", "", "same-origin"}, // a browser that would then send its forms without saying where they come from
		{"/other/id", "none", "same-origin"},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, c.path, nil)
		if c.site != "" {
			r.Header.Set("Sec-Fetch-Site", c.site)
		}
		handler.ServeHTTP(w, r)
		if got := w.Header().Get("Referrer-Policy"); got != c.want {
			t.Errorf("%s, Sec-Fetch-Site %q: Referrer-Policy %q, want %q", c.path, c.site, got, c.want)
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "report-uri "+reportPath) {
			t.Errorf("%s: nobody hears of violations: %s", c.path, csp)
		}
	}
}
