package training_test

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/jobs"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/training"
)

// stage is an activity of two days with a programme, seats and a curriculum in pilot.
type stage struct {
	t                 *testing.T
	d                 *db.DB
	svc               *training.Service
	deleg             *delegations.Service
	officer, manager  access.Actor
	activity, version string
	sessions          []string
	parties           map[string]string
	planned           map[string]db.Date
}

var officerRights = []access.Right{
	training.RightSee, training.RightDeliver, training.RightSelect, training.RightConclude, curricula.RightSee, curricula.RightWrite, curricula.RightReview, curricula.RightRead,
	activities.RightSee, activities.RightEdit, people.RightSee, people.RightEdit, delegations.RightSee, delegations.RightAllocate, delegations.RightNominate, delegations.RightScreen, attendance.RightScan,
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, d: d, officer: roomtest.Holding("officer", officerRights...), manager: roomtest.Holding("manager", curricula.RightSee, curricula.RightReview, curricula.RightAdopt), parties: map[string]string{}, planned: map[string]db.Date{}}
	links := accounts.New(d, accounts.Options{Key: []byte("0123456789abcdef0123456789abcdef"), BaseURL: "https://counterpart.example"})
	s.deleg = delegations.New(d, delegations.Options{Files: roomtest.Files(t, d), Outbox: letters.NewOutbox(queue), Links: links})
	s.svc = training.New(d, training.Options{Delegations: s.deleg, BaseURL: "https://counterpart.example", Checks: []training.Check{{Kind: training.Plan, In: func(*db.Tx, string) (map[string]db.Date, error) { return s.planned, nil }}}})
	s.convene()
	s.course()
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// convene plans an activity on the two days before the day of the test clock, with a session on each.
func (s *stage) convene() {
	ctx := s.t.Context()
	id, err := s.convening().Plan(ctx, s.officer, activities.Draft{Title: "Workshop", Kind: "training_workshop", TimeZone: "UTC", StartsOn: "2024-06-03", EndsOn: "2024-06-04", Label: label.Clear})
	s.must(err)
	s.activity = id
	for day := 3; day <= 4; day++ {
		at := func(hour int) db.Time { return db.At(time.Date(2024, 6, day, hour, 0, 0, 0, time.UTC)) }
		session, err := s.convening().AddSession(ctx, s.officer, id, activities.SessionDraft{Title: fmt.Sprintf("Day %d", day), StartsAt: at(9), EndsAt: at(13)})
		s.must(err)
		s.sessions = append(s.sessions, session)
	}
	for _, code := range []string{"thailand", "malaysia", "fiji"} {
		s.parties[code] = roomtest.PartyID(s.t, s.d, code)
		_, err := s.deleg.SetSeats(ctx, s.officer, id, delegations.SeatsDraft{PartyID: s.parties[code], Category: "trainee", Mode: "in_person", Seats: 6})
		s.must(err)
	}
}

func (s *stage) convening() *activities.Service { return activities.New(s.d) }

func (s *stage) course() {
	ctx := s.t.Context()
	c := curricula.New(s.d, curricula.Options{})
	id, err := c.Begin(ctx, s.officer, curricula.NewDraft{Code: "OSINT", Label: label.Clear, VersionDraft: curricula.VersionDraft{Title: "Open sources", MinPresence: 80, NeedsPlan: true}})
	s.must(err)
	p, err := c.Find(ctx, s.officer, id)
	s.must(err)
	s.version = p.Versions[0].ID
	for _, title := range []string{"Searching", "Verifying"} {
		_, err := c.AddModule(ctx, s.officer, s.version, curricula.ModuleDraft{Title: title, Minutes: 240})
		s.must(err)
	}
	s.must(c.Take(ctx, s.officer, s.version, curricula.StepDraft{Verb: curricula.Submit}))
	s.must(c.Take(ctx, s.manager, s.version, curricula.StepDraft{Verb: curricula.Try}))
}

func (s *stage) deliver() {
	s.t.Helper()
	s.must(s.svc.Deliver(s.t.Context(), s.officer, s.activity, training.DeliveryDraft{VersionID: s.version}))
}

