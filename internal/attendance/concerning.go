package attendance

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/labels"
)

// Visit is that people came to an activity: one person, or a whole delegation.
type Visit struct {
	ActivityID string  `db:"activity_id" json:"activity_id"`
	Activity   string  `db:"activity" json:"activity"`
	StartsOn   db.Date `db:"starts_on" json:"starts_on"`
	People     int     `db:"people" json:"people"`
	FirstAt    db.Time `db:"first_at" json:"first_at"`
}

// ofNomination shows the nomination behind a check-in to the access rule: who may see a delegation may see whether it came,
// as far as the label of the activity allows.
var ofNomination = access.Columns{
	Party: "? in (n.party_id, n.from_party_id)", Activity: "n.activity_id = ?", Person: "n.person_id = ?",
	Above: []access.MarkColumns{{Label: "a.label", Named: labels.Named(activities.Kind, "a.id")}},
}

// VisitsOf lists the activities that a person came to, the newest first.
func (s *Service) VisitsOf(ctx context.Context, actor access.Actor, personID string) ([]Visit, error) {
	return s.visits(ctx, actor, "c.person_id = ?", personID)
}

// VisitsOfParty lists the activities that people of a party, or of an agency inside it, came to, the newest first.
func (s *Service) VisitsOfParty(ctx context.Context, actor access.Actor, partyID string) ([]Visit, error) {
	return s.visits(ctx, actor, "n.id in (select x.id from nomination x where x.party_id = ? union select y.id from nomination y where y.from_party_id = ?)", partyID, partyID)
}

func (s *Service) visits(ctx context.Context, actor access.Actor, of string, ids ...any) ([]Visit, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Visit, error) {
		where, args := actor.Where(delegations.RightSee, ofNomination)
		return db.List[Visit](tx, db.Q(`select a.id as activity_id, a.title as activity, a.starts_on, count(distinct c.person_id) as people,
			min(c.at) as first_at from checkin c join nomination n on n.id = c.nomination_id join activity a on a.id = c.activity_id
			where c.direction = 'in' and c.void_reason = '' and `+of, ids...).Add("and "+where, args...).
			Add("group by a.id, a.title, a.starts_on order by a.starts_on desc, a.id limit 500"))
	})
}
