package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync/atomic"
	"time"

	"counterpart/engine/match"
	"counterpart/engine/match/trial"
)

// matchSection measures who should meet whom: speed and memory by size, quality in an invented truth beside simple rivals.
func matchSection(ctx context.Context, out io.Writer) error {
	fmt.Fprintf(out, "### Match: speed\n\nLists of 20 for everybody, from the checked input to the last list, on %d cores.\n\n", runtime.GOMAXPROCS(0))
	fmt.Fprint(out, "| people | seconds | most memory in use, with the input, MB | proposals per person | goal |\n| ---: | ---: | ---: | ---: | --- |\n")
	for _, n := range []int{1_000, 10_000, 100_000} {
		if err := matchSpeed(ctx, out, n); err != nil {
			return err
		}
	}
	fmt.Fprint(out, "\n### Match: quality\n\nPrecision is the share of good meetings in the first ten places; coverage the share of people with at least three good ",
		"in twenty; held the good meetings a person when each has time for ten; hit the share of mutual wishes held back that are found in the first ten.\n\n",
		"| people | seed | lists | precision@10 | coverage | Gini of exposure | most exposed | mutual | held | hit@10 |\n",
		"| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, seed := range []uint64{1, 2, 3} {
		if err := matchQuality(ctx, out, 1_000, seed); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(out)
	return err
}

func matchSpeed(ctx context.Context, out io.Writer, n int) error {
	truth := trial.New(n, 1)
	in := truth.Input
	truth = nil // so that the rest of the invented world is not measured
	runtime.GC()
	most := watchMemory()
	start := time.Now()
	r, err := match.Suggest(ctx, &in, match.Options{})
	seconds := time.Since(start).Seconds()
	memory := most()
	if err != nil {
		return err
	}
	proposals := 0
	for i := range in.People {
		proposals += len(r.Peers(in.People[i].ID))
	}
	goal := ""
	if n == 100_000 {
		goal = "missed: 5 s and 1,000 MB"
		if seconds <= 5 && memory <= 1000 {
			goal = "met: 5 s and 1,000 MB"
		}
	}
	_, err = fmt.Fprintf(out, "| %d | %.2f | %d | %.1f | %s |\n", n, seconds, memory, float64(proposals)/float64(n), goal)
	return err
}

// watchMemory samples the memory that the program holds; the function it returns gives the most seen, in MB.
func watchMemory() func() uint64 {
	var most atomic.Uint64
	look := func() {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most.Store(max(most.Load(), m.HeapInuse+m.StackInuse))
	}
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			look()
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-done
		look()
		return most.Load() >> 20
	}
}

func matchQuality(ctx context.Context, out io.Writer, n int, seed uint64) error {
	truth := trial.New(n, seed)
	in := &truth.Input
	r, err := match.Suggest(ctx, in, match.Options{})
	if err != nil {
		return err
	}
	for _, row := range []struct {
		name  string
		lists trial.Lists
	}{
		{"engine/match", trial.Matched(r, in)},
		{"tf-idf cosine", trial.Cosine(in, 20)},
		{"tf-idf, sought against offered", trial.OneWay(in, 20)},
		{"tf-idf, harmonic mean of both ways", trial.Reciprocal(in, 20)},
		{"random", trial.Random(in, 20, seed)},
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		m := truth.Measure(row.lists)
		fmt.Fprintf(out, "| %d | %d | %s | %.3f | %.3f | %.3f | %d | %.3f | %.2f | %.3f |\n",
			n, seed, row.name, m.Precision, m.Coverage, m.Gini, m.Most, m.Reciprocity, m.Held, m.Hit)
	}
	_, err = fmt.Fprintf(out, "| %d | %d | best there could be | %.3f | | | | | | |\n", n, seed, truth.Best())
	return err
}
