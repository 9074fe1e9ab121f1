package db

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"testing/fstest"
	"text/template"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// words are what a migration may write differently for the two databases.
type words struct {
	Text   string // text that sorts by code point on both
	Serial string // a growing integer primary key
	PG     bool
}

func (d *DB) words() words {
	if d.Dialect == Postgres {
		return words{Text: `text collate "C"`, Serial: "bigint generated always as identity primary key", PG: true}
	}
	return words{Text: "text", Serial: "integer primary key autoincrement"}
}

// Migrate brings the schema up to date and returns how many steps were applied. Several processes
// may start it at the same time: one works, the others wait.
func (d *DB) Migrate(ctx context.Context) (int, error) {
	files, err := renderMigrations(d.words())
	if err != nil {
		return 0, err
	}
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	dialect := goose.DialectSQLite3
	if d.Dialect == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return 0, fmt.Errorf("migrate: %w", err)
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, d.write, files, opts...)
	if err != nil {
		return 0, fmt.Errorf("migrate: %w", err)
	}
	done, err := provider.Up(ctx)
	if err != nil {
		return 0, fmt.Errorf("migrate: %w", err)
	}
	return len(done), d.migrateJobs(ctx)
}

// migrateJobs brings the tables of the job queue up to date.
func (d *DB) migrateJobs(ctx context.Context) error {
	var err error
	if d.Dialect == Postgres {
		m, merr := rivermigrate.New(riverdatabasesql.New(d.write), nil)
		if merr != nil {
			return fmt.Errorf("migrate jobs: %w", merr)
		}
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	} else {
		m, merr := rivermigrate.New(riversqlite.New(d.write), nil)
		if merr != nil {
			return fmt.Errorf("migrate jobs: %w", merr)
		}
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	}
	if err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	return nil
}

func renderMigrations(w words) (fs.FS, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	out := fstest.MapFS{}
	for _, name := range names {
		raw, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		tpl, err := template.New(name).Option("missingkey=error").Parse(string(raw))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		var b bytes.Buffer
		if err := tpl.Execute(&b, w); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[name[len("migrations/"):]] = &fstest.MapFile{Data: b.Bytes()}
	}
	return out, nil
}
