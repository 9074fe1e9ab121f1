package roomtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/dbtest"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Room is the upstairs of a room.
type Room interface {
	Routes() []web.Route
	API(*web.API)
}

// Site serves the pages of one room to one actor, who may change between two requests.
type Site struct {
	Actor  access.Actor
	t      testing.TB
	server *httptest.Server
}

// Serve starts a site. Its clock stands still at the test clock's noon.
func Serve(t testing.TB, actor access.Actor, room Room) *Site {
	t.Helper()
	s := &Site{Actor: actor, t: t}
	site := &web.Site{
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), BaseURL: "http://counterpart.example", Now: func() time.Time { return dbtest.Noon },
		Mechanism: func(context.Context) ui.Mechanism { return ui.Mechanism{Name: "M"} }, Nav: func(access.Actor) []ui.NavItem { return nil },
		Authenticate: func(*http.Request) (access.Actor, error) { return s.Actor, nil },
	}
	api := web.NewAPI(site, "test")
	room.API(api)
	handler, err := site.Handler(room.Routes(), api.Handler())
	if err != nil {
		t.Fatal(err)
	}
	s.server = httptest.NewServer(handler)
	t.Cleanup(s.server.Close)
	return s
}

// Get asks for a page and returns its body.
func (s *Site) Get(status int, path string, parts ...string) string {
	s.t.Helper()
	body, _ := s.send(status, http.MethodGet, path, "", nil, parts)
	return body
}

// Post sends a form, given as pairs, and returns where the answer leads.
func (s *Site) Post(status int, path string, pairs []string, parts ...string) string {
	s.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	_, location := s.send(status, http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), parts)
	return location
}

// Upload sends a form with a file in the field "file" and returns where the answer leads.
func (s *Site) Upload(status int, path string, pairs []string, name string, content []byte, parts ...string) string {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := form.WriteField(pairs[i], pairs[i+1]); err != nil {
			s.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	_, location := s.send(status, http.MethodPost, path, form.FormDataContentType(), &body, parts)
	return location
}

// Call uses an operation of the API below /api/v1; in is sent as JSON and the answer read into out, where they are not nil.
func (s *Site) Call(status int, method, path string, in, out any) {
	s.t.Helper()
	var body io.Reader
	media := ""
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			s.t.Fatal(err)
		}
		body, media = bytes.NewReader(raw), "application/json"
	}
	answer, _ := s.send(status, method, "/api/v1"+path, media, body, nil)
	if out != nil {
		if err := json.Unmarshal([]byte(answer), out); err != nil {
			s.t.Fatalf("%s %s: %v in %s", method, path, err, answer)
		}
	}
}

func (s *Site) send(status int, method, path, media string, sent io.Reader, parts []string) (body, location string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+path, sent)
	if err != nil {
		s.t.Fatal(err)
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if res.StatusCode != status {
		s.t.Fatalf("%s %s: %d, want %d\n%s", method, path, res.StatusCode, status, raw)
	}
	for _, part := range parts {
		if !strings.Contains(string(raw), part) {
			s.t.Errorf("%s %s: no %q in\n%s", method, path, part, raw)
		}
	}
	return string(raw), res.Header.Get("Location")
}
