package app

import (
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"counterpart/internal/access"
)

func open(t *testing.T) *App {
	t.Helper()
	a, err := Open(t.Context(), Config{
		Data: t.TempDir(), BaseURL: "http://counterpart.test", Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Clock: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

var variable = regexp.MustCompile(`\{[^}]+\}`)

// Every page and form that asks for a right refuses a stranger: sign in first, or 403 for a form.
func TestEveryRouteRefusesAStranger(t *testing.T) {
	t.Parallel()
	a := open(t)
	for _, route := range a.routes {
		if route.Right == "" {
			continue
		}
		method, path, _ := strings.Cut(route.Pattern, " ")
		r := httptest.NewRequestWithContext(t.Context(), method, variable.ReplaceAllString(path, "0190-none"), nil)
		w := httptest.NewRecorder()
		a.Handler.ServeHTTP(w, r)
		refused := w.Code == http.StatusForbidden || w.Code == http.StatusSeeOther && strings.HasPrefix(w.Header().Get("Location"), "/signin")
		if !refused {
			t.Errorf("%s answers a stranger with %d", route.Pattern, w.Code)
		}
	}
}

// Every operation of the API refuses a caller without token, and says so as problem details.
func TestEveryOperationRefusesAStranger(t *testing.T) {
	t.Parallel()
	a := open(t)
	if len(a.API.Rights) < 5 {
		t.Fatalf("only %d operations", len(a.API.Rights))
	}
	for op, right := range a.API.Rights {
		if a.Accounts.Public().Holds(right) {
			continue
		}
		method, path, _ := strings.Cut(op, " ")
		r := httptest.NewRequestWithContext(t.Context(), method, "/api/v1"+variable.ReplaceAllString(path, "0190-none"), strings.NewReader("{}"))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		a.Handler.ServeHTTP(w, r)
		// An operation may find the body wrong before it asks who sends it; it must not act.
		if w.Code != http.StatusUnauthorized && w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusUnsupportedMediaType {
			t.Errorf("%s answers a stranger with %d", op, w.Code)
		}
		if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("%s answers with %q", op, got)
		}
	}
}

func TestEveryRightBelongsToARole(t *testing.T) {
	t.Parallel()
	a := open(t)
	held := func(right access.Right) bool {
		for _, rights := range rightsOf {
			for _, r := range rights {
				if r == right {
					return true
				}
			}
		}
		return false
	}
	for _, route := range a.routes {
		if route.Right != "" && !held(route.Right) {
			t.Errorf("%s asks for %s, which no role holds", route.Pattern, route.Right)
		}
	}
	for op, right := range a.API.Rights {
		if !held(right) {
			t.Errorf("%s asks for %s, which no role holds", op, right)
		}
	}
}

func TestOpenAPIIsValid(t *testing.T) {
	t.Parallel()
	a := open(t)
	w := httptest.NewRecorder()
	a.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/openapi.json", nil))
	doc, err := openapi3.NewLoader().LoadFromData(w.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Error(err)
	}
	var head struct {
		OpenAPI string `json:"openapi"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &head); err != nil || !strings.HasPrefix(head.OpenAPI, "3.1") {
		t.Errorf("version %q, %v", head.OpenAPI, err)
	}
	seen, unused := map[string]bool{}, maps.Clone(tagWords)
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if op.OperationID == "" || seen[op.OperationID] || op.Summary == "" || op.Description == "" || len(op.Tags) != 1 || tagWords[op.Tags[0]] == "" {
				t.Errorf("%s %s needs an id of its own, a summary, a description and a tag that has words", method, path)
			}
			seen[op.OperationID] = true
			delete(unused, op.Tags[0])
		}
	}
	if len(unused) > 0 {
		t.Errorf("no operation stands under %v", unused)
	}
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	t.Parallel()
	a := open(t)
	for _, path := range []string{"/signin", "/nowhere", "/healthz", "/api/v1/parties"} {
		w := httptest.NewRecorder()
		a.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be sniffed", path)
		}
	}
}

// A form sent from another site does nothing.
func TestAForeignFormIsRefused(t *testing.T) {
	t.Parallel()
	a := open(t)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", strings.NewReader("email=a@example.org"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	a.Handler.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("answered %d", w.Code)
	}
}
