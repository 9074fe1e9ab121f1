package overview

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/secondments"
)

// What can wait for somebody in this room.
const (
	TaskApprove   = "approve"    // terms of reference to approve
	TaskExtend    = "extend"     // later ends to approve
	TaskFill      = "fill"       // assignments whose call is closed and for which nobody is on the way
	TaskIssue     = "issue"      // approved terms whose call is to go out
	TaskScreen    = "screen"     // nominations to screen
	TaskScore     = "score"      // candidates about whom the actor has not spoken
	TaskHandle    = "handle"     // dossiers in which the secretariat takes the next step
	TaskLate      = "late"       // dossiers whose next step is overdue
	TaskLapse     = "lapse"      // formalities that lapse
	TaskSupervise = "supervise"  // reports of the supervisor
	TaskNominate  = "nominate"   // calls open to the party
	TaskAnswer    = "answer"     // offers to answer
	TaskOwn       = "own"        // what the secondee has to bring
	TaskReport    = "own_report" // the secondee's report at the end
)

// Waiting is something that waits for the actor.
type Waiting struct {
	Kind  string  `db:"kind"`
	Count int     `db:"count"`
	Due   db.Date `db:"due"`
	ID    string  `db:"id"` // of the only record, where it is one
}

// Waits lists what waits for the actor.
func (s *Service) Waits(ctx context.Context, actor access.Actor) ([]Waiting, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Waiting, error) {
		var out []Waiting
		for _, one := range []struct {
			right access.Right
			read  func(*db.Tx, access.Actor) ([]Waiting, error)
		}{{secondments.RightEdit, officeWaits}, {secondments.RightApprove, managerWaits}, {secondments.RightScore, panelWaits}, {secondments.RightNominate, partyWaits}, {secondments.RightOwn, ownWaits}} {
			if !actor.Holds(one.right) {
				continue
			}
			list, err := one.read(tx, actor)
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
		}
		return out, nil
	})
}
