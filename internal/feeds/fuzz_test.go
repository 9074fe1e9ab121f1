package feeds

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"counterpart/internal/audit"
	"counterpart/internal/fault"
)

// A webhook as it is typed is refused in words, or has an address that can be called and kept, and kinds that exist.
func FuzzWebhookDraft(f *testing.F) {
	s := &Service{}
	for _, u := range []string{"https://example.org/hook?token=x", " https://example.org:8443 ", "https://example.org/#x", "http://example.org", "https://10.0.0.1", "https://", "%zz", "https://exa mple.org", "https://example.org/\x00", "https://example.org/\xff", strings.Repeat("https://example.org/", 40)} {
		f.Add(u, string(EventKinds[0].Action), string(Ping))
	}
	f.Add("https://example.org", string(EventKinds[1].Action), string(EventKinds[2].Action))
	f.Fuzz(func(t *testing.T, address, kind, other string) {
		d := WebhookDraft{URL: address, Kinds: []audit.Action{audit.Action(kind), audit.Action(other)}}
		if err := s.check(d); err != nil {
			wrong := fault.AsInvalid(err)
			if wrong == nil || len(wrong.Fields) == 0 {
				t.Fatalf("refused with %v", err)
			}
			for _, w := range wrong.Fields {
				if w.Words == "" || !utf8.ValidString(w.Words) {
					t.Fatalf("%q is refused with %q", address, w.Words)
				}
			}
			return
		}
		kept := strings.TrimSpace(address)
		u, err := url.Parse(kept)
		if err != nil || u.Scheme != "https" || u.User != nil || u.Fragment != "" || hostOf(address) == "" || len(kept) > 500 {
			t.Fatalf("%q is taken", address)
		}
		if !utf8.ValidString(kept) || strings.ContainsFunc(kept, unicode.IsControl) {
			t.Fatalf("%q is kept", kept)
		}
		if _, err := http.NewRequestWithContext(t.Context(), http.MethodPost, kept, nil); err != nil {
			t.Fatalf("%q cannot be called: %v", kept, err)
		}
		for _, k := range d.Kinds {
			if k == Ping {
				t.Fatalf("the kind %q can be chosen", k)
			}
		}
	})
}
