package delegations_test

import (
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
	"counterpart/packs"
)

// TestTheJourneyOnEveryPack takes seats, invitation, nomination, question and confirmation through every shipped pack,
// with whatever categories, modes, posts and letters it has.
func TestTheJourneyOnEveryPack(t *testing.T) {
	for _, name := range packs.Names() {
		t.Run(name, func(t *testing.T) {
			d := dbtest.SQLite(t)
			roomtest.LoadPack(t, d, name)
			journey(t, d)
		})
	}
}

func journey(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := t.Context()
	queue, err := jobs.New(d, jobs.Options{})
	must(t, err)
	store := roomtest.Files(t, d)
	links := accounts.New(d, accounts.Options{Key: make([]byte, 32), BaseURL: "http://test.example"})
	s := &stage{t: t, d: d, officer: roomtest.Holding("officer", office...), links: links}
	s.svc = delegations.New(d, delegations.Options{Files: store, Outbox: letters.NewOutbox(queue), Links: links})
	words, err := vocabulary.New(d).Words(ctx)
	must(t, err)
	s.party = within(s, func(tx *db.Tx) (string, error) { return nominating(tx, s.officer) })
	s.activity = within(s, func(tx *db.Tx) (activities.Activity, error) {
		id, err := activities.AddIn(tx, s.officer, activities.Draft{
			Title: "Any activity", Kind: words.List(vocabulary.ActivityKinds)[0].Code, TimeZone: words.Pack.Mechanism.TimeZone, StartsOn: "2024-10-05",
		})
		if err != nil {
			return activities.Activity{}, err
		}
		return activities.FindIn(tx, id)
	})
	category, mode := words.List(vocabulary.Categories)[0].Code, words.List(vocabulary.Modes)[0].Code
	seats, err := s.svc.SetSeats(ctx, s.officer, s.activity.ID, delegations.SeatsDraft{PartyID: s.party, Category: category, Mode: mode, Seats: 2})
	must(t, err)
	if n, err := s.svc.Invite(ctx, s.officer, s.activity.ID, nil); err != nil || n != 1 {
		t.Fatalf("invited %d: %v", n, err)
	}
	if n, err := s.svc.Remind(ctx, s.officer, s.activity.ID); err != nil || n != 1 {
		t.Fatalf("reminded %d: %v", n, err)
	}
	id := s.name(s.officer, seats, "Somebody New")
	must(t, s.svc.AskBack(ctx, s.officer, id, 0, "Which unit?"))
	must(t, s.svc.Reply(ctx, s.officer, id, 0, "The first"))
	must(t, s.svc.Confirm(ctx, s.officer, id, 0))
	for kind, want := range map[string]int{letters.Invitation: 1, letters.Reminder: 1, letters.Note: 1, letters.Registration: 1} {
		if n := s.mails(kind); n != want {
			t.Errorf("%d mails of the kind %s, want %d", n, kind, want)
		}
	}
}

// nominating finds a party with a post that nominates and lets somebody with an address hold it.
func nominating(tx *db.Tx, actor access.Actor) (string, error) {
	type row struct {
		Post  string `db:"post"`
		Party string `db:"party"`
	}
	r, err := db.One[row](tx, `select o.id as post, o.party_id as party from post o join term k on k.list = 'post_kind' and k.code = o.kind
		where k.counts = 'nominates' and o.party_id is not null order by o.id limit 1`)
	if err != nil {
		return "", err
	}
	person, err := people.AddIn(tx, actor, people.Draft{Given: "Holder", Email: "holder@party.example", PartyID: r.Party})
	if err != nil {
		return "", err
	}
	return r.Party, holds(tx, actor, r.Post, person)
}
