// Package dbtest gives every test both databases: a SQLite file and a database of a real
// PostgreSQL, fresh for each test and migrated. A missing PostgreSQL fails, it never skips.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"counterpart/internal/db"
)

// Noon is the time of the test clock: 5 June 2024, noon UTC.
var Noon = time.Date(2024, 6, 5, 12, 0, 0, 0, time.UTC)

// Each runs the test on both databases, in parallel.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, Postgres(t)) })
}

func fixedClock() time.Time { return Noon }

// SQLite opens a fresh migrated SQLite database.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	template, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "counterpart.db")
	if err := os.WriteFile(file, template, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, "sqlite://"+file)
}

// Postgres opens a fresh migrated database of the test run's PostgreSQL.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, PostgresURL(t))
}

// PostgresURL makes a fresh migrated database and returns its URL, for tests that start the program.
func PostgresURL(t testing.TB) string {
	t.Helper()
	return PostgresCopy(t, "")
}

// PostgresCopy copies the database of the URL as NewPostgres does, and drops the copy with the test.
func PostgresCopy(t testing.TB, of string) string {
	t.Helper()
	rawURL, drop, err := NewPostgres(of)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return rawURL
}

// NewPostgres copies the database of the URL, to which nobody may be connected; without one, a migrated and empty one.
func NewPostgres(of string) (rawURL string, drop func() error, err error) {
	template := strings.TrimPrefix(pathOf(of), "/")
	if template == "" {
		if template, err = postgresTemplate(); err != nil {
			return "", nil, err
		}
	}
	name := fmt.Sprintf("t_%s", strings.ReplaceAll(db.NewID(), "-", ""))
	if err := onServer(fmt.Sprintf(`create database %s template %s`, name, template)); err != nil {
		return "", nil, err
	}
	base, err := serverURL()
	return withName(base, name), func() error { return onServer(fmt.Sprintf(`drop database %s with (force)`, name)) }, err
}

func pathOf(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil {
		return ""
	}
	return u.Path
}

func open(t testing.TB, rawURL string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), rawURL, fixedClock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "counterpart-template")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "template.db")
	if err := migrate("sqlite://" + file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// postgresTemplate makes one migrated template a test package.
var postgresTemplate = sync.OnceValues(func() (string, error) {
	name := fmt.Sprintf("tpl_%s", strings.ReplaceAll(db.NewID(), "-", ""))
	if err := onServer("create database " + name); err != nil {
		return "", err
	}
	base, err := serverURL()
	if err != nil {
		return "", err
	}
	return name, migrate(withName(base, name))
})

func migrate(rawURL string) error {
	d, err := db.Open(context.Background(), rawURL, fixedClock)
	if err != nil {
		return err
	}
	if _, err := d.Migrate(context.Background()); err != nil {
		return err
	}
	return d.Close()
}

// creating serialises work on the template: PostgreSQL refuses to copy one that is in use.
var creating sync.Mutex

func onServer(statement string) error {
	base, err := serverURL()
	if err != nil {
		return err
	}
	creating.Lock()
	defer creating.Unlock()
	admin, err := sql.Open("pgx", base)
	if err != nil {
		return err
	}
	defer func() { _ = admin.Close() }()
	if _, err := admin.Exec(statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// serverURL finds the PostgreSQL of this test run: COUNTERPART_TEST_POSTGRES, or what tools/postgres.sh left.
func serverURL() (string, error) {
	if u := os.Getenv("COUNTERPART_TEST_POSTGRES"); u != "" {
		return u, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; dir != "/"; dir = filepath.Dir(dir) {
		raw, err := os.ReadFile(filepath.Join(dir, ".cache", "postgres", "url"))
		if err == nil {
			return strings.TrimSpace(string(raw)), nil
		}
	}
	return "", fmt.Errorf("no PostgreSQL for the tests: run them with make test, or start one with tools/postgres.sh start")
}

func withName(base, name string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	u.Path = "/" + name
	return u.String()
}

// CopyFolder copies files with their modes, because keys that others may read are refused.
func CopyFolder(to, from string) error {
	return filepath.WalkDir(from, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, file)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), info.Mode())
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), raw, info.Mode())
	})
}
