package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

func TestEveryRequirementIsAnswered(t *testing.T) {
	rows, err := read(filepath.Join(root, "docs", "asvs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range check(root, rows) {
		t.Error(words)
	}
	made, err := os.ReadFile(filepath.Join(root, "docs", "asvs.md"))
	if err != nil || string(made) != page(rows) {
		t.Errorf("docs/asvs.md is not that of docs/asvs.csv (%v): run go -C tools run ./asvs", err)
	}
}

func TestCheckFinds(t *testing.T) {
	for shown, want := range map[string]string{
		"":                                    "not whole",
		"test: tools/nowhere_test.go:TestX":   "no test file",
		"n/a: ":                               "reason",
		"falls short: x":                      "reason",
		"trust us":                            "say test",
		"doc: README.md#no-such-section":      "no section",
		"doc: NOWHERE.md#x":                   "no document",
		"test: tools/asvs/asvs_test.go:TestX": "no test TestX",
		"test: internal/abuse/probe_test.go:TestAbuse/A99":                     "no abuse case",
		"test: tools/asvs/asvs_test.go:TestCheckFinds; doc: README.md#nothing": "no section",
		"test: tools/asvs/asvs_test.go:TestCheckFinds; doc: README.md#try-it":  "",
		"n/a: the program has none":                                            "",
	} {
		got := strings.Join(check(root, []row{{"1.1.1", "1", "words", shown}})[1:], "\n")
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%q: got %q, want words with %q", shown, got, want)
		}
	}
}
