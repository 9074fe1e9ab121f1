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
	"counterpart/internal/networking/company"
	"counterpart/internal/networking/places"
)

// Guests 0 and 3 are of one party, 1 and 4 of another, 2 and 5 of a third.

// Two delegations meet: who comes along sits at the table, can leave without ending the meeting, and met the other side.
func TestADelegationMeets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 6, 3)
		ctx, a, b, colleague, theirs := t.Context(), s.guests[0], s.guests[1], s.guests[3], s.guests[4]
		s.rules(places.Setup{})
		s.must(s.company.Set(ctx, s.as(a), s.activity, a, company.Draft{Along: []string{colleague}}))
		s.must(s.company.Set(ctx, s.as(b), s.activity, b, company.Draft{Along: []string{theirs}}))
		s.say(a, b, interests.Must)
		s.say(b, a, interests.Want)
		if told := s.publish(networking.Plan); told != 4 {
			t.Errorf("%d people were told", told)
		}
		m := s.with(a, b)
		if m.ID == "" || m.Others != "Guest AD, Guest AE" && m.Others != "Guest AE, Guest AD" {
			t.Fatalf("with the colleagues: %+v", m)
		}
		along := s.with(colleague, b)
		if along.ID != m.ID || along.With != "Guest AA" {
			t.Fatalf("the colleague reads %+v", along)
		}
		if s.count(`select count(*) from message where person_id = $1 and body like '%you come along with Guest AA%'`, colleague) != 1 {
			t.Error("the colleague has no mail that says with whom they come along")
		}
		s.unchanged()
		slots := s.mine(a).Slots
		if err := s.net.Move(ctx, s.as(colleague), s.activity, colleague, m.ID, slots[len(slots)-1].ID); !fault.IsConflict(err) {
			t.Errorf("who comes along moved the meeting: %v", err)
		}
		s.must(s.net.Decline(ctx, s.as(theirs), s.activity, theirs, m.ID, ""))
		if m = s.with(a, b); m.ID == "" || m.Others != "Guest AD" {
			t.Fatalf("after one of those who come along declined: %+v", m)
		}
		s.must(s.net.Accept(ctx, s.as(a), s.activity, a, m.ID))
		s.must(s.net.Accept(ctx, s.as(b), s.activity, b, m.ID))
		s.unchanged() // agreed by both: it stays as it is, though a colleague left
		s.now = m.StartsAt.Add(time.Minute)
		if err := s.net.Note(ctx, s.as(colleague), s.activity, colleague, m.ID, networking.OutcomeDraft{Held: true}); !fault.IsConflict(err) {
			t.Errorf("who came along noted the outcome: %v", err)
		}
		s.must(s.net.Note(ctx, s.as(b), s.activity, b, m.ID, networking.OutcomeDraft{Held: true, Shares: []string{connections.Email}}))
		if n := s.count(`select count(*) from encounter where meeting_id = $1`, m.ID); n != 2 {
			t.Errorf("%d pairs met, not b with a and with the colleague", n)
		}
		if got, err := s.met.Mine(ctx, s.as(colleague), colleague); err != nil || len(got.List) != 1 || got.List[0].Email == "" {
			t.Errorf("contacts of the colleague: %+v, %v", got, err)
		}
		s.unchanged()
	})
}

// A colleague meets in the place of somebody who has no time, and both sides read it.
func TestAColleagueSitsIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 6, 3)
		ctx, a, b, colleague := t.Context(), s.guests[0], s.guests[1], s.guests[3]
		s.rules(places.Setup{})
		var all []string
		for _, slot := range s.mine(a).Slots {
			all = append(all, slot.ID)
		}
		s.must(s.net.SetAbsences(ctx, s.as(a), s.activity, a, all))
		s.must(s.company.Set(ctx, s.as(a), s.activity, a, company.Draft{SitsIn: []string{colleague}}))
		s.say(b, a, interests.Must)
		s.publish(networking.Plan)
		m := s.with(b, colleague)
		if m.ID == "" || len(s.mine(a).Meetings) != 0 {
			t.Fatalf("schedule of b: %+v", s.mine(b).Meetings)
		}
		if in := s.with(colleague, b); in.SitsFor != "Guest AA" {
			t.Errorf("the colleague reads %+v", in)
		}
		if unmet := s.mine(b).Unmet; len(unmet) != 0 {
			t.Errorf("the wish counts as not met: %+v", unmet)
		}
		s.unchanged()
		s.must(s.net.Lock(ctx, s.officer, s.activity, m.ID, true))
		s.unchanged()
	})
}

