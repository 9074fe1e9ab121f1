package labels

import "counterpart/internal/db"

// EraseIn takes the words out of the labels of an erased person's record, and puts the pseudonym in place of the name under which
// the person set labels, within the transaction of a higher room.
func EraseIn(tx *db.Tx, kind, id, pseudonym string, keys []string) error {
	if err := tx.Exec(`update label_change set reason = '' where kind = $1 and record_id = $2`, kind, id); err != nil {
		return err
	}
	for _, key := range keys {
		if err := tx.Exec(`update label_change set by_name = $2 where by_actor = $1`, key, pseudonym); err != nil {
			return err
		}
	}
	return nil
}
