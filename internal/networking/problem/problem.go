// Package problem turns the meetings that people of an activity ask for into a problem of the engine, and the engine's answer
// into meetings again. It reads and writes no records: the room above hands it what it knows.
package problem

import (
	"slices"
	"strings"
	"time"

	"counterpart/engine/match"
	"counterpart/engine/wishes"
)

// What a wish weighs, and what it costs to change a meeting that was made known.
const (
	WantWeight = 10

	mustWeight    = 30
	suggestWeight = 2 // each side of a suggestion
	planPrice     = 5
	replanPrice   = 200
)

// Pair is two people, the smaller id first.
type Pair struct{ One, Two string }

// PairOf orders two people.
func PairOf(a, b string) Pair {
	if b < a {
		a, b = b, a
	}
	return Pair{a, b}
}

// Given is what is known of an activity's meetings.
type Given struct {
	Zone      *time.Location
	FirstDay  time.Time
	Slots     []Slot
	Tables    []Table
	People    []Person
	Closed    []ClosedSlot  // when people cannot come
	Wishes    []Wish        // of people who are not among People as well
	Vetoes    []Wish        // likewise
	Settled   map[Pair]bool // who need no place: they met, declined, or arrange it themselves
	Standing  []Standing    // the meetings that were made known
	Suggested *match.Result // fills what is free; nil where it is not asked for
	Mend      bool          // with as few changes as can be

	MinPerParty  int // meetings that each party is guaranteed, as far as can be
	MaxPerPerson int // 0 for no limit
	MaxInRow     int // 0 for no limit
}

// Slot is a time at which meetings can lie.
type Slot struct {
	ID, SessionID string
	Begins, Ends  time.Time
}

// Table is a place for one meeting at a time.
type Table struct{ ID, RoomID string }

// Person is somebody who takes part.
type Person struct{ ID, PartyID string }

// Wish is that a person asks to meet another, or refuses to.
type Wish struct {
	PersonID, AboutID string
	Must              bool
}

// Standing is a meeting that was made known.
type Standing struct {
	People  [2]Person
	SlotID  string
	TableID string
	Held    bool
	Begun   bool
	Locked  bool // stays as it is
	Broken  bool // somebody no longer takes part
}

// ClosedSlot is a slot at which a person cannot come; Title is that of the session at which they speak, if they do.
type ClosedSlot struct {
	PersonID string `db:"person_id"`
	SlotID   string `db:"slot_id"`
	Title    string `db:"title"`
}

// Problem is what a run computes, with the way back from its numbers to the records.
type Problem struct {
	wishes.Problem
	given  Given
	guests []Person       // as Problem.People
	tables [][]Table      // by room of the problem
	place  map[string]int // of a person in Problem.People
	vetoed map[Pair]bool
}

// New puts what is known as the engine sees it.
func New(given Given) *Problem {
	p := &Problem{given: given, place: map[string]int{}, vetoed: map[Pair]bool{}}
	p.addSlots()
	p.addTables()
	p.addPeople()
	p.addWishes()
	if given.Suggested != nil {
		p.addSuggested()
	}
	p.addPromises()
	return p
}

func (p *Problem) addSlots() {
	first := midnight(p.given.FirstDay, p.given.Zone)
	for _, s := range p.given.Slots {
		at := s.Begins.In(p.given.Zone)
		day := midnight(at, p.given.Zone)
		p.Slots = append(p.Slots, wishes.Slot{
			ID: at.Format("2 Jan 15:04"), Day: 1 + max(0, int(day.Sub(first).Hours()+12)/24), Session: s.SessionID,
			Start: at.Hour()*60 + at.Minute(), Length: int(s.Ends.Sub(s.Begins).Minutes()),
		})
	}
}

func midnight(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
}

func (p *Problem) addTables() {
	room := map[string]int{}
	for _, t := range p.given.Tables {
		i, ok := room[t.RoomID]
		if !ok {
			i = len(p.Rooms)
			room[t.RoomID] = i
			p.Rooms = append(p.Rooms, wishes.Room{ID: t.RoomID})
			p.tables = append(p.tables, nil)
		}
		p.Rooms[i].Tables++
		p.tables[i] = append(p.tables[i], t)
	}
}

func (p *Problem) addPeople() {
	slot := p.slotPlaces()
	away := map[string][]wishes.Closed{}
	for _, c := range p.given.Closed {
		one := wishes.Closed{Slot: slot[c.SlotID], Why: c.Title, Public: c.Title != ""}
		if list := away[c.PersonID]; !slices.ContainsFunc(list, func(x wishes.Closed) bool { return x.Slot == one.Slot }) {
			away[c.PersonID] = append(list, one)
		}
	}
	seen := map[string]bool{}
	for _, g := range p.given.People {
		p.addPerson(g, wishes.Person{
			ID: g.ID, Name: mark(g.ID), Party: g.PartyID, Closed: away[g.ID], Maximum: p.given.MaxPerPerson, InARow: p.given.MaxInRow,
		})
		if p.given.MinPerParty > 0 && !seen[g.PartyID] {
			seen[g.PartyID] = true
			p.Parties = append(p.Parties, wishes.Party{ID: g.PartyID, Minimum: p.given.MinPerParty})
		}
	}
}

