package problem

import (
	"slices"

	"counterpart/engine/wishes"
)

// Companion is a colleague who comes along to a person's meetings, or who may sit in for them.
type Companion struct {
	PersonID string `db:"person_id"`
	WithID   string `db:"with_id"` // the colleague
	SitsIn   bool   `db:"sits_in"`
}

// mostAlong bounds how many of each side come along.
const mostAlong = 8

func (p *Problem) addCompany() {
	p.along, p.instead = map[string][]string{}, map[string][]string{}
	for _, c := range p.given.Company {
		one, two, both := p.both(c.PersonID, c.WithID)
		if !both || p.guests[one].PartyID != p.guests[two].PartyID {
			continue // one of them has left, or speaks for another party by now
		}
		if to := p.along; c.SitsIn {
			p.instead[c.PersonID] = append(p.instead[c.PersonID], c.WithID)
		} else if len(to[c.PersonID]) < mostAlong {
			to[c.PersonID] = append(to[c.PersonID], c.WithID)
		}
	}
}

// wish adds a wish of one person to meet another and returns its place. Where somebody comes along or may sit in there is one
// wish for the two, in whichever direction, since the engine joins only wishes of two.
func (p *Problem) wish(person, about string, level wishes.Level, weight int) int {
	key := PairOf(person, about)
	at, group := p.groups[key]
	if !group {
		people, sharers := p.company(person, about)
		if len(people) == 2 && len(sharers) == 0 {
			p.Wishes = append(p.Wishes, wishes.Wish{People: []int{p.place[person], p.place[about]}, Level: level, Weight: weight})
			return len(p.Wishes) - 1
		}
		at = p.addGroup(people, sharers)
		p.groups[key] = at
	}
	w := &p.Wishes[at]
	w.Level = max(w.Level, level)
	w.Weight = min(w.Weight+weight, wishes.MaxWeight)
	return at
}

func (p *Problem) addGroup(people []string, sharers []wishes.Sharer) int {
	w := wishes.Wish{Sharers: sharers, Level: wishes.Want}
	for _, id := range people {
		w.People = append(w.People, p.place[id])
	}
	p.Wishes = append(p.Wishes, w)
	return len(p.Wishes) - 1
}

// company is who sits at a meeting of two people: those who come along, unless somebody there refuses them, and who may sit
// in for one of the two.
func (p *Problem) company(person, about string) (people []string, sharers []wishes.Sharer) {
	people = []string{person, about}
	refused := func(id string) bool {
		return slices.ContainsFunc(people, func(other string) bool { return p.vetoed[PairOf(id, other)] })
	}
	for _, lead := range []string{person, about} {
		for _, id := range p.along[lead] {
			if !slices.Contains(people, id) && !refused(id) {
				people = append(people, id)
			}
		}
	}
	for place, lead := range []string{person, about} {
		for _, id := range p.instead[lead] {
			if !slices.Contains(people, id) {
				sharers = append(sharers, wishes.Sharer{Place: place, Person: p.place[id]})
			}
		}
	}
	return people, sharers
}

// addExclusives keeps two of one party from meeting the same counterpart. Of a party of which two have met one already it
// says nothing any more.
func (p *Problem) addExclusives() {
	if !p.given.Exclusive {
		return
	}
	members := map[string][]int{}
	var order []string
	for i, g := range p.guests[:len(p.given.People)] {
		if members[g.PartyID] == nil {
			order = append(order, g.PartyID)
		}
		members[g.PartyID] = append(members[g.PartyID], i)
	}
	broken := p.brokenExclusives()
	for _, party := range order {
		if list := members[party]; len(list) > 1 && !broken[party] {
			p.Exclusives = append(p.Exclusives, wishes.Exclusive{People: list})
		}
	}
}

// brokenExclusives are the parties of which two meet one counterpart in meetings that stay as they are.
func (p *Problem) brokenExclusives() map[string]bool {
	type meets struct{ party, counterpart string }
	met, out := map[meets]bool{}, map[string]bool{}
	for _, m := range p.given.Standing {
		if !m.fixed() {
			continue
		}
		mine := map[meets]bool{}
		for _, own := range m.inIt() {
			for _, other := range m.inIt() {
				if party := p.partyAt(own); party != "" && party != p.partyAt(other) {
					mine[meets{party, other}] = true
				}
			}
		}
		for k := range mine {
			out[k.party] = out[k.party] || met[k]
			met[k] = true
		}
	}
	return out
}

func (p *Problem) partyAt(id string) string {
	if at, known := p.place[id]; known {
		return p.guests[at].PartyID
	}
	return ""
}
