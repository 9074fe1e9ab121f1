package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"counterpart/internal/db"
)

// Column names what is sealed: a text column, or what stands outside the database for each row of a table.
type Column struct {
	Table  string
	Column string
	ID     string // the column with the row's id
	// Outside seals what stands outside the database; nil for a column.
	Outside Outside
}

// Outside is the keeper of what is sealed outside the database.
type Outside interface {
	// Reseal seals the row's content with the active key, in place. first says that it may not be sealed yet.
	Reseal(tx *db.Tx, row string, first bool) error
	// KeyOf is the id of the key that seals the row's content; "" when it is not sealed.
	KeyOf(row string) (string, error)
}

// own is what the vault itself keeps sealed.
var own = []Column{{Table: "sealed_secret", Column: "value", ID: "name"}}

// stepRows is how many rows one transaction moves: few enough that pages hardly wait for it.
const stepRows = 200

// Begin names everything that is sealed and seals what an earlier version left open. It returns once nothing is open.
func (v *Vault) Begin(ctx context.Context, columns ...Column) error {
	v.columns = append(slices.Clone(own), columns...)
	for _, c := range v.columns {
		open, err := db.Change(ctx, v.db, func(tx *db.Tx) (bool, error) { return c.firstTime(tx, v.ring.active().id) })
		if err != nil {
			return err
		}
		if !open {
			continue
		}
		if _, err := v.move(ctx, ctx, c); err != nil {
			return err
		}
		if err := v.db.Forget(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Columns are the columns that were named to Begin and the vault's own.
func (v *Vault) Columns() []Column { return slices.Clone(v.columns) }

// Reseal moves everything to the active key that is not there yet, until done or until the time is over. What was
// stopped goes on where it was. It returns whether all is done.
func (v *Vault) Reseal(ctx context.Context, most time.Duration) (bool, error) {
	short, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	for _, c := range v.columns {
		if done, err := v.move(ctx, short, c); err != nil || !done {
			return false, err
		}
	}
	return true, nil
}

// move takes steps until the column is done or short is over; a step under way is finished.
func (v *Vault) move(ctx, short context.Context, c Column) (bool, error) {
	for short.Err() == nil {
		done, err := db.Change(ctx, v.db, func(tx *db.Tx) (bool, error) { return v.step(tx, c) })
		if err != nil || done {
			return done, err
		}
	}
	return false, ctx.Err()
}

// ResealArgs is the job that goes on with a move to a new key that was not finished.
type ResealArgs struct{}

// Kind names the job.
func (ResealArgs) Kind() string { return "vault.reseal" }

// MoveAtOnce is how long one run of the job works.
const MoveAtOnce = time.Minute

// walk is how far a column has been moved to a key.
type walk struct {
	KeyID  string `db:"key_id"`
	Cursor string `db:"cursor"`
	First  bool   `db:"first"`
	Done   bool   `db:"done"`
}

func (c Column) walk(tx *db.Tx) (walk, error) {
	return db.One[walk](tx, `select key_id, cursor, first, done from sealing_walk where table_name = $1 and column_name = $2`, c.Table, c.Column)
}

// firstTime tells whether the column's first sealing is not done; a column that the vault never saw begins it.
func (c Column) firstTime(tx *db.Tx, keyID string) (bool, error) {
	w, err := c.walk(tx)
	if errors.Is(err, db.ErrNone) {
		return true, c.begin(tx, keyID, true)
	}
	return w.First && !w.Done, err
}

func (c Column) begin(tx *db.Tx, keyID string, first bool) error {
	return tx.Exec(`insert into sealing_walk (table_name, column_name, key_id, cursor, first, done) values ($1, $2, $3, '', $4, false)
		on conflict (table_name, column_name) do update set key_id = excluded.key_id, cursor = '', first = excluded.first, done = false`,
		c.Table, c.Column, keyID, first)
}

// step moves some rows of a column and keeps how far it came; true when it has come to the end.
func (v *Vault) step(tx *db.Tx, c Column) (bool, error) {
	w, err := c.walk(tx)
	if errors.Is(err, db.ErrNone) || err == nil && w.Done {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	var last string
	var n int
	if c.Outside != nil {
		last, n, err = c.moveOutside(tx, w)
	} else {
		last, n, err = v.moveTexts(tx, c, w)
	}
	if err != nil {
		return false, err
	}
	done := n < stepRows
	return done, tx.Exec(`update sealing_walk set cursor = $3, done = $4 where table_name = $1 and column_name = $2`, c.Table, c.Column, last, done)
}

func (v *Vault) moveTexts(tx *db.Tx, c Column, w walk) (last string, n int, err error) {
	type row struct {
		ID   string `db:"id"`
		Text string `db:"text"`
	}
	// Names of tables and columns come from the code, never from outside.
	rows, err := db.All[row](tx, fmt.Sprintf(`select %[3]s as id, %[2]s as text from %[1]s where %[3]s > $1 order by %[3]s limit %[4]d`, c.Table, c.Column, c.ID, stepRows), w.Cursor)
	last = w.Cursor
	for _, r := range rows {
		last = r.ID
		sealed, err := v.again(c, r.ID, r.Text, w)
		if err != nil {
			return last, 0, err
		}
		if sealed == r.Text {
			continue
		}
		if err := tx.Exec(fmt.Sprintf(`update %s set %s = $2 where %s = $1`, c.Table, c.Column, c.ID), r.ID, sealed); err != nil {
			return last, 0, err
		}
	}
	return last, len(rows), err
}

// again is a text of a column as the active key seals it.
func (v *Vault) again(c Column, id, text string, w walk) (string, error) {
	keyID, _, sealed := parts(text)
	switch {
	case text == "" || sealed && keyID == w.KeyID:
		return text, nil
	case sealed:
		plain, err := v.Open(c.Table, c.Column, id, text)
		if err != nil {
			return "", err
		}
		return v.Seal(c.Table, c.Column, id, plain)
	case w.First:
		return v.Seal(c.Table, c.Column, id, text)
	default:
		return "", fmt.Errorf("%s.%s of %s: what stands there is not sealed", c.Table, c.Column, id)
	}
}

func (c Column) moveOutside(tx *db.Tx, w walk) (last string, n int, err error) {
	ids, err := db.All[string](tx, fmt.Sprintf(`select %[2]s from %[1]s where %[2]s > $1 order by %[2]s limit %[3]d`, c.Table, c.ID, stepRows), w.Cursor)
	last = w.Cursor
	for _, id := range ids {
		if err := c.Outside.Reseal(tx, id, w.First); err != nil {
			return last, 0, err
		}
		last = id
	}
	return last, len(ids), err
}

// uses counts what a key seals.
func (v *Vault) uses(tx *db.Tx, keyID string) (int, error) {
	total := 0
	for _, c := range v.columns {
		if c.Outside != nil {
			n, err := c.usesOutside(tx, keyID)
			if err != nil {
				return 0, err
			}
			total += n
			continue
		}
		n, err := db.One[int](tx, fmt.Sprintf(`select count(*) from %s where %s like $1`, c.Table, c.Column), version+"."+keyID+".%")
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

func (c Column) usesOutside(tx *db.Tx, keyID string) (int, error) {
	ids, err := db.All[string](tx, fmt.Sprintf(`select %s from %s`, c.ID, c.Table))
	n := 0
	for _, id := range ids {
		of, err := c.Outside.KeyOf(id)
		if err != nil {
			return 0, err
		}
		if of == keyID {
			n++
		}
	}
	return n, err
}