// nominate names somebody, and returns the nomination.
func (s *stage) nominate(party, name, sex string) string {
	s.t.Helper()
	id, err := s.deleg.Nominate(s.t.Context(), s.officer, s.activity, delegations.NominationDraft{
		PartyID: s.parties[party], Category: "trainee", Mode: "in_person", PersonDraft: delegations.PersonDraft{Given: name, Sex: sex, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.org"},
	})
	s.must(err)
	return id
}

func (s *stage) one(query string, args ...any) string {
	s.t.Helper()
	out, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) (string, error) { return db.One[string](tx, query, args...) })
	s.must(err)
	return out
}

func (s *stage) stateOf(nomination string) string {
	return s.one(`select state from nomination where id = $1`, nomination)
}

func (s *stage) selection() training.SelectionPage {
	s.t.Helper()
	p, err := s.svc.Selection(s.t.Context(), s.officer, s.activity, 0)
	s.must(err)
	return p
}

func focal(party string) access.Actor {
	a := roomtest.Scoped("focal", access.Scope{Parties: []string{party}}, training.RightSee, delegations.RightSee, activities.RightSee)
	a.Grants[0].Role = access.FocalPoint
	return a
}

func TestADelivery(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		p, err := s.svc.Find(ctx, s.officer, s.activity)
		if s.must(err); p.Delivery.ID != "" || !p.MayEdit {
			t.Errorf("%+v", p)
		}
		err = s.svc.Deliver(ctx, s.officer, s.activity, training.DeliveryDraft{VersionID: "none", LMS: "somewhere"})
		if fault.AsInvalid(err).Words("version_id") == "" || fault.AsInvalid(err).Words("lms_url") == "" {
			t.Errorf("%v", err)
		}
		s.deliver()
		p, err = s.svc.Find(ctx, s.officer, s.activity)
		s.must(err)
		part := training.PartDraft{ModuleID: p.Parts[0].ModuleID, Sessions: s.sessions[:1], Minutes: 180}
		err = s.svc.Deliver(ctx, s.officer, s.activity, training.DeliveryDraft{VersionID: s.version, Parts: []training.PartDraft{part}, Saved: p.Delivery.Saved})
		if fault.AsInvalid(err).Words("adapted") == "" {
			t.Errorf("adapted without words: %v", err)
		}
		s.must(s.svc.Deliver(ctx, s.officer, s.activity, training.DeliveryDraft{VersionID: s.version, Parts: []training.PartDraft{part}, Adapted: "One hour less.", Saved: p.Delivery.Saved}))
		if err := s.svc.Deliver(ctx, s.officer, s.activity, training.DeliveryDraft{VersionID: s.version, Saved: p.Delivery.Saved}); !fault.IsConflict(err) {
			t.Errorf("an earlier state is written over: %v", err)
		}
		if p, err = s.svc.Find(ctx, s.officer, s.activity); err != nil || p.Parts[0].Minutes != 180 || p.Parts[1].Minutes != 240 || len(p.Parts[0].Sessions) != 1 || !strings.Contains(p.Rule, "80 %") {
			t.Errorf("%+v %v", p.Parts, err)
		}
		if err := s.svc.Deliver(ctx, focal(s.parties["fiji"]), s.activity, training.DeliveryDraft{VersionID: s.version}); !fault.IsForbidden(err) {
			t.Errorf("a focal point delivers: %v", err)
		}
		for party, want := range map[string]int{"fiji": 1, "japan": 0} {
			list, _, err := s.svc.List(ctx, focal(roomtest.PartyID(t, d, party)), training.Filter{Limit: 10})
			if s.must(err); len(list) != want {
				t.Errorf("%s sees %d deliveries", party, len(list))
			}
			if _, err := s.svc.Find(ctx, focal(roomtest.PartyID(t, d, party)), s.activity); (err == nil) != (want == 1) {
				t.Errorf("%s opens it: %v", party, err)
			}
		}
		list, err := s.svc.Instances(ctx, p.Delivery.CurriculumID)
		if s.must(err); len(list) != 1 {
			t.Errorf("everybody knows of %d", len(list))
		}
	})
}

