package app

import (
	"context"
	"sync/atomic"
	"testing"
	"time"
)

// A computation rests while somebody waits for a page, not at all while nobody does, and never for longer than it worked.
func TestGentle(t *testing.T) {
	t.Parallel()
	var busy atomic.Bool
	ctx, cancel := context.WithCancel(t.Context())
	g := &gentle{Context: ctx, busy: busy.Load, worked: time.Now()}
	if took := looks(g, 1000); took > longestRest {
		t.Errorf("a thousand looks with nobody waiting took %s", took)
	}
	busy.Store(true)
	g.worked = time.Now().Add(-time.Minute) // it worked for long
	if took := looks(g, 1); took < longestRest {
		t.Errorf("rested for %s while somebody waited", took)
	}
	g.worked = time.Now()
	if took := looks(g, 1); took > longestRest/2 {
		t.Errorf("rested for %s after no work", took)
	}
	cancel()
	if g.Err() == nil {
		t.Error("goes on after its end")
	}
}

func looks(ctx context.Context, n int) time.Duration {
	begin := time.Now()
	for range n {
		_ = ctx.Err()
	}
	return time.Since(begin)
}
