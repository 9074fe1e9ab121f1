package support

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// What can wait for somebody in this room.
const (
	TaskHandle  = "handle"  // requests to authenticate, acknowledge, announce or circulate
	TaskLate    = "late"    // overdue acknowledgements and first responses
	TaskClose   = "close"   // answered requests to close
	TaskAnswer  = "answer"  // proposed matches that wait for the party
	TaskOffer   = "offer"   // requests circulated to the party, to which it has not made an offer
	TaskFulfil  = "fulfil"  // the question whether a request was met
	TaskSilence = "silence" // the party may object
)

// Task is something that waits for the actor.
type Task struct {
	Kind  string  `db:"kind"`
	Count int     `db:"count"`
	Due   db.Date `db:"due"` // the first, "" for none
	ID    string  `db:"id"`  // of the only request, where it is one
}

// Tasks lists what waits for the actor.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]Task, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (out []Task, err error) {
		if actor.Holds(RightHandle) {
			if out, err = officeTasks(tx, actor); err != nil {
				return nil, err
			}
		}
		if mine := actor.Parties(access.FocalPoint); len(mine) > 0 && actor.Holds(RightAsk) {
			own, err := partyTasks(tx, actor, mine)
			return append(out, own...), err
		}
		return out, nil
	})
}
