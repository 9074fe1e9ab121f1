package mixers_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/interests"
	"counterpart/internal/jobs"
	"counterpart/internal/mixers"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
)

// hall is an activity with guests.
type hall struct {
	t        *testing.T
	d        *db.DB
	svc      *mixers.Service
	says     *interests.Service
	officer  access.Actor
	activity string
	guests   []string
}

func newHall(t *testing.T, d *db.DB, n int) *hall {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	h := &hall{t: t, d: d, svc: mixers.New(d, mixers.Options{Queue: queue}), says: interests.New(d)}
	h.must(err)
	h.officer = roomtest.Holding("officer", mixers.RightSee, mixers.RightPlan, activities.RightSee, activities.RightEdit, people.RightEdit, people.RightSee, delegations.RightSee, delegations.RightAllocate, connections.RightSee)
	h.activity = h.convene(false)
	for i := range n {
		h.guests = append(h.guests, h.guest(i))
	}
	return h
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) convene(chatham bool) string {
	h.t.Helper()
	svc := activities.New(h.d)
	id, err := svc.Plan(h.t.Context(), h.officer, activities.Draft{
		Kind: "roundtable", Title: "Evening", TimeZone: "Asia/Jakarta", StartsOn: "2024-06-07", EndsOn: "2024-06-07", Label: "TLP:GREEN", Chatham: chatham,
	})
	h.must(err)
	h.must(svc.Open(h.t.Context(), h.officer, id))
	return id
}

// guest enters somebody of one of four parties.
func (h *hall) guest(i int) string {
	h.t.Helper()
	party := roomtest.PartyID(h.t, h.d, []string{"indonesia", "thailand", "malaysia", "australia"}[i%4])
	id, err := db.Change(h.t.Context(), h.d, func(tx *db.Tx) (string, error) {
		id, err := people.AddIn(tx, h.officer, people.Draft{Given: fmt.Sprintf("Guest %c%c", 'A'+i/26, 'A'+i%26), PartyID: party, Anyway: true})
		if err != nil {
			return "", err
		}
		_, err = delegations.AddConfirmedIn(tx, h.officer, delegations.ConfirmedDraft{
			ActivityID: h.activity, PartyID: party, PersonID: id, Category: "delegate", Mode: "in_person", Source: delegations.FromSecretariat,
		})
		return id, err
	})
	h.must(err)
	return id
}

// as is the actor that a participant is.
func (h *hall) as(person string) access.Actor {
	a := roomtest.Scoped("u"+person, access.Scope{Activity: h.activity, Person: person}, interests.RightTakePart, connections.RightOwn)
	a.Person = person
	a.Grants[0].Role = access.Participant
	return a
}

func (h *hall) arrange(d mixers.Draft) string {
	h.t.Helper()
	id, err := h.svc.Add(h.t.Context(), h.officer, h.activity, d)
	h.must(err)
	return id
}

// tables are who sits together in a round.
func (h *hall) tables(id string, round int) [][]string {
	h.t.Helper()
	page, err := h.svc.Find(h.t.Context(), h.officer, h.activity, id, round)
	h.must(err)
	var out [][]string
	for _, t := range page.Tables {
		var ids []string
		for _, s := range t.Seats {
			ids = append(ids, s.PersonID)
		}
		out = append(out, ids)
	}
	return out
}

func (h *hall) together(id, a, b string, round int) bool {
	for _, table := range h.tables(id, round) {
		one, two := false, false
		for _, p := range table {
			one, two = one || p == a, two || p == b
		}
		if one && two {
			return true
		}
	}
	return false
}

func (h *hall) count(query string, args ...any) int {
	h.t.Helper()
	n, err := db.View(h.t.Context(), h.d, func(tx *db.Tx) (int, error) { return db.One[int](tx, query, args...) })
	h.must(err)
	return n
}

