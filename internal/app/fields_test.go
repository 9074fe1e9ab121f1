package app

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var passwordInput = regexp.MustCompile(`<input[^>]*name="(password|again|current)"[^>]*>`)

// A password is masked, a manager may fill it, and nothing in the pages' scripts hears of pasting.
func TestPasswordFieldsAreMaskedAndTakePasting(t *testing.T) {
	t.Parallel()
	a := secured(t)
	seen := 0
	for _, page := range []string{"/signin"} {
		for _, field := range passwordInput.FindAllString(shown(t, a, page), -1) {
			seen++
			if !strings.Contains(field, `type="password"`) || !strings.Contains(field, `autocomplete="current-password"`) || strings.Contains(field, " on") {
				t.Errorf("%s holds %s", page, field)
			}
		}
	}
	if seen == 0 {
		t.Error("no page asks for a password")
	}
	err := filepath.WalkDir("../web/assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".js" {
			return err
		}
		script, err := os.ReadFile(name)
		if strings.Contains(string(script), "paste") {
			t.Errorf("%s listens to pasting", name)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for _, name := range templates(t) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if strings.Contains(line, "passwordField(") && !strings.Contains(line, "ui.PasswordField(") && !strings.Contains(line, "func passwordField") {
				t.Errorf("%s asks for a password in another field: %s", name, line)
			}
		}
	}
}

// shown is a page as nobody in particular sees it.
func shown(t *testing.T, a *App, page string) string {
	t.Helper()
	w := httptest.NewRecorder()
	a.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, page, nil))
	return w.Body.String()
}

// templates lists the page templates of every room.
func templates(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("../*/*/*.templ")
	if err != nil || len(names) == 0 {
		t.Fatal("no templates", err)
	}
	return names
}
