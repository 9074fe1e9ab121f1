package app

import (
	"context"
	"sync"
	"time"
)

// Rests of a long computation: it waits for at most as long as it worked, and for no more than longestRest at once, so that
// it comes to its end however many pages are asked for.
const (
	longestRest = 20 * time.Millisecond
	nap         = 200 * time.Microsecond
)

// gentle is the context of a long computation in this process. Computations look at their context again and again to see
// whether they must end; while somebody waits for a page, such a look takes longer, and the page has the processor.
type gentle struct {
	context.Context
	busy func() bool

	mu     sync.Mutex
	worked time.Time // since when it works without a rest
}

// gently lets pages go before whatever looks at the context.
func (a *App) gently(ctx context.Context) context.Context {
	return &gentle{Context: ctx, busy: func() bool { return a.Site.Busy() }, worked: time.Now()}
}

// Err is that of the context, after a rest where somebody waits.
func (g *gentle) Err() error {
	if g.busy() {
		g.rest()
	}
	return g.Context.Err()
}

func (g *gentle) rest() {
	g.mu.Lock() // of several goroutines all rest
	defer g.mu.Unlock()
	begin := time.Now()
	most := min(begin.Sub(g.worked), longestRest)
	for g.busy() && time.Since(begin) < most && g.Context.Err() == nil {
		time.Sleep(nap)
	}
	g.worked = time.Now()
}
