package web

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"counterpart/internal/fault"
	"counterpart/internal/files"
)

// Whatever arrives as a form is text that can be kept, or is refused in words.
func FuzzForm(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", []byte("a=1&b=%00&a=2"))
	f.Add("application/x-www-form-urlencoded; charset=x", []byte("a=%ff"))
	f.Add("multipart/form-data; boundary=b", []byte("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../x\"\r\n\r\nhello\r\n--b--\r\n"))
	f.Add("multipart/form-data", []byte("x"))
	f.Add("text/plain", []byte(`{"a":1}`))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		r.Body = http.MaxBytesReader(httptest.NewRecorder(), r.Body, 1<<12)
		form, err := readForm(r)
		if err != nil {
			if fault.AsInvalid(err) == nil && !tooLarge(err) {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		if media, _, _ := mime.ParseMediaType(contentType); contentType != "" && media != "multipart/form-data" && media != "application/x-www-form-urlencoded" {
			t.Fatalf("%q was read as a form", contentType)
		}
		for name, values := range form.Values {
			for _, v := range append(values, name) {
				if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
					t.Fatalf("field %q holds %q", name, v)
				}
			}
			form.Int(name, "N")
			form.Date(name, "D")
		}
		for _, upload := range form.uploads {
			if clean := files.CleanName(upload.Name); clean == "" || strings.ContainsAny(clean, "/\\\r\n\x00") || clean == ".." {
				t.Fatalf("upload %q is kept as %q", upload.Name, clean)
			}
		}
		if form.fingerprint(r) == "" {
			t.Fatal("no fingerprint")
		}
	})
}

// A page key that a list gave out reads back as it was; any other gives the right number of values or is refused in words.
func FuzzPageKey(f *testing.F) {
	f.Add("", "a", "b")
	f.Add(EncodeKey("2024-06-05", "id"), "\x00", "")
	f.Add("!!!", "é", "\xff")
	f.Fuzz(func(t *testing.T, key, a, b string) {
		parts, err := DecodeKey(key, 2)
		switch {
		case err != nil && fault.AsInvalid(err) == nil:
			t.Fatalf("refused with %v", err)
		case err == nil && key != "" && len(parts) != 2:
			t.Fatalf("%q gives %q", key, parts)
		}
		for _, p := range parts {
			if !utf8.ValidString(p) {
				t.Fatalf("%q gives %q, which no database can compare", key, parts)
			}
		}
		if !utf8.ValidString(a) || !utf8.ValidString(b) || strings.ContainsRune(a+b, 0) {
			return
		}
		if back, err := DecodeKey(EncodeKey(a, b), 2); err != nil || !slices.Equal(back, []string{a, b}) {
			t.Fatalf("%q, %q read back as %q, %v", a, b, back, err)
		}
	})
}

// Headers are read without a crash, and what is made of them cannot break out of an answer.
func FuzzHeaders(f *testing.F) {
	f.Add("Bearer abc", "counterpart-session=x; y", "gzip;q=0, br", "text/html, application/json;q=0.1", "Bad name\r\nX: y")
	f.Add("bearer  ", "=;;", ",,,", "*/*", "\u202ecod.exe")
	f.Fuzz(func(t *testing.T, authorization, cookie, encoding, accept, name string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		for header, value := range map[string]string{"Authorization": authorization, "Cookie": cookie, "Accept-Encoding": encoding, "Accept": accept} {
			r.Header.Set(header, value)
		}
		site := &Site{BaseURL: "https://counterpart.example"}
		if token := BearerToken(r); token != strings.TrimSpace(token) || token != "" && !strings.Contains(authorization, token) {
			t.Fatalf("token %q of %q", token, authorization)
		}
		if token := site.SessionToken(r); token != "" && !strings.Contains(cookie, "__Host-session=") {
			t.Fatalf("session %q of %q", token, cookie)
		}
		accepts(r, "gzip")
		w := httptest.NewRecorder()
		c := &Call{W: w, R: r, Site: site}
		c.WantsJSON()
		if err := c.Send(name, "text/plain", []byte("x"), false); err != nil {
			t.Fatal(err)
		}
		disposition := w.Header().Get("Content-Disposition")
		kind, params, err := mime.ParseMediaType(disposition)
		if strings.ContainsAny(disposition, "\r\n") || kind != "attachment" || err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
			t.Fatalf("%q gives %q", name, disposition)
		}
		if utf8.ValidString(name) && params["filename"] != files.CleanName(name) {
			t.Fatalf("%q arrives as %q", name, params["filename"])
		}
	})
}
