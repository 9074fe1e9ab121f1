package ties

import (
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/labels"
)

var (
	ofParty    = access.Columns{Party: "? in (p.id, p.parent_id)"}
	ofActivity = access.Columns{Party: "'' <> ?", Activity: "a.id = ?", Label: "a.label", Named: labels.Named(activities.Kind, "a.id")}
)

// met begins a query with "up", the party of the top level of each, and "met", the connections of two parties of the top level
// that were made until the end of the span, by encounters that may be named; was tells whether they were there before.
func met(actor access.Actor, when span) *db.Query {
	where, args := actor.Where(connections.RightSee, connections.Columns)
	q := db.Q(`with recursive up (id, top) as (
		select id, id from party where parent_id is null
		union all select p.id, up.top from up join party p on p.parent_id = up.id),
		noted (connection_id, was) as materialized (select e.connection_id, max(case when e.at < ? then 1 else 0 end) from encounter e where not e.unnamed`, when.begins)
	if when.activity == "" {
		q.Add("and e.at < ?", when.end)
	} else {
		q.Add("and (e.at < ? or e.activity_id = ?)", when.begins, when.activity)
	}
	return q.Add(`group by e.connection_id), met (connection_id, one, two, one_person, two_person, was) as (
		select c.id, uo.top, ut.top, o.person_id, t.person_id, noted.was from noted join connection c on c.id = noted.connection_id
		join connection_side o on o.connection_id = c.id join connection_side t on t.connection_id = c.id and t.person_id > o.person_id
		join up uo on uo.id = o.party_id join up ut on ut.id = t.party_id where uo.top <> ut.top and `+where+")", args...)
}

// pairsIn counts the connections by pair of parties, the smaller id first.
func pairsIn(tx *db.Tx, actor access.Actor, when span) ([]Pair, error) {
	return db.List[Pair](tx, met(actor, when).Add(`select case when one < two then one else two end as one, case when one < two then two else one end as two,
		sum(was) as was, count(*) as now from met
		group by case when one < two then one else two end, case when one < two then two else one end order by count(*) desc, 1, 2`))
}

// persons is how many people of a party met somebody of another.
type persons struct {
	PartyID string `db:"party_id"`
	Was     int    `db:"was"`
	Now     int    `db:"now"`
}

func peopleIn(tx *db.Tx, actor access.Actor, when span) ([]persons, error) {
	return db.List[persons](tx, met(actor, when).Add(`select party_id, sum(was) as was, count(*) as now from (
		select party_id, person_id, max(was) as was from (
			select one as party_id, one_person as person_id, was from met union all select two, two_person, was from met) s
		group by party_id, person_id) p group by party_id`))
}

// found is a party, and whether it held a status, or that which is asked for.
type found struct {
	Party
	Held bool `db:"held"`
}

func partiesIn(tx *db.Tx, actor access.Actor, day db.Date, status string) ([]found, error) {
	where, args := actor.Where(connections.RightSee, ofParty)
	q := db.Q(`select p.id, p.name, p.short_name, p.iso, p.region, coalesce(k.counts, '') in ('state', 'territory') as country,
		exists (select 1 from membership m where m.party_id = p.id and (m.valid_from is null or m.valid_from <= ?) and (m.valid_to is null or m.valid_to >= ?)`, day, day)
	if status != "" {
		q.Add("and m.status = ?", status)
	}
	q.Add(`) as held from party p left join term k on k.list = 'party_kind' and k.code = p.kind where p.parent_id is null and `+where, args...)
	return db.List[found](tx, q.Add("order by p.sort_key, p.id limit 5000"))
}

// unnamedIn counts the encounters under the Chatham House Rule of the span.
func unnamedIn(tx *db.Tx, when span) (int, error) {
	q := db.Q("select count(*) from encounter e where e.unnamed")
	if when.activity == "" {
		q.Add("and e.at < ?", when.end)
	} else {
		q.Add("and (e.at < ? or e.activity_id = ?)", when.begins, when.activity)
	}
	return db.Only[int](tx, q)
}

func activitiesIn(tx *db.Tx, actor access.Actor) ([]Choice, error) {
	where, args := actor.Where(connections.RightSee, ofActivity)
	return db.List[Choice](tx, db.Q(`select a.id, a.title, a.starts_on from activity a where exists (select 1 from encounter e where e.activity_id = a.id) and `+where, args...).
		Add("order by a.starts_on desc, a.id desc limit 300"))
}
