package attendance

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

// openDesks lists the activities of today and tomorrow that the actor may check people in at.
func openDesks(tx *db.Tx, actor access.Actor) ([]OpenDesk, error) {
	where, args := actor.Where(RightScan, access.Columns{Activity: "a.id = ?", Party: activities.OfParty("a.id")})
	q := db.Q("select a.id, a.title, a.place, a.starts_on from activity a").Add("where "+where, args...)
	q.Add("and a.state in ('planned', 'open') and a.starts_on <= ? and a.ends_on >= ?", tx.Today().AddDays(1), tx.Today())
	return db.List[OpenDesk](tx, q.Add("order by a.starts_on, a.title limit 50"))
}

func sessionsOf(tx *db.Tx, activityID string) ([]Session, error) {
	return db.All[Session](tx, `select s.id, s.title, s.starts_at, s.ends_at, s.capacity, (s.chatham or a.chatham) as chatham
		from activity_session s join activity a on a.id = s.activity_id where s.activity_id = $1 order by s.starts_at, s.id`, activityID)
}

func findGuest(tx *db.Tx, nominationID string) (guest, error) {
	g, err := db.One[guest](tx, `select n.id, n.activity_id, n.state, n.person_id, n.party_id, n.allocation_id, n.category, n.position,
		pe.given, pe.address_form, pe.native_name, pa.name as party, fr.name as from_party, al.room_cap
		from nomination n join person pe on pe.id = n.person_id join party pa on pa.id = n.party_id
		join party fr on fr.id = n.from_party_id join allocation al on al.id = n.allocation_id
		where n.id = $1`, nominationID)
	if errors.Is(err, db.ErrNone) {
		return guest{}, fault.Missing("nomination")
	}
	return g, err
}

// lastAt ends a subquery on the last valid check-in of nomination n at a place, given as "?".
const lastAt = ` from checkin c where c.nomination_id = n.id and c.void_reason = '' and coalesce(c.session_id, '') = ?
	order by c.at desc, c.id desc limit 1`

func insideOfAllocation(tx *db.Tx, allocationID, sessionID string) (int, error) {
	return db.Only[int](tx, db.Q(`select count(*) from nomination n where n.allocation_id = ?
		and (select c.direction`+lastAt+`) = 'in'`, allocationID, sessionID))
}

func insideOfSession(tx *db.Tx, activityID, sessionID string) (int, error) {
	return db.Only[int](tx, db.Q(`select count(*) from nomination n where n.activity_id = ?
		and (select c.direction`+lastAt+`) = 'in'`, activityID, sessionID))
}

const checkinColumns = `select id, activity_id, session_id, nomination_id, direction, at, void_reason from checkin`

func checkinByID(tx *db.Tx, id string) (checkin, error) {
	return db.One[checkin](tx, checkinColumns+` where id = $1`, id)
}

// lastCheckin is the last valid check-in at the place up to the time, or none.
func lastCheckin(tx *db.Tx, nominationID, sessionID string, until db.Time) (checkin, error) {
	c, err := db.One[checkin](tx, checkinColumns+` where nomination_id = $1 and coalesce(session_id, '') = $2 and void_reason = ''
		and at <= $3 order by at desc, id desc limit 1`, nominationID, sessionID, until)
	if errors.Is(err, db.ErrNone) {
		return checkin{}, nil
	}
	return c, err
}

