package evaluations

import (
	"encoding/json"
	"errors"
	"fmt"

	"counterpart/internal/db"
	"counterpart/internal/fault"
)

func evaluationOf(tx *db.Tx, activityID string) (Evaluation, bool, error) {
	e, err := db.One[Evaluation](tx, `select id, activity_id, intro, questions, state, closes_at, version from evaluation where activity_id = $1`, activityID)
	if errors.Is(err, db.ErrNone) {
		return Evaluation{Questions: []Asked{}}, false, nil
	}
	if err != nil {
		return e, false, err
	}
	return e, true, e.decode()
}

func insertEvaluation(tx *db.Tx, e Evaluation, d Plan, questions string) error {
	return tx.Take(`insert into evaluation (id, activity_id, intro, questions, state, closes_at, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $7)`,
		e.ID, e.ActivityID, d.Intro, questions, e.State, d.ClosesAt, tx.Now())
}

func updateEvaluation(tx *db.Tx, e Evaluation, d Plan, questions string) (int, error) {
	return tx.Affect(`update evaluation set intro = $3, questions = $4, closes_at = $5, version = version + 1, updated_at = $6 where id = $1 and version = $2`,
		e.ID, d.Version, d.Intro, questions, d.ClosesAt, tx.Now())
}

func openEvaluation(tx *db.Tx, id, questions string) error {
	return tx.Exec(`update evaluation set state = 'open', questions = $2, version = version + 1, updated_at = $3 where id = $1`, id, questions, tx.Now())
}

func setEvaluationState(tx *db.Tx, id, state string) error {
	return tx.Exec(`update evaluation set state = $2, version = version + 1, updated_at = $3 where id = $1`, id, state, tx.Now())
}

// useTicket uses a person's ticket up, or refuses.
func useTicket(tx *db.Tx, evaluationID, personID string) error {
	n, err := tx.Affect(`insert into evaluation_ticket (evaluation_id, person_id, used) values ($1, $2, true)
		on conflict (evaluation_id, person_id) do update set used = true where evaluation_ticket.used = false`, evaluationID, personID)
	if err == nil && n == 0 {
		err = fault.Clash("You have answered already.")
	}
	return err
}

func ticketUsed(tx *db.Tx, evaluationID, personID string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from evaluation_ticket where evaluation_id = $1 and person_id = $2 and used`, evaluationID, personID)
	return n > 0, err
}

func usedTickets(tx *db.Tx, evaluationID string) (map[string]bool, error) {
	list, err := db.All[string](tx, `select person_id from evaluation_ticket where evaluation_id = $1 and used`, evaluationID)
	out := map[string]bool{}
	for _, id := range list {
		out[id] = true
	}
	return out, err
}

// saidIn are all answers to an evaluation.
func saidIn(tx *db.Tx, evaluationID string) ([]Said, error) {
	list, err := db.All[string](tx, `select answers from evaluation_answer where evaluation_id = $1`, evaluationID)
	if err != nil {
		return nil, err
	}
	out := make([]Said, len(list))
	for i, raw := range list {
		if err := json.Unmarshal([]byte(raw), &out[i]); err != nil {
			return nil, fmt.Errorf("answers to evaluation %s: %w", evaluationID, err)
		}
	}
	return out, nil
}

// writeSaid writes all answers to an evaluation anew in the order given, under ids that tell no time.
func writeSaid(tx *db.Tx, evaluationID string, all []Said) error {
	if err := tx.Exec(`delete from evaluation_answer where evaluation_id = $1`, evaluationID); err != nil {
		return err
	}
	rows := make([][]any, len(all))
	for i, said := range all {
		raw, err := json.Marshal(said)
		if err != nil {
			return fmt.Errorf("answers to an evaluation: %w", err)
		}
		rows[i] = []any{evaluationID + "/" + fmt.Sprint(i+1), evaluationID, string(raw)}
	}
	return tx.InsertRows("evaluation_answer", []string{"id", "evaluation_id", "answers"}, rows)
}

func countConfirmed(tx *db.Tx, activityID string) (int, error) {
	return db.One[int](tx, `select count(*) from nomination where activity_id = $1 and state = 'confirmed'`, activityID)
}

// ownTasks is what waits for a participant: an evaluation that asks.
func ownTasks(tx *db.Tx, personID string, now db.Time) ([]Task, error) {
	return db.All[Task](tx, `select a.id as activity_id, a.title as activity, e.closes_at as due from nomination n join activity a on a.id = n.activity_id join evaluation e on e.activity_id = a.id
		where n.person_id = $1 and n.state = 'confirmed' and e.state = 'open' and (e.closes_at is null or e.closes_at > $2)
		and not exists (select 1 from evaluation_ticket k where k.evaluation_id = e.id and k.person_id = n.person_id and k.used) order by e.closes_at nulls last, a.id limit 50`, personID, now)
}
