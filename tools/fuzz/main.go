// Command fuzz runs every fuzz target of the program, one after another, and prints a table of what came of each. The
// targets are found in the code, so none can be forgotten.
//
//	go -C tools run ./fuzz [-time 2m] [-workers 2] [-only REGEXP]
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

func main() {
	length := flag.Duration("time", 2*time.Minute, "how long each target runs")
	workers := flag.Int("workers", 2, "how many inputs are tried at once")
	only := flag.String("only", "", "run the targets whose package and name match")
	flag.Parse()
	if err := run(os.Stdout, *length, *workers, *only); err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, length time.Duration, workers int, only string) error {
	chosen, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	root, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	targets, err := find(root)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "| target | time | inputs tried | new paths | finding |\n| --- | --- | --- | --- | --- |")
	found := 0
	for _, t := range targets {
		if !chosen.MatchString(t.dir + " " + t.name) {
			continue
		}
		r := fuzz(root, t, length, workers)
		if r.finding != "none" {
			found++
			fmt.Fprintln(os.Stderr, r.words)
		}
		fmt.Fprintf(out, "| `%s` %s | %s | %s | %s | %s |\n", t.dir, t.name, length, r.tried, r.paths, r.finding)
	}
	if found > 0 {
		return fmt.Errorf("%d of the targets found something; the inputs lie in testdata/fuzz beside them", found)
	}
	return nil
}

// result is what came of one target.
type result struct{ tried, paths, finding, words string }

// minimize bounds how long an input is shortened. By default that takes up to a minute for each input that finds a new path,
// which is most of the time of a run.
const minimize = "50x"

func fuzz(root string, t target, length time.Duration, workers int) result {
	cmd := exec.Command("go", "test", "-run", "^$", "-fuzz", "^"+t.name+"$", "-fuzztime", length.String(), "-fuzzminimizetime", minimize,
		"-parallel", fmt.Sprint(workers), "./"+t.dir)
	cmd.Dir = root
	text, err := cmd.CombinedOutput()
	return read(string(text), err)
}

var (
	tried = regexp.MustCompile(`execs: (\d+)`)
	paths = regexp.MustCompile(`new interesting: (\d+)`)
	input = regexp.MustCompile(`testdata/fuzz/\S+`)
	// ended is how Go 1.26 fails a target whose time is over while its worker is at an input, having found nothing: golang/go#75804.
	ended = regexp.MustCompile(`(?m)^--- FAIL: Fuzz\w+ \([0-9.]+s\)\n    context deadline exceeded\nFAIL$`)
)

// read takes the figures out of what go test printed.
func read(text string, err error) result {
	r := result{tried: last(tried, text), paths: last(paths, text), finding: "none", words: text}
	if err != nil {
		r.finding = "failed"
		if file := input.FindString(text); file != "" {
			r.finding = file
		} else if ended.MatchString(text) {
			r.finding = "none"
		}
	} else if r.tried == "0" {
		r.finding = "no input was tried"
	}
	return r
}

func last(pattern *regexp.Regexp, text string) string {
	found := pattern.FindAllStringSubmatch(text, -1)
	if len(found) == 0 {
		return "0"
	}
	return strings.TrimSpace(found[len(found)-1][1])
}
