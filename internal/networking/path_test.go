package networking_test

import (
	"strings"
	"testing"
	"time"

	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/interests"
	"counterpart/internal/networking"
)

// From a profile to a connection: what one person does, step by step.
func TestFromWishToConnection(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 6, 3)
		ctx, a, b := t.Context(), s.guests[0], s.guests[1]
		list, err := s.interests.Suggestions(ctx, s.as(a), s.activity, a)
		if err != nil || len(list.List) == 0 || len(list.List[0].Reasons) == 0 {
			t.Fatalf("suggestions %+v, %v", list.List, err)
		}
		s.say(a, b, interests.Must)
		if told := s.publish(networking.Plan); told == 0 {
			t.Fatal("nobody was told")
		}
		mine := s.mine(a)
		var met networking.Appointment
		for _, m := range mine.Meetings {
			if m.OtherID == b {
				met = m
			}
		}
		if met.ID == "" || met.Other != "Guest AB" || met.Party != "Thailand" || met.Table == "" {
			t.Fatalf("schedule %+v", mine.Meetings)
		}
		if n := s.count(`select count(*) from message where person_id = $1`, a); n != 1 {
			t.Errorf("%d mails", n)
		}
		s.must(s.net.Accept(ctx, s.as(b), s.activity, b, met.ID))
		note := networking.OutcomeDraft{Held: true, Outcome: "We exchange trainers.", FollowUp: "Send the curriculum", OwnerID: b, Shares: []string{connections.Email}}
		if err := s.net.Note(ctx, s.as(a), s.activity, a, met.ID, note); err == nil {
			t.Error("held before it began")
		}
		s.now = met.StartsAt.Add(time.Minute)
		s.must(s.net.Note(ctx, s.as(a), s.activity, a, met.ID, note))
		for _, c := range []struct {
			who, other string
			listed     int
		}{{a, b, 0}, {b, a, 1}} { // a shares, b has not said
			got, err := s.met.Mine(ctx, s.as(c.who), c.who)
			if err != nil || len(got.List) != c.listed || c.listed == 1 && got.List[0].Email == "" {
				t.Errorf("contacts of %s: %+v, %v", c.who, got, err)
			}
		}
		waiting := s.code(b).Waiting
		if len(waiting) != 1 || waiting[0].PersonID != a {
			t.Fatalf("waiting %+v", waiting)
		}
		s.must(s.exchange.Share(ctx, s.as(b), s.activity, b, waiting[0].ConnectionID, []string{connections.Name}))
		got, err := s.met.Mine(ctx, s.as(a), a)
		if err != nil || len(got.List) != 1 || got.List[0].Email != "" || got.List[0].Name() != "Guest AB" {
			t.Errorf("contacts %+v, %v", got, err)
		}
		page, err := s.met.OfActivity(ctx, s.officer, s.activity, nil, 10)
		if err != nil || page.All != 1 || len(page.Pairs) != 1 || page.Parties != 1 {
			t.Errorf("connections %+v, %v", page, err)
		}
		if cards := string(connections.VCards(got.List)); !strings.Contains(cards, "FN:Guest AB\r\n") || strings.Contains(cards, "EMAIL") || !strings.Contains(cards, "TLP:AMBER") {
			t.Errorf("cards %s", cards)
		}
	})
}

// People are asked to take part once each, and not when they have said already.
func TestPeopleAreAskedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 2, 1)
		if _, err := s.net.Invite(t.Context(), s.officer, s.activity); !fault.IsConflict(err) {
			t.Errorf("those who take part are asked: %v", err)
		}
		silent := s.person(7)
		n, err := s.net.Invite(t.Context(), s.officer, s.activity)
		if err != nil || n != 1 || s.count(`select count(*) from message where person_id = $1`, silent) != 1 {
			t.Errorf("%d asked, %v", n, err)
		}
		if _, err := s.net.Invite(t.Context(), s.officer, s.activity); !fault.IsConflict(err) {
			t.Errorf("asked twice: %v", err)
		}
	})
}

// When somebody leaves, mending the plan touches their meetings and tells their counterparts, and nobody else.
func TestMendingTellsThoseAffected(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 9, 4)
		ctx := t.Context()
		for i, g := range s.guests {
			s.say(g, s.guests[(i+1)%len(s.guests)], interests.Want)
		}
		s.publish(networking.Plan)
		gone := s.guests[0]
		partners := map[string]bool{}
		for _, m := range s.mine(gone).Meetings {
			partners[m.OtherID] = true
		}
		before := s.count(`select count(*) from message`)
		s.must(s.interests.SaveProfile(ctx, s.as(gone), s.activity, gone, interests.ProfileDraft{Version: 1}))
		plan, err := s.net.Plan(ctx, s.officer, s.activity, networking.PlanFilter{})
		if err != nil || plan.Broken != len(partners) {
			t.Fatalf("%d broken of %d, %v", plan.Broken, len(partners), err)
		}
		told := s.publish(networking.Replan)
		if told < len(partners) || told > len(partners)+2*5 {
			t.Errorf("%d were told, %d had a meeting with who left", told, len(partners))
		}
		if n := s.count(`select count(*) from message`) - before; n != told {
			t.Errorf("%d mails, %d told", n, told)
		}
		if plan, err = s.net.Plan(ctx, s.officer, s.activity, networking.PlanFilter{}); err != nil || plan.Broken != 0 {
			t.Errorf("%d broken after mending, %v", plan.Broken, err)
		}
	})
}
