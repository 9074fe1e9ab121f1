package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"counterpart/engine/wishes"
	"counterpart/engine/wishes/gen"
	"counterpart/engine/wishes/planner"
)

// scaleSection measures which wished meetings are held at scale, beside plain rules, and how fast a plan is mended. A plan that does not hold, or a
// certificate that does not prove its bound, is an error and no figure.
func scaleSection(ctx context.Context, out io.Writer) error {
	fmt.Fprint(out, "## Scale\n\nWhich wished meetings are held: twelve wishes a person, 20 slots, popularity falling as the rank to the power 0.8 (even: to the power 0.01, the hardest, in which "+
		"everybody's time is asked for alike). Relaxed: eight meetings a person at most, free in 80 % of the slots; saturated: no most, 70 %. The value of the plan as a share of the bound that the "+
		"certificate proves; plan and certificate are judged by `wishes.Check` each time. First plan: what is there when the search for a better one begins. Memory is the most in use, with the instance.\n\n"+
		"| people | wishes | regime | % of bound | goal | clock s | CPU s | first plan %, CPU s | MB | greedy % | MeetMax's rule % | meetings | breaks a person |\n"+
		"|---:|---:|---|---:|---|---:|---:|---|---:|---:|---:|---:|---:|\n")
	for _, c := range []scaleCase{
		{people: 1_000, limit: 500 * time.Millisecond, goal: 99.9},
		{people: 1_000, limit: 500 * time.Millisecond, goal: 99.9, saturated: true},
		{people: 10_000, limit: 3 * time.Second, goal: 99.95},
		{people: 10_000, limit: 30 * time.Second, goal: 99.5, saturated: true},
		{people: 10_000, limit: 30 * time.Second, goal: 99.5, saturated: true, even: true},
		{people: 100_000, limit: time.Minute, goal: 99},
		{people: 100_000, limit: time.Minute, goal: 99, saturated: true},
	} {
		if err := c.measure(ctx, out); err != nil {
			return err
		}
	}
	if err := scaleReplan(ctx, out); err != nil {
		return err
	}
	return scaleStop(ctx, out)
}

type scaleCase struct {
	people          int
	saturated, even bool
	limit           time.Duration
	goal            float64 // % of the bound
}

func (c scaleCase) problem() *wishes.Problem {
	o := gen.Options{People: c.people, Seed: 1, Saturated: c.saturated}
	if c.even {
		o.Skew = 0.01
	}
	return gen.New(o)
}

func (c scaleCase) measure(ctx context.Context, out io.Writer) error {
	p := c.problem()
	runtime.GC()
	most := watchMemory()
	limited, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	begin := startSpending()
	first := ""
	r, err := planner.Solve(limited, p, wishes.Options{Seed: 1}, func(x wishes.Progress) {
		if _, cpu := begin.seconds(); first == "" && x.Phase == "exchanging" {
			first = fmt.Sprintf("%.2f, %.2f", 100-100*x.Gap(), cpu)
		}
	})
	clock, cpu := begin.seconds()
	memory := most()
	if r == nil {
		fmt.Fprintf(out, "| %d | %d | | no plan in %s | | | | | | | | | |\n", c.people, len(p.Wishes), c.limit)
		return errors.Join(ctx.Err(), notTimedOut(err))
	}
	if faults := wishes.Check(p, r.Plan, &r.Certificate); len(faults) > 0 {
		return fmt.Errorf("%d people: the plan does not hold: %v", c.people, faults)
	}
	regime := map[bool]string{false: "relaxed", true: "saturated"}[c.saturated]
	if c.even {
		regime += ", even"
	}
	bound := float64(r.Certificate.Bound)
	reached := 100 * float64(r.Score.Value) / bound
	goal := fmt.Sprintf("%g in %s: met", c.goal, c.limit)
	if reached < c.goal {
		goal = fmt.Sprintf("%g in %s: missed", c.goal, c.limit)
	}
	greedy, meetmax := wishes.Value(p, gen.Greedy(p)), wishes.Value(p, gen.MeetMax(p))
	_, err = fmt.Fprintf(out, "| %d | %d | %s | **%.3f** | %s | %.2f | %.2f | %s | %d | %.2f | %.2f | %d | %.2f |\n",
		c.people, len(p.Wishes), regime, reached, goal, clock, cpu, first, memory, 100*float64(greedy)/bound, 100*float64(meetmax)/bound,
		r.Score.Scheduled, float64(r.Score.Breaks)/float64(c.people))
	return errors.Join(err, ctx.Err())
}

// notTimedOut is an error unless it only says that time is up.
func notTimedOut(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// scaleReplan lets people of a published plan of ten thousand cancel, one by one.
func scaleReplan(ctx context.Context, out io.Writer) error {
	const cancels = 50
	p := scaleCase{people: 10_000, saturated: true}.problem()
	r, err := planner.Solve(ctx, p, wishes.Options{Seed: 1, Work: 4096}, nil)
	if err != nil {
		return err
	}
	for _, m := range r.Plan.Meetings {
		p.Promised = append(p.Promised, wishes.Promise{Meeting: m})
	}
	var clocks, cpus []float64
	moved, dropped, added := 0, 0, 0
	for k := range cancels {
		begin := startSpending()
		changes, err := planner.Replan(ctx, p, []planner.Absence{{Person: 199 * k}}, 0)
		clock, cpu := begin.seconds()
		if err != nil {
			return err
		}
		clocks, cpus = append(clocks, clock), append(cpus, cpu)
		moved, dropped, added = max(moved, len(changes.Moved)), dropped+len(changes.Dropped), added+len(changes.Added)
	}
	slices.Sort(clocks)
	slices.Sort(cpus)
	_, err = fmt.Fprintf(out, "\n**One person cancels** in a published plan of 10,000 people and %d meetings (saturated), %d times: median %.0f ms on the clock (%.0f ms of CPU), longest %.0f ms (%.0f ms of CPU). "+
		"In the mean %.1f meetings are dropped and %.1f added; at most %d others are moved.\n",
		len(r.Plan.Meetings), cancels, 1000*clocks[cancels/2], 1000*cpus[cancels/2], 1000*clocks[cancels-1], 1000*cpus[cancels-1],
		float64(dropped)/cancels, float64(added)/cancels, moved)
	return err
}

// scaleStop ends a search for a hundred thousand people at several moments and measures how long the answer takes.
func scaleStop(ctx context.Context, out io.Writer) error {
	p := scaleCase{people: 100_000, saturated: true}.problem()
	var late []float64
	for _, after := range []time.Duration{100 * time.Millisecond, time.Second, 3 * time.Second, 6 * time.Second, 12 * time.Second} {
		limited, cancel := context.WithTimeout(ctx, after)
		begin := time.Now()
		_, err := planner.Solve(limited, p, wishes.Options{Seed: 1}, nil)
		cancel()
		if notTimedOut(err) != nil {
			return err
		}
		late = append(late, time.Since(begin).Seconds()-after.Seconds())
	}
	fmt.Fprint(out, "\n**A search for 100,000 people that is ended** after 0.1, 1, 3, 6 and 12 s answers, on the clock,")
	for _, l := range late {
		fmt.Fprintf(out, " %.0f", 1000*l)
	}
	_, err := fmt.Fprint(out, " ms later; a plan with all its tables, outcomes and prices takes most of that.\n\n")
	return err
}
