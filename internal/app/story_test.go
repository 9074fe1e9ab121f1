package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/demo"
)

// scratch is the folder of the test run, in which the stories stand that tests copy. TestMain takes it away.
var scratch string

func TestMain(m *testing.M) { os.Exit(inScratch(m.Run)) }

// inScratch runs the tests and takes away what they share.
func inScratch(run func() int) int {
	var err error
	if scratch, err = os.MkdirTemp("", "counterpart-app"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := run()
	for _, drop := range dropStories {
		err = errors.Join(err, drop())
	}
	if err = errors.Join(err, os.RemoveAll(scratch)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// told is the demonstration's story: its data folder and its database.
type told struct{ data, url string }

// stories enter the story once for each kind of database: that takes seconds, and a copy of it none.
var (
	sqliteStory   = sync.OnceValues(tellSQLite)
	postgresStory = sync.OnceValues(tellPostgres)
	dropStories   []func() error
)

func tellSQLite() (told, error) {
	data := filepath.Join(scratch, "sqlite")
	return tell(told{data, db.SQLiteURL(data)})
}

func tellPostgres() (told, error) {
	url, drop, err := dbtest.NewPostgres("")
	if err != nil {
		return told{}, err
	}
	dropStories = append(dropStories, drop)
	return tell(told{filepath.Join(scratch, "postgres"), url})
}

func tell(s told) (told, error) {
	if err := os.Mkdir(s.data, 0o700); err != nil {
		return told{}, err
	}
	return s, demo.Load(context.Background(), s.url, s.data, time.Now())
}

// copySQLite gives a test a story of its own.
func copySQLite(t testing.TB) told {
	t.Helper()
	data := copyData(t, sqliteStory).data
	return told{data, db.SQLiteURL(data)}
}

// copyPostgres does so in PostgreSQL.
func copyPostgres(t testing.TB) told {
	t.Helper()
	s := copyData(t, postgresStory)
	return told{s.data, dbtest.PostgresCopy(t, s.url)}
}

// copyData copies the data folder of a story, and leaves its database where it is.
func copyData(t testing.TB, story func() (told, error)) told {
	t.Helper()
	s, err := story()
	if err != nil {
		t.Fatal(err)
	}
	of := s.data
	s.data = t.TempDir()
	if err := dbtest.CopyFolder(s.data, of); err != nil {
		t.Fatal(err)
	}
	return s
}
