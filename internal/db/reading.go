package db

import (
	"context"
	"database/sql"
	"sync"
)

// reading is the one transaction of all the Views of a request. The first View begins it.
type reading struct {
	db    *DB
	mu    sync.Mutex
	tx    *Tx
	ended bool
}

type readingKey struct{}

// Reading makes a context in which all Views share one transaction: a page shows one state of the database and pays
// for one transaction, not for ten. end ends it, before the answer goes out over a line that may be slow; a Change ends
// it as well. Views after that have transactions of their own again.
func Reading(ctx context.Context, d *DB) (shared context.Context, end func()) {
	r := &reading{db: d}
	return context.WithValue(ctx, readingKey{}, r), r.end
}

func readingFrom(ctx context.Context, d *DB) *reading {
	if r, ok := ctx.Value(readingKey{}).(*reading); ok && r.db == d {
		return r
	}
	return nil
}

// begun returns the shared transaction, nil once it has ended.
func (r *reading) begun(ctx context.Context) (*Tx, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended || r.tx != nil {
		return r.tx, nil
	}
	var err error
	r.tx, err = r.db.begin(ctx, r.db.read, r.db.readOnly())
	return r.tx, err
}

func (r *reading) end() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	if r.tx != nil {
		r.tx.end()
		r.tx = nil
	}
}

func (d *DB) readOnly() *sql.TxOptions {
	opts := &sql.TxOptions{ReadOnly: true}
	if d.Dialect == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	return opts
}
