package assignments

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/people"
)

// SitsOnPanelIn tells whether a person has a seat on the panel.
func SitsOnPanelIn(tx *db.Tx, id, person string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from assignment_panel m join account a on a.id = m.account_id where m.assignment_id = $1 and a.person_id = $2`, id, person)
	return n > 0, err
}

// WorksForIn tells whether a person works today for a party, or for an agency inside it.
func WorksForIn(tx *db.Tx, person, party string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from affiliation a join party p on p.id = a.party_id where a.person_id = $1 and $2 in (p.id, p.parent_id)
		and (a.valid_from is null or a.valid_from <= $3) and (a.valid_to is null or a.valid_to >= $3)`, person, party, tx.Today())
	return n > 0, err
}

// mostStaff bounds the choice of whom a party can nominate.
const mostStaff = 300

// StaffIn lists who works for a party today. Whoever holds a link of the party sees those whom the party's label leaves open to it.
func StaffIn(tx *db.Tx, actor access.Actor, party string) ([]people.Affiliation, error) {
	q := db.Q(`select f.id, f.person_id, n.given as person, f.party_id, p.name as party, f.position, f.unit, f.valid_from, f.valid_to
		from affiliation f join person n on n.id = f.person_id join party p on p.id = f.party_id
		where ? in (p.id, p.parent_id) and (f.valid_from is null or f.valid_from <= ?) and (f.valid_to is null or f.valid_to >= ?) and n.erased_at is null`, party, tx.Today(), tx.Today())
	reach := label.AmberStrict.Within()
	open := make([]string, len(reach))
	for i, l := range reach {
		open[i] = string(l)
	}
	q.Add("and").In("n.label", open)
	if actor.Person != "" {
		q.Add("and n.id <> ?", actor.Person)
	}
	return db.List[people.Affiliation](tx, q.Add("order by n.sort_key, f.id limit ?", mostStaff))
}
