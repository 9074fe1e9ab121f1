package outside_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"counterpart/internal/outside"
)

// Every way of writing an address of the own network is refused, before or at the dial.
func TestAbuse_F1_TheOwnNetworkIsNotCalled(t *testing.T) {
	t.Parallel()
	reached := atomic.Bool{}
	inner := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	t.Cleanup(inner.Close)
	hosts := []string{
		"127.0.0.1", "127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1", "017700000001", "localhost", "LOCALHOST.", "localhost.localdomain.local",
		"[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
		"[fe80::1]", "[fe80::1%25lo]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[2001:db8::1]", "[fec0::1]",
		"0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255", "169.254.169.254", "192.0.0.192",
		"198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "metadata", "metadata.google.internal", "server.lan", "①②⑦.⓪.⓪.①",
	}
	client := outside.Client(outside.Options{Timeout: 3 * time.Second})
	for _, host := range hosts {
		for _, port := range []string{"", ":443", ":8443", inner.Listener.Addr().String()[strings.LastIndex(inner.Listener.Addr().String(), ":"):]} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+host+port+"/latest/meta-data", nil)
			if err != nil {
				continue // not an address at all
			}
			if res, err := client.Do(req); err == nil {
				_ = res.Body.Close()
				t.Errorf("%s%s answers %d", host, port, res.StatusCode)
			}
		}
	}
	if reached.Load() {
		t.Error("the inner server was reached")
	}
}

func TestAbuse_F1_OnlyTLSToKnownPorts(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		"http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org", "https://user:pass@example.org/", "https://example.org:22/",
		"https://example.org:25/", "https:example.org", "https:///x", "//example.org/", "unix:///run/x",
	} {
		u, err := url.Parse(raw)
		if err != nil {
			continue
		}
		if (outside.Options{}).Check(u) == nil {
			t.Errorf("%s may be called", raw)
		}
	}
	for _, raw := range []string{"https://example.org/hook", "https://example.org:8443/", "https://93.184.215.14/", "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/"} {
		u, err := url.Parse(raw)
		if err != nil || (outside.Options{}).Check(u) != nil {
			t.Errorf("%s: %v", raw, (outside.Options{}).Check(u))
		}
	}
}

// A name that first leads outside and then inside is judged by the address that is dialled.
func TestAbuse_F1_NamesThatTurnInside(t *testing.T) {
	t.Parallel()
	reached := atomic.Bool{}
	inner := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	t.Cleanup(inner.Close)
	asked := &atomic.Int32{}
	resolver := names(t, func() netip.Addr {
		asked.Add(1)
		return netip.MustParseAddr("127.0.0.1")
	})
	client := outside.Client(outside.Options{Resolver: resolver, Timeout: 3 * time.Second})
	_, err := get(t, client, "https://rebind.example.org:8443/")
	if !errors.Is(err, outside.ErrInside) {
		t.Errorf("%v", err)
	}
	if asked.Load() == 0 || reached.Load() {
		t.Errorf("asked %d times, reached %v", asked.Load(), reached.Load())
	}
}

// A redirect is not followed unless asked for, and then only over TLS and outside.
func TestAbuse_F1_RedirectsLeadNowhereInside(t *testing.T) {
	t.Parallel()
	reached := atomic.Bool{}
	inner := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	t.Cleanup(inner.Close)
	for _, to := range []string{"https://169.254.169.254/", "http://example.org/", inner.URL, "https://localhost/", "file:///etc/passwd"} {
		server := httptest.NewTLSServer(http.RedirectHandler(to, http.StatusFound))
		opts := allowing(server)
		if status, err := get(t, outside.Client(opts), server.URL); err != nil || status != http.StatusFound {
			t.Errorf("%s without following: %d %v", to, status, err)
		}
		opts.Redirects = 3
		if status, err := get(t, outside.Client(opts), server.URL); err == nil {
			t.Errorf("%s was followed: %d", to, status)
		}
		server.Close()
	}
	if reached.Load() {
		t.Error("the inner server was reached")
	}
	round := httptest.NewTLSServer(http.RedirectHandler("/again", http.StatusFound))
	t.Cleanup(round.Close)
	opts := allowing(round)
	opts.Redirects = 3
	if status, err := get(t, outside.Client(opts), round.URL); err != nil || status != http.StatusFound {
		t.Errorf("round and round: %d %v", status, err)
	}
}

func TestAbuse_F2_BadCertificatesAreRefused(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	opts := allowing(server)
	opts.Roots = nil
	if _, err := get(t, outside.Client(opts), server.URL); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a certificate of nobody: %v", err)
	}
	opts = allowing(server)
	other := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	opts.Allow = append(opts.Allow, "localhost")
	if _, err := get(t, outside.Client(opts), other); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a certificate of another name: %v", err)
	}
}

func TestAbuse_F3_AnswersAreBoundedInLengthAndTime(t *testing.T) {
	t.Parallel()
	end := make(chan struct{})
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/endless":
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 32<<10)); err != nil {
					return
				}
			}
		case "/slow":
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte("."))
				_ = http.NewResponseController(w).Flush()
				time.Sleep(50 * time.Millisecond)
			}
		case "/silent":
			select {
			case <-r.Context().Done():
			case <-end:
			}
		case "/headers":
			for i := range 3000 {
				w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("x", 100))
			}
		case "/exact":
			_, _ = w.Write(make([]byte, 1000))
		}
	}))
	t.Cleanup(func() { close(end); server.CloseClientConnections(); server.Close() })
	opts := allowing(server)
	opts.MaxBytes, opts.Timeout = 1000, 500*time.Millisecond
	client := outside.Client(opts)
	if _, err := get(t, client, server.URL+"/exact"); err != nil {
		t.Errorf("an answer of just the length: %v", err)
	}
	if _, err := get(t, client, server.URL+"/endless"); !errors.Is(err, outside.ErrTooLong) {
		t.Errorf("endless: %v", err)
	}
	for _, path := range []string{"/slow", "/silent", "/headers"} {
		began := time.Now()
		if _, err := get(t, client, server.URL+path); err == nil || time.Since(began) > 5*time.Second {
			t.Errorf("%s: %v after %v", path, err, time.Since(began))
		}
	}
}

// A call tells nothing of where it comes from, and goes by no proxy that the environment names.
func TestCallsCarryNothingAlong(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	got := make(chan http.Header, 2)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		got <- r.Header
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/next", http.StatusFound)
		}
	}))
	t.Cleanup(server.Close)
	opts := allowing(server)
	opts.Redirects = 1
	if _, err := get(t, outside.Client(opts), server.URL+"/?secret=1"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if h := <-got; h.Get("Cookie") != "" || h.Get("Referer") != "" {
			t.Errorf("%v", h)
		}
	}
}

func allowing(server *httptest.Server) outside.Options {
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return outside.Options{Allow: []string{server.Listener.Addr().String()}, Roots: roots, Timeout: 5 * time.Second}
}

func get(t *testing.T, client *http.Client, at string) (int, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, nil)
	if err != nil {
		return 0, err
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

// names is a resolver that answers each question with one address, from a name server of the test's own.
func names(t *testing.T, answer func() netip.Addr) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class}, Body: &dnsmessage.AResource{A: answer().As4()}}}
			}
			if raw, err := m.Pack(); err == nil {
				_, _ = server.WriteTo(raw, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}
