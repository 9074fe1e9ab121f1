package indicators

import (
	"slices"
	"strings"
	"testing"
	"time"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

func TestThePackBringsTheFrameworkOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		f, err := h.svc.Framework(t.Context(), h.officer)
		h.must(err)
		var tree []string
		for _, b := range f.Branches {
			tree = append(tree, strings.Repeat(".", b.Depth)+b.Code)
		}
		if got := strings.Join(tree, " "); got != "safer_movement .agencies_cooperate ..officials_prepared ..delegations_ready" {
			t.Error(got)
		}
		// What an officer changed stays, when the pack is loaded again.
		id := h.id("states_engaged")
		page, err := h.svc.Find(t.Context(), h.officer, id)
		h.must(err)
		i := page.Indicator
		h.must(h.svc.Change(t.Context(), h.officer, id, 1, Draft{
			Code: i.Code, ResultID: i.ResultID, Name: "States that came", Measure: i.Measure, Direction: i.Direction, Computation: i.Computation,
			Dimensions: i.Dimensions, Frequency: i.Frequency, OwnerPost: i.OwnerPost, Targets: i.Targets,
		}))
		h.must(h.svc.LoadPack(t.Context(), roomtest.Holding("loader", vocabulary.RightLoad), roomtest.Pack(t, "bali")))
		if page, err = h.svc.Find(t.Context(), h.officer, id); err != nil || page.Indicator.Name != "States that came" || len(page.History) != 2 {
			t.Error(page.Indicator, len(page.History), err)
		}
		if err := h.svc.Change(t.Context(), h.officer, id, 1, Draft{}); !fault.IsConflict(err) {
			t.Error("overwritten:", err)
		}
	})
}

func TestTheFrameworkIsChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		bad := func(want string, dr Draft) {
			t.Helper()
			_, err := h.svc.Add(t.Context(), h.officer, dr)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v", want, err)
			}
		}
		page, err := h.svc.Find(t.Context(), h.officer, h.id("people_came"))
		h.must(err)
		good := Draft{Code: "x", ResultID: page.Result.ID, Name: "X", Measure: "unit", Direction: "up", Computation: "attendances", Frequency: "half_yearly", OwnerPost: "programme_officer"}
		with := func(change func(*Draft)) Draft { d := good; change(&d); return d }
		bad("Another indicator", with(func(d *Draft) { d.Code = "people_came" }))
		bad("cannot be divided by", with(func(d *Draft) { d.Computation, d.Dimensions = "meetings", []string{"sex"} }))
		bad("divides people too", with(func(d *Draft) { d.Frequency, d.Dimensions = "yearly", []string{"sex"} }))
		bad("no period", with(func(d *Draft) { d.Targets = []Target{{Period: "2024", Value: "3"}} }))
		bad("not a number", with(func(d *Draft) { d.Targets = []Target{{Period: "2024-H1", Value: "many"}} }))
		bad("Write the definition", with(func(d *Draft) { d.Computation = "" }))
		bad("which post or person", with(func(d *Draft) { d.OwnerPost = "" }))
		if _, err := h.svc.Add(t.Context(), h.officer, good); err != nil {
			t.Error(err)
		}
		if _, err := h.svc.Add(t.Context(), h.manager, good); !fault.IsForbidden(err) {
			t.Error(err)
		}
		if _, err := h.svc.AddResult(t.Context(), h.officer, ResultDraft{Code: "y", Level: "impact", Name: "Y", ParentID: page.Result.ID}); fault.AsInvalid(err) == nil {
			t.Error("an impact below an output:", err)
		}
	})
}

