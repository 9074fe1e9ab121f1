package meetings

import (
	"context"

	"counterpart/engine/sat"
)

// model is a timetable as a formula.
type model struct {
	t     *Timetable
	s     *sat.Solver
	held  [][]sat.Lit   // by meeting and slot: the meeting is held there; noLit where it cannot be
	busy  [][]sat.Lit   // by person and slot
	upTo  [][][]sat.Lit // by person, slot and number from 0: at least number+1 meetings by the end of the slot
	wait  [][]sat.Lit   // by person and slot: idle here after a meeting, and busy in the next
	of    [][]int       // by person: meetings
	least [][]sat.Lit   // by person and number from 0: at least number+1 breaks
	by    [][]sat.Lit   // by meeting and slot: the meeting is held there or earlier; made where it is asked for
	truth sat.Lit
	// asked is by meeting what must be true for it to be held, where plans are explained; otherwise empty.
	asked []sat.Lit
}

func (m *model) newLit() sat.Lit { return sat.Pos(m.s.NewVar(false)) }

// build makes the formula of a timetable; nil when the context ends before it is complete.
func build(ctx context.Context, t *Timetable) *model {
	m := begin(t)
	for _, step := range m.steps() {
		step(ctx)
		if ctx.Err() != nil {
			return nil
		}
	}
	return m
}

func (m *model) steps() []func(context.Context) {
	return []func(context.Context){m.hold, m.beBusy, m.seat, m.seatApart, m.count, m.spread, m.recount, m.order, m.breaks, m.fair}
}

func begin(t *Timetable) *model {
	m := &model{t: t, s: sat.New()}
	m.truth = m.newLit()
	m.s.Add(m.truth)
	m.of = make([][]int, t.People)
	m.by = make([][]sat.Lit, len(t.Meetings))
	for i, p := range t.Meetings {
		m.of[p.A] = append(m.of[p.A], i)
		m.of[p.B] = append(m.of[p.B], i)
	}
	return m
}

// hold puts each meeting into one slot.
func (m *model) hold(ctx context.Context) {
	for i := range m.t.Meetings {
		if ctx.Err() != nil {
			return
		}
		row := make([]sat.Lit, m.t.Slots)
		var open []sat.Lit
		for s := range row {
			row[s] = m.truth.Not()
			if m.t.window(i)>>s&1 == 1 {
				row[s] = m.newLit()
				open = append(open, row[s])
			}
		}
		m.s.AddAtMost(1, open...)
		if len(m.asked) > 0 {
			open = append(open, m.asked[i].Not())
		}
		m.s.Add(open...)
		m.held = append(m.held, row)
	}
}

// beBusy says when people are busy, and that nobody is in two places at once.
func (m *model) beBusy(ctx context.Context) {
	for p := range m.t.People {
		if ctx.Err() != nil {
			return
		}
		row := make([]sat.Lit, m.t.Slots)
		for s := range m.t.Slots {
			var here []sat.Lit
			for _, i := range m.of[p] {
				if m.held[i][s] != m.truth.Not() {
					here = append(here, m.held[i][s])
				}
			}
			if len(here) == 0 {
				row[s] = m.truth.Not()
				continue
			}
			row[s] = m.newLit()
			m.s.AddAtMost(1, here...)
			for _, l := range here {
				m.s.Add(l.Not(), row[s])
			}
			m.s.Add(append([]sat.Lit{row[s].Not()}, here...)...)
		}
		m.busy = append(m.busy, row)
	}
}

// seat bounds each slot's meetings by its tables. It counts people, of whom two are busy for each meeting: there are
// fewer of them than of meetings that might be held, and what is learnt of them is of use elsewhere.
func (m *model) seat(ctx context.Context) {
	for s, tables := range m.t.Tables {
		if ctx.Err() != nil {
			return
		}
		var here []sat.Lit
		for p := range m.t.People {
			if m.busy[p][s] != m.truth.Not() {
				here = append(here, m.busy[p][s])
			}
		}
		if len(here) <= 2*tables {
			continue
		}
		if over := m.counted(here, 2*tables+1); len(over) > 2*tables {
			m.s.Add(over[2*tables].Not())
		}
	}
}

