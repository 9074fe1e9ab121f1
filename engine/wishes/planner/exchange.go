package planner

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"counterpart/engine/looks"
	"counterpart/engine/wishes"
)

// exchange improves a plan by giving up some meetings for others, and undoes what does not pay.
type exchange struct {
	st     *state
	rng    *rand.Rand
	y      prices
	rest   []int64    // by choice: worth less prices
	byRest []int32    // the choices, best rest first
	order  *adjacency // the choices of each person, best rest first
	freed  []int32
	lost   []int32
	walked []int32
	idle   []int32
	heavy  int64   // the greatest weight
	heat   float64 // what an exchange may lose, in the mean
	guard  int32   // a choice that is not given up just now, or -1
	best   int64   // the gain of the plan at the beginning of the journal, the best so far
}

const (
	refillTries = 12
	vacateTries = 24
	never       = int64(1) << 60 // a loss that nobody bears
	few         = 2000           // choices of which so few are that much can be risked
	epoch       = 1024           // attempts between two looks at who is idle
	journal     = 20_000         // steps that are kept to come back to the best plan
	enough      = 100_000        // a gap of one in so many is not worked on
)

// newExchange orders the choices by what is left of their weight after the prices.
func newExchange(ctx context.Context, st *state, y prices, seed uint64) *exchange {
	in := st.in
	x := &exchange{st: st, y: y, guard: -1, rest: make([]int64, len(in.choices)), rng: rand.New(rand.NewPCG(seed, 0x776973686573))} //nolint:gosec // a seed, not a secret
	paid := in.paid(y)
	var two [2]int32
	for e := range in.choices {
		if looks.Ended(ctx, e) {
			break
		}
		x.rest[e] = in.worth(int32(e)) - paid.cheapest(in.choices[e].ok) //nolint:gosec // bounded
		for _, q := range in.members(int32(e), &two) {                   //nolint:gosec // bounded
			x.rest[e] -= y.person[q]
		}
		x.heavy = max(x.heavy, in.weight[e])
	}
	x.byRest = make([]int32, len(in.choices))
	for e := range x.byRest {
		x.byRest[e] = int32(e) //nolint:gosec // bounded
	}
	better := func(a, b int32) int { return cmp.Or(cmp.Compare(x.rest[b], x.rest[a]), cmp.Compare(a, b)) }
	looks.Sort(ctx, x.byRest, func(list []int32) { slices.SortFunc(list, better) }, better)
	x.order = in.near.sorted(ctx, in, x.byRest)
	return x
}

// pool is the choices that may pay: those whose weight is not far below their prices.
func (x *exchange) pool() []int32 {
	n, _ := slices.BinarySearchFunc(x.byRest, -x.heavy/4, func(e int32, least int64) int { return cmp.Compare(least, x.rest[e]) })
	return x.byRest[:n]
}

// give takes a held choice out and remembers whom that frees.
func (x *exchange) give(e int32) {
	var two [2]int32
	x.freed = append(x.freed, x.st.in.members(e, &two)...)
	x.lost = append(x.lost, e)
	x.st.take(e)
}

// loss is what giving up a choice costs as seen from one of its people: its worth less what her counterparts are worth elsewhere.
func (x *exchange) loss(e int32, q int32) int64 {
	if e == x.guard || !x.st.mayMove(e) {
		return never
	}
	in := x.st.in
	loss := in.worth(e)
	var two [2]int32
	for _, other := range in.members(e, &two) {
		if other != q {
			loss -= x.y.person[other]
			if x.st.scarce(other) {
				loss += worthShort
			}
		}
	}
	return loss
}

// weakest is the choice that a person gives up most lightly, or -1.
func (x *exchange) weakest(q int32) int32 {
	best, least := int32(-1), never
	for m := x.st.busy[q]; m != 0; m &= m - 1 {
		e := *x.st.seat(q, lowest(m))
		if loss := x.loss(e, q); loss < least {
			best, least = e, loss
		}
	}
	return best
}

// try makes way for a choice that is not held, holds it, fills what became free, and keeps all of it if the plan loses no more than
// so much.
func (x *exchange) try(e int32, bear int64) bool {
	st := x.st
	to, before := st.mark(), st.gain
	x.freed, x.lost = x.freed[:0], x.lost[:0]
	if st.slot[e] < 0 && x.hold(e) {
		x.refill()
		for _, q := range x.freed {
			if st.left[q] > 0 && st.gain-before < 0 {
				x.walk(q)
			}
		}
		if st.gain-before < 0 && len(x.byRest) < few {
			x.again(e)
		}
		if st.gain-before >= -bear {
			return true
		}
	}
	st.undo(to)
	return false
}

// again holds the best of what was given up for a choice by making way for it in turn.
func (x *exchange) again(e int32) {
	st := x.st
	best := int32(-1)
	for _, f := range x.lost {
		if st.slot[f] < 0 && st.alone(f) && (best < 0 || st.in.worth(f) > st.in.worth(best)) {
			best = f
		}
	}
	if best < 0 {
		return
	}
	x.guard = e
	if x.hold(best) {
		x.refill()
	}
	x.guard = -1
}

// hold makes way for a choice and holds it.
func (x *exchange) hold(e int32) bool {
	st := x.st
	var two [2]int32
	people := st.in.members(e, &two)
	for _, k := range st.in.ruled[e] {
		if other := st.ruled[k]; other >= 0 {
			if !st.mayMove(other) {
				return false
			}
			x.give(other)
		}
	}
	for _, q := range people {
		if st.left[q] <= 0 {
			f := x.weakest(q)
			if f < 0 {
				return false
			}
			x.give(f)
		}
	}
	return st.insert(e) || x.force(e, people)
}

