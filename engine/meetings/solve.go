package meetings

import (
	"context"

	"counterpart/engine/sat"
)

// Status is how far a timetable was decided.
type Status string

// The states of a result.
const (
	Optimal    Status = "optimal"    // the plan has the fewest breaks there can be
	Feasible   Status = "feasible"   // the plan holds; fewer breaks are not ruled out
	Infeasible Status = "infeasible" // no plan holds
	Undecided  Status = "unknown"    // the context ended before a plan was found
)

// Result is the best plan found, by meeting its slot from 0, and what was proved.
type Result struct {
	Status Status
	Plan   []int // empty where there is none
	Breaks int   // of the plan
	Bound  int   // no plan has fewer breaks
	// Conflict says why no plan exists, where none does.
	Conflict Conflict
}

// steps is how many exchanges are tried for each meeting to better the first plan. Cores find most optima sooner than more
// of them would.
const steps = 3000

// Best finds the plan with the fewest breaks. When the context ends it returns the best plan so far with the bound
// that was proved. It returns an error only for a timetable that is not valid.
func Best(ctx context.Context, t *Timetable, seed uint64) (Result, error) {
	if err := t.Validate(); err != nil {
		return Result{}, err
	}
	m := build(ctx, t)
	if m == nil {
		return Result{Status: Undecided}, nil
	}
	switch m.s.Solve(ctx, -1) {
	case sat.Unsat:
		return Result{Status: Infeasible, Conflict: explain(ctx, t)}, nil
	case sat.Unknown:
		return Result{Status: Undecided}, nil
	}
	best := m.plan()
	r := Result{Status: Feasible, Plan: best, Breaks: t.breaks(best)}
	if r.Breaks > 0 {
		n, plan := newAnneal(t, best, seed).run(steps*len(t.Meetings), func(n int) bool { return n == 0 || ctx.Err() != nil })
		if plan != nil && n < r.Breaks {
			r.Plan, r.Breaks = plan, n
		}
	}
	if r.Breaks == 0 {
		r.Status = Optimal
		return r, nil
	}
	m.suggest(ctx, r.Plan)
	plan, bound, done := m.minimum(ctx)
	r.Bound = bound
	if done && plan != nil {
		r.Plan, r.Breaks = plan, t.breaks(plan)
	}
	if r.Bound >= r.Breaks {
		r.Status = Optimal
	}
	return r, nil
}

// suggest makes the solver try the values of a plan first: it remembers those of its last descent.
func (m *model) suggest(ctx context.Context, plan []int) {
	all := make([]sat.Lit, len(plan))
	for i, s := range plan {
		all[i] = m.held[i][s]
	}
	m.s.Solve(ctx, 1000, all...)
}

// breaks counts the breaks of a plan.
func (t *Timetable) breaks(plan []int) int {
	busy := make([]uint64, t.People)
	for i, s := range plan {
		busy[t.Meetings[i].A] |= 1 << s
		busy[t.Meetings[i].B] |= 1 << s
	}
	n := 0
	for _, b := range busy {
		n += breaksOf(b)
	}
	return n
}
