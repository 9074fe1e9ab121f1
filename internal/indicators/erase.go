package indicators

import "counterpart/internal/db"

// EraseIn puts the pseudonym in place of the name under which an erased person proposed, approved or published values, within the
// transaction of a higher room, and takes the person from the indicators that they answered for. keys are those by which
// histories know the person as an actor.
func EraseIn(tx *db.Tx, personID, pseudonym string, keys []string) error {
	for _, key := range keys {
		for _, step := range []string{"proposed", "approved", "published"} {
			if err := tx.Exec(`update indicator_value set `+step+`_name = $2 where `+step+`_by = $1`, key, pseudonym); err != nil {
				return err
			}
		}
	}
	return tx.Exec(`update indicator set owner_person_id = null where owner_person_id = $1`, personID)
}
