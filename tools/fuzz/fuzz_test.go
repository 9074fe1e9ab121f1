package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The list holds every fuzz function that stands in the code, counted in another way.
func TestFindIsComplete(t *testing.T) {
	targets, err := find("../..")
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for _, top := range tops {
		err := filepath.WalkDir(filepath.Join("../..", top), func(file string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(file, "_test.go") {
				return err
			}
			text, err := os.ReadFile(file)
			want += strings.Count("\n"+string(text), "\nfunc Fuzz")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(targets) != want || want < 20 {
		t.Errorf("found %d fuzz functions, the text holds %d: %v", len(targets), want, targets)
	}
}

// Every room that reads what comes from outside has a target of its own.
func TestParsersAreCovered(t *testing.T) {
	targets, err := find("../..")
	if err != nil {
		t.Fatal(err)
	}
	covered := map[string]bool{}
	for _, target := range targets {
		covered[filepath.Base(target.dir)] = true
	}
	for _, room := range []string{
		"accounts", "activities", "app", "attendance", "audit", "db", "feeds", "files", "forms", "imports", "letters", "mail", "names", "outside",
		"pack", "print", "privacy", "signins", "vault", "web",
	} {
		if !covered[room] {
			t.Errorf("%s reads what comes from outside and has no fuzz target", room)
		}
	}
}

func TestRead(t *testing.T) {
	text, err := os.ReadFile("testdata/run.txt")
	if err != nil {
		t.Fatal(err)
	}
	if r := read(string(text), nil); r.tried != "162077" || r.paths != "12" || r.finding != "none" {
		t.Errorf("%+v", r)
	}
	if r := read("execs: 5\nFailing input written to testdata/fuzz/FuzzX/ab12\n", errors.New("exit 1")); r.finding != "testdata/fuzz/FuzzX/ab12" {
		t.Errorf("%+v", r)
	}
	over := "fuzz: elapsed: 2m0s, execs: 26455 (0/sec), new interesting: 115 (total: 124)\n--- FAIL: FuzzRecognise (120.20s)\n    context deadline exceeded\nFAIL\nexit status 1\n"
	if r := read(over, errors.New("exit 1")); r.finding != "none" || r.tried != "26455" {
		t.Errorf("a target whose time is over: %+v", r)
	}
	if r := read(strings.Replace(over, "    context", "    a_test.go:1: context", 1), errors.New("exit 1")); r.finding == "none" {
		t.Error("a target that failed with the same words counts as one that found nothing")
	}
	if r := read("no tests to run", nil); r.finding == "none" {
		t.Error("a target that did not run counts as one that found nothing")
	}
}
