// Package waits says what waits for somebody in gap assessments. It keeps nothing.
package waits

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
)

// The kinds of what waits for somebody.
const (
	Clear  = "clear"  // a round to be cleared
	Write  = "write"  // a round to be written
	Task   = "task"   // a task that the person holds
	Decide = "decide" // proposals to be decided, in a round that the person writes
)

// Waiting is something that waits for somebody in an assessment.
type Waiting struct {
	Kind         string  `db:"kind"`
	AssessmentID string  `db:"assessment_id"`
	RoundID      string  `db:"round_id"`
	Title        string  `db:"title"` // of the task; the State otherwise
	Due          db.Date `db:"due_on"`
}

// For returns what waits for the actor, who is a member of the assessments.
func For(ctx context.Context, d *db.DB, actor access.Actor) ([]Waiting, error) {
	if actor.Account == "" || !actor.Holds(gaps.RightSee) {
		return nil, nil
	}
	return db.View(ctx, d, func(tx *db.Tx) ([]Waiting, error) {
		return db.All[Waiting](tx, `select 'clear' as kind, a.id as assessment_id, r.id as round_id, y.name as title, '' as due_on
			from gap_member m join gap_assessment a on a.id = m.assessment_id join party y on y.id = a.party_id join gap_round r on r.assessment_id = a.id
			where m.account_id = $1 and m.part = 'clears' and r.state = 'submitted'
			union all select 'write', a.id, r.id, y.name, '' from gap_member m join gap_assessment a on a.id = m.assessment_id join party y on y.id = a.party_id join gap_round r on r.assessment_id = a.id
			where m.account_id = $1 and m.part = 'expert' and r.state = 'drafting'
			union all select 'decide', a.id, r.id, y.name, '' from gap_member m join gap_assessment a on a.id = m.assessment_id join party y on y.id = a.party_id join gap_round r on r.assessment_id = a.id
			where m.account_id = $1 and m.part = 'expert' and r.state = 'drafting' and exists (select 1 from gap_comment c where c.round_id = r.id and c.state = 'open')
			union all select 'task', a.id, r.id, t.title, coalesce(t.due_on, '') from gap_task t join gap_round r on r.id = t.round_id join gap_assessment a on a.id = r.assessment_id
			join gap_member m on m.assessment_id = a.id and m.account_id = t.account_id where t.account_id = $1 and t.state = 'open'
			order by due_on, title, round_id limit 50`, actor.Account)
	})
}
