package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"time"

	"github.com/google/uuid"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/app"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/delegations/fill"
	"counterpart/internal/interests"
	"counterpart/internal/networking/places"
	"counterpart/internal/people/shown"
)

// How many meetings the people of the great activity ask for, and where they can lie.
const (
	wishesEach   = 12
	popularSkew  = 2.5 // the greater, the more the wishes go to few
	slotMinutes  = 20
	slotsOfADay  = 20
	peopleATable = 4 // so that half of the people sit in each slot
)

// guestRow is somebody who can be named, and for whom.
type guestRow struct {
	PersonID string `db:"person_id"`
	PartyID  string `db:"party_id"`
}

// fillMeetings gives the database one activity at which many people ask for meetings, and returns its id.
func (s *server) fillMeetings(ctx context.Context) (string, error) {
	a, err := app.Open(ctx, app.Config{
		Data: s.data, DatabaseURL: s.databaseURL, BaseURL: "http://" + s.address, Clock: time.Now, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return "", err
	}
	id, err := gather(ctx, a, s.Meet)
	return id, errors.Join(err, a.Close())
}

func gather(ctx context.Context, a *app.App, people int) (string, error) {
	actor := access.System("bench", activities.RightEdit, activities.RightSee, delegations.RightAllocate, places.RightPlan, places.RightSee)
	day := time.Now().UTC().AddDate(0, 0, 7).Truncate(24 * time.Hour)
	id, err := a.Activities.Plan(ctx, actor, activities.Draft{
		Kind: "members_function", Title: "Many meetings (invented)", TimeZone: "UTC", StartsOn: db.Date(day.Format(time.DateOnly)), EndsOn: db.Date(day.Format(time.DateOnly)),
	})
	if err != nil {
		return "", err
	}
	if err := a.Activities.Open(ctx, actor, id); err != nil {
		return "", err
	}
	begins := db.At(day.Add(9 * time.Hour))
	session, err := a.Activities.AddSession(ctx, actor, id, activities.SessionDraft{Title: "Meet a counterpart", StartsAt: begins, EndsAt: db.At(begins.Add(slotsOfADay * slotMinutes * time.Minute))})
	if err != nil {
		return "", err
	}
	if _, err := a.Places.AddSlots(ctx, actor, id, places.SlotsDraft{SessionID: session, Minutes: slotMinutes}); err != nil {
		return "", err
	}
	if _, err := a.Places.AddTables(ctx, actor, id, places.TablesDraft{Number: max(1, people/peopleATable)}); err != nil {
		return "", err
	}
	_, err = db.Change(ctx, a.DB, func(tx *db.Tx) (bool, error) { return true, inviteIn(tx, id, people) })
	return id, err
}

// inviteIn confirms people and lets each ask for meetings.
func inviteIn(tx *db.Tx, activityID string, people int) error {
	list, err := db.All[guestRow](tx, `select person_id, min(party_id) as party_id from affiliation where valid_to is null group by person_id order by person_id limit $1`, people)
	if err != nil {
		return err
	}
	if len(list) < people {
		return fmt.Errorf("the database has %d people with a party, and %d are to meet: fill it with more (-scale)", len(list), people)
	}
	by := map[string][]fill.Nomination{}
	for i, g := range list {
		by[g.PartyID] = append(by[g.PartyID], fill.Nomination{
			ID: uuid.NewString(), PersonID: g.PersonID, Position: "Officer", Rank: i + 1, Steps: []delegations.State{delegations.Nominated, delegations.Confirmed}, At: tx.Now(),
		})
	}
	var seats []fill.Seats
	for party, named := range by {
		seats = append(seats, fill.Seats{
			ID: uuid.NewString(), InvitationID: uuid.NewString(), SentAt: tx.Now(), Nominations: named,
			SeatsDraft: delegations.SeatsDraft{PartyID: party, Category: "delegate", Mode: "in_person", Seats: len(named)},
		})
	}
	if err := fill.In(tx, activityID, seats); err != nil {
		return err
	}
	if err := agree(tx, activityID, list); err != nil {
		return err
	}
	return interests.FillIn(tx, activityID, wishing(list))
}

// agree lets everybody be named to the others who take part.
func agree(tx *db.Tx, activityID string, list []guestRow) error {
	rows := make([][]any, len(list))
	for i, g := range list {
		rows[i] = []any{tx.NewID(), g.PersonID, shown.ShowItem(shown.FieldName, shown.Participants), activityID, true, "Made for measuring.", tx.Now(), "bench"}
	}
	return tx.InsertRows("consent", []string{"id", "person_id", "item", "activity_id", "given", "wording", "at", "by_actor"}, rows)
}

// wishing lets each ask for meetings with people of other parties, some of whom many ask for.
func wishing(list []guestRow) []interests.Filled {
	r := rand.New(rand.NewPCG(1, 1))
	out := make([]interests.Filled, len(list))
	for i, g := range list {
		f := interests.Filled{PersonID: g.PersonID, Profile: interests.ProfileDraft{TakesPart: true, Languages: []string{"en"}}}
		chosen := map[int]bool{i: true}
		for try := 0; len(f.Wishes) < wishesEach && try < 20*wishesEach; try++ {
			k := min(len(list)-1, int(float64(len(list))*math.Pow(r.Float64(), popularSkew)))
			if chosen[k] || list[k].PartyID == g.PartyID {
				continue
			}
			chosen[k] = true
			kind := interests.Want
			if len(f.Wishes) == 0 {
				kind = interests.Must
			}
			f.Wishes = append(f.Wishes, interests.Wish{AboutID: list[k].PersonID, Kind: kind})
		}
		out[i] = f
	}
	return out
}
