package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"counterpart/internal/db"
)

// Twenty times the server is killed while eight clients write. A client repeats a write with the same
// idempotency key until it is acknowledged. Afterwards every acknowledged write is there exactly once,
// with exactly one entry in the history, and nothing is there that nobody sent.
func TestKillLosesAndDoublesNothing(t *testing.T) {
	const rounds, clients = 20, 8
	data := t.TempDir()
	token := createToken(t, data)
	ledger := &ledger{token: token, acked: map[string]string{}}
	for round := range rounds {
		server := startServer(t, data, fmt.Sprintf("round-%d", round))
		ctx, stop := context.WithCancel(t.Context())
		var group sync.WaitGroup
		for client := range clients {
			group.Go(func() { ledger.write(ctx, server.base, fmt.Sprintf("r%d-c%d", round, client)) })
		}
		time.Sleep(time.Duration(150+round*13) * time.Millisecond)
		server.kill(t)
		stop()
		group.Wait()
	}
	server := startServer(t, data, "last")
	ledger.finish(t, server.base)
	server.kill(t)
	ledger.verify(t, data)
	if len(ledger.acked) < rounds*clients {
		t.Errorf("only %d writes were acknowledged: the test did not load the server", len(ledger.acked))
	}
	t.Logf("%d acknowledged writes, %d repeated after a kill, 0 lost, 0 doubled", len(ledger.acked), ledger.repeated)
}

// ledger remembers what was acknowledged and what was sent without an answer.
type ledger struct {
	mu       sync.Mutex
	token    string
	acked    map[string]string // key -> id that the server gave
	open     []string
	repeated int
}

func (l *ledger) write(ctx context.Context, base, prefix string) {
	for n := 0; ctx.Err() == nil; n++ {
		key := fmt.Sprintf("%s-%d", prefix, n)
		id, err := l.post(ctx, base, key)
		l.mu.Lock()
		if err == nil {
			l.acked[key] = id
		} else {
			l.open = append(l.open, key)
		}
		l.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// finish repeats every write that had no answer, as a client would, and one that had, with the same keys.
func (l *ledger) finish(t *testing.T, base string) {
	for _, key := range l.open {
		id, err := l.post(t.Context(), base, key)
		if err != nil {
			t.Fatalf("repeat %s: %v", key, err)
		}
		l.acked[key], l.repeated = id, l.repeated+1
	}
	for key, id := range maps.Clone(l.acked) {
		again, err := l.post(t.Context(), base, key)
		if err != nil || again != id {
			t.Fatalf("%s gave %s first and %s (%v) now", key, id, again, err)
		}
		break
	}
}

func (l *ledger) post(ctx context.Context, base, key string) (string, error) {
	body, err := json.Marshal(map[string]string{"kind": "state", "name": "Ledger " + key})
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/api/v1/parties", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Authorization", "Bearer "+l.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", key)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	var made struct {
		ID string `json:"id"`
	}
	if res.StatusCode != http.StatusCreated || json.Unmarshal(answer, &made) != nil || made.ID == "" {
		return "", fmt.Errorf("status %d: %s", res.StatusCode, answer)
	}
	return made.ID, nil
}

func (l *ledger) verify(t *testing.T, data string) {
	d, err := db.Open(t.Context(), db.SQLiteURL(data), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	type row struct {
		ID      string `db:"id"`
		Name    string `db:"name"`
		Entries int    `db:"entries"`
	}
	rows, err := db.View(t.Context(), d, func(tx *db.Tx) ([]row, error) {
		return db.All[row](tx, `select p.id, p.name, (select count(*) from audit a where a.record_id = p.id and a.action = 'parties.add') as entries
			from party p where p.name like 'Ledger %'`)
	})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, r := range rows {
		key := strings.TrimPrefix(r.Name, "Ledger ")
		if found[key] != "" {
			t.Errorf("%s is there twice", key)
		}
		if r.Entries != 1 {
			t.Errorf("%s has %d entries in the history", key, r.Entries)
		}
		found[key] = r.ID
	}
	for key, id := range l.acked {
		if found[key] != id {
			t.Errorf("acknowledged %s as %s, found %q", key, id, found[key])
		}
	}
	if len(found) != len(l.acked) {
		t.Errorf("%d rows for %d acknowledged writes", len(found), len(l.acked))
	}
	check, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) { return db.One[string](tx, `pragma integrity_check`) })
	if err != nil || check != "ok" {
		t.Errorf("integrity check: %s %v", check, err)
	}
}

type serverProcess struct {
	cmd  *exec.Cmd
	base string
}

var answersAt = regexp.MustCompile(`answers at (\S+)`)

// startServer starts the program on a free port and checks by its nonce that it is the one that answers.
func startServer(t *testing.T, data, nonce string, args ...string) *serverProcess {
	t.Helper()
	cmd := program(append([]string{"serve", "--data", data, "--addr", "127.0.0.1:0", "--nonce", nonce}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	s := &serverProcess{cmd: cmd}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := answersAt.FindStringSubmatch(lines.Text()); m != nil {
			s.base = m[1]
			break
		}
	}
	if s.base == "" {
		t.Fatal("the server did not say where it answers")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if health(s.base) == nonce {
			return s
		}
		if time.Now().After(deadline) {
			t.Fatal("the server does not answer")
		}
	}
}

// health returns the nonce of whoever answers.
func health(base string) string {
	res, err := http.Get(base + "/healthz")
	if err != nil {
		return ""
	}
	defer func() { _ = res.Body.Close() }()
	var answer struct {
		Nonce string `json:"nonce"`
	}
	if json.NewDecoder(res.Body).Decode(&answer) != nil {
		return ""
	}
	return answer.Nonce
}

func (s *serverProcess) kill(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err == nil {
		t.Fatal("a killed server ended well")
	} else if _, ok := errors.AsType[*exec.ExitError](err); !ok {
		t.Fatal(err)
	}
}

func program(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	return cmd
}

// createToken sets up an installation with a pack and returns an officer's token.
func createToken(t *testing.T, data string) string {
	t.Helper()
	for _, args := range [][]string{{"migrate", "--data", data}, {"pack", "load", "../../packs/bali", "--data", data}} {
		if out, err := program(args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	out, err := program("token", "create", "--role", "officer", "--data", data).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
