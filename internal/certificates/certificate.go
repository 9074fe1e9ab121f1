package certificates

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// State is where a certificate stands.
type State string

// The states of a certificate.
const (
	Prepared State = "prepared" // waits for its signatures
	Issued   State = "issued"
	Revoked  State = "revoked"
	Dropped  State = "dropped" // before it was issued
)

// States lists them in the order of a certificate's life.
var States = []State{Prepared, Issued, Revoked, Dropped}

// Words says the state as people say it.
func (s State) Words() string {
	return map[State]string{Prepared: "To be signed", Issued: "Issued", Revoked: "Revoked", Dropped: "Not issued"}[s]
}

// Certificate is what a person can show of a completion.
type Certificate struct {
	ID           string  `db:"id" json:"id,omitempty"`
	CompletionID string  `db:"completion_id" json:"completion_id,omitempty"`
	PersonID     string  `db:"person_id" json:"-"`
	Year         int     `db:"year" json:"year,omitempty" doc:"With the serial the number under which it is filed"`
	Serial       int     `db:"serial" json:"serial,omitempty"`
	State        State   `db:"state" json:"state,omitempty" enum:"prepared,issued,revoked,dropped"`
	Name         string  `db:"name" json:"name,omitempty" doc:"As it stands on the certificate"`
	Title        string  `db:"title" json:"title,omitempty"`
	Criteria     string  `db:"criteria" json:"criteria,omitempty"`
	From         db.Date `db:"from_on" json:"from,omitempty"`
	To           db.Date `db:"to_on" json:"to,omitempty"`
	Hours        int     `db:"hours" json:"hours,omitempty"`
	Code         string  `db:"code" json:"code,omitempty" doc:"By which it is verified"`
	Salt         string  `db:"salt" json:"-"`
	Identity     string  `db:"identity" json:"-"`
	IdentityKind string  `db:"identity_kind" json:"-"`
	KeyID        string  `db:"key_id" json:"key_id,omitempty"`
	Credential   string  `db:"credential" json:"-"`
	LinkID       string  `db:"link_id" json:"-"`
	PreparedAt   db.Time `db:"prepared_at" json:"prepared_at,omitzero"`
	PreparedBy   string  `db:"prepared_by" json:"-"`
	IssuedAt     db.Time `db:"issued_at" json:"issued_at,omitzero"`
	EndedAt      db.Time `db:"ended_at" json:"ended_at,omitzero"`
	Reason       string  `db:"reason" json:"reason,omitempty" doc:"Why it was revoked or not issued"`
	Version      int     `db:"version" json:"version,omitempty"`
}

// Reference is the number under which the certificate is filed: T 2024/17.
func (c Certificate) Reference() string { return fmt.Sprintf("T %d/%d", c.Year, c.Serial) }

// Signature is that somebody signed a certificate.
type Signature struct {
	CertificateID string  `db:"certificate_id" json:"-"`
	By            string  `db:"by_actor" json:"-"`
	Name          string  `db:"by_name" json:"name"`
	Post          string  `db:"post" json:"post"`
	PartyID       string  `db:"party_id" json:"-"`
	At            db.Time `db:"at" json:"at"`
}

// newCode is unguessable and can be typed from paper: 26 capital letters and digits, without 0, 1, 8 and 9.
func newCode() string { return rand.Text() }

// PrepareDraft says of which record certificates are prepared, and for whom.
type PrepareDraft struct {
	Kind     Kind     `json:"kind" enum:"delivery,secondment"`
	RecordID string   `json:"record_id" maxLength:"40"`
	Persons  []string `json:"persons,omitempty" maxItems:"1000" doc:"All who completed it and have none when empty"`
}

const atOnce = 1000

// Prepare makes the certificates of those who completed a record and have none, to be signed.
func (s *Service) Prepare(ctx context.Context, actor access.Actor, d PrepareDraft) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) { return s.PrepareIn(tx, actor, d) })
}

// PrepareIn is Prepare within a transaction.
func (s *Service) PrepareIn(tx *db.Tx, actor access.Actor, d PrepareDraft) (int, error) {
	if err := actor.Require(RightPrepare, access.Anything); err != nil {
		return 0, err
	}
	list, err := completionsWithout(tx, d.Kind, d.RecordID, d.Persons)
	if err != nil {
		return 0, err
	}
	if len(list) == 0 {
		return 0, fault.Clash("Nobody who completed this is without a certificate.")
	}
	if len(list) > atOnce {
		return 0, fault.Clash("%d certificates are more than the %d of one step. Choose some of the people.", len(list), atOnce)
	}
	year := tx.Now().Year()
	serial, err := nextSerial(tx, year)
	if err != nil {
		return 0, err
	}
	for i, c := range list {
		one := Certificate{
			ID: tx.NewID(), CompletionID: c.ID, PersonID: c.PersonID, Year: year, Serial: serial + i, State: Prepared, Name: c.Name, Title: c.Title, Criteria: c.Criteria,
			From: c.From, To: c.To, Hours: c.Hours, Code: newCode(), PreparedAt: tx.Now(), PreparedBy: actor.Key(),
		}
		if err := insertCertificate(tx, one); err != nil {
			return 0, err
		}
		if err := audit.Record(tx, actor, ActionPrepare, KindCertificate, one.ID, map[string]any{"reference": one.Reference(), "person": c.PersonID}); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// EndDraft says why a certificate ends.
type EndDraft struct {
	Reason  string `json:"reason" maxLength:"500" doc:"Kept in the register; not published"`
	Version int    `json:"version,omitempty" doc:"The version that was read; whichever there is when 0"`
}

// Revoke ends an issued certificate; whoever looks it up is told so. One that waits for signatures is dropped.
func (s *Service) Revoke(ctx context.Context, actor access.Actor, id string, d EndDraft) error {
	return s.change(ctx, func(tx *db.Tx) error { return s.RevokeIn(tx, actor, id, d) })
}

// RevokeIn is Revoke within a transaction.
func (s *Service) RevokeIn(tx *db.Tx, actor access.Actor, id string, d EndDraft) error {
	c, of, err := certificateIn(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightRevoke, of.Object()); err != nil {
		return err
	}
	if d.Version != 0 && d.Version != c.Version {
		return fault.Clash("The certificate was changed by someone else in the meantime. It now stands at: %s.", c.State.Words())
	}
	d.Reason = strings.TrimSpace(d.Reason)
	var wrong fault.Invalid
	wrong.Check(d.Reason != "", "reason", "Write why. The holder and the register keep it; the public page does not show it.")
	wrong.Check(utf8.RuneCountInString(d.Reason) <= 500, "reason", "Shorten this to 500 characters.")
	if err := wrong.Err(); err != nil {
		return err
	}
	switch c.State {
	case Prepared:
		return dropIn(tx, actor, c, d.Reason)
	case Issued:
		return endIn(tx, actor, c, Revoked, d.Reason, ActionRevoke)
	}
	return fault.Clash("The certificate stands at “%s”: there is nothing to revoke.", c.State.Words())
}

// dropIn ends a certificate that was not issued.
func dropIn(tx *db.Tx, actor access.Actor, c Certificate, reason string) error {
	return endIn(tx, actor, c, Dropped, reason, ActionDrop)
}

func endIn(tx *db.Tx, actor access.Actor, c Certificate, to State, reason string, action audit.Action) error {
	c.State, c.EndedAt, c.Reason = to, tx.Now(), reason
	if err := saveCertificate(tx, c); err != nil {
		return err
	}
	return audit.Record(tx, actor, action, KindCertificate, c.ID, map[string]any{"reference": c.Reference(), "reason": reason})
}
