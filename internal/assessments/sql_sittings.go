package assessments

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
)

const sittingColumns = `select x.id, x.taker_id, x.test_id, x.phase, x.source, x.language, x.state, x.answers, x.score, x.possible, x.saved_at, x.submitted_at, x.version from assessment_sitting x`

func decodeSittings(list []Sitting, err error) ([]Sitting, error) {
	for k := range list {
		if err != nil {
			break
		}
		list[k].Answers, err = decodeAnswers(list[k].Raw)
	}
	return list, err
}

// byTaker orders sittings by taker and phase.
func byTaker(list []Sitting) map[string]map[Phase]Sitting {
	out := map[string]map[Phase]Sitting{}
	for _, x := range list {
		if out[x.TakerID] == nil {
			out[x.TakerID] = map[Phase]Sitting{}
		}
		out[x.TakerID][x.Phase] = x
	}
	return out
}

// sittingsBy are those of one taker.
func sittingsBy(tx *db.Tx, takerID string) (map[Phase]Sitting, error) {
	list, err := decodeSittings(db.All[Sitting](tx, sittingColumns+` where x.taker_id = $1`, takerID))
	out := map[Phase]Sitting{}
	for _, x := range list {
		out[x.Phase] = x
	}
	return out, err
}

func sittingsOfTakers(tx *db.Tx, ids []string) (map[string]map[Phase]Sitting, error) {
	list, err := decodeSittings(db.List[Sitting](tx, db.Q(sittingColumns+` where`).In("x.taker_id", ids)))
	return byTaker(list), err
}

// allOf are the sittings of a test by taker and phase.
func allOf(tx *db.Tx, testID string) (map[string]map[Phase]Sitting, error) {
	list, err := decodeSittings(db.All[Sitting](tx, sittingColumns+` where x.test_id = $1`, testID))
	return byTaker(list), err
}

// submittedOf are the sittings of a test that count.
func submittedOf(tx *db.Tx, testID string) ([]Sitting, error) {
	return decodeSittings(db.All[Sitting](tx, sittingColumns+` where x.test_id = $1 and x.state = 'submitted' order by x.id`, testID))
}

func sittingsOf(tx *db.Tx, testID string) (int, error) {
	return db.One[int](tx, `select count(*) from assessment_sitting where test_id = $1`, testID)
}

func insertSitting(tx *db.Tx, x Sitting) error {
	return tx.Take(`insert into assessment_sitting (id, taker_id, test_id, phase, source, language, state, answers, score, possible, saved_at, submitted_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		x.ID, x.TakerID, x.TestID, string(x.Phase), x.Source, x.Language, x.State, x.Raw, x.Score, x.Possible, x.SavedAt, x.SubmittedAt)
}

func updateSitting(tx *db.Tx, x Sitting) (int, error) {
	return tx.Affect(`update assessment_sitting set source = $3, language = $4, state = $5, answers = $6, score = $7, possible = $8, saved_at = $9, submitted_at = $10, version = version + 1
		where id = $1 and version = $2`, x.ID, x.Version, x.Source, x.Language, x.State, x.Raw, x.Score, x.Possible, x.SavedAt, x.SubmittedAt)
}

func setScore(tx *db.Tx, id string, points, possible int) error {
	return tx.Exec(`update assessment_sitting set score = $2, possible = $3, version = version + 1 where id = $1`, id, points, possible)
}

type acceptedRow struct {
	ItemID string `db:"item_id"`
	Folded string `db:"folded"`
	Reason string `db:"reason"`
	By     string `db:"by_name"`
}

// acceptedRows are the wordings accepted at a test, by item and folded words.
func acceptedRows(tx *db.Tx, testID string) (map[string]acceptedRow, error) {
	list, err := db.All[acceptedRow](tx, `select item_id, folded, reason, by_name from assessment_accepted where test_id = $1`, testID)
	out := map[string]acceptedRow{}
	for _, r := range list {
		out[r.ItemID+" "+r.Folded] = r
	}
	return out, err
}

func acceptedAt(tx *db.Tx, testID string) (accepted, error) {
	rows, err := acceptedRows(tx, testID)
	out := accepted{}
	for _, r := range rows {
		if out[r.ItemID] == nil {
			out[r.ItemID] = map[string]bool{}
		}
		out[r.ItemID][r.Folded] = true
	}
	return out, err
}

func insertAccepted(tx *db.Tx, actor access.Actor, testID, itemID, folded, reason string) error {
	return tx.Exec(`insert into assessment_accepted (test_id, item_id, folded, reason, by_actor, by_name, at) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (test_id, item_id, folded) do nothing`, testID, itemID, folded, reason, actor.Key(), actor.Name, tx.Now())
}

func deleteAccepted(tx *db.Tx, testID, itemID, folded string) error {
	return tx.Exec(`delete from assessment_accepted where test_id = $1 and item_id = $2 and folded = $3`, testID, itemID, folded)
}

// reviewTasks counts the drafts that somebody else wrote.
func reviewTasks(tx *db.Tx, key string) ([]Task, error) {
	return db.All[Task](tx, `select x.kind, x.count from (select 'review' as kind, count(*) as count from assessment_item where state = 'draft' and written_by <> $1) x where x.count > 0`, key)
}

// ownTasks is what waits for a participant: a test that is open.
func ownTasks(tx *db.Tx, personID string, now db.Time) ([]Task, error) {
	return db.List[Task](tx, db.Q(`select 'test' as kind, 1 as count, a.id as activity_id, a.title as activity, case when t.after_opens <= ? then t.after_closes else t.before_closes end as due
		from nomination n join activity a on a.id = n.activity_id join assessment_test t on t.activity_id = a.id
		where n.person_id = ? and n.state = 'confirmed' and t.state = 'fixed' and (t.before_opens <= ? and t.before_closes > ? or t.after_opens <= ? and t.after_closes > ?)
		and not exists (select 1 from assessment_sitting x join assessment_taker k on k.id = x.taker_id where k.test_id = t.id and k.person_id = n.person_id and x.state = 'submitted'
			and x.phase = case when t.after_opens <= ? then 'after' else 'before' end)`, now, personID, now, now, now, now, now).
		Add("order by due limit 50"))
}

// taken is a person with the time at which the test was handed in.
type taken struct {
	PersonID string  `db:"person_id"`
	At       db.Time `db:"submitted_at"`
}

// TakenIn is who handed in the test after an activity, and when, for whoever asks for it to complete the activity.
func TakenIn(tx *db.Tx, activityID string) (map[string]db.Date, error) {
	rows, err := db.All[taken](tx, `select t.person_id, s.submitted_at from assessment_sitting s join assessment_taker t on t.id = s.taker_id
		where t.activity_id = $1 and t.person_id is not null and s.phase = 'after' and s.state = 'submitted'`, activityID)
	out := make(map[string]db.Date, len(rows))
	for _, r := range rows {
		out[r.PersonID] = r.At.Date()
	}
	return out, err
}