// had says that a person has had at least n meetings by the end of a slot.
func (m *model) had(p, s, n int) sat.Lit {
	switch {
	case n <= 0:
		return m.truth
	case s < 0 || n > len(m.of[p]) || n > s+1:
		return m.truth.Not()
	}
	return m.upTo[p][s][n-1]
}

// count counts each person's meetings slot by slot; together they are all of them.
func (m *model) count(ctx context.Context) {
	for p := range m.t.People {
		if ctx.Err() != nil {
			return
		}
		total := len(m.of[p])
		rows := make([][]sat.Lit, m.t.Slots)
		m.upTo = append(m.upTo, rows)
		for s := range m.t.Slots {
			rows[s] = make([]sat.Lit, total)
			for n := 1; n <= total; n++ {
				here := m.truth.Not()
				if n <= s+1 {
					here = m.newLit()
				}
				rows[s][n-1] = here
				b := m.busy[p][s]
				m.s.Add(m.had(p, s-1, n).Not(), here)
				m.s.Add(m.had(p, s-1, n-1).Not(), b.Not(), here)
				m.s.Add(m.had(p, s-1, n), b, here.Not())
				m.s.Add(m.had(p, s-1, n-1), here.Not())
			}
			m.s.Add(m.had(p, s-1, total).Not(), m.busy[p][s].Not())
		}
		if total > 0 {
			all := []sat.Lit{m.had(p, m.t.Slots-1, total)}
			if len(m.asked) > 0 {
				for _, i := range m.of[p] {
					all = append(all, m.asked[i].Not())
				}
			}
			m.s.Add(all...)
		}
	}
}

// spread says how many meetings a person has had by a slot at least and at most, as the slots in which each of them
// can be held demand: by noon all of the morning's, and none of the afternoon's.
func (m *model) spread(ctx context.Context) {
	for p := range m.of {
		if ctx.Err() != nil {
			return
		}
		least, most := m.spans(p)
		for s := range m.t.Slots {
			m.s.Add(m.had(p, s, least[s]))
			m.s.Add(m.had(p, s, most[s]+1).Not())
		}
	}
}

// spans are by slot how many of a person's meetings are held by its end at least and at most, as the slots in which each
// of them can be held demand.
func (m *model) spans(p int) (least, most []int) {
	least, most = make([]int, m.t.Slots), make([]int, m.t.Slots)
	for s := range m.t.Slots {
		early := uint64(2)<<s - 1
		most[s] = len(m.of[p])
		for _, i := range m.of[p] {
			if open := m.t.window(i); open&^early == 0 {
				least[s]++
			} else if open&early == 0 {
				most[s]--
			}
		}
	}
	return least, most
}

// minRecounted is how many meetings somebody has at least whose meetings are counted twice. Where there are more than
// maxCountedTwice meetings in all, neither people's meetings nor tables are: it would take too long, and prove nothing.
const (
	minRecounted    = 5
	maxCountedTwice = 2048
)

// recount says of people with many meetings that by the end of a slot as many of their meetings are behind them as they
// had. count adds up slots, this adds up meetings: that too many of them must be held late is seen here alone.
func (m *model) recount(ctx context.Context) {
	if len(m.t.Meetings) > maxCountedTwice {
		return
	}
	for p, mine := range m.of {
		if len(mine) < minRecounted {
			continue
		}
		least, _ := m.spans(p)
		for s := 0; s+1 < m.t.Slots; s++ {
			if ctx.Err() != nil {
				return
			}
			early := uint64(2)<<s - 1
			var by []sat.Lit
			for _, i := range mine {
				if open := m.t.window(i); open&early != 0 && open&^early != 0 {
					by = append(by, m.heldBy(i)[s])
				}
			}
			for n, l := range m.sorted(by) {
				had := m.had(p, s, least[s]+n+1)
				m.s.Add(l.Not(), had)
				m.s.Add(l, had.Not())
			}
		}
	}
}

func (m *model) breaks(ctx context.Context) {
	for p := range m.t.People {
		if ctx.Err() != nil {
			return
		}
		row := make([]sat.Lit, m.t.Slots)
		for s := range row {
			row[s] = m.truth.Not()
			if len(m.of[p]) < 2 || s == 0 || s+1 >= m.t.Slots || m.busy[p][s+1] == m.truth.Not() {
				continue
			}
			w := m.newLit()
			first := m.upTo[p][s][0]
			m.s.Add(first.Not(), m.busy[p][s], m.busy[p][s+1].Not(), w)
			m.s.Add(w.Not(), first)
			m.s.Add(w.Not(), m.busy[p][s].Not())
			m.s.Add(w.Not(), m.busy[p][s+1])
			row[s] = w
		}
		m.wait = append(m.wait, row)
		m.least = append(m.least, m.sorted(m.waits(p)))
		m.together(p)
	}
}