func TestASelection(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		s.deliver()
		if _, err := s.svc.Propose(ctx, s.officer, s.activity, training.Rules{Seats: 3}); !fault.IsConflict(err) {
			t.Errorf("nobody is named: %v", err)
		}
		t1, t2, m1, f1 := s.nominate("thailand", "Ana One", "m"), s.nominate("thailand", "Ben Two", "m"), s.nominate("malaysia", "Chi Three", "m"), s.nominate("fiji", "Dee Four", "m")
		if _, err := s.svc.Propose(ctx, s.officer, s.activity, training.Rules{}); fault.AsInvalid(err).Words("seats") == "" {
			t.Errorf("no seats: %v", err)
		}
		_, err := s.svc.Propose(ctx, s.officer, s.activity, training.Rules{Seats: 3, Women: 50})
		s.must(err)
		p := s.selection()
		if len(p.Lines) != 4 || len(p.Breaks) != 1 || p.Breaks[0].Rule != "women" || p.Lines[1].Decision != training.Reserve || p.Lines[0].Given != "Ana One" {
			t.Fatalf("%+v", p)
		}
		if _, err := s.svc.Decide(ctx, s.officer, s.activity, 0); !fault.IsConflict(err) {
			t.Errorf("decided with a broken rule: %v", err)
		}
		if err := s.svc.Change(ctx, s.officer, s.activity, p.Lines[3].ID, training.ChangeDraft{Decision: training.Decline}); fault.AsInvalid(err).Words("reason") == "" {
			t.Errorf("changed without a reason: %v", err)
		}
		s.must(s.svc.Change(ctx, s.officer, s.activity, p.Lines[3].ID, training.ChangeDraft{Decision: training.Decline, Reason: "Another course fits better."}))
		s.must(s.svc.Accept(ctx, s.officer, s.activity, training.AcceptDraft{Rule: "women", Reason: "No woman was named."}))
		if p = s.selection(); !p.Breaks[0].Accepted() || p.Breaks[0].By != "officer" {
			t.Errorf("%+v", p.Breaks)
		}
		// Another decision breaks the rule in another way: what was accepted does not hold for that.
		s.must(s.svc.Change(ctx, s.officer, s.activity, p.Lines[1].ID, training.ChangeDraft{Decision: training.Confirm, Reason: "A seat is free."}))
		if p = s.selection(); p.Breaks[0].Accepted() || !strings.HasPrefix(p.Breaks[0].Words, "0 of 3 ") {
			t.Errorf("%+v", p.Breaks)
		}
		s.must(s.svc.Accept(ctx, s.officer, s.activity, training.AcceptDraft{Rule: "women", Reason: "No woman was named."}))
		late := s.nominate("fiji", "Eve Five", "f")
		if _, err := s.svc.Decide(ctx, s.officer, s.activity, 0); !fault.IsConflict(err) || s.stateOf(t1) != "nominated" {
			t.Errorf("decided without the one who came late: %v", err)
		}
		s.must(s.deleg.Withdraw(ctx, s.officer, late, 0, "ill"))
		n, err := s.svc.Decide(ctx, s.officer, s.activity, s.selection().Selection.Saved)
		if s.must(err); n != 4 || s.stateOf(t1) != "confirmed" || s.stateOf(t2) != "confirmed" || s.stateOf(m1) != "confirmed" || s.stateOf(f1) != "declined" {
			t.Errorf("%d: %s %s %s %s", n, s.stateOf(t1), s.stateOf(t2), s.stateOf(m1), s.stateOf(f1))
		}
		if reason := s.one(`select reason from nomination where id = $1`, f1); reason != "Another course fits better." {
			t.Errorf("the party reads %q", reason)
		}
		if p = s.selection(); p.Selection.State != training.SelectionDecided || p.Lines[3].By != "officer" || !p.Lines[3].Changed() || p.Breaks[0].Reason == "" {
			t.Errorf("the record: %+v", p)
		}
		if _, err := s.svc.Decide(ctx, s.officer, s.activity, 0); !fault.IsConflict(err) {
			t.Errorf("decided twice: %v", err)
		}
		if _, err := s.svc.Selection(ctx, focal(s.parties["fiji"]), s.activity, 0); !fault.IsForbidden(err) {
			t.Errorf("a focal point reads the selection: %v", err)
		}
		s.nominate("malaysia", "Fay Six", "f")
		_, err = s.svc.Propose(ctx, s.officer, s.activity, training.Rules{Seats: 3})
		s.must(err)
		if p = s.selection(); p.Selection.Number != 2 || len(p.Lines) != 1 || p.Lines[0].Decision != training.Reserve || len(p.Selection.Before) != 3 {
			t.Errorf("the second: %+v", p)
		}
	})
}

