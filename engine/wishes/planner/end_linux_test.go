package planner_test

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"syscall"
	"testing"

	"counterpart/engine/wishes"
	"counterpart/engine/wishes/gen"
	"counterpart/engine/wishes/planner"
)

// A search that is ended, whenever that is, answers at once with a plan that holds. A search for 100,000 people has 50 ms for it; here are fewer
// people and less time.
//
// The search looks at the context so many times on its way, and always the same way: where it was ended can be told by the number of the look that
// found it so. The worst moment is just after the look before. From there until the answer the time is counted that the search itself has
// used of a processor, so that neither other programs nor the collector of memory, which works beside it at moments of its own, are in it;
// three tries at the same look forgive it a processor that is slow for a while. The moments are those with the longest way to the next look, and some by lot.
func TestASearchEndsWhenItIsTold(t *testing.T) {
	const people, limit = 20_000, 0.020
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	p := gen.New(gen.Options{People: people, Seed: 1, Saturated: true})
	o := wishes.Options{Seed: 1, Work: 4096}
	var whole *looked
	late := limit + 1
	for try := 0; late > limit && try < 3; try++ {
		runtime.GC()
		whole = &looked{Context: context.Background()}
		if _, err := planner.Solve(whole, p, o, nil); err != nil {
			t.Fatal(err)
		}
		late = min(late, used()-whole.last())
	}
	if late > limit {
		t.Errorf("%.3f s from the last look to the answer", late)
	}
	for _, look := range whole.moments() {
		late := limit + 1
		for try := 0; late > limit && try < 3; try++ {
			runtime.GC()
			x := &looked{Context: context.Background(), end: look}
			r, err := planner.Solve(x, p, o, nil)
			late = min(late, used()-x.last())
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("ended at look %d: %v", look, err)
			}
			if r == nil || try > 0 {
				continue
			}
			if faults := wishes.Check(p, r.Plan, &r.Certificate); len(faults) > 0 {
				t.Errorf("ended at look %d: %v", look, faults)
			}
		}
		if late > limit {
			t.Errorf("ended at look %d of %d: %.3f s from the look before to the answer", look, len(whole.times), late)
		}
	}
}

// looked is a context that ends at a certain look at it and notes when the looks before were.
type looked struct {
	context.Context
	end   int // the number of that look, from 1; 0 for none
	times []float64
}

func (x *looked) Err() error {
	if x.end > 0 && len(x.times)+1 >= x.end {
		return context.Canceled
	}
	x.times = append(x.times, used())
	return nil
}

func (x *looked) last() float64 { return x.times[len(x.times)-1] }

// moments are the looks to end at: those longest after the one before, not all of one place, and some by lot.
func (x *looked) moments() []int {
	by := make([]int, 0, len(x.times))
	for k := range x.times[1:] {
		by = append(by, k+2)
	}
	after := func(look int) float64 { return x.times[look-1] - x.times[look-2] }
	slices.SortFunc(by, func(a, b int) int { return cmp.Compare(after(b), after(a)) })
	var out []int
	for _, look := range by {
		if near := func(l int) bool { return max(l-look, look-l) < 50 }; len(out) < 4 && !slices.ContainsFunc(out, near) {
			out = append(out, look)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2 {
		out = append(out, by[rng.IntN(len(by))])
	}
	return out
}

// used is the time of a processor that this thread has used, in seconds.
func used() float64 {
	const thread = 1 // RUSAGE_THREAD
	var use syscall.Rusage
	if err := syscall.Getrusage(thread, &use); err != nil {
		return 0
	}
	return float64(use.Utime.Sec+use.Stime.Sec) + float64(use.Utime.Usec+use.Stime.Usec)/1e6
}
