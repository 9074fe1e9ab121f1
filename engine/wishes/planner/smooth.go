package planner

import (
	"context"
	"math"
	"math/rand/v2"

	"counterpart/engine/looks"
)

// smooth moves the meetings of a plan among the slots, so that people have fewer idle gaps. Exchanging two slots along a path of meetings
// changes the diary of the two people at its ends alone.
type smooth struct {
	st  *state
	rng *rand.Rand
}

// Temperatures in gaps, and attempts for each meeting.
const (
	smoothHot, smoothCold = 0.5, 0.08
	smoothWork            = 300
	smoothMost            = 8_000_000
)

// run anneals with so many attempts and answers how many it made.
func (x *smooth) run(ctx context.Context, work int, tell func(done int)) int {
	held := make([]int32, 0, x.st.held)
	for e, s := range x.st.slot {
		if looks.Ended(ctx, e) {
			return 0
		}
		if s >= 0 && x.st.in.choices[e].v >= 0 && x.st.mayMove(int32(e)) { //nolint:gosec // bounded
			held = append(held, int32(e)) //nolint:gosec // bounded
		}
	}
	if len(held) == 0 || x.st.in.slots < 2 {
		return 0
	}
	heat := smoothHot
	for k := range work {
		if k%looks.Between == 0 {
			if ctx.Err() != nil {
				return k
			}
			heat = smoothHot * math.Pow(smoothCold/smoothHot, float64(k)/float64(work))
			if k%(1<<18) == 0 {
				tell(k)
			}
		}
		e := held[x.rng.IntN(len(held))]
		if y := x.rng.IntN(x.st.in.slots); y != int(x.st.slot[e]) && x.st.in.choices[e].ok>>y&1 == 1 {
			x.move(e, y, int(-heat*math.Log(1-x.rng.Float64())))
		}
		x.st.settle()
	}
	return work
}

// move exchanges the slot of a meeting and another slot along the whole path that goes through it, if that adds no more than so many gaps.
func (x *smooth) move(e int32, y, bear int) {
	st := x.st
	c, s := &st.in.choices[e], int(st.slot[e])
	if !st.inOrder(e, y) {
		return
	}
	st.path = append(st.path[:0], e)
	a, b := c.u, c.v
	ahead, endA, ok := x.follow(a, e, s, y)
	if !ok {
		return
	}
	last, endB := ahead, b
	if ahead >= 0 { // not a ring
		if last, endB, ok = x.follow(b, e, s, y); !ok {
			return
		}
		if !st.shifts(endA, ahead, s+y-ahead) || !st.shifts(endB, last, s+y-last) {
			return
		}
		if x.adds(endA, ahead, s+y-ahead)+x.adds(endB, last, s+y-last) > bear {
			return
		}
	}
	gain := st.gain
	if st.swap(st.path, s, y) && st.gain-gain < 0 { // a promise broken
		st.undo(st.before)
	}
}

// follow lengthens the path from a person who leaves slot s for slot y. It answers with the slot that the last person leaves and with her; with -1 when the path
// comes back to where it began.
func (x *smooth) follow(p, from int32, s, y int) (leaves int, last int32, ok bool) {
	st := x.st
	for {
		e := *st.seat(p, y)
		if e < 0 {
			return s, p, true
		}
		if e == from {
			return -1, p, true
		}
		c := &st.in.choices[e]
		if c.v < 0 || c.ok>>s&1 == 0 || len(st.path) >= st.longest || !st.mayMove(e) || !st.inOrder(e, s) {
			return 0, 0, false
		}
		st.path = append(st.path, e)
		p = c.u + c.v - p
		s, y = y, s
	}
}

// adds is how many gaps a person has more when she has in slot t what she has in slot s.
func (x *smooth) adds(q int32, s, t int) int {
	mask := x.st.busy[q]
	return x.st.in.times.Breaks(mask&^(1<<s)|1<<t) - x.st.in.times.Breaks(mask)
}
