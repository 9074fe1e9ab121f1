package meetings

import (
	"context"
	"runtime"
	"syscall"
	"testing"
)

// A search ends within 50 ms of its context: it never goes on longer without a look at it, and answers as soon after the look that finds it
// ended. The time is that of a processor which the search itself has used, so that neither other programs nor the collector of memory are in it; of
// three tries one must do, as a processor may be slow for a while.
func TestBestEndsWithItsContext(t *testing.T) {
	const limit = 0.050
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	tt := dense(60, 20, 1)
	for _, end := range []int{1, 20, 200, 2000, 20_000} {
		late := limit + 1
		for try := 0; late > limit && try < 3; try++ {
			x := &looked{Context: t.Context(), end: end, last: used()}
			if _, err := Best(x, tt, 1); err != nil {
				t.Fatal(err)
			}
			late = min(late, max(x.longest, used()-x.last))
		}
		if late > limit {
			t.Errorf("ended at look %d it went on for %.3f s", end, late)
		}
	}
}

// looked is a context that ends at a certain look at it and notes the longest time between two.
type looked struct {
	context.Context
	end, looks    int
	last, longest float64
}

func (x *looked) Err() error {
	now := used()
	x.longest = max(x.longest, now-x.last)
	if x.looks++; x.looks > x.end {
		return context.Canceled
	}
	x.last = now
	return nil
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
