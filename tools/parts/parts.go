// Package parts tells what the program is made of: the Go modules linked into it, the npm packages bundled into its
// browser files and PDF fonts, and beside them what only tests use; each with the licence texts that came with it.
package parts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// The uses of a part.
const (
	Linked   = "linked"
	Bundled  = "bundled"
	TestOnly = "tests only"
)

// Part is one module or package that others made.
type Part struct {
	Kind    string // "go" or "npm"
	Name    string
	Version string
	Use     string
	Dir     string
	Hash    string // of the lock file, npm only
	Texts   []Text
}

// Text is a licence file as it came with the part.
type Text struct{ File, Body string }

// Of lists the parts of the project at root, Go modules first, each kind by name.
func Of(root string) ([]Part, error) {
	linked, err := goModules(root, false)
	if err != nil {
		return nil, err
	}
	all, err := goModules(root, true)
	if err != nil {
		return nil, err
	}
	packages, err := npmPackages(root)
	if err != nil {
		return nil, err
	}
	for name, part := range all {
		if _, ok := linked[name]; !ok {
			part.Use = TestOnly
			linked[name] = part
		}
	}
	var out []Part
	for _, name := range slices.Sorted(maps.Keys(linked)) {
		out = append(out, linked[name])
	}
	out = append(out, packages...)
	for i := range out {
		if out[i].Texts, err = texts(out[i].Dir); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// goModules lists the modules that the program is linked from, with the standard library; or those of all tests too.
func goModules(root string, tests bool) (map[string]Part, error) {
	args := []string{"list", "-e", "-deps", "-json=Module"}
	if tests {
		args = append(args, "-test", "./...")
	} else {
		args = append(args, "./cmd/counterpart")
	}
	out, err := run(root, args...)
	if err != nil {
		return nil, err
	}
	found := map[string]Part{}
	for list := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := list.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if m := p.Module; m != nil && !m.Main {
			found[m.Path] = Part{Kind: "go", Name: m.Path, Version: m.Version, Use: Linked, Dir: m.Dir}
		}
	}
	env, err := run(root, "env", "GOROOT", "GOVERSION")
	if err != nil {
		return nil, err
	}
	goroot, version, _ := strings.Cut(strings.TrimSpace(string(env)), "\n")
	found["std"] = Part{Kind: "go", Name: "std", Version: version, Use: Linked, Dir: goroot}
	return found, nil
}

func run(dir string, args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	var words bytes.Buffer
	cmd.Stderr = &words
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, words.String())
	}
	return out, nil
}

// npmPackages lists the packages that package.json names: dependencies are bundled, the others serve tests.
func npmPackages(root string) ([]Part, error) {
	var list struct{ Dependencies, DevDependencies map[string]string }
	if err := readJSON(filepath.Join(root, "package.json"), &list); err != nil {
		return nil, err
	}
	var lock struct {
		Packages map[string]struct{ Integrity string }
	}
	if err := readJSON(filepath.Join(root, "package-lock.json"), &lock); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var out []Part
	add := func(packages map[string]string, use string) {
		for _, name := range slices.Sorted(maps.Keys(packages)) {
			out = append(out, Part{
				Kind: "npm", Name: name, Version: packages[name], Use: use, Hash: lock.Packages["node_modules/"+name].Integrity,
				Dir: filepath.Join(root, "node_modules", filepath.FromSlash(name)),
			})
		}
	}
	add(list.Dependencies, Bundled)
	add(list.DevDependencies, TestOnly)
	return out, nil
}

func readJSON(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// texts reads the licence files of a folder. A folder without any gives none: who needs them says so.
func texts(dir string) ([]Text, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []Text
	for _, entry := range entries {
		if entry.IsDir() || !IsLicence(entry.Name()) {
			continue
		}
		body, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		out = append(out, Text{File: entry.Name(), Body: strings.TrimSpace(string(body))})
	}
	return out, nil
}

// IsLicence tells by its name that a file is a licence or a notice that goes with one.
func IsLicence(name string) bool {
	upper := strings.ToUpper(name)
	switch filepath.Ext(upper) {
	case ".GO", ".SUM", ".LICENSE", ".JS", ".TS":
		return false
	}
	for _, start := range []string{"LICEN", "COPYING", "NOTICE", "UNLICENSE"} {
		if strings.HasPrefix(upper, start) {
			return true
		}
	}
	return false
}
