package interests

import (
	"strings"

	"counterpart/internal/db"
)

// Filled is an invented profile, with whom the person asks to meet.
type Filled struct {
	PersonID string
	Profile  ProfileDraft
	Wishes   []Wish
}

// FillIn enters many invented profiles and wishes with few statements: they are checked by nobody and have no history. It is
// for measuring, never for what somebody typed.
func FillIn(tx *db.Tx, activityID string, list []Filled) error {
	var profiles, topics, wishes [][]any
	for _, f := range list {
		p := f.Profile
		profiles = append(profiles, []any{
			activityID, f.PersonID, p.TakesPart, strings.Join(p.Languages, " "), p.About, p.UseAffiliation, p.UseHistory, 1, tx.Now(),
		})
		for side, interests := range map[string][]Interest{Offers: p.Offers, Seeks: p.Seeks} {
			for _, i := range interests {
				topics = append(topics, []any{activityID, f.PersonID, side, i.Topic, i.Priority})
			}
		}
		for _, w := range f.Wishes {
			wishes = append(wishes, []any{activityID, f.PersonID, w.AboutID, w.Kind, tx.Now()})
		}
	}
	for _, table := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"interest_profile", []string{"activity_id", "person_id", "takes_part", "languages", "about", "use_affiliation", "use_history", "version", "updated_at"}, profiles},
		{"interest", []string{"activity_id", "person_id", "side", "topic", "priority"}, topics},
		{"wish", []string{"activity_id", "person_id", "about_id", "kind", "at"}, wishes},
	} {
		if err := tx.InsertRows(table.name, table.columns, table.rows); err != nil {
			return err
		}
	}
	return nil
}
