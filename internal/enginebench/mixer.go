package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"syscall"
	"time"

	"counterpart/engine/designs"
	"counterpart/engine/mixer"
)

// mixerSection prints how far engine/mixer comes: golfer rounds, adjacent sizes, gatherings at scale
// beside plain baselines, and a new plan between two rounds.
func mixerSection(ctx context.Context, out io.Writer) error {
	fmt.Fprintf(out, "## Mixer\n\n")
	for _, part := range []func(context.Context, io.Writer) error{mixerGolfers, mixerAdjacent, mixerScale, mixerReplan, mixerPeer} {
		if err := part(ctx, out); err != nil {
			return err
		}
	}
	return nil
}

// spent is the time of the clock and of the processor since a moment; on a shared machine they differ.
type spent struct {
	clock time.Time
	cpu   float64
}

func startSpending() spent { return spent{time.Now(), processor()} }

func (s spent) seconds() (clock, cpu float64) {
	return time.Since(s.clock).Seconds(), processor() - s.cpu
}

func processor() float64 {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return float64(use.Utime.Sec+use.Stime.Sec) + float64(use.Utime.Usec+use.Stime.Usec)/1e6
}

func mixerGolfers(ctx context.Context, out io.Writer) error {
	fmt.Fprint(out, "### Rounds without a repeat (social golfer problem)\n\n"+
		"| tables of | reached | known | bound | clock s | CPU s | method |\n|---|---|---|---|---|---|---|\n")
	cells, reached, proved, slowest := 0, 0, 0, 0.0
	for tables := 2; tables <= 10; tables++ {
		for size := 2; size <= 10; size++ {
			limited, cancel := context.WithTimeout(ctx, time.Minute)
			begin := startSpending()
			d, err := designs.Golfers(limited, tables, size)
			cancel()
			if err != nil && !errors.Is(err, context.DeadlineExceeded) {
				return err
			}
			clock, cpu := begin.seconds()
			if err := repeatFree(d); err != nil {
				return err
			}
			rounds := len(d.Rounds)
			cells++
			if rounds >= d.Known {
				reached++
			}
			if rounds == d.Bound {
				proved++
			}
			slowest = max(slowest, clock)
			fmt.Fprintf(out, "| %d of %d | %d | %d | %d | %.2f | %.2f | %s |\n", tables, size, rounds, d.Known, d.Bound, clock, cpu, d.Method)
		}
	}
	_, err := fmt.Fprintf(out, "\n**%d of %d cells reach the best known number of rounds; %d of them are as many as there can be.** The slowest took %.1f s. "+
		"Each plan was checked by `mixer.Check`.\n\n", reached, cells, proved, slowest)
	return err
}

func repeatFree(d designs.Design) error {
	report, err := mixer.Check(mixer.OfDesign(d))
	if err == nil && (report.Repeats > 0 || len(report.Faults) > 0) {
		err = fmt.Errorf("%d people at tables of %d: %d repeats, faults %v", d.People, d.Size, report.Repeats, report.Faults)
	}
	return err
}

func mixerAdjacent(ctx context.Context, out io.Writer) error {
	fmt.Fprint(out, "### Tables of two adjacent sizes without a repeat\n\n"+
		"| people | tables | sizes | reached | bound | clock s |\n|---|---|---|---|---|---|\n")
	cells, proved := 0, 0
	for tables := 3; tables <= 10; tables++ {
		for size := 3; size <= min(tables, 8); size++ {
			for _, short := range []int{1, tables / 2} {
				if short == 1 && tables/2 == 1 && cells%2 == 1 {
					continue // the same number of people twice
				}
				begin := time.Now()
				d, err := designs.Adjacent(ctx, tables*size-short, size)
				if err == nil {
					err = repeatFree(d)
				}
				if err != nil {
					return err
				}
				cells++
				if len(d.Rounds) == d.Bound {
					proved++
				}
				fmt.Fprintf(out, "| %d | %d | %d and %d | %d | %d | %.2f |\n", d.People, d.Tables, size, size-1, len(d.Rounds), d.Bound, time.Since(begin).Seconds())
			}
		}
	}
	_, err := fmt.Fprintf(out, "\n%d of %d reach the bound of counting; for the others it is open whether it can be reached.\n\n", proved, cells)
	return err
}

