package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Pages are asked for at a steady pace, whatever the answers take, as people do who do not know of each other.
const (
	pace       = 50 * time.Millisecond
	runSeconds = 60
)

// calm is how one page was answered at the pace.
type calm struct {
	count         int
	p50, p99, max time.Duration
	failed        int
	example       string
}

// beside is how pages were answered without a run of the solver and while it computed, in the same process.
type beside struct {
	engine        string
	names         []string
	before, while []calm
	run           runFacts
	memory        int
}

// runFacts are those of a run that the API tells.
type runFacts struct {
	Runs      int    `json:"-"` // how many were computed, one after another
	State     string `json:"state"`
	Scheduled int    `json:"scheduled"`
	Wishes    int    `json:"wishes"`
	Score     int64  `json:"score"`
	Bound     int64  `json:"bound"`
}

// measureBeside fills a database with an activity of many meetings and measures pages before and during a run.
func (s *server) measureBeside(ctx context.Context) (beside, error) {
	out := beside{engine: "SQLite"}
	if s.databaseURL != "" {
		out.engine = "PostgreSQL"
	}
	if _, err := s.fill(ctx); err != nil {
		return out, err
	}
	activity, err := s.fillMeetings(ctx)
	if err != nil {
		return out, err
	}
	if err := s.analyze(ctx); err != nil {
		return out, err
	}
	if err := s.start(ctx); err != nil {
		return out, err
	}
	u, err := s.prepare(ctx)
	if err != nil {
		return out, err
	}
	ops := u.besideRun(activity)
	for _, op := range ops {
		out.names = append(out.names, op.name)
	}
	atPace(ctx, s.client, ops, s.Span/5)
	out.before = atPace(ctx, s.client, ops, s.Span)
	out.while, out.run, err = s.whileSolving(ctx, activity, ops)
	_, out.memory = memory(s.pid())
	return out, err
}

// besideRun lists the pages, among them those of the activity that is planned.
func (u *users) besideRun(activity string) []operation {
	return append(u.operations()[:4],
		u.page("meetings of the activity", func(int) string { return "/activities/" + activity + "/networking" }),
		u.page("runs of the activity", func(int) string { return "/activities/" + activity + "/networking/plan" }),
	)
}

// whileSolving measures while one run follows another, and returns what the last of them found.
func (s *server) whileSolving(ctx context.Context, activity string, ops []operation) ([]calm, runFacts, error) {
	measured := make(chan []calm, 1)
	go func() { measured <- atPace(ctx, s.client, ops, s.Span) }()
	var last runFacts
	for runs := 1; ; runs++ {
		run, err := s.solve(ctx, activity)
		if err != nil {
			return nil, last, err
		}
		last, last.Runs = run, runs
		select {
		case list := <-measured:
			return list, last, nil
		default:
		}
	}
}

// solve lets the program compute a run, and waits for its end.
func (s *server) solve(ctx context.Context, activity string) (runFacts, error) {
	var made struct{ ID string }
	path := "/activities/" + activity + "/networking/runs"
	if err := s.call(ctx, http.MethodPost, path, map[string]any{"kind": "plan", "seconds": runSeconds}, &made); err != nil {
		return runFacts{}, err
	}
	var page struct {
		Run runFacts `json:"run"`
	}
	for begin := time.Now(); time.Since(begin) < 2*runSeconds*time.Second && ctx.Err() == nil; time.Sleep(200 * time.Millisecond) {
		if err := s.call(ctx, http.MethodGet, path+"/"+made.ID, nil, &page); err != nil || page.Run.State == "done" {
			return page.Run, err
		}
	}
	return page.Run, errors.Join(ctx.Err(), fmt.Errorf("the run was not done in two minutes, but %s", page.Run.State))
}

// atPace asks for the pages in turn, one at each tick. A latency counts from the tick, so that a page that waits for others
// counts as slow.
func atPace(ctx context.Context, client *http.Client, ops []operation, span time.Duration) []calm {
	workers := make([]worker, len(ops))
	var group sync.WaitGroup
	var mu sync.Mutex
	tick := time.NewTicker(pace)
	defer tick.Stop()
	begin := time.Now()
	for n := 0; time.Since(begin) < span && ctx.Err() == nil; n++ {
		due := <-tick.C
		group.Go(func() {
			op, w := ops[n%len(ops)], &workers[n%len(ops)]
			_, _, err := once(client, op, n/len(ops))
			took := time.Since(due)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				w.failed, w.example = w.failed+1, err.Error()
				return
			}
			w.took = append(w.took, took)
		})
	}
	group.Wait()
	out := make([]calm, len(ops))
	for i, w := range workers {
		out[i] = w.calm()
	}
	return out
}

func (w worker) calm() calm {
	c := calm{count: len(w.took), failed: w.failed, example: w.example}
	if slices.Sort(w.took); c.count > 0 {
		c.p50, c.p99, c.max = w.took[c.count/2], w.took[c.count*99/100], w.took[c.count-1]
	}
	return c
}

func (b beside) write(w io.Writer, o options) {
	fmt.Fprintf(w, "### %s\n\n", b.engine)
	fmt.Fprintln(w, "| page | p50 without | p99 | highest | p50 while solving | p99 | highest | pages | failed |")
	fmt.Fprintln(w, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	for i, name := range b.names {
		x, y := b.before[i], b.while[i]
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s | %s | %d | %d |\n", name, ms(x.p50), ms(x.p99), ms(x.max), ms(y.p50), ms(y.p99), ms(y.max), x.count+y.count, x.failed+y.failed)
	}
	for i := range b.names {
		if words := b.before[i].example + b.while[i].example; words != "" {
			fmt.Fprintf(w, "\nA failure: `%.200s`\n", words)
		}
	}
	fmt.Fprintf(w, "\n%d runs one after another: %d people, %d pairs wished for, %d meetings, %.3f %% of the bound. Memory of the program at its highest: %d MB.\n\n",
		b.run.Runs, o.Meet, b.run.Wishes, b.run.Scheduled, 100*float64(b.run.Score)/float64(max(b.run.Bound, 1)), b.memory)
}