// force clears the slot in which a choice costs least.
func (x *exchange) force(e int32, people []int32) bool {
	st := x.st
	best, least := -1, never
	noise := uint32(min(x.heavy/5, math.MaxInt32)) + 1 //nolint:gosec // not below 0
	for m := st.in.choices[e].ok; m != 0; m &= m - 1 {
		s := lowest(m)
		cost := int64(x.rng.Uint32() % noise)
		if free := st.free[people[0]] & st.free[people[1]]; free>>s&1 == 1 {
			cost += x.heavy / 2 // there is time and no table: a meeting of others would go
		}
		for _, q := range people {
			if f := *st.seat(q, s); f >= 0 {
				cost += max(0, x.loss(f, q))
			} else if st.free[q]>>s&1 == 0 {
				cost = never
			}
		}
		if cost < least {
			best, least = s, cost
		}
	}
	if best < 0 {
		return false
	}
	for _, q := range people {
		if f := *st.seat(q, best); f >= 0 {
			if f == x.guard {
				return false
			}
			x.give(f)
		}
	}
	return st.can(e, best) && (st.put(e, best) || x.vacate(e, best))
}

// vacate holds a choice in a slot in which no table, or no interpreter, is left: another meeting moves to another slot or, if none of those
// looked at can, the one that is worth least goes.
func (x *exchange) vacate(e int32, s int) bool {
	st := x.st
	goes := int32(-1)
	for range vacateTries {
		f := *st.seat(int32(x.rng.IntN(st.in.n)), s) //nolint:gosec // bounded
		if f < 0 || f == e || f == x.guard || !st.mayMove(f) {
			continue
		}
		to := st.mark()
		st.take(f)
		if st.put(e, s) {
			if st.insert(f) {
				return true
			}
			if goes < 0 || x.rest[f] < x.rest[goes] {
				goes = f
			}
		}
		st.undo(to)
	}
	if goes < 0 {
		return false
	}
	x.give(goes)
	return st.put(e, s)
}

// refill holds again what was given up where it can be, and for those who became free the best they can have.
func (x *exchange) refill() {
	st := x.st
	for _, f := range x.lost {
		if st.slot[f] < 0 && st.alone(f) {
			st.insert(f)
		}
	}
	for _, q := range x.freed {
		tries := 0
		for _, f := range x.order.of(q) {
			if st.left[q] <= 0 || tries == refillTries {
				break
			}
			if st.slot[f] < 0 && st.alone(f) {
				tries++
				st.insert(f)
			}
		}
	}
}

// keep remembers the plan as the best so far if it is, and otherwise how to come back to the best.
func (x *exchange) keep() {
	if st := x.st; st.gain-x.best >= 0 || len(st.ops) > journal {
		x.best = st.gain
		st.settle()
	}
}

// first does what comes before weight: musts, then the guaranteed minima.
func (x *exchange) first(ctx context.Context) {
	x.best = x.st.gain
	for range 3 {
		for e, must := range x.st.in.must {
			if must && x.st.slot[e] < 0 {
				if ctx.Err() != nil {
					return
				}
				x.try(int32(e), 0) //nolint:gosec // bounded
				x.keep()
			}
		}
		if x.st.loose {
			continue
		}
		for q := range int32(x.st.in.n) { //nolint:gosec // bounded
			if q%64 == 0 && ctx.Err() != nil {
				return
			}
			for _, e := range x.order.of(q) {
				if !x.st.wants(q) || ctx.Err() != nil {
					break
				}
				x.try(e, 0)
				x.keep()
			}
		}
	}
}

// run makes so many attempts, cooling as it goes, and leaves the best plan. It answers with how many it made.
func (x *exchange) run(ctx context.Context, work int, bound int64, tell func(done int)) int {
	pool := x.pool()
	x.best = x.st.gain
	done, told := 0, 0
	// The further the plan is from the bound, the more is risked at first.
	hot := float64(x.heavy) * min(0.1, 20*wishes.Progress{Score: wishes.Score{Value: x.st.value / 1000}, Bound: bound}.Gap())
	if len(pool) < few {
		hot = float64(x.heavy) / 2
	}
	tell(0)
	for done < work && len(pool) > 0 && bound-x.st.value/1000 > bound/enough {
		x.heat = hot * max(0, 1-1.1*float64(done)/float64(work))
		if !x.epoch(ctx, pool) {
			break
		}
		if done += epoch; done-told >= 32*epoch {
			told = done
			tell(done)
		}
	}
	if x.st.gain-x.best < 0 {
		x.st.undo(mark{})
	}
	x.st.settle()
	tell(done)
	return done
}

// epoch makes attempts, some from those who are idle, most for choices drawn by lot.
func (x *exchange) epoch(ctx context.Context, pool []int32) bool {
	idle := x.idlers()
	for k := range epoch {
		if k%64 == 0 && ctx.Err() != nil {
			return false
		}
		if k < epoch/4 && k < len(idle) {
			x.walk(idle[x.rng.IntN(len(idle))])
		} else {
			x.try(pool[x.rng.IntN(len(pool))], int64(-x.heat*math.Log(1-x.rng.Float64())))
		}
		x.keep()
	}
	return true
}