// gathering makes people of parties whose sizes fall as one over the square root of their rank.
func gathering(n, parties int) []mixer.Person {
	total, sum := 0.0, 0.0
	for k := range parties {
		total += 1 / math.Sqrt(float64(k+1))
	}
	var people []mixer.Person
	for k := range parties {
		sum += 1 / math.Sqrt(float64(k+1)) / total
		for len(people) < int(math.Round(sum*float64(n))) {
			people = append(people, mixer.Person{ID: fmt.Sprintf("p%d", len(people)), Party: fmt.Sprintf("State %d", k)})
		}
	}
	return people
}

func mixerScale(ctx context.Context, out io.Writer) error {
	fmt.Fprint(out, "### Gatherings: new pairs of two parties as a share of the certified bound\n\n"+
		"Parties fall in size as one over the square root of their rank. 10 s at most. Greedy seats one after another where the most new pairs arise; random is the mean of three.\n\n"+
		"| people | parties | size | rounds | % of bound | clock s | CPU s | MB | greedy % | greedy s | random % | bound counted again |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, c := range []struct{ people, parties, size, rounds int }{
		{60, 20, 8, 6},
		{60, 60, 8, 6},
		{150, 40, 8, 5},
		{150, 40, 8, 8},
		{150, 40, 8, 12},
		{115, 30, 11, 5},
		{300, 60, 8, 6},
		{1000, 60, 8, 6},
		{5000, 60, 8, 6},
		{10_000, 60, 8, 6},
		{10_000, 193, 8, 6},
	} {
		p := &mixer.Problem{People: gathering(c.people, c.parties), Size: c.size, Rounds: c.rounds}
		runtime.GC() // what came before is not this search's
		most := watchMemory()
		limited, cancel := context.WithTimeout(ctx, 10*time.Second)
		begin := startSpending()
		r, err := mixer.Solve(limited, p, mixer.Options{Seed: 1})
		cancel()
		clock, cpu := begin.seconds()
		memory := most()
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		report, err := mixer.Check(p, r.Plan)
		if err != nil {
			return err
		}
		again := "agrees"
		if report.Bound != r.Report.Bound || report.Points != r.Report.Points || len(report.Faults) > 0 {
			again = "DIFFERS"
		}
		share := func(points int) float64 { return 100 * float64(points) / float64(report.Bound) }
		plain := time.Now()
		greedy := newPairs(p, greedySeats(p))
		plainSeconds := time.Since(plain).Seconds()
		random := 0
		for seed := range uint64(3) {
			random += newPairs(p, randomSeats(p, seed)) / 3
		}
		fmt.Fprintf(out, "| %d | %d | %d | %d | %.2f | %.2f | %.2f | %d | %.2f | %.2f | %.2f | %s |\n", c.people, c.parties, c.size, c.rounds, share(report.Points),
			clock, cpu, memory, share(greedy), plainSeconds, share(random), again)
	}
	_, err := fmt.Fprintln(out)
	return err
}

// newPairs is what a plan is worth.
func newPairs(p *mixer.Problem, rounds [][][]int) (points int) {
	met := map[mixer.Pair]bool{}
	for _, round := range rounds {
		for _, table := range round {
			for k, i := range table {
				for _, j := range table[:k] {
					pair := mixer.Pair{A: min(i, j), B: max(i, j)}
					if p.People[i].Party != p.People[j].Party && !met[pair] {
						points += mixer.PairPoints
					}
					met[pair] = true
				}
			}
		}
	}
	return points
}

func randomSeats(p *mixer.Problem, seed uint64) [][][]int {
	rng := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a seed, not a secret
	var rounds [][][]int
	for r := range p.Rounds {
		order := rng.Perm(len(p.People))
		var round [][]int
		for _, size := range p.TableSizes(r) {
			round, order = append(round, order[:size]), order[size:]
		}
		rounds = append(rounds, round)
	}
	return rounds
}

