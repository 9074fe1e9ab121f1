package privacy

import (
	"errors"

	"counterpart/internal/db"
	"counterpart/internal/fault"
)

const erasureColumns = `select e.id, e.person_id, p.given as person, e.state, e.reason, e.asked_at, e.asked_by, e.review_note, e.reviewed_at, e.reviewed_by,
	e.decided_at, e.decided_by from erasure e join person p on p.id = e.person_id`

func findErasure(tx *db.Tx, id string) (Erasure, error) {
	e, err := db.One[Erasure](tx, erasureColumns+` where e.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Erasure{}, fault.Missing("erasure")
	}
	return e, err
}

// latestErasure is the last wish of a person, nil where there is none.
func latestErasure(tx *db.Tx, personID string) (*Erasure, error) {
	list, err := db.All[Erasure](tx, erasureColumns+` where e.person_id = $1 order by e.asked_at desc, e.id desc limit 1`, personID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func listErasures(tx *db.Tx) ([]Erasure, error) {
	return db.All[Erasure](tx, erasureColumns+` order by case when e.state in ('asked', 'reviewed') then 0 else 1 end, e.asked_at desc, e.id limit 500`)
}

func insertErasure(tx *db.Tx, id, personID, reason, by string) error {
	return tx.Exec(`insert into erasure (id, person_id, state, reason, asked_at, asked_by) values ($1, $2, $3, $4, $5, $6)`, id, personID, Asked, reason, tx.Now(), by)
}

func review(tx *db.Tx, id, note, by string) error {
	return tx.Exec(`update erasure set state = $2, review_note = $3, reviewed_at = $4, reviewed_by = $5 where id = $1`, id, Reviewed, note, tx.Now(), by)
}

func decide(tx *db.Tx, id, state, by string) error {
	return tx.Exec(`update erasure set state = $2, decided_at = $3, decided_by = $4 where id = $1`, id, state, tx.Now(), by)
}

// finishErasure notes that it was carried out, without what was written about the person.
func finishErasure(tx *db.Tx, id, by string) error {
	return tx.Exec(`update erasure set state = $2, reason = '', review_note = '', decided_at = $3, decided_by = $4 where id = $1`, id, Done, tx.Now(), by)
}
