package abuse

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/mail/mailbox"
)

// server is one running program on a copy of the filled data.
type server struct {
	*world
	base string // http://127.0.0.1:PORT
	data string
	url  string // of the database
	box  *mailbox.Box
	log  lockedBuffer
	cmd  *exec.Cmd
	out  *bufio.Reader
}

// lockedBuffer takes what the program writes while a test reads it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var databases = []string{"sqlite", "postgres"}

// serve starts a program on a fresh copy of the data. It ends with the test.
func serve(t testing.TB, program, database string, flags ...string) *server {
	t.Helper()
	w, err := filled(database)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{world: w, data: t.TempDir()}
	if err := dbtest.CopyFolder(s.data, w.data); err != nil {
		t.Fatal(err)
	}
	s.url = "sqlite://" + filepath.Join(s.data, "counterpart.db")
	if database == "postgres" {
		s.url = dbtest.PostgresCopy(t, w.url)
	}
	if err = s.proveAll(); err != nil {
		t.Fatal(err)
	}
	if s.box, err = mailbox.Open(t.TempDir()); err == nil {
		err = s.box.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.box.Stop(context.Background()) })
	s.start(t, program, flags...)
	return s
}

// proveAll makes the sessions of a copy as fresh as the copy: the world may have been filled long ago.
func (s *server) proveAll() error {
	d, err := s.open()
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	now, err := db.At(time.Now()).Value()
	if err == nil {
		_, err = d.Exec("update web_session set proved_at = $1 where proved_at is not null", now)
	}
	return err
}

// start runs the program on a free port and waits until it answers with this run's own nonce: a server left over on
// the port would answer with another.
func (s *server) start(t testing.TB, program string, flags ...string) {
	t.Helper()
	nonce, addr := rand.Text(), freeAddress(t)
	args := append([]string{
		"serve", "--data", s.data, "--database-url", s.url, "--addr", addr, "--nonce", nonce,
		"--smtp-url", fmt.Sprintf("smtp://127.0.0.1:%d?tls=none", s.box.Config().Port),
	}, flags...)
	s.cmd = exec.Command(program, args...)
	s.cmd.Stderr = &s.log
	out, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.stop(t) })
	s.out = bufio.NewReader(out)
	if _, err := s.out.ReadString('\n'); err != nil {
		t.Fatalf("the program did not start: %v\n%s", err, s.log.String())
	}
	go func() { _, _ = io.Copy(&s.log, s.out) }()
	s.base = "http://" + addr
	s.awaitNonce(t, nonce)
}

// freeAddress is a free port of this machine.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func (s *server) awaitNonce(t testing.TB, nonce string) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		res, err := http.Get(s.base + "/healthz")
		if err != nil {
			continue
		}
		var health struct{ Nonce string }
		err = json.NewDecoder(res.Body).Decode(&health)
		_ = res.Body.Close()
		if err == nil && health.Nonce == nonce {
			return
		}
		t.Fatalf("another program answers at %s: nonce %q, want %q (%v)", s.base, health.Nonce, nonce, err)
	}
	t.Fatalf("the program never answered at %s\n%s", s.base, s.log.String())
}

// stop ends the program by its process id.
func (s *server) stop(t testing.TB) {
	t.Helper()
	if s.cmd == nil || s.cmd.Process == nil {
		return
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(15 * time.Second):
		_ = s.cmd.Process.Kill()
		t.Error("the program did not end when told to")
	}
	s.cmd = nil
}

// client follows nothing and keeps no cookies: a test sends what it says.
var client = &http.Client{
	Timeout:       60 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64},
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) head() []byte {
	var b bytes.Buffer
	_ = a.header.Write(&b)
	return b.Bytes()
}

func (a answer) String() string {
	body := a.body
	if len(body) > 600 {
		body = body[:600]
	}
	return fmt.Sprintf("%d %s\n%s", a.status, a.header.Get("Location"), body)
}

// request is one request as a test writes it down.
type request struct {
	role   string // whose session's cookie is sent; "" for none
	token  string // whose API token is sent
	method string
	path   string
	media  string
	body   string
	header map[string]string
}

// send sends a request. An error is one of the line, never of the program.
func (s *server) send(r request) (answer, error) {
	req, err := http.NewRequest(r.method, s.base+r.path, strings.NewReader(r.body))
	if err != nil {
		return answer{}, err
	}
	if r.body == "" {
		req.Body, req.ContentLength = http.NoBody, 0
	}
	if r.media != "" {
		req.Header.Set("Content-Type", r.media)
	}
	if session := s.sessions[r.role]; session != "" {
		req.Header.Set("Cookie", "counterpart-session="+session)
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.tokens[r.token])
	}
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	res, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, body}, err
}