// From the first seat to the connections: somebody stays away between the rounds, and who did not come met nobody.
func TestANight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, 16)
		ctx := t.Context()
		id := h.arrange(mixers.Draft{Title: "Mixer", Size: 4, Rounds: 3, Minutes: 15})
		if _, err := h.svc.Next(ctx, h.officer, h.activity, id, 0); !fault.IsConflict(err) {
			t.Errorf("a round begins before anybody is seated: %v", err)
		}
		h.must(h.svc.Seat(ctx, h.officer, h.activity, id))
		page, err := h.svc.Find(ctx, h.officer, h.activity, id, 0)
		h.must(err)
		if page.Mixer.Points != page.Mixer.Bound || page.Mixer.Seated != 16 || len(page.Tables) != 4 {
			t.Fatalf("%+v, %d tables", page.Mixer, len(page.Tables))
		}
		first := h.tables(id, 1)
		_, err = h.svc.Next(ctx, h.officer, h.activity, id, 0)
		h.must(err)
		missing := first[0][0]
		h.must(h.svc.Say(ctx, h.officer, h.activity, id, mixers.SayDraft{PersonID: missing, Away: true}))
		h.must(h.svc.Seat(ctx, h.officer, h.activity, id))
		if got := h.tables(id, 1); fmt.Sprint(got) != fmt.Sprint(first) {
			t.Error("a round that has begun was seated anew")
		}
		for _, table := range h.tables(id, 2) {
			for _, p := range table {
				if p == missing {
					t.Error("who is away has a seat")
				}
			}
		}
		_, err = h.svc.Next(ctx, h.officer, h.activity, id, 1)
		h.must(err)
		h.must(h.svc.End(ctx, h.officer, h.activity, id))
		for range 2 { // the job may run twice
			for round := 1; round <= 2; round++ {
				h.must(h.svc.NoteMet(ctx, mixers.MetArgs{Mixer: id, Round: round}))
			}
		}
		// 4 tables of 4 in the first round, one of them without the one who did not come; 15 people at 4 tables in the second.
		if n := h.count(`select count(*) from encounter where activity_id = $1 and how = 'mixer'`, h.activity); n != 4*6-3+3*6+3 {
			t.Errorf("%d encounters", n)
		}
		if n := h.count(`select count(*) from connection_side where person_id = $1`, missing); n != 0 {
			t.Errorf("who did not come met %d people", n)
		}
		if n := h.count(`select count(*) from mixer_seat where round = 3`); n != 0 {
			t.Error("seats of a round that was not held are kept")
		}
		if err := h.svc.Seat(ctx, h.officer, h.activity, id); !fault.IsConflict(err) {
			t.Errorf("seated after the end: %v", err)
		}
	})
}

// Who never wants to meet somebody does not sit with them, and nobody is told.
func TestAVetoIsObeyedAtTables(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, 8)
		ctx := t.Context()
		a, b := h.guests[0], h.guests[1]
		for _, p := range []string{a, b} {
			h.must(h.says.SaveProfile(ctx, h.as(p), h.activity, p, interests.ProfileDraft{TakesPart: true, Offers: []interests.Interest{{Topic: "law"}}}))
		}
		h.must(h.says.Say(ctx, h.as(a), h.activity, a, b, interests.Veto))
		id := h.arrange(mixers.Draft{Title: "Mixer", Size: 4, Rounds: 4, Minutes: 15})
		h.must(h.svc.Seat(ctx, h.officer, h.activity, id))
		for round := 1; round <= 4; round++ {
			if h.together(id, a, b, round) {
				t.Errorf("round %d seats them together", round)
			}
		}
	})
}

// Who said that they must meet somebody sits with them once, though the two are of one party; hosts stay at their own tables.
func TestWhoMustMeetSitsTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, 16)
		ctx := t.Context()
		a, b, c := h.guests[0], h.guests[4], h.guests[1]
		for _, p := range []string{a, b, c} {
			h.must(h.says.SaveProfile(ctx, h.as(p), h.activity, p, interests.ProfileDraft{TakesPart: true, Offers: []interests.Interest{{Topic: "law"}}}))
		}
		h.must(h.says.Say(ctx, h.as(a), h.activity, a, b, interests.Must))
		h.must(h.says.Say(ctx, h.as(a), h.activity, a, c, interests.Must))
		id := h.arrange(mixers.Draft{Title: "Mixer", Size: 4, Rounds: 2, Minutes: 15})
		h.must(h.svc.Say(ctx, h.officer, h.activity, id, mixers.SayDraft{PersonID: a, Host: 1}))
		h.must(h.svc.Say(ctx, h.officer, h.activity, id, mixers.SayDraft{PersonID: c, Host: 2}))
		h.must(h.svc.Seat(ctx, h.officer, h.activity, id))
		if !h.together(id, a, b, 1) && !h.together(id, a, b, 2) {
			t.Error("those who must meet sat at different tables in every round")
		}
		h.must(h.svc.Say(ctx, h.officer, h.activity, id, mixers.SayDraft{PersonID: b, Away: true}))
		h.must(h.svc.Seat(ctx, h.officer, h.activity, id)) // a wish for somebody who is away keeps nobody from a seat
	})
}

