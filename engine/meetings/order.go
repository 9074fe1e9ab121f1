package meetings

import (
	"context"
	"math/bits"

	"counterpart/engine/sat"
)

// maxChained is how many meetings there may be at most for chains of precedences to be looked through.
const maxChained = 8192

// order holds precedences by the prefix of each meeting: held by the end of a slot.
func (m *model) order(ctx context.Context) {
	if len(m.t.Before) == 0 {
		return
	}
	prefix := make([][]sat.Lit, len(m.t.Meetings)) // of those with a precedence
	for _, b := range m.t.Before {
		if ctx.Err() != nil {
			return
		}
		for _, i := range b {
			prefix[i] = m.heldBy(i)
		}
		first, second := prefix[b[0]], prefix[b[1]]
		for s := range second {
			after := []sat.Lit{second[s].Not()}
			if s > 0 {
				after = append(after, first[s-1])
			}
			if len(m.asked) > 0 {
				after = append(after, m.asked[b[0]].Not())
			}
			m.s.Add(after...)
		}
	}
	if len(m.asked) == 0 && len(m.t.Meetings) <= maxChained {
		m.queues(ctx, prefix)
	}
}

// heldBy are literals by slot: meeting i is held there or earlier.
func (m *model) heldBy(i int) []sat.Lit {
	if m.by[i] != nil {
		return m.by[i]
	}
	row := make([]sat.Lit, m.t.Slots)
	last := m.truth.Not()
	for s := range row {
		row[s] = m.newLit()
		m.s.Add(last.Not(), row[s])
		m.s.Add(m.held[i][s].Not(), row[s])
		m.s.Add(last, m.held[i][s], row[s].Not())
		m.s.Add(last.Not(), m.held[i][s].Not())
		last = row[s]
	}
	if len(m.asked) == 0 {
		m.s.Add(last)
	}
	m.by[i] = row
	return row
}

// queues says what precedences mean for people. If n of a person's meetings come before a meeting, directly or not, she
// has had n of them before it is held; and the same for those that come after it. The precedences imply it, but not by
// looking at one of them at a time.
func (m *model) queues(ctx context.Context, prefix [][]sat.Lit) {
	after := m.t.followers()
	before := make([][]int32, len(after)) // by meeting and person: her meetings before it
	for i := range before {
		if prefix[i] != nil {
			before[i] = make([]int32, m.t.People)
		}
	}
	for i, set := range after {
		if ctx.Err() != nil {
			return
		}
		if prefix[i] == nil {
			continue
		}
		p := m.t.Meetings[i]
		later := make([]int32, m.t.People)
		for w, word := range set {
			for ; word != 0; word &= word - 1 {
				j := w*64 + bits.TrailingZeros64(word)
				before[j][p.A]++
				before[j][p.B]++
				later[m.t.Meetings[j].A]++
				later[m.t.Meetings[j].B]++
			}
		}
		for q, n := range later {
			m.late(i, q, int(n), prefix[i])
		}
	}
	for i, row := range before {
		if ctx.Err() != nil {
			return
		}
		for q, n := range row {
			m.early(i, q, int(n), prefix[i])
		}
	}
}

// own is 1 for a meeting of the person, otherwise 0.
func (m *model) own(i, person int) int {
	if p := m.t.Meetings[i]; p.A == person || p.B == person {
		return 1
	}
	return 0
}

// early: once meeting i is held, the person has had n others before, and i itself where it is hers.
func (m *model) early(i, person, n int, held []sat.Lit) {
	if n == 0 {
		return
	}
	for s, by := range held {
		m.s.Add(by.Not(), m.had(person, s-1, n))
		m.s.Add(by.Not(), m.had(person, s, n+m.own(i, person)))
	}
}

// late: until meeting i has been held, n meetings of the person are still to come, and i itself where it is hers.
func (m *model) late(i, person, n int, held []sat.Lit) {
	if n == 0 {
		return
	}
	all := len(m.of[person])
	for s := 1; s < len(held); s++ {
		m.s.Add(held[s-1], m.had(person, s, all-n+1).Not())
		m.s.Add(held[s-1], m.had(person, s-1, all-n-m.own(i, person)+1).Not())
	}
}

// followers are by meeting the set of those that come after it, directly or not.
func (t *Timetable) followers() [][]uint64 {
	next := make([][]int, len(t.Meetings))
	for _, b := range t.Before {
		next[b[0]] = append(next[b[0]], b[1])
	}
	out := make([][]uint64, len(t.Meetings))
	var visit func(i int) []uint64
	visit = func(i int) []uint64 {
		if out[i] != nil {
			return out[i] // in a circle of precedences this is not all, and no plan exists anyway
		}
		set := make([]uint64, len(t.Meetings)/64+1)
		out[i] = set
		for _, j := range next[i] {
			set[j/64] |= 1 << (j % 64)
			for w, word := range visit(j) {
				set[w] |= word
			}
		}
		return set
	}
	for i := range out {
		visit(i)
	}
	return out
}
