package privacy

import (
	"errors"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary/pack"
)

// blankItems takes the words out of what was decided about keeping a person's record.
func blankItems(tx *db.Tx, personID string) error {
	return tx.Exec(`update retention_item set reason = '' where record_id = $1`, personID)
}

// lastRun is when records were last looked at with a clock that was believed.
func lastRun(tx *db.Tx) (db.Time, error) {
	list, err := db.All[db.Time](tx, `select at from retention_run where refused = '' order by id desc limit 1`)
	if err != nil || len(list) == 0 {
		return db.Time{}, err
	}
	return list[0], nil
}

// refusedSince says why nothing was proposed after the last run that was believed.
func refusedSince(tx *db.Tx, last db.Time) (string, error) {
	list, err := db.All[string](tx, `select refused from retention_run order by id desc limit 1`)
	if err != nil || len(list) == 0 || last.IsZero() {
		return "", err
	}
	return list[0], nil
}

// noteRun keeps the last few looks only.
func noteRun(tx *db.Tx, proposed int, refused string) error {
	if err := tx.Exec(`insert into retention_run (id, at, proposed, refused) values ($1, $2, $3, $4)`, tx.NewID(), tx.Now(), proposed, refused); err != nil {
		return err
	}
	return tx.Exec(`delete from retention_run where id not in (select id from retention_run order by id desc limit 20)
		and id not in (select id from retention_run where refused = '' order by id desc limit 1)`)
}

// proposeItem puts a record on the list: a new one, one that was kept until a day that has come, or one that is there again.
func proposeItem(tx *db.Tx, r pack.Retention, d due) (bool, error) {
	n, err := tx.Affect(`insert into retention_item (id, class, record_id, outcome, due_on, state, proposed_at) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (class, record_id) do update set state = excluded.state, outcome = excluded.outcome, due_on = excluded.due_on, proposed_at = excluded.proposed_at
		where retention_item.state = 'done' or retention_item.state = 'kept' and retention_item.keep_until <= $8`,
		tx.NewID(), r.Class, d.recordID, r.Then, d.on, Proposed, tx.Now(), tx.Today())
	return n > 0, err
}

const itemColumns = `select i.id, i.class, i.record_id, i.outcome, i.due_on, i.state, i.proposed_at, i.keep_until, i.reason, i.decided_at, i.decided_by,
	coalesce(a.title, p.given, c.name, f.name, '') as title from retention_item i
	left join activity a on a.id = i.record_id and i.class in ('registrations', 'letters')
	left join person p on p.id = i.record_id and i.class = 'person' left join account c on c.id = i.record_id and i.class = 'accounts'
	left join import m on m.id = i.record_id and i.class = 'imports' left join file f on f.id = m.file_id`

func listItems(tx *db.Tx) ([]Item, error) {
	return db.All[Item](tx, itemColumns+` order by case i.state when 'proposed' then 0 when 'kept' then 1 else 2 end, i.due_on, i.id limit 500`)
}

func findItem(tx *db.Tx, id string) (Item, error) {
	i, err := db.One[Item](tx, itemColumns+` where i.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Item{}, fault.Missing("retention item")
	}
	return i, err
}

func keepItem(tx *db.Tx, id, reason string, until db.Date, by string) error {
	return tx.Exec(`update retention_item set state = $2, reason = $3, keep_until = $4, decided_at = $5, decided_by = $6 where id = $1`, id, Kept, reason, until, tx.Now(), by)
}

func finishItem(tx *db.Tx, id, by string) error {
	return tx.Exec(`update retention_item set state = $2, decided_at = $3, decided_by = $4 where id = $1`, id, Carried, tx.Now(), by)
}

// idle is somebody of whom nothing was heard since a day.
type idle struct {
	ID   string  `db:"id"`
	Name string  `db:"name"`
	Last db.Date `db:"last"`
}

// idlePersons are persons whose last change, nomination and affiliation lie before the day, who hold no account, post or
// open wish to be erased, and whose record is under no hold.
// With an id it looks at that one only.
func idlePersons(tx *db.Tx, before db.Date, id string) ([]idle, error) {
	return db.All[idle](tx, `select p.id, p.given as name, substr(p.updated_at, 1, 10) as last from person p where p.erased_at is null and p.updated_at < $1
		and not exists (select 1 from nomination n where n.person_id = p.id and (n.updated_at >= $1 or n.active and exists
			(select 1 from activity a where a.id = n.activity_id and a.ends_on >= $1)))
		and not exists (select 1 from affiliation a where a.person_id = p.id and (a.valid_to is null and a.valid_from >= $1 or a.valid_to >= $1))
		and not exists (select 1 from holding h where h.person_id = p.id and (h.valid_to is null or h.valid_to >= $1))
		and not exists (select 1 from account c where c.person_id = p.id and c.active)
		and not exists (select 1 from secondment s where s.person_id = p.id and (s.updated_at >= $1 or s.end_on >= $1))
		and not exists (select 1 from erasure e where e.person_id = p.id and e.state in ('asked', 'reviewed'))
		and not exists (select 1 from legal_hold h where h.person_id = p.id and h.lifted_at is null)
		and ($2 = '' or p.id = $2) order by p.updated_at, p.id limit 500`, before, id)
}

// idleAccounts are open accounts in which nobody signed in since the day. With an id it looks at that one only.
func idleAccounts(tx *db.Tx, before db.Date, id string) ([]idle, error) {
	return db.All[idle](tx, `select c.id, c.name,
		substr(coalesce((select max(u.at) from audit u where u.actor = 'account:' || c.id), c.created_at), 1, 10) as last from account c where c.active and c.created_at < $1
		and not exists (select 1 from web_session s where s.account_id = c.id and s.seen_at >= $1)
		and not exists (select 1 from audit u where u.actor = 'account:' || c.id and u.at >= $1)
		and ($2 = '' or c.id = $2) order by c.created_at, c.id limit 500`, before, id)
}

// takeBackUsed takes accounts off the list in which somebody was since the day.
func takeBackUsed(tx *db.Tx, before db.Date) error {
	return tx.Exec(`delete from retention_item where class = 'accounts' and state = $2 and (
		exists (select 1 from web_session s where s.account_id = retention_item.record_id and s.seen_at >= $1)
		or exists (select 1 from audit u where u.actor = 'account:' || retention_item.record_id and u.at >= $1))`, before, Proposed)
}
