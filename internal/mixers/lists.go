package mixers

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/interests"
	"counterpart/internal/networking/places"
	"counterpart/internal/people/shown"
)

// hiddenName stands for somebody whom a label closes to the reader.
const hiddenName = "For named readers only"

// Seat is somebody at a table, as the reader may see them. Name is empty for who does not let it be shown.
type Seat struct {
	PersonID string `json:"person_id,omitempty"`
	Name     string `json:"name"`
	Party    string `json:"party"`
	Came     bool   `json:"came"`
	Host     int    `json:"host,omitempty"`
}

// Table is a table in a round.
type Table struct {
	Round  int    `json:"round"`
	Number int    `json:"number"`
	Seats  []Seat `json:"seats" nullable:"false"`
}

// Page is a mixer with a round of it.
type Page struct {
	Activity activities.Activity `json:"-"`
	Mixer    Mixer               `json:"mixer"`
	Tables   []Table             `json:"tables" nullable:"false" doc:"Of the round under way; of the first before it begins"`
	Away     []Absentee          `json:"away" nullable:"false"`
}

// List is the mixers of an activity.
type List struct {
	Activity activities.Activity `json:"-"`
	Mixers   []Mixer             `json:"items" nullable:"false"`
	Closed   bool                `json:"-"` // by the Chatham House Rule
}

// List lists the mixers of an activity.
func (s *Service) List(ctx context.Context, actor access.Actor, activityID string) (List, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (out List, err error) {
		if out.Activity, err = places.GuardedIn(tx, actor, RightSee, activityID); err != nil {
			return out, err
		}
		if out.Closed, err = underChatham(tx, activityID); err != nil {
			return out, err
		}
		out.Mixers, err = mixersOf(tx, activityID)
		return out, err
	})
}

// Find returns a mixer with the tables of a round: 0 for the one under way, or the first before it begins.
func (s *Service) Find(ctx context.Context, actor access.Actor, activityID, id string, round int) (Page, error) {
	return audit.ShownList[Page](ctx, s.db, actor, activities.Kind, ActionView, map[string]string{"activity": activityID, "mixer": id})(s.find(ctx, actor, RightSee, activityID, id, round))
}

// Take is Find of all rounds, for a file that is taken along.
func (s *Service) Take(ctx context.Context, actor access.Actor, activityID, id string) (Page, error) {
	page, err := s.find(ctx, actor, RightPlan, activityID, id, allRounds)
	if err == nil {
		err = actor.RequireFresh(s.db.Clock())
	}
	if err != nil {
		return page, err
	}
	var ids []string
	for _, t := range page.Tables {
		for _, seat := range t.Seats {
			if seat.PersonID != "" { // whom a label closes is not taken along
				ids = append(ids, seat.PersonID)
			}
		}
	}
	return page, audit.Exported(ctx, s.db, actor, kindPerson, ids, ActionTake, map[string]string{"mixer": id})
}

const allRounds = -1

func (s *Service) find(ctx context.Context, actor access.Actor, right access.Right, activityID, id string, round int) (Page, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (page Page, err error) {
		if page.Activity, err = places.GuardedIn(tx, actor, right, activityID); err != nil {
			return page, err
		}
		if page.Mixer, err = findMixer(tx, activityID, id); err != nil {
			return page, err
		}
		switch {
		case round == allRounds:
			round = 0
		case round < 1 || round > page.Mixer.Rounds:
			round = max(1, page.Mixer.Round)
		}
		list, err := seatedPeople(tx, id, activityID, round)
		if err != nil {
			return page, err
		}
		named, err := mayName(tx, actor, activityID)
		if err != nil {
			return page, err
		}
		page.Tables = gather(list, func(p person) Seat {
			if !named[p.PersonID] {
				return Seat{Name: hiddenName, Came: p.Came}
			}
			name := p.Given
			if p.Alias != "" {
				name = p.Alias
			}
			return Seat{PersonID: p.PersonID, Name: name, Party: p.Party, Came: p.Came, Host: p.Host}
		})
		page.Away, err = absentees(tx, actor, page.Mixer)
		return page, err
	})
}

// gather sorts people under their tables.
func gather(list []person, see func(person) Seat) []Table {
	out := []Table{}
	for i, p := range list {
		if i == 0 || list[i-1].Round != p.Round || list[i-1].Table != p.Table {
			out = append(out, Table{Round: p.Round, Number: p.Table, Seats: []Seat{}})
		}
		last := &out[len(out)-1]
		last.Seats = append(last.Seats, see(p))
	}
	return out
}

// Screen is a mixer as everybody in the room reads it: who lets their name be shown to the other participants stands at
// the table, and of the others how many sit there.
type Screen struct {
	Activity activities.Activity
	Mixer    Mixer
	Tables   []Table
}