// At once: of several that decide one selection one does, and everybody in it is decided once.
func TestDecidedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		s.deliver()
		for i := range 4 {
			s.nominate("thailand", fmt.Sprintf("Person %c", 'A'+i), "f")
		}
		_, err := s.svc.Propose(ctx, s.officer, s.activity, training.Rules{Seats: 2})
		s.must(err)
		var group sync.WaitGroup
		var mu sync.Mutex
		done := 0
		for range 4 {
			group.Go(func() {
				_, err := s.svc.Decide(ctx, s.officer, s.activity, 0)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					done++
				} else if !fault.IsConflict(err) {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if n := s.one(`select count(*) || '' from nomination_step where state <> 'nominated'`); done != 1 || n != "4" {
			t.Errorf("%d decided, %s steps", done, n)
		}
		if ranks := s.one(`select count(distinct rank) || '' from nomination where state = 'reserve'`); ranks != "2" {
			t.Errorf("%s places on the reserve list", ranks)
		}
	})
}

// cohort confirms a few people.
func (s *stage) cohort() []string {
	s.t.Helper()
	s.deliver()
	ids := []string{s.nominate("thailand", "Ana One", "f"), s.nominate("malaysia", "Ben Two", "m"), s.nominate("fiji", "Chi Three", "m")}
	_, err := s.svc.Propose(s.t.Context(), s.officer, s.activity, training.Rules{Seats: 9})
	s.must(err)
	_, err = s.svc.Decide(s.t.Context(), s.officer, s.activity, 0)
	s.must(err)
	return ids
}

func (s *stage) scan(nomination, direction string, day, hour int) {
	s.t.Helper()
	_, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) {
		_, err := attendance.RecordIn(tx, s.officer, attendance.ScanDraft{ActivityID: s.activity, NominationID: nomination, Direction: direction, Method: attendance.ByCode, At: db.At(time.Date(2024, 6, day, hour, 0, 0, 0, time.UTC))})
		return true, err
	})
	s.must(err)
}

func (s *stage) person(nomination string) string {
	return s.one(`select person_id from nomination where id = $1`, nomination)
}

