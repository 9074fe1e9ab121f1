package db

import (
	"context"
	"database/sql"
)

type joinKey struct{}

// Join makes a context in which every Change and View is a part of the transaction: many verbs, one commit. It is
// for filling a database, as the demonstration does. When a verb fails in it, the whole transaction must end.
func Join(tx *Tx) context.Context {
	if tx.Dialect == SQLite && tx.prepared == nil {
		tx.prepared = map[string]*sql.Stmt{}
	}
	return context.WithValue(tx.ctx, joinKey{}, tx)
}

// joined is the transaction that the context is a part of, nil for most.
func joined(ctx context.Context) *Tx {
	tx, _ := ctx.Value(joinKey{}).(*Tx)
	return tx
}

// mostPrepared bounds the statements that a joined transaction keeps.
const mostPrepared = 500

// runner runs statements.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// keptStmt is a prepared statement that takes the place of its text.
type keptStmt struct{ stmt *sql.Stmt }

func (k keptStmt) ExecContext(ctx context.Context, _ string, args ...any) (sql.Result, error) {
	return k.stmt.ExecContext(ctx, args...)
}

func (k keptStmt) QueryContext(ctx context.Context, _ string, args ...any) (*sql.Rows, error) {
	return k.stmt.QueryContext(ctx, args...)
}

// runs is what runs a statement: the transaction itself, or in a joined one the statement as it was prepared the first
// time, since SQLite spends a third of its time on reading the same texts again. They end with the transaction.
func (t *Tx) runs(query string) runner {
	if t.prepared == nil {
		return t.sql
	}
	stmt := t.prepared[query]
	if stmt == nil && len(t.prepared) < mostPrepared {
		var err error
		if stmt, err = t.sql.PrepareContext(t.ctx, query); err != nil {
			return t.sql // which says the same error
		}
		t.prepared[query] = stmt
	}
	if stmt == nil {
		return t.sql
	}
	return keptStmt{stmt}
}
