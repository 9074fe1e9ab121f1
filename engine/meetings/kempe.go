package meetings

import (
	"math"
	"math/bits"
	"math/rand/v2"
)

// anneal is a plan under improvement by Kempe chains: the meetings of two slots form paths and cycles of people, and
// exchanging the slots along one of them keeps everybody in one place at a time. Only the people at the two ends of a path
// change when they are busy, so the effect on breaks is found by counting bits.
type anneal struct {
	t      *Timetable
	open   []uint64 // by meeting: slots it can be held in
	slot   []int8   // by meeting
	at     []int32  // by person and slot: the meeting there, or -1
	busy   []uint64 // by person
	held   []int    // by slot: meetings
	before [][]int32
	after  [][]int32
	idle   float64 // price of an idle slot between two meetings; it smooths the way to fewer breaks
	rng    *rand.Rand
	chain  []int32 // the meetings of the chain at hand, those to leave slot x first
	ends   [2]int32
}

func newAnneal(t *Timetable, plan []int, seed uint64) *anneal {
	a := &anneal{
		t: t, open: make([]uint64, len(t.Meetings)), slot: make([]int8, len(t.Meetings)), at: make([]int32, t.People*t.Slots),
		busy: make([]uint64, t.People), held: make([]int, t.Slots),
		before: make([][]int32, len(t.Meetings)), after: make([][]int32, len(t.Meetings)), rng: rand.New(rand.NewPCG(seed, 1)),
	}
	for i := range a.at {
		a.at[i] = -1
	}
	for m, s := range plan {
		a.open[m] = t.window(m)
		a.slot[m] = int8(s)
		p := t.Meetings[m]
		a.at[p.A*t.Slots+s], a.at[p.B*t.Slots+s] = int32(m), int32(m)
		a.busy[p.A] |= 1 << s
		a.busy[p.B] |= 1 << s
		a.held[s]++
	}
	for _, b := range t.Before {
		a.after[b[0]] = append(a.after[b[0]], int32(b[1]))
		a.before[b[1]] = append(a.before[b[1]], int32(b[0]))
	}
	return a
}

func (a *anneal) plan() []int {
	out := make([]int, len(a.slot))
	for m, s := range a.slot {
		out[m] = int(s)
	}
	return out
}

// pain is what a person's slots cost.
func (a *anneal) pain(busy uint64) float64 {
	if busy == 0 {
		return 0
	}
	blocks := bits.OnesCount64(busy &^ (busy << 1))
	span := bits.Len64(busy) - bits.TrailingZeros64(busy)
	cost := float64(blocks-1) + a.idle*float64(span-bits.OnesCount64(busy))
	if d := a.t.Fairness; d >= 0 && blocks-1 > d {
		cost += 3 * float64(blocks-1-d)
	}
	return cost
}

// walk collects the chain of meeting m between its slot x and slot y. It is false where a meeting of it cannot move.
func (a *anneal) walk(m int32, x, y int) bool {
	a.chain = append(a.chain[:0], m)
	if a.open[m]>>y&1 == 0 {
		return false
	}
	p := a.t.Meetings[m]
	for side, person := range [2]int{p.A, p.B} {
		a.ends[side] = -1
		from, to := x, y
		for {
			next := a.at[person*a.t.Slots+to]
			if next < 0 {
				a.ends[side] = int32(person)
				break
			}
			if next == m {
				return true // a cycle: nobody's busy slots change
			}
			if a.open[next]>>from&1 == 0 {
				return false
			}
			a.chain = append(a.chain, next)
			q := a.t.Meetings[next]
			if q.A == person {
				person = q.B
			} else {
				person = q.A
			}
			from, to = to, from
		}
	}
	return true
}

// change is the cost of exchanging slots x and y along the chain.
func (a *anneal) change(x, y int) float64 {
	delta := 0.0
	if a.ends[1] >= 0 && a.ends[0] >= 0 {
		flip := uint64(1)<<x | uint64(1)<<y
		for _, e := range a.ends {
			delta += a.pain(a.busy[e]^flip) - a.pain(a.busy[e])
		}
	}
	move := 0 // meetings that x gains
	for _, m := range a.chain {
		if int(a.slot[m]) == x {
			move--
		} else {
			move++
		}
	}
	over := func(s, n int) float64 { return float64(max(0, n-a.t.Tables[s])) }
	delta += over(x, a.held[x]+move) - over(x, a.held[x]) + over(y, a.held[y]-move) - over(y, a.held[y])
	if len(a.t.Before) > 0 {
		delta += a.disorder(x, y)
	}
	return delta
}

