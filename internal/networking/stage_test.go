package networking_test

import (
	"fmt"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/interests"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/networking"
	"counterpart/internal/networking/company"
	"counterpart/internal/networking/exchange"
	"counterpart/internal/networking/places"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
)

// stage is an activity with guests who take part, slots and tables. Its clock can be set.
type stage struct {
	t          *testing.T
	d          *db.DB
	now        time.Time
	net        *networking.Service
	places     *places.Service
	company    *company.Service
	exchange   *exchange.Service
	interests  *interests.Service
	met        *connections.Service
	activities *activities.Service
	activity   string
	session    string
	officer    access.Actor
	guests     []string
}

var officerRights = []access.Right{
	networking.RightSee, networking.RightPlan, interests.RightSee, connections.RightSee, activities.RightSee, activities.RightEdit, people.RightEdit, people.RightSee,
	delegations.RightSee, delegations.RightAllocate, attendance.RightBadge,
}

// newStage has n guests of three parties, tables and slots of the morning.
func newStage(t *testing.T, d *db.DB, n, tables int) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	return anotherStage(t, d, n, tables)
}

// anotherStage is one more activity in the same database.
func anotherStage(t *testing.T, d *db.DB, n, tables int) *stage {
	t.Helper()
	s := &stage{t: t, d: d, now: dbtest.Noon, officer: roomtest.Holding("officer", officerRights...)}
	d.Clock = func() time.Time { return s.now }
	queue, err := jobs.New(d, jobs.Options{})
	s.must(err)
	s.interests, s.met, s.activities = interests.New(d), connections.New(d), activities.New(d)
	s.places, s.company, s.exchange = places.New(d), company.New(d), exchange.New(d)
	s.net = networking.New(d, networking.Options{Queue: queue, Outbox: letters.NewOutbox(queue), Interests: s.interests})
	s.activity, err = s.activities.Plan(t.Context(), s.officer, activities.Draft{
		Kind: "roundtable", Title: "Members' function", TimeZone: "Asia/Jakarta", StartsOn: "2024-06-07", EndsOn: "2024-06-07", Label: "TLP:GREEN",
	})
	s.must(err)
	s.must(s.activities.Open(t.Context(), s.officer, s.activity))
	begin := time.Date(2024, 6, 7, 2, 0, 0, 0, time.UTC)
	s.session, err = s.activities.AddSession(t.Context(), s.officer, s.activity, activities.SessionDraft{Title: "Networking", StartsAt: db.At(begin), EndsAt: db.At(begin.Add(2 * time.Hour))})
	s.must(err)
	_, err = s.places.AddSlots(t.Context(), s.officer, s.activity, places.SlotsDraft{SessionID: s.session, Minutes: 15, Pause: 5})
	s.must(err)
	_, err = s.places.AddTables(t.Context(), s.officer, s.activity, places.TablesDraft{Number: tables})
	s.must(err)
	for i := range n {
		s.guests = append(s.guests, s.guest(i))
	}
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// guest enters somebody and lets them take part.
func (s *stage) guest(i int) string {
	s.t.Helper()
	id := s.person(i)
	s.profile(id, []string{"law", "document_fraud"}[i%2], []string{"document_fraud", "law"}[i%2])
	return id
}

// person enters a confirmed person.
func (s *stage) person(i int) string {
	s.t.Helper()
	party := roomtest.PartyID(s.t, s.d, []string{"indonesia", "thailand", "malaysia"}[i%3])
	id, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (string, error) {
		id, err := people.AddIn(tx, s.officer, people.Draft{Given: fmt.Sprintf("Guest %c%c", 'A'+i/26, 'A'+i%26), Email: fmt.Sprintf("g%d@example.org", i), PartyID: party, Anyway: true})
		if err != nil {
			return "", err
		}
		_, err = delegations.AddConfirmedIn(tx, s.officer, delegations.ConfirmedDraft{
			ActivityID: s.activity, PartyID: party, PersonID: id, Category: "delegate", Mode: "in_person", Position: "Officer", Source: delegations.FromSecretariat,
		})
		return id, err
	})
	s.must(err)
	return id
}

// as is the actor that a participant is.
func (s *stage) as(person string) access.Actor {
	a := roomtest.Scoped("u"+person, access.Scope{Activity: s.activity, Person: person}, interests.RightTakePart, connections.RightOwn)
	a.Person = person
	a.Grants[0].Role = access.Participant
	return a
}

func (s *stage) profile(person, offers, seeks string) {
	s.t.Helper()
	s.must(s.interests.SaveProfile(s.t.Context(), s.as(person), s.activity, person, interests.ProfileDraft{
		TakesPart: true, Offers: []interests.Interest{{Topic: offers}}, Seeks: []interests.Interest{{Topic: seeks}}, Languages: []string{"en"}, UseAffiliation: true, UseHistory: true,
	}))
}

func (s *stage) say(person, about, what string) {
	s.t.Helper()
	s.must(s.interests.Say(s.t.Context(), s.as(person), s.activity, person, about, what))
}

// run computes a run to its end.
func (s *stage) run(kind string) string {
	s.t.Helper()
	id, err := s.net.Start(s.t.Context(), s.officer, s.activity, networking.RunDraft{Kind: kind, Seconds: 5, Seed: 1})
	s.must(err)
	s.must(s.net.Solve(s.t.Context(), networking.SolveArgs{Run: id}))
	return id
}

func (s *stage) publish(kind string) int {
	s.t.Helper()
	told, err := s.net.Publish(s.t.Context(), s.officer, s.activity, s.run(kind))
	s.must(err)
	return told
}

func (s *stage) mine(person string) networking.Schedule {
	s.t.Helper()
	out, err := s.net.Mine(s.t.Context(), s.as(person), s.activity, person)
	s.must(err)
	return out
}

func (s *stage) code(person string) exchange.Page {
	s.t.Helper()
	out, err := s.exchange.Mine(s.t.Context(), s.as(person), s.activity, person)
	s.must(err)
	return out
}

// with finds the meeting of a person with another.
func (s *stage) with(person, other string) networking.Appointment {
	s.t.Helper()
	for _, m := range s.mine(person).Meetings {
		if m.OtherID == other && m.State.Stands() {
			return m
		}
	}
	return networking.Appointment{}
}

// unchanged plans again and holds that nothing would change.
func (s *stage) unchanged() {
	s.t.Helper()
	page, err := s.net.FindRun(s.t.Context(), s.officer, s.activity, s.run(networking.Replan))
	s.must(err)
	if page.New+page.Moved+page.Gone+page.Told != 0 {
		s.t.Errorf("planning again: %d new, %d moved, %d gone, %d told", page.New, page.Moved, page.Gone, page.Told)
	}
}

// speaks sets what a person speaks.
func (s *stage) speaks(person string, tags ...string) {
	s.t.Helper()
	s.must(s.interests.SaveProfile(s.t.Context(), s.as(person), s.activity, person, interests.ProfileDraft{TakesPart: true, Languages: tags, Version: 1}))
}

// rules sets the rules of the activity, without meetings that nobody wished for.
func (s *stage) rules(d places.Setup) {
	s.t.Helper()
	s.must(s.places.SetUp(s.t.Context(), s.officer, s.activity, d))
}

// count answers a query with one number.
func (s *stage) count(query string, args ...any) int {
	s.t.Helper()
	n, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) (int, error) { return db.One[int](tx, query, args...) })
	s.must(err)
	return n
}
