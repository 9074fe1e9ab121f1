package overview

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/secondments"
	"counterpart/internal/secondments/stages"
)

const waitColumns = `select x.kind, count(*) as count, min(x.due) as due, case when count(*) = 1 then min(x.id) else '' end as id from (`

const waitGroup = `) x group by x.kind order by x.kind`

// dossierFrom is what the access rule looks at.
const dossierFrom = ` from secondment s join person pe on pe.id = s.person_id where `

// officeWaits is what waits for the secretariat.
func officeWaits(tx *db.Tx, actor access.Actor) ([]Waiting, error) {
	today := tx.Today()
	terms, termArgs := actor.Where(secondments.RightEdit, secondments.AssignmentColumns)
	where, args := actor.Where(secondments.RightEdit, secondments.Columns(today))
	q := db.Q(waitColumns + `select a.id, 'issue' as kind, a.due_on as due from assignment a where a.state = 'approved' and`)
	q.Add(terms, termArgs...)
	q.Add(`union all select a.id, 'fill', a.due_on from assignment a where a.state = 'closed' and not exists (select 1 from secondment n where n.assignment_id = a.id and n.state not in (`+
		stages.Quoted(stages.Those(secondments.State.Final))+`)) and `+terms, termArgs...)
	q.Add(`union all select s.id, case when s.state = 'nominated' then 'screen' else 'handle' end, s.due_on`+dossierFrom+`s.state in (`+
		stages.Quoted(stages.Those(func(s secondments.State) bool { return s.Owner() == secondments.ByOffice && s != secondments.Reserve }))+`) and (s.due_on is null or s.due_on >= ?) and `+where, append([]any{today}, args...)...)
	q.Add(`union all select s.id, 'late', s.due_on`+dossierFrom+`s.due_on < ? and s.state not in (`+stages.Quoted(stages.Those(secondments.State.Final))+`) and `+where, append([]any{today}, args...)...)
	q.Add(`union all select s.id, 'lapse', f.valid_until from secondment_formality f join secondment s on s.id = f.secondment_id join person pe on pe.id = s.person_id
		where f.warned_on is not null and s.state in ('formalities', 'in_post') and `+where, args...)
	return db.List[Waiting](tx, q.Add(waitGroup))
}

// managerWaits is what waits for a Co-Manager: terms and later ends that somebody else wrote and that the actor has not approved.
func managerWaits(tx *db.Tx, actor access.Actor) ([]Waiting, error) {
	terms, termArgs := actor.Where(secondments.RightApprove, secondments.AssignmentColumns)
	where, args := actor.Where(secondments.RightApprove, secondments.Columns(tx.Today()))
	q := db.Q(waitColumns+`select a.id, 'approve' as kind, a.due_on as due from assignment a where a.state = 'submitted' and a.author_by <> ?
		and not exists (select 1 from secondment_approval v where v.kind = 'assignment' and v.record_id = a.id and v.by_actor = ?) and`, actor.Key(), actor.Key())
	q.Add(terms, termArgs...)
	q.Add(`union all select s.id, 'extend', s.end_on from secondment_change c join secondment s on s.id = c.secondment_id join person pe on pe.id = s.person_id
		where c.state = 'proposed' and c.by_actor <> ? and not exists (select 1 from secondment_approval v where v.kind = 'change' and v.record_id = c.id and v.by_actor = ?) and `+where,
		append([]any{actor.Key(), actor.Key()}, args...)...)
	return db.List[Waiting](tx, q.Add(waitGroup))
}

// panelWaits are the candidates about whom the actor has not spoken, and the reports that the actor owes as a supervisor.
func panelWaits(tx *db.Tx, actor access.Actor) ([]Waiting, error) {
	if actor.Account == "" {
		return nil, nil
	}
	where, args := actor.Where(secondments.RightScore, secondments.Columns(tx.Today()))
	q := db.Q(waitColumns+`select s.id, 'score' as kind, s.due_on as due from assignment_panel m join secondment s on s.assignment_id = m.assignment_id and s.state = 'screened'
		join person pe on pe.id = s.person_id left join secondment_stance t on t.secondment_id = s.id and t.account_id = m.account_id
		where m.account_id = ? and (t.account_id is null or not t.conflict and t.scored_at is null) and `+where, append([]any{actor.Account}, args...)...)
	q.Add(`union all select s.id, 'supervise', s.due_on`+dossierFrom+`s.state = 'ended' and s.supervisor = ?
		and not exists (select 1 from secondment_step h where h.kind = 'secondment' and h.record_id = s.id and h.verb = 'report_host') and `+where, append([]any{actor.Account}, args...)...)
	return db.List[Waiting](tx, q.Add(waitGroup))
}

// partyWaits are the calls open to the actor's parties in which they have named nobody, and the offers to answer.
func partyWaits(tx *db.Tx, actor access.Actor) ([]Waiting, error) {
	mine := actor.Parties(access.FocalPoint)
	if len(mine) == 0 {
		return nil, nil
	}
	where, args := actor.Where(secondments.RightNominate, secondments.Columns(tx.Today()))
	terms, termArgs := actor.Where(secondments.RightNominate, secondments.AssignmentColumns)
	q := db.Q(waitColumns+`select a.id, 'nominate' as kind, a.closes_on as due from assignment a where a.state = 'open' and a.closes_on >= ? and `+terms, append([]any{tx.Today()}, termArgs...)...)
	q.Add(`and not exists (select 1 from secondment n where n.assignment_id = a.id and n.state <> 'withdrawn' and`).In("n.party_id", mine)
	q.Add(`) union all select s.id, 'answer', s.due_on`+dossierFrom+`s.state = 'offered' and `+where, args...)
	return db.List[Waiting](tx, q.Add(waitGroup))
}

// ownWaits is what waits for a secondee: formalities to bring, and the report at the end.
func ownWaits(tx *db.Tx, actor access.Actor) ([]Waiting, error) {
	if actor.Person == "" {
		return nil, nil
	}
	where, args := actor.Where(secondments.RightOwn, secondments.Columns(tx.Today()))
	q := db.Q(waitColumns+`select distinct s.id, 'own' as kind, s.start_on as due`+dossierFrom+`s.state = 'formalities' and s.person_id = ?
		and exists (select 1 from secondment_formality f where f.secondment_id = s.id and f.owner = 'secondee' and f.seen_on is null) and `+where, append([]any{actor.Person}, args...)...)
	q.Add(`union all select s.id, 'own_report', s.due_on`+dossierFrom+`s.state = 'ended' and s.person_id = ?
		and not exists (select 1 from secondment_step h where h.kind = 'secondment' and h.record_id = s.id and h.verb = 'report_own') and `+where, append([]any{actor.Person}, args...)...)
	return db.List[Waiting](tx, q.Add(waitGroup))
}
