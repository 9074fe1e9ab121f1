package delegations

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
)

// allocationColumns reads the allocations of one activity with what is taken of them. The counts need nothing but an
// index, and a nomination for one allocation does not get in the way of one for another.
const allocationColumns = `select a.id, a.activity_id, a.party_id, p.name as party, p.parent_id, a.category, a.mode, a.seats, a.room_cap, a.version,
	(select count(*) from nomination n where n.allocation_id = a.id and n.state = 'confirmed') as used,
	(select count(*) from nomination n where n.allocation_id = a.id and n.state in ('nominated', 'queried')) as held,
	(select count(*) from nomination n where n.allocation_id = a.id and n.state = 'reserve') as reserve
	from allocation a join party p on p.id = a.party_id
	left join term k on k.list = 'party_kind' and k.code = p.kind
	left join term c on c.list = 'category' and c.code = a.category
	left join term m on m.list = 'mode' and m.code = a.mode
	where a.activity_id = ?`

const allocationOrder = `order by k.position, p.sort_key, p.id, c.position, m.position, a.id`

var allocationAccess = access.Columns{Party: "? in (a.party_id, p.parent_id)", Activity: "a.activity_id = ?"}

// allocations lists the allocations that the actor may see, of one party or of all.
func allocations(tx *db.Tx, actor access.Actor, activityID, partyID string) ([]Allocation, error) {
	where, args := actor.Where(RightSee, allocationAccess)
	q := db.Q(allocationColumns, activityID).Add("and "+where, args...)
	if partyID != "" {
		q.Add("and a.party_id = ?", partyID)
	}
	return db.List[Allocation](tx, q.Add(allocationOrder))
}

// allocationsOf lists a party's allocations for a rule that has asked for the right.
func allocationsOf(tx *db.Tx, activityID, partyID string) ([]Allocation, error) {
	return db.List[Allocation](tx, db.Q(allocationColumns, activityID).Add("and a.party_id = ?", partyID).Add(allocationOrder))
}

// allocationOf finds the allocation of one kind of seat; a zero one where the party has none.
func allocationOf(tx *db.Tx, activityID, partyID, category, mode string) (Allocation, error) {
	a, err := db.Only[Allocation](tx, db.Q(allocationColumns, activityID).
		Add("and a.party_id = ? and a.category = ? and a.mode = ?", partyID, category, mode))
	if errors.Is(err, db.ErrNone) {
		return Allocation{}, nil
	}
	return a, err
}

func findAllocation(tx *db.Tx, activityID, id string) (Allocation, error) {
	a, err := db.Only[Allocation](tx, db.Q(allocationColumns, activityID).Add("and a.id = ?", id))
	if errors.Is(err, db.ErrNone) {
		return Allocation{}, fault.Missing("kind of seat")
	}
	return a, err
}

func insertAllocation(tx *db.Tx, id, activityID string, d SeatsDraft) error {
	return tx.Exec(`insert into allocation (id, activity_id, party_id, category, mode, seats, room_cap, version) values ($1, $2, $3, $4, $5, $6, $7, 1)`,
		id, activityID, d.PartyID, d.Category, d.Mode, d.Seats, d.RoomCap)
}

func updateAllocation(tx *db.Tx, id string, version int, d SeatsDraft) (int, error) {
	return tx.Affect(`update allocation set seats = $3, room_cap = $4, version = version + 1 where id = $1 and version = $2`,
		id, version, d.Seats, d.RoomCap)
}

// candidatesFor reads every party with its status and its place in the chosen body on the day, and what it has of these seats.
func candidatesFor(tx *db.Tx, activityID string, day db.Date, d GiveDraft) ([]candidate, error) {
	q := db.Q(`select p.id as party_id, p.name as party, p.parent_id, coalesce(a.seats, 0) as seats, coalesce(a.room_cap, 0) as room_cap,
		a.id is not null as has, coalesce(t.used, 0) as used, coalesce(t.held, 0) as held,
		(select m.status from membership m where m.party_id = p.id and (m.valid_from is null or m.valid_from <= ?)
			and (m.valid_to is null or m.valid_to >= ?) order by m.valid_from desc limit 1) as status,
		(select b.role from body_member b where b.party_id = p.id and b.body_id = ? and (b.valid_from is null or b.valid_from <= ?)
			and (b.valid_to is null or b.valid_to >= ?) order by b.role limit 1) as in_body
		from party p
		left join allocation a on a.activity_id = ? and a.party_id = p.id and a.category = ? and a.mode = ?
		left join term k on k.list = 'party_kind' and k.code = p.kind
		left join (select allocation_id, sum(case when state = 'confirmed' then 1 else 0 end) as used,
			sum(case when state in ('nominated', 'queried') then 1 else 0 end) as held
			from nomination where activity_id = ? and active group by allocation_id) t on t.allocation_id = a.id
		where (p.parent_id is null or a.id is not null`, day, day, d.BodyID, day, day, activityID, d.Category, d.Mode, activityID)
	switch {
	case d.Choice == ByPick:
		q.Add("or").In("p.id", d.PartyIDs)
	case d.Choice == ByBody:
		q.Add("or p.id in (select party_id from body_member where body_id = ?)", d.BodyID)
	default:
		q.Add("or p.id in (select party_id from membership where status = ?)", d.Status)
	}
	return db.List[candidate](tx, q.Add(") order by k.position, p.sort_key, p.id"))
}

