package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// Requests drawn from the API's own description, right and a little wrong, never fail on our side, and every answer is what
// the description says. More of them: go test ./internal/app -run Drawn -rapid.checks=5000
func TestDrawnRequestsAreAnsweredAsDescribed(t *testing.T) {
	a, token, ids := story(t)
	ops := operations(t, a)
	rapid.Check(t, func(t *rapid.T) {
		op := rapid.SampledFrom(ops).Draw(t, "operation")
		path := strings.TrimSuffix(variable.ReplaceAllStringFunc(op.path, func(name string) string {
			return url.PathEscape(rapid.SampledFrom(ids).Draw(t, name))
		}), "{$}")
		query := url.Values{}
		for _, p := range op.described.Parameters {
			if p.Value.In == "query" && (p.Value.Required || rapid.Bool().Draw(t, "with "+p.Value.Name)) {
				query.Set(p.Value.Name, fmt.Sprint(drawn(t, p.Value.Schema.Value, ids, 0)))
			}
		}
		var body []byte
		if schema := bodySchema(op.described); schema != nil {
			var err error
			if body, err = json.Marshal(drawn(t, schema, ids, 0)); err != nil {
				t.Fatal(err)
			}
		}
		r := httptest.NewRequest(op.method, "http://counterpart.test"+path+"?"+query.Encode(), bytes.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		a.Handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Fatalf("%s %s with %s answers %d: %.300s", op.method, r.URL, body, w.Code, w.Body)
		}
		if words := differs(op.described, w); words != "" {
			t.Fatalf("%s %s with %s answers %d: %s", op.method, r.URL, body, w.Code, words)
		}
		if w.Code == http.StatusUnauthorized {
			t.Fatalf("%s %s does not know its token", op.method, r.URL)
		}
	})
}

// texts are strings that rules of several kinds meet: names, days, times, codes and what is none of them.
var texts = []string{
	"", "a", "Ana Silva", "  ", "en", "2026-06-05", "2026-02-30", "2026-06-05T09:30:00Z", "0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999999-12:00", "ana@example.org", "\"x\"@y", "CP:ABCDE-FGHJK",
	"RED", "officer", "Asia/Jakarta", "https://example.org/hook", "ກຂ", "\u202eevil", "{{name}}", "=1+1", "'; --", "\U0001f600", "../x", "\r\n",
}

// drawn is a value as the schema asks, or now and then one that is just beside it.
func drawn(t *rapid.T, s *openapi3.Schema, ids []string, deep int) any {
	beside := rapid.IntRange(0, 19).Draw(t, "beside") == 0
	switch kind := s.Type; {
	case beside:
		return rapid.SampledFrom([]any{nil, -1, 1 << 40, 0.5, "", strings.Repeat("é", 300), []any{}, map[string]any{}, false}).Draw(t, "other")
	case len(s.Enum) > 0:
		return rapid.SampledFrom(s.Enum).Draw(t, "one of")
	case kind.Includes("object") || kind == nil && len(s.Properties) > 0:
		out := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
			if deep < 6 && (slices.Contains(s.Required, name) || rapid.Bool().Draw(t, "with "+name)) {
				out[name] = drawn(t, s.Properties[name].Value, ids, deep+1)
			}
		}
		return out
	case kind.Includes("array"):
		out := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			if s.Items != nil && deep < 6 {
				out = append(out, drawn(t, s.Items.Value, ids, deep+1))
			}
		}
		return out
	case kind.Includes("integer"):
		return rapid.SampledFrom([]int{0, 1, 2, 3, 50, 200, -1, 1_000_000, 1 << 31, 1<<53 - 1}).Draw(t, "number")
	case kind.Includes("number"):
		return rapid.SampledFrom([]float64{0, 1, 0.1, -5, 1e9, 1e308}).Draw(t, "number")
	case kind.Includes("boolean"):
		return rapid.Bool().Draw(t, "yes")
	default:
		return rapid.OneOf(rapid.SampledFrom(ids), rapid.SampledFrom(texts)).Draw(t, "text")
	}
}