func TestRegisterAndCompletion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		ids := s.cohort()
		for _, id := range ids {
			s.scan(id, "in", 3, 8)
			s.scan(id, "out", 3, 14)
		}
		s.scan(ids[0], "in", 4, 8)
		s.scan(ids[1], "in", 4, 11)
		r, err := s.svc.Register(ctx, s.officer, s.activity)
		s.must(err)
		percent := map[string]int{}
		for _, row := range r.Rows {
			percent[row.NominationID] = row.Percent
		}
		if len(r.Sessions) != 2 || len(r.Days) != 2 || percent[ids[0]] != 100 || percent[ids[1]] != 75 || percent[ids[2]] != 50 {
			t.Errorf("%v", percent)
		}
		correct := training.CorrectionDraft{NominationID: ids[2], SessionID: s.sessions[1]}
		if err := s.svc.Correct(ctx, s.officer, s.activity, correct); fault.AsInvalid(err).Words("reason") == "" {
			t.Errorf("corrected without a reason: %v", err)
		}
		correct.Reason = "On the list on paper."
		s.must(s.svc.Correct(ctx, s.officer, s.activity, correct))
		if n := s.one(`select count(*) || '' from checkin where nomination_id = $1 and session_id = $2 and method = 'hand'`, ids[2], s.sessions[1]); n != "2" {
			t.Errorf("%s check-ins by hand", n)
		}
		s.planned[s.person(ids[0])], s.planned[s.person(ids[1])] = "2024-06-04", "2024-06-04"
		c, err := s.svc.Completion(ctx, s.officer, s.activity)
		s.must(err)
		why := map[string]training.Result{}
		for _, row := range c.Rows {
			why[row.NominationID] = row
		}
		if !why[ids[0]].Completes || why[ids[1]].Completes || why[ids[2]].Completes || why[ids[2]].Why != "Present in 100 % of the hours; has not written the action plan" || !strings.Contains(why[ids[1]].Why, "80 % are asked for") {
			t.Errorf("%+v", why)
		}
		s.must(s.svc.Except(ctx, s.officer, s.activity, training.ExceptionDraft{NominationID: ids[1], Exception: training.Completed, Reason: "Ill for an hour, made up for it."}))
		s.must(s.svc.NoteEvidence(ctx, s.officer, s.activity, training.EvidenceDraft{NominationID: ids[2], Kind: training.Plan, Words: "Handed in on paper."}))
		n, err := s.svc.Conclude(ctx, s.officer, s.activity)
		if s.must(err); n != 3 || s.one(`select count(*) || '' from completion where kind = 'delivery' and record_id = $1 and retracted_at is null`, s.activity) != "3" {
			t.Errorf("%d completed", n)
		}
		// What is corrected afterwards is concluded anew.
		s.must(s.svc.Correct(ctx, s.officer, s.activity, training.CorrectionDraft{NominationID: ids[2], SessionID: s.sessions[1], Absent: true, Reason: "It was somebody else."}))
		if c, err = s.svc.Completion(ctx, s.officer, s.activity); err != nil || c.Changed != 1 {
			t.Errorf("%d changed, %v", c.Changed, err)
		}
		n, err = s.svc.Conclude(ctx, s.officer, s.activity)
		if s.must(err); n != 2 || s.one(`select count(*) || '' from completion where retracted_at is null`) != "2" {
			t.Errorf("%d completed after the correction", n)
		}
		own, err := s.svc.Completion(ctx, focal(s.parties["fiji"]), s.activity)
		if s.must(err); len(own.Rows) != 1 || own.Rows[0].Given != "Chi Three" || own.MayConclude {
			t.Errorf("Fiji sees %+v", own.Rows)
		}
		me := access.Actor{Account: "chi", Person: s.person(ids[2]), Via: "session", Grants: []access.Grant{{Role: access.Participant, Scope: access.Scope{Person: s.person(ids[2])}, Rights: map[access.Right]bool{training.RightOwn: true}}}}
		mine, err := s.svc.Mine(ctx, me)
		if s.must(err); len(mine) != 1 || mine[0].Presence.Percent != 50 || !mine[0].Decided || mine[0].Done {
			t.Errorf("Chi sees %+v", mine)
		}
		statements, err := s.svc.Statements(ctx, s.officer, s.activity)
		s.must(err)
		said := fmt.Sprintf("%+v", statements)
		if len(statements) != 5 || strings.Contains(said, "Ana") || strings.Contains(said, s.person(ids[0])) {
			t.Errorf("%s", said)
		}
	})
}

// A session under the Chatham House Rule stands in no register and counts for nobody.
func TestChathamHouseStandsInNoRegister(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		ids := s.cohort()
		_, err := db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`update activity_session set chatham = $2 where id = $1`, s.sessions[1], true)
		})
		s.must(err)
		s.scan(ids[0], "in", 3, 8)
		s.scan(ids[0], "out", 3, 20)
		r, err := s.svc.Register(ctx, s.officer, s.activity)
		if s.must(err); len(r.Sessions) != 1 || r.Chatham != 1 {
			t.Errorf("%+v", r.Sessions)
		}
		for _, row := range r.Rows {
			if want := map[string]int{ids[0]: 100}[row.NominationID]; row.Percent != want || len(row.Cells) != 1 {
				t.Errorf("%s: %d", row.Given, row.Percent)
			}
		}
		if err := s.svc.Correct(ctx, s.officer, s.activity, training.CorrectionDraft{NominationID: ids[0], SessionID: s.sessions[1], Reason: "x"}); fault.AsInvalid(err).Words("session_id") == "" {
			t.Errorf("corrected: %v", err)
		}
	})
}
