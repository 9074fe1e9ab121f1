// Package dossier is what a room above needs of the connections of one person: it stands on few floors.
package dossier

import (
	"counterpart/internal/db"
	"counterpart/internal/held"
)

// HeldIn is what the room holds about a person: where they met somebody and what they agreed to share. Who the others are
// stands among their own contacts.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	type row struct {
		ID       string  `db:"id"`
		Activity string  `db:"activity"`
		Party    string  `db:"party"`
		Since    db.Time `db:"since"`
		Shares   string  `db:"shares"`
		SaidAt   db.Time `db:"said_at"`
	}
	list, err := db.All[row](tx, `select c.id, a.title as activity, p.name as party, c.since, s.shares, s.said_at from connection_side s
		join connection c on c.id = s.connection_id join activity a on a.id = c.activity_id join party p on p.id = s.party_id
		where s.person_id = $1 order by c.since, c.id`, personID)
	var out []held.Record
	for _, r := range list {
		out = append(out, held.New(held.Networking, r.ID, "Connection", "activity", "Met at", r.Activity, "party", "For", r.Party, "since", "Since", held.At(r.Since),
			"shares", "You share", r.Shares, "said_at", "Said on", held.At(r.SaidAt)))
	}
	return out, err
}

// EraseIn takes back what a person shares. That two people of their parties met stays, because counts are made of it.
func EraseIn(tx *db.Tx, personID string) error {
	return tx.Exec(`update connection_side set shares = '', said_at = null where person_id = $1`, personID)
}
