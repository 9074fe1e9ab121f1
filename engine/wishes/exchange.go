package wishes

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
)

// exchange improves a plan by giving up some meetings for others, and undoes what does not pay.
type exchange struct {
	st     *state
	rng    *rand.Rand
	y      prices
	rest   []int64    // by choice: weight less prices
	byRest []int32    // the choices, best rest first
	order  *adjacency // the choices of each person, best rest first
	freed  []int32
	lost   []int32
}

const (
	refillTries = 12
	evictMust   = int64(1) << 60
)

// newExchange orders the choices by what is left of their weight after the prices.
func newExchange(st *state, y prices, seed uint64) *exchange {
	in := st.in
	x := &exchange{st: st, y: y, rest: make([]int64, len(in.choices)), rng: rand.New(rand.NewPCG(seed, 0x776973686573))} //nolint:gosec // a seed, not a secret
	paid := in.paid(y)
	var two [2]int32
	for e := range in.choices {
		x.rest[e] = in.worth(int32(e)) - cheapest(paid, in.choices[e].ok) //nolint:gosec // bounded
		for _, q := range in.members(int32(e), &two) {                    //nolint:gosec // bounded
			x.rest[e] -= y.person[q]
		}
	}
	x.byRest = make([]int32, len(in.choices))
	for e := range x.byRest {
		x.byRest[e] = int32(e) //nolint:gosec // bounded
	}
	slices.SortFunc(x.byRest, func(a, b int32) int { return cmp.Or(cmp.Compare(x.rest[b], x.rest[a]), cmp.Compare(a, b)) })
	x.order = in.near.sorted(in, x.byRest)
	return x
}

// pool is the choices that may pay: those whose weight is not far below their prices.
func (x *exchange) pool() []int32 {
	heaviest := int64(0)
	for _, w := range x.st.in.weight {
		heaviest = max(heaviest, w)
	}
	n, _ := slices.BinarySearchFunc(x.byRest, -heaviest/4, func(e int32, least int64) int { return cmp.Compare(least, x.rest[e]) })
	return x.byRest[:n]
}

// give takes a held choice out and remembers whom that frees.
func (x *exchange) give(e int32) {
	var two [2]int32
	x.freed = append(x.freed, x.st.in.members(e, &two)...)
	x.lost = append(x.lost, e)
	x.st.take(e)
}

// price of giving up a choice held, as seen from one of its people: its weight less what her counterparts are worth elsewhere.
func (x *exchange) loss(e int32, q int32) int64 {
	if !x.st.mayMove(e) {
		return evictMust
	}
	in := x.st.in
	loss := in.weight[e]
	if in.must[e] {
		loss += worthMust
	}
	var two [2]int32
	for _, other := range in.members(e, &two) {
		if other != q {
			loss -= x.y.person[other]
		}
	}
	return loss
}

// weakest is the choice that a person gives up most lightly, or -1.
func (x *exchange) weakest(q int32) int32 {
	best, least := int32(-1), evictMust
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
	if x.hold(e) {
		x.refill()
		if st.gain >= before-bear {
			return true
		}
	}
	st.undo(to)
	return false
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
	best, least := -1, evictMust
	for m := st.in.choices[e].ok; m != 0; m &= m - 1 {
		s := lowest(m)
		cost := int64(x.rng.Uint32() % 200_000)
		for _, q := range people {
			if f := *st.seat(q, s); f >= 0 {
				cost += max(0, x.loss(f, q))
			} else if st.free[q]>>s&1 == 0 {
				cost = evictMust
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
			x.give(f)
		}
	}
	return st.can(e, best) && st.put(e, best)
}

// refill holds again what was given up where it can be, and for those who became free the best they can have.
func (x *exchange) refill() {
	st := x.st
	for _, f := range x.lost {
		if st.slot[f] < 0 && st.alone(f) {
			st.insert(f)
		}
	}
	for i := 0; i < len(x.freed); i++ {
		q := x.freed[i]
		tries := 0
		for _, f := range x.order.of(q) {
			if st.left[q] <= 0 || tries == refillTries {
				break
			}
			if st.slot[f] >= 0 {
				continue
			}
			tries++
			st.insert(f)
		}
	}
}

// run tries as many exchanges as the work allows.
func (x *exchange) run(ctx context.Context, pool []int32, work int, tell func(done int)) int {
	if len(pool) == 0 {
		return 0
	}
	for k := range work {
		if k%256 == 0 {
			if ctx.Err() != nil {
				return k
			}
			if k%(1<<16) == 0 {
				tell(k)
			}
		}
		e := pool[x.rng.IntN(len(pool))]
		if x.st.slot[e] >= 0 {
			continue
		}
		x.try(e, 0)
		x.st.settle()
	}
	return work
}
