package reach

import (
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// tops leads from each party to the one of the top level that it is inside; insides to each that it is inside, and to itself.
const (
	tops = `up (id, top) as (
		select id, id from party where parent_id is null
		union all select p.id, up.top from up join party p on p.parent_id = up.id)`
	insides = `up (id, top) as (
		select id, id from party
		union all select up.id, p.parent_id from up join party p on p.id = up.top where p.parent_id is not null)`
)

func partiesIn(tx *db.Tx, actor access.Actor) ([]Party, error) {
	where, args := actor.Where(RightSee, ofParty)
	return db.List[Party](tx, db.Q(`select p.id, p.name, p.kind, p.region, p.iso, p.sort_key from party p where p.parent_id is null and `+where, args...).
		Add("order by p.sort_key, p.id limit 5000"))
}

// status is a membership.
type status struct {
	PartyID string  `db:"party_id"`
	Status  string  `db:"status"`
	From    db.Date `db:"valid_from"`
	To      db.Date `db:"valid_to"`
}

// statuses are all memberships by party, the latest first.
func statuses(tx *db.Tx) (map[string][]status, error) {
	list, err := db.All[status](tx, `select party_id, status, valid_from, valid_to from membership order by party_id, valid_from desc nulls last, id`)
	out := map[string][]status{}
	for _, s := range list {
		out[s.PartyID] = append(out[s.PartyID], s)
	}
	return out, err
}

// statusAt is the status on a day, and since when it is held.
func statusAt(held []status, day db.Date) (code string, since db.Date) {
	for _, s := range held {
		if (s.From == "" || s.From <= day) && (s.To == "" || s.To >= day) {
			return s.Status, s.From
		}
	}
	return "", ""
}

// counting begins a query with "acts", the activities that count, and "did", what the measures count at them.
func counting(actor access.Actor, up string, f Filter) *db.Query {
	where, args := actor.Where(RightSee, ofActivity)
	q := db.Q("with recursive " + up + ", acts (id, day) as materialized (select a.id, a.starts_on from activity a where a.state <> 'cancelled'")
	q.Add("and "+where, args...)
	if f.From > 0 {
		q.Add("and a.starts_on >= ? and a.starts_on <= ?", f.first(), f.last())
	}
	if f.ActivityKind != "" {
		q.Add("and a.kind = ?", f.ActivityKind)
	}
	if f.Area != "" {
		q.Add("and exists (select 1 from activity_area aa where aa.activity_id = a.id and aa.area = ?)", f.Area)
	}
	parts := make([]string, len(Measures))
	for i, m := range Measures {
		parts[i] = "select " + strconv.Itoa(i) + " as measure, m.* from (" + m.rows + ") m"
	}
	return q.Add("), did (measure, party_id, activity_id, day, n) as (" + strings.Join(parts, " union all ") + ")")
}

// tallied is one measure of one party in one year.
type tallied struct {
	Measure    int     `db:"measure"`
	PartyID    string  `db:"party_id"`
	Year       string  `db:"year"`
	Activities int     `db:"activities"`
	People     int     `db:"people"`
	First      db.Date `db:"first_on"`
	Last       db.Date `db:"last_on"`
}

// tally counts every measure by party of the top level and year. An activity counts once for a party, however many of the
// parties inside it took part.
func tally(tx *db.Tx, actor access.Actor, f Filter) (map[string]map[int]Counts, error) {
	list, err := db.List[tallied](tx, counting(actor, tops, f).Add(`select did.measure, up.top as party_id, substr(did.day, 1, 4) as year,
		count(distinct did.activity_id) as activities, sum(did.n) as people, min(did.day) as first_on, max(did.day) as last_on
		from did join up on up.id = did.party_id group by did.measure, up.top, substr(did.day, 1, 4)`))
	out := map[string]map[int]Counts{}
	for _, t := range list {
		year, bad := strconv.Atoi(t.Year)
		if bad != nil {
			return nil, bad
		}
		if out[t.PartyID] == nil {
			out[t.PartyID] = map[int]Counts{}
		}
		if out[t.PartyID][year] == nil {
			out[t.PartyID][year] = Counts{}
		}
		out[t.PartyID][year][Measures[t.Measure].Key] = Count{Activities: t.Activities, People: t.People, First: t.First, Last: t.Last}
	}
	return out, err
}

// lately is what the seats of an activity are given by: one row for a party and measure, of the activities before it.
type lately struct {
	Measure int     `db:"measure"`
	PartyID string  `db:"party_id"`
	Recent  int     `db:"recent"`
	Last    db.Date `db:"last_on"`
}

// latelyBefore counts for every party, agencies too, what came before a day; recent is what came since another.
func latelyBefore(tx *db.Tx, actor access.Actor, except string, before, since db.Date) ([]lately, error) {
	return db.List[lately](tx, counting(actor, insides, Filter{}).Add(`select did.measure, up.top as party_id,
		count(distinct case when did.day >= ? then did.activity_id end) as recent, max(did.day) as last_on
		from did join up on up.id = did.party_id where did.day <= ? and did.activity_id <> ?
		group by did.measure, up.top`, since, before, except))
}

// inside is a party with those inside it.
type inside struct {
	ID   string `db:"id"`
	Name string `db:"name"`
}

func insideOf(tx *db.Tx, partyID string) ([]inside, error) {
	return db.All[inside](tx, `with recursive down (id) as (select id from party where id = $1 union all select p.id from down join party p on p.parent_id = down.id)
		select p.id, p.name from down join party p on p.id = down.id order by case when p.id = $1 then 0 else 1 end, p.sort_key, p.id`, partyID)
}

// part is how many people of one group were named and came, once for each activity.
type part struct {
	Of    string `db:"of"`
	Named int    `db:"named"`
	Came  int    `db:"came"`
}

// partsOf counts those named for the seats of the parties, by what the column holds.
func partsOf(tx *db.Tx, actor access.Actor, column string, partyIDs []string, f Filter) ([]part, error) {
	where, args := actor.Where(RightSee, ofActivity)
	q := db.Q(`select of, count(*) as named, sum(came) as came from (select n.activity_id, n.person_id, `+column+` as of,
		max(case when exists (select 1 from checkin c where c.nomination_id = n.id and c.direction = 'in' and c.void_reason = '') then 1 else 0 end) as came
		from nomination n join activity a on a.id = n.activity_id where a.state <> 'cancelled' and a.starts_on >= ? and a.starts_on <= ? and`, f.first(), f.last()).
		In("n.party_id", partyIDs).Add("and "+where, args...)
	return db.List[part](tx, q.Add("group by n.activity_id, n.person_id, "+column+") x group by of order by count(*) desc, of"))
}

// sexed is how many came of one sex, by party of the top level and year, once for each activity.
type sexed struct {
	PartyID string `db:"party_id"`
	Year    string `db:"year"`
	Sex     string `db:"sex"`
	People  int    `db:"people"`
}

func sexesOf(tx *db.Tx, actor access.Actor) ([]sexed, error) {
	where, args := actor.Where(RightSee, ofActivity)
	q := db.Q("with recursive "+tops+`, acts (id, year) as materialized (select a.id, substr(a.starts_on, 1, 4) from activity a where a.state <> 'cancelled' and `+where+")", args...)
	return db.List[sexed](tx, q.Add(`select up.top as party_id, a.year, case when pe.sex in ('f', 'm', 'x') then pe.sex else '' end as sex, count(*) as people
		from (select distinct party_id, activity_id, person_id from checkin where direction = 'in' and void_reason = '') c
		join acts a on a.id = c.activity_id join up on up.id = c.party_id join person pe on pe.id = c.person_id
		group by up.top, a.year, case when pe.sex in ('f', 'm', 'x') then pe.sex else '' end`))
}
