package e2e

import (
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"counterpart/internal/app"
	"counterpart/internal/dbtest"
)

// site is a running installation of a test.
type site struct {
	app  *app.App
	base string
}

// serve starts an empty installation on one of the databases, on a free port of loopback.
func serve(t *testing.T, database string) *site {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cfg := app.Config{
		Data: t.TempDir(), BaseURL: "http://" + listener.Addr().String(), Work: true, Clock: time.Now,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	if database == "postgres" {
		cfg.DatabaseURL = dbtest.PostgresURL(t)
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
	})
	return &site{app: a, base: cfg.BaseURL}
}
