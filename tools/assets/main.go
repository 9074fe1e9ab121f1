// Command assets makes everything that the server embeds but the repository does not hold: the bundled style sheet
// and scripts with their fonts (internal/web/dist) and the fonts that PDF documents are drawn with
// (internal/print/fonts).
//
//	go -C tools run ./assets
//
// It installs the npm packages of package-lock.json first when they are not the installed ones. Each step is skipped
// when what it reads has not changed, so the command may be run before every build.
//
// Entries of the bundle are the files directly in internal/web/assets: app.css, every *.js (an ES module) and every
// picture. Files in folders below it are there to be imported by an entry, and are no entries themselves.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func run() error {
	start := time.Now()
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	root, err := findRoot(here)
	if err != nil {
		return err
	}
	stamps := readStamps(root)
	// A change to this program must redo its work as a change to the input does.
	self, err := hashTree(filepath.Join(root, "tools", "assets"), filepath.Join(root, "tools", "parts"), filepath.Join(root, "tools", "go.sum"))
	if err != nil {
		return err
	}
	lock, err := hashTree(filepath.Join(root, "package-lock.json"))
	if err != nil {
		return err
	}
	// The licence texts that the program serves are those of the modules linked into it, too.
	modules, err := hashTree(filepath.Join(root, "go.mod"), filepath.Join(root, "go.sum"))
	if err != nil {
		return err
	}
	sources := filepath.Join(root, "internal", "web", "assets")
	web, err := hashTree(sources)
	if err != nil {
		return err
	}
	steps := []struct {
		name  string
		stamp string
		ready func() bool
		do    func() error
	}{
		{"packages", lock, func() bool { return exists(filepath.Join(root, "node_modules", ".package-lock.json")) }, func() error { return install(root) }},
		{"fonts", self + lock, func() bool { return fontsReady(root) }, func() error { return copyFonts(root) }},
		{"bundle", self + lock + modules + web, func() bool { return bundleReady(root) }, func() error { return bundle(root) }},
	}
	var done []string
	for _, step := range steps {
		if stamps[step.name] == step.stamp && step.ready() {
			continue
		}
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		stamps[step.name] = step.stamp
		if err := writeStamps(root, stamps); err != nil {
			return err
		}
		done = append(done, step.name)
	}
	if len(done) == 0 {
		done = []string{"nothing to do"}
	}
	fmt.Printf("assets: %s (%s)\n", strings.Join(done, ", "), time.Since(start).Round(time.Millisecond))
	return nil
}

// findRoot returns the project root: the nearest folder at or above dir whose go.mod is that of the server.
func findRoot(dir string) (string, error) {
	for {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(text), "module counterpart\n") {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod of module counterpart here or above; run it inside the project")
		}
		dir = parent
	}
}

// install brings node_modules to exactly what package-lock.json says. No package may run a script of its own.
func install(root string) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return errors.New("npm is not installed; install Node.js 20 or later (it is needed to build, not to run)")
	}
	cmd := exec.Command(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