// disorder is how many more precedences are violated after the exchange.
func (a *anneal) disorder(x, y int) float64 {
	count := func() (n int) {
		for _, m := range a.chain {
			for _, b := range a.before[m] {
				if a.slot[b] >= a.slot[m] {
					n++
				}
			}
			for _, b := range a.after[m] {
				if a.slot[m] >= a.slot[b] {
					n++
				}
			}
		}
		return n
	}
	was := count()
	a.flip(x, y)
	is := count()
	a.flip(x, y)
	return float64(is - was)
}

func (a *anneal) flip(x, y int) {
	for _, m := range a.chain {
		if int(a.slot[m]) == x {
			a.slot[m] = int8(y)
		} else {
			a.slot[m] = int8(x)
		}
	}
}

// exchange does what change weighed.
func (a *anneal) exchange(x, y int) {
	for _, m := range a.chain {
		p, s := a.t.Meetings[m], int(a.slot[m])
		for _, person := range [2]int{p.A, p.B} {
			if a.at[person*a.t.Slots+s] == m {
				a.at[person*a.t.Slots+s] = -1
			}
		}
		a.held[s]--
	}
	a.flip(x, y)
	for _, m := range a.chain {
		p, s := a.t.Meetings[m], int(a.slot[m])
		a.at[p.A*a.t.Slots+s], a.at[p.B*a.t.Slots+s] = m, m
		a.held[s]++
	}
	if a.ends[1] >= 0 && a.ends[0] >= 0 {
		flip := uint64(1)<<x | uint64(1)<<y
		a.busy[a.ends[0]] ^= flip
		a.busy[a.ends[1]] ^= flip
	}
}

// clean says whether the plan breaks no rule, and counts its breaks.
func (a *anneal) clean() (int, bool) {
	n, most, least := 0, 0, math.MaxInt
	for _, b := range a.busy {
		k := breaksOf(b)
		n += k
		most, least = max(most, k), min(least, k)
	}
	ok := a.t.Fairness < 0 || most-least <= a.t.Fairness
	for s, held := range a.held {
		ok = ok && held <= a.t.Tables[s]
	}
	for _, b := range a.t.Before {
		ok = ok && a.slot[b[0]] < a.slot[b[1]]
	}
	return n, ok
}

// run anneals for so many steps and returns the best clean plan it saw; stop is asked now and then, and is told
// the breaks of the best.
func (a *anneal) run(steps int, stop func(best int) bool) (best int, plan []int) {
	best = math.MaxInt
	const hot, cold = 0.45, 0.1
	dirty := true
	temp := hot
	cool := math.Pow(cold/hot, 1/float64(max(1, steps/256)))
	for i := range steps {
		if i&255 == 0 {
			done := float64(i) / float64(steps)
			a.idle = 0.4 * math.Pow(0.1, done)
			temp *= cool
			if dirty {
				dirty = false
				if n, ok := a.clean(); ok && n < best {
					best, plan = n, a.plan()
				}
			}
			if stop(best) {
				return best, plan
			}
		}
		m, y := a.propose()
		x := int(a.slot[m])
		if x == y || !a.walk(m, x, y) {
			continue
		}
		delta := a.change(x, y)
		if delta <= 0 || a.rng.Float64() < math.Exp(-delta/temp) {
			a.exchange(x, y)
			dirty = true
		}
	}
	if n, ok := a.clean(); ok && n < best {
		best, plan = n, a.plan()
	}
	return best, plan
}

// propose picks a meeting and another slot: mostly any, sometimes one beside a block of somebody who waits.
func (a *anneal) propose() (int32, int) {
	m := int32(a.rng.IntN(len(a.slot)))
	if a.rng.IntN(10) < 3 {
		p := a.t.Meetings[m].A
		if a.rng.IntN(2) == 0 {
			p = a.t.Meetings[m].B
		}
		if b := a.busy[p]; breaksOf(b) > 0 {
			if near := (b<<1 | b>>1) &^ b & a.open[m]; near != 0 {
				return m, pick(near, a.rng)
			}
		}
	}
	return m, pick(a.open[m], a.rng)
}

// pick draws one of the bits of a set.
func pick(set uint64, rng *rand.Rand) int {
	for n := rng.IntN(bits.OnesCount64(set)); n > 0; n-- {
		set &= set - 1
	}
	return bits.TrailingZeros64(set)
}