func insertCheckin(tx *db.Tx, actor access.Actor, d ScanDraft, g guest) error {
	return tx.Exec(`insert into checkin (id, activity_id, session_id, nomination_id, person_id, party_id, direction, method, at, by_actor)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		d.ID, d.ActivityID, db.Opt(d.SessionID), g.NominationID, g.PersonID, g.PartyID, d.Direction, d.Method, d.At, actor.Key())
}

func voidCheckin(tx *db.Tx, id, reason string) error {
	return tx.Exec(`update checkin set void_reason = $2 where id = $1`, id, reason)
}

func findBadge(tx *db.Tx, code string) (badgeRow, error) {
	return db.One[badgeRow](tx, `select code, activity_id, nomination_id, issued_at, revoked_at from badge where code = $1`, code)
}

// withoutBadge lists the nominations confirmed to come in person that have no valid badge.
func withoutBadge(tx *db.Tx, activityID string) ([]string, error) {
	return db.All[string](tx, `select n.id from nomination n where n.activity_id = $1 and n.state = 'confirmed'
		and not exists (select 1 from badge b where b.nomination_id = n.id and b.revoked_at is null)
		and not exists (select 1 from term t where t.list = 'mode' and t.code = n.mode and t.counts = 'remote')
		order by n.id`, activityID)
}

func insertBadge(tx *db.Tx, code, activityID, nominationID string) error {
	return tx.Exec(`insert into badge (code, activity_id, nomination_id, issued_at) values ($1, $2, $3, $4)`,
		code, activityID, nominationID, tx.Now())
}

func revokeBadges(tx *db.Tx, nominationID string) (int, error) {
	return tx.Affect(`update badge set revoked_at = $2 where nomination_id = $1 and revoked_at is null`, nominationID, tx.Now())
}

// openTo narrows a query over nominations n to those whose person's label lets the actor see who it is.
func openTo(q *db.Query, actor access.Actor, right access.Right) *db.Query {
	where, args := actor.Where(right, delegations.Columns)
	return q.Add("and "+where, args...)
}

func badgesOf(tx *db.Tx, actor access.Actor, activityID, nominationID string) ([]Badge, error) {
	q := db.Q(`select n.id as nomination_id, n.person_id, pe.given, pe.address_form, pe.native_name, pe.native_lang, pe.alias, n.position,
		pa.name as party, fr.name as from_party, n.category, n.mode, b.code, b.issued_at, pe.sort_key,
		(select count(*) from badge o where o.nomination_id = n.id and o.revoked_at is not null) as revoked
		from nomination n join person pe on pe.id = n.person_id join party pa on pa.id = n.party_id
		join party fr on fr.id = n.from_party_id
		left join badge b on b.nomination_id = n.id and b.revoked_at is null
		where n.activity_id = ? and n.state = 'confirmed'`, activityID)
	if nominationID != "" {
		q.Add("and n.id = ?", nominationID)
	}
	openTo(q, actor, RightBadge)
	return db.List[Badge](tx, q.Add("order by pa.sort_key, pa.id, n.head desc, n.rank, pe.sort_key, n.id"))
}

func countParties(tx *db.Tx, activityID, sessionID string) ([]PartyCount, error) {
	return db.List[PartyCount](tx, db.Q(`select p.id as party_id, p.name as party,
		sum(case when g.state = 'confirmed' then 1 else 0 end) as confirmed,
		sum(case when g.first_at is not null then 1 else 0 end) as came,
		sum(case when g.place = 'in' then 1 else 0 end) as inside,
		min(g.first_at) as first_at,
		sum(case when g.head and g.state = 'confirmed' then 1 else 0 end) as heads,
		sum(case when g.head and g.state = 'confirmed' and g.first_at is not null then 1 else 0 end) as heads_came
		from (select n.party_id, n.state, n.head,
			(select min(c.at) from checkin c where c.nomination_id = n.id and c.direction = 'in' and c.void_reason = '') as first_at,
			(select c.direction`+lastAt+`) as place
			from nomination n where n.activity_id = ?) g
		join party p on p.id = g.party_id
		where g.state = 'confirmed' or g.first_at is not null
		group by p.id, p.name, p.sort_key order by p.sort_key, p.id`, sessionID, activityID))
}

// registerColumns reads lines with the name of who recorded them: of the account, of the link, or the key itself.
const registerColumns = `select c.id, c.at, c.direction, s.title as session, c.nomination_id, c.person_id, pe.given, pe.address_form,
	pe.native_name, pa.name as party, c.method, c.void_reason, coalesce(s.chatham or sa.chatham, false) as chatham, coalesce(ac.name, sl.name, c.by_actor) as by_name
	from checkin c join nomination n on n.id = c.nomination_id join person pe on pe.id = c.person_id join party pa on pa.id = c.party_id
	left join activity_session s on s.id = c.session_id left join activity sa on sa.id = s.activity_id
	left join account ac on ac.id = substr(c.by_actor, 9) and c.by_actor like 'account:%'
	left join signed_link sl on sl.id = substr(c.by_actor, 6) and c.by_actor like 'link:%'`

func listRegister(tx *db.Tx, actor access.Actor, f RegisterFilter) ([]Line, error) {
	q := openTo(db.Q(registerColumns).Add("where c.activity_id = ? "+unattributed, f.ActivityID), actor, RightSee)
	for _, narrow := range []struct{ column, value string }{
		{"c.session_id", f.SessionID}, {"c.party_id", f.PartyID}, {"c.person_id", f.PersonID},
	} {
		if narrow.value != "" {
			q.Add("and "+narrow.column+" = ?", narrow.value)
		}
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, kindPerson, "c.person_id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (c.at, c.id) < (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Line](tx, q.Add("order by c.at desc, c.id desc limit ?", f.Limit+1))
}

// unattributed leaves out check-ins at sessions under the Chatham House Rule.
const unattributed = "and (c.session_id is null or not (s.chatham or sa.chatham))"

func countedSessions(tx *db.Tx, activityID string) ([]Counted, error) {
	return db.All[Counted](tx, `select s.title as session, count(distinct c.nomination_id) as people
		from activity_session s join activity sa on sa.id = s.activity_id
		left join checkin c on c.session_id = s.id and c.direction = 'in' and c.void_reason = ''
		where s.activity_id = $1 and (s.chatham or sa.chatham) group by s.id, s.title, s.starts_at order by s.starts_at, s.id`, activityID)
}

func wholeRegister(tx *db.Tx, actor access.Actor, activityID string) ([]Line, error) {
	q := openTo(db.Q(registerColumns).Add("where c.activity_id = ? "+unattributed, activityID), actor, RightExport)
	return db.List[Line](tx, q.Add("order by c.at, c.id"))
}

func findLine(tx *db.Tx, actor access.Actor, activityID, id string) (Line, error) {
	l, err := db.Only[Line](tx, openTo(db.Q(registerColumns).Add("where c.activity_id = ? and c.id = ?", activityID, id), actor, RightSee))
	if errors.Is(err, db.ErrNone) {
		return Line{}, fault.Missing("check-in")
	}
	return l, err
}

func searchGuests(tx *db.Tx, actor access.Actor, activityID, sessionID, query string) ([]Guest, error) {
	words := names.QueryTerms(query)
	if len(words) == 0 {
		return nil, nil
	}
	q := db.Q(`select n.id, n.state, pe.given, pe.address_form, pe.native_name, pe.native_lang, n.position, pa.name as party,
		fr.name as from_party, exists (select 1 from badge b where b.nomination_id = n.id and b.revoked_at is null) as badge,
		(select c.direction`+lastAt+`) as last, (select c.at`+lastAt+`) as last_at
		from nomination n join person pe on pe.id = n.person_id join party pa on pa.id = n.party_id
		join party fr on fr.id = n.from_party_id where n.activity_id = ?`, sessionID, sessionID, activityID)
	search.Matching(openTo(q, actor, RightScan), kindPerson, "n.person_id", words)
	return db.List[Guest](tx, q.Add("order by case n.state when 'confirmed' then 0 else 1 end, pe.sort_key, n.id limit 30"))
}
