package connections

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
)

// pairKey names a pair, whoever of the two stands first.
func pairKey(one, two string) string {
	if two < one {
		one, two = two, one
	}
	return one + " " + two
}

func connectionOf(tx *db.Tx, one, two string) (string, error) {
	return db.One[string](tx, `select id from connection where pair = $1`, pairKey(one, two))
}

func insertConnection(tx *db.Tx, id string, d Draft) error {
	if err := tx.Exec(`insert into connection (id, pair, activity_id, since) values ($1, $2, $3, $4)`, id, pairKey(d.Sides[0].PersonID, d.Sides[1].PersonID), d.ActivityID, d.At); err != nil {
		return err
	}
	for _, s := range d.Sides {
		if err := tx.Exec(`insert into connection_side (connection_id, person_id, party_id) values ($1, $2, $3)`, id, s.PersonID, s.PartyID); err != nil {
			return err
		}
	}
	return nil
}

// addEncounter notes one more time; a meeting counts once, and so do scans of one pair within the day.
func addEncounter(tx *db.Tx, id string, d Draft) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from encounter where connection_id = $1 and activity_id = $2
		and (meeting_id = $3 and $3 <> '' or $3 = '' and how = 'exchange' and at >= $4)`, id, d.ActivityID, d.MeetingID, db.At(d.At.AddDate(0, 0, -1)))
	if err != nil || n > 0 {
		return false, err
	}
	return true, tx.Exec(`insert into encounter (id, connection_id, activity_id, how, meeting_id, unnamed, at) values ($1, $2, $3, $4, $5, $6, $7)`,
		tx.NewID(), id, d.ActivityID, d.How, d.MeetingID, d.Unnamed, d.At)
}

func setShares(tx *db.Tx, id, personID, shares string) (int, error) {
	return tx.Affect(`update connection_side set shares = $3, said_at = $4 where connection_id = $1 and person_id = $2`, id, personID, shares, tx.Now())
}

// contactsOf lists whom a person met. Somebody labelled TLP:RED is open to named readers only, and nobody is one here.
func contactsOf(tx *db.Tx, personID string) ([]Contact, error) {
	return db.All[Contact](tx, `select c.id, o.person_id, pe.given, pe.address_form, pe.alias, pa.name as party, pe.email, pe.phone, c.activity_id,
		a.title as activity, a.label, c.since, o.shares as theirs, m.shares as mine,
		coalesce((select n.position from nomination n where n.activity_id = c.activity_id and n.person_id = o.person_id order by n.created_at desc limit 1), '') as position
		from connection_side m join connection_side o on o.connection_id = m.connection_id and o.person_id <> m.person_id
		join connection c on c.id = m.connection_id join person pe on pe.id = o.person_id join party pa on pa.id = o.party_id
		join activity a on a.id = c.activity_id
		where m.person_id = $1 and pe.erased_at is null and pe.label <> 'TLP:RED' order by pe.sort_key, c.id limit 5000`, personID)
}

func metBefore(tx *db.Tx, personIDs []string) ([]Met, error) {
	return db.List[Met](tx, db.Q(`select m.person_id, o.person_id as other_id, max(e.at) as at from connection_side m
		join connection_side o on o.connection_id = m.connection_id and o.person_id <> m.person_id
		join encounter e on e.connection_id = m.connection_id where`).In("m.person_id", personIDs).
		Add("group by m.person_id, o.person_id order by m.person_id, o.person_id"))
}

// pairColumns reads connections with both sides; the side with the smaller id stands first.
const pairColumns = `select c.id, o.person_id as one_id, po.given as one, qo.name as one_party, t.person_id as two_id, pt.given as two, qt.name as two_party,
	(select count(*) from encounter e where e.connection_id = c.id) as times, c.since,
	(select e.how from encounter e where e.connection_id = c.id order by e.at, e.id limit 1) as how
	from connection c join connection_side o on o.connection_id = c.id join connection_side t on t.connection_id = c.id and t.person_id > o.person_id
	join person po on po.id = o.person_id join person pt on pt.id = t.person_id join party qo on qo.id = o.party_id join party qt on qt.id = t.party_id`

func pairsOfActivity(tx *db.Tx, actor access.Actor, activityID string, after []string, limit int) ([]Pair, error) {
	where, args := actor.Where(RightSee, Columns)
	q := db.Q(pairColumns).Add(`where exists (select 1 from encounter e where e.connection_id = c.id and e.activity_id = ? and not e.unnamed)`, activityID)
	q.Add("and "+where, args...)
	if len(after) == 2 {
		q.Add("and (c.since, c.id) < (?, ?)", after[0], after[1])
	}
	return db.List[Pair](tx, q.Add("order by c.since desc, c.id desc limit ?", limit))
}

func countPairs(tx *db.Tx, activityID string) (int, error) {
	return db.One[int](tx, `select count(distinct connection_id) from encounter where activity_id = $1`, activityID)
}

func countPartyPairs(tx *db.Tx, activityID string) (int, error) {
	return db.One[int](tx, `select count(*) from (select distinct case when o.party_id < t.party_id then o.party_id else t.party_id end as one,
		case when o.party_id < t.party_id then t.party_id else o.party_id end as two
		from encounter e join connection_side o on o.connection_id = e.connection_id
		join connection_side t on t.connection_id = e.connection_id and t.person_id > o.person_id
		where e.activity_id = $1 and o.party_id <> t.party_id) pairs`, activityID)
}

func tiesOf(tx *db.Tx, actor access.Actor, partyID string) ([]Tie, error) {
	where, args := actor.Where(RightSee, Columns)
	return db.List[Tie](tx, db.Q(`select p.id as party_id, p.name as party, count(distinct c.id) as pairs, min(e.at) as since, max(e.at) as last_at
		from connection_side o join party op on op.id = o.party_id join connection c on c.id = o.connection_id
		join connection_side t on t.connection_id = o.connection_id and t.person_id <> o.person_id
		join party p on p.id = t.party_id join encounter e on e.connection_id = c.id and not e.unnamed
		where ? in (op.id, op.parent_id)`, partyID).Add("and "+where, args...).
		Add("group by p.id, p.name order by count(distinct c.id) desc, p.name, p.id limit 500"))
}
