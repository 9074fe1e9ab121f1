package mail

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"pgregory.net/rapid"
)

// server is a real SMTP server in this process that does as scripted.
type server struct {
	mu      sync.Mutex
	mailErr error
	rcptErr error
	dataErr error
	cut     bool          // drop the line after the data
	stall   time.Duration // before the answer to the data
	got     [][]byte

	password string
	signedIn bool
}

func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{s, c}, nil }

type session struct {
	s *server
	c *smtp.Conn
}

func (x *session) Reset()                               {}
func (x *session) Logout() error                        { return nil }
func (x *session) Mail(string, *smtp.MailOptions) error { return x.s.mailErr }
func (x *session) Rcpt(string, *smtp.RcptOptions) error { return x.s.rcptErr }
func (x *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	time.Sleep(x.s.stall)
	if x.s.cut {
		return x.c.Conn().Close()
	}
	if x.s.dataErr != nil {
		return x.s.dataErr
	}
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.got = append(x.s.got, raw)
	return nil
}

func (x *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (x *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, name, password string) error {
		if name != "a" || password != x.s.password {
			return smtp.ErrAuthFailed
		}
		x.s.signedIn = true
		return nil
	}), nil
}

func start(t *testing.T, s *server) *Sender {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(s)
	srv.Domain = "test.example"
	srv.ErrorLog = quiet{}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	sender, err := New(Config{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, TLS: TLSNone, Timeout: 400 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func sample() Message {
	return Message{
		ID: "0190-1@office.example", FromName: "Regional Support Office, Bangkok", FromAddress: "office@office.example", ReplyTo: "programme@office.example",
		ToName: "H.E. Ms Somchanok สมชนก", ToAddress: "focal@party.example", Subject: "Invitation: Members’ Engagement Function",
		Body: "Dear **Ms Somchanok**,\n\nplease answer here:\n\n<https://office.example/n/abc>\n\n- one\n- two\n", Language: "en",
		At: time.Date(2024, 6, 5, 12, 0, 0, 0, time.UTC),
	}
}

func TestSend(t *testing.T) {
	t.Parallel()
	s := &server{}
	if err := start(t, s).Send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	if len(s.got) != 1 {
		t.Fatalf("%d mails arrived", len(s.got))
	}
	m, err := netmail.ReadMessage(bytes.NewReader(s.got[0]))
	if err != nil {
		t.Fatal(err)
	}
	dec := new(mime.WordDecoder)
	for name, want := range map[string]string{
		"Message-Id": "<0190-1@office.example>", "Subject": "Invitation: Members’ Engagement Function", "Auto-Submitted": "auto-generated",
		"Content-Language": "en", "Date": "Wed, 05 Jun 2024 12:00:00 +0000", "List-Unsubscribe": "", "Precedence": "",
	} {
		if got, _ := dec.DecodeHeader(m.Header.Get(name)); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if from, err := m.Header.AddressList("From"); err != nil || from[0].Name != "Regional Support Office, Bangkok" || from[0].Address != "office@office.example" {
		t.Errorf("From: %v %v", from, err)
	}
	if to, err := m.Header.AddressList("To"); err != nil || to[0].Name != "H.E. Ms Somchanok สมชนก" {
		t.Errorf("To: %v %v", to, err)
	}
	if reply, err := m.Header.AddressList("Reply-To"); err != nil || reply[0].Address != "programme@office.example" {
		t.Errorf("Reply-To: %v %v", reply, err)
	}
	text, page := parts(t, m)
	if !strings.Contains(text, "Dear Ms Somchanok,") || !strings.Contains(text, "https://office.example/n/abc") || strings.Contains(text, "**") {
		t.Errorf("plain text:\n%s", text)
	}
	if !strings.Contains(page, `<a href="https://office.example/n/abc">`) || !strings.Contains(page, "<strong>Ms Somchanok</strong>") {
		t.Errorf("HTML:\n%s", page)
	}
}

func parts(t *testing.T, m *netmail.Message) (text, page string) {
	t.Helper()
	media, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || media != "multipart/alternative" {
		t.Fatalf("%s: %v", media, err)
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	for range 2 {
		part, err := r.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			page = string(raw)
		} else {
			text = string(raw)
		}
	}
	return text, page
}

func TestFailuresAreTold(t *testing.T) {
	t.Parallel()
	answer := func(code int) error { return &smtp.SMTPError{Code: code, Message: "as scripted"} }
	cases := []struct {
		name      string
		server    *server
		permanent bool
	}{
		{"sender deferred", &server{mailErr: answer(451)}, false},
		{"sender refused", &server{mailErr: answer(550)}, true},
		{"recipient deferred", &server{rcptErr: answer(450)}, false},
		{"recipient unknown", &server{rcptErr: answer(550)}, true},
		{"too busy", &server{dataErr: answer(421)}, false},
		{"content refused", &server{dataErr: answer(554)}, true},
		{"line cut", &server{cut: true}, false},
		{"no answer in time", &server{stall: time.Second}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := start(t, c.server).Send(t.Context(), sample())
			if err == nil || IsPermanent(err) != c.permanent {
				t.Errorf("permanent %v, got %v", c.permanent, err)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{Host: "127.0.0.1", Port: port, TLS: TLSNone})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), sample()); err == nil || IsPermanent(err) {
		t.Errorf("got %v", err)
	}
	none, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := none.Send(t.Context(), sample()); !errors.Is(err, ErrNoServer) || IsPermanent(err) {
		t.Errorf("got %v", err)
	}
}

// TestTLS holds that a server with a trusted certificate gets the mail after STARTTLS, with the password, and that one with a
// certificate nobody trusts gets neither.
func TestTLS(t *testing.T) {
	t.Parallel()
	web := httptest.NewTLSServer(nil) // for its certificate, which is for 127.0.0.1
	t.Cleanup(web.Close)
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	s := &server{password: "b c"}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(s)
	srv.Domain, srv.ErrorLog, srv.TLSConfig = "test.example", quiet{}, &tls.Config{Certificates: web.TLS.Certificates}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	cfg := Config{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Username: "a", Password: "b c", Timeout: 5 * time.Second}
	sender, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), sample()); err == nil || IsPermanent(err) || len(s.got) != 0 || s.signedIn {
		t.Fatalf("a certificate that nobody trusts: %v", err)
	}
	sender.roots = roots
	if err := sender.Send(t.Context(), sample()); err != nil || len(s.got) != 1 || !s.signedIn {
		t.Fatalf("%d mails, %v", len(s.got), err)
	}
	sender.cfg.Password = "wrong"
	if err := sender.Send(t.Context(), sample()); err == nil || IsPermanent(err) || strings.Contains(err.Error(), "wrong") {
		t.Errorf("with a wrong password: %v", err)
	}
}

// TestNothingLeavesUnprotected holds that a server which offers no TLS gets nothing under the default policy.
func TestNothingLeavesUnprotected(t *testing.T) {
	t.Parallel()
	s := &server{}
	sender := start(t, s)
	sender.cfg.TLS = ""
	if err := sender.Send(t.Context(), sample()); err == nil || IsPermanent(err) {
		t.Errorf("got %v", err)
	}
	if len(s.got) != 0 {
		t.Error("a mail left in clear text")
	}
}

func TestParseURL(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]Config{
		"smtp://mail.example":                      {Host: "mail.example", Port: 587},
		"smtp://a:b%20c@mail.example:25":           {Host: "mail.example", Port: 25, Username: "a", Password: "b c"},
		"smtps://mail.example":                     {Host: "mail.example", Port: 465, TLS: TLSImplicit},
		"smtp://127.0.0.1:2525?tls=none":           {Host: "127.0.0.1", Port: 2525, TLS: TLSNone},
		"smtp://localhost:2525?tls=opportunistic":  {Host: "localhost", Port: 2525, TLS: TLSOpportunistic},
		"smtp://mail.example:25?tls=none":          {},
		"smtp://mail.example:25?tls=opportunistic": {},
		"smtp://mail.example:0":                    {},
		"smtp://mail.example?tls=maybe":            {},
		"http://mail.example":                      {},
		"mail.example:25":                          {},
	} {
		got, err := ParseURL(raw)
		if (err != nil) != (want == Config{}) || err == nil && got != want {
			t.Errorf("%s: %+v, %v", raw, got, err)
		}
	}
}

func TestHeadersCannotBeBroken(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Message){
		"subject":      func(m *Message) { m.Subject = "a\r\nBcc: x@y.example" },
		"to name":      func(m *Message) { m.ToName = "a\nBcc: x@y.example" },
		"from name":    func(m *Message) { m.FromName = "a\x00" },
		"to":           func(m *Message) { m.ToAddress = "a@b.example>\r\nRCPT TO:<x@y.example" },
		"two to":       func(m *Message) { m.ToAddress = "a@b.example, c@d.example" },
		"named to":     func(m *Message) { m.ToAddress = "A <a@b.example>" },
		"no to":        func(m *Message) { m.ToAddress = "" },
		"message id":   func(m *Message) { m.ID = "x>\r\nBcc: y" },
		"no messageid": func(m *Message) { m.ID = "" },
	} {
		m := sample()
		change(&m)
		if _, err := compose(m); !IsPermanent(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnyNameStaysAName(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := sample()
		m.ToName = strings.TrimSpace(rapid.StringOfN(rapid.RuneFrom(nil, unicode.L, unicode.N, unicode.P, unicode.S), 0, 80, -1).Draw(t, "name"))
		m.Subject = m.ToName + "."
		msg, err := compose(m)
		if err != nil {
			t.Fatal(err)
		}
		var raw bytes.Buffer
		if _, err := msg.WriteTo(&raw); err != nil {
			t.Fatal(err)
		}
		got, err := netmail.ReadMessage(&raw)
		if err != nil {
			t.Fatal(err)
		}
		to, err := got.Header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Address != m.ToAddress || to[0].Name != display(m.ToName) {
			t.Fatalf("%v %v", to, err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
		if err != nil || subject != m.Subject {
			t.Fatalf("%q %v", subject, err)
		}
	})
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	cases := []struct{ body, plain, html string }{
		{"a **b** _c_", "a b c\n", "<p>a <strong>b</strong> <em>c</em></p>\n"},
		{`\*not bold\* \<b\> \& R\&D`, "*not bold* <b> & R&D\n", "<p>*not bold* &lt;b&gt; &amp; R&amp;D</p>\n"},
		{"one\\\ntwo", "one\ntwo\n", "<p>one<br>\ntwo</p>\n"},
		{"[here](<https://x.example/a?b=1&c=2>)", "here (https://x.example/a?b=1&c=2)\n", `<p><a href="https://x.example/a?b=1&amp;c=2">here</a></p>` + "\n"},
		{"<script>alert(1)</script>\n\nrest", "rest\n", "\n<p>rest</p>\n"},
		{"[x](javascript:alert(1))", "x (javascript:alert(1))\n", "<p>x</p>\n"},
		{"- a\n- b\n  - c\n\n2. d\n3. e", "- a\n- b\n  - c\n\n2. d\n3. e\n", ""},
		{"> quoted\n> twice", "> quoted\n> twice\n", ""},
	}
	for _, c := range cases {
		if got := Plain(c.body); got != c.plain {
			t.Errorf("%q: plain %q, want %q", c.body, got, c.plain)
		}
		if got := HTML(c.body); c.html != "" && got != c.html {
			t.Errorf("%q: HTML %q, want %q", c.body, got, c.html)
		}
	}
}
