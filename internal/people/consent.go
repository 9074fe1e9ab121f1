package people

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Consent is what a person agreed to, or took back. Of the rows of one item and activity the latest counts.
type Consent struct {
	Item       string  `db:"item" json:"item"`
	ActivityID string  `db:"activity_id" json:"activity_id,omitempty"`
	Given      bool    `db:"given" json:"given"`
	Wording    string  `db:"wording" json:"wording"`
	At         db.Time `db:"at" json:"at"`
}

// ConsentDraft is a consent as it is given or taken back, with the words that the person read.
type ConsentDraft struct {
	PersonID   string `json:"person_id,omitempty" maxLength:"40"`
	ActivityID string `json:"activity_id,omitempty" maxLength:"40" doc:"Empty for a consent that holds for all activities"`
	Item       string `json:"item" maxLength:"60" doc:"A term of the list consent"`
	Given      bool   `json:"given"`
	Wording    string `json:"wording" maxLength:"2000" doc:"The words that the person agreed to or refused"`
}

// Consent notes what a person agreed to or took back, said by themselves or by an officer for them.
func (s *Service) Consent(ctx context.Context, actor access.Actor, d ConsentDraft) error {
	if strings.HasPrefix(d.Item, "show.") {
		return fault.Wrong("item", "What is shown to whom is decided by the person alone, on the page My data.")
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		o, err := ObjectIn(tx, d.PersonID)
		if err != nil {
			return false, err
		}
		if actor.Person != d.PersonID {
			if err := actor.Require(RightEdit, o); err != nil {
				return false, err
			}
		}
		return true, ConsentIn(tx, actor, d)
	})
	return err
}

// ConsentIn notes a consent within a transaction of a higher room. What already counts is not written again.
func ConsentIn(tx *db.Tx, actor access.Actor, d ConsentDraft) error {
	var wrong fault.Invalid
	wrong.Check(strings.TrimSpace(d.Item) != "", "item", "Say what the consent is for.")
	wrong.Check(strings.TrimSpace(d.Wording) != "", "wording", "Give the words that the person agreed to.")
	if err := wrong.Err(); err != nil {
		return err
	}
	latest, err := ConsentsIn(tx, d.PersonID)
	if err != nil {
		return err
	}
	for _, c := range latest {
		if c.Item == d.Item && c.ActivityID == d.ActivityID && c.Given == d.Given && c.Wording == d.Wording {
			return nil
		}
	}
	return SayIn(tx, actor, d)
}

// SayIn notes a consent within a transaction of a higher room, also where it repeats what counts: it is the last word then.
func SayIn(tx *db.Tx, actor access.Actor, d ConsentDraft) error {
	if err := insertConsent(tx, actor.Key(), d); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionConsent, Kind, d.PersonID, d)
}

// ConsentsIn returns what counts for a person: the latest row of each item and activity, the newest first.
func ConsentsIn(tx *db.Tx, personID string) ([]Consent, error) {
	all, err := consentsOf(tx, personID)
	if err != nil {
		return nil, err
	}
	type key struct{ item, activity string }
	seen := map[key]bool{}
	var latest []Consent
	for _, c := range all {
		if k := (key{c.Item, c.ActivityID}); !seen[k] {
			seen[k] = true
			latest = append(latest, c)
		}
	}
	return latest, nil
}

// Consented tells whether a person agreed to an item for an activity, or for all activities.
func Consented(tx *db.Tx, personID, item, activityID string) (bool, error) {
	latest, err := ConsentsIn(tx, personID)
	if err != nil {
		return false, err
	}
	general := false
	for _, c := range latest {
		switch {
		case c.Item != item:
		case c.ActivityID == activityID:
			return c.Given, nil
		case c.ActivityID == "":
			general = c.Given
		}
	}
	return general, nil
}

// Consents returns every consent of a person as it was given and taken back, the newest first.
func (s *Service) Consents(ctx context.Context, actor access.Actor, personID string) ([]Consent, error) {
	return viewPerson(ctx, s, actor, personID, func(tx *db.Tx) ([]Consent, error) { return consentsOf(tx, personID) })
}
