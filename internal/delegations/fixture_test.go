package delegations_test

import (
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/forms"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
)

// stage is an activity of the Bali pack with the actors around it.
type stage struct {
	t        testing.TB
	d        *db.DB
	svc      *delegations.Service
	links    *accounts.Service
	activity activities.Activity
	officer  access.Actor
	party    string // Thailand, which has a focal point with an address
}

var office = []access.Right{
	delegations.RightSee, delegations.RightAllocate, delegations.RightInvite, delegations.RightNominate, delegations.RightScreen,
}

var rights = map[access.Role]map[access.Right]bool{
	access.FocalPoint: {delegations.RightSee: true, delegations.RightNominate: true, activities.RightSee: true},
}

func newStage(t testing.TB, d *db.DB) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	store := roomtest.Files(t, d)
	s := &stage{t: t, d: d, officer: roomtest.Holding("officer", office...)}
	s.links = accounts.New(d, accounts.Options{Key: make([]byte, 32), BaseURL: "http://test.example", Rights: rights})
	s.svc = delegations.New(d, delegations.Options{Files: store, Outbox: letters.NewOutbox(queue), Links: s.links})
	s.party = roomtest.PartyID(t, d, "thailand")
	s.activity = s.plan("Members' function", activities.Draft{})
	s.focalPoint(s.party, "Somsak Focal", "focal@thailand.example")
	return s
}

func within[T any](s *stage, fn func(tx *db.Tx) (T, error)) T {
	s.t.Helper()
	out, err := db.Change(s.t.Context(), s.d, fn)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

// plan enters an activity of October 2024 with the deadlines in September.
func (s *stage) plan(title string, d activities.Draft) activities.Activity {
	s.t.Helper()
	d.Title, d.Kind, d.TimeZone, d.StartsOn, d.Place, d.Country, d.Label = title, "members_function", "Asia/Jakarta", "2024-10-05", "Hotel Sample, Jakarta", "ID", "TLP:GREEN"
	if d.NominationDeadline.IsZero() {
		d.NominationDeadline = db.At(time.Date(2024, 9, 1, 10, 0, 0, 0, time.UTC))
	}
	d.RegistrationDeadline = db.At(time.Date(2024, 9, 20, 10, 0, 0, 0, time.UTC))
	d.Questions = []forms.Question{
		{Key: "badge_name", Label: "Name on the badge", Kind: forms.Text, Required: true, Purpose: "Badge"},
		{Key: "needs", Label: "What you need", Kind: forms.Long, Sensitive: true, Purpose: "Venue"},
	}
	return within(s, func(tx *db.Tx) (activities.Activity, error) {
		id, err := activities.AddIn(tx, s.officer, d)
		if err != nil {
			return activities.Activity{}, err
		}
		if err := activities.SetStateIn(tx, s.officer, id, activities.Open); err != nil {
			return activities.Activity{}, err
		}
		return activities.FindIn(tx, id)
	})
}

// focalPoint lets a new person hold the party's post of focal point.
func (s *stage) focalPoint(party, name, email string) string {
	s.t.Helper()
	return within(s, func(tx *db.Tx) (string, error) {
		id, err := people.AddIn(tx, s.officer, people.Draft{Given: name, Email: email, PartyID: party, Position: "Director"})
		if err != nil {
			return "", err
		}
		post, err := db.One[string](tx, `select id from post where party_id = $1 and kind = 'focal_point'`, party)
		if err != nil {
			return "", err
		}
		return id, holds(tx, s.officer, post, id)
	})
}

// give sets the party's seats as delegates in person and returns the allocation.
func (s *stage) give(party string, seats int) string {
	s.t.Helper()
	id, err := s.svc.SetSeats(s.t.Context(), s.officer, s.activity.ID, delegations.SeatsDraft{PartyID: party, Category: "delegate", Mode: "in_person", Seats: seats})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// byLink is the actor of the party's link to nominate.
func (s *stage) byLink(party string) access.Actor {
	s.t.Helper()
	parties := within(s, func(tx *db.Tx) ([]string, error) {
		return db.All[string](tx, `select id from party where id = $1 or parent_id = $1`, party)
	})
	return access.Actor{Link: "link-" + party, Name: "Focal point", Via: "link", Grants: []access.Grant{{
		Role: access.FocalPoint, Scope: access.Scope{Parties: parties, Activity: s.activity.ID}, Rights: rights[access.FocalPoint],
	}}}
}

// name names a new person for a seat.
func (s *stage) name(actor access.Actor, allocation, given string) string {
	s.t.Helper()
	id, err := s.svc.Nominate(s.t.Context(), actor, s.activity.ID, draft(allocation, given))
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func draft(allocation, given string) delegations.NominationDraft {
	return delegations.NominationDraft{AllocationID: allocation, PersonDraft: delegations.PersonDraft{
		Given: given, Position: "Officer", Email: mailOf(given),
	}}
}

func mailOf(given string) string {
	out := []rune{}
	for _, r := range given {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			out = append(out, r)
		}
	}
	return string(out) + "@people.example"
}

func (s *stage) find(id string) delegations.NominationPage {
	s.t.Helper()
	page, err := s.svc.Find(s.t.Context(), s.officer, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return page
}

func (s *stage) seatsOf(party string) delegations.Allocation {
	s.t.Helper()
	list, err := s.svc.Seats(s.t.Context(), s.officer, s.activity.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, a := range list {
		if a.PartyID == party {
			return a
		}
	}
	return delegations.Allocation{}
}

// mails counts the queued mails of a kind.
func (s *stage) mails(kind string) int {
	s.t.Helper()
	return within(s, func(tx *db.Tx) (int, error) {
		return db.One[int](tx, `select count(*) from message where kind = $1`, kind)
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantConflict(t testing.TB, err error) {
	t.Helper()
	if !fault.IsConflict(err) {
		t.Fatalf("want a conflict, got %v", err)
	}
}

func wantWrong(t testing.TB, err error, field string) {
	t.Helper()
	if fault.AsInvalid(err).Words(field) == "" {
		t.Fatalf("want words beside %q, got %v", field, err)
	}
}

func wantForbidden(t testing.TB, err error) {
	t.Helper()
	if !fault.IsForbidden(err) {
		t.Fatalf("want a refusal, got %v", err)
	}
}
