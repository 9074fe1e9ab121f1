package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/web/ui"
)

func styleSite(t *testing.T) http.Handler {
	t.Helper()
	site := &Site{
		BaseURL: "http://localhost", Demo: true,
		Mechanism:    func(context.Context) ui.Mechanism { return ui.Mechanism{Name: "A Mechanism", Short: "AM"} },
		Nav:          func(access.Actor) []ui.NavItem { return []ui.NavItem{{Label: "Parties", Href: "/parties"}} },
		Authenticate: func(*http.Request) (access.Actor, error) { return access.Actor{Via: "public"}, nil },
		Now:          func() time.Time { return time.Date(2024, 6, 5, 9, 0, 0, 0, time.UTC) },
	}
	handler, err := site.Handler(StyleRoutes(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func TestStyleRoutes(t *testing.T) {
	handler := styleSite(t)
	for _, test := range []struct {
		method, path, body, accept string
		status                     int
		want                       string
	}{
		{"GET", "/style", "", "", 200, "Demonstration data: people are invented"},
		{"GET", "/style/confirm", "", "", 200, "This cannot be undone."},
		{"GET", "/style/live", "", "", 200, "As of 09:00:00."},
		{"POST", "/style/scan", "code=A1", "application/json", 200, `"tone":"success"`},
		{"POST", "/style/scan", "code=x1", "application/json", 200, `"tone":"problem"`},
		{"POST", "/style/scan", "code=A1", "text/html", 303, ""},
	} {
		r := httptest.NewRequest(test.method, test.path, strings.NewReader(test.body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept", test.accept)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) {
			t.Errorf("%s %s: status %d, want %d with %q in\n%.300s", test.method, test.path, w.Code, test.status, test.want, w.Body)
		}
	}
}
