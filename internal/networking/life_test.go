package networking_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/interests"
	"counterpart/internal/networking"
	"counterpart/internal/roomtest"
)

// TestLifeOfAMeeting does things with meetings in any order and holds each against the rules: what was refused changed
// nothing, what was done leads where it may, and nobody and no table is in two meetings at once.
func TestLifeOfAMeeting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 4, 1)
		s.must(s.places.SetUp(t.Context(), s.officer, s.activity, noFill))
		s.say(s.guests[0], s.guests[1], interests.Want)
		s.publish(networking.Plan)
		start := s.now
		rapid.Check(t, func(r *rapid.T) {
			s.now = start
			for range rapid.IntRange(1, 3).Draw(r, "steps") {
				s.anyStep(r)
				s.noDoubleBooking(r)
			}
		})
	})
}

// anyStep tries one verb as one person on one of the meetings.
func (s *stage) anyStep(r *rapid.T) {
	ctx, who := s.t.Context(), rapid.SampledFrom(s.guests).Draw(r, "who")
	if rapid.IntRange(0, 5).Draw(r, "clock") == 0 {
		s.now = s.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(r, "hours")) * time.Hour)
	}
	list := s.mine(who).Meetings
	if len(list) == 0 || rapid.IntRange(0, 3).Draw(r, "ask") == 0 {
		_, _ = s.net.Ask(ctx, s.as(who), s.activity, who, rapid.SampledFrom(s.guests).Draw(r, "whom"))
		return
	}
	m := rapid.SampledFrom(list).Draw(r, "meeting")
	slots, err := s.places.Arrangement(ctx, s.officer, s.activity)
	if err != nil {
		r.Fatal(err)
	}
	verb := rapid.SampledFrom([]string{"accept", "decline", "move", "held", "missed", "lock", "unlock", "cancel"}).Draw(r, "verb")
	slot := rapid.SampledFrom(slots.Slots).Draw(r, "slot").ID
	err = map[string]func() error{
		"accept":  func() error { return s.net.Accept(ctx, s.as(who), s.activity, who, m.ID) },
		"decline": func() error { return s.net.Decline(ctx, s.as(who), s.activity, who, m.ID, "") },
		"move":    func() error { return s.net.Move(ctx, s.as(who), s.activity, who, m.ID, slot) },
		"held": func() error {
			return s.net.Note(ctx, s.as(who), s.activity, who, m.ID, networking.OutcomeDraft{Held: true})
		},
		"missed": func() error { return s.net.Note(ctx, s.as(who), s.activity, who, m.ID, networking.OutcomeDraft{}) },
		"lock":   func() error { return s.net.Lock(ctx, s.officer, s.activity, m.ID, true) },
		"unlock": func() error { return s.net.Lock(ctx, s.officer, s.activity, m.ID, false) },
		"cancel": func() error { return s.net.Cancel(ctx, s.officer, s.activity, m.ID, "") },
	}[verb]()
	now := s.find(r, who, m.ID)
	switch {
	case err != nil && (now.State != m.State || now.SlotID != m.SlotID || now.Mine != m.Mine || now.Locked != m.Locked):
		r.Fatalf("%s was refused (%v) and changed %+v to %+v", verb, err, m, now)
	case err == nil && !slices.Contains(leads[verb][m.State], now.State):
		r.Fatalf("%s led from %s to %s", verb, m.State, now.State)
	case err == nil && verb == "move" && (now.SlotID != slot || m.Locked || now.Mine != networking.Accepted):
		r.Fatalf("moved to %s: %+v, was locked: %v", slot, now, m.Locked)
	case err == nil && (verb == "held" || verb == "missed") && s.now.Before(m.StartsAt.Time):
		r.Fatalf("%s before it began", verb)
	}
}

