// Package dossier is what a room above needs of the feeds of one person: it stands on few floors.
package dossier

import "counterpart/internal/db"

// EraseIn ends the calendar addresses of accounts for good, within the transaction of a higher room.
func EraseIn(tx *db.Tx, accountIDs ...string) error {
	for _, id := range accountIDs {
		if err := tx.Exec(`update calendar_feed set name = '', revoked_at = coalesce(revoked_at, $2) where account_id = $1`, id, tx.Now()); err != nil {
			return err
		}
	}
	return nil
}