// OnScreen returns the round under way for the wall; before the first, its tables as they are planned.
func (s *Service) OnScreen(ctx context.Context, actor access.Actor, activityID, id string) (Screen, error) {
	return audit.ShownList[Screen](ctx, s.db, actor, activities.Kind, ActionView, map[string]string{"activity": activityID, "mixer": id})(db.View(ctx, s.db, func(tx *db.Tx) (out Screen, err error) {
		if out.Activity, err = places.GuardedIn(tx, actor, RightSee, activityID); err != nil {
			return out, err
		}
		if out.Mixer, err = findMixer(tx, activityID, id); err != nil {
			return out, err
		}
		out.Tables, err = forAll(tx, out.Mixer, max(1, out.Mixer.Round))
		return out, err
	}))
}

// forAll are the tables of a round, or of all for 0, as all participants may see them.
func forAll(tx *db.Tx, m Mixer, round int) ([]Table, error) {
	list, err := seatedPeople(tx, m.ID, m.ActivityID, round)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i, p := range list {
		ids[i] = p.PersonID
	}
	agreed, err := shown.In(tx, shown.Participants, m.ActivityID, ids)
	if err != nil {
		return nil, err
	}
	return gather(list, func(p person) Seat {
		if p.Red || !agreed.May(p.PersonID, shown.FieldName) {
			return Seat{Came: p.Came}
		}
		f := agreed.Face(p.PersonID, p.Alias, shown.Face{
			Name: p.Given, AddressForm: p.AddressForm, NativeName: p.NativeName, NativeLang: p.NativeLang, Position: p.Position, Party: p.Party,
		})
		return Seat{PersonID: p.PersonID, Name: f.Name, Party: f.Party, Came: p.Came}
	}), nil
}

// OwnRound is where a person sits in a round, and with whom.
type OwnRound struct {
	Round int    `json:"round"`
	Table int    `json:"table"`
	With  []Seat `json:"with" nullable:"false"`
	Now   bool   `json:"now"`
}

// OwnMixer is a mixer as one who sits at its tables sees it.
type OwnMixer struct {
	Mixer  Mixer      `json:"mixer"`
	Rounds []OwnRound `json:"rounds" nullable:"false"`
}

// Own is the tables of a person at an activity.
type Own struct {
	Activity activities.Activity `json:"-"`
	Mixers   []OwnMixer          `json:"items" nullable:"false"`
}

// Mine returns at which tables a person sits, with those who let their name be shown.
func (s *Service) Mine(ctx context.Context, actor access.Actor, activityID, personID string) (Own, error) {
	return audit.Shown(ctx, s.db, actor, kindPerson, ActionViewOwn, Own.persons)(db.View(ctx, s.db, func(tx *db.Tx) (Own, error) {
		_, a, err := interests.GuestIn(tx, actor, interests.RightTakePart, activityID, personID)
		if err != nil {
			return Own{}, err
		}
		out := Own{Activity: a, Mixers: []OwnMixer{}}
		list, err := mixersOf(tx, activityID)
		if err != nil {
			return out, err
		}
		for _, m := range list {
			one, err := ownMixer(tx, m, personID)
			if err != nil {
				return out, err
			}
			out.Mixers = append(out.Mixers, one)
		}
		return out, nil
	}))
}

func ownMixer(tx *db.Tx, m Mixer, personID string) (OwnMixer, error) {
	out := OwnMixer{Mixer: m, Rounds: []OwnRound{}}
	seats, err := seatsOf(tx, m.ID)
	if err != nil {
		return out, err
	}
	tables, err := forAll(tx, m, 0)
	if err != nil {
		return out, err
	}
	for _, s := range seats {
		if s.PersonID != personID || !s.Came {
			continue
		}
		round := OwnRound{Round: s.Round, Table: s.Table, With: []Seat{}, Now: m.State == Running && m.Round == s.Round}
		for _, t := range tables {
			if t.Round == s.Round && t.Number == s.Table {
				round.With = othersAt(t, personID)
			}
		}
		out.Rounds = append(out.Rounds, round)
	}
	return out, nil
}

// othersAt are those at a table who are named, without the person.
func othersAt(t Table, personID string) []Seat {
	out := []Seat{}
	for _, seat := range t.Seats {
		if seat.PersonID != personID && seat.PersonID != "" {
			out = append(out, seat)
		}
	}
	return out
}

func (o Own) persons() []string {
	var out []string
	for _, m := range o.Mixers {
		for _, r := range m.Rounds {
			for _, s := range r.With {
				out = append(out, s.PersonID)
			}
		}
	}
	return out
}
