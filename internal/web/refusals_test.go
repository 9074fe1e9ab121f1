package web

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/fault"
	"counterpart/internal/web/ui"
)

// Who is refused stands in the log with the route, never with the address, and a flood of refusals becomes a number.
func TestRefusalsAreLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	now := time.Date(2024, 6, 5, 12, 0, 0, 0, time.UTC)
	site := &Site{
		Log: slog.New(slog.NewTextHandler(&log, nil)), BaseURL: "http://counterpart.example", Now: func() time.Time { return now },
		Mechanism:    func(context.Context) ui.Mechanism { return ui.Mechanism{Name: "M"} },
		Nav:          func(access.Actor) []ui.NavItem { return nil },
		Authenticate: func(*http.Request) (access.Actor, error) { return access.Actor{Account: "a1", Via: "session"}, nil },
	}
	handler, err := site.Handler([]Route{
		{Pattern: "GET /people/{id}", Right: "people.see", Do: func(*Call) error { return nil }},
		{Pattern: "GET /often", Open: "a test", Do: func(*Call) error { return &fault.Wait{Words: "Wait."} }},
		{Pattern: "GET /found", Open: "a test", Do: func(*Call) error { return fault.Missing("person") }},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(path string) {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	}
	ask("/people/secret-id?q=secret-word")
	ask("/often")
	ask("/found")
	got := log.String()
	for _, want := range []string{`msg=refused why=forbidden actor=account:a1 via=session method=GET route="GET /people/{id}"`, `why="too often"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if strings.Contains(got, "secret") || strings.Count(got, "\n") != 2 {
		t.Errorf("the log holds more than it should:\n%s", got)
	}
	for range 200 {
		ask("/people/x")
	}
	if n := strings.Count(log.String(), "why=forbidden"); n != linesAMinute {
		t.Errorf("%d lines in a minute, want %d", n, linesAMinute)
	}
	before := strings.Count(log.String(), `why="too often"`)
	ask("/often")
	if strings.Count(log.String(), `why="too often"`) != before+1 {
		t.Error("a flood of one kind hides another")
	}
	now = now.Add(time.Minute)
	ask("/people/x")
	if !strings.Contains(log.String(), "why=forbidden more=141") {
		t.Errorf("the number of refusals left out is not told:\n%s", log.String()[len(log.String())-400:])
	}
}

// A fault of ours stands in the log with its words and the number of the request; who asked reads the number alone.
func TestFaultsAreLoggedAndNotTold(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	site := &Site{
		Log: slog.New(slog.NewTextHandler(&log, nil)), BaseURL: "http://counterpart.example", Now: time.Now,
		Mechanism:    func(context.Context) ui.Mechanism { return ui.Mechanism{Name: "M"} },
		Nav:          func(access.Actor) []ui.NavItem { return nil },
		Authenticate: func(*http.Request) (access.Actor, error) { return access.Actor{Account: "a1", Via: "session"}, nil },
	}
	handler, err := site.Handler([]Route{
		{Pattern: "GET /broken", Open: "a test", Do: func(*Call) error { return errors.New("select secret_column from person: no such table") }},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/broken", nil))
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret_column") || strings.Contains(w.Body.String(), ".go:") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "secret_column") || !strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("the log says %s", log.String())
	}
}
