// Command bench measures the built program as its users load it: 100,000 people, 50 requests in flight, on one
// machine that also runs the load itself. It prints what it measured and writes it into docs/performance.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

// options are what the command line decides.
type options struct {
	Binary   string
	Postgres string
	Scale    int
	Flight   int
	Span     time.Duration
	Doc      string
	Data     string
	Profile  string
	Only     string
}

func main() {
	var o options
	flag.StringVar(&o.Binary, "binary", "bin/counterpart", "the program to measure")
	flag.StringVar(&o.Postgres, "postgres", "", "URL of a PostgreSQL server to measure on as well")
	flag.IntVar(&o.Scale, "scale", 100_000, "people in the database")
	flag.IntVar(&o.Flight, "flight", 50, "requests in flight")
	flag.DurationVar(&o.Span, "span", 10*time.Second, "how long each operation is measured")
	flag.StringVar(&o.Doc, "doc", "", "Markdown file whose part between the markers is rewritten")
	flag.StringVar(&o.Data, "data", "", "measure SQLite on this data folder of the demonstration instead of filling one; it is kept")
	flag.StringVar(&o.Profile, "profile", "", "run the program in this process and write a CPU profile of each operation into the folder")
	flag.StringVar(&o.Only, "only", "", "measure only operations whose name contains this")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	var err error
	if o.Binary, err = filepath.Abs(o.Binary); err != nil {
		return err
	}
	m := thisMachine()
	lite, err := measureOn(ctx, o, "")
	if err != nil {
		return fmt.Errorf("SQLite: %w", err)
	}
	sheets := []sheet{lite}
	if o.Postgres != "" {
		url, drop, err := ownDatabase(ctx, o.Postgres)
		if err != nil {
			return fmt.Errorf("PostgreSQL: %w", err)
		}
		pg, err := measureOn(ctx, o, url)
		if err = errors.Join(err, drop()); err != nil {
			return fmt.Errorf("PostgreSQL: %w", err)
		}
		sheets = append(sheets, pg)
	}
	m.LoadAfter = loadAverage()
	if o.Doc == "" {
		return nil
	}
	return writeDoc(o.Doc, m, o, sheets)
}

// measureOn fills a database, measures the program on it and prints the sheet.
func measureOn(ctx context.Context, o options, databaseURL string) (sheet, error) {
	dir := o.Data
	if dir == "" || databaseURL != "" {
		made, err := os.MkdirTemp("", "counterpart-bench")
		if err != nil {
			return sheet{}, err
		}
		defer func() { _ = os.RemoveAll(made) }()
		dir = made
	}
	s := &server{options: o, data: dir, databaseURL: databaseURL}
	out, err := s.measureAll(ctx)
	if err = errors.Join(err, s.stop()); err != nil {
		return sheet{}, err
	}
	out.print(os.Stdout)
	return out, nil
}

// measureAll fills the database where it is empty, then measures every operation on a freshly started server.
func (s *server) measureAll(ctx context.Context) (sheet, error) {
	out := sheet{Engine: "SQLite"}
	if s.databaseURL != "" {
		out.Engine = "PostgreSQL"
	}
	var err error
	if out.Filled, err = s.fill(ctx); err != nil {
		return out, err
	}
	if err := s.start(ctx); err != nil {
		return out, err
	}
	out.Version, out.Bytes = s.databaseFacts(ctx)
	out.Sync = syncTime(s.data)
	u, err := s.prepare(ctx)
	if err != nil {
		return out, fmt.Errorf("prepare: %w", err)
	}
	ops := u.operations()
	for _, op := range append(ops, mix(ops)) {
		if !matches(op.name, s.Only) {
			continue
		}
		r, err := s.measureOne(ctx, op)
		if err != nil {
			return out, err
		}
		r.print(os.Stdout)
		out.Results = append(out.Results, r)
	}
	out.Memory, out.MemoryPeak = memory(s.pid())
	return out, nil
}

// measureOne warms an operation up and measures it.
func (s *server) measureOne(ctx context.Context, op operation) (result, error) {
	measure(ctx, s.client, op, s.Flight, s.Span/5)
	endProfile, err := s.profile(op)
	if err != nil {
		return result{}, err
	}
	program, database := cpuOf(s.pid()), cpuOfChildren(s.databasePID)
	r := measure(ctx, s.client, op, s.Flight, s.Span)
	r.cpu, r.databaseCPU = cpuOf(s.pid())-program, cpuOfChildren(s.databasePID)-database
	return r, errors.Join(endProfile(), ctx.Err())
}
