package networking

import (
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/interests"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
)

// Rights of this room. Participants meet by interests.RightTakePart.
const (
	RightSee  access.Right = "networking.see"  // administrator, officer, comanager: the plan, the runs and the gaps
	RightPlan access.Right = "networking.plan" // officer: slots and tables, runs, publication
)

// Actions in the history.
const (
	ActionSetUp    audit.Action = "networking.set_up"
	ActionSlots    audit.Action = "networking.slots"
	ActionTables   audit.Action = "networking.tables"
	ActionRun      audit.Action = "networking.run"
	ActionStop     audit.Action = "networking.stop"
	ActionPublish  audit.Action = "networking.publish"
	ActionLock     audit.Action = "networking.lock"
	ActionAbsence  audit.Action = "networking.absence"
	ActionAsk      audit.Action = "networking.ask"
	ActionAccept   audit.Action = "networking.accept"
	ActionDecline  audit.Action = "networking.decline"
	ActionMove     audit.Action = "networking.move"
	ActionCancel   audit.Action = "networking.cancel"
	ActionHeld     audit.Action = "networking.held"
	ActionMissed   audit.Action = "networking.missed"
	ActionExchange audit.Action = "networking.exchange"

	ActionViewOwn   audit.Action = "networking.view_own"
	ActionViewPlan  audit.Action = "networking.view_plan"
	ActionViewRun   audit.Action = "networking.view_run"
	ActionTakeOwn   audit.Action = "networking.export_own"
	ActionTakePlan  audit.Action = "networking.export_plan"
	ActionViewOther audit.Action = "networking.view_met"
)

// Kinds of records in the history.
const (
	Kind         = "meeting"
	KindRun      = "meeting_run"
	kindActivity = activities.Kind
	kindPerson   = "person"
)

// Options of the service.
type Options struct {
	Queue     *jobs.Queue
	Outbox    *letters.Outbox
	Interests *interests.Service
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// guarded loads an activity and asks for the right over it.
func guarded(tx *db.Tx, actor access.Actor, right access.Right, activityID string) (activities.Activity, error) {
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return a, err
	}
	return a, actor.Require(right, a.Object())
}

// open is guarded for a verb that arranges something: not when the activity is over.
func open(tx *db.Tx, actor access.Actor, activityID string) (activities.Activity, error) {
	a, err := guarded(tx, actor, RightPlan, activityID)
	if err == nil && a.State == activities.Cancelled {
		err = fault.Clash("%s is cancelled. No meetings can be arranged.", a.Title)
	}
	return a, err
}
