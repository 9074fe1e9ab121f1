// Command enginebench measures the engine and writes its tables into docs/performance.md, between two marks.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"time"
)

// The tables stand between these lines of the page.
const (
	begin = "<!-- engine: written by make bench-engine -->"
	end   = "<!-- engine: end -->"
)

func main() {
	doc := flag.String("doc", "", "page to write the tables into; printed when empty")
	only := flag.String("only", "", "section to measure alone, and print: meetings, scale, mixer or match")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *doc, *only); err != nil {
		fmt.Fprintln(os.Stderr, "enginebench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, doc, only string) error {
	var tables bytes.Buffer
	out := io.MultiWriter(os.Stdout, &tables)
	fmt.Fprintf(out, "Measured on %s: %s %s/%s, %d cores.\n\n", time.Now().UTC().Format("2 January 2006"), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	for _, section := range []struct {
		name    string
		measure func(context.Context, io.Writer) error
	}{{"meetings", meetingsSection}, {"scale", scaleSection}, {"mixer", mixerSection}, {"match", matchSection}} {
		if only != "" && only != section.name {
			continue
		}
		if err := section.measure(ctx, out); err != nil {
			return err
		}
	}
	if doc == "" || only != "" {
		return nil
	}
	page, err := os.ReadFile(doc)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(page), begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		return fmt.Errorf("%s lacks the lines %q and %q", doc, begin, end)
	}
	return os.WriteFile(doc, []byte(before+begin+"\n\n"+tables.String()+end+after), 0o644)
}
