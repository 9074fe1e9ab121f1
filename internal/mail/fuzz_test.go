package mail

import (
	"bytes"
	"io"
	"mime"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"counterpart/internal/dbtest"
)

// allowed are the elements that a body may become.
var allowed = []string{"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "hr", "h1", "h2", "h3", "h4", "code", "pre", "a"}

// Whatever Markdown somebody writes, the page holds plain formatting and links to the web or to mail, nothing else.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{
		"**a** [b](https://x.example)", "[x](javascript:alert(1))", "<script>alert(1)</script>", "![i](https://x.example/a.png)", "<a href=\"data:text/html,x\">y</a>",
		"[a](<java\nscript:x>)", "&lt;img src=x onerror=y&gt;", "1. a\n2. b\n   - c", "> q\n\n```\n</code><svg/onload=x>\n```", "www.evil.example", "<style>*{}</style>", "\x00\xff",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		page := HTML(body)
		tokens := html.NewTokenizer(strings.NewReader(page))
		for tokens.Next() != html.ErrorToken {
			token := tokens.Token()
			switch token.Type {
			case html.TextToken, html.EndTagToken:
				continue
			case html.StartTagToken, html.SelfClosingTagToken:
			default:
				t.Fatalf("%q became %q, which holds %v", body, page, token.Type)
			}
			if !slices.Contains(allowed, token.Data) {
				t.Fatalf("%q became %q, which holds <%s>", body, page, token.Data)
			}
			for _, attr := range token.Attr {
				if token.Data == "a" && attr.Key == "rel" {
					continue
				}
				lower := strings.ToLower(attr.Val)
				web := strings.HasPrefix(lower, "http:") || strings.HasPrefix(lower, "https:") || strings.HasPrefix(lower, "mailto:")
				if token.Data != "a" || attr.Key != "href" || !web {
					t.Fatalf("%q became %q, which holds %s=%q", body, page, attr.Key, attr.Val)
				}
			}
		}
		if again := CleanHTML(page); again != strings.TrimSpace(page) {
			t.Fatalf("%q cleaned twice differs: %q, %q", body, page, again)
		}
		if plain := Plain(body); utf8.ValidString(body) && !utf8.ValidString(plain) {
			t.Fatalf("%q became the text %q", body, plain)
		}
	})
}

// Whatever stands in the fields of a message, it goes to the one recipient, under the one subject, or not at all.
func FuzzCompose(f *testing.F) {
	f.Add("Office", "office@un.example", "Ana", "ana@foreign.example", "Invitation", "Dear **Ana**")
	f.Add("a\r\nBcc: x@evil.example", "o@un.example", "b", "a@x.example", "s", "")
	f.Add("O", "o@un.example", "ana@x.example, eve@evil.example", "ana@x.example", "=?utf-8?q?a=0D=0ABcc:x?=", ".\r\n.\r\n")
	f.Add("\"<eve@evil.example>\"", "\"o o\"@un.example", "Ａｎａ <x@y>", "a@x.example,b@x.example", "ก\u202e", "From x")
	f.Fuzz(func(t *testing.T, fromName, from, toName, to, subject, body string) {
		msg, err := compose(Message{ID: "1@un.example", FromName: fromName, FromAddress: from, ToName: toName, ToAddress: to, Subject: subject, Body: body, At: dbtest.Noon})
		if err != nil {
			if !IsPermanent(err) {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		var out bytes.Buffer
		if _, err := msg.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		read, err := netmail.ReadMessage(&out)
		if err != nil {
			t.Fatal(err)
		}
		for name, values := range read.Header {
			if len(values) != 1 || slices.Contains([]string{"Bcc", "Cc", "Resent-To"}, name) {
				t.Fatalf("header %s: %q", name, values)
			}
		}
		recipients, err := read.Header.AddressList("To")
		if err != nil || len(recipients) != 1 || recipients[0].Address != to {
			t.Fatalf("to %q <%s> arrives as %v, %v in %q", toName, to, recipients, err, read.Header.Get("To"))
		}
		senders, err := read.Header.AddressList("From")
		if err != nil || len(senders) != 1 || senders[0].Address != from {
			t.Fatalf("from %q <%s> arrives as %v, %v", fromName, from, senders, err)
		}
		got, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
		if plain := utf8.ValidString(subject) && strings.TrimSpace(subject) == subject && !strings.Contains(subject, "=?") && !strings.Contains(subject, "  "); plain && (err != nil || got != subject) {
			t.Fatalf("subject %q arrives as %q, %v", subject, got, err)
		}
		if _, err := io.Copy(io.Discard, read.Body); err != nil {
			t.Fatal(err)
		}
	})
}

// An address of a mail server that is taken is one that mail may leave through: protected, or on this machine.
func FuzzParseURL(f *testing.F) {
	for _, s := range []string{"smtp://u:p@mail.example:587", "smtps://mail.example", "smtp://127.0.0.1:25?tls=none", "smtp://mail.example?tls=none", "smtp://[::1]:2500?tls=opportunistic", "http://x", "smtp://x:99999", "smtps://x?tls=none", "smtp://localhost.?tls=none"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		cfg, err := ParseURL(raw)
		if err != nil {
			return
		}
		if cfg.Host == "" || cfg.Port < 1 || cfg.Port > 65535 {
			t.Fatalf("%q gives %+v", raw, cfg)
		}
		here := cfg.Host == "localhost" || cfg.Host == "::1" || strings.HasPrefix(cfg.Host, "127.") || strings.HasPrefix(cfg.Host, "::ffff:")
		if (cfg.TLS == TLSNone || cfg.TLS == TLSOpportunistic) && !here && !strings.Contains(cfg.Host, ":") {
			t.Fatalf("%q lets mail travel to %s without protection", raw, cfg.Host)
		}
		if _, err := New(cfg); err != nil {
			t.Fatalf("%q is read and then refused: %v", raw, err)
		}
	})
}