func (p *Problem) addPerson(g Person, as wishes.Person) {
	p.place[g.ID] = len(p.guests)
	p.guests = append(p.guests, g)
	p.People = append(p.People, as)
}

// slotPlaces are the places of the slots in the problem, by id.
func (p *Problem) slotPlaces() map[string]int {
	out := make(map[string]int, len(p.given.Slots))
	for i, s := range p.given.Slots {
		out[s.ID] = i
	}
	return out
}

// mark stands for a name in words that are kept: names are filled in when they are shown, so that none is kept.
func mark(personID string) string { return "{" + personID + "}" }

func (p *Problem) addWishes() {
	for _, v := range p.given.Vetoes {
		if one, two, both := p.both(v.PersonID, v.AboutID); both {
			p.vetoed[PairOf(v.PersonID, v.AboutID)] = true
			p.Wishes = append(p.Wishes, wishes.Wish{People: []int{one, two}, Level: wishes.No})
		}
	}
	for _, w := range p.given.Wishes {
		one, two, both := p.both(w.PersonID, w.AboutID)
		if !both || p.given.Settled[PairOf(w.PersonID, w.AboutID)] {
			continue // somebody has left, or they have met here or declined to
		}
		wish := wishes.Wish{ID: w.PersonID + " " + w.AboutID, People: []int{one, two}, Level: wishes.Want, Weight: WantWeight}
		if w.Must {
			wish.Level, wish.Weight = wishes.Must, mustWeight
		}
		p.Wishes = append(p.Wishes, wish)
	}
}

// addSuggested adds what the matcher proposes and nobody wished for, with little weight: it fills what is free.
func (p *Problem) addSuggested() {
	asked := map[Pair]bool{}
	for _, w := range p.Wishes {
		asked[PairOf(p.People[w.People[0]].ID, p.People[w.People[1]].ID)] = true
	}
	for _, g := range p.guests {
		for k, other := range p.given.Suggested.Peers(g.ID) {
			key := PairOf(g.ID, other)
			one, two, both := p.both(g.ID, other)
			if !both || asked[key] || p.given.Settled[key] || k >= fillFrom {
				continue
			}
			asked[key] = true
			p.Wishes = append(p.Wishes, wishes.Wish{ID: fillID, People: []int{one, two}, Weight: 2 * suggestWeight})
		}
	}
}

const (
	fillFrom = 8  // of each list, the best so many
	fillID   = "" // a wish without an id is a suggestion: nobody is told that it was not met
)

func (p *Problem) both(a, b string) (one, two int, both bool) {
	one, first := p.place[a]
	two, second := p.place[b]
	return one, two, first && second && a != b
}

// addPromises adds the meetings that were made known: a plan keeps them as far as it can, and locked ones as they are.
func (p *Problem) addPromises() {
	p.admit()
	slot, at := p.slotPlaces(), map[string][2]int{}
	for r, tables := range p.tables {
		for k, t := range tables {
			at[t.ID] = [2]int{r, k + 1}
		}
	}
	price := planPrice
	if p.given.Mend {
		price = replanPrice
	}
	for _, m := range p.given.Standing {
		one, two, both := p.both(m.People[0].ID, m.People[1].ID)
		if !both || !m.Held && (m.Broken || p.vetoed[PairOf(m.People[0].ID, m.People[1].ID)]) {
			continue
		}
		s, there := slot[m.SlotID]
		place := at[m.TableID]
		if !there || place[1] == 0 {
			continue
		}
		begun := m.Held || m.Begun
		if !begun && (p.closedAt(one, s) || p.closedAt(two, s)) {
			p.Wishes = append(p.Wishes, wishes.Wish{ID: m.People[0].ID + " " + m.People[1].ID, People: []int{one, two}, Weight: WantWeight})
			continue // somebody cannot come at that time any more: it is placed anew
		}
		p.Wishes = append(p.Wishes, wishes.Wish{ID: fillID, People: []int{one, two}, Weight: WantWeight})
		p.Promised = append(p.Promised, wishes.Promise{
			Meeting: wishes.Meeting{Wish: len(p.Wishes) - 1, Slot: s, Room: place[0], Table: place[1], Interpreter: -1},
			Locked:  m.Locked || begun, Price: price,
		})
	}
}

// admit adds the people of meetings that were held and who have left since: their meetings still take the tables.
func (p *Problem) admit() {
	for _, m := range p.given.Standing {
		for _, g := range m.People {
			if _, there := p.place[g.ID]; m.Held && !there {
				p.addPerson(g, wishes.Person{ID: g.ID, Name: mark(g.ID)})
			}
		}
	}
}

func (p *Problem) closedAt(person, slot int) bool {
	return slices.ContainsFunc(p.People[person].Closed, func(c wishes.Closed) bool { return c.Slot == slot })
}

// Filled puts names where words kept of a run have marks.
func Filled(text string, names map[string]string) string {
	for id, name := range names {
		text = strings.ReplaceAll(text, mark(id), name)
	}
	return text
}
