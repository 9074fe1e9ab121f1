package secondments

import (
	"cmp"
	"errors"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/secondments/assignments"
	"counterpart/internal/secondments/stages"
	"counterpart/internal/vault"
	"counterpart/internal/vocabulary"
)

// Rights and actions of this room; the package assignments says what each is for.
const (
	RightSee      = assignments.RightSee
	RightEdit     = assignments.RightEdit
	RightApprove  = assignments.RightApprove
	RightNominate = assignments.RightNominate
	RightScore    = assignments.RightScore
	RightOwn      = assignments.RightOwn
	ActionWrite   = assignments.ActionWrite
	ActionAct     = assignments.ActionAct
	ActionCall    = assignments.ActionCall
	ActionPanel   = assignments.ActionPanel
	ActionStep    = assignments.ActionStep
	ActionPlan    = assignments.ActionPlan
	ActionFile    = assignments.ActionFile
	ActionDesk    = assignments.ActionDesk
	ActionRemind  = assignments.ActionRemind
	ActionView    = assignments.ActionView
	ActionViewAll = assignments.ActionViewAll
	ActionTake    = assignments.ActionTake
)

// How other tables name the records of this room.
const (
	Kind           = "secondment"
	KindAssignment = assignments.Kind
)

// Sealed is what this room keeps sealed: words about people.
var Sealed = []vault.Column{{Table: "secondment_step", Column: "words", ID: "id"}, {Table: "secondment_score", Column: "scores", ID: "id"}}

// Options of the service.
type Options struct {
	Outbox *letters.Outbox
	Files  *files.Store
	Vault  *vault.Vault
}

// Service has the verbs and queries of this room; those of assignments are part of it.
type Service struct {
	*assignments.Service
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service {
	return &Service{Service: assignments.New(d, opts.Outbox, opts.Vault), db: d, opts: opts}
}

// Columns show a row of "secondment s" with its "person pe" to the access rule: it concerns the sending State, until it is closed to it,
// and the officer, once there is something to do for them. A signed link is limited to it, or to its assignment, as others are to an activity.
func Columns(today db.Date) access.Columns {
	return access.Columns{
		Party:    "(? = s.party_id and (s.closes_on is null or s.closes_on > '" + string(today) + "'))",
		Activity: "? in (s.id, s.assignment_id)",
		Person:   "(? = s.person_id and s.state in ('" + strings.Join(stages.Those(stages.State.Own), "', '") + "'))",
		Label:    "s.label", Named: labels.Named(Kind, "s.id"),
		Above: []access.MarkColumns{{Label: "pe.label", Named: labels.Named(people.Kind, "pe.id")}},
	}
}

// DefaultLabel is the label that the pack gives to new dossiers.
func DefaultLabel(words *vocabulary.Words) label.TLP {
	return words.DefaultLabel(Kind, label.AmberStrict)
}

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}

// orToday is the day given, or today.
func orToday(tx *db.Tx, d db.Date) db.Date { return cmp.Or(d, tx.Today()) }
