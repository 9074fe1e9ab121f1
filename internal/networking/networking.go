package networking

import (
	"context"

	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/interests"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/networking/places"
)

// Rights of this room. Participants meet by interests.RightTakePart.
const (
	RightSee  = places.RightSee
	RightPlan = places.RightPlan
)

// Actions in the history.
const (
	ActionInvite  audit.Action = "networking.invite"
	ActionRun     audit.Action = "networking.run"
	ActionStop    audit.Action = "networking.stop"
	ActionPublish audit.Action = "networking.publish"
	ActionLock    audit.Action = "networking.lock"
	ActionAbsence audit.Action = "networking.absence"
	ActionAsk     audit.Action = "networking.ask"
	ActionAccept  audit.Action = "networking.accept"
	ActionDecline audit.Action = "networking.decline"
	ActionMove    audit.Action = "networking.move"
	ActionCancel  audit.Action = "networking.cancel"
	ActionHeld    audit.Action = "networking.held"
	ActionMissed  audit.Action = "networking.missed"

	ActionViewOwn  audit.Action = "networking.view_own"
	ActionViewPlan audit.Action = "networking.view_plan"
	ActionViewRun  audit.Action = "networking.view_run"
	ActionTakeOwn  audit.Action = "networking.export_own"
	ActionTakePlan audit.Action = "networking.export_plan"
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
	Gently    func(ctx context.Context) context.Context // of a computation in this process: it lets pages go first; nil for none
	Beside    func() (end func())                       // is called when one begins, and what it returns at the end; nil for none
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service {
	if opts.Gently == nil {
		opts.Gently = func(ctx context.Context) context.Context { return ctx }
	}
	if opts.Beside == nil {
		opts.Beside = func() func() { return func() {} }
	}
	return &Service{db: d, opts: opts}
}
