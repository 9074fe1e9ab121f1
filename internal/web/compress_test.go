package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestPagesArePacked(t *testing.T) {
	page := strings.Repeat("<p>a page</p>", 100)
	tests := []struct {
		name, method, accept, contentType, encoding string
		status                                      int
		packed                                      bool
	}{
		{"a page", "GET", "gzip, br", "text/html; charset=utf-8", "", 200, true},
		{"an error page", "GET", "gzip", "text/html", "", 404, true},
		{"JSON", "GET", "gzip;q=0.5", "application/problem+json", "", 422, true},
		{"a browser that cannot", "GET", "br", "text/html", "", 200, false},
		{"a browser that refuses", "GET", "gzip;q=0", "text/html", "", 200, false},
		{"a picture", "GET", "gzip", "image/png", "", 200, false},
		{"packed already", "GET", "gzip", "text/css", "br", 200, false},
		{"no body asked for", "HEAD", "gzip", "text/html", "", 200, false},
		{"nothing changed", "GET", "gzip", "text/html", "", 304, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			handler := withGzip(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", test.contentType)
				if test.encoding != "" {
					w.Header().Set("Content-Encoding", test.encoding)
				}
				w.WriteHeader(test.status)
				if test.status != http.StatusNotModified && test.method != http.MethodHead {
					_, _ = io.WriteString(w, page)
				}
			}))
			r := httptest.NewRequest(test.method, "/", nil)
			r.Header.Set("Accept-Encoding", test.accept)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != test.status {
				t.Errorf("status %d, want %d", w.Code, test.status)
			}
			if packed := w.Header().Get("Content-Encoding") == "gzip"; packed != test.packed {
				t.Fatalf("packed is %t, want %t", packed, test.packed)
			}
			if !test.packed {
				return
			}
			zip, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(zip); err != nil || string(got) != page {
				t.Errorf("unpacked to %d bytes, %v", len(got), err)
			}
		})
	}
}

func TestAssetsAreServedSmall(t *testing.T) {
	a := Assets{files: fstest.MapFS{
		"app-X.css":    {Data: []byte("plain")},
		"app-X.css.br": {Data: []byte("small")},
		"app-X.css.gz": {Data: []byte("middle")},
		"face.woff2":   {Data: []byte("font")},
	}}
	for _, test := range []struct{ path, accept, body, encoding, contentType string }{
		{"/static/app-X.css", "gzip, br", "small", "br", "text/css; charset=utf-8"},
		{"/static/app-X.css", "gzip", "middle", "gzip", "text/css; charset=utf-8"},
		{"/static/app-X.css", "", "plain", "", "text/css; charset=utf-8"},
		{"/static/face.woff2", "gzip, br", "font", "", "font/woff2"},
	} {
		r := httptest.NewRequest("GET", test.path, nil)
		r.Header.Set("Accept-Encoding", test.accept)
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		h := w.Header()
		if w.Body.String() != test.body || h.Get("Content-Encoding") != test.encoding || h.Get("Content-Type") != test.contentType {
			t.Errorf("%s for %q: %q, %q, %q", test.path, test.accept, w.Body, h.Get("Content-Encoding"), h.Get("Content-Type"))
		}
	}
}
