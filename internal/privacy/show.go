package privacy

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
)

// FieldWords say each field as people read it.
var FieldWords = map[shown.Field]string{
	shown.FieldName: "Name", shown.FieldPosition: "Position", shown.FieldParty: "State or organisation",
	shown.FieldNative: "Name in its own script", shown.FieldEmail: "E-mail address", shown.FieldPhone: "Telephone number",
}

// AudienceWords say each audience as people read it.
var AudienceWords = map[shown.Audience]string{
	shown.Public: "everyone, in public", shown.Participants: "those who take part in the same activity",
	shown.OwnParty: "your own party", shown.Secretariat: "the secretariat",
}

// Wording is what a person agrees to when a field is shown to an audience.
func Wording(f shown.Field, a shown.Audience) string {
	return FieldWords[f] + " may be shown to " + AudienceWords[a] + "."
}

// Show sets which fields an audience may see of a person, in every activity. What is not named is taken back. Each
// change is kept with the words that were read, and counts from the next answer on.
func (s *Service) Show(ctx context.Context, actor access.Actor, personID string, audience shown.Audience, fields []shown.Field) error {
	if !slices.Contains(shown.Asked, audience) {
		return fault.Wrong("audience", "There is no such audience to decide about.")
	}
	for _, f := range fields {
		if !slices.Contains(shown.Fields, f) {
			return fault.Wrong("field", "There is no field %q to decide about.", f)
		}
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, err := mayDecide(tx, actor, personID); err != nil {
			return false, err
		}
		for _, f := range shown.Fields {
			// Said each time, also when it stands: it is then the last word on what was said for single activities.
			d := people.ConsentDraft{PersonID: personID, Item: shown.ShowItem(f, audience), Given: slices.Contains(fields, f), Wording: Wording(f, audience)}
			if err := people.SayIn(tx, actor, d); err != nil {
				return false, err
			}
		}
		return true, audit.Record(tx, actor, ActionShow, people.Kind, personID, map[string]any{"audience": audience, "fields": fields})
	})
	return err
}

// Withdraw takes back everything that a person agreed to under one item of the pack, in every activity.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, personID, item string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, err := mayDecide(tx, actor, personID); err != nil {
			return false, err
		}
		latest, err := people.ConsentsIn(tx, personID)
		if err != nil {
			return false, err
		}
		for _, c := range latest {
			if c.Item != item || !c.Given {
				continue
			}
			err := people.ConsentIn(tx, actor, people.ConsentDraft{PersonID: personID, ActivityID: c.ActivityID, Item: item, Wording: c.Wording})
			if err != nil {
				return false, err
			}
		}
		return true, nil
	})
	return err
}
