package certificates

import (
	"errors"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
)

// Kind is what somebody completed.
type Kind string

// What can be completed.
const (
	Delivery   Kind = "delivery"   // of a curriculum, by an activity
	Secondment Kind = "secondment" // to its end
)

// Kinds lists them.
var Kinds = []Kind{Delivery, Secondment}

// Words says the kind as people say it.
func (k Kind) Words() string {
	return map[Kind]string{Delivery: "Training", Secondment: "Secondment"}[k]
}

// Completion is that a person completed something.
type Completion struct {
	ID          string    `db:"id" json:"id"`
	Kind        Kind      `db:"kind" json:"kind" enum:"delivery,secondment"`
	RecordID    string    `db:"record_id" json:"record_id" doc:"Of the activity or the secondment"`
	ActivityID  string    `db:"activity_id" json:"activity_id,omitempty" doc:"That delivered it; empty for a secondment"`
	PersonID    string    `db:"person_id" json:"person_id"`
	Name        string    `db:"name" json:"name"`
	PartyID     string    `db:"party_id" json:"party_id"`
	Party       string    `db:"party" json:"party" doc:"For which the person took part"`
	Title       string    `db:"title" json:"title"`
	Criteria    string    `db:"criteria" json:"criteria" doc:"What it took"`
	From        db.Date   `db:"from_on" json:"from"`
	To          db.Date   `db:"to_on" json:"to"`
	Hours       int       `db:"hours" json:"hours" doc:"0 where they are not counted"`
	CompletedOn db.Date   `db:"completed_on" json:"completed_on"`
	RetractedAt db.Time   `db:"retracted_at" json:"-"`
	PersonLabel label.TLP `db:"person_label" json:"-"`
	Named       []string  `json:"-"` // accounts that are named as readers of the person
}

// Object is the completion as the access rule sees it.
func (c Completion) Object() access.Object {
	return access.Object{
		Parties: []string{c.PartyID}, Activities: []string{c.ID, c.RecordID}, Persons: []string{c.PersonID}, Above: []access.Mark{{Label: c.PersonLabel, Named: c.Named}},
	}
}

// CompleteIn notes that a person completed something, within the transaction of the room that knows. A second call for the same
// person and record corrects the first, as long as no certificate stands on it; after that it must say the same.
func CompleteIn(tx *db.Tx, actor access.Actor, c Completion) (Completion, error) {
	c.Title, c.Criteria = strings.TrimSpace(c.Title), strings.TrimSpace(c.Criteria)
	if c.CompletedOn == "" {
		c.CompletedOn = c.To
	}
	if err := c.check(); err != nil {
		return c, err
	}
	before, err := findCompletionOf(tx, c.Kind, c.RecordID, c.PersonID)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return c, err
	}
	if err == nil {
		return c.correctIn(tx, actor, before)
	}
	c.ID = tx.NewID()
	if err := insertCompletion(tx, c); err != nil {
		return c, err
	}
	return c, audit.Record(tx, actor, ActionComplete, KindCompletion, c.ID, c.said())
}

// KindCompletion is how histories name a completion.
const KindCompletion = "completion"

func (c Completion) said() map[string]any {
	return map[string]any{"kind": c.Kind, "record": c.RecordID, "person": c.PersonID, "party": c.PartyID, "completed_on": c.CompletedOn}
}

func (c Completion) check() error {
	var wrong fault.Invalid
	wrong.Check(c.Kind == Delivery || c.Kind == Secondment, "kind", "A delivery or a secondment is completed.")
	wrong.Check(c.RecordID != "" && c.PersonID != "" && c.PartyID != "", "", "A completion needs a record, a person and a party.")
	wrong.Check(c.Title != "", "title", "Say what was completed.")
	wrong.Check(c.From != "" && c.To >= c.From, "to", "The last day is the first day or a later one.")
	wrong.Check(c.Hours >= 0 && c.Hours <= 10_000, "hours", "Hours are a number from 0 to 10,000.")
	return wrong.Err()
}

func (c Completion) correctIn(tx *db.Tx, actor access.Actor, before Completion) (Completion, error) {
	c.ID = before.ID
	if c.same(before) && before.RetractedAt.IsZero() {
		return before, nil
	}
	standing, err := standingOf(tx, c.ID)
	if err != nil {
		return c, err
	}
	if standing.State == Issued {
		return c, fault.Clash("The certificate %s of %s was issued. Revoke it before what it says is changed.", standing.Reference(), before.Name)
	}
	if standing.State == Prepared {
		if err := dropIn(tx, actor, standing, "What was completed was corrected."); err != nil {
			return c, err
		}
	}
	if err := saveCompletion(tx, c); err != nil {
		return c, err
	}
	return c, audit.Record(tx, actor, ActionComplete, KindCompletion, c.ID, c.said())
}

func (c Completion) same(o Completion) bool {
	return c.Title == o.Title && c.Criteria == o.Criteria && c.From == o.From && c.To == o.To && c.Hours == o.Hours && c.CompletedOn == o.CompletedOn && c.PartyID == o.PartyID
}

// RetractIn takes back that a person completed something; the row stays and counts no more. It is refused while an issued
// certificate stands on it.
func RetractIn(tx *db.Tx, actor access.Actor, kind Kind, recordID, personID, reason string) error {
	c, err := findCompletionOf(tx, kind, recordID, personID)
	if errors.Is(err, db.ErrNone) || err == nil && !c.RetractedAt.IsZero() {
		return nil
	}
	if err != nil {
		return err
	}
	standing, err := standingOf(tx, c.ID)
	if err != nil {
		return err
	}
	switch standing.State {
	case Issued:
		return fault.Clash("The certificate %s of %s was issued. Revoke it first.", standing.Reference(), c.Name)
	case Prepared:
		if err := dropIn(tx, actor, standing, reason); err != nil {
			return err
		}
	}
	c.RetractedAt = tx.Now()
	if err := saveCompletion(tx, c); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionRetract, KindCompletion, c.ID, map[string]any{"kind": kind, "record": recordID, "person": personID, "reason": reason})
}

// Standing is a completion with the certificate that stands on it, or stood last.
type Standing struct {
	Completion
	Certificate Certificate `json:"certificate"`
}

// Certified tells whether an issued certificate stands.
func (s Standing) Certified() bool { return s.Certificate.State == Issued }

// StandingIn is who completed a record, by person.
func StandingIn(tx *db.Tx, kind Kind, recordID string) (map[string]Standing, error) {
	list, err := standings(tx, db.Q(standingColumns+"where c.retracted_at is null and c.kind = ? and c.record_id = ?", string(kind), recordID))
	if err != nil {
		return nil, err
	}
	out := make(map[string]Standing, len(list))
	for _, one := range list {
		out[one.PersonID] = one
	}
	return out, nil
}