// Each computation is run on both databases over the same registers, and counts what a person counts by hand.
func TestComputations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		first := h.held("2024-02-01", "indonesia:f", "indonesia:m", "thailand:f", "id_immigration:x", "iom:")
		second := h.held("2024-03-05", "australia:m")
		h.held("2024-07-01", "australia:f")
		h.exec(`insert into activity (id, kind, title, time_zone, starts_on, ends_on, state, label, created_at, updated_at)
			values ('open', 'roundtable', 'Open', 'UTC', '2024-02-02', '2024-02-02', 'open', 'TLP:CLEAR', '', '')`)
		// One person comes again, for another party; a check-in that was taken back does not count.
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			run := func(query string, args ...any) { h.must(tx.Exec(query, args...)) }
			again, err := db.One[string](tx, `select n.person_id from nomination n join person p on p.id = n.person_id where n.activity_id = $1 and p.sex = 'm'`, first)
			if err != nil {
				return false, err
			}
			h.come(tx, run, second, roomtest.PartyID(t, d, "australia"), roomtest.PartyID(t, d, "au_home_affairs"), again, "2024-03-05")
			run(`update checkin set void_reason = 'wrong' where activity_id = $1 and person_id in (select id from person where sex = '')`, first)
			run(`insert into invitation (id, activity_id, party_id, state, sent_at) values ('i1', $1, $2, 'sent', '2024-01-01T10:00:00.000000Z'), ('i2', $1, $3, 'sent', '2024-01-01T10:00:00.000000Z')`,
				first, roomtest.PartyID(t, d, "indonesia"), roomtest.PartyID(t, d, "japan"))
			h.work(run)
			learn(run, first)
			return true, nil
		})
		h.must(err)
		for key, want := range map[string]string{
			"people": "5", "attendances": "6", "share_of_women": "40", "states": "3", "organisations": "0", "activities": "2", "meetings": "0", "connections": "0",
			"nominations_per_seat": "0.35", "seats_used": "30", "days_to_nomination": "31", "parties_answering": "50",
			"requests": "3", "requests_answered": "33.3", "days_to_answer": "30", "requests_met": "50", "offers": "1", "commitments": "2", "commitments_kept": "50", "outcomes": "2",
			"outcomes_substantiated": "50", "publications": "1", "knowledge_gain": "50", "plans_with_progress": "60",
		} {
			if got, r := h.count(key, "half_yearly", "2024-H1"); got != want {
				t.Errorf("%s: %s, want %s (%+v)", key, got, want, r)
			}
		}
		if _, ok := catalogue.Find("people"); !ok || len(catalogue.All) != 24 {
			t.Error("a computation has no case here")
		}
		_, r := h.count("people", "half_yearly", "2024-H1")
		if got := countBy(r.Rows, catalogue.Party); len(got) != 3 || got[roomtest.PartyID(t, d, "australia")] != 2 || got[roomtest.PartyID(t, d, "indonesia")] != 2 {
			t.Error("by party:", got)
		}
		if got := countBy(r.Rows, catalogue.Body); got["agency"] != 2 {
			t.Error("by body:", got)
		}
		if got := countBy(r.Rows, catalogue.Status); got["member"] != 5 {
			t.Error("by status:", got)
		}
	})
}

// learn lets the five people of an activity take its test before and after, and follow an action plan up: three of them with progress.
func learn(run func(string, ...any), activity string) {
	run(`insert into assessment_test (id, activity_id, title, shuffle, seed, state, created_at, updated_at) values ('t', $1, 'T', false, '', 'fixed', '', '')`, activity)
	run(`insert into assessment_taker (id, test_id, activity_id, person_id, party_id, code, party_may_see) select n.id, 't', n.activity_id, n.person_id, n.party_id, n.id, false from nomination n where n.activity_id = $1`, activity)
	for phase, score := range map[string]int{"before": 1, "after": 3} {
		run(`insert into assessment_sitting (id, taker_id, test_id, phase, source, language, state, answers, score, possible, saved_at)
			select k.id || $1, k.id, 't', $1, 'own', 'en', 'submitted', '{}', $2, 4, '' from assessment_taker k`, phase, score)
	}
	run(`insert into action_plan (id, activity_id, person_id, party_id, party_may_see, may_propose, label, state, followed_on, created_at, updated_at)
		select k.id, k.activity_id, k.person_id, k.party_id, false, false, 'TLP:AMBER', 'followed', '2024-05-02', '', '' from assessment_taker k`)
	run(`insert into action_plan_action (id, plan_id, place, what, status) select p.id, p.id, 0, 'x', case when (select count(*) from action_plan q where q.id < p.id) < 3 then 'done' else 'not_done' end from action_plan p`)
}

