package delegations

import (
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
)

// partsOf lists the parties with seats, an invitation or active people in an activity, in protocol order.
func partsOf(tx *db.Tx, actor access.Actor, activityID string) ([]Delegation, error) {
	type row struct {
		PartyID string `db:"party_id"`
		Party   string `db:"party"`
	}
	where, args := actor.Where(RightSee, access.Columns{Party: "? in (p.id, p.parent_id)", Activity: "x.activity_id = ?"})
	rows, err := db.List[row](tx, db.Q(`select p.id as party_id, p.name as party from (
		select activity_id, party_id from allocation where activity_id = ? and seats > 0
		union select activity_id, party_id from invitation where activity_id = ?
		union select activity_id, party_id from nomination where activity_id = ? and active) x
		join party p on p.id = x.party_id left join term k on k.list = 'party_kind' and k.code = p.kind`, activityID, activityID, activityID).
		Add("where "+where, args...).Add("order by k.position, p.sort_key, p.id"))
	out := make([]Delegation, len(rows))
	for i, r := range rows {
		out[i] = Delegation{PartyID: r.PartyID, Party: r.Party}
	}
	return out, err
}

const taskActivity = `select ac.id as activity_id, ac.title as activity, ac.time_zone, `

type taskRow struct {
	ActivityID string  `db:"activity_id"`
	Activity   string  `db:"activity"`
	TimeZone   string  `db:"time_zone"`
	Due        db.Time `db:"due"`
	PartyID    string  `db:"party_id"`
	Party      string  `db:"party"`
	Count      int     `db:"count"`
	Questions  int     `db:"questions"`
	PersonID   string  `db:"person_id"`
}

func (r taskRow) task(kind string) Task {
	return Task{
		Kind: kind, ActivityID: r.ActivityID, Activity: r.Activity, TimeZone: r.TimeZone, Due: r.Due,
		PartyID: r.PartyID, Party: r.Party, PersonID: r.PersonID, Count: r.Count,
	}
}

var activityAccess = access.Columns{Activity: "ac.id = ?", Party: "exists (select 1 from activity_party ap where ap.activity_id = ac.id and ap.party_id = ?)"}

// officeTasks is what waits for the secretariat, over the activities that are not over.
func officeTasks(tx *db.Tx, actor access.Actor) ([]Task, error) {
	where, args := actor.Where(RightScreen, activityAccess)
	var out []Task
	for _, t := range []struct{ kind, query string }{
		{TaskScreen, taskActivity + `ac.nomination_deadline as due, count(*) as count from nomination n join activity ac on ac.id = n.activity_id
			where n.state = 'nominated'`},
		{TaskUnheard, taskActivity + `ac.nomination_deadline as due, count(*) as count from invitation i join activity ac on ac.id = i.activity_id
			where i.state = 'sent' and ac.nomination_deadline is not null and ac.nomination_deadline < ?`},
	} {
		q := db.Q("")
		if t.kind == TaskUnheard {
			q.Add(t.query, tx.Now())
		} else {
			q.Add(t.query)
		}
		rows, err := db.List[taskRow](tx, q.Add("and ac.state in ('planned', 'open')").Add("and "+where, args...).
			Add(`group by ac.id, ac.title, ac.time_zone, due order by due nulls last, ac.starts_on limit 50`))
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out = append(out, r.task(t.kind))
		}
	}
	return out, nil
}

// partyTasks is what waits for a focal point: questions first, then seats.
func partyTasks(tx *db.Tx, actor access.Actor) ([]Task, error) {
	where, args := actor.Where(RightNominate, access.Columns{Party: "? in (p.id, p.parent_id)", Activity: "n.activity_id = ?"})
	rows, err := db.List[taskRow](tx, db.Q(taskActivity+`n.party_id, p.name as party, ac.nomination_deadline as due, count(*) as count
		from nomination n join activity ac on ac.id = n.activity_id join party p on p.id = n.party_id
		where n.state = 'queried' and ac.state in ('planned', 'open')`).Add("and "+where, args...).
		Add("group by ac.id, ac.title, ac.time_zone, n.party_id, p.name, ac.nomination_deadline order by ac.nomination_deadline nulls last limit 50"))
	if err != nil {
		return nil, err
	}
	var out []Task
	for _, r := range rows {
		out = append(out, r.task(TaskQuestion))
	}
	seats, err := seatsOfParties(tx, actor, activities.Open)
	for _, t := range seats {
		if t.Count > 0 {
			out = append(out, t)
		}
	}
	return out, err
}

// seatsOfParties counts the free seats of the actor's parties in each activity that is not over. For tasks, those
// whose deadline is over or that the party declined are left out.
func seatsOfParties(tx *db.Tx, actor access.Actor, upTo activities.State) ([]Task, error) {
	where, args := actor.Where(RightNominate, allocationAccess)
	q := db.Q(taskActivity+`a.party_id, p.name as party, ac.nomination_deadline as due, sum(a.seats) - sum(coalesce(t.taken, 0)) as count
		from allocation a join activity ac on ac.id = a.activity_id join party p on p.id = a.party_id
		left join invitation i on i.activity_id = a.activity_id and i.party_id = a.party_id
		left join (select allocation_id, count(*) as taken from nomination where state in ('nominated', 'queried', 'confirmed')
			group by allocation_id) t on t.allocation_id = a.id
		where a.seats > 0 and i.id is not null`).Add("and "+where, args...)
	if upTo == activities.Open {
		q.Add("and ac.state in ('planned', 'open') and i.state <> 'declined' and (ac.nomination_deadline is null or ac.nomination_deadline >= ?)", tx.Now())
	} else {
		q.Add("and ac.state <> 'cancelled'")
	}
	rows, err := db.List[taskRow](tx, q.Add(`group by ac.id, ac.title, ac.time_zone, ac.starts_on, a.party_id, p.name, ac.nomination_deadline
		order by ac.starts_on desc, p.name limit 200`))
	out := make([]Task, len(rows))
	for i, r := range rows {
		out[i] = r.task(TaskFill)
	}
	return out, err
}
