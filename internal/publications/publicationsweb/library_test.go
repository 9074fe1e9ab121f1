package publicationsweb

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/db"
	"counterpart/internal/publications"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

// Readers are counted; a browser that fetches ahead, a robot and a question for the head alone are not.
func TestByReader(t *testing.T) {
	for header, want := range map[[2]string]bool{
		{"X-Nothing", "x"}: true, {"User-Agent", "Mozilla/5.0 Firefox/128.0"}: true, {"Sec-Purpose", "prefetch;prerender"}: false, {"Purpose", "prefetch"}: false,
		{"X-Moz", "prefetch"}: false, {"X-Purpose", "preview"}: false, {"User-Agent", "Mozilla/5.0 (compatible; ExampleBot/2.1)"}: false, {"From", "robot@example.org"}: false,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/library/x", nil)
		r.Header.Set(header[0], header[1])
		if byReader(r) != want {
			t.Errorf("%v: %v", header, !want)
		}
		r.Method = http.MethodHead
		if byReader(r) {
			t.Errorf("%v is counted for its head", header)
		}
	}
}

// Whatever stands in a title, a citation stays one entry with one field on each line.
func TestCitationsHoldAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "}", "{", "\\", "@misc{x,", "\n", "\r\nER  - ", "%", "\u2028", "กับดัก", ","})).Draw(t, "title"), "")
		p := readPage{Reading: publications.Reading{Title: text, Summary: text, Slug: "x", Lang: "en", About: publications.About{Authors: []string{text}}, Words: &vocabulary.Words{Pack: &pack.Pack{}}}}
		p.Release.IssuedAt, p.Release.Number = db.Time{}, 1
		open := 0
		escaped := strings.NewReplacer(`\textbackslash{}`, "", `\{`, "", `\}`, "", `\^{}`, "", `\~{}`, "").Replace(p.bibTeX())
		for _, r := range escaped {
			switch r {
			case '{':
				open++
			case '}':
				open--
			}
			if open < 0 {
				t.Fatalf("%q ends before its end", escaped)
			}
		}
		if open != 0 || strings.Count(escaped, "\n}") != 1 {
			t.Fatalf("%q is not whole", escaped)
		}
		ris := p.ris()
		for line := range strings.SplitSeq(strings.TrimSuffix(ris, "\r\n"), "\r\n") {
			if len(line) < 6 || line[2:6] != "  - " {
				t.Fatalf("%q is no line of RIS", line)
			}
		}
		if strings.Count("\r\n"+ris, "\r\nER  - ") != 1 {
			t.Fatalf("%q ends twice", ris)
		}
	})
}
