package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"counterpart/internal/fault"
)

// Tx is one transaction, bound to the context that it was started with.
type Tx struct {
	ctx     context.Context
	sql     *sql.Tx
	now     Time
	turn    chan struct{} // the queue of the connection, to be left at the end
	aside   *sql.DB       // sees what is committed while the transaction runs; nil on SQLite, where nothing is
	last    lastSteps
	Dialect Dialect
}

// Now is the time of the transaction: the same at its first and its last line.
func (t *Tx) Now() Time { return t.now }

// Today is the date of the transaction in UTC.
func (t *Tx) Today() Date { return t.now.Date() }

// Context is the context of the transaction.
func (t *Tx) Context() context.Context { return t.ctx }

// SQL is the transaction underneath, for the job queue.
func (t *Tx) SQL() *sql.Tx { return t.sql }

// NewID returns a fresh UUIDv7.
func (t *Tx) NewID() string { return NewID() }

// NewID returns a fresh UUIDv7: ids sort by the time at which they were made.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

const tries = 16

// Change runs fn in a serializable transaction and commits it. It runs fn again when another
// transaction interfered, so fn must have no effect outside the transaction. When the
// context carries a Once whose key was used before, fn does not run: the stored result is returned.
func Change[T any](ctx context.Context, d *DB, fn func(*Tx) (T, error)) (T, error) {
	var zero T
	if tx := joined(ctx); tx != nil {
		return fn(tx)
	}
	readingFrom(ctx, d).end() // what is read from here on must see the change
	once := onceFrom(ctx)
	part := once.nextPart()
	for try := 1; ; try++ {
		out, err := change(ctx, d, once, part, fn)
		if err == nil {
			return out, nil
		}
		if !interfered(err) || ctx.Err() != nil {
			return zero, err
		}
		if try == tries {
			return zero, errors.Join(fault.Clash("Too many changes reached this at the same moment. Nothing was saved. Send it again."), err)
		}
		pause := time.Duration(rand.IntN(4<<min(try, 6))+1) * time.Millisecond
		select {
		case <-ctx.Done():
			return zero, ctx.Err()
		case <-time.After(pause):
		}
	}
}

func change[T any](ctx context.Context, d *DB, once *Once, part int, fn func(*Tx) (T, error)) (T, error) {
	var zero T
	if out, found, err := stored[T](ctx, d, once, part); found || err != nil {
		return out, err
	}
	tx, err := d.begin(ctx, d.write, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return zero, err
	}
	defer tx.end()
	out, err := fn(tx)
	if err != nil {
		// The same request may have been done between the look and the transaction: then that is the answer.
		if out, found, lookErr := stored[T](ctx, d, once, part); found && lookErr == nil {
			return out, nil
		}
		return zero, err
	}
	if once != nil {
		if err := once.keep(tx, part, out); err != nil {
			return zero, err
		}
	}
	if err := tx.last.run(); err != nil {
		return zero, err
	}
	if err := tx.sql.Commit(); err != nil {
		return zero, fmt.Errorf("commit: %w", err)
	}
	return out, nil
}

// stored is what a request with the same key led to. It is looked up outside the transaction: inside it, PostgreSQL
// would take the reading of a missing key for a conflict with every other key that is being kept. Of two requests with
// one key at the same moment, the second one to keep it runs again.
func stored[T any](ctx context.Context, d *DB, once *Once, part int) (out T, found bool, err error) {
	if once == nil {
		return out, false, nil
	}
	kept, found, err := once.lookUp(ctx, d, part)
	if err != nil || !found {
		return out, false, err
	}
	return out, true, json.Unmarshal([]byte(kept), &out)
}

// View runs fn in a read-only transaction: all its queries see one state of the database.
func View[T any](ctx context.Context, d *DB, fn func(*Tx) (T, error)) (T, error) {
	return view(ctx, d, d.read, fn)
}

// ViewLong is View for what reads for seconds beside the pages. Outside a request it has connections of its own, so that
// no page waits for one.
func ViewLong[T any](ctx context.Context, d *DB, fn func(*Tx) (T, error)) (T, error) {
	return view(ctx, d, d.long, fn)
}

