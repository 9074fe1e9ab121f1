package certificates

import (
	"context"
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/jobs"
	"counterpart/internal/labels"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/vault"
)

// Rights of this room.
const (
	RightSee     access.Right = "certificates.see"     // administrator, officer, comanager
	RightOwn     access.Right = "certificates.own"     // participant: the own certificates
	RightPrepare access.Right = "certificates.prepare" // officer
	RightSign    access.Right = "certificates.sign"    // comanager
	RightRevoke  access.Right = "certificates.revoke"  // officer, comanager
	RightKeys    access.Right = "certificates.keys"    // administrator: the keys that sign credentials
)

// Actions in the history.
const (
	ActionComplete audit.Action = "certificates.complete"
	ActionRetract  audit.Action = "certificates.retract"
	ActionPrepare  audit.Action = "certificates.prepare"
	ActionSign     audit.Action = "certificates.sign"
	ActionIssue    audit.Action = "certificates.issue"
	ActionDrop     audit.Action = "certificates.drop"
	ActionRevoke   audit.Action = "certificates.revoke"
	ActionView     audit.Action = "certificates.view"
	ActionTake     audit.Action = "certificates.export"
	ActionKey      audit.Action = "certificates.key"
)

// Kinds of records, as histories name them.
const (
	KindCertificate = "certificate"
	KindKey         = "issuing_key"
)

// Sealed is the column that the vault keeps.
var Sealed = vault.Column{Table: "issuing_key", Column: "private", ID: "id"}

// Options of the service.
type Options struct {
	Vault   *vault.Vault
	Outbox  *letters.Outbox
	Queue   *jobs.Queue
	BaseURL string // under which credentials are verified, without a final slash
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// columns show a row of "completion c" to the access rule. It names a person, so it is open as far as the person is. A signed
// link of a certificate is limited to the completion as others are to an activity.
var columns = access.Columns{
	Party: "c.party_id = ?", Activity: "? in (c.id, c.record_id)", Person: "c.person_id = ?",
	Above: []access.MarkColumns{{Label: "(select lp.label from person lp where lp.id = c.person_id)", Named: labels.Named(people.Kind, "c.person_id")}},
}

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}

// change is db.Change for a verb that returns nothing.
func (s *Service) change(ctx context.Context, do func(tx *db.Tx) error) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, do(tx) })
	return err
}
