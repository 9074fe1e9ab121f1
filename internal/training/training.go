package training

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/labels"
)

// Rights of this room.
const (
	RightSee      access.Right = "training.see"      // administrator, officer, comanager; focalpoint for the own party
	RightDeliver  access.Right = "training.deliver"  // officer: what is delivered, by whom, when
	RightSelect   access.Right = "training.select"   // officer
	RightConclude access.Right = "training.conclude" // officer: corrections of the register, completion
	RightOwn      access.Right = "training.own"      // participant: the own presence and completion
)

// Actions in the history.
const (
	ActionDeliver        audit.Action = "training.deliver"
	ActionPropose        audit.Action = "training.propose"
	ActionChange         audit.Action = "training.change_decision"
	ActionAccept         audit.Action = "training.accept"
	ActionDecide         audit.Action = "training.decide"
	ActionCorrect        audit.Action = "training.correct"
	ActionEvidence       audit.Action = "training.evidence"
	ActionExcept         audit.Action = "training.except"
	ActionConclude       audit.Action = "training.conclude"
	ActionViewTrainers   audit.Action = "training.view_trainers"
	ActionViewSelection  audit.Action = "training.view_selection"
	ActionViewRegister   audit.Action = "training.view_register"
	ActionViewCompletion audit.Action = "training.view_completion"
	ActionExport         audit.Action = "training.export"
	ActionStatements     audit.Action = "training.export_statements"
	ActionList           audit.Action = "training.export_list"
	ActionFile           audit.Action = "training.file"
)

// Kind is how other tables name a delivery.
const Kind = "delivery"

// Check says who of an activity did something that completion may ask for, and on which day: the test, the action plan.
type Check struct {
	Kind EvidenceKind
	In   func(tx *db.Tx, activityID string) (map[string]db.Date, error) // by person
}

// Options of the service.
type Options struct {
	Delegations *delegations.Service
	Checks      []Check
	BaseURL     string // names the installation in what leaves it
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// concerned are the parties that a delivery concerns, as SQL over the id of its activity: those with a part in the activity or seats
// at it, and the parties that they are inside.
func concerned(activity string) string {
	return `select ap.party_id as id from activity_party ap where ap.activity_id = ` + activity + `
	union select p.parent_id from activity_party ap join party p on p.id = ap.party_id where ap.activity_id = ` + activity + ` and p.parent_id is not null
	union select al.party_id from allocation al where al.activity_id = ` + activity + ` and al.seats > 0
	union select p.parent_id from allocation al join party p on p.id = al.party_id where al.activity_id = ` + activity + ` and al.seats > 0 and p.parent_id is not null`
}

// columns show a row of "delivery d" with its "activity a" to the access rule. A delivery has the label of its activity and that of
// its curriculum.
var columns = access.Columns{
	Activity: "d.activity_id = ?", Party: "? in (" + concerned("d.activity_id") + ")", Label: "a.label", Named: labels.Named(activities.Kind, "a.id"),
	Above: []access.MarkColumns{{Label: "c.label", Named: labels.Named(curricula.Kind, "c.id")}},
}

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}

// fromJSON reads a column that holds JSON.
func fromJSON[T any](raw string) (out T, err error) {
	if err = json.Unmarshal([]byte(raw), &out); err != nil {
		err = fmt.Errorf("read %T: %w", out, err)
	}
	return out, err
}

func toJSON(v any) (string, error) {
	raw, err := json.Marshal(v)
	return string(raw), err
}

// open loads the delivery of an activity and asks for the right over it.
func (s *Service) open(tx *db.Tx, actor access.Actor, right access.Right, activityID string) (Delivery, error) {
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return Delivery{}, err
	}
	d, err := deliveryOf(tx, a)
	if err != nil {
		return Delivery{}, err
	}
	if err := actor.Require(right, d.Object()); err != nil {
		return Delivery{}, err
	}
	if d.ID == "" {
		return d, fault.Missing("delivery")
	}
	return d, nil
}

// viewing reads something of the delivery of an activity.
func viewing[T any](ctx context.Context, s *Service, actor access.Actor, right access.Right, activityID string, read func(tx *db.Tx, d Delivery) (T, error)) (T, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (T, error) {
		d, err := s.open(tx, actor, right, activityID)
		if err != nil {
			var zero T
			return zero, err
		}
		return read(tx, d)
	})
}
