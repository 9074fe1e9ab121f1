package demo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"counterpart/internal/db"
	"counterpart/internal/files"
	"counterpart/internal/jobs"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
	"counterpart/packs"
)

// ErrOther says that the database holds something that is not the demonstration.
var ErrOther = errors.New("the database holds an installation that is not the demonstration: give an empty folder or database")

// ErrHalf says that an earlier start was ended while it entered the story.
var ErrHalf = errors.New("the demonstration was ended while it was being entered: remove its folder, or empty its database, and start again")

// Loaded tells whether the database holds the complete demonstration. An empty database gives false; one that holds
// anything else is an error.
func Loaded(ctx context.Context, d *db.DB) (bool, error) {
	return db.View(ctx, d, func(tx *db.Tx) (bool, error) {
		complete := false
		if err := vocabulary.Setting(tx, Setting, &complete); err != nil || complete {
			return complete, err
		}
		parties, err := db.One[int](tx, `select count(*) from party`)
		if err != nil || parties == 0 {
			return false, err
		}
		focal, err := db.One[int](tx, `select count(*) from account where email_key = $1`, "focalpoint@demo.invalid")
		if err == nil && focal > 0 {
			return false, ErrHalf
		}
		return false, errors.Join(err, ErrOther)
	})
}

// Load enters the story into an empty, migrated database. The story ends at the given time.
func Load(ctx context.Context, databaseURL, data string, now time.Time) (err error) {
	c := &clock{}
	c.set(now)
	d, err := db.Open(ctx, databaseURL, c.now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := d.Migrate(ctx); err != nil {
		return err
	}
	if done, err := Loaded(ctx, d); err != nil || done {
		return err
	}
	store, err := files.Open(filepath.Join(data, "files"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		return err
	}
	p, err := shipped("bali")
	if err != nil {
		return err
	}
	return newStory(d, c, now, store, queue, p).tell(ctx)
}

// shipped reads a pack that comes with the program.
func shipped(name string) (*pack.Pack, error) {
	dir, err := fs.Sub(packs.FS, name)
	if err != nil {
		return nil, err
	}
	p, problems := pack.Load(dir)
	if len(problems) > 0 {
		return nil, fmt.Errorf("pack %s: %s", name, problems[0].String())
	}
	return p, nil
}
