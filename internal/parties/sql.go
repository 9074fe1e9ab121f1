package parties

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

// partyColumns reads a party with its parent's name and its status as at one date, given twice.
const partyColumns = `select p.id, p.code, p.kind, p.name, p.short_name, p.formal_name, p.iso, p.region, p.parent_id,
	up.name as parent_name, p.sort_key, p.version,
	(select m.status from membership m where m.party_id = p.id and (m.valid_from is null or m.valid_from <= ?)
		and (m.valid_to is null or m.valid_to >= ?) order by m.valid_from desc limit 1) as status
	from party p left join party up on up.id = p.parent_id`

func findParty(tx *db.Tx, id string, asAt db.Date) (Party, error) {
	p, err := db.Only[Party](tx, db.Q(partyColumns, asAt, asAt).Add("where p.id = ?", id))
	if errors.Is(err, db.ErrNone) {
		return Party{}, fault.Missing("party")
	}
	return p, err
}

func listParties(tx *db.Tx, actor access.Actor, f Filter) ([]Party, error) {
	q := db.Q(partyColumns, f.AsAt, f.AsAt)
	where, args := actor.Where(RightSee, columns)
	q.Add("where "+where, args...)
	if f.Kind != "" {
		q.Add("and p.kind = ?", f.Kind)
	}
	if f.Top {
		q.Add("and p.parent_id is null")
	}
	if f.ParentID != "" {
		q.Add("and p.parent_id = ?", f.ParentID)
	}
	if f.Status != "" {
		q.Add(`and exists (select 1 from membership m where m.party_id = p.id and m.status = ?
			and (m.valid_from is null or m.valid_from <= ?) and (m.valid_to is null or m.valid_to >= ?))`, f.Status, f.AsAt, f.AsAt)
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, Kind, "p.id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (p.sort_key, p.id) > (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Party](tx, q.Add("order by p.sort_key, p.id limit ?", f.Limit+1))
}

// nameParties lists what the choices of a form need, which a page may show hundreds of.
func nameParties(tx *db.Tx, actor access.Actor) ([]Named, error) {
	where, args := actor.Where(RightSee, columns)
	return db.List[Named](tx, db.Q(`select p.id, case when up.id is null then p.name else p.name || ' (' || up.name || ')' end as name
		from party p left join party up on up.id = p.parent_id`).Add("where "+where, args...).Add("order by p.sort_key, p.id limit 3000"))
}

// stateOfParties changes whenever a party does.
func stateOfParties(tx *db.Tx) (partiesState, error) {
	return db.One[partiesState](tx, `select count(*) as number, coalesce(sum(version), 0) as versions, coalesce(max(updated_at), '') as latest from party`)
}

func insertParty(tx *db.Tx, id string, d Draft) error {
	return tx.Exec(`insert into party (id, code, kind, name, short_name, formal_name, iso, region, parent_id, sort_key, name_key,
		version, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 1, $11, $11)`,
		id, db.Opt(d.Code), d.Kind, d.Name, d.ShortName, d.FormalName, d.ISO, d.Region, db.Opt(d.ParentID), names.Fold(d.Name), tx.Now())
}

func updateParty(tx *db.Tx, id string, version int, d Draft) (int, error) {
	return tx.Affect(`update party set code = $3, kind = $4, name = $5, short_name = $6, formal_name = $7, iso = $8, region = $9,
		parent_id = $10, sort_key = $11, name_key = $11, version = version + 1, updated_at = $12 where id = $1 and version = $2`,
		id, version, db.Opt(d.Code), d.Kind, d.Name, d.ShortName, d.FormalName, d.ISO, d.Region, db.Opt(d.ParentID), names.Fold(d.Name), tx.Now())
}

func membershipsOf(tx *db.Tx, partyID string) ([]Membership, error) {
	return db.All[Membership](tx, `select id, party_id, status, valid_from, valid_to, note from membership
		where party_id = $1 order by valid_from desc nulls last, id`, partyID)
}

func bodiesOf(tx *db.Tx, partyID string) ([]Seat, error) {
	return db.All[Seat](tx, seatColumns+` where m.party_id = $1 order by m.valid_from desc nulls last, b.name`, partyID)
}

func membersOf(tx *db.Tx, bodyID string, asAt db.Date) ([]Seat, error) {
	return db.All[Seat](tx, seatColumns+` where m.body_id = $1 and (m.valid_from is null or m.valid_from <= $2) and (m.valid_to is null or m.valid_to >= $2)
		order by case m.role when 'chair' then 0 when 'member' then 1 else 2 end, p.sort_key`, bodyID, asAt)
}

const bodyColumns = `select id, code, name, kind, parent_id, terms_of_reference, valid_from, valid_to, version,
	(select count(*) from body_member m where m.body_id = body.id and m.valid_to is null) as members from body`

func findBody(tx *db.Tx, id string) (Body, error) {
	b, err := db.One[Body](tx, bodyColumns+` where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Body{}, fault.Missing("body")
	}
	return b, err
}

func postsOf(tx *db.Tx, column, id string) ([]Post, error) {
	return db.All[Post](tx, `select id, kind, title, party_id, body_id, email, version from post where `+column+` = $1 order by kind, title`, id)
}

func findPost(tx *db.Tx, id string) (Post, error) {
	p, err := db.One[Post](tx, `select id, kind, title, party_id, body_id, email, version from post where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Post{}, fault.Missing("post")
	}
	return p, err
}

func insertBody(tx *db.Tx, id string, d BodyDraft) error {
	return tx.Exec(`insert into body (id, code, name, kind, parent_id, terms_of_reference, valid_from, valid_to, position)
		values ($1, $2, $3, $4, $5, $6, $7, $8, (select count(*) from body))`,
		id, db.Opt(d.Code), d.Name, d.Kind, db.Opt(d.ParentID), d.TermsOfReference, d.From, d.To)
}

func updateBody(tx *db.Tx, id string, version int, d BodyDraft) (int, error) {
	return tx.Affect(`update body set code = $3, name = $4, kind = $5, parent_id = $6, terms_of_reference = $7, valid_from = $8,
		valid_to = $9, version = version + 1 where id = $1 and version = $2`,
		id, version, db.Opt(d.Code), d.Name, d.Kind, db.Opt(d.ParentID), d.TermsOfReference, d.From, d.To)
}

const seatColumns = `select m.id, m.body_id, b.name as body, m.party_id, p.name as party, m.role, m.valid_from, m.valid_to
	from body_member m join body b on b.id = m.body_id join party p on p.id = m.party_id`

func seatsOf(tx *db.Tx, bodyID, partyID string) ([]Seat, error) {
	return db.All[Seat](tx, seatColumns+` where m.body_id = $1 and m.party_id = $2 order by m.id`, bodyID, partyID)
}

func findSeat(tx *db.Tx, id string) (Seat, error) {
	s, err := db.One[Seat](tx, seatColumns+` where m.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Seat{}, fault.Missing("place in a body")
	}
	return s, err
}

func insertSeat(tx *db.Tx, id, bodyID string, d SeatDraft) error {
	return tx.Exec(`insert into body_member (id, body_id, party_id, role, valid_from, valid_to) values ($1, $2, $3, $4, $5, $6)`,
		id, bodyID, d.PartyID, d.Role, d.From, d.To)
}

func endSeat(tx *db.Tx, id string, lastDay db.Date) error {
	return tx.Exec(`update body_member set valid_to = $2 where id = $1`, id, lastDay)
}

func findMembership(tx *db.Tx, id string) (Membership, error) {
	m, err := db.One[Membership](tx, `select id, party_id, status, valid_from, valid_to, note from membership where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Membership{}, fault.Missing("status")
	}
	return m, err
}

func endMembership(tx *db.Tx, id string, lastDay db.Date) error {
	return tx.Exec(`update membership set valid_to = $2 where id = $1`, id, lastDay)
}

func updatePost(tx *db.Tx, id string, version int, d PostDraft) (int, error) {
	return tx.Affect(`update post set kind = $3, title = $4, email = $5, version = version + 1 where id = $1 and version = $2`,
		id, version, d.Kind, d.Title, d.Email)
}
