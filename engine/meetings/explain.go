package meetings

import (
	"context"
	"fmt"
	"math/bits"
	"slices"

	"counterpart/engine/sat"
)

// Conflict is why no plan exists: meetings, from 0 and in order, that cannot all be held, and the reason in words.
// Without Meetings it is the timetable as a whole.
type Conflict struct {
	Meetings []int
	Words    string
}

// shortening is how many conflicts the search for fewer meetings may take, and one attempt of it.
const shortening, shortenBy = 60_000, 2000

// explain finds meetings that cannot all be held in a timetable that is known to have no plan. What one person or the
// tables alone make impossible is counted; for the rest a formula that can leave meetings out tells which it needs.
func explain(ctx context.Context, t *Timetable) Conflict {
	if c, found := t.crowded(); found {
		return c
	}
	m := begin(t)
	for p, mine := range m.of {
		if c, found := t.overbooked(p, mine); found {
			return c
		}
	}
	for range t.Meetings {
		m.asked = append(m.asked, m.newLit())
	}
	m.hold(ctx)
	m.beBusy(ctx)
	m.seat(ctx)
	m.count(ctx)
	m.order(ctx)
	switch m.s.Solve(ctx, -1, m.asked...) {
	case sat.Unknown:
		return Conflict{Words: "no plan holds; the time ended before the meetings in conflict were found"}
	case sat.Sat:
		return Conflict{Words: fmt.Sprintf("all meetings can be held, but not so that no one has %d breaks more than another", t.Fairness+1)}
	}
	out := Conflict{Meetings: m.shorten(ctx, m.s.Core())}
	out.Words = fmt.Sprintf("these %d meetings cannot all be held within their slots, tables and precedences", len(out.Meetings))
	return out
}

// shorten leaves meetings out of a conflict as long as it remains one, and gives their numbers.
func (m *model) shorten(ctx context.Context, core []sat.Lit) []int {
	until := m.s.Conflicts() + shortening
	for i := 0; i < len(core) && m.s.Conflicts() < until && ctx.Err() == nil; {
		rest := slices.Delete(slices.Clone(core), i, i+1)
		if m.s.Solve(ctx, shortenBy, rest...) != sat.Unsat {
			i++
			continue
		}
		core = slices.DeleteFunc(rest, func(l sat.Lit) bool { return !slices.Contains(m.s.Core(), l) })
	}
	var out []int
	for i, l := range m.asked {
		if slices.Contains(core, l) {
			out = append(out, i)
		}
	}
	return out
}

// crowded says whether there are more meetings than places for them.
func (t *Timetable) crowded() (Conflict, bool) {
	places := 0
	for s, tables := range t.Tables {
		free := 0
		for _, closed := range t.Closed {
			if closed>>s&1 == 0 {
				free++
			}
		}
		places += min(tables, free/2)
	}
	if len(t.Meetings) <= places {
		return Conflict{}, false
	}
	return Conflict{Words: fmt.Sprintf("there are %d meetings, and tables and people for %d", len(t.Meetings), places)}, true
}

// overbooked says whether a person's own meetings do not fit into the slots in which each of them can be held. By Hall's
// theorem some of them share too few slots; those are what a failed search for an augmenting path has reached.
func (t *Timetable) overbooked(p int, mine []int) (Conflict, bool) {
	holder := make([]int, t.Slots)
	for s := range holder {
		holder[s] = -1
	}
	for _, i := range mine {
		seen := uint64(0)
		if t.fit(i, holder, &seen) {
			continue
		}
		c := Conflict{Meetings: []int{i}}
		for ; seen != 0; seen &= seen - 1 {
			c.Meetings = append(c.Meetings, holder[bits.TrailingZeros64(seen)])
		}
		slices.Sort(c.Meetings)
		c.Words = fmt.Sprintf("person %d has %d meetings that can only be held in %d slots", p+1, len(c.Meetings), len(c.Meetings)-1)
		return c, true
	}
	return Conflict{}, false
}

// fit finds a slot for meeting i, moving others of the person; seen are the slots looked at.
func (t *Timetable) fit(i int, holder []int, seen *uint64) bool {
	for open := t.window(i); open != 0; open &= open - 1 {
		s := bits.TrailingZeros64(open)
		if *seen>>s&1 == 1 {
			continue
		}
		*seen |= 1 << s
		if holder[s] < 0 || t.fit(holder[s], holder, seen) {
			holder[s] = i
			return true
		}
	}
	return false
}