// Of a party one person meets a counterpart, where the rules say so.
func TestOneOfAPartyMeets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 6, 3)
		s.rules(places.Setup{Exclusive: true})
		one, other, x := s.guests[0], s.guests[3], s.guests[1]
		s.say(one, x, interests.Must)
		s.say(other, x, interests.Want)
		s.publish(networking.Plan)
		if len(s.mine(x).Meetings) != 1 || s.with(one, x).ID == "" {
			t.Errorf("x meets %+v", s.mine(x).Meetings)
		}
		s.unchanged()
	})
}

// Who has no language in common meets with an interpreter, who is at one table at a time; without one the reason is told.
func TestInterpreters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 6, 3)
		ctx := t.Context()
		s.rules(places.Setup{})
		for i, tag := range []string{"fr", "th", "fr", "fr", "th", "en"} {
			s.speaks(s.guests[i], tag)
		}
		french, thai := []string{s.guests[0], s.guests[3]}, []string{s.guests[1], s.guests[4]}
		for i := range french {
			s.say(french[i], thai[i], interests.Must)
		}
		s.publish(networking.Plan)
		if unmet := s.mine(french[0]).Unmet; len(unmet) != 1 || !strings.Contains(unmet[0].Words, "no interpreter") {
			t.Fatalf("without an interpreter: %+v", unmet)
		}
		voice, err := s.places.AddInterpreter(ctx, s.officer, s.activity, places.InterpreterDraft{Name: "Interpreter 1", Languages: []string{"th", "fr"}})
		s.must(err)
		s.publish(networking.Plan)
		first, second := s.with(french[0], thai[0]), s.with(french[1], thai[1])
		if first.Voice != "Interpreter 1" || second.Voice != "Interpreter 1" || first.SlotID == second.SlotID {
			t.Fatalf("%+v and %+v", first, second)
		}
		s.unchanged()
		if err := s.net.Move(ctx, s.as(french[0]), s.activity, french[0], first.ID, second.SlotID); !fault.IsConflict(err) || !strings.Contains(err.Error(), "interpreter") {
			t.Errorf("moved to where the interpreter serves others: %v", err)
		}
		if err := s.places.RemoveInterpreter(ctx, s.officer, s.activity, voice); !fault.IsConflict(err) {
			t.Errorf("an interpreter whom meetings need was taken away: %v", err)
		}
		s.must(s.net.Cancel(ctx, s.officer, s.activity, second.ID, ""))
		s.must(s.net.Move(ctx, s.as(french[0]), s.activity, french[0], first.ID, second.SlotID))
		if m := s.with(french[0], thai[0]); m.SlotID != second.SlotID || m.Voice != "Interpreter 1" {
			t.Errorf("moved: %+v", m)
		}
	})
}

// A veto reads as any other wish without a place, also where two have no language in common.
func TestLanguageIsToldBeforeARefusal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 6, 3)
		s.rules(places.Setup{})
		s.speaks(s.guests[0], "fr")
		s.speaks(s.guests[1], "th")
		s.speaks(s.guests[4], "th")
		s.say(s.guests[1], s.guests[0], interests.Veto)
		s.say(s.guests[0], s.guests[1], interests.Want)
		s.say(s.guests[0], s.guests[4], interests.Want)
		s.publish(networking.Plan)
		unmet := s.mine(s.guests[0]).Unmet
		if len(unmet) != 2 || unmet[0].Words != unmet[1].Words {
			t.Errorf("a refusal shows: %+v", unmet)
		}
	})
}

// Whom somebody names must be a colleague who takes part.
func TestCompanyIsOfColleagues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 6, 3)
		a := s.guests[0]
		for _, draft := range []company.Draft{
			{Along: []string{s.guests[1]}},                                // of another party
			{SitsIn: []string{a}},                                         // themself
			{Along: []string{s.guests[3]}, SitsIn: []string{s.guests[3]}}, // both
		} {
			if err := s.company.Set(t.Context(), s.as(a), s.activity, a, draft); fault.IsConflict(err) || err == nil {
				t.Errorf("%+v: %v", draft, err)
			}
		}
		if err := s.company.Set(t.Context(), s.as(s.guests[3]), s.activity, a, company.Draft{}); err == nil {
			t.Error("somebody else said who comes along")
		}
	})
}
