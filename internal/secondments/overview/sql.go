package overview

import (
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/secondments"
)

// stays are those of dossiers, and the assignments whose places nobody has yet.
func stays(tx *db.Tx, actor access.Actor, from, to db.Date) ([]Stay, error) {
	where, args := actor.Where(secondments.RightSee, secondments.Columns(tx.Today()))
	q := db.Q(`select s.id, coalesce(s.desk_id, '') as desk_id, s.year, s.serial, s.start_on as from_on, s.end_on as to_on, false as planned from secondment s join person pe on pe.id = s.person_id
		where s.start_on <= ? and s.end_on >= ? and s.state in ('offered', 'accepted', 'formalities', 'in_post', 'ended', 'reported', 'debriefed', 'returned') and `+where, append([]any{to, from}, args...)...)
	terms, termArgs := actor.Where(secondments.RightSee, secondments.AssignmentColumns)
	q.Add(`union all select a.id, coalesce(a.desk_id, ''), a.year, a.serial, a.from_on, a.to_on, true from assignment a where a.from_on <= ? and a.to_on >= ? and a.state in ('approved', 'open', 'closed')
		and `+terms+` and a.places > (select count(*) from secondment s where s.assignment_id = a.id and s.state in ('offered', 'accepted', 'formalities', 'in_post', 'ended', 'reported', 'debriefed', 'returned'))
		order by from_on, id`, append([]any{to, from}, termArgs...)...)
	list, err := db.List[Stay](tx, q)
	for i, x := range list {
		kind := "S"
		if x.Planned {
			kind = "A"
		}
		list[i].Reference = fmt.Sprintf("%s %d/%d", kind, x.Year, x.Serial)
	}
	return list, err
}

func costs(tx *db.Tx) ([]CostYear, error) {
	return db.All[CostYear](tx, `select c.year, case when c.amount = 0 then '' else c.currency end as currency, sum(case when c.bearer = 'state' then c.amount else 0 end) as state,
		sum(case when c.bearer = 'host' then c.amount else 0 end) as host, sum(case when c.bearer = 'mechanism' then c.amount else 0 end) as mechanism, count(*) as lines
		from assignment_cost c join assignment a on a.id = c.assignment_id where a.state in ('approved', 'open', 'closed', 'filled')
		group by c.year, case when c.amount = 0 then '' else c.currency end order by c.year desc, currency`)
}

type party struct {
	ID   string `db:"id"`
	Name string `db:"name"`
}

// members are the parties that are members today.
func members(tx *db.Tx) ([]party, error) {
	return db.All[party](tx, `select p.id, p.name from party p where p.parent_id is null and exists (select 1 from membership m join term t on t.list = 'membership_status' and t.code = m.status
		where m.party_id = p.id and t.counts = 'member' and (m.valid_from is null or m.valid_from <= $1) and (m.valid_to is null or m.valid_to >= $1)) order by p.name, p.id`, tx.Today())
}

// service is one dossier, and when its officer was in post.
type service struct {
	ID      string  `db:"id"`
	PartyID string  `db:"party_id"`
	From    db.Date `db:"from_on"`
	To      db.Date `db:"to_on"`
	Posted  bool    `db:"posted"`
}

func posted(tx *db.Tx, actor access.Actor) ([]service, error) {
	where, args := actor.Where(secondments.RightSee, secondments.Columns(tx.Today()))
	q := db.Q(`select s.id, s.party_id, s.start_on as from_on, case when s.state = 'withdrawn' and s.since < s.end_on then s.since else s.end_on end as to_on,
		exists (select 1 from secondment_step h where h.kind = 'secondment' and h.record_id = s.id and h.verb = 'begin') as posted
		from secondment s join person pe on pe.id = s.person_id where `+where, args...)
	return db.List[service](tx, q.Add("order by s.start_on, s.id"))
}
