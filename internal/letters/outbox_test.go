package letters

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/jobs"
	"counterpart/internal/mail"
	"counterpart/internal/roomtest"
)

// post is a real SMTP server in this process that answers as scripted.
type post struct {
	mu     sync.Mutex
	answer error
	pause  time.Duration
	bodies []string
}

func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &line{p}, nil }

func (p *post) arrived() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.bodies...)
}

type line struct{ p *post }

func (l *line) Reset()                               {}
func (l *line) Logout() error                        { return nil }
func (l *line) Mail(string, *smtp.MailOptions) error { return nil }
func (l *line) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (l *line) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	l.p.mu.Lock()
	defer l.p.mu.Unlock()
	time.Sleep(l.p.pause)
	if l.p.answer == nil {
		l.p.bodies = append(l.p.bodies, string(raw))
	}
	return l.p.answer
}

// office is a database with a pack, an outbox, a worker and the server it sends to.
type office struct {
	d      *db.DB
	post   *post
	svc    *Service
	worker *Worker
}

func open(t *testing.T, d *db.DB) *office {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	o := &office{d: d, post: &post{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(o.post)
	server.Domain = "test.example"
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	sender, err := mail.New(mail.Config{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, TLS: mail.TLSNone, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	o.worker = &Worker{DB: d, Sender: sender, LinkURL: func(id, purpose string) string { return "https://office.example/" + purpose + "/" + id }}
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o.svc = New(d, NewOutbox(queue))
	return o
}

var officer = roomtest.Holding("officer", RightSee, RightEdit, RightSend)

func sample(once string) Mail {
	return Mail{
		Kind: Invitation, OnceKey: once, ToName: "Ms Sari", ToAddress: "sari@party.example", Subject: "Invitation",
		Body: "Please answer here: " + LinkMark("0190-a", "nominate"),
	}
}

func (o *office) queue(t *testing.T, m Mail) string {
	t.Helper()
	id, err := db.Change(t.Context(), o.d, func(tx *db.Tx) (string, error) { return o.svc.QueueIn(tx, officer, m) })
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (o *office) state(t *testing.T, id string) Message {
	t.Helper()
	m, err := o.svc.Message(t.Context(), officer, id)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (o *office) deliver(t *testing.T, id string) time.Duration {
	t.Helper()
	again, err := o.worker.Deliver(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// later sets the clock of the database on.
func (o *office) later(d time.Duration) {
	before := o.d.Clock()
	o.d.Clock = func() time.Time { return before.Add(d) }
}

func TestAMessageIsSentOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		id := o.queue(t, sample("once"))
		if again := o.queue(t, sample("once")); again != id {
			t.Error("the same cause queued two messages")
		}
		for range 3 {
			if again := o.deliver(t, id); again != 0 {
				t.Errorf("comes again after %s", again)
			}
		}
		m := o.state(t, id)
		if m.State != Sent || m.Tries != 1 || !m.SentAt.Equal(dbtest.Noon) || m.LastError != "" {
			t.Errorf("%+v", m)
		}
		got := o.post.arrived()
		if len(got) != 1 || !strings.Contains(got[0], "Message-ID: <"+m.HeaderID+">") || !strings.HasSuffix(m.HeaderID, "@counterpart.example") {
			t.Fatalf("%d mails: %v", len(got), got)
		}
		if !strings.Contains(got[0], "https://office.example/nominate/0190-a") || strings.Contains(m.Body, "https://") || strings.Contains(m.Shown(), "0190-a") {
			t.Errorf("the personal link is not where it belongs:\n%s\n%s", got[0], m.Body)
		}
	})
}

func TestTwoWorkersRaceOnOneMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.post.pause = 50 * time.Millisecond
		id := o.queue(t, sample(""))
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				if _, err := o.worker.Deliver(t.Context(), id); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if n := len(o.post.arrived()); n != 1 {
			t.Errorf("%d mails arrived", n)
		}
		if m := o.state(t, id); m.State != Sent || m.Tries != 1 {
			t.Errorf("%+v", m)
		}
	})
}

// TestACrashAfterAcceptance stands for a process that dies between the server's acceptance and the note of it.
func TestACrashAfterAcceptance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		id := o.queue(t, sample(""))
		c, err := db.Change(t.Context(), d, func(tx *db.Tx) (claimed, error) { return claim(tx, id) })
		if err != nil {
			t.Fatal(err)
		}
		if err := o.worker.Sender.Send(t.Context(), c.Mail); err != nil {
			t.Fatal(err)
		}
		if again := o.deliver(t, id); again <= 0 || again > lease {
			t.Errorf("within the lease nobody else may send; comes again after %s", again)
		}
		if n := len(o.post.arrived()); n != 1 {
			t.Fatalf("%d mails within the lease", n)
		}
		o.later(lease + time.Second)
		o.deliver(t, id)
		got := o.post.arrived()
		if m := o.state(t, id); len(got) != 2 || m.State != Sent || m.Tries != 2 {
			t.Fatalf("%d mails, %+v", len(got), m)
		}
		for _, raw := range got {
			if !strings.Contains(raw, "Message-ID: <"+c.Message.HeaderID+">") {
				t.Error("the copies carry different Message-IDs")
			}
		}
		// The first worker wakes up after all: what it knows does no harm.
		if _, err := db.Change(t.Context(), d, func(tx *db.Tx) (time.Duration, error) { return note(tx, c.Message, errors.New("cut")) }); err != nil {
			t.Fatal(err)
		}
		if m := o.state(t, id); m.State != Sent {
			t.Errorf("%+v", m)
		}
	})
}

func TestARolledBackCauseSendsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		var id string
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			var err error
			if id, err = o.svc.QueueIn(tx, officer, sample("")); err != nil {
				return false, err
			}
			return false, fault.Clash("changed my mind")
		})
		if !fault.IsConflict(err) {
			t.Fatal(err)
		}
		o.run(t, func() bool { return false }, 700*time.Millisecond)
		if again := o.deliver(t, id); again != 0 || len(o.post.arrived()) != 0 {
			t.Errorf("a mail left without its cause")
		}
	})
}

// run starts a real job queue until done or the time is over.
func (o *office) run(t *testing.T, done func() bool, most time.Duration) {
	t.Helper()
	workers := jobs.NewWorkers()
	o.worker.Handle(workers)
	queue, err := jobs.New(o.d, jobs.Options{Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	if err := queue.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(most); time.Now().Before(end) && !done(); {
		time.Sleep(20 * time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 10*time.Second)
	defer cancel()
	if err := queue.Stop(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestTheQueueSendsWhatWasCommitted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		ids := []string{o.queue(t, sample("a")), o.queue(t, sample("b")), o.queue(t, sample("b"))}
		o.run(t, func() bool { return len(o.post.arrived()) == 2 }, 20*time.Second)
		for _, id := range ids {
			if m := o.state(t, id); m.State != Sent {
				t.Errorf("%+v", m)
			}
		}
		if n := len(o.post.arrived()); n != 2 {
			t.Errorf("%d mails arrived", n)
		}
	})
}

func TestTriesAndFailure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.post.answer = &smtp.SMTPError{Code: 451, Message: "come later"}
		id := o.queue(t, sample(""))
		for try, pause := range pauses {
			if again := o.deliver(t, id); again != pause {
				t.Fatalf("try %d: comes again after %s, want %s", try+1, again, pause)
			}
			if m := o.state(t, id); m.State != Queued || m.Tries != try+1 || !strings.Contains(m.LastError, "come later") {
				t.Fatalf("try %d: %+v", try+1, m)
			}
			if again := o.deliver(t, id); again != pause {
				t.Fatalf("tried before its time, or comes again after %s", again)
			}
			o.later(pause)
		}
		if again := o.deliver(t, id); again != 0 {
			t.Errorf("comes again after %s", again)
		}
		if m := o.state(t, id); m.State != Failed || m.Tries != len(pauses)+1 {
			t.Fatalf("%+v", m)
		}
		if err := o.svc.Resend(t.Context(), roomtest.Holding("looker", RightSee), id); !fault.IsForbidden(err) {
			t.Errorf("without the right: %v", err)
		}
		if err := o.svc.Resend(t.Context(), officer, id); err != nil {
			t.Fatal(err)
		}
		o.post.answer = nil
		o.deliver(t, id)
		if m := o.state(t, id); m.State != Sent || m.LastError != "" {
			t.Errorf("%+v", m)
		}
		if err := o.svc.Resend(t.Context(), officer, id); !fault.IsConflict(err) {
			t.Errorf("sent again what was sent: %v", err)
		}
	})
}

func TestARefusalForGoodFailsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.post.answer = &smtp.SMTPError{Code: 550, Message: "nobody here"}
		id := o.queue(t, sample(""))
		if again := o.deliver(t, id); again != 0 {
			t.Errorf("comes again after %s", again)
		}
		if m := o.state(t, id); m.State != Failed || m.Tries != 1 {
			t.Errorf("%+v", m)
		}
	})
}

func TestAMailMustBeRight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		for field, change := range map[string]func(*Mail){
			"to_address": func(m *Mail) { m.ToAddress = "a@b.example\r\nBcc: x@y.example" },
			"subject":    func(m *Mail) { m.Subject = " " },
			"body":       func(m *Mail) { m.Body = "" },
			"to_name":    func(m *Mail) { m.ToName = "a\x00b" },
		} {
			m := sample("")
			change(&m)
			_, err := db.Change(t.Context(), d, func(tx *db.Tx) (string, error) { return o.svc.QueueIn(tx, officer, m) })
			if fault.AsInvalid(err).Words(field) == "" {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

// TestTheSweepFindsWhatWasLeft stands for a restart after a crash whose jobs are gone.
func TestTheSweepFindsWhatWasLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		left, queued := o.queue(t, sample("")), o.queue(t, sample(""))
		if _, err := db.Change(t.Context(), d, func(tx *db.Tx) (claimed, error) { return claim(tx, left) }); err != nil {
			t.Fatal(err)
		}
		sweep := func() {
			if err := o.worker.Sweep(t.Context(), SweepArgs{}); err != nil {
				t.Fatal(err)
			}
		}
		sweep()
		if n := len(o.post.arrived()); n != 0 {
			t.Errorf("the sweep was faster than the jobs: %d mails", n)
		}
		o.later(lease + time.Second)
		sweep()
		if m := o.state(t, left); m.State != Sent || o.state(t, queued).State != Queued {
			t.Errorf("%+v", m)
		}
		o.later(sweepAfter)
		sweep()
		sweep()
		if m := o.state(t, queued); m.State != Sent || len(o.post.arrived()) != 2 {
			t.Errorf("%+v, %d mails", m, len(o.post.arrived()))
		}
	})
}
