package secondments

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/vault"
	"counterpart/internal/vocabulary"
)

// Rights of this room.
const (
	RightSee      access.Right = "secondments.see"      // administrator, officer, comanager; focalpoint for the own party
	RightEdit     access.Right = "secondments.edit"     // officer: terms, calls, dossiers, desks
	RightApprove  access.Right = "secondments.approve"  // comanager
	RightNominate access.Right = "secondments.nominate" // officer as it came by note; focalpoint for the own party, and answers offers
	RightScore    access.Right = "secondments.score"    // officer, comanager: as a member of a panel, or as a supervisor
	RightOwn      access.Right = "secondments.own"      // participant: the own secondment
)

// Actions in the history.
const (
	ActionWrite   audit.Action = "secondments.write"
	ActionAct     audit.Action = "secondments.act"
	ActionCall    audit.Action = "secondments.call"
	ActionPanel   audit.Action = "secondments.panel"
	ActionStep    audit.Action = "secondments.step"
	ActionPlan    audit.Action = "secondments.plan"
	ActionFile    audit.Action = "secondments.file"
	ActionDesk    audit.Action = "secondments.desk"
	ActionRemind  audit.Action = "secondments.remind"
	ActionView    audit.Action = "secondments.view"
	ActionViewAll audit.Action = "secondments.view_list"
	ActionTake    audit.Action = "secondments.export"
)

// How other tables name the records of this room.
const (
	Kind           = "secondment"
	KindAssignment = "assignment"
)

// Sealed is what this room keeps sealed: words about people.
var Sealed = []vault.Column{{Table: "secondment_step", Column: "words", ID: "id"}, {Table: "secondment_score", Column: "scores", ID: "id"}}

// Options of the service.
type Options struct {
	Outbox *letters.Outbox
	Files  *files.Store
	Vault  *vault.Vault
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// AssignmentColumns show a row of "assignment a" to the access rule: it concerns the parties to which the call went.
var AssignmentColumns = access.Columns{
	Party: "? in (select k.party_id from assignment_call k where k.assignment_id = a.id)", Activity: "a.id = ?", Label: "a.label", Named: labels.Named(KindAssignment, "a.id"),
}

// Columns show a row of "secondment s" with its "person pe" to the access rule: it concerns the sending State, until it is closed to it,
// and the officer, once there is something to do for them. A signed link is limited to it, or to its assignment, as others are to an activity.
func Columns(today db.Date) access.Columns {
	return access.Columns{
		Party:    "(? = s.party_id and (s.closes_on is null or s.closes_on > '" + string(today) + "'))",
		Activity: "? in (s.id, s.assignment_id)",
		Person:   "(? = s.person_id and s.state in ('" + strings.Join(those(State.Own), "', '") + "'))",
		Label:    "s.label", Named: labels.Named(Kind, "s.id"),
		Above: []access.MarkColumns{{Label: "pe.label", Named: labels.Named(people.Kind, "pe.id")}},
	}
}

// DefaultLabel is the label that the pack gives to new records of a class of this room.
func DefaultLabel(words *vocabulary.Words, class string) label.TLP {
	if class == KindAssignment {
		return words.DefaultLabel(class, label.Amber)
	}
	return words.DefaultLabel(class, label.AmberStrict)
}

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}

// changed says that a row was changed in the meantime, where none was written.
func changed(n int, err error) error {
	if err == nil && n == 0 {
		return fault.Clash("This was changed by someone else in the meantime. Read it again first.")
	}
	return err
}

// Words are the vocabulary, for pages.
func (s *Service) Words(ctx context.Context) (*vocabulary.Words, error) {
	return db.View(ctx, s.db, vocabulary.In)
}

// tidy trims texts as forms send them.
func tidy(texts ...*string) {
	for _, t := range texts {
		*t = strings.TrimSpace(strings.ReplaceAll(*t, "\r\n", "\n"))
	}
}

// partyOf is the State for which the actor approves. "" where it is not known.
func partyOf(tx *db.Tx, actor access.Actor) (string, error) {
	return people.PartyOfActorIn(tx, actor, RightApprove)
}

// days is in how many days a state is left, as the pack says; 0 where it has no deadline.
func days(words *vocabulary.Words, state string) int {
	return words.Pack.Mechanism.Secondments.Days[state]
}

// dueOn is the deadline of a state that begins today.
func dueOn(tx *db.Tx, words *vocabulary.Words, state string) db.Date {
	if n := days(words, state); n > 0 {
		return tx.Today().AddDays(n)
	}
	return ""
}

// uses tells whether a list has a value, for rules that name accounts.
func uses(list []string, value string) bool { return value != "" && slices.Contains(list, value) }

// orToday is the day given, or today.
func orToday(tx *db.Tx, d db.Date) db.Date { return cmp.Or(d, tx.Today()) }
