package networking_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/interests"
	"counterpart/internal/networking"
)

// Who a person labelled TLP:RED is, the list, the plan, the schedules and the connections tell nobody but named readers; that
// there is a meeting, and that two met, is counted.
func TestAbuse_A18_RedPeopleAreNotNamedInMeetings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 3, 2)
		ctx, a, b := t.Context(), s.guests[0], s.guests[1]
		s.say(a, b, interests.Must)
		s.publish(networking.Plan)
		for _, m := range s.mine(a).Meetings {
			if m.OtherID == b {
				s.now = m.StartsAt.Add(time.Minute)
				s.must(s.net.Note(ctx, s.as(a), s.activity, a, m.ID, networking.OutcomeDraft{Held: true, Shares: []string{"name"}}))
				s.must(s.net.Note(ctx, s.as(b), s.activity, b, m.ID, networking.OutcomeDraft{Held: true, Shares: []string{"name"}}))
			}
		}
		shown := func() string {
			people, err := s.interests.People(ctx, s.as(a), s.activity, a, interests.PeopleFilter{Limit: 50})
			s.must(err)
			plan, err := s.net.Plan(ctx, s.officer, s.activity, networking.PlanFilter{})
			s.must(err)
			pairs, err := s.met.OfActivity(ctx, s.officer, s.activity, nil, 50)
			s.must(err)
			contacts, err := s.met.Mine(ctx, s.as(a), a)
			s.must(err)
			if pairs.All != 1 {
				t.Errorf("%d pairs are counted", pairs.All)
			}
			raw, err := json.Marshal([]any{people.People, s.mine(a), plan.Lines, pairs.Pairs, contacts})
			s.must(err)
			return string(raw)
		}
		if n := strings.Count(shown(), "Guest AB"); n < 5 {
			t.Errorf("the name stands in %d places before", n)
		}
		_, err := db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`update person set label = 'TLP:RED' where id = $1`, b)
		})
		s.must(err)
		if after := shown(); strings.Contains(after, "Guest AB") {
			t.Errorf("a person for named readers only is named: %s", after)
		}
	})
}
