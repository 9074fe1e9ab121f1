package threads

import (
	"errors"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
)

const linkColumns = `select l.id, l.from_kind, l.from_id, l.type, l.to_kind, l.to_id, l.on_date, l.label, l.evidence, l.note, l.at, l.by_name,
	l.ended_at, l.ended_name, l.ended_reason from thread_link l`

func findLink(tx *db.Tx, id string) (Link, error) {
	l, err := db.One[Link](tx, linkColumns+` where l.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Link{}, fault.Missing("link")
	}
	if err != nil {
		return Link{}, err
	}
	l.Named, err = labels.ReadersIn(tx, Kind, id)
	return l, err
}

// linksAt lists the live links of records of a kind, at which they stand on one side, by id.
func linksAt(tx *db.Tx, side, kind string, ids []string, after string, limit int) ([]Link, error) {
	q := db.Q(linkColumns+` where l.`+side+`_kind = ? and`, kind).In("l."+side+"_id", ids)
	return db.List[Link](tx, q.Add("and l.ended_at is null and l.id > ? order by l.id limit ?", after, limit))
}

// endedAt lists the ended links of a record, the latest first.
func endedAt(tx *db.Tx, r Ref) ([]Link, error) {
	return db.All[Link](tx, linkColumns+` where l.ended_at is not null and (l.from_kind = $1 and l.from_id = $2 or l.to_kind = $1 and l.to_id = $2)
		order by l.ended_at desc, l.id limit 100`, r.Kind, r.ID)
}

// nameReaders adds the named readers of those of the links that have some: that are RED.
func nameReaders(tx *db.Tx, list []Link) error {
	at := map[string]int{}
	var ids []string
	for i, l := range list {
		if l.Label == label.Red {
			at[l.ID] = i
			ids = append(ids, l.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	type named struct {
		ID      string `db:"record_id"`
		Account string `db:"account_id"`
	}
	rows, err := db.List[named](tx, db.Q(`select record_id, account_id from label_reader where kind = ? and`, Kind).In("record_id", ids))
	for _, r := range rows {
		list[at[r.ID]].Named = append(list[at[r.ID]].Named, r.Account)
	}
	return err
}

func insertLink(tx *db.Tx, actor access.Actor, id string, d LinkDraft) (int, error) {
	return tx.Affect(`insert into thread_link (id, from_kind, from_id, type, to_kind, to_id, on_date, label, evidence, note, at, by_actor, by_name)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing`,
		id, d.From.Kind, d.From.ID, string(d.Type), d.To.Kind, d.To.ID, d.On, string(d.Label), d.Evidence, d.Note, tx.Now(), actor.Key(), actor.Name)
}

func endLink(tx *db.Tx, actor access.Actor, id, reason string) (int, error) {
	return tx.Affect(`update thread_link set ended_at = $2, ended_by = $3, ended_name = $4, ended_reason = $5 where id = $1 and ended_at is null`,
		id, tx.Now(), actor.Key(), actor.Name, reason)
}

const outsideColumns = `select o.id, o.title, o.address, o.on_date, o.label from thread_outside o`

func outsideAt(tx *db.Tx, address string) (string, error) {
	return db.One[string](tx, `select id from thread_outside where address = $1`, address)
}

func outsideOf(tx *db.Tx, ids []string) ([]Outside, error) {
	return db.List[Outside](tx, db.Q(outsideColumns+` where`).In("o.id", ids))
}

// outsideLike lists what has the words in its title, the newest first. They are few: what is kept elsewhere is the exception.
func outsideLike(tx *db.Tx, words string, limit int) ([]Outside, error) {
	return db.All[Outside](tx, outsideColumns+` where lower(o.title) like $1 order by o.id desc limit $2`,
		"%"+strings.NewReplacer("%", "", "_", "").Replace(strings.ToLower(words))+"%", limit)
}

func insertOutside(tx *db.Tx, actor access.Actor, id string, d OutsideDraft) error {
	return tx.Exec(`insert into thread_outside (id, title, address, on_date, label, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, d.Title, d.Address, d.On, string(d.Label), tx.Now(), actor.Key(), actor.Name)
}

// EraseIn puts the pseudonym in place of the name under which an erased person entered or ended links.
func EraseIn(tx *db.Tx, pseudonym string, keys []string) error {
	for _, key := range keys {
		for _, statement := range []string{
			`update thread_link set by_name = $2 where by_actor = $1`,
			`update thread_link set ended_name = $2 where ended_by = $1`,
			`update thread_outside set by_name = $2 where by_actor = $1`,
		} {
			if err := tx.Exec(statement, key, pseudonym); err != nil {
				return err
			}
		}
	}
	return nil
}
