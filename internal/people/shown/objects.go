package shown

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/labels"
)

// Kind is how other tables name a person.
const Kind = "person"

// ObjectsIn are several persons as the access rule sees them.
func ObjectsIn(tx *db.Tx, ids []string) (map[string]access.Object, error) {
	out := make(map[string]access.Object, len(ids))
	marked, err := labelsOfMany(tx, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range marked {
		o := access.Object{Persons: []string{m.PersonID}, Label: m.Label}
		if m.Label == label.Red { // few are, and only these are read by name
			if o.Named, err = labels.ReadersIn(tx, Kind, m.PersonID); err != nil {
				return nil, err
			}
		}
		out[m.PersonID] = o
	}
	rows, err := partiesOfMany(tx, ids, tx.Today())
	for _, r := range rows {
		o := out[r.PersonID]
		o.Parties = append(o.Parties, r.PartyID)
		out[r.PersonID] = o
	}
	return out, err
}

// partyRow is a party that a person works for.
type partyRow struct {
	PersonID string `db:"person_id"`
	PartyID  string `db:"party_id"`
}

// labelRow is the label of a person.
type labelRow struct {
	PersonID string    `db:"id"`
	Label    label.TLP `db:"label"`
}

func labelsOfMany(tx *db.Tx, ids []string) ([]labelRow, error) {
	return db.List[labelRow](tx, db.Q("select id, label from person where").In("id", ids))
}

// partiesOfMany is partiesOf for several persons at once.
func partiesOfMany(tx *db.Tx, ids []string, today db.Date) ([]partyRow, error) {
	q := db.Q("select a.person_id, p.id as party_id from affiliation a join party p on p.id = a.party_id where (a.valid_to is null or a.valid_to >= ?) and", today).
		In("a.person_id", ids)
	q.Add("union select a.person_id, p.parent_id as party_id from affiliation a join party p on p.id = a.party_id where (a.valid_to is null or a.valid_to >= ?) and p.parent_id is not null and", today)
	return db.List[partyRow](tx, q.In("a.person_id", ids))
}

// consentsAbout lists what the persons said about the items, everywhere or for the activity, the last word last.
func consentsAbout(tx *db.Tx, items []string, activityID string, personIDs []string) ([]saidRow, error) {
	return db.List[saidRow](tx, db.Q("select person_id, item, given from consent where activity_id in ('', ?) and", activityID).
		In("item", items).Add("and").In("person_id", personIDs).Add("order by at, id"))
}

// saidRow is one answer of one person.
type saidRow struct {
	PersonID string `db:"person_id"`
	Item     string `db:"item"`
	Given    bool   `db:"given"`
}
