// Package dossier is everything that the room training holds about one person: for the person to read, and to be erased.
package dossier

import (
	"strconv"

	"counterpart/internal/db"
	"counterpart/internal/held"
)

type heldRow struct {
	ID        string  `db:"id"`
	Title     string  `db:"title"`
	Activity  string  `db:"activity"`
	Exception string  `db:"exception"`
	Reason    string  `db:"reason"`
	Completed bool    `db:"completed"`
	Presence  int     `db:"presence"`
	Why       string  `db:"why"`
	At        db.Time `db:"at"`
}

// HeldIn is what this room holds about a person: what was concluded of their training, what became of their nomination in a
// selection, and what was noted by hand. Who noted it is somebody else, and left out.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	results, err := db.All[heldRow](tx, `select r.nomination_id as id, v.title, a.title as activity, r.exception, r.reason, coalesce(r.completed, false) as completed, r.presence, r.why, r.at
		from delivery_result r join delivery d on d.id = r.delivery_id join activity a on a.id = d.activity_id join curriculum_version v on v.id = d.version_id where r.person_id = $1 order by r.at`, personID)
	if err != nil {
		return nil, err
	}
	var out []held.Record
	for _, r := range results {
		out = append(out, held.New(held.Capacity, r.ID, "Training: "+r.Title, "activity", "At", r.Activity, "presence", "Per cent of the hours", strconv.Itoa(r.Presence), "completed", "Completed", strconv.FormatBool(r.Completed),
			"why", "Why", r.Why, "exception", "Exception", r.Exception, "reason", "Reason of the exception", r.Reason, "at", "At", held.At(r.At)))
	}
	noted, err := db.All[heldRow](tx, `select * from (
		select l.id, 'Selection' as title, a.title as activity, l.decision as exception, l.reason, l.why, coalesce(l.at, s.proposed_at) as at from selection_line l join selection s on s.id = l.selection_id
			join delivery d on d.id = s.delivery_id join activity a on a.id = d.activity_id join nomination n on n.id = l.nomination_id where n.person_id = $1
		union all select c.id, 'Register corrected' as title, a.title as activity, '' as exception, c.reason, '' as why, c.at from presence_correction c
			join delivery d on d.id = c.delivery_id join activity a on a.id = d.activity_id join nomination n on n.id = c.nomination_id where n.person_id = $1
		union all select e.id, 'Test or plan' as title, a.title as activity, e.kind as exception, e.words as reason, e.score as why, e.at from delivery_evidence e
			join delivery d on d.id = e.delivery_id join activity a on a.id = d.activity_id join nomination n on n.id = e.nomination_id where n.person_id = $1) x order by at, id`, personID)
	for _, r := range noted {
		out = append(out, held.New(held.Capacity, r.ID, r.Title, "activity", "At", r.Activity, "what", "What", r.Exception, "reason", "In words", r.Reason, "why", "Why", r.Why, "at", "At", held.At(r.At)))
	}
	return out, err
}

// EraseIn takes the words out of what was noted about a person, within the transaction of a higher room. That somebody of the party
// was selected, was present and completed stays, because counts are made of it.
func EraseIn(tx *db.Tx, personID string) error {
	const theirs = ` where nomination_id in (select id from nomination where person_id = $1)`
	for _, statement := range []string{
		`update selection_line set reason = case when reason = '' then '' else 'erased' end` + theirs,
		`update presence_correction set reason = 'erased'` + theirs,
		`update delivery_evidence set words = '', score = ''` + theirs,
		`update lms_row set cells = '[]', words = ''` + theirs,
		`update delivery_result set reason = case when reason = '' then '' else 'erased' end, why = '' where person_id = $1`,
		`delete from delivery_trainer where person_id = $1`,
	} {
		if err := tx.Exec(statement, personID); err != nil {
			return err
		}
	}
	return nil
}

// ForgetIn puts the pseudonym in place of the name under which an erased person worked here.
func ForgetIn(tx *db.Tx, pseudonym string, keys []string) error {
	for _, key := range keys {
		for _, statement := range []string{
			`update selection set proposed_by = $2 where by_actor = $1`, `update selection set decided_by = $2 where decided_actor = $1`, `update selection_line set by_name = $2 where by_actor = $1`,
			`update selection_accepted set by_name = $2 where by_actor = $1`, `update presence_correction set by_name = $2 where by_actor = $1`, `update delivery_evidence set by_name = $2 where by_actor = $1`,
			`update delivery_result set by_name = $2 where by_actor = $1`, `update lms_file set by_name = $2 where by_actor = $1`,
		} {
			if err := tx.Exec(statement, key, pseudonym); err != nil {
				return err
			}
		}
	}
	return nil
}
