package audit

import (
	"encoding/json"
	"fmt"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// Action names what was done, for example "delegations.confirm".
type Action string

// Room is the part of the action before the point: the room that declares it.
func (a Action) Room() string {
	room, _, _ := strings.Cut(string(a), ".")
	return room
}

// Record writes one entry; detail is kept as JSON and must not hold secrets. The entry gets its number and its place in
// the chain just before the transaction commits.
func Record(tx *db.Tx, actor access.Actor, action Action, kind, id string, detail any) error {
	_, err := record(tx, actor, action, kind, id, detail)
	return err
}

func record(tx *db.Tx, actor access.Actor, action Action, kind, id string, detail any) (*pending, error) {
	raw, err := json.Marshal(detail)
	if err != nil {
		return nil, fmt.Errorf("audit %s: %w", action, err)
	}
	p := db.Gather(tx, chain)
	p.entries = append(p.entries, entry{
		At: tx.Now().Text(), Actor: actor.Key(), Name: actor.Name, Action: string(action), Kind: kind, RecordID: id, Detail: string(raw),
	})
	return p, nil
}

// Entry is one line of a record's history.
type Entry struct {
	At     db.Time `db:"at"`
	Actor  string  `db:"actor_name"`
	Action Action  `db:"action"`
	Detail string  `db:"detail"`
}

// erasedName stands where the name of an actor was.
const erasedName = "(erased)"

const historyColumns = `select at, case when name_erased_by > 0 then '` + erasedName + `' else actor_name end as actor_name, action, detail from audit`

// Of returns the history of a record, newest first, at most limit entries. The caller has
// already asked whether the actor may see the record.
func Of(tx *db.Tx, kind, id string, limit int) ([]Entry, error) {
	return db.All[Entry](tx, historyColumns+` where record_kind = $1 and record_id = $2 order by seq desc limit $3`, kind, id, limit)
}

// OfRoom is Of for the actions of one room only; a record such as an activity gathers those of many.
func OfRoom(tx *db.Tx, kind, id, room string, limit int) ([]Entry, error) {
	return db.All[Entry](tx, historyColumns+` where record_kind = $1 and record_id = $2 and room = $3 order by seq desc limit $4`, kind, id, room, limit)
}
