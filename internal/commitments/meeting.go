package commitments

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Meeting is the activity before at which the same body met.
type Meeting struct {
	ActivityID string  `db:"activity_id" json:"activity_id"`
	Title      string  `db:"title" json:"title"`
	StartsOn   db.Date `db:"starts_on" json:"starts_on"`
}

// Table is what a body has on its table at an activity: what is open, and what was due or settled since it met last.
type Table struct {
	Activity activities.Activity `json:"-"`
	BodyID   string              `json:"body_id,omitempty"`
	Body     string              `json:"body,omitempty"`
	Last     Meeting             `json:"last_meeting,omitzero"`
	Today    db.Date             `json:"-"`
	Due      []Commitment        `json:"due" nullable:"false" doc:"Open, and due by the end of the activity"`
	Later    []Commitment        `json:"later" nullable:"false" doc:"Open, and due later"`
	Settled  []Commitment        `json:"settled" nullable:"false" doc:"Due or settled since the body met last, and no longer open"`
	MadeHere []Commitment        `json:"made_here" nullable:"false" doc:"Made at this activity, to whichever body"`
	MaySet   bool                `json:"-"`
}

// mostOnTable bounds a table; no body has that much open.
const mostOnTable = 500

// OnTable returns what the body that meets at an activity has on its table, as far as the actor may see it.
func (s *Service) OnTable(ctx context.Context, actor access.Actor, activityID string) (Table, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Table, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return Table{}, err
		}
		if err := actor.Require(activities.RightSee, a.Object()); err != nil {
			return Table{}, err
		}
		if !actor.Holds(RightSee) {
			return Table{}, actor.Require(RightSee, a.Object())
		}
		t := Table{Activity: a, Today: tx.Today(), MaySet: actor.Can(RightRecord, a.Object()), Due: []Commitment{}, Later: []Commitment{}, Settled: []Commitment{}}
		if t.MadeHere, err = madeAt(tx, actor, activityID, mostOnTable); err != nil {
			return t, err
		}
		body, found, err := bodyOfMeeting(tx, activityID)
		if err != nil || !found {
			return t, err
		}
		t.BodyID, t.Body = body.ID, body.Name
		if t.Last, err = lastMeeting(tx, body.ID, a.StartsOn, a.ID); err != nil {
			return t, err
		}
		list, err := onTable(tx, actor, body.ID, t.Last.StartsOn, a, mostOnTable)
		for _, c := range list {
			switch {
			case c.ActivityID == activityID: // stands among what was made here
			case !c.State.Open():
				t.Settled = append(t.Settled, c)
			case c.DueOn <= a.EndsOn:
				t.Due = append(t.Due, c)
			default:
				t.Later = append(t.Later, c)
			}
		}
		return t, err
	})
}

// SetBody says which body meets at an activity; none when it is empty.
func (s *Service) SetBody(ctx context.Context, actor access.Actor, activityID, bodyID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.SetBodyIn(tx, actor, activityID, bodyID) })
	return err
}

// SetBodyIn is SetBody within a transaction.
func (s *Service) SetBodyIn(tx *db.Tx, actor access.Actor, activityID, bodyID string) error {
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return err
	}
	if err := actor.Require(RightRecord, a.Object()); err != nil {
		return err
	}
	if bodyID != "" {
		there, err := bodyExists(tx, bodyID)
		if err != nil {
			return err
		}
		if !there {
			return fault.Wrong("body_id", "Choose a body of the register.")
		}
	}
	if err := setBody(tx, activityID, bodyID); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionMeeting, activities.Kind, activityID, map[string]string{"body": bodyID})
}

// PrintTable is OnTable for a sheet that is taken along, which the history notes.
func (s *Service) PrintTable(ctx context.Context, actor access.Actor, activityID string) (Table, error) {
	t, err := s.OnTable(ctx, actor, activityID)
	if err != nil {
		return t, err
	}
	return t, audit.Exported(ctx, s.db, actor, activities.Kind, []string{activityID}, ActionTake, map[string]string{"body": t.BodyID})
}
