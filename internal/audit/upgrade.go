package audit

import (
	"context"

	"counterpart/internal/db"
)

// stateChained says that the entries of releases before the chain have their places in it.
const stateChained = "chained"

// upgradeAtOnce is how many old entries are read at a time.
const upgradeAtOnce = 2000

// ChainOld gives the entries that an earlier release wrote their places in the chain, in their order and numbered anew
// without gaps. It happens once in the life of a database: entries without a hash that come later are found by Verify.
func ChainOld(ctx context.Context, d *db.DB) error {
	done, err := db.View(ctx, d, isChained)
	if err != nil || done {
		return err
	}
	_, err = db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
		if done, err := isChained(tx); err != nil || done {
			return done, err
		}
		if err := tx.Exec(`insert into audit_state (key, value) values ($1, $2)`, stateChained, tx.Now().Text()); err != nil {
			return false, err
		}
		return true, chainAll(tx)
	})
	return err
}

func isChained(tx *db.Tx) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from audit_state where key = $1`, stateChained)
	return n > 0, err
}

type oldEntry struct {
	Seq      int64  `db:"seq"`
	At       string `db:"at"`
	Actor    string `db:"actor"`
	Name     string `db:"actor_name"`
	Action   string `db:"action"`
	Kind     string `db:"record_kind"`
	RecordID string `db:"record_id"`
	Detail   string `db:"detail"`
}

func chainAll(tx *db.Tx) error {
	var h hasher
	seq, hash := int64(0), ""
	for after := int64(0); ; {
		old, err := db.All[oldEntry](tx, `select seq, at, actor, actor_name, action, record_kind, record_id, detail from audit
			where hash = '' and seq > $1 order by seq limit $2`, after, upgradeAtOnce)
		if err != nil || len(old) == 0 {
			return err
		}
		for _, o := range old {
			e := entry{At: o.At, Actor: o.Actor, Name: o.Name, Action: o.Action, Kind: o.Kind, RecordID: o.RecordID, Detail: o.Detail}
			h.link(&e, seq, hash)
			if err := tx.Exec(`update audit set seq = $2, name_salt = $3, detail_salt = $4, hash = $5 where seq = $1`,
				o.Seq, e.Seq, e.NameSalt, e.DetailSalt, e.Hash); err != nil {
				return err
			}
			after, seq, hash = o.Seq, e.Seq, e.Hash
		}
	}
}
