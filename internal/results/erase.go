package results

import "counterpart/internal/db"

// EraseIn puts the pseudonym in place of the name under which an erased person wrote or approved reports, within the transaction of
// a higher room. keys are those by which histories know the person as an actor. That somebody approved stays.
func EraseIn(tx *db.Tx, pseudonym string, keys []string) error {
	for _, key := range keys {
		if err := tx.Exec(`update report set author_name = $2 where author = $1`, key, pseudonym); err != nil {
			return err
		}
		if err := tx.Exec(`update report_approval set actor_name = $2 where actor = $1`, key, pseudonym); err != nil {
			return err
		}
	}
	return nil
}