// together says what follows for somebody without a break: once begun, each slot adds a meeting until the last.
func (m *model) together(p int) {
	if len(m.least[p]) == 0 {
		return
	}
	some := m.least[p][0]
	for s := 0; s+1 < m.t.Slots; s++ {
		for n := 0; n+1 < len(m.of[p]); n++ {
			m.s.Add(some, m.upTo[p][s][n].Not(), m.upTo[p][s+1][n+1])
		}
	}
}

// fair bounds the difference of breaks between any two people.
func (m *model) fair(ctx context.Context) {
	d := m.t.Fairness
	if d < 0 {
		return
	}
	for p := range m.t.People {
		if len(m.of[p]) < 2 {
			for _, c := range m.least {
				if d < len(c) {
					m.s.Add(c[d].Not())
				}
			}
			return
		}
	}
	// everyone[n]: everybody has at least n+1 breaks; whoever has more than d above makes it so.
	var counted [][]sat.Lit
	most := 0
	for p := range m.t.People {
		counted = append(counted, m.least[p])
		most = max(most, len(counted[p]))
	}
	for n := 0; n+d < most; n++ {
		if ctx.Err() != nil {
			return
		}
		all := m.newLit()
		for _, c := range counted {
			if n < len(c) {
				m.s.Add(all.Not(), c[n])
			} else {
				m.s.Add(all.Not())
			}
			if n+d < len(c) {
				m.s.Add(c[n+d].Not(), all)
			}
		}
	}
}

func (m *model) waits(p int) []sat.Lit {
	var out []sat.Lit
	for _, w := range m.wait[p] {
		if w != m.truth.Not() {
			out = append(out, w)
		}
	}
	return out
}

// sorted counts literals: its n-th is true just when at least n+1 of them are.
func (m *model) sorted(in []sat.Lit) []sat.Lit {
	if len(in) <= 1 {
		return in
	}
	a, b := m.sorted(in[:len(in)/2]), m.sorted(in[len(in)/2:])
	out := make([]sat.Lit, len(in))
	for i := range out {
		out[i] = m.newLit()
	}
	for i := 0; i <= len(a); i++ {
		for j := 0; j <= len(b); j++ {
			if i+j > 0 {
				c := []sat.Lit{out[i+j-1]}
				if i > 0 {
					c = append(c, a[i-1].Not())
				}
				if j > 0 {
					c = append(c, b[j-1].Not())
				}
				m.s.Add(c...)
			}
			if i+j < len(out) {
				c := []sat.Lit{out[i+j].Not()}
				if i < len(a) {
					c = append(c, a[i])
				}
				if j < len(b) {
					c = append(c, b[j])
				}
				m.s.Add(c...)
			}
		}
	}
	return out
}

// counted counts literals up to a number: its n-th is true when at least n+1 of them are. Unlike those of sorted
// its literals may be true without need, which is enough where they are only forbidden.
func (m *model) counted(in []sat.Lit, most int) []sat.Lit {
	if len(in) <= 1 {
		return in
	}
	a, b := m.counted(in[:len(in)/2], most), m.counted(in[len(in)/2:], most)
	out := make([]sat.Lit, min(most, len(in)))
	for i := range out {
		out[i] = m.newLit()
	}
	for i := 0; i <= len(a); i++ {
		for j := 0; j <= len(b) && i+j <= most; j++ {
			if i+j == 0 {
				continue
			}
			c := []sat.Lit{out[i+j-1]}
			if i > 0 {
				c = append(c, a[i-1].Not())
			}
			if j > 0 {
				c = append(c, b[j-1].Not())
			}
			m.s.Add(c...)
		}
	}
	return out
}

// plan reads the slots of the last solution.
func (m *model) plan() []int {
	out := make([]int, len(m.held))
	for i, row := range m.held {
		for s, l := range row {
			if l != m.truth.Not() && m.s.Value(l) {
				out[i] = s
			}
		}
	}
	return out
}