func TestDecimals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n, d, places int
		want         string
	}{{1, 3, 2, "0.33"}, {2, 3, 2, "0.67"}, {200, 4, 1, "50"}, {1, 8, 2, "0.13"}, {-1, 8, 2, "-0.13"}, {0, 5, 1, "0"}, {-1, 1000, 1, "0"}, {3, 2, 1, "1.5"}} {
		if got := decimal(c.n, c.d, c.places); got != c.want {
			t.Errorf("%d/%d: %s, want %s", c.n, c.d, got, c.want)
		}
	}
	if got := median([]Row{{N: 4}, {N: 1}, {N: 2}, {N: 3}}); got != "2.5" {
		t.Error(got)
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for frequency, want := range map[string]string{"monthly": "2024-06 2024-06-01 2024-06-30", "quarterly": "2024-Q2 2024-04-01 2024-06-30", "half_yearly": "2024-H1 2024-01-01 2024-06-30", "yearly": "2024 2024-01-01 2024-12-31"} {
		p := catalogue.At(frequency, time.Date(2024, 6, 30, 0, 0, 0, 0, time.UTC))
		if got := p.Code + " " + p.First + " " + p.Last; got != want {
			t.Error(got, want)
		}
		if q, err := catalogue.ParsePeriod(frequency, p.Code); err != nil || q != p {
			t.Error(q, err)
		}
		if n := p.Next(frequency); n.First <= p.Last {
			t.Error(n)
		}
	}
	for _, bad := range []string{"", "2024-13", "2024-00", "24-01", "2024-Q5", "2024-Q", "2024-1", "2024-H1", "abcd-01", "2024-06x"} {
		if p, err := catalogue.ParsePeriod("monthly", bad); err == nil {
			t.Error(bad, p)
		}
	}
}

func TestAnEnteredValueNeedsEvidence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx, id := t.Context(), h.id("cases_referred")
		if _, err := h.svc.Propose(ctx, h.officer, id, ValueDraft{Period: "2023-H2", Value: "some"}, nil); fault.AsInvalid(err) == nil || len(fault.AsInvalid(err).Fields) != 4 {
			t.Error(err)
		}
		if _, err := h.svc.Propose(ctx, h.officer, id, ValueDraft{Period: "2024-H1", Value: "3"}, nil); fault.AsInvalid(err) == nil {
			t.Error("a period that is not over:", err)
		}
		if _, err := h.svc.Propose(ctx, h.officer, id, ValueDraft{Period: "2023-H2", Value: "3", Evidence: "Letters", Reason: "No register has it", EvidenceURL: "javascript:alert(1)"}, nil); fault.AsInvalid(err) == nil {
			t.Error("an address that runs:", err)
		}
		value, err := h.svc.Propose(ctx, h.officer, id, ValueDraft{Period: "2023-H2", Value: "3", Evidence: "Letters", Reason: "No register has it"},
			&files.Upload{Field: "file", Name: "letters.pdf", Bytes: []byte("%PDF-1.4\n%%EOF\n")})
		h.must(err)
		if f, content, err := h.svc.Evidence(ctx, h.manager, value); err != nil || f.Name != "letters.pdf" || !strings.HasPrefix(string(content), "%PDF") {
			t.Error(f, err)
		}
		if _, err := h.svc.Propose(ctx, h.officer, h.id("states_engaged"), ValueDraft{Period: "2023-H2", Value: "99"}, nil); fault.AsInvalid(err) == nil {
			t.Error("a computed value was typed:", err)
		}
	})
}

