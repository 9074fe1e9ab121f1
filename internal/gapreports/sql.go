package gapreports

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
)

// assessmentsOf lists the assessments of a project of which the actor may read anything that was cleared, by name of the State.
func assessmentsOf(tx *db.Tx, actor access.Actor, projectID string, public bool) ([]string, error) {
	where, args := actor.Where(gaps.RightRead, gaps.Cleared)
	q := db.Q(`select a.id from gap_assessment a join party y on y.id = a.party_id where a.project_id = ? and exists (select 1 from gap_cleared k where k.assessment_id = a.id`, projectID)
	if public {
		q.Add("and k.label = 'TLP:CLEAR'")
	}
	return db.List[string](tx, q.Add("and "+where, args...).Add(") order by y.sort_key, a.id"))
}

// clearance is under which note verbale a round was cleared.
type clearance struct {
	Number     int     `db:"number"`
	AsAt       db.Date `db:"as_at"`
	NoteNumber string  `db:"note_number"`
	NoteOn     db.Date `db:"note_on"`
	At         db.Time `db:"at"`
}

// clearancesOf lists the clearances under which anything of an assessment is open to the actor.
func clearancesOf(tx *db.Tx, actor access.Actor, id string, public bool) ([]clearance, error) {
	where, args := actor.Where(gaps.RightRead, gaps.Cleared)
	q := db.Q(`select r.number, r.as_at, c.note_number, c.note_on, c.at from gap_clearance c join gap_round r on r.id = c.round_id
		where exists (select 1 from gap_cleared k where k.round_id = r.id and k.clearance_id = c.id and k.assessment_id = ?`, id)
	if public {
		q.Add("and k.label = 'TLP:CLEAR'")
	}
	return db.List[clearance](tx, q.Add("and "+where, args...).Add(") order by r.number, c.id"))
}
