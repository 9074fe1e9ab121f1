package remembered

import (
	"counterpart/internal/access"
	"counterpart/internal/certificates"
	"counterpart/internal/db"
)

// attended is somebody who came to an earlier workshop.
type attended struct {
	PersonID string  `db:"person_id"`
	PartyID  string  `db:"party_id"`
	Title    string  `db:"title"`
	From     db.Date `db:"starts_on"`
	To       db.Date `db:"ends_on"`
}

// Graduate notes that those who came to an earlier workshop completed it: of this time there are lists, and no certificates.
func Graduate(tx *db.Tx, officer access.Actor, activity string) error {
	list, err := db.All[attended](tx, `select distinct c.person_id, c.party_id, a.title, a.starts_on, a.ends_on from checkin c join activity a on a.id = c.activity_id
		where a.id = $1 and c.void_reason = '' order by c.person_id`, activity)
	for _, one := range list {
		if err == nil {
			_, err = certificates.CompleteIn(tx, officer, certificates.Completion{
				Kind: certificates.Delivery, RecordID: activity, ActivityID: activity, PersonID: one.PersonID, PartyID: one.PartyID, Title: one.Title, Criteria: "Present by the register.", From: one.From, To: one.To,
			})
		}
	}
	return err
}

// AlumnusOf is somebody of a party who completed a workshop; "" where nobody did.
func AlumnusOf(tx *db.Tx, party string) (string, error) {
	ids, err := db.All[string](tx, `select person_id from completion where party_id = $1 order by completed_on, id limit 1`, party)
	if len(ids) == 0 {
		return "", err
	}
	return ids[0], err
}
