package registrations

import (
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/forms"
	"counterpart/internal/held"
)

// ActionBlank is the history's word for answers that were blanked because their time had run out.
const ActionBlank audit.Action = "registrations.blank"

// HeldIn is what this room holds about a person: every answer of every registration. Without sensitive, what only its own
// right opens is left out: sensitive answers, and those of which it is no longer known whether they are.
func (s *Service) HeldIn(tx *db.Tx, personID string, sensitive bool) ([]held.Record, error) {
	type row struct {
		Registration
		ActivityID string `db:"activity_id"`
	}
	list, err := db.All[row](tx, `select r.nomination_id, r.state, r.answers, r.saved_at, r.submitted_at, r.version, n.activity_id
		from registration r join nomination n on n.id = r.nomination_id where n.person_id = $1 order by r.saved_at`, personID)
	if err != nil {
		return nil, err
	}
	var out []held.Record
	for _, r := range list {
		a, err := activities.FindIn(tx, r.ActivityID)
		if err != nil {
			return nil, err
		}
		if err := s.open(&r.Registration); err != nil {
			return nil, err
		}
		answers, err := forms.DecodeAnswers(r.Answers)
		if err != nil {
			return nil, err
		}
		parts := []string{"state", "State", r.State, "submitted_at", "Sent on", held.At(r.SubmittedAt)}
		for _, q := range a.Questions {
			if sensitive || !q.Sensitive && r.State == Submitted {
				parts = append(parts, "answer."+q.Key, q.Label, q.Words(answers[q.Key]))
			}
			delete(answers, q.Key)
		}
		for key, values := range answers { // of a draft, or of a question that is no longer asked
			if sensitive {
				parts = append(parts, "answer."+key, key, strings.Join(values, ", "))
			}
		}
		out = append(out, held.New(held.Registrations, r.NominationID, "Registration for "+a.Title, parts...))
	}
	return out, nil
}

// EraseIn blanks the answers of a person, within the transaction of a higher room.
func EraseIn(tx *db.Tx, personID string) error {
	return tx.Exec(`update registration set answers = '', version = version + 1 where nomination_id in (select id from nomination where person_id = $1)`, personID)
}

// WithAnswersIn lists the activities that ended before the day and of which answers are still kept.
func WithAnswersIn(tx *db.Tx, before db.Date) ([]activities.Activity, error) {
	return db.All[activities.Activity](tx, `select a.id, a.title, a.ends_on from activity a where a.ends_on < $1
		and exists (select 1 from nomination n join registration r on r.nomination_id = n.id where n.activity_id = a.id and r.answers <> '') order by a.ends_on, a.id`, before)
}

// BlankIn blanks the answers of an activity, but of people whose record is under a legal hold.
func BlankIn(tx *db.Tx, actor access.Actor, activityID string) (int, error) {
	n, err := tx.Affect(`update registration set answers = '', version = version + 1 where answers <> '' and nomination_id in (select n.id from nomination n
		where n.activity_id = $1 and not exists (select 1 from legal_hold h where h.person_id = n.person_id and h.lifted_at is null))`, activityID)
	if err != nil {
		return 0, err
	}
	return n, audit.Record(tx, actor, ActionBlank, activities.Kind, activityID, map[string]int{"registrations": n})
}
