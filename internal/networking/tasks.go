package networking

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/interests"
)

// Task is something that waits for the actor in the meetings of an activity.
type Task struct {
	ActivityID string  `db:"id"`
	Activity   string  `db:"title"`
	StartsOn   db.Date `db:"starts_on"`
	Own        bool    `db:"own"`   // the own meetings; otherwise those of which somebody no longer takes part
	Count      int     `db:"count"` // meetings that wait for an answer, or to be mended
	TakesPart  bool    `db:"takes_part"`
}

// Tasks lists what waits for the actor: own meetings to arrange or to answer, plans to mend.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]Task, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (out []Task, err error) {
		if actor.Person != "" && actor.Holds(interests.RightTakePart) {
			if out, err = ownTasks(tx, actor.Person); err != nil {
				return nil, err
			}
		}
		if !actor.Holds(RightPlan) {
			return out, nil
		}
		broken, err := brokenPlans(tx, actor)
		return append(out, broken...), err
	})
}

// ownTasks are the activities to come that arrange meetings and at which the person has a place. Requests from somebody whom
// the person does not want to meet do not count.
func ownTasks(tx *db.Tx, personID string) ([]Task, error) {
	return db.All[Task](tx, `select a.id, a.title, a.starts_on, true as own,
		(select count(*) from meeting m join meeting_side d on d.meeting_id = m.id where m.activity_id = a.id and d.person_id = $1 and d.answer = ''
			and m.state in ('requested', 'scheduled') and not exists (select 1 from veto v where m.state = 'requested' and v.person_id = $1 and v.about_id = m.asked_by)) as count,
		exists (select 1 from interest_profile p where p.activity_id = a.id and p.person_id = $1 and p.takes_part) as takes_part
		from activity a join nomination n on n.activity_id = a.id and n.person_id = $1 and n.active and n.state = 'confirmed'
		where a.state in ('planned', 'open') and a.ends_on >= $2 and exists (select 1 from meeting_slot s where s.activity_id = a.id) order by a.starts_on, a.id limit 20`,
		personID, tx.Today())
}

func brokenPlans(tx *db.Tx, actor access.Actor) ([]Task, error) {
	where, args := actor.Where(RightPlan, activities.Scope())
	return db.List[Task](tx, db.Q(`select a.id, a.title, a.starts_on, false as own, count(distinct m.id) as count, false as takes_part
		from activity a join meeting m on m.activity_id = a.id and m.state = 'scheduled' join meeting_side d on d.meeting_id = m.id
		where a.state in ('planned', 'open') and a.ends_on >= ? and not exists (
			select 1 from nomination n join interest_profile p on p.activity_id = n.activity_id and p.person_id = n.person_id and p.takes_part
			where n.activity_id = m.activity_id and n.person_id = d.person_id and n.active and n.state = 'confirmed')`, tx.Today()).Add("and "+where, args...).
		Add("group by a.id, a.title, a.starts_on order by a.starts_on, a.id limit 20"))
}
