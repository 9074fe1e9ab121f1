package delegations

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
)

// What can wait for somebody in this room.
const (
	TaskScreen   = "screen"   // nominations to screen
	TaskUnheard  = "unheard"  // parties that have not answered after the deadline
	TaskFill     = "fill"     // seats that a party may fill
	TaskQuestion = "question" // questions of the secretariat to a party
)

// Task is something that waits for the actor in one activity.
type Task struct {
	Kind       string
	ActivityID string
	Activity   string
	PartyID    string
	Party      string
	PersonID   string
	Count      int
	Due        db.Time // zero when there is no deadline
	TimeZone   string
	Overdue    bool
}

// Tasks lists what waits for the actor: the secretariat's screening, a focal point's questions and seats. The
// most urgent come first.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]Task, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Task, error) {
		var out []Task
		if actor.Holds(RightScreen) {
			list, err := officeTasks(tx, actor)
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
		} else if actor.Holds(RightNominate) {
			list, err := partyTasks(tx, actor)
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
		}
		for i := range out {
			out[i].Overdue = !out[i].Due.IsZero() && tx.Now().After(out[i].Due.Time)
		}
		return out, nil
	})
}

// MyActivities lists the party's activities that are planned or open and in which it has seats, the next first.
func (s *Service) MyActivities(ctx context.Context, actor access.Actor) ([]Task, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Task, error) { return seatsOfParties(tx, actor, activities.Held) })
}
