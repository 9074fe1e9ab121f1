package wishes

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Check lists every rule that a plan breaks and every way in which a certificate does not prove its bound; at most 101 of them. It is written from
// the statement of the problem and shares nothing with the search. The problem must be valid. A nil certificate is not judged.
func Check(p *Problem, plan Plan, certificate *Certificate) []string {
	c := &checker{p: p, plan: plan}
	if !c.wellFormed() {
		return c.faults
	}
	c.refusals()
	c.held = c.heldBy()
	for k := range plan.Meetings {
		c.meeting(k)
	}
	c.together()
	c.people()
	c.tables()
	c.interpreters()
	c.once()
	c.order()
	c.promises()
	if certificate != nil {
		c.certificate(certificate)
	}
	return c.faults
}

type checker struct {
	p       *Problem
	plan    Plan
	faults  faults
	refused map[[2]int]bool
	held    []int   // by wish, the meeting that meets it, or -1
	plain   *uint64 // slots in which a room is open for two without needs
}

// name is a meeting in a fault.
func (c *checker) name(k int) string {
	w := c.plan.Meetings[k].Wish
	return "meeting " + fmt.Sprint(k+1) + " (" + named("wish", c.p.Wishes[w].ID, w) + ")"
}

func (c *checker) person(i int) string { return named("person", c.p.People[i].ID, i) }

func (c *checker) slot(i int) string { return named("slot", c.p.Slots[i].ID, i) }

// sitting is who sits at a meeting.
func (c *checker) sitting(m *Meeting) []int {
	if m.Sitting != nil {
		return m.Sitting
	}
	return c.p.Wishes[m.Wish].People
}

func (c *checker) wellFormed() bool {
	for k, m := range c.plan.Meetings {
		if m.Wish < 0 || m.Wish >= len(c.p.Wishes) || m.Slot < 0 || m.Slot >= len(c.p.Slots) || m.Room < 0 || m.Room >= len(c.p.Rooms) ||
			m.Interpreter < -1 || m.Interpreter >= len(c.p.Interpreters) {
			c.faults.add("meeting %d: wish %d, slot %d, room %d or interpreter %d does not exist", k+1, m.Wish, m.Slot, m.Room, m.Interpreter)
			continue
		}
		w := &c.p.Wishes[m.Wish]
		if m.Sitting != nil && len(m.Sitting) != len(w.People) {
			c.faults.add("%s: %d sit where %d places are", c.name(k), len(m.Sitting), len(w.People))
			continue
		}
		for place, q := range m.Sitting {
			if q != w.People[place] && !slices.Contains(w.Sharers, Sharer{Place: place, Person: q}) {
				c.faults.add("%s: person %d sits at place %d, where the wish does not allow it", c.name(k), q, place)
			}
		}
	}
	return len(c.faults) == 0
}

func pair(a, b int) [2]int { return [2]int{min(a, b), max(a, b)} }

func (c *checker) refusals() {
	c.refused = map[[2]int]bool{}
	for _, w := range c.p.Wishes {
		if w.Level == No {
			c.refused[pair(w.People[0], w.People[1])] = true
		}
	}
}

// meeting holds one meeting against what its wish, its people, its room and its interpreter say.
func (c *checker) meeting(k int) {
	m := &c.plan.Meetings[k]
	w, s, r := &c.p.Wishes[m.Wish], c.p.Slots[m.Slot], &c.p.Rooms[m.Room]
	if w.Level == No {
		c.faults.add("%s: it is refused", c.name(k))
	}
	if !allows(w, m.Slot, s) {
		c.faults.add("%s: it may not lie in %s", c.name(k), c.slot(m.Slot))
	}
	people := c.sitting(m)
	for i, a := range people {
		if slices.ContainsFunc(c.p.People[a].Closed, func(x Closed) bool { return x.Slot == m.Slot }) {
			c.faults.add("%s: %s is away in %s", c.name(k), c.person(a), c.slot(m.Slot))
		}
		for _, b := range people[:i] {
			if c.refused[pair(a, b)] {
				c.faults.add("%s: %s and %s do not meet", c.name(k), c.person(b), c.person(a))
			}
		}
	}
	if m.Table < 1 || m.Table > r.Tables || slices.Contains(r.Closed, m.Slot) || r.Seats > 0 && r.Seats < len(people) {
		c.faults.add("%s: table %d of %s is not there for %d people in %s", c.name(k), m.Table, named("room", r.ID, m.Room), len(people), c.slot(m.Slot))
	}
	for _, need := range w.Needs {
		if !slices.Contains(r.Features, need) {
			c.faults.add("%s: %s has no %s", c.name(k), named("room", r.ID, m.Room), need)
		}
	}
	c.understanding(k, people)
}

// allows says whether a wish may lie in a slot as far as it alone decides.
func allows(w *Wish, place int, s Slot) bool {
	return (w.Session == "" || w.Session == s.Session) && (len(w.Only) == 0 || slices.Contains(w.Only, place)) &&
		!slices.Contains(w.Closed, place) && s.Length >= w.Length
}

