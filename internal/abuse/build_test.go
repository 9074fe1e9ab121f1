package abuse

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// scratch is the folder of the test run: binaries and filled data. TestMain takes it away.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "counterpart-abuse"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := dropTemplates(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	if err := os.RemoveAll(scratch); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// root is the folder of go.mod, seen from the folder in which the tests of this package run.
const root = "../.."

// binary is the program as it is, built once a test run.
var binary = sync.OnceValues(func() (string, error) { return build("counterpart") })

// build runs go build; more are further flags.
func build(name string, more ...string) (string, error) {
	out := filepath.Join(scratch, name)
	args := append([]string{"build", "-buildvcs=false", "-o", out}, more...)
	cmd := exec.Command("go", append(args, "./cmd/counterpart")...)
	cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if words, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, words)
	}
	return out, nil
}

// command runs a built program's command.
func command(program string, args ...string) *exec.Cmd { return exec.Command(program, args...) }
