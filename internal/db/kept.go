package db

import (
	"context"
	"database/sql/driver"
	"fmt"

	"modernc.org/sqlite"
)

// mostKept bounds the statements that one connection keeps, and so its memory.
const mostKept = 200

// keeping opens SQLite connections that keep their statements prepared: preparing one costs as much as
// running it. PostgreSQL's driver does the same by itself.
type keeping struct{ driver.Connector }

func keepStatements(dsn string) (driver.Connector, error) {
	connector, err := sqlite.NewConnector(dsn)
	return keeping{connector}, err
}

// Connect opens one connection.
func (k keeping) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	lite, ok := c.(liteConn)
	if !ok {
		return nil, fmt.Errorf("the SQLite driver's connection (%T) lacks an interface", c)
	}
	return &keptConn{liteConn: lite, kept: map[string]*keptStmt{}}, nil
}

// liteConn is what every connection of the driver can do.
type liteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// keptConn is a connection with its prepared statements. database/sql uses it from one goroutine at a time.
type keptConn struct {
	liteConn
	kept map[string]*keptStmt
}

type liteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type keptStmt struct {
	liteStmt
	busy bool // its rows are being read
}

// Unwrap lets the driver's own functions find its connection.
func (c *keptConn) Unwrap() driver.Conn { return c.liteConn }

// stmt finds or prepares a statement; nil when it cannot be kept, or when its rows are still being read.
func (c *keptConn) stmt(ctx context.Context, query string) *keptStmt {
	if s, ok := c.kept[query]; ok {
		if s.busy {
			return nil
		}
		return s
	}
	if len(c.kept) >= mostKept {
		c.forget()
	}
	prepared, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil // running it gives the same error, in its place
	}
	s, ok := prepared.(liteStmt)
	if !ok {
		_ = prepared.Close()
		return nil
	}
	c.kept[query] = &keptStmt{liteStmt: s}
	return c.kept[query]
}

// forget closes the statements that nobody is reading from.
func (c *keptConn) forget() {
	for query, s := range c.kept {
		if !s.busy {
			_ = s.Close() // closing says again how the last run failed
			delete(c.kept, query)
		}
	}
}

// ExecContext runs a statement.
func (c *keptConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if s := c.stmt(ctx, query); s != nil {
		return s.ExecContext(ctx, args)
	}
	return c.liteConn.ExecContext(ctx, query, args)
}

// QueryContext runs a query.
func (c *keptConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s := c.stmt(ctx, query)
	if s == nil {
		return c.liteConn.QueryContext(ctx, query, args)
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &keptRows{Rows: rows, stmt: s}, nil
}

// Close closes the statements and the connection.
func (c *keptConn) Close() error {
	for _, s := range c.kept {
		_ = s.Close()
	}
	c.kept = nil
	return c.liteConn.Close()
}

// keptRows give their statement back when they are closed.
type keptRows struct {
	driver.Rows
	stmt *keptStmt
}

// Close ends the reading.
func (r *keptRows) Close() error {
	r.stmt.busy = false
	return r.Rows.Close()
}
