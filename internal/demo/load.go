package demo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"counterpart/internal/db"
	"counterpart/internal/demo/crowd"
	"counterpart/internal/files"
	"counterpart/internal/jobs"
	"counterpart/internal/vault"
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
		held, err := db.One[int](tx, `select (select count(*) from party) + (select count(*) from account)`)
		if err != nil || held == 0 {
			return false, err
		}
		focal, err := db.One[int](tx, `select count(*) from account where email_key = $1`, "focalpoint@demo.invalid")
		if err == nil && focal > 0 {
			return false, ErrHalf
		}
		return false, errors.Join(err, ErrOther)
	})
}

// Accounts are the addresses of the accounts that the links of the demonstration are made for, by role.
var Accounts = map[string]string{
	"officer": "officer@demo.invalid", "comanager": "comanager@demo.invalid", "focalpoint": "focalpoint@demo.invalid",
	"participant": "participant@demo.invalid", "desk": "desk@demo.invalid",
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
	v, err := vault.Open(ctx, d, filepath.Join(data, "keys"))
	if err != nil {
		return err
	}
	store, err := files.Open(filepath.Join(data, "files"), files.Options{DB: d, Vault: v})
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
	return newStory(d, c, now, store, v, queue, p).tell(ctx)
}

// Crowd fills the demonstration with as many invented people as asked for, once. report is told what was made.
func Crowd(ctx context.Context, databaseURL string, size int, now func() time.Time, report func(string)) (err error) {
	d, err := db.Open(ctx, databaseURL, now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	done, err := db.View(ctx, d, func(tx *db.Tx) (size int, err error) {
		err = vocabulary.Setting(tx, crowdSetting, &size)
		return size, err
	})
	if err != nil || done == size {
		return err
	}
	if done != 0 {
		return fmt.Errorf("the database holds a crowd of another size (%d): give an empty folder or database for one of %d", done, size)
	}
	set := func(value int) error {
		_, err := db.Change(ctx, d, func(tx *db.Tx) (bool, error) { return true, vocabulary.SetSetting(tx, crowdSetting, value) })
		return err
	}
	if err := set(-1); err != nil { // what is cut short is not begun a second time
		return err
	}
	if err := crowd.Fill(ctx, d, crowd.Options{People: size, Seed: seed, Report: report}); err != nil {
		return err
	}
	if err := set(size); err != nil {
		return err
	}
	_, err = db.Change(ctx, d, func(tx *db.Tx) (bool, error) { return true, tx.Exec(`analyze`) })
	return err
}

// crowdSetting is the setting that holds the size of the crowd, -1 while it is being made.
const crowdSetting = "crowd"

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