// On the wall and on the phone stands who lets their name be shown, and nobody labelled TLP:RED.
func TestNamesOnTheWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, 4)
		ctx := t.Context()
		for _, p := range h.guests[:3] {
			h.must(h.says.SaveProfile(ctx, h.as(p), h.activity, p, interests.ProfileDraft{TakesPart: true, Offers: []interests.Interest{{Topic: "law"}}}))
		}
		_, err := db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`update person set label = 'TLP:RED' where id = $1`, h.guests[1])
		})
		h.must(err)
		id := h.arrange(mixers.Draft{Title: "Mixer", Size: 4, Rounds: 1, Minutes: 15})
		h.must(h.svc.Seat(ctx, h.officer, h.activity, id))
		wall, err := h.svc.OnScreen(ctx, h.officer, h.activity, id)
		h.must(err)
		var named []string
		for _, s := range wall.Tables[0].Seats {
			if s.Name != "" {
				named = append(named, s.PersonID)
			}
		}
		if len(wall.Tables[0].Seats) != 4 || len(named) != 2 {
			t.Errorf("%d of %d are named", len(named), len(wall.Tables[0].Seats))
		}
		own, err := h.svc.Mine(ctx, h.as(h.guests[0]), h.activity, h.guests[0])
		h.must(err)
		if r := own.Mixers[0].Rounds; len(r) != 1 || r[0].Table != 1 || len(r[0].With) != 1 || r[0].With[0].PersonID != h.guests[2] {
			t.Errorf("%+v", r)
		}
		if _, err := h.svc.Mine(ctx, h.as(h.guests[0]), h.activity, h.guests[2]); !fault.IsForbidden(err) {
			t.Errorf("the tables of another: %v", err)
		}
	})
}

func TestNoMixerUnderChatham(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, 0)
		if _, err := h.svc.Add(t.Context(), h.officer, h.convene(true), mixers.Draft{Title: "Mixer", Size: 4, Rounds: 2, Minutes: 5}); !fault.IsConflict(err) {
			t.Errorf("arranged: %v", err)
		}
	})
}

// However many press the button at once, one round begins.
func TestOneRoundBegins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, 8)
		id := h.arrange(mixers.Draft{Title: "Mixer", Size: 4, Rounds: 3, Minutes: 15})
		h.must(h.svc.Seat(t.Context(), h.officer, h.activity, id))
		var group sync.WaitGroup
		var begun atomic.Int32
		for range 8 {
			group.Go(func() {
				if _, err := h.svc.Next(t.Context(), h.officer, h.activity, id, 0); err == nil {
					begun.Add(1)
				} else if !fault.IsConflict(err) {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if n := h.count(`select round from mixer where id = $1`, id); begun.Load() != 1 || n != 1 {
			t.Errorf("%d rounds begun, round %d", begun.Load(), n)
		}
	})
}

// When somebody stays away, most of the others keep their table in the next round.
func TestSeatingAgainMovesFew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d, 60)
		id := h.arrange(mixers.Draft{Title: "Mixer", Size: 8, Rounds: 4, Minutes: 15})
		h.must(h.svc.Seat(t.Context(), h.officer, h.activity, id))
		_, err := h.svc.Next(t.Context(), h.officer, h.activity, id, 0)
		h.must(err)
		h.must(h.svc.Say(t.Context(), h.officer, h.activity, id, mixers.SayDraft{PersonID: h.guests[3], Away: true}))
		before := h.tables(id, 2)
		h.must(h.svc.Seat(t.Context(), h.officer, h.activity, id))
		stay := 0
		for i, table := range h.tables(id, 2) {
			for _, p := range table {
				if i < len(before) && slices.Contains(before[i], p) {
					stay++
				}
			}
		}
		if stay < 30 {
			t.Errorf("only %d of 59 keep their table in the next round", stay)
		}
	})
}
