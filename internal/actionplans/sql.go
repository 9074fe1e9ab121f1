package actionplans

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

const planColumns = `select p.id, p.activity_id, a.title as activity, a.starts_on, p.person_id, n.given as person, n.address_form, n.email, n.label as person_label, p.party_id, y.name as party,
	coalesce(y.code, '') as party_code, p.topic, p.from_supervisor, p.from_office, p.party_may_see, p.may_propose, p.label, p.state, p.signed_on, p.follow_on, p.asked_at, p.reminded_at,
	p.followed_on, p.reason, p.link_id, p.version, p.created_at,
	(select count(*) from action_plan_action c where c.plan_id = p.id) as action_count,
	(select count(*) from action_plan_action c where c.plan_id = p.id and c.status in ('done', 'in_part')) as progressed,
	coalesce((select m.state from message m where m.once_key in ('plan_reminder:' || p.link_id || ':plan_reminder', 'plan_follow:' || p.link_id || ':plan_follow') limit 1), '') as mail_state
	from action_plan p join activity a on a.id = p.activity_id join person n on n.id = p.person_id join party y on y.id = p.party_id`

// withReaders adds the named readers of plans and people that are RED.
func withReaders(tx *db.Tx, list []Plan) (err error) {
	for i, p := range list {
		if p.Label == label.Red {
			if list[i].Named, err = labels.ReadersIn(tx, Kind, p.ID); err != nil {
				return err
			}
		}
		if p.PersonLabel == label.Red {
			if list[i].PersonNamed, err = labels.ReadersIn(tx, people.Kind, p.PersonID); err != nil {
				return err
			}
		}
	}
	return nil
}

func findPlan(tx *db.Tx, id string) (Plan, error) {
	p, err := db.One[Plan](tx, planColumns+` where p.id = $1`, id)
	if p, err = missing(p, err, "action plan"); err != nil {
		return p, err
	}
	one := []Plan{p}
	err = withReaders(tx, one)
	return one[0], err
}

func planOf(tx *db.Tx, activityID, personID string) (Plan, bool, error) {
	p, err := db.One[Plan](tx, planColumns+` where p.activity_id = $1 and p.person_id = $2`, activityID, personID)
	if errors.Is(err, db.ErrNone) {
		return p, false, nil
	}
	return p, err == nil, err
}