// understanding holds that all at a table have a language in common or an interpreter who speaks with each.
func (c *checker) understanding(k int, people []int) {
	m := &c.plan.Meetings[k]
	if m.Interpreter < 0 {
		if !c.understand(people) {
			c.faults.add("%s: its people have no language in common, and there is no interpreter", c.name(k))
		}
		return
	}
	x := &c.p.Interpreters[m.Interpreter]
	if slices.Contains(x.Closed, m.Slot) {
		c.faults.add("%s: %s is away in %s", c.name(k), named("interpreter", x.ID, m.Interpreter), c.slot(m.Slot))
	}
	for _, q := range people {
		if !c.speaksWith(x, q) {
			c.faults.add("%s: %s does not speak with %s", c.name(k), named("interpreter", x.ID, m.Interpreter), c.person(q))
		}
	}
}

// understand says whether some language is common to all of these people whose languages are known.
func (c *checker) understand(people []int) bool {
	var common []string
	asked := false
	for _, q := range people {
		spoken := c.p.People[q].Languages
		switch {
		case len(spoken) == 0:
		case !asked:
			common, asked = slices.Clone(spoken), true
		default:
			common = slices.DeleteFunc(common, func(l string) bool { return !slices.Contains(spoken, l) })
		}
	}
	return !asked || len(common) > 0
}

func (c *checker) speaksWith(x *Interpreter, q int) bool {
	spoken := c.p.People[q].Languages
	return len(spoken) == 0 || slices.ContainsFunc(spoken, func(l string) bool { return slices.Contains(x.Languages, l) })
}

// inTime sorts meetings by day and start.
func (c *checker) inTime(meetings []int) {
	slices.SortFunc(meetings, func(a, b int) int {
		s, t := c.p.Slots[c.plan.Meetings[a].Slot], c.p.Slots[c.plan.Meetings[b].Slot]
		if s.Day != t.Day {
			return s.Day - t.Day
		}
		return s.Start - t.Start
	})
}

// apart reports each two meetings in a list sorted by time that lie in overlapping slots.
func (c *checker) apart(who string, meetings []int) {
	for i := 1; i < len(meetings); i++ {
		a, b := meetings[i-1], meetings[i]
		if c.p.Slots[c.plan.Meetings[a].Slot].Overlaps(c.p.Slots[c.plan.Meetings[b].Slot]) {
			c.faults.add("%s is in %s and %s at the same time", who, c.name(a), c.name(b))
		}
	}
}

func (c *checker) people() {
	diary := make([][]int, len(c.p.People))
	for k := range c.plan.Meetings {
		for _, q := range c.sitting(&c.plan.Meetings[k]) {
			diary[q] = append(diary[q], k)
		}
	}
	for q, meetings := range diary {
		c.inTime(meetings)
		c.apart(c.person(q), meetings)
		x := &c.p.People[q]
		if x.Maximum > 0 && len(meetings) > x.Maximum {
			c.faults.add("%s has %d meetings; %d is her most", c.person(q), len(meetings), x.Maximum)
		}
		if x.InARow > 0 {
			c.rows(q, meetings)
		}
	}
}

func (c *checker) rows(q int, meetings []int) {
	row := 0
	for i, k := range meetings {
		s := c.plan.Meetings[k].Slot
		if i > 0 && c.follows(c.plan.Meetings[meetings[i-1]].Slot, s) {
			row++
		} else {
			row = 1
		}
		if row == c.p.People[q].InARow+1 {
			c.faults.add("%s has more than %d meetings in a row at %s", c.person(q), c.p.People[q].InARow, c.slot(s))
		}
	}
}

// follows says whether no slot of the session fits between two slots of it.
func (c *checker) follows(a, b int) bool {
	s, t := c.p.Slots[a], c.p.Slots[b]
	if s.Day != t.Day || s.Session != t.Session || s.End() > t.Start {
		return false
	}
	return !slices.ContainsFunc(c.p.Slots, func(u Slot) bool {
		return u.Day == s.Day && u.Session == s.Session && u.Start >= s.End() && u.End() <= t.Start
	})
}