// greedySeats goes through the people in a random order each round and seats each where the most are new.
func greedySeats(p *mixer.Problem) [][][]int {
	rng := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // a seed, not a secret
	met := map[mixer.Pair]bool{}
	var rounds [][][]int
	for r := range p.Rounds {
		sizes := p.TableSizes(r)
		round := make([][]int, len(sizes))
		for _, i := range rng.Perm(len(p.People)) {
			best, bestNew := -1, -1<<30
			for t, table := range round {
				if len(table) == sizes[t] {
					continue
				}
				fresh := -len(table) // among equals the emptier table, or the first would fill up blindly
				for _, j := range table {
					if p.People[i].Party == p.People[j].Party || met[mixer.Pair{A: min(i, j), B: max(i, j)}] {
						fresh -= 100
					}
				}
				if fresh > bestNew {
					best, bestNew = t, fresh
				}
			}
			round[best] = append(round[best], i)
		}
		for _, table := range round {
			for k, i := range table {
				for _, j := range table[:k] {
					met[mixer.Pair{A: min(i, j), B: max(i, j)}] = true
				}
			}
		}
		rounds = append(rounds, round)
	}
	return rounds
}

func mixerReplan(ctx context.Context, out io.Writer) error {
	fmt.Fprint(out, "### A new plan after two of six rounds, 3 % of the people gone\n\n| people | % of bound | clock s | CPU s |\n|---|---|---|---|\n")
	for _, n := range []int{60, 300, 1000, 5000} {
		p := &mixer.Problem{People: gathering(n, 60), Size: 8, Rounds: 6}
		before, err := mixer.Solve(ctx, p, mixer.Options{Seed: 1, Work: 100_000})
		if err != nil {
			return err
		}
		for i := 0; i < n; i += 33 {
			p.People[i].Absent = []int{3, 4, 5, 6}
		}
		begin := startSpending()
		after, err := mixer.Replan(ctx, p, before.Plan, 2, mixer.Options{Seed: 1})
		if err != nil {
			return err
		}
		clock, cpu := begin.seconds()
		fmt.Fprintf(out, "| %d | %.2f | %.2f | %.2f |\n", n, 100*float64(after.Report.Points)/float64(after.Report.Bound), clock, cpu)
	}
	_, err := fmt.Fprintln(out)
	return err
}

// mixerPeer sets the engine beside published open source, whose figures were measured with its own solver file.
func mixerPeer(ctx context.Context, out io.Writer) error {
	fmt.Fprint(out, "### Beside good-enough-golfers\n\n"+
		"islemaster/good-enough-golfers (MIT), its solver file run in Node 20 on a machine of the same kind, as noted when this engine was specified. New pairs of those possible.\n\n"+
		"| case | good-enough-golfers | its s | Counterpart | clock s | CPU s |\n|---|---|---|---|---|---|\n")
	for _, c := range []struct {
		tables, size, rounds int
		pairs                string
		seconds              float64
	}{
		{8, 4, 5, "240 of 240", 0.05},
		{8, 4, 7, "334 of 336", 0.73},
		{8, 4, 10, "445 of 480", 1.4},
		{5, 3, 7, "98 of 105", 0.15},
		{5, 5, 6, "280 of 300", 0.64},
		{7, 7, 8, "1011 of 1176", 2.3},
		{19, 8, 5, "2660 of 2660", 44.3},
	} {
		p := &mixer.Problem{Size: c.size, Rounds: c.rounds}
		for i := range c.tables * c.size {
			p.People = append(p.People, mixer.Person{ID: fmt.Sprint(i)})
		}
		begin := startSpending()
		r, err := mixer.Solve(ctx, p, mixer.Options{Seed: 1})
		if err != nil {
			return err
		}
		clock, cpu := begin.seconds()
		fmt.Fprintf(out, "| %d tables of %d, %d rounds | %s | %.2f | %d of %d | %.2f | %.2f |\n", c.tables, c.size, c.rounds, c.pairs, c.seconds,
			r.Report.NewPairs, c.tables*c.size*(c.size-1)/2*c.rounds, clock, cpu)
	}
	_, err := fmt.Fprintln(out)
	return err
}
