package actionplans

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/letters"
	"counterpart/internal/outcomes"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// Rights of this room.
const (
	RightSee    access.Right = "actionplans.see"    // administrator, officer, comanager; focalpoint for own people who agreed to it
	RightManage access.Right = "actionplans.manage" // officer: ask, close, propose an outcome
	RightOwn    access.Right = "actionplans.own"    // participant: write, sign and follow the own plan
)

// Actions in the history.
const (
	ActionWrite   audit.Action = "actionplans.write"
	ActionStep    audit.Action = "actionplans.step"
	ActionSend    audit.Action = "actionplans.send"
	ActionOutcome audit.Action = "actionplans.outcome"
	ActionView    audit.Action = "actionplans.view"
	ActionExport  audit.Action = "actionplans.export"
)

// Kind is how other tables name the records of this room.
const Kind = "action_plan"

// Options of the service.
type Options struct {
	Outbox   *letters.Outbox
	Files    *files.Store
	Outcomes *outcomes.Service
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// columns show a row of "action_plan p" to the access rule: its activity and person, and its party where the person agreed; with the
// label of the person above its own.
var columns = access.Columns{
	Party: "(p.party_may_see and p.party_id = ?)", Activity: "p.activity_id = ?", Person: "p.person_id = ?", Label: "p.label", Named: labels.Named(Kind, "p.id"),
	Above: []access.MarkColumns{{Label: "n.label", Named: labels.Named(people.Kind, "p.person_id")}},
}

// DefaultLabel is the label that the pack gives to new plans.
func DefaultLabel(words *vocabulary.Words) label.TLP { return words.DefaultLabel(Kind, label.Amber) }

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}
