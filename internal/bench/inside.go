package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"

	"counterpart/internal/app"
)

// inside is the program run in this process, so that it can be profiled. Its figures hold the
// client's cost as well; they are for finding what costs time, not for the document.
type inside struct {
	app  *app.App
	http *http.Server
}

func (s *server) startInside(ctx context.Context) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.address = listener.Addr().String()
	a, err := app.Open(ctx, app.Config{
		Data: s.data, DatabaseURL: s.databaseURL, BaseURL: "http://" + s.address, Clock: time.Now,
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return err
	}
	s.inside = &inside{app: a, http: &http.Server{Handler: a.Handler, ReadHeaderTimeout: 10 * time.Second}}
	go func() { _ = s.inside.http.Serve(listener) }()
	return nil
}

func (i *inside) close() error { return errors.Join(i.http.Close(), i.app.Close()) }

// profile starts a CPU profile where one is wanted; the function it returns ends it.
func (s *server) profile(op operation) (end func() error, err error) {
	if s.Profile == "" {
		return func() error { return nil }, nil
	}
	file, err := os.Create(filepath.Join(s.Profile, strings.ReplaceAll(op.name, " ", "-")+".pprof"))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() error { pprof.StopCPUProfile(); return file.Close() }, nil
}
