package figures

import (
	"context"
	"fmt"
	"slices"

	"counterpart/internal/db"
)

// Failing is what a frozen number would be now, by the id of the number. Those that hold are not in it.
type Failing map[string]any

// Notes is the table in which a room notes its frozen numbers that fail, and its column with their ids.
type Notes struct{ Table, ID string }

// atOnce is how many numbers are counted again in one write: others who write wait for no more than that.
const atOnce = 5

// Recheck notes which frozen numbers fail. count counts numbers again and returns those that fail: those of the ids, all that
// are out for nil. It is first run on all beside the pages, in a transaction that only reads; what is noted otherwise is
// counted once more in the write that notes it, so that a note is never older than a change that it does not know.
func Recheck(ctx context.Context, d *db.DB, notes Notes, count func(tx *db.Tx, ids []string) (Failing, error)) error {
	changed, err := db.ViewLong(ctx, d, func(tx *db.Tx) ([]string, error) {
		now, err := count(tx, nil)
		if err != nil {
			return nil, err
		}
		noted, err := notes.read(tx)
		return differing(noted, now), err
	})
	if err != nil {
		return err
	}
	for ids := range slices.Chunk(changed, atOnce) {
		_, err := db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
			now, err := count(tx, ids)
			if err != nil {
				return false, err
			}
			return true, notes.write(tx, ids, now)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// differing lists the ids that are noted otherwise than they are now.
func differing(noted map[string]string, now Failing) []string {
	var out []string
	for id, value := range now {
		if was, there := noted[id]; !there || was != fmt.Sprint(value) {
			out = append(out, id)
		}
	}
	for id := range noted {
		if _, fails := now[id]; !fails {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

type note struct {
	ID  string `db:"id"`
	Now string `db:"value_now"`
}

func (n Notes) read(tx *db.Tx) (map[string]string, error) {
	rows, err := db.All[note](tx, `select `+n.ID+` as id, cast(value_now as text) as value_now from `+n.Table)
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Now
	}
	return out, err
}

// write notes numbers that fail since now, and those of the ids that hold no more.
func (n Notes) write(tx *db.Tx, ids []string, now Failing) error {
	for _, id := range ids {
		if err := tx.Exec(`delete from `+n.Table+` where `+n.ID+` = $1`, id); err != nil {
			return err
		}
		value, fails := now[id]
		if !fails {
			continue
		}
		if err := tx.Exec(`insert into `+n.Table+` (`+n.ID+`, value_now, checked_at) values ($1, $2, $3)`, id, value, tx.Now()); err != nil {
			return err
		}
	}
	return nil
}
