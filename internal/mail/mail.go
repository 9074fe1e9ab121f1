// Package mail sends one message over SMTP and says, when it could not, whether trying again can help.
//
// It keeps nothing and decides nothing: what is sent, when and how often is the business of its caller. A message
// has a plain text and a simple HTML form, both made from the same Markdown.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

// The ways in which a connection is protected.
const (
	TLSMandatory     = "mandatory"     // STARTTLS, or nothing is sent
	TLSImplicit      = "implicit"      // TLS from the first byte, as on port 465
	TLSOpportunistic = "opportunistic" // STARTTLS where offered; on this machine only
	TLSNone          = "none"          // on this machine only
)

// Config says through which server mail leaves.
type Config struct {
	Host     string
	Port     int
	Username string
	Password string
	TLS      string        // TLSMandatory when empty
	Hello    string        // name of this host in the greeting; the system's when empty
	Timeout  time.Duration // of one command; 30 s when zero
}

// ParseURL reads "smtp://USER:PASSWORD@HOST:PORT?tls=POLICY" or "smtps://…", which is TLS from the first byte.
func ParseURL(raw string) (Config, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return Config{}, errors.New("the mail server's address cannot be read: write smtp://USER:PASSWORD@HOST:587")
	}
	cfg := Config{Host: u.Hostname(), Port: 587, TLS: u.Query().Get("tls"), Username: u.User.Username()}
	cfg.Password, _ = u.User.Password()
	if u.Scheme == "smtps" {
		cfg.Port, cfg.TLS = 465, TLSImplicit
	}
	if p := u.Port(); p != "" {
		if cfg.Port, err = strconv.Atoi(p); err != nil || cfg.Port < 1 || cfg.Port > 65535 {
			return Config{}, fmt.Errorf("the mail server's port %q is not a port", p)
		}
	}
	return cfg, cfg.check()
}

func (c Config) check() error {
	switch c.TLS {
	case "", TLSMandatory, TLSImplicit:
		return nil
	case TLSOpportunistic, TLSNone:
		if ip := net.ParseIP(c.Host); c.Host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return fmt.Errorf("mail to %s would travel without protection: tls=%s is for a server on this machine only", c.Host, c.TLS)
		}
		return nil
	default:
		return fmt.Errorf("tls=%s is not known: choose mandatory, implicit, opportunistic or none", c.TLS)
	}
}

// Message is one mail to one address.
type Message struct {
	ID          string // Message-ID without the angle brackets, the same at every try
	FromName    string
	FromAddress string
	ReplyTo     string // the from address when empty
	ToName      string
	ToAddress   string
	Subject     string
	Body        string // Markdown
	Language    string // BCP 47 tag of the body, "" when not known
	At          time.Time
}

// Sender sends messages through one server.
type Sender struct {
	cfg   Config
	roots *x509.CertPool // whom to trust; the system's when nil
}

// New makes a sender. A Config without a host makes one that sends nothing and says so.
func New(cfg Config) (*Sender, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 30 * time.Second
	}
	return &Sender{cfg: cfg}, nil
}

// Permanent is a failure that trying again cannot mend: the server refused the mail for good, or it cannot be written.
type Permanent struct{ Words string }

func (e *Permanent) Error() string { return e.Words }

// IsPermanent tells whether trying again is of no use.
func IsPermanent(err error) bool { _, ok := errors.AsType[*Permanent](err); return ok }

// ErrNoServer says that the installation has no mail server. It is temporary: one can be set.
var ErrNoServer = errors.New("no mail server is set: start the program with --smtp")

// Send hands the message to the server. nil means that the server has taken it.
func (s *Sender) Send(ctx context.Context, m Message) error {
	if s.cfg.Host == "" {
		return ErrNoServer
	}
	msg, err := compose(m)
	if err != nil {
		return err
	}
	client, err := s.client()
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("reach the mail server: %w", err)
	}
	defer func() { _ = client.Close() }() // the server has taken the message, or it has not: the farewell changes nothing
	if err := client.Send(msg); err != nil && !msg.IsDelivered() {
		return classify(err)
	}
	return nil
}

func (s *Sender) client() (*gomail.Client, error) {
	opts := []gomail.Option{
		gomail.WithPort(s.cfg.Port), gomail.WithTimeout(s.cfg.Timeout), gomail.WithoutNoop(),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.cfg.Host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}),
	}
	switch s.cfg.TLS {
	case TLSImplicit:
		opts = append(opts, gomail.WithSSL())
	case TLSOpportunistic:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	case TLSNone:
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.cfg.Hello != "" {
		opts = append(opts, gomail.WithHELO(s.cfg.Hello))
	}
	if s.cfg.Username != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.cfg.Username), gomail.WithPassword(s.cfg.Password))
	}
	return gomail.NewClient(s.cfg.Host, opts...)
}

// classify tells a refusal for good from what may pass: only an answer of the 500s to the message is for good. A cut
// line, a time-out or an answer of the 400s may pass.
func classify(err error) error {
	sent, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return err
	}
	code := sent.ErrorCode()
	if sent.Reason == gomail.ErrGetRcpts || sent.Reason == gomail.ErrGetSender || code >= 500 && code < 600 {
		return &Permanent{Words: sent.Error()}
	}
	return err
}

// display is a name as a header can hold it: the standard library leaves a backslash in an encoded word, where readers
// take it for the beginning of something else.
func display(name string) string { return strings.ReplaceAll(name, `\`, "/") }

// compose writes the message. Whatever could break out of a header is refused.
func compose(m Message) (*gomail.Msg, error) {
	for name, text := range map[string]string{
		"the Message-ID": m.ID, "the sender's name": m.FromName, "the sender": m.FromAddress, "the reply address": m.ReplyTo,
		"the recipient's name": m.ToName, "the recipient": m.ToAddress, "the subject": m.Subject,
	} {
		if strings.ContainsFunc(text, unicode.IsControl) || !utf8.ValidString(text) {
			return nil, &Permanent{Words: name + " holds a control character or is no text"}
		}
	}
	if m.ReplyTo == "" {
		m.ReplyTo = m.FromAddress
	}
	for _, address := range []string{m.FromAddress, m.ReplyTo, m.ToAddress} {
		if a, err := netmail.ParseAddress(address); err != nil || a.Address != address {
			return nil, &Permanent{Words: fmt.Sprintf("%q is not an e-mail address", address)}
		}
	}
	if m.ID == "" || strings.ContainsAny(m.ID, "<> ") {
		return nil, &Permanent{Words: "the message has no Message-ID"}
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.SetMessageIDWithValue(m.ID)
	msg.FromMailAddress(&netmail.Address{Name: display(m.FromName), Address: m.FromAddress})
	msg.ReplyToMailAddress(&netmail.Address{Name: display(m.FromName), Address: m.ReplyTo})
	msg.ToMailAddress(&netmail.Address{Name: display(m.ToName), Address: m.ToAddress})
	msg.Subject(m.Subject)
	if !m.At.IsZero() {
		msg.SetDateWithValue(m.At)
	}
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "OOF, AutoReply")
	if m.Language != "" {
		msg.SetGenHeader("Content-Language", m.Language)
	}
	msg.SetBodyString(gomail.TypeTextPlain, Plain(m.Body))
	msg.AddAlternativeString(gomail.TypeTextHTML, document(m))
	return msg, nil
}
