// Command asvs writes docs/asvs.md, the answer to OWASP ASVS 5.0.0 level 2, from docs/asvs.csv, and says what in it does
// not hold: an empty line, a test, document or section that is not there, or another number of requirements.
//
//	go -C tools run ./asvs
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "asvs:", err)
		os.Exit(1)
	}
}

func run() error {
	root, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	rows, err := read(filepath.Join(root, "docs", "asvs.csv"))
	if err != nil {
		return err
	}
	if faults := check(root, rows); len(faults) > 0 {
		return fmt.Errorf("\n  %s", strings.Join(faults, "\n  "))
	}
	return os.WriteFile(filepath.Join(root, "docs", "asvs.md"), []byte(page(rows)), 0o644)
}
