// Package mailbox is a small SMTP server on this machine that keeps what arrives as files in a folder. The
// demonstration sends its mail here, so that a newcomer can read it as the recipient would, without any mail set-up.
// Nothing leaves the machine.
package mailbox

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"counterpart/internal/mail"
)

// maxMail bounds one mail.
const maxMail = 2 << 20

// Box keeps mail in a folder.
type Box struct {
	dir    string
	mu     sync.Mutex // of the cache
	known  map[string]Mail
	server *smtp.Server
	port   int
}

// Mail is one mail that arrived.
type Mail struct {
	ID      string // the name of its file
	At      time.Time
	From    string
	To      string // the address that it was delivered to
	ToName  string
	Subject string
	Header  string // its Message-ID
	Text    string // the plain form
	HTML    string // the HTML form, cleaned
}

// Open uses the folder, which is made when it is not there.
func Open(dir string) (*Box, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	return &Box{dir: dir, known: map[string]Mail{}}, nil
}

// Start listens on a free port of this machine.
func (b *Box) Start() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	b.port = l.Addr().(*net.TCPAddr).Port
	b.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{box: b}, nil }))
	b.server.Domain = "localhost"
	b.server.MaxMessageBytes = maxMail
	b.server.MaxRecipients = 10
	b.server.ReadTimeout, b.server.WriteTimeout = 30*time.Second, 30*time.Second
	b.server.ErrorLog = silent{}
	go func() { _ = b.server.Serve(l) }() // ends when Stop closes the listener
	return nil
}

// Stop ends listening and waits for the mails under way.
func (b *Box) Stop(ctx context.Context) error {
	if b.server == nil {
		return nil
	}
	err := b.server.Shutdown(ctx)
	if errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

// Config is how a mail.Sender reaches the box.
func (b *Box) Config() mail.Config {
	return mail.Config{Host: "127.0.0.1", Port: b.port, TLS: mail.TLSNone}
}

// silent keeps the noise of broken lines off the terminal.
type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

type session struct {
	box *Box
	to  []string
}

func (s *session) Reset()                               { s.to = nil }
func (s *session) Logout() error                        { return nil }
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	for _, to := range s.to {
		if err := s.box.keep(to, raw); err != nil {
			return err
		}
	}
	return nil
}

// keep writes a mail under a name that sorts by arrival. It is on the disk before the sender hears that it arrived.
func (b *Box) keep(to string, raw []byte) error {
	f, err := os.CreateTemp(b.dir, ".arriving-*")
	if err != nil {
		return err
	}
	head := "Delivered-To: " + strings.Map(printable, to) + "\r\n"
	_, err = f.Write(append([]byte(head), raw...))
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	stamp := time.Now().UTC().Format("20060102T150405.000000000")
	return os.Rename(f.Name(), filepath.Join(b.dir, stamp+"-"+filepath.Base(f.Name())[len(".arriving-"):]+".eml"))
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return -1
	}
	return r
}

var fileName = regexp.MustCompile(`^[0-9]{8}T[0-9]{6}\.[0-9]{9}-[0-9]{1,20}\.eml$`)

// List returns the newest mails, at most limit; to narrows them to an address.
func (b *Box) List(to string, limit int) ([]Mail, error) {
	entries, err := os.ReadDir(b.dir)
	if err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	slices.SortFunc(entries, func(x, y fs.DirEntry) int { return cmp.Compare(y.Name(), x.Name()) })
	var out []Mail
	for _, e := range entries {
		if len(out) == limit {
			break
		}
		if !fileName.MatchString(e.Name()) {
			continue
		}
		m, err := b.read(e.Name())
		if err != nil {
			return nil, err
		}
		if to == "" || strings.EqualFold(to, m.To) {
			out = append(out, m)
		}
	}
	return out, nil
}

// ErrNone says that there is no such mail.
var ErrNone = errors.New("no such mail")

// Read returns one mail.
func (b *Box) Read(id string) (Mail, error) {
	if !fileName.MatchString(id) {
		return Mail{}, ErrNone
	}
	return b.read(id)
}

func (b *Box) read(id string) (Mail, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if m, ok := b.known[id]; ok {
		return m, nil
	}
	raw, err := os.ReadFile(filepath.Join(b.dir, id))
	if errors.Is(err, fs.ErrNotExist) {
		return Mail{}, ErrNone
	}
	if err != nil {
		return Mail{}, fmt.Errorf("mailbox: %w", err)
	}
	m := parse(raw)
	m.ID = id
	if m.At, err = time.Parse("20060102T150405.000000000", id[:25]); err != nil {
		return Mail{}, ErrNone
	}
	if len(b.known) > 2000 {
		clear(b.known)
	}
	b.known[id] = m
	return m, nil
}

// parse reads what our own sender writes; of anything else it shows the text as it came.
func parse(raw []byte) Mail {
	msg, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Mail{Subject: "(unreadable)", Text: string(raw)}
	}
	words := new(mime.WordDecoder)
	header := func(name string) string {
		value := msg.Header.Get(name)
		if plain, err := words.DecodeHeader(value); err == nil {
			return plain
		}
		return value
	}
	m := Mail{To: header("Delivered-To"), Subject: header("Subject"), Header: header("Message-Id"), From: header("From")}
	if to, err := msg.Header.AddressList("To"); err == nil && len(to) > 0 {
		m.ToName = to[0].Name
	}
	if from, err := msg.Header.AddressList("From"); err == nil && len(from) > 0 {
		m.From = strings.TrimSpace(from[0].Name + " <" + from[0].Address + ">")
	}
	m.addBody(msg.Header.Get("Content-Type"), msg.Header.Get("Content-Transfer-Encoding"), msg.Body)
	return m
}

func (m *Mail) addBody(contentType, encoding string, body io.Reader) {
	media, params, err := mime.ParseMediaType(contentType)
	if err == nil && strings.HasPrefix(media, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err != nil {
				return
			}
			m.addBody(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part)
		}
	}
	if strings.EqualFold(encoding, "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(io.LimitReader(body, maxMail))
	switch {
	case err != nil:
		return
	case media == "text/html":
		m.HTML = mail.CleanHTML(string(text))
	default:
		m.Text = string(text)
	}
}
