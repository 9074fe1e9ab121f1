// Package dossier is what a room above needs of the meetings of one person: it stands on few floors.
package dossier

import (
	"counterpart/internal/db"
	"counterpart/internal/held"
)

// HeldIn is what the room holds about a person: their meetings, without who the other is.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	type row struct {
		ID       string  `db:"id"`
		Activity string  `db:"activity"`
		State    string  `db:"state"`
		StartsAt db.Time `db:"starts_at"`
		Answer   string  `db:"answer"`
		Outcome  string  `db:"outcome"`
		FollowUp string  `db:"follow_up"`
	}
	list, err := db.All[row](tx, `select m.id, a.title as activity, m.state, s.starts_at, d.answer, m.outcome, m.follow_up from meeting_side d
		join meeting m on m.id = d.meeting_id join activity a on a.id = m.activity_id left join meeting_slot s on s.id = m.slot_id
		where d.person_id = $1 and (m.state <> 'requested' or m.asked_by = $1) order by m.created_at, m.id`, personID)
	var out []held.Record
	for _, r := range list {
		out = append(out, held.New(held.Networking, r.ID, "Meeting", "activity", "At", r.Activity, "state", "State", r.State, "starts_at", "When", held.At(r.StartsAt),
			"answer", "You said", r.Answer, "outcome", "Outcome", r.Outcome, "follow_up", "Follow-up", r.FollowUp))
	}
	return out, err
}

// EraseIn takes the words out of a person's meetings, and their answers and absences. That two people of their parties were
// to meet stays, because counts are made of it.
func EraseIn(tx *db.Tx, personID string) error {
	for _, clear := range []string{
		`update meeting set reason = '', outcome = '', follow_up = '', owner_id = null where id in (select meeting_id from meeting_side where person_id = $1)`,
		`update meeting_side set answer = '' where person_id = $1`,
		`delete from meeting_absence where person_id = $1`,
		`delete from meeting_told where person_id = $1`,
		`delete from meeting_companion where $1 in (person_id, with_id)`,
	} {
		if err := tx.Exec(clear, personID); err != nil {
			return err
		}
	}
	return nil
}
