package people

import (
	"counterpart/internal/db"
	"counterpart/internal/names"
)

func erasePerson(tx *db.Tx, id string) error {
	name := Pseudonym(id)
	return tx.Exec(`update person set given = $2, sort_form = $2, sort_key = $3, name_key = $4, address_form = '', native_name = '', native_lang = '',
		email = '', email_key = '', phone = '', alias = '', version = version + 1, updated_at = $5, erased_at = $5 where id = $1`,
		id, name, names.Fold(name), NameKey(name), tx.Now())
}

// eraseAffiliations takes position and unit out, and ends what lasts: nobody sees an erased person as staff.
func eraseAffiliations(tx *db.Tx, id string) error {
	if err := tx.Exec(`update affiliation set position = '', unit = '' where person_id = $1`, id); err != nil {
		return err
	}
	yesterday := tx.Today().AddDays(-1)
	for _, table := range []string{"affiliation", "holding"} {
		if err := tx.Exec(`update `+table+` set valid_to = $2 where person_id = $1 and (valid_to is null or valid_to > $2)
			and (valid_from is null or valid_from <= $2)`, id, yesterday); err != nil {
			return err
		}
		// What begins only today or later never was.
		if err := tx.Exec(`delete from `+table+` where person_id = $1 and valid_from > $2`, id, yesterday); err != nil {
			return err
		}
	}
	return nil
}

func eraseHolds(tx *db.Tx, id string) error {
	return tx.Exec(`update legal_hold set reason = 'erased', lift_reason = 'erased' where person_id = $1`, id)
}

func deleteConsents(tx *db.Tx, id string) error {
	return tx.Exec(`delete from consent where person_id = $1`, id)
}

func erasedPersons(tx *db.Tx) ([]string, error) {
	return db.All[string](tx, `select id from person where erased_at is not null order by id`)
}

func livePersons(tx *db.Tx) ([]string, error) {
	return db.All[string](tx, `select id from person where erased_at is null order by id`)
}
