package meetings

import (
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
	truth sat.Lit
}

func (m *model) newLit() sat.Lit { return sat.Pos(m.s.NewVar(false)) }

func build(t *Timetable) *model {
	m := &model{t: t, s: sat.New()}
	m.truth = m.newLit()
	m.s.Add(m.truth)
	m.of = make([][]int, t.People)
	for i, p := range t.Meetings {
		m.of[p.A] = append(m.of[p.A], i)
		m.of[p.B] = append(m.of[p.B], i)
	}
	m.hold()
	m.beBusy()
	m.count()
	m.order()
	m.breaks()
	m.fair()
	return m
}

// hold puts each meeting into one slot and no slot above its tables.
func (m *model) hold() {
	t := m.t
	bySlot := make([][]sat.Lit, t.Slots)
	for i := range t.Meetings {
		row := make([]sat.Lit, t.Slots)
		var open []sat.Lit
		for s := range t.Slots {
			row[s] = m.truth.Not()
			if t.window(i)>>s&1 == 1 {
				row[s] = m.newLit()
				open = append(open, row[s])
				bySlot[s] = append(bySlot[s], row[s])
			}
		}
		m.s.Add(open...)
		m.s.AddAtMost(1, open...)
		m.held = append(m.held, row)
	}
	for s, lits := range bySlot {
		m.s.AddAtMost(t.Tables[s], lits...)
	}
}

// beBusy says when people are busy, and that nobody is in two places at once.
func (m *model) beBusy() {
	for p := range m.t.People {
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

// count counts each person's meetings slot by slot; together they are all of them.
func (m *model) count() {
	for p := range m.t.People {
		total := len(m.of[p])
		rows := make([][]sat.Lit, m.t.Slots)
		at := func(s, n int) sat.Lit {
			switch {
			case n <= 0:
				return m.truth
			case s < 0 || n > total || n > s+1:
				return m.truth.Not()
			}
			return rows[s][n-1]
		}
		for s := range m.t.Slots {
			rows[s] = make([]sat.Lit, total)
			for n := 1; n <= total; n++ {
				here := m.truth.Not()
				if n <= s+1 {
					here = m.newLit()
				}
				rows[s][n-1] = here
				b := m.busy[p][s]
				m.s.Add(at(s-1, n).Not(), here)
				m.s.Add(at(s-1, n-1).Not(), b.Not(), here)
				m.s.Add(at(s-1, n), b, here.Not())
				m.s.Add(at(s-1, n-1), here.Not())
			}
			m.s.Add(at(s-1, total).Not(), m.busy[p][s].Not())
		}
		if total > 0 {
			m.s.Add(at(m.t.Slots-1, total))
		}
		m.upTo = append(m.upTo, rows)
	}
}

// order holds precedences by the prefix of each meeting: held by the end of a slot.
func (m *model) order() {
	prefix := map[int][]sat.Lit{}
	of := func(i int) []sat.Lit {
		if row, ok := prefix[i]; ok {
			return row
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
		m.s.Add(last)
		prefix[i] = row
		return row
	}
	for _, b := range m.t.Before {
		first, second := of(b[0]), of(b[1])
		for s := range second {
			if s == 0 {
				m.s.Add(second[0].Not())
			} else {
				m.s.Add(second[s].Not(), first[s-1])
			}
		}
	}
}

func (m *model) breaks() {
	for p := range m.t.People {
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
func (m *model) fair() {
	d := m.t.Fairness
	if d < 0 {
		return
	}
	for p := range m.t.People {
		if len(m.of[p]) < 2 {
			for q := range m.t.People {
				m.s.AddAtMost(d, m.waits(q)...)
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
