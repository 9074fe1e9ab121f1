package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
)

// story opens the program over the demonstration's story and returns it with the token of an officer and ids of records.
func story(t testing.TB) (*App, string, []string) {
	t.Helper()
	a, err := Open(t.Context(), Config{Data: copySQLite(t).data, BaseURL: "http://counterpart.test", Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	token, err := a.Accounts.CreateToken(t.Context(), access.System("test", accounts.RightManage), accounts.TokenDraft{Name: "fuzz", Role: access.Officer, Days: 90})
	if err != nil {
		t.Fatal(err)
	}
	ids, err := db.View(t.Context(), a.DB, func(tx *db.Tx) ([]string, error) {
		var ids []string
		for _, table := range []string{"activity", "party", "person", "nomination", "invitation", "report"} {
			some, err := db.All[string](tx, "select id from "+table+" limit 3")
			if err != nil {
				return nil, errors.Join(err, errors.New(table))
			}
			ids = append(ids, some...)
		}
		return ids, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return a, token, ids
}

// filled is a route's path with its variables given: an id of the story for each where the text is empty, else the text.
func filled(path string, which uint, ids []string, text string) string {
	value := url.PathEscape(text)
	if text == "" || text == "." || text == ".." {
		value = ids[which%uint(len(ids))]
	}
	return strings.TrimSuffix(variable.ReplaceAllString(path, value), "{$}")
}

// No page or form fails, whatever is asked of it, and each answer carries the headers.
func FuzzPages(f *testing.F) {
	a, token, ids := story(f)
	for i := range a.routes {
		f.Add(uint(i), uint(i), "", "q=a&after=x&limit=-1", "title=x&version=1&party=y&party=z")
	}
	f.Add(uint(3), uint(0), "../../etc/passwd\x00", "q=%ff%00&sort=';--&from=2024-13-01", "a=%ff")
	f.Fuzz(func(t *testing.T, route, which uint, text, query, form string) {
		method, path, _ := strings.Cut(a.routes[route%uint(len(a.routes))].Pattern, " ")
		if strings.HasPrefix(path, "/signout") {
			return
		}
		r := httptest.NewRequest(method, "http://counterpart.test/", strings.NewReader(form))
		r.URL = &url.URL{Scheme: "http", Host: "counterpart.test", RawQuery: query}
		var err error
		if r.URL.Path, err = url.PathUnescape(filled(path, which, ids, text)); err != nil {
			return
		}
		r.Header.Set("Authorization", "Bearer "+token)
		if method != http.MethodGet {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		w := httptest.NewRecorder()
		a.Handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Fatalf("%s %s answers %d: %.300s", method, r.URL, w.Code, w.Body)
		}
		if w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Fatalf("%s %s answers without the headers", method, r.URL)
		}
	})
}

// operation is one operation as the API describes itself.
type operation struct {
	method, path string
	described    *openapi3.Operation
}

func operations(t testing.TB, a *App) []operation {
	t.Helper()
	w := httptest.NewRecorder()
	a.Handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v1/openapi.json", nil))
	doc, err := openapi3.NewLoader().LoadFromData(w.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var out []operation
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Find(path).Operations()
		for _, method := range slices.Sorted(maps.Keys(item)) {
			out = append(out, operation{method, path, item[method]})
		}
	}
	return out
}

// No operation fails, whatever body it gets; each answer is what the API's own description says; a field that the
// description does not name is refused.
func FuzzAPI(f *testing.F) {
	a, token, ids := story(f)
	ops := operations(f, a)
	for i, op := range ops {
		f.Add(uint(i), uint(i), "", "limit=5&version=1", sample(op))
		f.Add(uint(i), uint(i), "", "limit=1e9&after=x&version=0", []byte(`{"name":"\u0000","role":"administrator","starts_on":"0000-00-00","n":1e309}`))
	}
	f.Fuzz(func(t *testing.T, which, id uint, text, query string, body []byte) {
		op := ops[which%uint(len(ops))]
		r := httptest.NewRequest(op.method, "http://counterpart.test/", bytes.NewReader(body))
		r.URL = &url.URL{Scheme: "http", Host: "counterpart.test", RawQuery: query}
		var err error
		if r.URL.Path, err = url.PathUnescape(filled(op.path, id, ids, text)); err != nil {
			return
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		a.Handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Fatalf("%s %s with %q answers %d: %.300s", op.method, r.URL, body, w.Code, w.Body)
		}
		if words := differs(op.described, w); words != "" && strings.HasPrefix(r.URL.Path, op.path[:strings.Index(op.path+"{", "{")]) && text == "" {
			t.Fatalf("%s %s with %q: %s", op.method, r.URL, body, words)
		}
		if w.Code < 300 {
			if name := unknown(op.described, body); name != "" {
				t.Fatalf("%s %s takes %q, which holds the unknown field %q", op.method, r.URL, body, name)
			}
		}
	})
}

// differs says how an answer is not what the description promises, or "".
func differs(op *openapi3.Operation, w *httptest.ResponseRecorder) string {
	response := op.Responses.Status(w.Code)
	if response == nil {
		response = op.Responses.Default()
	}
	if response == nil {
		return "the status " + http.StatusText(w.Code) + " is not described"
	}
	kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	content := response.Value.Content.Get(kind)
	if content == nil || content.Schema == nil || !strings.Contains(kind, "json") {
		return ""
	}
	var value any
	if err := json.Unmarshal(w.Body.Bytes(), &value); err != nil {
		return "the answer is no JSON: " + err.Error()
	}
	if err := content.Schema.Value.VisitJSON(value); err != nil {
		return err.Error()
	}
	return ""
}

func bodySchema(op *openapi3.Operation) *openapi3.Schema {
	if op.RequestBody == nil {
		return nil
	}
	if content := op.RequestBody.Value.Content.Get("application/json"); content != nil && content.Schema != nil {
		return content.Schema.Value
	}
	return nil
}

// unknown is a field of the body that the description does not name, or "".
func unknown(op *openapi3.Operation, body []byte) string {
	schema := bodySchema(op)
	var fields map[string]any
	if schema == nil || json.Unmarshal(body, &fields) != nil || len(schema.Properties) == 0 {
		return ""
	}
	for name := range fields {
		if schema.Properties[name] == nil {
			return name
		}
	}
	return ""
}

// sample is a body with every field that an operation takes.
func sample(op operation) []byte {
	schema := bodySchema(op.described)
	if schema == nil {
		return nil
	}
	fields := map[string]any{}
	for name, property := range schema.Properties {
		switch kind := property.Value.Type; {
		case kind.Is("integer"):
			fields[name] = 1
		case kind.Is("boolean"):
			fields[name] = true
		case kind.Is("array"):
			fields[name] = []any{}
		case kind.Is("string") && len(property.Value.Enum) > 0:
			fields[name] = property.Value.Enum[0]
		case kind.Is("string"):
			fields[name] = "2026-06-05"
		}
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		panic(err) // strings and numbers can always be written
	}
	return raw
}
