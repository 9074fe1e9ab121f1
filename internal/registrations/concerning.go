package registrations

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
)

// Sent is that a person sent their registration for an activity. The answers are not part of it.
type Sent struct {
	ActivityID  string  `db:"activity_id" json:"activity_id"`
	Activity    string  `db:"activity" json:"activity"`
	SubmittedAt db.Time `db:"submitted_at" json:"submitted_at"`
}

// SentBy lists the registrations that a person sent, the newest first. Who may see a nomination may see whether the
// person has registered.
func (s *Service) SentBy(ctx context.Context, actor access.Actor, personID string) ([]Sent, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Sent, error) {
		where, args := actor.Where(delegations.RightSee, delegations.Columns)
		return db.List[Sent](tx, db.Q(`select a.id as activity_id, a.title as activity, r.submitted_at from registration r
			join nomination n on n.id = r.nomination_id join activity a on a.id = n.activity_id
			where r.submitted_at is not null and n.person_id = ?`, personID).Add("and "+where, args...).
			Add("order by r.submitted_at desc, r.nomination_id limit 200"))
	})
}
