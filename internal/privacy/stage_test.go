package privacy_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/files"
	"counterpart/internal/forms"
	"counterpart/internal/imports"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/privacy"
	"counterpart/internal/registrations"
	"counterpart/internal/results"
	"counterpart/internal/roomtest"
)

// everything is what an officer of these tests may do.
var everything = []access.Right{
	people.RightSee, people.RightEdit, people.RightImport, people.RightAlias, people.RightHold, activities.RightSee, activities.RightEdit,
	letters.RightSee, delegations.RightSee, delegations.RightAllocate, delegations.RightInvite, delegations.RightNominate, delegations.RightScreen,
	registrations.RightSee, registrations.RightSeeSensitive, attendance.RightSee, attendance.RightScan, attendance.RightBadge, attendance.RightExport,
	results.RightSee, results.RightWrite, results.RightPublish, results.RightVerify, results.RightApprove, accounts.RightSee, accounts.RightManage,
	privacy.RightReview, privacy.RightRegister, privacy.RightLog,
}

// house is every room that holds something of a person.
type house struct {
	t        testing.TB
	d        *db.DB
	log      string
	store    *files.Store
	people   *people.Service
	accounts *accounts.Service
	del      *delegations.Service
	reg      *registrations.Service
	att      *attendance.Service
	imports  *imports.Service
	results  *results.Service
	svc      *privacy.Service
	one      access.Actor
	two      access.Actor
}

func build(t testing.TB, d *db.DB) *house {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	must(t, err)
	h := &house{t: t, d: d, log: filepath.Join(t.TempDir(), "erasures.log"), store: roomtest.Files(t, d)}
	h.accounts = accounts.New(d, accounts.Options{Key: make([]byte, 32), BaseURL: "http://test.example"})
	h.people, h.att, h.results = people.New(d), attendance.New(d), results.New(d)
	h.del = delegations.New(d, delegations.Options{Files: h.store, Outbox: letters.NewOutbox(queue), Links: h.accounts})
	h.reg = registrations.New(d, h.del, roomtest.Vault(t, d))
	h.imports = imports.New(d, h.store, queue)
	h.svc = privacy.New(d, privacy.Options{Registrations: h.reg, Accounts: h.accounts, Files: h.store, Log: h.log})
	h.one, h.two = roomtest.Holding("one", everything...), roomtest.Holding("two", everything...)
	return h
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) change(do func(tx *db.Tx) error) {
	h.t.Helper()
	_, err := db.Change(context.Background(), h.d, func(tx *db.Tx) (bool, error) { return true, do(tx) })
	must(h.t, err)
}

func one[T any](h *house, query string, args ...any) T {
	h.t.Helper()
	out, err := db.View(context.Background(), h.d, func(tx *db.Tx) (T, error) { return db.One[T](tx, query, args...) })
	must(h.t, err)
	return out
}

// activity plans an activity of Indonesia and Australia, open for nominations.
func (h *house) activity() (id string) {
	h.change(func(tx *db.Tx) (err error) {
		id, err = activities.AddIn(tx, h.one, activities.Draft{
			Title: "Workshop", Kind: "training_workshop", TimeZone: "Asia/Jakarta", StartsOn: "2024-06-05", Label: "TLP:GREEN",
			Parties: []activities.PartyRole{
				{PartyID: roomtest.PartyID(h.t, h.d, "indonesia"), Role: activities.Organiser}, {PartyID: roomtest.PartyID(h.t, h.d, "australia"), Role: activities.Organiser},
			},
			Questions: []forms.Question{{Key: "needs", Label: "What you need", Kind: forms.Long, Sensitive: true, Purpose: "Venue"}},
		})
		if err != nil {
			return err
		}
		return activities.SetStateIn(tx, h.one, id, activities.Open)
	})
	return id
}

func (h *house) hold(activity string) {
	h.change(func(tx *db.Tx) error { return activities.SetStateIn(tx, h.one, activity, activities.Held) })
}

// erase asks, reviews and carries out.
func (h *house) erase(personID string) {
	h.t.Helper()
	ctx := context.Background()
	must(h.t, h.svc.AskErasure(ctx, h.one, personID, ""))
	id := one[string](h, `select id from erasure where person_id = $1 and state = 'asked'`, personID)
	must(h.t, h.svc.Review(ctx, h.one, id, "nothing stands against it"))
	must(h.t, h.svc.Erase(ctx, h.two, id))
}

// leftovers greps everything that stays on the disk, or every row of every table, for the words.
func (h *house) leftovers(words ...string) (found []string) {
	h.t.Helper()
	if h.d.Dialect == db.Postgres {
		tables, err := db.View(context.Background(), h.d, func(tx *db.Tx) ([]string, error) {
			return db.All[string](tx, `select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`)
		})
		must(h.t, err)
		for _, table := range tables {
			for _, w := range words {
				if n := one[int](h, `select count(*) from `+table+` x where position($1 in cast(x as text)) > 0`, w); n > 0 {
					found = append(found, table+" holds "+w)
				}
			}
		}
	} else {
		file := one[string](h, `select file from pragma_database_list where name = 'main'`)
		for _, end := range []string{"", "-wal"} {
			found = append(found, grep(h.t, file+end, words)...)
		}
	}
	return append(found, grepFolder(h.t, filepath.Dir(h.log), words)...)
}

func grep(t testing.TB, file string, words []string) (found []string) {
	raw, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, w := range words {
		if strings.Contains(string(raw), w) {
			found = append(found, filepath.Base(file)+" holds "+w)
		}
	}
	return found
}

func grepFolder(t testing.TB, dir string, words []string) (found []string) {
	must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			found = append(found, grep(t, path, words)...)
		}
		return err
	}))
	return found
}
