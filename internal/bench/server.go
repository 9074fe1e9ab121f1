package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // to make a database and to ask for its size
)

// server is the program under measurement.
type server struct {
	options
	data        string
	databaseURL string
	databasePID int // of PostgreSQL's first process
	address     string
	nonce       string
	command     *exec.Cmd
	inside      *inside // instead of command, when profiling
	client      *http.Client
	token       string
	signInLink  string
}

func (s *server) pid() int {
	if s.command == nil {
		return os.Getpid()
	}
	return s.command.Process.Pid
}

// flags are those that every subcommand takes.
func (s *server) flags() []string {
	out := []string{"--data", s.data}
	if s.databaseURL != "" {
		out = append(out, "--database-url", s.databaseURL)
	}
	return out
}

// fill lets the demonstration fill the database and takes a sign-in link from it. It returns how long that took.
func (s *server) fill(ctx context.Context) (time.Duration, error) {
	links := filepath.Join(s.data, "bench-links.json")
	if s.Data != "" && s.databaseURL == "" {
		return 0, s.findLink(links)
	}
	begin := time.Now()
	if err := s.launch(ctx, "demo", "--scale", strconv.Itoa(s.Scale), "--links", links); err != nil {
		return 0, err
	}
	took := time.Since(begin)
	return took, errors.Join(s.findLink(links), s.stop())
}

// findLink reads the officer's sign-in link out of the file that the demonstration wrote.
func (s *server) findLink(file string) error {
	raw, err := os.ReadFile(file)
	for begin := time.Now(); errors.Is(err, os.ErrNotExist) && time.Since(begin) < 10*time.Second; raw, err = os.ReadFile(file) {
		time.Sleep(50 * time.Millisecond) // it is written soon after the first answer
	}
	if err != nil {
		return fmt.Errorf("sign-in links of the demonstration: %w", err)
	}
	match := regexp.MustCompile(`(?i)officer[^}]*?(https?://[^"]+)`).FindSubmatch(raw)
	if match == nil {
		return fmt.Errorf("%s has no link for the officer: %.300s", file, raw)
	}
	s.signInLink = string(match[1])
	return nil
}

// start serves the filled database, signs the client in and makes an API token.
func (s *server) start(ctx context.Context) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	s.client = &http.Client{Jar: jar, Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: s.Flight, DisableCompression: true}}
	if s.Profile != "" {
		err = s.startInside(ctx)
	} else {
		err = s.launch(ctx, "serve")
	}
	if err != nil {
		return err
	}
	args := append([]string{"token", "create", "--role", "officer", "--name", "bench"}, s.flags()...)
	out, err := exec.CommandContext(ctx, s.Binary, args...).Output()
	if err != nil {
		return fmt.Errorf("make a token: %w", err)
	}
	s.token = strings.TrimSpace(string(out))
	return s.signIn(ctx)
}

// launch runs a subcommand that serves, and waits until it answers with the nonce of this run.
func (s *server) launch(ctx context.Context, subcommand string, more ...string) error {
	if s.address == "" {
		free, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		s.address = free.Addr().String()
		if err := free.Close(); err != nil {
			return err
		}
	}
	s.nonce = fmt.Sprintf("bench-%d-%d", os.Getpid(), time.Now().UnixNano())
	args := append([]string{subcommand, "--addr", s.address, "--nonce", s.nonce}, s.flags()...)
	s.command = exec.CommandContext(ctx, s.Binary, append(args, more...)...)
	s.command.Stdout, s.command.Stderr = io.Discard, os.Stderr
	s.command.Cancel = func() error { return s.command.Process.Signal(syscall.SIGTERM) }
	if err := s.command.Start(); err != nil {
		return err
	}
	for begin := time.Now(); time.Since(begin) < 30*time.Minute; time.Sleep(200 * time.Millisecond) {
		if s.answers(ctx) {
			return nil
		}
		if err := syscall.Kill(s.pid(), 0); err != nil || ctx.Err() != nil || strings.HasPrefix(strings.Join(stat(s.pid()), " "), "Z") {
			return fmt.Errorf("%s %s ended before it answered", s.Binary, strings.Join(args, " "))
		}
	}
	return errors.New("the program did not answer within half an hour")
}

