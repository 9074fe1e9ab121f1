package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Wherever a link into the site asks to lead, it leads within the site, as browsers read addresses.
func FuzzWithin(f *testing.F) {
	for _, s := range []string{"/me", "//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example", "/..//evil.example", "/%2f%2fevil.example", "/a?next=//b#c", "", "javascript:x", "/\x00/", "/\u2028/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, next string) {
		to := Within(next)
		// A browser drops tabs and line ends, takes a backslash for a slash, and drops controls and blanks around.
		read := strings.TrimFunc(to, func(r rune) bool { return r <= ' ' })
		read = strings.NewReplacer("\t", "", "\r", "", "\n", "", `\`, "/").Replace(read)
		if !strings.HasPrefix(read, "/") || strings.HasPrefix(read, "//") {
			t.Fatalf("%q leads to %q", next, to)
		}
		base := &url.URL{Scheme: "https", Host: "counterpart.example", Path: "/signin"}
		if u, err := base.Parse(to); err == nil && (u.Host != base.Host || u.Scheme != base.Scheme) {
			t.Fatalf("%q leads to %v", next, u)
		}
		w := httptest.NewRecorder()
		c := &Call{W: w, R: httptest.NewRequest(http.MethodGet, "/signin", nil), Site: &Site{BaseURL: "https://counterpart.example"}}
		if err := c.See(to, ""); err != nil {
			t.Fatal(err)
		}
		if at := w.Header().Get("Location"); !strings.HasPrefix(at, "/") || strings.HasPrefix(at, "//") || strings.ContainsAny(at, "\r\n") {
			t.Fatalf("%q is answered with Location %q", next, at)
		}
	})
}

// Who asks is the peer, unless a proxy of ours says otherwise; what a client writes itself never makes it somebody whom no
// proxy of ours has seen, and what is kept is a block and never an address.
func FuzzForwarded(f *testing.F) {
	proxy := netip.MustParsePrefix("10.0.0.0/8")
	for _, s := range []string{"", "203.0.113.9", "1.1.1.1, 203.0.113.9", "10.0.0.2, 203.0.113.9, 10.0.0.3", "::ffff:203.0.113.9", "fe80::1%eth0", "unknown", ",,,", "203.0.113.9:80", "\xff"} {
		f.Add("10.0.0.1:443", s)
		f.Add("203.0.113.1:443", s)
	}
	f.Add("not an address", "1.1.1.1")
	f.Fuzz(func(t *testing.T, peer, said string) {
		r := &http.Request{RemoteAddr: peer, Header: http.Header{"X-Forwarded-For": {said}}}
		alone, behind := &Site{}, &Site{Proxies: []netip.Prefix{proxy}}
		direct, known := alone.client(r)
		seen, ok := behind.client(r)
		if known != ok {
			t.Fatalf("%q is somebody behind a proxy only", peer)
		}
		if known && !proxy.Contains(direct) && seen != direct {
			t.Fatalf("%q is no proxy of ours and is believed that it speaks for %v", peer, seen)
		}
		last := said[strings.LastIndex(said, ",")+1:]
		if a, err := netip.ParseAddr(strings.TrimSpace(last)); known && proxy.Contains(direct) && err == nil && !proxy.Contains(a.Unmap().WithZone("")) && seen != a.Unmap().WithZone("") {
			t.Fatalf("our proxy says %q and it is taken for %v", said, seen)
		}
		if block := behind.network(r); block != "unknown" {
			p, err := netip.ParsePrefix(block)
			if err != nil || p != p.Masked() || p.Addr().Is4() && p.Bits() != 24 || p.Addr().Is6() && p.Bits() != 48 || p.Addr().Zone() != "" {
				t.Fatalf("%q by %q is kept as %q", said, peer, block)
			}
		}
	})
}

// A device is named in words of our own, whatever it calls itself.
func FuzzDevice(f *testing.F) {
	for _, s := range []string{"", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Mozilla/5.0 (iPhone) CriOS/1 Safari/1", "<script>Edg", strings.Repeat("Windows", 1000), "\xff\x00"} {
		f.Add(s)
	}
	ours := map[string]bool{"An unknown browser": true}
	for _, b := range browsers {
		ours[b[1]] = true
		for _, s := range systems {
			ours[b[1]+" on "+s[1]] = true
			ours["A browser on "+s[1]] = true
		}
	}
	f.Fuzz(func(t *testing.T, agent string) {
		if words := deviceWords(agent); !ours[words] {
			t.Fatalf("%q is called %q", agent, words)
		}
	})
}

// A key that makes a write happen once is short text that both databases keep, and is another one for another key.
func FuzzIdempotencyKey(f *testing.F) {
	for _, s := range []string{"", "018f0000-0000-7000-8000-000000000001", strings.Repeat("k", 101), "\xff\xfe", "é", " ", "a\x00b"} {
		f.Add(s, s+"2")
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		a, b := keptKey(one), keptKey(two)
		if len(a) > 100 || !utf8.ValidString(a) || strings.ContainsRune(a, 0) || (a == "") != (one == "") {
			t.Fatalf("%q is kept as %q", one, a)
		}
		if one != two && a == b {
			t.Fatalf("%q and %q are one key", one, two)
		}
	})
}

// A body that would bring the character which no database keeps into a text is seen before it is read.
func FuzzHoldsNull(f *testing.F) {
	for _, s := range []string{`{"a":"\u0000"}`, `{"a":"\\u0000"}`, `{"a":"\\\u0000"}`, `{"\u0000":1}`, `["\\\\\\u0000"]`, `"\u00000"`, `"\ud800\u0000"`, "\x00", `{"a":"\U0000"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var value any
		if json.Unmarshal(body, &value) != nil {
			return
		}
		if got, want := holdsNull(body), nullIn(value); got != want {
			// A key that is there twice may hide one: more is refused then, never less.
			if want {
				t.Fatalf("%s holds the character and is let through", body)
			}
		}
	})
}

func nullIn(value any) bool {
	switch v := value.(type) {
	case string:
		return strings.ContainsRune(v, 0)
	case []any:
		return slices.ContainsFunc(v, nullIn)
	case map[string]any:
		for name, inner := range v {
			if strings.ContainsRune(name, 0) || nullIn(inner) {
				return true
			}
		}
	}
	return false
}

// The cookies of a browser are read as they were given, and what a page shows of a notice is text that cannot break out.
func FuzzCookies(f *testing.F) {
	for _, s := range []string{"__Host-session=abc", "session=abc; __Host-session=d", "__Host-notice=%3Cb%3E", "__Host-notice=%zz", "__Host-notice=%ff%00", "__Host-ceremony=\"x\"; __Host-device=y", ";;=;", "__Host-session=a; __Host-session=b"} {
		f.Add(s)
	}
	site := &Site{BaseURL: "https://counterpart.example"}
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Cookie", header)
		w := httptest.NewRecorder()
		c := &Call{W: w, R: r, Site: site}
		for name, value := range map[string]string{sessionCookie: site.SessionToken(r), ceremonyCookie: c.Browser(), deviceCookie: c.Device().Known} {
			if value != "" && (!strings.Contains(header, "__Host-"+name+"=") || !isText(value)) {
				t.Fatalf("%q gives %s %q", header, name, value)
			}
		}
		if words := c.takeNotice(); !isText(words) {
			t.Fatalf("%q shows %q", header, words)
		}
		for _, set := range w.Header().Values("Set-Cookie") {
			if !strings.Contains(set, "HttpOnly") || !strings.Contains(set, "Secure") || strings.ContainsAny(set, "\r\n") {
				t.Fatalf("%q sets %q", header, set)
			}
		}
		word := c.StartBrowser()
		if word == "" || c.Browser() != "" && word != c.Browser() {
			t.Fatalf("%q begins as %q", header, word)
		}
	})
}