func (c *checker) tables() {
	at := map[[2]int][]int{}
	for k, m := range c.plan.Meetings {
		at[[2]int{m.Room, m.Table}] = append(at[[2]int{m.Room, m.Table}], k)
	}
	used := slices.SortedFunc(maps.Keys(at), func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
	for _, x := range used {
		c.inTime(at[x])
		c.apart(fmt.Sprintf("table %d of %s", x[1], named("room", c.p.Rooms[x[0]].ID, x[0])), at[x])
	}
}

func (c *checker) interpreters() {
	at := make([][]int, len(c.p.Interpreters))
	for k, m := range c.plan.Meetings {
		if m.Interpreter >= 0 {
			at[m.Interpreter] = append(at[m.Interpreter], k)
		}
	}
	for i, meetings := range at {
		c.inTime(meetings)
		c.apart(named("interpreter", c.p.Interpreters[i].ID, i), meetings)
	}
}

// once holds that no wish, no pair of people and no counterpart of exclusive people is met twice.
func (c *checker) once() {
	byWish, byPair := map[int]int{}, map[[2]int]int{}
	for k := range c.plan.Meetings {
		m := &c.plan.Meetings[k]
		if first, twice := byWish[m.Wish]; twice {
			c.faults.add("%s was held as meeting %d", c.name(k), first+1)
		}
		byWish[m.Wish] = k
		people := c.sitting(m)
		if len(people) != 2 {
			continue
		}
		if first, twice := byPair[pair(people[0], people[1])]; twice {
			c.faults.add("%s: its two people meet in meeting %d", c.name(k), first+1)
		}
		byPair[pair(people[0], people[1])] = k
	}
	if len(c.p.Exclusives) == 0 {
		return
	}
	in := make([][]int, len(c.p.People))
	for i, x := range c.p.Exclusives {
		for _, q := range x.People {
			in[q] = append(in[q], i)
		}
	}
	met := map[[2]int]int{}
	for k := range c.plan.Meetings {
		for _, q := range c.sitting(&c.plan.Meetings[k]) {
			for _, i := range in[q] {
				c.exclusive(k, i, met)
			}
		}
	}
}

// exclusive notes whom an exclusive set meets in a meeting.
func (c *checker) exclusive(k, set int, met map[[2]int]int) {
	for _, other := range c.sitting(&c.plan.Meetings[k]) {
		if slices.Contains(c.p.Exclusives[set].People, other) {
			continue
		}
		if first, twice := met[[2]int{set, other}]; twice && first != k {
			c.faults.add("%s: %s meets another of exclusive %d in meeting %d", c.name(k), c.person(other), set+1, first+1)
		}
		met[[2]int{set, other}] = k
	}
}

func (c *checker) order() {
	for _, x := range c.p.Precedences {
		a, b := c.held[x.Before], c.held[x.After]
		if a < 0 || b < 0 || a == b {
			continue
		}
		s, t := c.p.Slots[c.plan.Meetings[a].Slot], c.p.Slots[c.plan.Meetings[b].Slot]
		if s.Day > t.Day || s.Day == t.Day && s.End() > t.Start {
			c.faults.add("%s ends after %s begins", c.name(a), c.name(b))
		}
	}
}

// heldBy gives, by wish, the meeting that meets it, or -1: that of the wish itself or of another for the same two people.
func (c *checker) heldBy() []int {
	out := make([]int, len(c.p.Wishes))
	byPair := map[[2]int]int{}
	for i := range out {
		out[i] = -1
	}
	for k := range c.plan.Meetings {
		m := &c.plan.Meetings[k]
		out[m.Wish] = k
		if w := &c.p.Wishes[m.Wish]; len(w.People) == 2 && len(w.Sharers) == 0 {
			byPair[pair(w.People[0], w.People[1])] = k
		}
	}
	for i := range c.p.Wishes {
		w := &c.p.Wishes[i]
		if w.Level == No || len(w.People) != 2 || len(w.Sharers) > 0 {
			continue
		}
		if k, held := byPair[pair(w.People[0], w.People[1])]; held {
			out[i] = k
		}
	}
	return out
}

// together holds each meeting against the other wishes that it meets.
func (c *checker) together() {
	for i, k := range c.held {
		if k < 0 || c.plan.Meetings[k].Wish == i {
			continue
		}
		w, m := &c.p.Wishes[i], &c.plan.Meetings[k]
		if !allows(w, m.Slot, c.p.Slots[m.Slot]) || !c.offers(m.Room, w) {
			c.faults.add("%s: %s does not allow it", c.name(k), named("wish", w.ID, i))
		}
	}
}

func (c *checker) offers(room int, w *Wish) bool {
	return !slices.ContainsFunc(w.Needs, func(need string) bool { return !slices.Contains(c.p.Rooms[room].Features, need) })
}

func (c *checker) promises() {
	at := make(map[int]*Meeting, len(c.p.Promised))
	for k := range c.plan.Meetings {
		at[c.plan.Meetings[k].Wish] = &c.plan.Meetings[k]
	}
	for i, x := range c.p.Promised {
		if !x.Locked {
			continue
		}
		m, held := at[x.Wish]
		if !held || m.Slot != x.Slot || m.Room != x.Room || m.Table != x.Table || m.Interpreter != x.Interpreter || !slices.Equal(c.sitting(m), c.sitting(&x.Meeting)) {
			c.faults.add("promise %d (%s) is locked and not kept", i+1, named("wish", c.p.Wishes[x.Wish].ID, x.Wish))
		}
	}
}

// Value is the weight of the wishes that a plan meets. The plan names only what the problem has.
func Value(p *Problem, plan Plan) int64 {
	c := &checker{p: p, plan: plan}
	c.held = c.heldBy()
	return c.value()
}
