package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// requirements is how many level 2 has, with those of level 1.
const requirements = 253

// row is one requirement: its number, level, our words for it, and how it is shown.
type row struct{ id, level, words, shown string }

func read(file string) ([]row, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	lines := csv.NewReader(f)
	lines.FieldsPerRecord = 4
	all, err := lines.ReadAll()
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, l := range all[min(1, len(all)):] {
		rows = append(rows, row{l[0], l[1], l[2], l[3]})
	}
	return rows, nil
}

var (
	number = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	// The abuse cases are rows of a table: "TestAbuse/D06" names the row {"D06", …}.
	ofTable = regexp.MustCompile(`^(\w+)/([A-H]\d\d)$`)
)

// check lists what does not hold.
func check(root string, rows []row) []string {
	var faults []string
	if len(rows) != requirements {
		faults = append(faults, fmt.Sprintf("%d requirements are answered; level 2 has %d", len(rows), requirements))
	}
	seen := map[string]bool{}
	for _, r := range rows {
		if !number.MatchString(r.id) || seen[r.id] || r.level != "1" && r.level != "2" || r.words == "" || r.shown == "" {
			faults = append(faults, fmt.Sprintf("%q: the line is not whole, or is there twice", r.id))
		}
		seen[r.id] = true
		for _, way := range ways(r.shown) {
			if words := wrong(root, way); words != "" {
				faults = append(faults, r.id+": "+words)
			}
		}
	}
	return faults
}

// ways splits what shows a requirement: tests and documents are listed with semicolons, a reason is one text.
func ways(shown string) []string {
	if kind(shown) == "test" || kind(shown) == "doc" {
		return strings.Split(shown, "; ")
	}
	return []string{shown}
}

func kind(way string) string {
	before, _, _ := strings.Cut(way, ":")
	return before
}

// wrong says why one way shows nothing, or "".
func wrong(root, way string) string {
	kind, what, _ := strings.Cut(way, ": ")
	switch kind {
	case "test":
		return wrongTest(root, what)
	case "doc":
		return wrongSection(root, what)
	case "n/a", "falls short":
		if len(strings.TrimSpace(what)) < 5 {
			return "give the reason: " + way
		}
		return ""
	}
	return "say test, doc, n/a or falls short: " + way
}

func wrongTest(root, what string) string {
	file, name, _ := strings.Cut(what, ":")
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil || !strings.HasSuffix(file, "_test.go") {
		return "there is no test file " + file
	}
	if m := ofTable.FindStringSubmatch(name); m != nil {
		return wrongCase(filepath.Join(root, filepath.FromSlash(filepath.Dir(file))), string(text), m[1], m[2])
	}
	if !strings.HasPrefix(name, "Test") && !strings.HasPrefix(name, "Fuzz") || !strings.Contains(string(text), "func "+name+"(") {
		return "there is no test " + name + " in " + file
	}
	return ""
}

// wrongCase looks for a row of the tables beside the test that runs them.
func wrongCase(dir, text, name, code string) string {
	if !strings.Contains(text, "func "+name+"(") {
		return "there is no test " + name + " in " + dir
	}
	files, err := filepath.Glob(filepath.Join(dir, "case_*_test.go"))
	if err != nil {
		return err.Error()
	}
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && strings.Contains(string(text), `{"`+code+`", `) {
			return ""
		}
	}
	return "there is no abuse case " + code
}

func wrongSection(root, what string) string {
	file, section, _ := strings.Cut(what, "#")
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		return "there is no document " + file
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") && anchor(line) == section {
			return ""
		}
	}
	return "there is no section " + section + " in " + file
}

// anchor is the address of a heading within its page.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-':
			return '-'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, strings.ToLower(strings.TrimSpace(strings.TrimLeft(heading, "#"))))
}
