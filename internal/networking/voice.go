package networking

import (
	"slices"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/networking/places"
	"counterpart/internal/networking/problem"
)

// voiceFor finds the interpreter for a meeting in a slot, "" where none is needed; served is false where one is needed and
// none is free. Where an activity has no interpreters, two without a common language arrange themselves.
func voiceFor(tx *db.Tx, m Meeting, slot places.Slot) (id string, served bool, err error) {
	spoken, err := languagesOf(tx, m.ActivityID, []string{m.Sides[0].PersonID, m.Sides[1].PersonID})
	if err != nil {
		return "", false, err
	}
	one, two := spoken[m.Sides[0].PersonID], spoken[m.Sides[1].PersonID]
	if problem.SpeaksWith(one, two) {
		return "", true, nil
	}
	list, err := places.InterpretersIn(tx, m.ActivityID)
	if err != nil || len(list) == 0 {
		return "", true, err
	}
	busy, err := busyVoices(tx, m, slot)
	if err != nil {
		return "", false, err
	}
	for _, v := range list {
		there := v.SessionID == "" || v.SessionID == slot.SessionID
		if there && !slices.Contains(busy, v.ID) && problem.SpeaksWith(v.Languages, one) && problem.SpeaksWith(v.Languages, two) {
			return v.ID, true, nil
		}
	}
	return "", false, nil
}

// busyVoices are the interpreters who serve another meeting during a slot.
func busyVoices(tx *db.Tx, m Meeting, slot places.Slot) ([]string, error) {
	return db.All[string](tx, `select m.interpreter_id from meeting m join meeting_slot s on s.id = m.slot_id where m.activity_id = $1 and m.interpreter_id is not null
		and m.id <> $2 and m.state in ('scheduled', 'held') and s.starts_at < $4 and s.ends_at > $3`, m.ActivityID, m.ID, slot.StartsAt, slot.EndsAt)
}

// languagesOf are the languages that people stated for an activity.
func languagesOf(tx *db.Tx, activityID string, people []string) (map[string][]string, error) {
	type row struct {
		PersonID  string `db:"person_id"`
		Languages string `db:"languages"`
	}
	rows, err := db.List[row](tx, db.Q(`select person_id, languages from interest_profile where activity_id = ? and`, activityID).In("person_id", people))
	out := make(map[string][]string, len(rows))
	for _, r := range rows {
		out[r.PersonID] = strings.Fields(r.Languages)
	}
	return out, err
}
