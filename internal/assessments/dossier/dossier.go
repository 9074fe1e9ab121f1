// Package dossier is what a room above needs of the tests of one person: it stands on few floors.
package dossier

import (
	"strconv"

	"counterpart/internal/db"
	"counterpart/internal/held"
)

// HeldIn is what the room holds about a person: how they took tests, and which evaluations they answered. What they answered to an
// evaluation is held of nobody.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	type row struct {
		ID          string  `db:"id"`
		Activity    string  `db:"activity"`
		Phase       string  `db:"phase"`
		State       string  `db:"state"`
		Answers     string  `db:"answers"`
		Score       int     `db:"score"`
		Possible    int     `db:"possible"`
		MaySee      bool    `db:"party_may_see"`
		SavedAt     db.Time `db:"saved_at"`
		SubmittedAt db.Time `db:"submitted_at"`
	}
	list, err := db.All[row](tx, `select x.id, a.title as activity, x.phase, x.state, x.answers, x.score, x.possible, k.party_may_see, x.saved_at, x.submitted_at
		from assessment_taker k join assessment_sitting x on x.taker_id = k.id join activity a on a.id = k.activity_id where k.person_id = $1 order by x.saved_at, x.id`, personID)
	if err != nil {
		return nil, err
	}
	var out []held.Record
	for _, r := range list {
		score := ""
		if r.State == "submitted" {
			score = strconv.Itoa(r.Score) + " of " + strconv.Itoa(r.Possible)
		}
		out = append(out, held.New(held.Learning, r.ID, "Test", "activity", "At", r.Activity, "phase", "Before or after", r.Phase, "state", "State", r.State, "answers", "Answers", r.Answers, "score", "Points", score,
			"party_may_see", "Own focal point may read it", held.YesNo(r.MaySee), "saved_at", "Saved on", held.At(r.SavedAt), "submitted_at", "Handed in on", held.At(r.SubmittedAt)))
	}
	asked, err := db.All[string](tx, `select a.title from evaluation_ticket k join evaluation e on e.id = k.evaluation_id join activity a on a.id = e.activity_id
		where k.person_id = $1 and k.used order by a.starts_on, a.id`, personID)
	for _, title := range asked {
		out = append(out, held.New(held.Learning, "", "Evaluation answered", "activity", "Of", title))
	}
	return out, err
}

// EraseIn takes a person's answers away, and puts the pseudonym in place of the name under which an officer wrote, reviewed or accepted.
// That a test was taken, and with how many points, stays under the pseudonym, because figures are made of it.
func EraseIn(tx *db.Tx, personID, pseudonym string, keys []string) error {
	for _, clear := range []string{
		`update assessment_sitting set answers = '' where taker_id in (select id from assessment_taker where person_id = $1)`,
		`update assessment_taker set party_may_see = false, link_id = '' where person_id = $1`,
	} {
		if err := tx.Exec(clear, personID); err != nil {
			return err
		}
	}
	for _, key := range keys {
		for _, rename := range []string{
			`update assessment_item set written_name = $2 where written_by = $1`, `update assessment_item set reviewed_name = $2 where reviewed_by = $1`,
			`update assessment_accepted set by_name = $2 where by_actor = $1`,
		} {
			if err := tx.Exec(rename, key, pseudonym); err != nil {
				return err
			}
		}
	}
	return nil
}
