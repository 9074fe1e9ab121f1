package planner

// Limits of a walk.
const (
	walkSteps = 24
	walkWidth = 10
)

// walk begins at somebody who could have one more meeting. Step by step it holds a choice of hers for which her counterpart gives up
// another, so that the one who lost it is next, until somebody is reached who has time herself or is worth less. The best of the plans on the way is kept,
// if need be the first.
func (x *exchange) walk(p int32) {
	st := x.st
	if st.left[p] <= 0 {
		return
	}
	to, best := st.mark(), st.gain
	x.walked = x.walked[:0]
	for range walkSteps {
		next, closed := x.step(p)
		if st.gain-best > 0 {
			to, best = st.mark(), st.gain
		}
		if closed || next < 0 {
			break
		}
		p = next
	}
	st.undo(to)
}

// step holds one more choice of a person. It answers with whoever lost a meeting for it, -1 for nobody; closed says that nobody had to.
func (x *exchange) step(p int32) (next int32, closed bool) {
	st := x.st
	best, gives, least := int32(-1), int32(-1), never
	noise := uint32(min(x.heavy/20, 1<<30)) + 1 //nolint:gosec // not below 0
	tries := 0
	for _, e := range x.order.of(p) {
		c := &st.in.choices[e]
		if st.slot[e] >= 0 || c.v < 0 || x.was(e) || !st.alone(e) {
			continue
		}
		if tries++; tries > walkWidth {
			break
		}
		q := c.u + c.v - p
		if st.left[q] > 0 {
			if st.insert(e) {
				return -1, true
			}
			continue
		}
		f := x.lightest(q)
		if f < 0 || st.in.choices[f].v < 0 {
			continue
		}
		if cost := x.rest[f] - x.rest[e] + int64(x.rng.Uint32()%noise); cost < least {
			best, gives, least = e, f, cost
		}
	}
	if best < 0 {
		return -1, false
	}
	st.take(gives)
	if !st.insert(best) {
		return -1, false
	}
	x.walked = append(x.walked, best, gives)
	c, d := &st.in.choices[best], &st.in.choices[gives]
	return d.u + d.v - (c.u + c.v - p), false
}

// was says whether the walk has touched a choice.
func (x *exchange) was(e int32) bool {
	for _, f := range x.walked {
		if f == e {
			return true
		}
	}
	return false
}

// lightest is the choice held that a person gives up most lightly for the prices of its people, or -1.
func (x *exchange) lightest(q int32) int32 {
	st := x.st
	best, least := int32(-1), never
	for m := st.busy[q]; m != 0; m &= m - 1 {
		f := *st.seat(q, lowest(m))
		if r := x.rest[f]; r < least && st.mayMove(f) && !x.was(f) {
			best, least = f, r
		}
	}
	return best
}

// idlers are the people who could have one more meeting and would be worth something in it.
func (x *exchange) idlers() []int32 {
	x.idle = x.idle[:0]
	for q := range x.st.in.n {
		if x.st.left[q] > 0 && x.y.person[q] > 0 && x.st.free[q] != 0 {
			x.idle = append(x.idle, int32(q)) //nolint:gosec // bounded
		}
	}
	return x.idle
}
