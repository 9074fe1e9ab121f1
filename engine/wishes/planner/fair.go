package planner

import (
	"context"
	"math/bits"
)

// lack is how many meetings a person lacks to what she could have at most.
func (st *state) lack(q int32) int64 {
	most := min(st.in.most[q], int32(len(st.in.near.of(q)))) //nolint:gosec // bounded
	return int64(most) - int64(bits.OnesCount64(st.busy[q]))
}

// fair gives meetings of those who lack few to those who lack more, where the plan does not become worth less.
func (x *exchange) fair(ctx context.Context) {
	st := x.st
	for p := range int32(st.in.n) { //nolint:gosec // bounded
		if st.lack(p) < 2 {
			continue
		}
		for _, e := range x.order.of(p) {
			if st.left[p] <= 0 || st.free[p] == 0 {
				break
			}
			if ctx.Err() != nil {
				return
			}
			if st.slot[e] < 0 && st.in.choices[e].v >= 0 {
				x.even(p, e)
			}
		}
	}
}

// even holds a choice of somebody who lacks more, in place of one of her counterpart with somebody who lacks less.
func (x *exchange) even(p, e int32) {
	st := x.st
	q := st.in.choices[e].u + st.in.choices[e].v - p
	for m := st.busy[q]; m != 0; m &= m - 1 {
		f := *st.seat(q, lowest(m))
		c := &st.in.choices[f]
		if c.v < 0 || !st.mayMove(f) || st.in.weight[f] > st.in.weight[e] || st.lack(c.u+c.v-q)+1 >= st.lack(p) {
			continue
		}
		to, gain := st.mark(), st.gain
		st.take(f)
		if st.alone(e) && st.insert(e) && st.gain-gain >= 0 {
			st.settle()
			return
		}
		st.undo(to)
	}
}