// nominationColumns reads nominations with the names that every page shows.
const nominationColumns = `select n.id, n.allocation_id, n.activity_id, n.party_id, pa.name as party, n.from_party_id, fp.name as from_party,
	n.person_id, pe.given as person, pe.address_form, pe.native_name, pe.native_lang, pe.alias, pe.sex, pe.email, pe.phone, pe.sort_key,
	n.seat, n.replaces_id, n.category, n.mode, n.position, n.unit, n.head, n.rank, n.state, n.active, n.reason, n.source, n.link_id,
	n.version, n.created_at, n.updated_at, ac.title as activity, pe.label as person_label, ac.label as activity_label
	from nomination n join person pe on pe.id = n.person_id join party pa on pa.id = n.party_id join party fp on fp.id = n.from_party_id
	join activity ac on ac.id = n.activity_id`

func findNomination(tx *db.Tx, id string) (Nomination, error) {
	n, err := db.One[Nomination](tx, nominationColumns+` where n.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Nomination{}, fault.Missing("nomination")
	}
	if err != nil {
		return Nomination{}, err
	}
	return n, n.readers(tx)
}

// protocol is the order of a delegation list: parties by kind and name, in each the head, the order given, the name.
const protocol = `order by k.position, pa.sort_key, pa.id, n.head desc, n.rank, pe.sort_key, n.id`

const kindOfParty = ` left join term k on k.list = 'party_kind' and k.code = pa.kind`

// nominationsOf lists a party's nominations, those that are over too.
func nominationsOf(tx *db.Tx, activityID, partyID string) ([]Nomination, error) {
	return db.All[Nomination](tx, nominationColumns+kindOfParty+` where n.activity_id = $1 and n.party_id = $2 `+protocol, activityID, partyID)
}

// listNominations lists an activity's active nominations that the actor may see, in protocol order.
func listNominations(tx *db.Tx, actor access.Actor, f Filter) ([]Nomination, error) {
	where, args := actor.Where(RightSee, Columns)
	q := db.Q(nominationColumns+kindOfParty).Add("where "+where, args...)
	if f.ActivityID != "" {
		q.Add("and n.activity_id = ?", f.ActivityID)
	}
	if f.PartyID != "" {
		q.Add("and n.party_id = ?", f.PartyID)
	}
	if f.PersonID != "" {
		q.Add("and n.person_id = ?", f.PersonID)
	}
	if f.State != "" {
		q.Add("and n.state = ?", string(f.State))
	} else if !f.All {
		q.Add("and n.active")
	}
	if f.ActivityID == "" {
		return db.List[Nomination](tx, q.Add("order by n.created_at desc, n.id desc limit ?", orDefault(f.Limit)))
	}
	return db.List[Nomination](tx, q.Add(protocol))
}

func orDefault(limit int) int {
	if limit <= 0 || limit > 1000 {
		return 1000
	}
	return limit
}

// confirmed lists an activity's confirmed people in protocol order.
func confirmed(tx *db.Tx, activityID string) ([]Nomination, error) {
	return db.All[Nomination](tx, nominationColumns+kindOfParty+` where n.activity_id = $1 and n.state = 'confirmed' `+protocol, activityID)
}

// activeOf finds a person's active nomination in an activity.
func activeOf(tx *db.Tx, activityID, personID string) (Nomination, error) {
	n, err := db.One[Nomination](tx, nominationColumns+` where n.activity_id = $1 and n.person_id = $2 and n.active`, activityID, personID)
	if errors.Is(err, db.ErrNone) {
		return Nomination{}, fault.Missing("nomination")
	}
	return n, err
}

func countActive(tx *db.Tx, activityID, partyID string) (int, error) {
	return db.One[int](tx, `select count(*) from nomination where activity_id = $1 and party_id = $2 and active`, activityID, partyID)
}

// inSeat lists the nominations that held a seat one after another, the first first.
func inSeat(tx *db.Tx, seat string) ([]Nomination, error) {
	return db.All[Nomination](tx, nominationColumns+` where n.seat = $1 order by n.created_at, n.id`, seat)
}

// waiting lists the reserves of an allocation, the next first.
func waiting(tx *db.Tx, allocationID string) ([]Nomination, error) {
	return db.All[Nomination](tx, nominationColumns+` where n.allocation_id = $1 and n.state = 'reserve' order by n.rank, n.updated_at, n.id`, allocationID)
}

func insertNomination(tx *db.Tx, n Nomination) error {
	return tx.Exec(`insert into nomination (id, allocation_id, activity_id, party_id, from_party_id, person_id, seat, replaces_id, category,
		mode, position, unit, head, rank, state, active, reason, source, link_id, version, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, '', 1, $19, $19)`,
		n.ID, n.AllocationID, n.ActivityID, n.PartyID, n.FromPartyID, n.PersonID, n.Seat, db.Opt(n.ReplacesID), n.Category,
		n.Mode, n.Position, n.Unit, n.Head, n.Rank, string(n.State), n.Active, n.Reason, n.Source, tx.Now())
}

// updateState moves a nomination on; 0 rows mean that someone else was faster.
func updateState(tx *db.Tx, id string, version int, next State, reason string, rank int) (int, error) {
	return tx.Affect(`update nomination set state = $3, active = $4, reason = $5, rank = $6, version = version + 1, updated_at = $7
		where id = $1 and version = $2`, id, version, string(next), next.Active(), reason, rank, tx.Now())
}

func insertStep(tx *db.Tx, nominationID string, state State, reason, by string) error {
	return tx.Exec(`insert into nomination_step (id, nomination_id, state, reason, at, by_name) values ($1, $2, $3, $4, $5, $6)`,
		tx.NewID(), nominationID, string(state), reason, tx.Now(), by)
}

func setLink(tx *db.Tx, id, linkID string) error {
	return tx.Exec(`update nomination set link_id = $2 where id = $1`, id, linkID)
}

func setOrder(tx *db.Tx, id string, version, rank int, head bool) (int, error) {
	return tx.Affect(`update nomination set rank = $3, head = $4, version = version + 1, updated_at = $5 where id = $1 and version = $2`,
		id, version, rank, head, tx.Now())
}

func noHead(tx *db.Tx, activityID, partyID, exceptID string) error {
	return tx.Exec(`update nomination set head = false, version = version + 1 where activity_id = $1 and party_id = $2 and id <> $3 and head and active`,
		activityID, partyID, exceptID)
}

// nextRank is the place after the last one, among the delegation or among the reserves of a party.
func nextRank(tx *db.Tx, activityID, partyID string, state State) (int, error) {
	return db.One[int](tx, `select coalesce(max(rank), 0) + 1 from nomination where activity_id = $1 and party_id = $2 and active
		and (state = 'reserve') = $3`, activityID, partyID, state == Reserve)
}

// stepsOf lists the steps of nominations, the first first.
func stepsOf(tx *db.Tx, nominationIDs []string) ([]Step, error) {
	if len(nominationIDs) == 0 {
		return nil, nil
	}
	return db.List[Step](tx, db.Q(`select s.nomination_id, pe.given as person, s.state, s.reason, s.at, s.by_name
		from nomination_step s join nomination n on n.id = s.nomination_id join person pe on pe.id = n.person_id where`).
		In("s.nomination_id", nominationIDs).Add("order by s.at, s.id"))
}

// known lists the people who work for the party or an agency inside it on the day, by name and position only; one of
// them alone where personID says whom.
func known(tx *db.Tx, activityID, partyID, personID string, day db.Date) ([]Known, error) {
	q := db.Q(`select pe.id as person_id, pe.given as person, pe.address_form, a.position, a.unit, a.party_id as from_party_id,
		fp.name as from_party, exists (select 1 from nomination n where n.activity_id = ? and n.person_id = pe.id and n.active) as named
		from affiliation a join person pe on pe.id = a.person_id join party fp on fp.id = a.party_id
		where (a.party_id = ? or fp.parent_id = ?) and (a.valid_from is null or a.valid_from <= ?) and (a.valid_to is null or a.valid_to >= ?)`,
		activityID, partyID, partyID, day, day)
	q.Add("and pe.label <> ?", string(label.Red)) // who is for the eyes of the named is offered to nobody
	if personID != "" {
		q.Add("and a.person_id = ?", personID)
	}
	return db.List[Known](tx, q.Add("order by pe.sort_key, pe.id, a.valid_from desc limit 2000"))
}

// agencies lists the parties that people of this one may come from: itself and those inside it.
func agencies(tx *db.Tx, partyID string) ([]Agency, error) {
	return db.All[Agency](tx, `select id, name, name_key, parent_id from party where id = $1 or parent_id = $1 order by case when id = $1 then 0 else 1 end, sort_key, id`, partyID)
}
