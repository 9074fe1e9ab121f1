package meetings

import (
	"context"
	"slices"

	"counterpart/engine/sat"
)

// sum counts how many of a core's literals are violated.
type sum struct {
	outs []sat.Lit
	next int
}

// minimum finds the fewest breaks by cores: a set of people and slots that cannot all be without a break raises the
// bound by one, and may then have one.
func (m *model) minimum(ctx context.Context) (plan []int, bound int, done bool) {
	sums := map[sat.Lit]*sum{}
	active := map[sat.Lit]bool{}
	var assume []sat.Lit
	for _, outs := range m.least {
		if len(outs) > 0 {
			n := outs[0].Not()
			sums[n] = &sum{outs: outs}
			active[n] = true
			assume = append(assume, n)
		}
	}
	for {
		live := assume[:0]
		for _, l := range assume {
			if active[l] {
				live = append(live, l)
			}
		}
		assume = live
		r := m.s.Solve(ctx, -1, assume...)
		switch r {
		case sat.Unknown:
			return nil, bound, false
		case sat.Sat:
			return m.plan(), bound, true
		}
		core := m.s.Core()
		if len(core) == 0 {
			return nil, bound, true
		}
		core = m.shrink(ctx, core)
		bound++
		var neg []sat.Lit
		for _, l := range core {
			active[l] = false
			neg = append(neg, l.Not())
			if s := sums[l]; s != nil && s.next+1 < len(s.outs) {
				s.next++
				n := s.outs[s.next].Not()
				sums[n] = s
				active[n] = true
				assume = append(assume, n)
			}
		}
		m.s.Add(neg...)
		if len(neg) > 1 {
			outs := m.sorted(neg)
			s := &sum{outs: outs, next: 1}
			m.s.Add(outs[0])
			n := outs[1].Not()
			sums[n] = s
			active[n] = true
			assume = append(assume, n)
		}
	}
}

// shrinking is how many conflicts the shrinking of one core may take, and one attempt of it.
const shrinking, attempt = 1500, 200

// shrink leaves out of a core what it does not need, as far as that is easily seen.
func (m *model) shrink(ctx context.Context, core []sat.Lit) []sat.Lit {
	until := m.s.Conflicts() + shrinking
	for i := 0; i < len(core) && m.s.Conflicts() < until && ctx.Err() == nil; {
		rest := slices.Delete(slices.Clone(core), i, i+1)
		if m.s.Solve(ctx, attempt, rest...) != sat.Unsat {
			i++
			continue
		}
		core = slices.DeleteFunc(rest, func(l sat.Lit) bool { return !slices.Contains(m.s.Core(), l) })
	}
	return core
}
