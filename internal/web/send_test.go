package web

import (
	"mime"
	"net/http/httptest"
	"strings"
	"testing"
)

// Names of files come from outside: they neither end the header nor turn what people read, and every program reads them.
func TestAbuse_D14_NamesOfDownloads(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		`a".pdf`: `a".pdf`, "a\r\nSet-Cookie: x=y.pdf": "aSet-Cookie: x=y.pdf", "เอกสาร.pdf": "เอกสาร.pdf", "\u202egnp.exe.pdf": "gnp.exe.pdf",
		"../../etc/passwd": "passwd", `a;filename=evil.exe;.pdf`: `a;filename=evil.exe;.pdf`, "100%41.csv": "100%41.csv", "it's (1).csv": "it's (1).csv", "": "file",
	} {
		w := httptest.NewRecorder()
		c := &Call{W: w}
		if err := c.Send(name, "text/csv", nil, true); err != nil {
			t.Fatal(err)
		}
		header := w.Header().Get("Content-Disposition")
		kind, params, err := mime.ParseMediaType(header)
		if err != nil || kind != "attachment" || params["filename"] != want {
			t.Errorf("%q: %s gives %v, %v", name, header, params, err)
		}
		if plain, _, _ := strings.Cut(header, "filename*"); strings.Count(plain, `"`) != 2 || strings.ContainsAny(plain, "\r\n\\%") {
			t.Errorf("%q: %s", name, header)
		}
	}
}

// What could run script is saved and never shown, whoever asks for it; what is shown stands in a sandbox.
func TestAbuse_D3_NothingThatRunsIsShown(t *testing.T) {
	t.Parallel()
	for media, kind := range map[string]string{
		"application/pdf": "inline", "image/png": "inline", "image/jpeg": "inline", "image/svg+xml": "attachment", "text/html": "attachment",
		"text/html; charset=utf-8": "attachment", "application/xml": "attachment", "application/xhtml+xml": "attachment", "text/plain; charset=utf-8": "attachment",
	} {
		w := httptest.NewRecorder()
		c := &Call{W: w}
		if err := c.Send("a", media, nil, true); err != nil {
			t.Fatal(err)
		}
		if got, _, _ := strings.Cut(w.Header().Get("Content-Disposition"), ";"); got != kind {
			t.Errorf("%s: %s", media, got)
		}
		if policy := w.Header().Get("Content-Security-Policy"); policy != "sandbox; default-src 'none'" {
			t.Errorf("%s: %s", media, policy)
		}
	}
}