// leads says by hand where each verb leads from each state.
var leads = map[string]map[networking.State][]networking.State{
	"accept":  {networking.Scheduled: {networking.Scheduled}},
	"decline": {networking.Scheduled: {networking.Declined}, networking.Requested: {networking.Declined}},
	"move":    {networking.Scheduled: {networking.Scheduled}, networking.Requested: {networking.Scheduled}},
	"held":    {networking.Scheduled: {networking.Held}, networking.Held: {networking.Held}, networking.Missed: {networking.Held}},
	"missed":  {networking.Scheduled: {networking.Missed}, networking.Held: {networking.Missed}},
	"lock":    {networking.Scheduled: {networking.Scheduled}},
	"unlock":  {networking.Scheduled: {networking.Scheduled}},
	"cancel":  {networking.Scheduled: {networking.Cancelled}, networking.Requested: {networking.Cancelled}},
}

func (s *stage) find(r *rapid.T, who, id string) networking.Appointment {
	for _, m := range s.mine(who).Meetings {
		if m.ID == id {
			return m
		}
	}
	r.Fatalf("meeting %s is gone", id)
	return networking.Appointment{}
}

type fataler interface{ Fatalf(string, ...any) }

// noDoubleBooking looks at the tables themselves: people by their meetings, since the column that keeps them apart is empty
// for meetings that ended.
func (s *stage) noDoubleBooking(t fataler) {
	for what, query := range map[string]string{
		"people": `select count(*) from (select d.person_id, m.slot_id from meeting m join meeting_side d on d.meeting_id = m.id
			where m.state in ('scheduled', 'held') group by d.person_id, m.slot_id having count(*) > 1) x`,
		"tables": `select count(*) from (select m.table_id, m.slot_id from meeting m where m.state in ('scheduled', 'held')
			group by m.table_id, m.slot_id having count(*) > 1) x`,
		"sides that disagree with their meeting": `select count(*) from meeting m join meeting_side d on d.meeting_id = m.id
			where (m.state in ('scheduled', 'held')) <> (d.slot_id is not null) or d.slot_id is not null and d.slot_id <> m.slot_id`,
	} {
		if n := s.count(query); n > 0 {
			t.Fatalf("%d %s in two meetings at once", n, what)
		}
	}
}

// Two moves race for one person, and then for one table: one of them wins.
func TestNobodyIsDoubleBookedWhenMovesRace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		for _, c := range []struct {
			name   string
			tables int
			pairs  [2][2]int
		}{{"a person", 2, [2][2]int{{0, 1}, {0, 2}}}, {"a table", 1, [2][2]int{{0, 1}, {2, 3}}}} {
			t.Run(c.name, func(t *testing.T) {
				s := anotherStage(t, d, 4, c.tables)
				var meetings [2]networking.Appointment
				for _, p := range c.pairs {
					s.say(s.guests[p[0]], s.guests[p[1]], interests.Must)
				}
				s.must(s.places.SetUp(t.Context(), s.officer, s.activity, noFill))
				s.publish(networking.Plan)
				for i, p := range c.pairs {
					for _, m := range s.mine(s.guests[p[1]]).Meetings {
						meetings[i] = m
					}
				}
				free := s.free(meetings[:])
				var wait sync.WaitGroup
				errs := make([]error, 2)
				for i, m := range meetings {
					who := s.guests[c.pairs[i][1]]
					wait.Go(func() { errs[i] = s.net.Move(t.Context(), s.as(who), s.activity, who, m.ID, free) })
				}
				wait.Wait()
				if (errs[0] == nil) == (errs[1] == nil) {
					t.Errorf("moves ended with %v and %v", errs[0], errs[1])
				}
				s.noDoubleBooking(t)
			})
		}
	})
}

// free is a slot in which none of the meetings lies.
func (s *stage) free(list []networking.Appointment) string {
	s.t.Helper()
	a, err := s.places.Arrangement(s.t.Context(), s.officer, s.activity)
	s.must(err)
	for _, slot := range a.Slots {
		if !slices.ContainsFunc(list, func(m networking.Appointment) bool { return m.SlotID == slot.ID }) {
			return slot.ID
		}
	}
	s.t.Fatal("no free slot")
	return ""
}
