package networking

import (
	"strings"

	"counterpart/engine/match"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/interests"
	"counterpart/internal/networking/places"
	"counterpart/internal/networking/problem"
)

// loadProblem reads what a run computes. suggested are the lists of the matcher, nil where they are not asked for.
func loadProblem(tx *db.Tx, run Run, suggested *match.Result) (*problem.Problem, error) {
	a, err := activities.FindIn(tx, run.ActivityID)
	if err != nil {
		return nil, err
	}
	setup, err := places.SetupIn(tx, a.ID)
	if err != nil {
		return nil, err
	}
	given := problem.Given{
		Zone: a.Zone(), FirstDay: a.Begins(), Mend: run.Kind == Replan, Suggested: suggested,
		MinPerParty: setup.MinPerParty, MaxPerPerson: setup.MaxPerPerson, MaxInRow: setup.MaxInRow, Exclusive: setup.Exclusive,
	}
	for _, part := range []func() error{
		func() error { return addPlaces(tx, a.ID, &given) },
		func() error { return addGuests(tx, a.ID, &given) },
		func() error { return addWishes(tx, a.ID, &given) },
		func() error { return addStanding(tx, a.ID, &given) },
		func() error { return addVoices(tx, a.ID, &given) },
		func() (err error) { given.Company, err = companionsIn(tx, a.ID); return err },
		func() (err error) { given.Settled, err = settled(tx, a.ID); return err },
		func() (err error) { given.Closed, err = closedSlots(tx, a.ID); return err },
	} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	return problem.New(given), nil
}

func addPlaces(tx *db.Tx, activityID string, given *problem.Given) error {
	slots, err := places.SlotsIn(tx, activityID)
	if err != nil {
		return err
	}
	for _, s := range slots {
		given.Slots = append(given.Slots, problem.Slot{ID: s.ID, SessionID: s.SessionID, Begins: s.StartsAt.Time, Ends: s.EndsAt.Time})
	}
	tables, err := places.TablesIn(tx, activityID)
	for _, t := range tables {
		given.Tables = append(given.Tables, problem.Table{ID: t.ID, RoomID: t.RoomID})
	}
	return err
}

func addGuests(tx *db.Tx, activityID string, given *problem.Given) error {
	guests, err := interests.ListedIn(tx, activityID)
	for _, g := range guests {
		given.People = append(given.People, problem.Person{ID: g.PersonID, PartyID: g.PartyID, Languages: strings.Fields(g.Tags)})
	}
	return err
}

func addWishes(tx *db.Tx, activityID string, given *problem.Given) error {
	wished, err := interests.WishesIn(tx, activityID)
	if err != nil {
		return err
	}
	for _, w := range wished {
		given.Wishes = append(given.Wishes, problem.Wish{PersonID: w.PersonID, AboutID: w.AboutID, Must: w.Kind == interests.Must})
	}
	vetoes, err := interests.VetoesIn(tx, activityID)
	for _, v := range vetoes {
		given.Vetoes = append(given.Vetoes, problem.Wish{PersonID: v.PersonID, AboutID: v.AboutID})
	}
	return err
}

func addStanding(tx *db.Tx, activityID string, given *problem.Given) error {
	list, err := standingOf(tx, activityID)
	for _, m := range list {
		one, two := m.Sides[0], m.Sides[1]
		standing := problem.Standing{
			People: [2]problem.Person{{ID: one.whose(), PartyID: one.PartyID}, {ID: two.whose(), PartyID: two.PartyID}}, Seats: [2]string{one.PersonID, two.PersonID},
			SlotID: m.SlotID, TableID: m.TableID, Interpreter: m.VoiceID, Held: m.State == Held, Begun: !m.StartsAt.After(tx.Now().Time),
			Locked: m.Locked || m.Agreed(), Broken: m.Broken(),
		}
		for _, s := range m.Along {
			if !s.Gone || m.State == Held {
				standing.Along = append(standing.Along, s.PersonID)
			}
		}
		given.Standing = append(given.Standing, standing)
	}
	return err
}

func addVoices(tx *db.Tx, activityID string, given *problem.Given) error {
	list, err := places.InterpretersIn(tx, activityID)
	for _, v := range list {
		given.Voices = append(given.Voices, problem.Interpreter{ID: v.ID, SessionID: v.SessionID, Languages: v.Languages})
	}
	return err
}
