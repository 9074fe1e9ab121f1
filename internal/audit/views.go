package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// foldFor is how long an actor's further looks at the same thing are part of the first: an entry "viewed" stands for this long.
const foldFor = 10 * time.Minute

// foldAmong is how many of an actor's last entries are searched for such a first look.
const foldAmong = 200

// Viewed notes that the actor looks at a record of a person. It is called before the answer goes out: what cannot be
// noted is not shown. The public, who see what everyone may, leave no entry.
func Viewed(ctx context.Context, d *db.DB, actor access.Actor, kind, id string, how Action) error {
	return ViewedEach(ctx, d, actor, kind, []string{id}, how)
}

// ViewedEach is Viewed for the records that one answer shows together, each once.
func ViewedEach(ctx context.Context, d *db.DB, actor access.Actor, kind string, ids []string, how Action) error {
	var looks []look
	for _, id := range distinct(ids) {
		looks = append(looks, look{action: string(how), kind: kind, id: id, detail: "null"})
	}
	return noteLooks(ctx, d, actor, looks)
}

// distinct are the ids, each once, in their order.
func distinct(ids []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// Listed notes that the actor looks at a list; asked says what was searched for.
func Listed(ctx context.Context, d *db.DB, actor access.Actor, kind string, how Action, asked any) error {
	raw, err := json.Marshal(asked)
	if err != nil {
		return fmt.Errorf("audit %s: %w", how, err)
	}
	return noteLooks(ctx, d, actor, []look{{action: string(how), kind: kind, detail: string(raw)}})
}

// Exported is ExportedIn in a transaction of its own, for what is read without writing.
func Exported(ctx context.Context, d *db.DB, actor access.Actor, kind string, ids []string, how Action, in any) error {
	_, err := db.Change(db.Unkeyed(ctx), d, func(tx *db.Tx) (bool, error) { return true, ExportedIn(tx, actor, kind, ids, how, in) })
	return err
}

// look is one thing that was looked at.
type look struct{ action, kind, id, detail string }

func noteLooks(ctx context.Context, d *db.DB, actor access.Actor, looks []look) error {
	if actor.Via == "public" || len(looks) == 0 {
		return nil
	}
	looks, err := unfolded(ctx, d, actor, looks)
	if err != nil || len(looks) == 0 {
		return err
	}
	// Without the key of the request: whether there is an entry to write differs from one try to the next.
	_, err = db.Change(db.Unkeyed(ctx), d, func(tx *db.Tx) (bool, error) {
		for _, l := range looks {
			if err := Record(tx, actor, Action(l.action), l.kind, l.id, json.RawMessage(l.detail)); err != nil {
				return false, err
			}
		}
		return true, nil
	})
	return err
}

type seen struct {
	Action string `db:"action"`
	Kind   string `db:"record_kind"`
	ID     string `db:"record_id"`
	Detail string `db:"detail"`
}

// unfolded are the looks of which the actor has no entry yet that still stands.
func unfolded(ctx context.Context, d *db.DB, actor access.Actor, looks []look) ([]look, error) {
	recent, err := db.View(ctx, d, func(tx *db.Tx) ([]seen, error) {
		return db.All[seen](tx, `select action, record_kind, record_id, detail from
			(select * from audit where actor = $1 order by seq desc limit $2) a where at > $3`,
			actor.Key(), foldAmong, db.At(tx.Now().Add(-foldFor)))
	})
	if err != nil {
		return nil, err
	}
	standing := map[look]bool{}
	for _, s := range recent {
		standing[look{action: s.Action, kind: s.Kind, id: s.ID, detail: s.Detail}] = true
	}
	var out []look
	for _, l := range looks {
		if !standing[l] {
			standing[l] = true
			out = append(out, l)
		}
	}
	return out, nil
}

// Shown hands on what was read once the look at the persons in it is noted: audit.Shown(…, ids)(db.View(…)). What cannot be
// noted is not shown. ids tells whose records are in it.
func Shown[T any](ctx context.Context, d *db.DB, actor access.Actor, kind string, how Action, ids func(T) []string) func(T, error) (T, error) {
	return func(read T, err error) (T, error) {
		if err == nil {
			err = ViewedEach(ctx, d, actor, kind, ids(read), how)
		}
		if err != nil {
			var zero T
			return zero, err
		}
		return read, nil
	}
}

// ShownList is Shown for a list, of which one entry says what was asked for.
func ShownList[T any](ctx context.Context, d *db.DB, actor access.Actor, kind string, how Action, asked any) func(T, error) (T, error) {
	return func(read T, err error) (T, error) {
		if err == nil {
			err = Listed(ctx, d, actor, kind, how, asked)
		}
		if err != nil {
			var zero T
			return zero, err
		}
		return read, nil
	}
}

// ExportedIn notes within a transaction that the actor takes records of persons away: one entry for each, however often
// an answer names them.
func ExportedIn(tx *db.Tx, actor access.Actor, kind string, ids []string, how Action, in any) error {
	for _, id := range distinct(ids) {
		if err := Record(tx, actor, how, kind, id, in); err != nil {
			return err
		}
	}
	return nil
}

// View is one look at a person's record, as the person may learn of it.
type View struct {
	At     db.Time `db:"at"`
	Actor  string  `db:"actor"` // key of the actor, by which their role is found
	Name   string  `db:"actor_name"`
	Action Action  `db:"action"`
	Seq    int64   `db:"seq"`
}

// ViewsOf returns who looked at a person's record or took it away, newest first, at most limit before the entry with the
// number before; 0 begins with the newest. The caller has asked whether the actor may know.
func ViewsOf(tx *db.Tx, kind, id string, before int64, limit int) ([]View, error) {
	q := db.Q(`select seq, at, actor, case when name_erased_by > 0 then '` + erasedName + `' else actor_name end as actor_name, action from audit`)
	q.Add(`where record_kind = ? and record_id = ? and (action like '%.view%' or action like '%.export%')`, kind, id)
	if before > 0 {
		q.Add("and seq < ?", before)
	}
	return db.List[View](tx, q.Add("order by seq desc limit ?", limit))
}