// A register changed behind the back: the published value stays, the difference is told with ids, and a restatement stands beside it.
func TestLateDataNeverChangeAPublishedValue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		ctx := t.Context()
		h.held("2023-09-01", append(many(8, "indonesia:f"), many(8, "thailand:m")...)...)
		old, err := h.publish("people_came", ValueDraft{Period: "2023-H2"}, false)
		h.must(err)
		if v := h.value(old); v.Value.Value != "16" || len(v.Records) != 16 || v.Value.Query == "" || v.Value.AsAt.IsZero() || groups(v.Breakdowns[0]) != "Men=8 Women=8" {
			t.Fatalf("%+v", v)
		}
		if f, err := h.svc.Verify(ctx, h.officer); err != nil || len(f) != 0 {
			t.Fatal(f, err)
		}
		if _, err := h.svc.Restate(ctx, h.officer, h.id("people_came"), ValueDraft{Period: "2023-H2", Reason: "why not"}, nil); !fault.IsConflict(err) {
			t.Error("restated what holds:", err)
		}
		h.held("2023-10-01", many(10, "japan:m")...)
		// A person whose sex is changed: the number holds, and what is behind it does not.
		h.exec(`update person set sex = 'x' where id = (select min(person_id) from nomination where activity_id in (select id from activity where starts_on = '2023-09-01'))`)
		failed, err := h.svc.Verify(ctx, h.officer)
		if err != nil || len(failed) != 1 || failed[0].Now != "26" || len(failed[0].Come) != 10 || len(failed[0].Changed) != 1 || len(failed[0].Gone) != 0 {
			t.Fatalf("%+v %v", failed, err)
		}
		h.must(h.svc.Recheck(ctx))
		if waiting, err := h.svc.ToRestate(ctx, h.officer); err != nil || len(waiting) != 1 {
			t.Error(waiting, err)
		}
		if _, err := h.svc.Propose(ctx, h.officer, h.id("people_came"), ValueDraft{Period: "2023-H2"}, nil); !fault.IsConflict(err) {
			t.Error("proposed over a published value:", err)
		}
		now, err := h.publish("people_came", ValueDraft{Period: "2023-H2", Reason: "A list on paper came late."}, true)
		h.must(err)
		was, is := h.value(old), h.value(now)
		if was.Value.Value != "16" || was.Value.Current || was.RestatedBy == nil || is.Value.Value != "26" || is.Restates == nil || is.Value.Reason == "" {
			t.Errorf("%+v\n%+v", was, is)
		}
		if waiting, err := h.svc.ToRestate(ctx, h.officer); err != nil || len(waiting) != 0 {
			t.Error(waiting, err)
		}
		// Somebody who owns the database types another number: it is not what its records give.
		h.exec(`update indicator_value set value = '27' where id = $1`, now)
		if failed, err := h.svc.Verify(ctx, h.officer); err != nil || len(failed) != 1 || !strings.Contains(failed[0].Why, "26") {
			t.Errorf("%+v %v", failed, err)
		}
	})
}

// What changes between proposal and publication is neither approved nor published.
func TestARegisterThatMovesStopsTheValue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		id, err := h.svc.Propose(t.Context(), h.officer, h.id("activities_held"), ValueDraft{Period: "2023-H2"}, nil)
		h.must(err)
		h.held("2023-09-01", "indonesia:f")
		if err := h.svc.Approve(t.Context(), h.manager, id, 1); !fault.IsConflict(err) {
			t.Error(err)
		}
		h.must(h.svc.SendBack(t.Context(), h.manager, id, "One more was held."))
		if v := h.value(id); v.Value.State != Returned || v.Value.Returned == "" {
			t.Error(v.Value)
		}
		if _, err := h.publish("activities_held", ValueDraft{Period: "2023-H2"}, false); err != nil {
			t.Error(err)
		}
	})
}