// answers tells whether this run of the program, and no other, answers.
func (s *server) answers(ctx context.Context) bool {
	var health struct{ Nonce string }
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.address+"/healthz", nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	return json.NewDecoder(response.Body).Decode(&health) == nil && health.Nonce == s.nonce
}

func (s *server) stop() error {
	if s.inside != nil {
		return s.inside.close()
	}
	if s.command == nil {
		return nil
	}
	_ = s.command.Process.Signal(syscall.SIGTERM)
	err := s.command.Wait()
	s.command = nil
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == -1 {
		return nil // ended by the signal
	}
	return err
}

// signIn follows the officer's link. A demonstration's link signs in at once; an ordinary one asks for a click.
func (s *server) signIn(ctx context.Context) error {
	link, err := url.Parse(s.signInLink)
	if err != nil {
		return err
	}
	address := "http://" + s.address + link.Path
	page, err := s.send(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	if strings.HasPrefix(link.Path, "/signin/") {
		key := ""
		if match := regexp.MustCompile(`name="_key" value="([^"]+)"`).FindStringSubmatch(page); match != nil {
			key = match[1]
		}
		if _, err = s.send(ctx, http.MethodPost, address, strings.NewReader(url.Values{"_key": {key}}.Encode())); err != nil {
			return err
		}
	}
	if page, err = s.send(ctx, http.MethodGet, "http://"+s.address+"/people", nil); err == nil && !strings.Contains(page, "/signout") {
		err = errors.New("the sign-in link did not sign in")
	}
	return err
}

func (s *server) send(ctx context.Context, method, address string, body io.Reader) (string, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return "", err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := s.client.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: status %d", method, address, response.StatusCode)
	}
	return string(text), err
}

// ownDatabase makes a database for this run on a PostgreSQL server.
func ownDatabase(ctx context.Context, server string) (address string, drop func() error, err error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", nil, err
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return "", nil, err
	}
	name := fmt.Sprintf("bench_%d", time.Now().UnixNano())
	if _, err := admin.ExecContext(ctx, `create database `+name+` template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`); err != nil {
		return "", nil, errors.Join(err, admin.Close())
	}
	u.Path = "/" + name
	return u.String(), func() error {
		_, err := admin.ExecContext(context.WithoutCancel(ctx), `drop database `+name+` with (force)`)
		return errors.Join(err, admin.Close())
	}, nil
}

// analyze lets PostgreSQL count what it holds, as it does by itself some minutes after it was filled: until then it guesses.
func (s *server) analyze(ctx context.Context) error {
	if s.databaseURL == "" {
		return nil
	}
	d, err := sql.Open("pgx", s.databaseURL)
	if err != nil {
		return err
	}
	_, err = d.ExecContext(ctx, `analyze`)
	return errors.Join(err, d.Close())
}

// databaseFacts finds out the database's version, its size on disk and, for PostgreSQL, whose CPU time counts.
func (s *server) databaseFacts(ctx context.Context) (version string, bytes int64) {
	if s.databaseURL == "" {
		return "built in", bytesIn(s.data)
	}
	d, err := sql.Open("pgx", s.databaseURL)
	if err != nil {
		return "unknown", 0
	}
	defer func() { _ = d.Close() }()
	var backend int
	var settings string
	err = d.QueryRowContext(ctx, `select current_setting('server_version'), pg_database_size(current_database()), pg_backend_pid(),
		'fsync ' || current_setting('fsync') || ', synchronous_commit ' || current_setting('synchronous_commit') ||
		', shared_buffers ' || current_setting('shared_buffers')`).Scan(&version, &bytes, &backend, &settings)
	if err != nil {
		return "unknown", 0
	}
	if fields := stat(backend); len(fields) > 1 {
		s.databasePID, _ = strconv.Atoi(fields[1])
	}
	return version + ", " + settings, bytes
}