func view[T any](ctx context.Context, d *DB, pool *sql.DB, fn func(*Tx) (T, error)) (T, error) {
	var zero T
	if tx := joined(ctx); tx != nil {
		return fn(tx)
	}
	if r := readingFrom(ctx, d); r != nil {
		tx, err := r.begun(ctx)
		if err != nil {
			return zero, err
		}
		if tx != nil {
			out, err := fn(tx)
			if err != nil {
				r.end() // PostgreSQL answers nothing more in a transaction with an error
			}
			return out, err
		}
	}
	tx, err := d.begin(ctx, pool, d.readOnly())
	if err != nil {
		return zero, err
	}
	defer tx.end()
	return fn(tx)
}

// begin waits for its turn, so that requests get connections in the order in which they asked: database/sql
// gives them out at random, which makes some wait many times as long as others.
func (d *DB) begin(ctx context.Context, pool *sql.DB, opts *sql.TxOptions) (*Tx, error) {
	turn := d.turns[pool]
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("begin: %w", ctx.Err())
	}
	if d.Dialect == SQLite {
		opts = nil // modernc refuses isolation levels; SQLite is always serializable
	}
	tx, err := pool.BeginTx(ctx, opts)
	if err != nil {
		<-turn
		return nil, fmt.Errorf("begin: %w", err)
	}
	return &Tx{ctx: ctx, sql: tx, now: At(d.Clock()), turn: turn, aside: d.aside, Dialect: d.Dialect}, nil
}

// end rolls back what was not committed and lets the next one have the connection.
func (t *Tx) end() {
	_ = t.sql.Rollback()
	<-t.turn
}

// interfered tells that another transaction got in the way and that a second try may succeed.
func interfered(err error) bool {
	if errors.Is(err, errTaken) {
		return true
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "40001" || pg.Code == "40P01" || (pg.Code == "23505" && pg.ConstraintName == "idempotency_pkey")
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return lite.Code()&0xff == 5 || // SQLITE_BUSY and its extended codes
			lite.Code() == 1555 && strings.Contains(lite.Error(), "idempotency.key")
	}
	return false
}

// Duplicate tells whether err is a broken unique constraint.
func Duplicate(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "23505"
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return lite.Code() == 2067 || lite.Code() == 1555 // UNIQUE, PRIMARYKEY
	}
	return false
}

// Referenced tells whether err says that other rows still hang on the row that was to go.
func Referenced(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "23503"
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return lite.Code() == 787 // FOREIGNKEY
	}
	return false
}

// Once makes the writes of one request happen at most once. Each Change of the request is a part of it.
type Once struct {
	Actor       string // who sent the key: two actors may send the same one
	Key         string // as sent by the client
	Fingerprint string // hash of what was asked, so that a key cannot be used for something else
	parts       int
}

type onceKey struct{}

// WithOnce puts the idempotency key of the request into the context.
func WithOnce(ctx context.Context, o *Once) context.Context {
	return context.WithValue(ctx, onceKey{}, o)
}

// Unkeyed takes the idempotency key out of the context, for writes whose result is a secret and must
// not be kept.
func Unkeyed(ctx context.Context) context.Context {
	return context.WithValue(ctx, onceKey{}, (*Once)(nil))
}

func onceFrom(ctx context.Context) *Once {
	o, _ := ctx.Value(onceKey{}).(*Once)
	return o
}

func (o *Once) nextPart() int {
	if o == nil {
		return 0
	}
	o.parts++
	return o.parts
}

func (o *Once) lookUp(ctx context.Context, d *DB, part int) (result string, found bool, err error) {
	var fingerprint string
	err = d.read.QueryRowContext(ctx, `select fingerprint, result from idempotency where actor = $1 and key = $2 and part = $3`,
		o.Actor, o.Key, part).Scan(&fingerprint, &result)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", false, nil
	case err != nil:
		return "", false, fmt.Errorf("look up the idempotency key: %w", err)
	case fingerprint != o.Fingerprint:
		return "", false, fault.Clash("This idempotency key was used for another request. Send a new key.")
	}
	return result, true, nil
}

func (o *Once) keep(tx *Tx, part int, out any) error {
	result, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("keep the result for the idempotency key: %w", err)
	}
	return tx.Exec(`insert into idempotency (actor, key, part, fingerprint, result, at) values ($1, $2, $3, $4, $5, $6)`,
		o.Actor, o.Key, part, o.Fingerprint, string(result), tx.Now())
}
