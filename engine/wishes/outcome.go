package wishes

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// Explain puts an outcome into words for officers, who may know of refusals.
func Explain(p *Problem, plan Plan, o Outcome) string {
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
	return p.crowded(plan, &p.Wishes[o.Wish])
}

// Told puts an outcome into words for one of the people of the wish. What it says of others depends only on times that were
// stated and reasons that are public: a refusal reads as any other wish for which no place was found.
func Told(p *Problem, plan Plan, o Outcome, reader int) string {
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
	}
	return p.own(plan, w, reader)
}

// own says of a wish without a place what the reader's own diary says, and no more.
func (p *Problem) own(plan Plan, w *Wish, reader int) string {
	n, busy := 0, map[int]bool{}
	for k := range plan.Meetings {
		m := &plan.Meetings[k]
		people := m.Sitting
		if people == nil {
			people = p.Wishes[m.Wish].People
		}
		if slices.Contains(people, reader) {
			n++
			busy[m.Slot] = true
		}
	}
	if reader >= 0 && reader < len(p.People) && p.People[reader].Maximum > 0 && n >= p.People[reader].Maximum {
		return fmt.Sprintf("no place was found: you have the %d meetings that are your most", n)
	}
	full := true
	for _, s := range p.shared(w) {
		full = full && busy[s]
	}
	if full {
		return "no place was found: you have other meetings in every slot that you share"
	}
	return "no place was found: other meetings came first"
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
func (p *Problem) crowded(plan Plan, w *Wish) string {
	taken := make([]uint64, len(w.People))
	full := make([]uint64, 1)
	tables, all := make([]int, len(p.Slots)), 0
	for _, r := range p.Rooms {
		all += r.Tables
	}
	for k := range plan.Meetings {
		m := &plan.Meetings[k]
		tables[m.Slot]++
		people := m.Sitting
		if people == nil {
			people = p.Wishes[m.Wish].People
		}
		for i, q := range w.People {
			if slices.Contains(people, q) {
				taken[i] |= 1 << m.Slot
			}
		}
	}
	shared := uint64(0)
	for _, s := range p.shared(w) {
		shared |= 1 << s
		if tables[s] >= all {
			full[0] |= 1 << s
		}
	}
	parts := []string{fmt.Sprintf("they share %d slots", bits.OnesCount64(shared))}
	for i, q := range w.People {
		if n := bits.OnesCount64(taken[i]); p.People[q].Maximum > 0 && n >= p.People[q].Maximum {
			parts = append(parts, fmt.Sprintf("person %s has the most meetings she may have, %d", p.personID(q), n))
		} else if n := bits.OnesCount64(taken[i] & shared); n > 0 {
			parts = append(parts, fmt.Sprintf("person %s has other meetings in %d of them", p.personID(q), n))
		}
	}
	if n := bits.OnesCount64(full[0]); n > 0 {
		parts = append(parts, fmt.Sprintf("all tables are taken in %d", n))
	}
	return strings.Join(parts, "; ")
}
