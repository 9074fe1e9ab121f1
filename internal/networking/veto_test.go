package networking_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/held"
	"counterpart/internal/interests"
	said "counterpart/internal/interests/dossier"
	"counterpart/internal/networking"
	"counterpart/internal/networking/places"
)

// tells are words by which an answer would give a veto away.
var tells = regexp.MustCompile(`(?i)veto|refus|never|not want|declin|avoid`)

// Whoever is vetoed, and the secretariat, see nothing that they would not see of a wish for which there was no room: not in
// a page, a file, a reason, a count, a mail or the history.
func TestAbuse_A15_NobodyLearnsOfAVeto(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 4, 3)
		ctx, a, b := t.Context(), s.guests[0], s.guests[1]
		s.must(s.places.SetUp(ctx, s.officer, s.activity, noFill))
		s.say(a, b, interests.Must)
		s.say(a, s.guests[2], interests.Want)
		before := s.seenBy(a)
		s.say(b, a, interests.Veto)
		after := s.seenBy(a)
		if before != after {
			t.Errorf("the vetoed side sees something else:\n%s\n%s", before, after)
		}
		run := s.run(networking.Plan)
		page, err := s.net.FindRun(ctx, s.officer, s.activity, run)
		if err != nil || len(page.Gaps.Musts) != 1 || page.Run.Musts != 1 || page.Run.MustsMet != 0 {
			t.Fatalf("gaps %+v of %+v, %v", page.Gaps, page.Run, err)
		}
		_, err = s.net.Publish(ctx, s.officer, s.activity, run)
		s.must(err)
		s.quiet("the officer's run", page)
		plan, err := s.net.Plan(ctx, s.officer, s.activity, networking.PlanFilter{})
		s.must(err)
		s.quiet("the plan", plan.Lines)
		over, err := s.interests.Overview(ctx, s.officer, s.activity)
		s.must(err)
		s.quiet("the overview", over)
		if over.Wishes != 2 || over.Musts != 1 {
			t.Errorf("a veto is counted: %+v", over)
		}
		mine := s.mine(a)
		if len(mine.Unmet) != 1 || mine.Unmet[0].Words != "no place was found: other meetings came first" {
			t.Errorf("unmet %+v", mine.Unmet)
		}
		s.quiet("the vetoed side's schedule", mine.Unmet)
		s.askedInVain(a, b)
		s.traces(a, b)
	})
}

var noFill = places.Setup{MinPerParty: 0}

// seenBy is everything that a person is shown of the others, but the suggestions.
func (s *stage) seenBy(person string) string {
	s.t.Helper()
	people, err := s.interests.People(s.t.Context(), s.as(person), s.activity, person, interests.PeopleFilter{Limit: 50})
	s.must(err)
	profile, err := s.interests.Profile(s.t.Context(), s.as(person), s.activity, person)
	s.must(err)
	raw, err := json.Marshal([]any{people.People, profile.Profile, s.mine(person)})
	s.must(err)
	return string(raw)
}

// quiet fails when an answer holds a word that gives a veto away.
func (s *stage) quiet(what string, answer any) {
	s.t.Helper()
	raw, err := json.Marshal(answer)
	s.must(err)
	if found := tells.Find(raw); found != nil {
		s.t.Errorf("%s tells %q: %s", what, found, raw)
	}
}

// askedInVain: a request to somebody who said never stays unanswered, as many do, and never reaches them.
func (s *stage) askedInVain(a, b string) {
	s.t.Helper()
	ctx := s.t.Context()
	mails := s.count(`select count(*) from message where person_id = $1`, b)
	id, err := s.net.Ask(ctx, s.as(a), s.activity, a, b)
	s.must(err)
	other, err := s.net.Ask(ctx, s.as(a), s.activity, a, s.guests[3])
	s.must(err)
	var states []string
	for _, m := range s.mine(a).Meetings {
		if m.ID == id || m.ID == other {
			raw, err := json.Marshal(struct{ S, R, T, M any }{m.State, m.Reason, m.Theirs, m.Mine})
			s.must(err)
			states = append(states, string(raw))
		}
	}
	if len(states) != 2 || states[0] != states[1] {
		s.t.Errorf("requests look different: %v", states)
	}
	for _, m := range s.mine(b).Meetings {
		if m.ID == id {
			s.t.Error("a request reached who said never")
		}
	}
	if err := s.net.Move(ctx, s.as(b), s.activity, b, id, "x"); !fault.IsNotFound(err) {
		s.t.Errorf("who said never can answer: %v", err)
	}
	if n := s.count(`select count(*) from message where person_id = $1`, b); n != mails {
		s.t.Error("who said never got a mail")
	}
}

// traces looks where something is kept: the history, the mails, the reports of runs and what others are told of a person.
func (s *stage) traces(a, b string) {
	s.t.Helper()
	for _, query := range []string{
		`select action || ' ' || coalesce(detail, '') from audit where action <> 'networking.decline'`,
		`select subject || ' ' || body from message`, `select report || ' ' || words || ' ' || basis from meeting_run`,
	} {
		rows, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) ([]string, error) { return db.All[string](tx, query) })
		s.must(err)
		for _, row := range rows {
			if found := tells.FindString(strings.ReplaceAll(row, "accept, decline or move", "")); found != "" {
				s.t.Errorf("%q is kept in %s", found, row)
			}
		}
	}
	said := func(person string, own bool) string {
		records, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) ([]held.Record, error) { return heldIn(tx, person, own) })
		s.must(err)
		raw, err := json.Marshal(records)
		s.must(err)
		return string(raw)
	}
	if strings.Contains(said(b, false), "veto") || strings.Contains(said(a, true), "veto") {
		s.t.Error("what is held of a person tells others of a veto")
	}
	if !strings.Contains(said(b, true), "veto") {
		s.t.Error("the own data do not hold the own veto")
	}
}

func heldIn(tx *db.Tx, person string, own bool) ([]held.Record, error) {
	return said.HeldIn(tx, person, own)
}
