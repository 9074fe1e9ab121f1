package e2e

import (
	"context"
	"io"
	"log/slog"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"counterpart/internal/app"
	"counterpart/internal/dbtest"
	"counterpart/internal/mail/mailbox"
)

// site is a running installation of a test with the mail server that it sends through.
type site struct {
	app  *app.App
	box  *mailbox.Box
	base string
}

// serve starts an empty installation on one of the databases, on a free port of loopback.
func serve(t *testing.T, database string, change ...func(*app.Config)) *site {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	box, err := mailbox.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Start(); err != nil {
		t.Fatal(err)
	}
	cfg := app.Config{
		Data: t.TempDir(), BaseURL: "http://" + listener.Addr().String(), Work: true, Clock: time.Now, Mail: box.Config(),
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	if database == "postgres" {
		cfg.DatabaseURL = dbtest.PostgresURL(t)
	}
	for _, c := range change {
		c(&cfg)
	}
	a, err := app.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		if err := a.Serve(ctx, listener); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		stop()
		done.Wait()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
		if err := box.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return &site{app: a, box: box, base: cfg.BaseURL}
}

var address = regexp.MustCompile(`https?://[^\s)>\]]+`)

// mail waits for a mail to the address and returns the link in it whose path begins as given.
func (s *site) mail(t *testing.T, to, path string) string {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		list, err := s.box.List(to, 20)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			m, err := s.box.Read(m.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, link := range address.FindAllString(m.Text, -1) {
				if strings.HasPrefix(link, s.base+path) {
					return link
				}
			}
		}
	}
	t.Fatalf("no mail to %s with a link to %s", to, path)
	return ""
}
