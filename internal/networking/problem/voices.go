package problem

import (
	"slices"

	"counterpart/engine/wishes"
)

// Interpreter serves one meeting at a time whose people have no language in common.
type Interpreter struct {
	ID, SessionID string // of the only session at which they are there; "" for all
	Languages     []string
}

func (p *Problem) addInterpreters() {
	for _, v := range p.given.Voices {
		one := wishes.Interpreter{ID: v.ID, Languages: v.Languages}
		for i, s := range p.given.Slots {
			if v.SessionID != "" && v.SessionID != s.SessionID {
				one.Closed = append(one.Closed, i)
			}
		}
		p.Interpreters = append(p.Interpreters, one)
	}
}

// voice is the interpreter of a meeting that was made known, -1 where none is needed. A meeting that stays as it is and that
// nobody interprets, because the two arranged it themselves or said only later what they speak, is understood as it is.
func (p *Problem) voice(m Standing) int {
	people := m.inIt()
	if p.understand(people) {
		return -1
	}
	at := slices.IndexFunc(p.given.Voices, func(v Interpreter) bool { return v.ID == m.Interpreter })
	if at >= 0 && p.serves(p.given.Voices[at], people) {
		return at
	}
	if m.fixed() {
		for _, id := range people {
			q := &p.People[p.place[id]]
			if len(q.Languages) > 0 {
				q.Languages = append(slices.Clone(q.Languages), "x-"+people[0]+"-"+people[1])
			}
		}
	}
	return -1
}

// understand tells whether some language is common to all of these people who stated theirs.
func (p *Problem) understand(people []string) bool {
	var common []string
	asked := false
	for _, id := range people {
		switch spoken := p.People[p.place[id]].Languages; {
		case len(spoken) == 0:
		case !asked:
			common, asked = slices.Clone(spoken), true
		default:
			common = slices.DeleteFunc(common, func(l string) bool { return !slices.Contains(spoken, l) })
		}
	}
	return !asked || len(common) > 0
}

// serves tells whether an interpreter speaks with each of these people.
func (p *Problem) serves(v Interpreter, people []string) bool {
	return !slices.ContainsFunc(people, func(id string) bool { return !SpeaksWith(v.Languages, p.People[p.place[id]].Languages) })
}

// SpeaksWith tells whether two people, or a person and an interpreter, have a language in common. Who stated none is understood.
func SpeaksWith(one, two []string) bool {
	return len(one) == 0 || len(two) == 0 || slices.ContainsFunc(one, func(l string) bool { return slices.Contains(two, l) })
}
