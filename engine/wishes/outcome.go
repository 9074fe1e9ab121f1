package wishes

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// Diaries are when the people and the tables of a plan are busy, from which outcomes are put into words.
type Diaries struct {
	p      *Problem
	plan   Plan
	busy   []uint64 // of each person, a bit for each slot
	tables []int    // in use in each slot
	all    int      // tables that there are
}

// NewDiaries reads a plan once, for the words about any number of outcomes.
func NewDiaries(p *Problem, plan Plan) *Diaries {
	d := &Diaries{p: p, plan: plan, busy: make([]uint64, len(p.People)), tables: make([]int, len(p.Slots))}
	for _, r := range p.Rooms {
		d.all += r.Tables
	}
	for k := range plan.Meetings {
		m := &plan.Meetings[k]
		people := m.Sitting
		if people == nil {
			people = p.Wishes[m.Wish].People
		}
		for _, q := range people {
			d.busy[q] |= 1 << m.Slot
		}
		d.tables[m.Slot]++
	}
	return d
}

// Explain puts an outcome into words for officers, who may know of refusals.
func (d *Diaries) Explain(o Outcome) string {
	p, plan := d.p, d.plan
	switch o.Reason {
	case Held:
		m := plan.Meetings[o.Meeting]
		return fmt.Sprintf("held in slot %s, room %s, table %d", p.slotID(m.Slot), called(p.Rooms[m.Room].ID, m.Room), m.Table)
	case Refusal:
		return "a refusal, kept"
	case Vetoed:
		return "one of them does not want to meet the other; those refused are not told"
	case NoSlot:
		return p.noSlot(&p.Wishes[o.Wish], -1)
	case NoRoom:
		return "no room with what it needs is open when all of them can meet"
	case NoInterpreter:
		return "no interpreter serves their languages"
	case Conflicting:
		return "the wishes for these two exclude each other's slots or rooms"
	case Excluded:
		return "a colleague who is not to meet the same counterpart has this meeting"
	}
	return d.crowded(&p.Wishes[o.Wish])
}

// Told puts an outcome into words for one of the people of the wish. What it says of others depends only on times and languages
// that were stated and reasons that are public: a refusal reads as any other wish for which no place was found.
func (d *Diaries) Told(o Outcome, reader int) string {
	p, plan := d.p, d.plan
	w := &p.Wishes[o.Wish]
	switch o.Reason {
	case Held:
		m := plan.Meetings[o.Meeting]
		return fmt.Sprintf("you meet in slot %s, room %s, table %d", p.slotID(m.Slot), called(p.Rooms[m.Room].ID, m.Room), m.Table)
	case Refusal:
		if w.People[0] == reader {
			return "you will not meet"
		}
		return ""
	case NoSlot:
		return p.noSlot(w, reader)
	case NoInterpreter:
		return "you have no language in common, and no interpreter speaks with each of you"
	}
	return d.own(w, reader)
}

// own says of a wish without a place what the reader's own diary says, and no more.
func (d *Diaries) own(w *Wish, reader int) string {
	busy := uint64(0)
	if reader >= 0 && reader < len(d.busy) {
		busy = d.busy[reader]
		if n, most := bits.OnesCount64(busy), d.p.People[reader].Maximum; most > 0 && n >= most {
			return fmt.Sprintf("no place was found: you have the %d meetings that are your most", n)
		}
	}
	for _, s := range d.p.shared(w) {
		if busy&(1<<s) == 0 {
			return "no place was found: other meetings came first"
		}
	}
	return "no place was found: you have other meetings in every slot that you share"
}

// shared lists the slots in which all people of a wish can meet.
func (p *Problem) shared(w *Wish) []int {
	var out []int
	for s, slot := range p.Slots {
		if allows(w, s, slot) && !slices.ContainsFunc(w.People, func(q int) bool { return p.closes(q, s) != nil }) {
			out = append(out, s)
		}
	}
	return out
}

func (p *Problem) closes(q, s int) *Closed {
	for k := range p.People[q].Closed {
		if c := &p.People[q].Closed[k]; c.Slot == s {
			return c
		}
	}
	return nil
}

// noSlot says who closes which slot. reader is the person who is told, or -1 for officers, who may know every reason.
func (p *Problem) noSlot(w *Wish, reader int) string {
	type who struct {
		person int
		why    string
	}
	var order []who
	by := map[who][]string{}
	ask := 0
	for s, slot := range p.Slots {
		if !allows(w, s, slot) {
			continue
		}
		ask++
		for _, q := range w.People {
			c := p.closes(q, s)
			if c == nil {
				continue
			}
			key := who{q, c.Why}
			if q != reader && reader >= 0 && !c.Public {
				key.why = ""
			}
			if by[key] == nil {
				order = append(order, key)
			}
			by[key] = append(by[key], p.slotID(s))
			break
		}
	}
	if ask == 0 {
		return "no slot fits what the wish asks for"
	}
	parts := make([]string, len(order))
	for i, k := range order {
		name := p.People[k.person].Name
		if name == "" {
			name = p.personID(k.person)
		}
		what := name + " is not free"
		if k.person == reader {
			what = "you are not free"
		}
		if k.why != "" {
			what += " because of " + k.why
		}
		parts[i] = strings.Join(by[k], ", ") + ": " + what
	}
	return "there is no slot in which all are free: " + strings.Join(parts, "; ")
}

// crowded says for officers what took the place of a wish.
func (d *Diaries) crowded(w *Wish) string {
	shared, full := uint64(0), 0
	for _, s := range d.p.shared(w) {
		shared |= 1 << s
		if d.tables[s] >= d.all {
			full++
		}
	}
	parts := []string{fmt.Sprintf("they share %d slots", bits.OnesCount64(shared))}
	for _, q := range w.People {
		if n, most := bits.OnesCount64(d.busy[q]), d.p.People[q].Maximum; most > 0 && n >= most {
			parts = append(parts, fmt.Sprintf("person %s has the most meetings she may have, %d", d.p.personID(q), n))
		} else if n := bits.OnesCount64(d.busy[q] & shared); n > 0 {
			parts = append(parts, fmt.Sprintf("person %s has other meetings in %d of them", d.p.personID(q), n))
		}
	}
	if full > 0 {
		parts = append(parts, fmt.Sprintf("all tables are taken in %d", full))
	}
	return strings.Join(parts, "; ")
}
