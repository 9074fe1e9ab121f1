// Package dossier is what a room above needs of the mixers of one person: it stands on few floors.
package dossier

import (
	"strconv"

	"counterpart/internal/db"
	"counterpart/internal/held"
)

// HeldIn is what the room holds about a person: their seats, without who else sat there.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	type row struct {
		ID       string `db:"id"`
		Title    string `db:"title"`
		Activity string `db:"activity"`
		Round    int    `db:"round"`
		Table    int    `db:"table_no"`
		Came     bool   `db:"came"`
	}
	list, err := db.All[row](tx, `select m.id, m.title, a.title as activity, s.round, s.table_no, s.came from mixer_seat s join mixer m on m.id = s.mixer_id
		join activity a on a.id = m.activity_id where s.person_id = $1 order by m.created_at, m.id, s.round`, personID)
	var out []held.Record
	for _, r := range list {
		came := "yes"
		if !r.Came {
			came = "no"
		}
		out = append(out, held.New(held.Networking, r.ID, r.Title, "activity", "At", r.Activity, "round", "Round", strconv.Itoa(r.Round), "table", "Table", strconv.Itoa(r.Table), "came", "There", came))
	}
	return out, err
}

// EraseIn takes away what was said about a person at mixers. That somebody of their party had a seat stays, because what came
// of the tables is counted.
func EraseIn(tx *db.Tx, personID string) error {
	return tx.Exec(`delete from mixer_person where person_id = $1`, personID)
}
