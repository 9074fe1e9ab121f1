// Command bench measures the built program as its users load it: 100,000 people, 50 requests in flight, on one
// machine that also runs the load itself. It prints what it measured and writes it into docs/performance.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
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
	Meet     int
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
	flag.IntVar(&o.Meet, "meet", 0, "measure pages while the meetings of so many people are planned in the same process, and nothing else")
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
	if o.Meet > 0 {
		tables, err := onBoth(ctx, o, (*server).measureBeside)
		if err != nil {
			return err
		}
		return o.tell(&m, besidePart, fmt.Sprintf("a page every %s in turn, for %s, without a run and during one.", pace, o.Span), func(w io.Writer) {
			for _, t := range tables {
				t.write(w, o)
			}
		})
	}
	sheets, err := onBoth(ctx, o, (*server).measureAll)
	if err != nil {
		return err
	}
	how := fmt.Sprintf("%d people, %d requests in flight, %s for each operation after %s to warm up.", o.Scale, o.Flight, o.Span, o.Span/5)
	return o.tell(&m, figuresPart, how, func(w io.Writer) {
		for _, s := range sheets {
			s.write(w)
		}
	})
}

// tell prints figures, or writes them into the document.
func (o options) tell(m *machine, p part, how string, figures func(io.Writer)) error {
	m.LoadAfter = loadAverage()
	write := func(w io.Writer) {
		m.write(w, how)
		figures(w)
	}
	write(os.Stdout)
	if o.Doc == "" {
		return nil
	}
	return p.rewrite(o.Doc, write)
}

// onBoth measures on SQLite, and on PostgreSQL where there is a server.
func onBoth[T any](ctx context.Context, o options, measure func(*server, context.Context) (T, error)) ([]T, error) {
	lite, err := measureOn(ctx, o, "", measure)
	if err != nil {
		return nil, fmt.Errorf("SQLite: %w", err)
	}
	if o.Postgres == "" {
		return []T{lite}, nil
	}
	url, drop, err := ownDatabase(ctx, o.Postgres)
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL: %w", err)
	}
	pg, err := measureOn(ctx, o, url, measure)
	if err = errors.Join(err, drop()); err != nil {
		return nil, fmt.Errorf("PostgreSQL: %w", err)
	}
	return []T{lite, pg}, nil
}

// measureOn fills a database and measures the program on it.
func measureOn[T any](ctx context.Context, o options, databaseURL string, measure func(*server, context.Context) (T, error)) (T, error) {
	dir := o.Data
	if dir == "" || databaseURL != "" {
		made, err := os.MkdirTemp("", "counterpart-bench")
		if err != nil {
			var none T
			return none, err
		}
		defer func() { _ = os.RemoveAll(made) }()
		dir = made
	}
	s := &server{options: o, data: dir, databaseURL: databaseURL}
	out, err := measure(s, ctx)
	return out, errors.Join(err, s.stop())
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
