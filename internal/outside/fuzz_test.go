package outside

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/idna"
)

// An address that somebody typed is refused in words, or is one of TLS to a name or an address of the open internet, in
// whichever letters it is written.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{
		"https://example.org/hook", "https://127.0.0.1/", "https://0x7f.1/", "https://2130706433/", "https://[::ffff:10.0.0.1]/", "https://[fe80::1%25eth0]/", "https://a@example.org/",
		"https://example.org:22/", "https://LOCALHOST./", "https://１２７.０.０.１/", "https://①②⑦.⓪.⓪.①/", "https://example。local/", "https:example.org", "https://exa\u00admple.org/", "https://example.org#x", "//x", "https://[::1", "https://ⓛocalhost.localhost/", "https://a..b/", "https://xn--.org/",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := url.Parse(raw)
		if err != nil {
			return
		}
		if err := (Options{}).Check(u); err != nil {
			if err.Error() == "" {
				t.Fatalf("%q is refused without words", raw)
			}
			return
		}
		host := u.Hostname()
		if u.Scheme != "https" || u.User != nil || u.Opaque != "" || host == "" || u.Port() != "" && u.Port() != "443" && u.Port() != "8443" {
			t.Fatalf("%q is called", raw)
		}
		if ascii, err := idna.Lookup.ToASCII(host); err == nil { // as net/http reads it
			host = ascii
		}
		if a, err := netip.ParseAddr(host); err == nil && !Public(a) {
			t.Fatalf("%q leads to %v", raw, a)
		}
		name := strings.ToLower(strings.TrimRight(host, "."))
		if name == "localhost" || strings.HasSuffix(name, ".localhost") || strings.HasSuffix(name, ".local") || strings.HasSuffix(name, ".internal") || !strings.ContainsAny(name, ".:") {
			t.Fatalf("%q leads to %q", raw, name)
		}
	})
}

// Whatever the other side answers on its socket ends in time, in an error or in a status with a body that is not longer than
// it may be, and leads to no further call.
func FuzzAnswer(f *testing.F) {
	const most = 1 << 10
	var answer atomic.Pointer[[]byte]
	var calls atomic.Int32
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			calls.Add(1)
			_ = c.SetDeadline(time.Now().Add(5 * time.Second))
			_, _ = http.ReadRequest(bufio.NewReader(c))
			_, _ = c.Write(*answer.Load())
			_ = c.Close()
		}
	}()
	for _, s := range []string{
		"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 200 OK\r\n\r\n" + strings.Repeat("x", 3*most), "HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "HTTP/1.1 999 \x00\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b", "", "SSH-2.0-x\r\n",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "HTTP/1.1 307 x\r\nLocation: https://169.254.169.254/\r\n\r\n",
	} {
		f.Add([]byte(s))
	}
	client := Client(Options{Timeout: 5 * time.Second, MaxBytes: most, Allow: []string{l.Addr().String()}})
	f.Fuzz(func(t *testing.T, raw []byte) {
		answer.Store(&raw)
		before := calls.Load()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+l.Addr().String()+"/hook", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		res, err := client.Do(req)
		if err == nil {
			var body bytes.Buffer
			n, readErr := io.Copy(&body, res.Body)
			_ = res.Body.Close()
			if n > most {
				t.Fatalf("%d bytes were read, %v", n, readErr)
			}
			if res.StatusCode < 100 || res.StatusCode > 999 {
				t.Fatalf("the status is %d", res.StatusCode)
			}
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Fatalf("it took %v", took)
		}
		if n := calls.Load() - before; n != 1 {
			t.Fatalf("%d calls", n)
		}
	})
}
