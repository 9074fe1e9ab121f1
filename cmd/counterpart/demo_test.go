package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestWrongUsageEndsWithTwoAndOneLine(t *testing.T) {
	for _, args := range [][]string{
		{"demo", "--scale", "many"}, {"demo", "--scale=-1"}, {"demo", "--bogus"}, {"demo", "here"}, {"serve", "--addr"}, {"serve", "--addr", "nowhere"}, {"demo", "--addr", "8080"}, {"figures"}, {"nothing"}, {},
	} {
		var out, words strings.Builder
		if code := run(t.Context(), args, &out, &words); code != 2 {
			t.Errorf("%q ended with %d", args, code)
		}
		if line := strings.TrimSuffix(words.String(), "\n"); line == "" || strings.Contains(line, "\n") || !strings.HasPrefix(line, "counterpart: ") {
			t.Errorf("%q said %q", args, words.String())
		}
	}
}

func TestDemoSaysThatThePortIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	var words strings.Builder
	code := run(t.Context(), []string{"demo", "--addr", taken.Addr().String(), "--data", t.TempDir()}, io.Discard, &words)
	if code != 1 || !strings.Contains(words.String(), "another program listens on "+taken.Addr().String()) {
		t.Errorf("ended with %d and %q", code, words.String())
	}
}

// The demonstration starts twice on one folder; each time every role gets in and finds something that waits.
func TestDemoLetsEveryRoleIn(t *testing.T) {
	data := filepath.Join(t.TempDir(), "demo")
	for range 2 {
		links, stop := startDemo(t, data)
		var roles []string
		for role, link := range links {
			roles = append(roles, role)
			page := visit(t, link)
			for _, want := range []string{"Sign out", "Demonstration data"} {
				if !strings.Contains(page, want) {
					t.Errorf("the %s lands on a page without %q", role, want)
				}
			}
			if strings.Contains(page, "Nothing waits for you") {
				t.Errorf("nothing waits for the %s", role)
			}
		}
		slices.Sort(roles)
		if want := []string{"comanager", "desk", "focalpoint", "officer", "participant"}; !slices.Equal(roles, want) {
			t.Errorf("links for %v", roles)
		}
		stop()
	}
	if out, err := program("figures", "verify", "--data", data).CombinedOutput(); err != nil {
		t.Errorf("figures verify: %v\n%s", err, out)
	}
	out, err := program("figures", "list", "--json", "--data", data).Output()
	if err != nil {
		t.Fatal(err)
	}
	var figures []figureLine
	if err := json.Unmarshal(out, &figures); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(figures, func(f figureLine) bool {
		return strings.HasPrefix(f.Activity, "Members' Engagement Function") && f.Key == "states" && f.Value == 28 && f.Definition != ""
	}) {
		t.Errorf("%d figures, among them no 28 States", len(figures))
	}
}

// startDemo starts the demonstration on a free port and waits for its links.
func startDemo(t *testing.T, data string) (links map[string]string, stop func()) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "links.json")
	cmd := program("demo", "--data", data, "--addr", "127.0.0.1:0", "--links", file)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	stop = func() {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("told to stop, the demonstration ended with %v", err)
		}
	}
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		text, err := os.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err := errors.Join(err, json.Unmarshal(text, &links)); err != nil {
			t.Fatal(err)
		}
		return links, stop
	}
	t.Fatal("the demonstration wrote no links")
	return nil, nil
}

// visit follows a link as a fresh browser does and returns the page where it ends.
func visit(t *testing.T, link string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, link, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := (&http.Client{Jar: jar}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	page, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", link, answer.StatusCode, err)
	}
	return string(page)
}
