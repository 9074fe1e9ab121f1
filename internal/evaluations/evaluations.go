package evaluations

import (
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/letters"
	"counterpart/internal/vocabulary"
)

// Rights of this room.
const (
	RightSee    access.Right = "evaluations.see"    // administrator, officer, comanager: what was said, once it is closed
	RightManage access.Right = "evaluations.manage" // officer: questions, opening, closing, invitations
	RightAnswer access.Right = "evaluations.answer" // participant, once
)

// Actions in the history.
const (
	ActionSetUp    audit.Action = "evaluations.set_up"
	ActionSend     audit.Action = "evaluations.send"
	ActionAnswered audit.Action = "evaluations.answered"
	ActionExport   audit.Action = "evaluations.export"
)

// Kind is how histories name the records of this room.
const Kind = "evaluation"

// leastShown is below how many people nothing that was said is shown, whatever the pack says.
const leastShown = 5

// grace is how long after its end an answer still arrives, because lines are weak.
const grace = 10 * time.Minute

// Options of the service.
type Options struct {
	Outbox *letters.Outbox
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// least is how many people a figure needs to be shown.
func least(words *vocabulary.Words) int { return max(leastShown, words.Pack.Mechanism.SuppressBelow) }

// activityIn loads an activity over which the actor must hold the right.
func activityIn(tx *db.Tx, actor access.Actor, right access.Right, id string) (activities.Activity, error) {
	a, err := activities.FindIn(tx, id)
	if err != nil {
		return a, err
	}
	return a, actor.Require(right, a.Object())
}

// takesPart asks whether a person may answer; the actor must be that person.
func takesPart(tx *db.Tx, actor access.Actor, activityID, personID string) error {
	n, err := delegations.ActiveIn(tx, activityID, personID)
	if err != nil {
		return err
	}
	if err := actor.Require(RightAnswer, n.Object()); err != nil {
		return err
	}
	switch {
	case actor.Person != personID && actor.Via != "system":
		return fault.Refuse("An evaluation is answered by the person alone.")
	case n.State != delegations.Confirmed:
		return fault.Clash("This is open to people who are confirmed.")
	}
	return nil
}
