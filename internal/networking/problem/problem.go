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
	Voices    []Interpreter
	Company   []Companion
	Closed    []ClosedSlot  // when people cannot come
	Wishes    []Wish        // of people who are not among People as well
	Vetoes    []Wish        // likewise
	Settled   map[Pair]bool // who need no place: they met, declined, or arrange it themselves
	Standing  []Standing    // the meetings that were made known
	Suggested *match.Result // fills what is free; nil where it is not asked for
	Mend      bool          // with as few changes as can be

	MinPerParty  int  // meetings that each party is guaranteed, as far as can be
	MaxPerPerson int  // 0 for no limit
	MaxInRow     int  // 0 for no limit
	Exclusive    bool // of a party one person at most meets any one counterpart
}

// Slot is a time at which meetings can lie.
type Slot struct {
	ID, SessionID string
	Begins, Ends  time.Time
}

// Table is a place for one meeting at a time.
type Table struct{ ID, RoomID string }

// Person is somebody who takes part. Who stated no languages is understood by everybody.
type Person struct {
	ID, PartyID string
	Languages   []string
}

// Wish is that a person asks to meet another, or refuses to.
type Wish struct {
	PersonID, AboutID string
	Must              bool
}

// Standing is a meeting that was made known.
type Standing struct {
	People      [2]Person // whose meeting it is
	Seats       [2]string // who sits there, in the order of People
	Along       []string
	SlotID      string
	TableID     string
	Interpreter string
	Held        bool
	Begun       bool
	Locked      bool // stays as it is
	Broken      bool // somebody no longer takes part
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
	asked  []asker // those who are told what became of their wishes

	along, instead map[string][]string // colleagues of a person
	groups         map[Pair]int        // wishes for two people with company, of which there is one for each two
	fixed          map[int]Pair        // whose meetings those are, of meetings with company that stay as they are
}

// asker is somebody who wished for a meeting.
type asker struct {
	Wish
	at   int // the person in Problem.People
	wish int // in Problem.Wishes
}

// New puts what is known as the engine sees it.
func New(given Given) *Problem {
	p := &Problem{given: given, place: map[string]int{}, vetoed: map[Pair]bool{}, groups: map[Pair]int{}, fixed: map[int]Pair{}}
	p.addSlots()
	p.addTables()
	p.addPeople()
	p.addInterpreters()
	p.addCompany()
	p.addVetoes()
	p.addFixed()
	p.addWishes()
	if given.Suggested != nil {
		p.addSuggested()
	}
	p.addPromises()
	p.addExclusives()
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
			ID: g.ID, Name: mark(g.ID), Party: g.PartyID, Languages: g.Languages, Closed: away[g.ID], Maximum: p.given.MaxPerPerson, InARow: p.given.MaxInRow,
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

func (p *Problem) addVetoes() {
	for _, v := range p.given.Vetoes {
		if one, two, both := p.both(v.PersonID, v.AboutID); both {
			p.vetoed[PairOf(v.PersonID, v.AboutID)] = true
			p.Wishes = append(p.Wishes, wishes.Wish{People: []int{one, two}, Level: wishes.No})
		}
	}
}

func (p *Problem) addWishes() {
	for _, w := range p.given.Wishes {
		one, _, both := p.both(w.PersonID, w.AboutID)
		if !both || p.given.Settled[PairOf(w.PersonID, w.AboutID)] {
			continue // somebody has left, or they have met here or declined to
		}
		level, weight := wishes.Want, WantWeight
		if w.Must {
			level, weight = wishes.Must, mustWeight
		}
		at := p.wish(w.PersonID, w.AboutID, level, weight)
		p.asked = append(p.asked, asker{w, one, at})
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
			_, _, both := p.both(g.ID, other)
			if !both || asked[key] || p.given.Settled[key] || k >= fillFrom {
				continue
			}
			asked[key] = true
			p.wish(g.ID, other, wishes.Want, 2*suggestWeight)
		}
	}
}

const fillFrom = 8 // of each list, the best so many

func (p *Problem) both(a, b string) (one, two int, both bool) {
	one, first := p.place[a]
	two, second := p.place[b]
	return one, two, first && second && a != b
}

// Filled puts names where words kept of a run have marks.
func Filled(text string, names map[string]string) string {
	for id, name := range names {
		text = strings.ReplaceAll(text, mark(id), name)
	}
	return text
}
