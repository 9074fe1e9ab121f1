package problem

import (
	"slices"

	"counterpart/engine/wishes"
)

// addFixed adds the wishes of the meetings with company that stay as they are: such a meeting is of exactly those who are in
// it, whatever was said since about who comes along.
func (p *Problem) addFixed() {
	p.admit()
	for _, m := range p.given.Standing {
		if m.fixed() && m.withCompany() && p.stands(m) {
			at := p.addGroup(m.inIt(), nil)
			p.groups[PairOf(m.People[0].ID, m.People[1].ID)] = at
			p.fixed[at] = Pair{m.People[0].ID, m.People[1].ID}
		}
	}
}

// fixed tells whether no plan changes the meeting.
func (m Standing) fixed() bool { return m.Held || m.Begun || m.Locked }

// withCompany tells whether anybody else than the two sits there.
func (m Standing) withCompany() bool {
	return len(m.Along) > 0 || m.Seats != [2]string{m.People[0].ID, m.People[1].ID}
}

// inIt are those who sit at the table, the two sides first.
func (m Standing) inIt() []string { return append(slices.Clone(m.Seats[:]), m.Along...) }

// stands tells whether a meeting can be kept as far as its people and its place decide.
func (p *Problem) stands(m Standing) bool {
	if _, _, both := p.both(m.People[0].ID, m.People[1].ID); !both || slices.ContainsFunc(m.inIt(), func(id string) bool { _, known := p.place[id]; return !known }) {
		return false
	}
	return m.Held || !m.Broken && !p.vetoed[PairOf(m.People[0].ID, m.People[1].ID)]
}

// addPromises adds the meetings that were made known: a plan keeps them as far as it can, and locked ones as they are.
func (p *Problem) addPromises() {
	slot, at := p.slotPlaces(), map[string][2]int{}
	for r, tables := range p.tables {
		for k, t := range tables {
			at[t.ID] = [2]int{r, k + 1}
		}
	}
	for _, m := range p.given.Standing {
		s, there := slot[m.SlotID]
		place := at[m.TableID]
		if !there || place[1] == 0 || !p.stands(m) {
			continue
		}
		if !m.Held && !m.Begun && slices.ContainsFunc(m.Seats[:], func(id string) bool { return p.closedAt(p.place[id], s) }) {
			p.wish(m.People[0].ID, m.People[1].ID, wishes.Want, WantWeight)
			continue // somebody cannot come at that time any more: it is placed anew
		}
		p.promise(m, wishes.Meeting{Slot: s, Room: place[0], Table: place[1], Interpreter: -1})
	}
}

// promise adds one of them.
func (p *Problem) promise(m Standing, as wishes.Meeting) {
	as.Wish = p.wish(m.People[0].ID, m.People[1].ID, wishes.Want, WantWeight)
	as.Sitting = p.sitting(m, &p.Wishes[as.Wish])
	as.Interpreter = p.voice(m)
	price := planPrice
	if p.given.Mend {
		price = replanPrice
	}
	p.Promised = append(p.Promised, wishes.Promise{Meeting: as, Locked: m.fixed(), Price: price})
}

// sitting is who sits at the places of a wish, nil where those who are named by it do.
func (p *Problem) sitting(m Standing, w *wishes.Wish) []int {
	out := slices.Clone(w.People)
	for k, id := range m.Seats {
		who := p.place[id]
		place := slices.Index(w.People, p.place[m.People[k].ID])
		if place >= 0 && slices.Contains(w.Sharers, wishes.Sharer{Place: place, Person: who}) {
			out[place] = who
		}
	}
	if slices.Equal(out, w.People) {
		return nil
	}
	return out
}

// admit adds the people of meetings that were held and who have left since: their meetings still take the tables.
func (p *Problem) admit() {
	for _, m := range p.given.Standing {
		if !m.Held {
			continue
		}
		for _, id := range append(m.inIt(), m.People[0].ID, m.People[1].ID) {
			if _, there := p.place[id]; !there {
				p.addPerson(Person{ID: id, PartyID: m.partyOf(id)}, wishes.Person{ID: id, Name: mark(id)})
			}
		}
	}
}

// partyOf is the party of somebody who is one of the two, "" of others.
func (m Standing) partyOf(id string) string {
	for _, g := range m.People {
		if g.ID == id {
			return g.PartyID
		}
	}
	return ""
}

func (p *Problem) closedAt(person, slot int) bool {
	return slices.ContainsFunc(p.People[person].Closed, func(c wishes.Closed) bool { return c.Slot == slot })
}
