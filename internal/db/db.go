// Package db opens the database and runs transactions. It is the only place that
// knows that there are two kinds of database.
//
// SQL is written once: "$1" placeholders, text ids, text times (RFC 3339, UTC,
// microseconds, so that text order is time order), booleans as boolean. Writes are
// serializable on both databases and run again when another transaction
// interfered, so invariants need no locks in the rooms.
package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
)

// Dialect tells the two databases apart where SQL must differ.
type Dialect string

// The two databases.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is an open database: a pool to write with and a pool to read with (the same one on PostgreSQL).
type DB struct {
	Dialect Dialect
	// Clock is the time source; tests and rehearsals may set another one before the first use.
	Clock func() time.Time
	write *sql.DB
	read  *sql.DB
	long  *sql.DB // for what reads for seconds; read on PostgreSQL, where there are connections enough
	pool  *pgxpool.Pool
	aside *sql.DB                   // one more connection to PostgreSQL, for Tx.Committed; nil on SQLite
	turns map[*sql.DB]chan struct{} // who may have a connection of the pool, first come, first served
}

// Open opens "sqlite:///path/file.db" or "postgres://…". It does not migrate.
func Open(ctx context.Context, rawURL string, clock func() time.Time) (*DB, error) {
	switch {
	case strings.HasPrefix(rawURL, "sqlite://"):
		return openSQLite(ctx, strings.TrimPrefix(rawURL, "sqlite://"), clock)
	case strings.HasPrefix(rawURL, "postgres://"), strings.HasPrefix(rawURL, "postgresql://"):
		return openPostgres(ctx, rawURL, clock)
	default:
		return nil, fmt.Errorf("database URL %q: write sqlite://FILE or postgres://USER@HOST/NAME", redact(rawURL))
	}
}

// SQLiteURL is the URL of the database file inside a data directory.
func SQLiteURL(dataDir string) string {
	return "sqlite://" + filepath.Join(dataDir, "counterpart.db")
}

func redact(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "(unreadable)"
	}
	return u.Redacted()
}

func openSQLite(ctx context.Context, file string, clock func() time.Time) (*DB, error) {
	// What is deleted or replaced is overwritten in the file (secure_delete), so that nothing erased or sealed later stays readable.
	// FULL keeps every acknowledged commit through a power cut; NORMAL does not.
	const pragmas = "_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)" +
		"&_pragma=foreign_keys(1)&_pragma=cache_size(-8192)&_pragma=secure_delete(1)"
	sqlite.StrictPragmas(true)
	// A new file is for its owner only, whatever the folder; the files beside it take their mode from it.
	if f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL, 0o600); err == nil {
		if err := f.Close(); err != nil {
			return nil, fmt.Errorf("make %s: %w", file, err)
		}
	}
	path := (&url.URL{Path: file}).EscapedPath()
	connector, err := keepStatements("file:" + path + "?_txlock=immediate&" + pragmas)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", file, err)
	}
	write := sql.OpenDB(connector)
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", file, err), write.Close())
	}
	if connector, err = keepStatements("file:" + path + "?_pragma=query_only(1)&" + pragmas); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", file, err), write.Close())
	}
	readers := min(max(2*runtime.GOMAXPROCS(0), 4), 8)
	read, long := openReaders(connector, readers), openReaders(connector, longReaders)
	turns := map[*sql.DB]chan struct{}{write: make(chan struct{}, 1), read: make(chan struct{}, readers), long: make(chan struct{}, longReaders)}
	return &DB{Dialect: SQLite, Clock: clock, write: write, read: read, long: long, turns: turns}, nil
}

// longReaders is how many long readings go on at once on SQLite.
const longReaders = 2

func openReaders(connector driver.Connector, most int) *sql.DB {
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(most)
	pool.SetMaxIdleConns(most)
	return pool
}

func openPostgres(ctx context.Context, rawURL string, clock func() time.Time) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(rawURL)
	if err != nil {
		return nil, fmt.Errorf("database URL %s cannot be read: check user, host, port and name", redact(rawURL))
	}
	if !strings.Contains(rawURL, "pool_max_conns") {
		cfg.MaxConns = int32(max(8, 4*runtime.GOMAXPROCS(0)))
	}
	if _, set := cfg.ConnConfig.RuntimeParams["jit"]; !set {
		// Compiling a statement is worth its seconds where a statement runs for minutes; none here does.
		cfg.ConnConfig.RuntimeParams["jit"] = "off"
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", redact(rawURL), err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("open %s: %w", redact(rawURL), err)
	}
	sqlDB := stdlib.OpenDBFromPool(pool)
	// The job queue works beside the rooms, with the connections that these leave over.
	turns := map[*sql.DB]chan struct{}{sqlDB: make(chan struct{}, max(int(cfg.MaxConns)-3, 1))}
	return &DB{Dialect: Postgres, Clock: clock, write: sqlDB, read: sqlDB, long: sqlDB, pool: pool, aside: openAside(cfg.ConnConfig), turns: turns}, nil
}

// openAside opens a pool of one connection of its own, made when it is first used. It is asked under a lock that only one
// transaction holds, so nobody waits for it who holds a connection that its user needs.
func openAside(cfg *pgx.ConnConfig) *sql.DB {
	cfg = cfg.Copy()
	cfg.RuntimeParams["default_transaction_isolation"] = "read committed"
	aside := stdlib.OpenDB(*cfg)
	aside.SetMaxOpenConns(1)
	return aside
}

// Close closes both pools.
func (d *DB) Close() error {
	err := d.write.Close()
	if d.read != d.write {
		err = errors.Join(err, d.read.Close(), d.long.Close())
	}
	if d.pool != nil {
		err = errors.Join(err, d.aside.Close())
		d.pool.Close()
	}
	return err
}

// Writer is the pool that the job queue works with; rooms use Change.
func (d *DB) Writer() *sql.DB { return d.write }

// Pool is the native PostgreSQL pool, nil on SQLite.
func (d *DB) Pool() *pgxpool.Pool { return d.pool }

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.read.PingContext(ctx) }