func listPlans(tx *db.Tx, actor access.Actor, f Filter) ([]Plan, error) {
	where, args := actor.Where(RightSee, columns)
	q := db.Q(planColumns+" where "+where, args...)
	for _, one := range [][2]string{{"p.activity_id", f.ActivityID}, {"p.party_id", f.PartyID}, {"p.state", string(f.State)}} {
		if one[1] != "" {
			q.Add("and "+one[0]+" = ?", one[1])
		}
	}
	if f.Late {
		q.Add("and p.state = 'signed' and p.follow_on < ?", tx.Today())
	}
	if len(f.After) == 2 {
		q.Add("and (p.created_at, p.id) < (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Plan](tx, q.Add("order by p.created_at desc, p.id desc limit ?", f.Limit+1))
}

// SeenIn returns those of the plans that the actor may see, for threads.
func SeenIn(tx *db.Tx, actor access.Actor, ids []string) ([]Plan, error) {
	where, args := actor.Where(RightSee, columns)
	list, err := db.List[Plan](tx, db.Q(planColumns+" where "+where+" and", args...).In("p.id", ids))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list, withReaders(tx, list)
}

// RelabelIn writes the label of a plan; the room labels has asked whether it may be so.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update action_plan set label = $2, version = version + 1, updated_at = $3 where id = $1`, id, string(to), tx.Now())
}

func insertPlan(tx *db.Tx, p Plan) error {
	return tx.Take(`insert into action_plan (id, activity_id, person_id, party_id, topic, from_supervisor, from_office, party_may_see, may_propose, label, state, signed_on, follow_on, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, false, $9, $10, $11, $12, $13, $13)`,
		p.ID, p.ActivityID, p.PersonID, p.PartyID, p.Topic, p.FromSupervisor, p.FromOffice, p.PartyMaySee, string(p.Label), string(p.State), p.SignedOn, p.FollowOn, tx.Now())
}

func updatePlan(tx *db.Tx, p Plan) (int, error) {
	return tx.Affect(`update action_plan set topic = $3, from_supervisor = $4, from_office = $5, party_may_see = $6, may_propose = $7, state = $8, signed_on = $9, follow_on = $10, asked_at = $11,
		reminded_at = $12, followed_on = $13, reason = $14, link_id = $15, version = version + 1, updated_at = $16 where id = $1 and version = $2`,
		p.ID, p.Version, p.Topic, p.FromSupervisor, p.FromOffice, p.PartyMaySee, p.MayPropose, string(p.State), p.SignedOn, p.FollowOn, p.AskedAt, p.RemindedAt, p.FollowedOn, p.Reason, p.LinkID, tx.Now())
}

// setActions writes the actions of a draft anew.
func setActions(tx *db.Tx, planID string, list []ActionDraft) error {
	if err := tx.Exec(`delete from action_plan_action where plan_id = $1`, planID); err != nil {
		return err
	}
	for i, a := range list {
		err := tx.Exec(`insert into action_plan_action (id, plan_id, place, what, with_whom, by_when) values ($1, $2, $3, $4, $5, $6)`, tx.NewID(), planID, i, a.What, a.With, a.By)
		if err != nil {
			return err
		}
	}
	return nil
}

const actionColumns = `select c.id, c.plan_id, c.place, c.what, c.with_whom, c.by_when, c.status, c.changed, c.evidence, c.address, c.file_id, coalesce(f.name, '') as file, c.obstacles, c.outcome_id, c.level
	from action_plan_action c left join file f on f.id = c.file_id`

func actionsOf(tx *db.Tx, planID string) ([]Action, error) {
	return db.All[Action](tx, actionColumns+` where c.plan_id = $1 order by c.place`, planID)
}

func actionsOfPlans(tx *db.Tx, ids []string) (map[string][]Action, error) {
	list, err := db.List[Action](tx, db.Q(actionColumns+` where`).In("c.plan_id", ids).Add("order by c.plan_id, c.place"))
	out := map[string][]Action{}
	for _, a := range list {
		out[a.PlanID] = append(out[a.PlanID], a)
	}
	return out, err
}

func actionIn(tx *db.Tx, planID, id string) (Action, error) {
	a, err := db.One[Action](tx, actionColumns+` where c.plan_id = $1 and c.id = $2`, planID, id)
	return missing(a, err, "action of this plan")
}

func updateAction(tx *db.Tx, a Action) error {
	return tx.Exec(`update action_plan_action set status = $2, changed = $3, evidence = $4, address = $5, file_id = $6, obstacles = $7, outcome_id = $8, level = $9 where id = $1`,
		a.ID, string(a.Status), a.Changed, a.Evidence, a.Address, db.Opt(a.FileID), a.Obstacles, db.Opt(a.OutcomeID), a.Level)
}

func insertStep(tx *db.Tx, actor access.Actor, planID string, v Verb, to State, words string) error {
	return tx.Exec(`insert into action_plan_step (id, plan_id, verb, state_to, words, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.NewID(), planID, string(v), string(to), words, tx.Now(), actor.Key(), actor.Name)
}

func stepsOf(tx *db.Tx, planID string) ([]Step, error) {
	return db.All[Step](tx, `select verb, state_to, words, at, by_name from action_plan_step where plan_id = $1 order by id`, planID)
}

// signedAt are the people who signed a plan off at an activity.
func signedAt(tx *db.Tx, activityID string) (map[string]bool, error) {
	list, err := db.All[string](tx, `select person_id from action_plan where activity_id = $1 and state <> 'draft'`, activityID)
	out := map[string]bool{}
	for _, id := range list {
		out[id] = true
	}
	return out, err
}

func countConfirmed(tx *db.Tx, activityID string) (int, error) {
	return db.One[int](tx, `select count(*) from nomination where activity_id = $1 and state = 'confirmed'`, activityID)
}

// toAsk lists the plans of which somebody may have to be asked, or reminded.
func toAsk(tx *db.Tx, today db.Date, limit int) ([]string, error) {
	return db.All[string](tx, `select id from action_plan where state = 'signed' and follow_on <= $1 and (asked_at is null or reminded_at is null) order by follow_on, id limit $2`, today, limit)
}

// overviewIn counts plans by activity and year; of one activity where it is named.
func overviewIn(tx *db.Tx, actor access.Actor, activityID string) (Overview, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return Overview{}, err
	}
	out := Overview{Activities: []Tally{}, Years: []YearTally{}, Least: max(leastShown, words.Pack.Mechanism.SuppressBelow)}
	where, args := actor.Where(RightSee, columns)
	q := db.Q(`select p.activity_id, a.title as activity, a.starts_on, sum(case when p.state = 'draft' then 1 else 0 end) as begun, sum(case when p.state <> 'draft' then 1 else 0 end) as signed,
		sum(case when p.state <> 'draft' and (p.follow_on <= ? or p.state = 'followed') then 1 else 0 end) as due, sum(case when p.state = 'followed' then 1 else 0 end) as followed,
		sum(case when p.state = 'followed' and exists (select 1 from action_plan_action c where c.plan_id = p.id and c.status in ('done', 'in_part')) then 1 else 0 end) as progress,
		sum((select count(*) from action_plan_action c where c.plan_id = p.id and c.outcome_id is not null)) as outcomes
		from action_plan p join activity a on a.id = p.activity_id join person n on n.id = p.person_id where`, tx.Today()).Add(where, args...)
	if activityID != "" {
		q.Add("and p.activity_id = ?", activityID)
	}
	list, err := db.List[Tally](tx, q.Add("group by p.activity_id, a.title, a.starts_on order by a.starts_on desc, p.activity_id limit 500"))
	for _, t := range list {
		year := string(t.StartsOn)[:4]
		if last := len(out.Years) - 1; last < 0 || out.Years[last].Year != year {
			out.Years = append(out.Years, YearTally{Year: year})
		}
		y := &out.Years[len(out.Years)-1].Tally
		y.Begun, y.Signed, y.Due, y.Followed = y.Begun+t.Begun, y.Signed+t.Signed, y.Due+t.Due, y.Followed+t.Followed
		y.Progress, y.Outcomes = y.Progress+t.Progress, y.Outcomes+t.Outcomes
		t.settle(out.Least)
		out.Activities = append(out.Activities, t)
	}
	for i := range out.Years {
		out.Years[i].settle(out.Least)
	}
	return out, err
}

const taskColumns = `select x.kind, count(*) as count, min(x.due) as due, case when count(*) = 1 then min(x.id) else '' end as id from (`

func officeTasks(tx *db.Tx, actor access.Actor) ([]Task, error) {
	where, args := actor.Where(RightManage, columns)
	q := db.Q(taskColumns+`select p.id, 'follow' as kind, p.follow_on as due from action_plan p join person n on n.id = p.person_id where p.state = 'signed' and p.follow_on < ? and`, tx.Today().AddDays(-21)).Add(where, args...)
	q.Add(`union all select p.id, 'bounce' as kind, null as due from action_plan p join person n on n.id = p.person_id
		join message m on m.once_key in ('plan_reminder:' || p.link_id || ':plan_reminder', 'plan_follow:' || p.link_id || ':plan_follow') where p.state = 'signed' and p.link_id <> '' and m.state = 'failed' and`).Add(where, args...)
	q.Add(`union all select distinct p.id, 'ready' as kind, null as due from action_plan p join person n on n.id = p.person_id join action_plan_action c on c.plan_id = p.id
		where p.state = 'followed' and c.status in ('done', 'in_part') and c.changed <> '' and (c.evidence <> '' or c.address <> '' or c.file_id is not null) and c.outcome_id is null and p.may_propose and`).Add(where, args...)
	return db.List[Task](tx, q.Add(") x group by x.kind order by x.kind"))
}

// ownTasks is what waits for a participant: a plan to write, where a link was sent or it was begun, and what became of one.
func ownTasks(tx *db.Tx, personID string) ([]Task, error) {
	return db.All[Task](tx, `select case when p.state = 'draft' then 'write' else 'report' end as kind, 1 as count, case when p.state = 'draft' then a.ends_on else p.follow_on end as due,
		p.activity_id, a.title as activity from action_plan p join activity a on a.id = p.activity_id
		where p.person_id = $1 and (p.state = 'draft' or p.state = 'signed' and p.follow_on <= $2)
		union select 'write' as kind, 1 as count, a.ends_on as due, a.id as activity_id, a.title as activity from nomination n join activity a on a.id = n.activity_id
		where n.person_id = $1 and n.state = 'confirmed' and exists (select 1 from signed_link l where l.activity_id = a.id and l.person_id = n.person_id and l.purpose = 'plan' and l.revoked_at is null)
		and not exists (select 1 from action_plan p where p.activity_id = a.id and p.person_id = n.person_id) order by 3, 4 limit 50`, personID, tx.Today())
}

// dated is a person with a day.
type dated struct {
	PersonID string  `db:"person_id"`
	On       db.Date `db:"signed_on"`
}

// SignedIn is who signed a plan of an activity, and when, for whoever asks for one to complete it.
func SignedIn(tx *db.Tx, activityID string) (map[string]db.Date, error) {
	rows, err := db.All[dated](tx, `select person_id, signed_on from action_plan where activity_id = $1 and signed_on is not null`, activityID)
	out := make(map[string]db.Date, len(rows))
	for _, r := range rows {
		out[r.PersonID] = r.On
	}
	return out, err
}
