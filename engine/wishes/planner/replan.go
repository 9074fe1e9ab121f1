package planner

import (
	"cmp"
	"context"
	"slices"

	"counterpart/engine/wishes"
)

// Absence is somebody who cancels.
type Absence struct {
	Person int
	Slots  []int // in which she does not come; all of them when nil
}

// Move is a meeting that changes: its time, its table, who sits in or who interprets.
type Move struct {
	From, To wishes.Meeting
}

// Changes are what becomes of a published plan; meetings that are not named stay as they are.
type Changes struct {
	Dropped []wishes.Meeting
	Moved   []Move
	Added   []wishes.Meeting
}

// defaultMoves is how many meetings of others are moved at most when nobody says.
const defaultMoves = 5

// Replan mends the plan that the problem promises after people cancelled: their meetings are given to a sharer, moved or dropped, and those
// who have time then get the best of what they wished for. At most so many meetings of others, 5 when 0, are moved to another time; none
// that is locked, except that it is dropped when somebody of it does not come. When the context ends, what was found until then is returned with its
// error. The order of absences does not matter.
func Replan(ctx context.Context, p *wishes.Problem, absences []Absence, moves int) (*Changes, error) {
	now := without(p, absences)
	if err := now.ValidateContext(ctx); err != nil {
		return nil, err
	}
	in, err := compile(ctx, now)
	if err != nil {
		return nil, err
	}
	r := &repair{in: in, st: newState(in), moves: moves}
	if moves <= 0 {
		r.moves = defaultMoves
	}
	r.st.keepPromises(context.WithoutCancel(ctx))
	r.mend(ctx, p)
	r.st.settle()
	plan, _ := r.st.write(ctx, blank(in, r.st.held))
	return changes(p, plan), ctx.Err()
}

// without is a problem in which those who cancel are away, and what was locked for them is not promised.
func without(p *wishes.Problem, absences []Absence) *wishes.Problem {
	now := *p
	now.People = slices.Clone(p.People)
	away := make([]uint64, len(p.People))
	for _, a := range absences {
		if a.Person < 0 || a.Person >= len(p.People) {
			continue
		}
		slots := a.Slots
		if slots == nil {
			for s := range p.Slots {
				slots = append(slots, s)
			}
		}
		x := &now.People[a.Person]
		x.Closed = slices.Clip(x.Closed)
		for _, s := range slots {
			if s >= 0 && s < len(p.Slots) {
				x.Closed = append(x.Closed, wishes.Closed{Slot: s})
				away[a.Person] |= 1 << s
			}
		}
	}
	now.Promised = make([]wishes.Promise, 0, len(p.Promised))
	for i := range p.Promised {
		m := &p.Promised[i]
		comes := true
		for _, q := range sitting(p, &m.Meeting) {
			comes = comes && (q < 0 || q >= len(away) || m.Slot < 0 || away[q]>>m.Slot&1 == 0)
		}
		if comes {
			now.Promised = append(now.Promised, *m)
		}
	}
	return &now
}

// sitting is who sits at a meeting; nobody when it names no wish.
func sitting(p *wishes.Problem, m *wishes.Meeting) []int {
	if m.Sitting != nil || m.Wish < 0 || m.Wish >= len(p.Wishes) {
		return m.Sitting
	}
	return p.Wishes[m.Wish].People
}

// repair mends a plan with few moves.
type repair struct {
	in    *instance
	st    *state
	moves int // meetings that can still be moved
}

func (r *repair) mend(ctx context.Context, p *wishes.Problem) {
	st := r.st
	var free []int32
	for i := range p.Promised {
		m := &p.Promised[i]
		if e := r.in.meeting[m.Wish]; e >= 0 && st.slot[e] >= 0 {
			continue
		}
		all := r.in.choicesOf(m.Wish)
		if r.held(all) {
			continue
		}
		s := r.in.times.Number[m.Slot]
		for _, e := range all { // a sharer sits in
			if st.can(e, s) && st.put(e, s) {
				break
			}
		}
		for _, q := range sitting(p, &m.Meeting) {
			free = append(free, int32(q)) //nolint:gosec // bounded
		}
		for _, e := range all {
			if !r.held(all) && st.alone(e) {
				r.insert(e)
			}
		}
	}
	slices.Sort(free)
	for _, q := range slices.Compact(free) {
		if ctx.Err() != nil {
			return
		}
		r.fill(q)
	}
}

func (r *repair) held(all []int32) bool {
	return slices.ContainsFunc(all, func(e int32) bool { return r.st.slot[e] >= 0 })
}

// fill gives a person the best that she can have in the time that became free.
func (r *repair) fill(q int32) {
	wished := slices.Clone(r.in.near.of(q))
	slices.SortFunc(wished, func(a, b int32) int {
		return cmp.Or(cmp.Compare(r.in.worth(b), r.in.worth(a)), cmp.Compare(a, b))
	})
	for _, e := range wished {
		if r.st.left[q] <= 0 || r.st.free[q] == 0 {
			return
		}
		if r.st.slot[e] < 0 && r.st.alone(e) {
			r.insert(e)
		}
	}
}

// insert holds a choice and counts what is moved for it.
func (r *repair) insert(e int32) {
	st := r.st
	to, gain := st.mark(), st.gain
	st.longest = r.moves
	if st.insert(e) {
		if st.gain-gain < 0 { // the price of the promises is above the gain
			st.undo(to)
			return
		}
		r.moves -= (len(st.ops) - to.ops - 1) / 2
	}
}

// changes compares a plan with what was promised.
func changes(p *wishes.Problem, plan wishes.Plan) *Changes {
	out := &Changes{}
	now := make([]int32, len(p.Wishes)) // one more than the place of the meeting in the plan
	for k := range plan.Meetings {
		now[plan.Meetings[k].Wish] = int32(k + 1) //nolint:gosec // bounded
	}
	for i := range p.Promised {
		from := &p.Promised[i].Meeting
		k := now[from.Wish]
		if k == 0 {
			out.Dropped = append(out.Dropped, *from)
			continue
		}
		now[from.Wish] = 0
		if to := &plan.Meetings[k-1]; to.Slot != from.Slot || to.Room != from.Room || to.Table != from.Table || to.Interpreter != from.Interpreter ||
			!slices.Equal(sitting(p, to), sitting(p, from)) {
			out.Moved = append(out.Moved, Move{*from, *to})
		}
	}
	for k := range plan.Meetings {
		if now[plan.Meetings[k].Wish] != 0 {
			out.Added = append(out.Added, plan.Meetings[k])
		}
	}
	return out
}

// Apply gives the plan after the changes.
func (c *Changes) Apply(plan wishes.Plan) wishes.Plan {
	to := map[int]*wishes.Meeting{}
	for i := range c.Dropped {
		to[c.Dropped[i].Wish] = nil
	}
	for i := range c.Moved {
		to[c.Moved[i].From.Wish] = &c.Moved[i].To
	}
	var out wishes.Plan
	for _, m := range plan.Meetings {
		now, changed := to[m.Wish]
		switch {
		case !changed:
			out.Meetings = append(out.Meetings, m)
		case now != nil:
			out.Meetings = append(out.Meetings, *now)
		}
	}
	out.Meetings = append(out.Meetings, c.Added...)
	return out
}
