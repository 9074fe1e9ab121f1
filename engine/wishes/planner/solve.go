package planner

import (
	"context"
	"math/rand/v2"

	"counterpart/engine/looks"
	"counterpart/engine/wishes"
)

// Solve looks for the best plan and proves how good it can be at most. progress, which may be nil, is called from time to time. When the context ends it
// returns the best plan so far with the context's error, and no plan where the problem was not yet put into numbers; the plan keeps every rule at any
// moment. A problem that is not valid is *Invalid.
func Solve(ctx context.Context, p *wishes.Problem, o wishes.Options, progress func(wishes.Progress)) (*wishes.Result, error) {
	if err := p.ValidateContext(ctx); err != nil {
		return nil, err
	}
	in, err := compile(ctx, p)
	if err != nil {
		return nil, err
	}
	s := &search{in: in, st: newState(in), progress: progress, work: o.Work}
	paper, err := newPaper(ctx, in)
	if err != nil {
		return nil, err
	}
	s.st.keepPromises(ctx)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	s.tell("bound", 0)
	var y prices
	y, s.bound = in.price(ctx)
	if ctx.Err() == nil {
		s.run(ctx, newExchange(ctx, s.st, y, o.Seed), o.Seed)
	}
	r := s.st.finish(ctx, paper)
	r.Work = s.done
	r.Certificate = in.signed(y, s.bound)
	return r, ctx.Err()
}

// search is the way from a problem to its plan.
type search struct {
	in         *instance
	st         *state
	bound      int64
	work, done int
	progress   func(wishes.Progress)
}

// run goes through the phases, until the context ends.
func (s *search) run(ctx context.Context, x *exchange, seed uint64) {
	if ctx.Err() != nil {
		return
	}
	s.tell("placing", 0)
	s.st.place(ctx, x.byRest)
	x.first(ctx)
	if s.work <= 0 {
		s.work = s.suitable()
	}
	cycles := 1
	if len(s.in.choices) < few {
		cycles = 5
	}
	for range cycles {
		before := s.done
		s.done += x.run(ctx, max(1, s.work/cycles), s.bound, func(done int) { s.tell("exchanging", before+done) })
	}
	x.fair(ctx)
	smoother := &smooth{st: s.st, rng: rand.New(rand.NewPCG(seed, 0x736d6f6f7468))} //nolint:gosec // a seed, not a secret
	smoother.run(ctx, min(smoothWork*s.st.held, smoothMost), func(int) { s.tell("smoothing", s.done) })
	s.tell("tables", s.done)
}

// suitable is how many attempts suit the size. Where the first plan of a large problem is a hundredth and more from the bound, because everybody's time is asked
// for alike, exchanges go on paying for much longer.
func (s *search) suitable() int {
	const far, longer = 100, 16
	work := min(max(8*len(s.in.choices), 20_000), 2_000_000)
	if len(s.in.choices) >= few && (s.bound-s.st.value/1000)*far > s.bound {
		work *= longer
	}
	return work
}

// tell reports how far the search is. Tables are not given yet, so nobody changes them.
func (s *search) tell(phase string, done int) {
	if s.progress == nil {
		return
	}
	breaks := 0
	for _, mask := range s.st.busy {
		breaks += s.in.times.Breaks(mask)
	}
	score := wishes.Score{Musts: s.st.musts, Short: s.st.short(), Value: s.st.value / 1000, Breaks: breaks, Scheduled: s.st.held}
	s.progress(wishes.Progress{Phase: phase, Work: done, Score: score, Bound: s.bound})
}

// keepPromises holds what is promised: what is locked for good, whatever the context says; the rest for the time being.
func (st *state) keepPromises(ctx context.Context) {
	for _, x := range st.in.promise {
		if x.locked {
			st.lock(x)
		}
	}
	for k, x := range st.in.promise {
		if looks.Ended(ctx, k) {
			break
		}
		if x.locked {
			continue
		}
		if st.can(x.choice, x.slot) {
			st.putAsPromised(x)
		}
	}
	st.settle()
}

// lock holds a choice with the very room and interpreter that were promised; nothing moves it.
func (st *state) lock(x promise) {
	st.rooms.Keep(x.slot, int32(x.source.Room)) //nolint:gosec // bounded
	if x.source.Interpreter >= 0 {
		st.voices.Keep(x.slot, int32(x.source.Interpreter)) //nolint:gosec // bounded
	}
	st.enter(x.choice, x.slot)
}

// putAsPromised holds a choice, if it can be with the room and the interpreter that were promised.
func (st *state) putAsPromised(x promise) {
	c := &st.in.choices[x.choice]
	if !st.rooms.PutAt(c.room, x.slot, x.source.Room) && !st.rooms.Put(c.room, x.slot) {
		return
	}
	if !st.voices.PutAt(c.voice, x.slot, x.source.Interpreter) && !st.voices.Put(c.voice, x.slot) {
		st.rooms.Take(c.room, x.slot)
		return
	}
	st.enter(x.choice, x.slot)
}

// place holds choices one after another, in this order.
func (st *state) place(ctx context.Context, order []int32) {
	for k, e := range order {
		if k%64 == 0 && ctx.Err() != nil {
			return
		}
		if st.slot[e] < 0 && st.alone(e) {
			st.insert(e)
		}
		st.settle()
	}
}

// score counts what a plan is worth, apart from its tables and musts.
func (st *state) score() wishes.Score {
	in := st.in
	out := wishes.Score{Scheduled: st.held, Value: st.value / 1000, Short: st.short()}
	for _, x := range in.promise {
		if !x.locked && int(st.slot[x.choice]) != x.slot {
			out.Value -= x.price / 1000
		}
	}
	for q := range in.n {
		lack := max(0, st.lack(int32(q))) //nolint:gosec // bounded
		out.Unfair += lack * lack
		out.Breaks += in.times.Breaks(st.busy[q])
	}
	return out
}
