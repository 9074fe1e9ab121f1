// Package assignments keeps the posts to fill by secondment: their terms of reference, the approvals of both Co-Managers, the call, the
// panel, and the desks. It is the ground floor of the room secondments, whose rights and history it holds.
package assignments

import (
	"context"
	"errors"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
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

// Kind is how other tables name an assignment.
const Kind = "assignment"

// Service has the verbs and queries of assignments.
type Service struct {
	db     *db.DB
	outbox *letters.Outbox
	vault  *vault.Vault
}

// New makes the service.
func New(d *db.DB, outbox *letters.Outbox, v *vault.Vault) *Service {
	return &Service{db: d, outbox: outbox, vault: v}
}

// Columns show a row of "assignment a" to the access rule: it concerns the parties to which the call went.
var Columns = access.Columns{
	Party: "? in (select k.party_id from assignment_call k where k.assignment_id = a.id)", Activity: "a.id = ?", Label: "a.label", Named: labels.Named(Kind, "a.id"),
}

// DefaultLabel is the label that the pack gives to new assignments.
func DefaultLabel(words *vocabulary.Words) label.TLP { return words.DefaultLabel(Kind, label.Amber) }

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}

// Changed says that a row was changed in the meantime, where none was written.
func Changed(n int, err error) error {
	if err == nil && n == 0 {
		return fault.Clash("This was changed by someone else in the meantime. Read it again first.")
	}
	return err
}

// Tidy trims texts as forms send them.
func Tidy(texts ...*string) {
	for _, t := range texts {
		*t = strings.TrimSpace(strings.ReplaceAll(*t, "\r\n", "\n"))
	}
}

// PartyOf is the State for which the actor approves. "" where it is not known.
func PartyOf(tx *db.Tx, actor access.Actor) (string, error) {
	return people.PartyOfActorIn(tx, actor, RightApprove)
}

// DueOn is the deadline of a state that begins today, by the pack; "" where it has none.
func DueOn(tx *db.Tx, words *vocabulary.Words, state string) db.Date {
	if n := words.Pack.Mechanism.Secondments.Days[state]; n > 0 {
		return tx.Today().AddDays(n)
	}
	return ""
}

// Uses tells whether a list has a value.
func Uses(list []string, value string) bool { return value != "" && slices.Contains(list, value) }

// Lower writes what stood at the beginning of a sentence within one.
func Lower(s string) string {
	if s == "" {
		return ""
	}
	return string(s[0]|0x20) + s[1:]
}

// Words are the vocabulary, for pages.
func (s *Service) Words(ctx context.Context) (*vocabulary.Words, error) {
	return db.View(ctx, s.db, vocabulary.In)
}
