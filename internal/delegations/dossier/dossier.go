// Package dossier is what the room delegations holds of one person, and how it is taken out again.
package dossier

import (
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/held"
)

// nomination is a nomination as the person reads of it.
type nomination struct {
	ID        string            `db:"id"`
	Activity  string            `db:"activity"`
	Party     string            `db:"party"`
	FromParty string            `db:"from_party"`
	Position  string            `db:"position"`
	Unit      string            `db:"unit"`
	Category  string            `db:"category"`
	Mode      string            `db:"mode"`
	Head      bool              `db:"head"`
	State     delegations.State `db:"state"`
	Reason    string            `db:"reason"`
	CreatedAt db.Time           `db:"created_at"`
}

// HeldIn is what the room holds about a person: nominations with their steps. Who took a step is somebody else, and left out.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	list, err := db.All[nomination](tx, `select n.id, ac.title as activity, pa.name as party, fp.name as from_party, n.position, n.unit, n.category, n.mode,
		n.head, n.state, n.reason, n.created_at from nomination n join activity ac on ac.id = n.activity_id join party pa on pa.id = n.party_id
		join party fp on fp.id = n.from_party_id where n.person_id = $1 order by n.created_at, n.id`, personID)
	if err != nil {
		return nil, err
	}
	var out []held.Record
	for _, n := range list {
		out = append(out, held.New(held.Nominations, n.ID, n.Activity, "activity", "Activity", n.Activity, "party", "Delegation", n.Party,
			"from_party", "Works for", n.FromParty, "position", "Position then", n.Position, "unit", "Unit then", n.Unit, "category", "As", n.Category,
			"mode", "Takes part", n.Mode, "head", "Head of delegation", held.YesNo(n.Head), "state", "State", n.State.Words(), "reason", "Last words", n.Reason,
			"created_at", "Named on", held.At(n.CreatedAt)))
	}
	steps, err := db.All[delegations.Step](tx, `select s.nomination_id, s.state, s.reason, s.at from nomination_step s
		join nomination n on n.id = s.nomination_id where n.person_id = $1 order by s.at, s.id`, personID)
	for _, s := range steps {
		out = append(out, held.New(held.Nominations, s.NominationID, "Step of a nomination", "state", "Became", s.State.Words(), "reason", "Words", s.Reason, "at", "On", held.At(s.At)))
	}
	return out, err
}

// OfPersonIn lists the nominations of a person, whatever became of them.
func OfPersonIn(tx *db.Tx, personID string) ([]string, error) {
	return db.All[string](tx, `select id from nomination where person_id = $1 order by id`, personID)
}

// ActivitiesOfPersonIn lists the activities that a person was named for.
func ActivitiesOfPersonIn(tx *db.Tx, personID string) ([]string, error) {
	return db.All[string](tx, `select distinct activity_id from nomination where person_id = $1 order by activity_id`, personID)
}

// UpcomingIn names an activity that is still to come and that the person is to take part in; "" where there is none.
func UpcomingIn(tx *db.Tx, personID string) (string, error) {
	list, err := db.All[string](tx, `select ac.title from nomination n join activity ac on ac.id = n.activity_id
		where n.person_id = $1 and n.active and ac.state in ('planned', 'open') order by ac.starts_on, ac.id limit 1`, personID)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// EraseIn blanks what people wrote into a person's nominations, within the transaction of a higher room. Party, category,
// mode and state stay, because counts are made of them. names are those under which the person acted in histories.
func EraseIn(tx *db.Tx, personID, pseudonym string, names []string) error {
	if err := tx.Exec(`update nomination set position = '', unit = '', reason = '', version = version + 1, updated_at = $2 where person_id = $1`, personID, tx.Now()); err != nil {
		return err
	}
	if err := tx.Exec(`update nomination_step set reason = '' where nomination_id in (select id from nomination where person_id = $1)`, personID); err != nil {
		return err
	}
	for _, name := range names {
		if err := tx.Exec(`update nomination_step set by_name = $2 where by_name = $1`, name, pseudonym); err != nil {
			return err
		}
	}
	return nil
}