func TestSmallGroupsDoNotLeave(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		sex := func() (string, bool) {
			t.Helper()
			all, err := h.svc.Published(t.Context(), h.officer, false)
			h.must(err)
			for _, r := range all {
				for _, i := range r.Indicators {
					if i.Code == "people_came" {
						b := i.Values[len(i.Values)-1].Breakdowns[slices.IndexFunc(i.Values[len(i.Values)-1].Breakdowns, func(b Breakdown) bool { return b.Dimension == "sex" })]
						return groups(b), b.Hidden
					}
				}
			}
			return "", false
		}
		h.held("2023-01-10", append(many(8, "indonesia:f"), many(8, "thailand:m")...)...)
		_, err := h.publish("people_came", ValueDraft{Period: "2023-H1"}, false)
		h.must(err)
		if got, hidden := sex(); hidden || got != "Men=8 Women=8" {
			t.Error(got, hidden)
		}
		// Two women come late: the restatement is public, and its division would tell of them.
		h.held("2023-02-10", many(2, "indonesia:f")...)
		_, err = h.publish("people_came", ValueDraft{Period: "2023-H1", Reason: "late"}, true)
		h.must(err)
		if got, hidden := sex(); !hidden || got != "" {
			t.Error("two women can be subtracted:", got, hidden)
		}
		// Another period: a large activity, whose own report can be divided, and a small one beside it.
		h.held("2023-07-10", append(many(8, "indonesia:f"), many(8, "thailand:m")...)...)
		h.held("2023-08-10", "indonesia:f", "indonesia:f", "japan:m")
		_, err = h.publish("people_came", ValueDraft{Period: "2023-H2"}, false)
		h.must(err)
		if got, hidden := sex(); !hidden || got != "" {
			t.Error("the small activity can be subtracted:", got, hidden)
		}
	})
}

// A value is not published where a report showed so much of its period that the rest would be single people.
func TestAReportKeepsAnIndicatorFromTellingTheRest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		sexes := func(f, m int) (out []string) {
			for range f {
				out = append(out, "indonesia:f")
			}
			for range m {
				out = append(out, "indonesia:m")
			}
			return out
		}
		h.held("2023-08-01", sexes(5, 9)...)
		h.held("2023-09-01", sexes(4, 9)...)
		report := func(id, shown, closed string) {
			_, r := h.count("people", "quarterly", "2023-Q3")
			h.exec(`insert into publication (id, slug, kind, source_lang, title, label, state, standing, version, since, created_at, updated_at)
				values ($1, $1, 'report', 'en', 'T', 'TLP:CLEAR', 'released', 'released', 1, 1, '', '')`, id)
			h.exec(`insert into publication_release (id, publication_id, number, version, kind, label, source_lang, about, issued_at, public_from, released_at, released_by)
				values ($1, $1, 1, 1, 'report', 'TLP:CLEAR', 'en', '{}', '', '', '', '')`, id)
			h.exec(`insert into period_figure (id, publication_id, release_id, computation, frequency, period, starts_on, ends_on, value, definition, query, as_at, records, shown, closed, current)
				values ($1, $1, $1, 'people', 'quarterly', '2023-Q3', '2023-07-01', '2023-09-30', '', '', '', '', $2, $3, $4, true)`, id, r.Text(), shown, closed)
		}
		report("closed", "sex", "sex") // shows nothing
		h.held("2023-11-01", sexes(1, 9)...)
		id, err := h.svc.Propose(t.Context(), h.officer, h.id("people_came"), ValueDraft{Period: "2023-H2"}, nil)
		h.must(err)
		h.must(h.svc.Approve(t.Context(), h.manager, id, 1))
		report("open", "sex", "")
		if err := h.svc.Publish(t.Context(), h.officer, id, 2); !fault.IsConflict(err) || !strings.Contains(err.Error(), "Divided by sex") {
			t.Fatal("the woman of November is told by subtraction:", err)
		}
		h.exec(`delete from period_figure where id = 'open'`)
		h.must(h.svc.Publish(t.Context(), h.officer, id, 2))
	})
}
