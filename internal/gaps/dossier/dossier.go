// Package dossier says what gap assessments hold about a person, and puts a pseudonym in its place.
package dossier

import (
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/held"
)

// HeldIn returns the parts that a person has in assessments, for the person's own copy.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	type part struct {
		ID      string    `db:"id"`
		Project string    `db:"project"`
		Party   string    `db:"party"`
		Part    gaps.Part `db:"part"`
		Note    string    `db:"note"`
		At      db.Time   `db:"at"`
	}
	list, err := db.All[part](tx, `select a.id, p.title as project, y.name as party, m.part, m.note, m.at from gap_member m join gap_assessment a on a.id = m.assessment_id
		join gap_project p on p.id = a.project_id join party y on y.id = a.party_id where m.person_id = $1 order by m.at, a.id`, personID)
	out := make([]held.Record, len(list))
	for i, x := range list {
		out[i] = held.New(held.Accounts, x.ID, "Part in a gap assessment", "project", "Project", x.Project, "state", "State", x.Party, "part", "Part", x.Part.Words(), "note_verbale", "Note verbale", x.Note, "since", "Since", held.At(x.At))
	}
	return out, err
}

// EraseIn puts the pseudonym in place of the name under which an erased person wrote, and ends the person's parts. The texts are the
// States', not the person's, and stay.
func EraseIn(tx *db.Tx, pseudonym, personID string, keys []string) error {
	for _, key := range keys {
		for _, statement := range []string{
			`update gap_step set by_name = $2 where by_actor = $1`, `update gap_cell set by_name = $2 where by_actor = $1`, `update gap_revision set by_name = $2 where by_actor = $1`,
			`update gap_clearance set by_name = $2 where by_actor = $1`, `update gap_comment set by_name = $2 where by_actor = $1`, `update gap_comment set decided_name = $2 where decided_by = $1`,
			`update gap_finding set by_name = $2 where by_actor = $1`,
		} {
			if err := tx.Exec(statement, key, pseudonym); err != nil {
				return err
			}
		}
	}
	return tx.Exec(`delete from gap_member where person_id = $1`, personID)
}
