package db

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
)

// lastSteps are what a transaction does just before it commits.
type lastSteps struct {
	gathered map[reflect.Type]any
	steps    []func() error
}

func (l *lastSteps) run() error {
	for _, step := range l.steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// Gather returns what the transaction gathers of the type T, empty at first. last is run on it once, just before the
// commit: for work that is the same however much was gathered, and for locks that must be held briefly. It is not run
// when the transaction fails, and starts anew when the transaction is run again.
func Gather[T any](t *Tx, last func(*Tx, *T) error) *T {
	key := reflect.TypeFor[T]()
	if g, ok := t.last.gathered[key].(*T); ok {
		return g
	}
	if t.last.gathered == nil {
		t.last.gathered = map[reflect.Type]any{}
	}
	g := new(T)
	t.last.gathered[key] = g
	t.last.steps = append(t.last.steps, func() error { return last(t, g) })
	return g
}

// Queue makes transactions that ask for the same lock commit one after the other: the lock is let go after the commit.
// It belongs into the last step of Gather, where nothing else is waited for afterwards. SQLite writes one at a time anyway.
func (t *Tx) Queue(lock int64) error {
	if t.Dialect == SQLite {
		return nil
	}
	return t.Exec(`select pg_advisory_xact_lock($1)`, lock)
}

// Committed reads one row as it is committed at this moment, also what other transactions committed since this one
// began, and without this one coming into conflict with whoever changes it. ErrNone when there is no row.
func (t *Tx) Committed(query string, dest ...any) error {
	var err error
	if t.aside != nil {
		err = t.aside.QueryRowContext(t.ctx, query).Scan(dest...)
	} else {
		err = t.sql.QueryRowContext(t.ctx, query).Scan(dest...)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNone
	}
	if err != nil {
		return fmt.Errorf("%w [%s]", err, firstLine(query))
	}
	return nil
}
