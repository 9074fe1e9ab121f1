package networking

import (
	"slices"
	"strings"
	"time"

	"counterpart/engine/match"
	"counterpart/engine/wishes"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/interests"
	"counterpart/internal/networking/places"
)

// What a wish weighs, and what it costs to change a meeting that was made known.
const (
	mustWeight    = 30
	wantWeight    = 10
	suggestWeight = 2 // each side of a suggestion
	planPrice     = 5
	replanPrice   = 200
)

// pairOf is two people, the smaller id first.
type pairOf struct{ one, two string }

func pairKey(a, b string) pairOf {
	if b < a {
		a, b = b, a
	}
	return pairOf{a, b}
}

// problem is what a run computes, with the way back from its numbers to the records.
type problem struct {
	activity activities.Activity
	setup    places.Setup
	slots    []places.Slot
	tables   [][]places.Table // by room of the problem
	guests   []interests.Guest
	wishes.Problem
	place  map[string]int // of a person in Problem.People
	vetoed map[pairOf]bool
	basis  string
}

// loadProblem reads an activity as the solver sees it. suggested are the lists of the matcher, nil where they are not asked for.
func loadProblem(tx *db.Tx, activityID, kind string, suggested *match.Result) (*problem, error) {
	p := &problem{place: map[string]int{}, vetoed: map[pairOf]bool{}}
	var err error
	if p.activity, err = activities.FindIn(tx, activityID); err != nil {
		return nil, err
	}
	for _, part := range []func() error{
		func() (err error) { p.setup, err = places.SetupIn(tx, activityID); return err },
		func() error { return p.loadTimes(tx) },
		func() error { return p.loadTables(tx) },
		func() error { return p.loadGuests(tx) },
		func() error { return p.loadWishes(tx, suggested) },
		func() error { return p.loadPromises(tx, kind) },
		func() (err error) { p.basis, err = basisOf(tx, activityID); return err },
	} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (p *problem) loadTimes(tx *db.Tx) (err error) {
	if p.slots, err = places.SlotsIn(tx, p.activity.ID); err != nil {
		return err
	}
	zone := p.activity.Zone()
	first := midnight(p.activity.Begins(), zone)
	for _, s := range p.slots {
		at := s.StartsAt.In(zone)
		day := midnight(at, zone)
		p.Slots = append(p.Slots, wishes.Slot{
			ID: at.Format("2 Jan 15:04"), Day: 1 + max(0, int(day.Sub(first).Hours()+12)/24), Session: s.SessionID,
			Start: at.Hour()*60 + at.Minute(), Length: int(s.EndsAt.Sub(s.StartsAt.Time).Minutes()),
		})
	}
	return nil
}

func midnight(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
}

func (p *problem) loadTables(tx *db.Tx) error {
	list, err := places.TablesIn(tx, p.activity.ID)
	if err != nil {
		return err
	}
	room := map[string]int{}
	for _, t := range list {
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
	return nil
}

func (p *problem) loadGuests(tx *db.Tx) (err error) {
	if p.guests, err = interests.ListedIn(tx, p.activity.ID); err != nil {
		return err
	}
	closed, err := closedSlots(tx, p.activity.ID)
	if err != nil {
		return err
	}
	slot := map[string]int{}
	for i, s := range p.slots {
		slot[s.ID] = i
	}
	away := map[string][]wishes.Closed{}
	for _, c := range closed {
		one := wishes.Closed{Slot: slot[c.SlotID], Why: c.Title, Public: c.Title != ""}
		if list := away[c.PersonID]; !slices.ContainsFunc(list, func(x wishes.Closed) bool { return x.Slot == one.Slot }) {
			away[c.PersonID] = append(list, one)
		}
	}
	seen := map[string]bool{}
	for i, g := range p.guests {
		p.place[g.PersonID] = i
		p.People = append(p.People, wishes.Person{
			ID: g.PersonID, Name: mark(g.PersonID), Party: g.PartyID, Closed: away[g.PersonID], Maximum: p.setup.MaxPerPerson, InARow: p.setup.MaxInRow,
		})
		if p.setup.MinPerParty > 0 && !seen[g.PartyID] {
			seen[g.PartyID] = true
			p.Parties = append(p.Parties, wishes.Party{ID: g.PartyID, Minimum: p.setup.MinPerParty})
		}
	}
	return nil
}

// mark stands for a name in words that are kept: names are filled in when they are shown, so that none is kept.
func mark(personID string) string { return "{" + personID + "}" }

func (p *problem) loadWishes(tx *db.Tx, suggested *match.Result) error {
	vetoes, err := interests.VetoesIn(tx, p.activity.ID)
	if err != nil {
		return err
	}
	for _, v := range vetoes {
		one, two, both := p.both(v.PersonID, v.AboutID)
		if both {
			p.vetoed[pairKey(v.PersonID, v.AboutID)] = true
			p.Wishes = append(p.Wishes, wishes.Wish{People: []int{one, two}, Level: wishes.No})
		}
	}
	list, err := interests.WishesIn(tx, p.activity.ID)
	if err != nil {
		return err
	}
	done, err := doneBetween(tx, p.activity.ID)
	if err != nil {
		return err
	}
	for _, w := range list {
		one, two, both := p.both(w.PersonID, w.AboutID)
		if !both || done[pairKey(w.PersonID, w.AboutID)] {
			continue // somebody has left, or they have met here or declined to
		}
		wish := wishes.Wish{ID: w.PersonID + " " + w.AboutID, People: []int{one, two}, Level: wishes.Want, Weight: wantWeight}
		if w.Kind == interests.Must {
			wish.Level, wish.Weight = wishes.Must, mustWeight
		}
		p.Wishes = append(p.Wishes, wish)
	}
	if suggested != nil && p.setup.Fill {
		p.addSuggested(suggested, done)
	}
	return nil
}

// addSuggested adds what the matcher proposes and nobody wished for, with little weight: it fills what is free.
func (p *problem) addSuggested(result *match.Result, done map[pairOf]bool) {
	asked := map[pairOf]bool{}
	for _, w := range p.Wishes {
		asked[pairKey(p.People[w.People[0]].ID, p.People[w.People[1]].ID)] = true
	}
	for _, g := range p.guests {
		for k, other := range result.Peers(g.PersonID) {
			key := pairKey(g.PersonID, other)
			one, two, both := p.both(g.PersonID, other)
			if !both || asked[key] || done[key] || k >= fillFrom {
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

func (p *problem) both(a, b string) (one, two int, both bool) {
	one, first := p.place[a]
	two, second := p.place[b]
	return one, two, first && second && a != b
}

// loadPromises adds the meetings that were made known: a plan keeps them as far as it can, and locked ones as they are.
func (p *problem) loadPromises(tx *db.Tx, kind string) error {
	list, err := standingOf(tx, p.activity.ID)
	if err != nil {
		return err
	}
	p.admit(list)
	slot, at := map[string]int{}, map[string][2]int{}
	for i, s := range p.slots {
		slot[s.ID] = i
	}
	for r, tables := range p.tables {
		for k, t := range tables {
			at[t.ID] = [2]int{r, k + 1}
		}
	}
	price := planPrice
	if kind == Replan {
		price = replanPrice
	}
	for _, m := range list {
		one, two, both := p.both(m.Sides[0].PersonID, m.Sides[1].PersonID)
		if !both || m.State == Scheduled && (m.Broken() || p.vetoed[pairKey(m.Sides[0].PersonID, m.Sides[1].PersonID)]) {
			continue
		}
		s, there := slot[m.SlotID]
		place := at[m.TableID]
		if !there || place[1] == 0 {
			continue
		}
		begun := m.State == Held || !m.StartsAt.After(tx.Now().Time)
		if !begun && (p.closedAt(one, s) || p.closedAt(two, s)) {
			p.Wishes = append(p.Wishes, wishes.Wish{ID: m.Sides[0].PersonID + " " + m.Sides[1].PersonID, People: []int{one, two}, Weight: wantWeight})
			continue // somebody cannot come at that time any more: it is placed anew
		}
		p.Wishes = append(p.Wishes, wishes.Wish{ID: fillID, People: []int{one, two}, Weight: wantWeight})
		p.Promised = append(p.Promised, wishes.Promise{
			Meeting: wishes.Meeting{Wish: len(p.Wishes) - 1, Slot: s, Room: place[0], Table: place[1], Interpreter: -1},
			Locked:  m.Locked || m.Agreed() || begun, Price: price,
		})
	}
	return nil
}

// admit adds the people of meetings that were held and who have left since: their meetings still take the tables.
func (p *problem) admit(list []Meeting) {
	for _, m := range list {
		for _, side := range m.Sides {
			if _, there := p.place[side.PersonID]; m.State == Held && !there {
				p.place[side.PersonID] = len(p.guests)
				p.guests = append(p.guests, interests.Guest{PersonID: side.PersonID, PartyID: side.PartyID})
				p.People = append(p.People, wishes.Person{ID: side.PersonID, Name: mark(side.PersonID)})
			}
		}
	}
}

func (p *problem) closedAt(person, slot int) bool {
	return slices.ContainsFunc(p.People[person].Closed, func(c wishes.Closed) bool { return c.Slot == slot })
}

// filled puts names where words kept of a run have marks.
func filled(text string, names map[string]string) string {
	for id, name := range names {
		text = strings.ReplaceAll(text, mark(id), name)
	}
	return text
}
