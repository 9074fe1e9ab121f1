// Package audit keeps the history of every change: who, what, when, on which record, in the
// transaction of the change itself.
package audit

import (
	"encoding/json"
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// Action names what was done, for example "delegations.confirm".
type Action string

// Record writes one entry; detail is kept as JSON and must not hold secrets.
func Record(tx *db.Tx, actor access.Actor, action Action, kind, id string, detail any) error {
	raw, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("audit %s: %w", action, err)
	}
	return tx.Exec(`insert into audit (at, actor, actor_name, action, record_kind, record_id, detail)
		values ($1, $2, $3, $4, $5, $6, $7)`, tx.Now(), actor.Key(), actor.Name, action, kind, id, string(raw))
}

// Entry is one line of a record's history.
type Entry struct {
	At     db.Time `db:"at"`
	Actor  string  `db:"actor_name"`
	Action Action  `db:"action"`
	Detail string  `db:"detail"`
}

// Of returns the history of a record, newest first, at most limit entries. The caller has
// already asked whether the actor may see the record.
func Of(tx *db.Tx, kind, id string, limit int) ([]Entry, error) {
	return db.All[Entry](tx, `select at, actor_name, action, detail from audit
		where record_kind = $1 and record_id = $2 order by seq desc limit $3`, kind, id, limit)
}

// OfRoom is Of for the actions of one room only; a record such as an activity gathers those of many.
func OfRoom(tx *db.Tx, kind, id, room string, limit int) ([]Entry, error) {
	return db.All[Entry](tx, `select at, actor_name, action, detail from audit
		where record_kind = $1 and record_id = $2 and action >= $3 and action < $4 order by seq desc limit $5`, kind, id, room+".", room+"/", limit)
}
