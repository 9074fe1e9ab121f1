package activities

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
)

// Find returns an activity.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Activity, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Activity, error) {
		a, err := FindIn(tx, id)
		if err != nil {
			return Activity{}, err
		}
		return a, actor.Require(RightSee, a.Object())
	})
}

// Filter narrows the list of activities.
type Filter struct {
	Query        string // beginnings of words of title, place, kind and country
	Kind         string
	Year         int
	InitiativeID string
	PartyID      string // organiser, partner, funder or host
	State        State
	After        []string // sort values of the last row before
	Limit        int
}

// List returns a page of the activities that the actor may see, the latest start first, and the key of the next
// page. Parties and areas are left out.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Activity, []string, error) {
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Activity, error) {
		rows, err := listActivities(tx, actor, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{string(rows[f.Limit-1].StartsOn), rows[f.Limit-1].ID}
		}
		return rows, err
	})
	return list, next, err
}

// Years lists the years in which activities begin, the latest first, for the choices of a filter.
func (s *Service) Years(ctx context.Context) ([]string, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]string, error) {
		return db.All[string](tx, `select distinct substr(starts_on, 1, 4) as year from activity order by year desc`)
	})
}

// History returns what was done to the activity itself, the newest first. What other rooms note on it, such as invitations,
// stands on their own pages.
func (s *Service) History(ctx context.Context, actor access.Actor, id string) ([]audit.Entry, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]audit.Entry, error) {
		a, err := FindIn(tx, id)
		if err != nil {
			return nil, err
		}
		if err := actor.Require(RightEdit, a.Object()); err != nil {
			return nil, err
		}
		return audit.OfRoom(tx, Kind, id, "activities", 50)
	})
}
