package commitments_test

import (
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/commitments"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/jobs"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
)

// stage is the Bali pack with an office, an activity of the Steering Group, and Thailand, which has a seat in it.
type stage struct {
	t        *testing.T
	d        *db.DB
	svc      *commitments.Service
	officer  access.Actor
	party    string // Thailand
	member   string // Australia, of the Steering Group
	other    string // Fiji
	body     string
	post     string // Thailand's focal point
	activity string
	day      db.Date
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	s := &stage{t: t, d: d, day: "2024-06-10"}
	d.Clock = func() time.Time { return s.day.Time().Add(9 * time.Hour) }
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	s.must(err)
	s.svc = commitments.New(d, commitments.Options{Outbox: letters.NewOutbox(queue)})
	s.officer = roomtest.Holding("officer", commitments.RightSee, commitments.RightReport, commitments.RightRecord, activities.RightSee)
	s.party, s.member, s.other = roomtest.PartyID(t, d, "thailand"), roomtest.PartyID(t, d, "australia"), roomtest.PartyID(t, d, "fiji")
	s.body = s.one(`select id from body where code = 'steering_group'`)
	s.post = s.one(`select id from post where kind = 'focal_point' and party_id = $1`, s.party)
	s.activity = s.meeting("First meeting", "2024-06-05")
	s.hold("First Holder", "2024-01-01")
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) one(query string, args ...any) string {
	s.t.Helper()
	out, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) (string, error) { return db.One[string](tx, query, args...) })
	s.must(err)
	return out
}

func (s *stage) mails(kind string) int {
	s.t.Helper()
	n, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) (int, error) {
		return db.One[int](tx, `select count(*) from message where kind = $1`, kind)
	})
	s.must(err)
	return n
}

func (s *stage) meeting(title string, day db.Date) string {
	s.t.Helper()
	id, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (string, error) {
		id, err := activities.AddIn(tx, access.System("test", activities.RightEdit), activities.Draft{Title: title, Kind: "members_function", TimeZone: "Asia/Jakarta", StartsOn: day, Label: label.Green})
		if err != nil {
			return "", err
		}
		return id, s.svc.SetBodyIn(tx, s.officer, id, s.body)
	})
	s.must(err)
	return id
}

// hold gives the post of the focal point to a new person.
func (s *stage) hold(name string, from db.Date) {
	s.t.Helper()
	_, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) {
		actor := access.System("test", people.RightEdit)
		id, err := people.AddIn(tx, actor, people.Draft{Given: name, Email: "h" + strconv.Itoa(len(name)) + "@thailand.example", PartyID: s.party})
		if err != nil {
			return false, err
		}
		_, err = people.SetHolderIn(tx, actor, s.post, id, from)
		return true, err
	})
	s.must(err)
}

func (s *stage) draft() commitments.Draft {
	return commitments.Draft{PartyID: s.party, Title: "A course for consular officers", Words: "We will hold a course.", DueOn: "2024-09-30", ActivityID: s.activity, BodyID: s.body, PostID: s.post}
}

func (s *stage) record() string {
	s.t.Helper()
	id, err := s.svc.Record(s.t.Context(), s.officer, s.draft())
	s.must(err)
	return id
}

func (s *stage) take(actor access.Actor, id string, v commitments.Verb) {
	s.t.Helper()
	s.must(s.svc.Take(s.t.Context(), actor, id, commitments.StepDraft{Verb: v, Words: "said so", Evidence: "https://example.org/course"}))
}

func focal(party string) access.Actor {
	a := roomtest.Scoped("focal "+party, access.Scope{Parties: []string{party}}, commitments.RightSee, commitments.RightReport)
	a.Grants[0].Role = access.FocalPoint
	return a
}

// bearer is who holds the latest link to a commitment.
func (s *stage) bearer(id string) access.Actor {
	return access.Actor{Via: "link", Link: s.one(`select link_id from commitment where id = $1`, id), Name: "Focal point", Grants: []access.Grant{{
		Role: access.FocalPoint, Scope: access.Scope{Parties: []string{s.party}, Activity: id}, Rights: focal(s.party).Grants[0].Rights,
	}}}
}

// sees tells whether the actor opens the commitment; the list must say the same.
func (s *stage) sees(actor access.Actor, id string) bool {
	s.t.Helper()
	_, err := s.svc.Find(s.t.Context(), actor, id)
	if err != nil && !fault.IsForbidden(err) {
		s.t.Fatal(err)
	}
	list, _, listErr := s.svc.List(s.t.Context(), actor, commitments.Filter{Limit: 100})
	if listErr != nil && !fault.IsForbidden(listErr) {
		s.t.Fatal(listErr)
	}
	listed := slices.ContainsFunc(list, func(c commitments.Commitment) bool { return c.ID == id })
	if listed != (err == nil) {
		s.t.Fatalf("%s: listed %v, opened %v", actor.Name, listed, err == nil)
	}
	return listed
}

func TestTheLifeOfACommitment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		_, err := s.svc.Record(ctx, s.officer, commitments.Draft{PartyID: s.party, ActivityID: "none", BodyID: "none", PostID: "none", Words: "x"})
		for _, field := range []string{"title", "due_on", "activity_id", "body_id", "post_id"} {
			if fault.AsInvalid(err).Words(field) == "" {
				t.Errorf("no words beside %s: %v", field, err)
			}
		}
		if _, err := s.svc.Record(ctx, focal(s.party), s.draft()); !fault.IsForbidden(err) {
			t.Errorf("a focal point records: %v", err)
		}
		id := s.record()
		if err := s.svc.Take(ctx, focal(s.party), id, commitments.StepDraft{Verb: commitments.SayDone, Words: "x", Evidence: "y"}); !fault.IsConflict(err) {
			t.Errorf("reported before it was accepted: %v", err)
		}
		if err := s.svc.Take(ctx, s.officer, id, commitments.StepDraft{Verb: commitments.Accept}); fault.AsInvalid(err).Words("words") == "" {
			t.Errorf("the secretariat accepts without saying how: %v", err)
		}
		s.must(s.svc.Take(ctx, focal(s.party), id, commitments.StepDraft{Verb: commitments.Accept}))
		s.take(focal(s.party), id, commitments.Progress)
		next := s.meeting("Second meeting", "2024-07-05")
		s.day = "2024-07-08"
		if err := s.svc.Take(ctx, focal(s.party), id, commitments.StepDraft{Verb: commitments.SayDone, Words: "Held."}); fault.AsInvalid(err).Words("evidence") == "" {
			t.Errorf("done without evidence: %v", err)
		}
		s.must(s.svc.Take(ctx, s.officer, id, commitments.StepDraft{Verb: commitments.SayDone, Words: "Held.", Evidence: "Report of the course", ActivityID: next, LedToID: next}))
		if err := s.svc.Take(ctx, focal(s.party), id, commitments.StepDraft{Verb: commitments.Reopen, Words: "x"}); !fault.IsForbidden(err) {
			t.Errorf("a focal point opens it again: %v", err)
		}
		p, err := s.svc.Find(ctx, s.officer, id)
		s.must(err)
		if p.Reference != "C 2024/1" || p.Commitment.State != commitments.Done || p.Commitment.LastWords != "Held." || len(p.Steps) != 4 || p.Steps[3].Activity != "Second meeting" || p.Steps[1].By == "" {
			t.Errorf("%+v", p)
		}
		links := s.one(`select count(*) || '' from thread_link where from_kind = 'activity' and to_id = $1 and type = 'led-to' or from_id = $1 and to_id = $2 and type in ('led-to', 'reported-in')`, id, next)
		if links != "3" {
			t.Errorf("%s links", links)
		}
		if err := s.svc.Change(ctx, s.officer, id, p.Commitment.Version, s.draft()); !fault.IsConflict(err) {
			t.Errorf("what is done is changed: %v", err)
		}
		s.take(s.officer, id, commitments.Reopen)
		s.take(focal(s.party), id, commitments.Withdraw)
	})
}

// Who reads it: the secretariat and the party; where its label is GREEN and it was accepted, the parties of the body too, without
// names. A change of what was undertaken is accepted anew.
func TestWhoReadsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		actors := []access.Actor{s.officer, focal(s.party), focal(s.member), focal(s.other)}
		for i, want := range [][]bool{{true, true, false, false}, {true, true, true, false}} {
			dr := s.draft()
			dr.Label = []label.TLP{label.Amber, label.Green}[i]
			id, err := s.svc.Record(ctx, s.officer, dr)
			s.must(err)
			if s.sees(focal(s.member), id) {
				t.Error("read by the body before it was accepted")
			}
			s.take(focal(s.party), id, commitments.Accept)
			for j, a := range actors {
				if s.sees(a, id) != want[j] {
					t.Errorf("%s reads %s: want %v", a.Name, dr.Label, want[j])
				}
			}
			if want[2] {
				p, err := s.svc.Find(ctx, focal(s.member), id)
				if s.must(err); p.Side != commitments.Member || len(p.Can) != 0 || p.Steps[1].By != "" {
					t.Errorf("a member of the body is shown %+v", p)
				}
				if err := s.svc.Take(ctx, focal(s.member), id, commitments.StepDraft{Verb: commitments.Progress, Words: "x"}); !fault.IsForbidden(err) {
					t.Errorf("a member reports: %v", err)
				}
				dr.DueOn = "2024-12-01"
				s.must(s.svc.Change(ctx, s.officer, id, p.Commitment.Version, dr))
				if p, err = s.svc.Find(ctx, s.officer, id); err != nil || p.Commitment.State != commitments.Made || len(p.Steps) != 3 {
					t.Errorf("after the change: %+v %v", p, err)
				}
			}
		}
	})
}

// The holder of the post is asked once before the due date and once when it is overdue; the next holder gets the open ones, and
// the link of the former one ends.
func TestRemindersAndSuccession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		id := s.record()
		s.must(s.svc.Ask(ctx, s.officer, id))
		first := s.bearer(id)
		s.must(s.svc.Take(ctx, first, id, commitments.StepDraft{Verb: commitments.Accept}))
		for _, step := range []struct {
			day          db.Date
			due, overdue int
		}{{"2024-09-02", 0, 0}, {"2024-09-17", 1, 0}, {"2024-09-30", 1, 0}, {"2024-10-01", 1, 1}, {"2024-10-20", 1, 1}} {
			s.day = step.day
			s.must(s.svc.Remind(ctx))
			s.must(s.svc.Remind(ctx))
			if s.mails("commitment_due") != step.due || s.mails("commitment_overdue") != step.overdue || s.mails("commitment_recorded") != 1 {
				t.Errorf("on %s: %d before, %d overdue", step.day, s.mails("commitment_due"), s.mails("commitment_overdue"))
			}
		}
		if _, err := s.svc.Find(ctx, first, id); !fault.IsForbidden(err) {
			t.Errorf("an earlier link works: %v", err)
		}
		second := s.bearer(id)
		s.must(s.svc.Take(ctx, second, id, commitments.StepDraft{Verb: commitments.Progress, Words: "Soon."}))
		s.hold("Second", "2024-10-15")
		if err := s.svc.Take(ctx, second, id, commitments.StepDraft{Verb: commitments.Progress, Words: "x"}); !fault.IsForbidden(err) {
			t.Errorf("the former holder reports: %v", err)
		}
		s.must(s.svc.Remind(ctx))
		s.must(s.svc.Remind(ctx))
		if s.mails("commitment_handed") != 1 {
			t.Errorf("handed over %d times", s.mails("commitment_handed"))
		}
		s.take(s.bearer(id), id, commitments.SayDone)
		if revoked := s.one(`select coalesce(revoked_at, '') from signed_link where id = $1`, second.Link); revoked == "" {
			t.Error("the former holder's link still works")
		}
	})
}

func TestOnTheTableOfTheBody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		var ids []string
		for i, due := range []db.Date{"2024-06-30", "2024-07-10", "2024-12-01"} {
			dr := s.draft()
			dr.DueOn = due
			id, err := s.svc.Record(ctx, s.officer, dr)
			s.must(err)
			s.take(focal(s.party), id, commitments.Accept)
			if i == 0 {
				s.take(focal(s.party), id, commitments.SayPartly)
			}
			ids = append(ids, id)
		}
		next := s.meeting("Second meeting", "2024-07-15")
		s.day = "2024-07-15"
		s.record() // said at the first meeting, noted late
		table, err := s.svc.OnTable(ctx, s.officer, next)
		s.must(err)
		if table.Last.Title != "First meeting" || len(table.Due) != 1 || table.Due[0].ID != ids[1] || len(table.Settled) != 1 || table.Settled[0].LastWords != "said so" || len(table.Later) != 2 || len(table.MadeHere) != 0 {
			t.Errorf("%+v", table)
		}
		first, err := s.svc.OnTable(ctx, s.officer, s.activity)
		if s.must(err); len(first.MadeHere) != 4 || len(first.Due)+len(first.Later)+len(first.Settled) != 0 {
			t.Errorf("at the first meeting: %+v", first)
		}
		s.must(s.svc.SetBody(ctx, s.officer, next, ""))
		if table, err = s.svc.OnTable(ctx, s.officer, next); err != nil || table.BodyID != "" || len(table.Due) != 0 {
			t.Errorf("without a body: %+v %v", table, err)
		}
		if err := s.svc.SetBody(ctx, focal(s.party), next, s.body); !fault.IsForbidden(err) {
			t.Errorf("a focal point sets the body: %v", err)
		}
		tasks, err := s.svc.Tasks(ctx, focal(s.party))
		if s.must(err); len(tasks) != 2 || tasks[0].Kind != "confirm" || tasks[1].Count != 1 {
			t.Errorf("tasks of the focal point: %+v", tasks)
		}
	})
}

// At once: two recorded commitments get two numbers, two jobs write one reminder, two reports on one version leave one.
func TestAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		id := s.record()
		s.take(focal(s.party), id, commitments.Accept)
		s.day = "2024-10-01"
		var group sync.WaitGroup
		var mu sync.Mutex
		fine, clashes := 0, 0
		for i := range 4 {
			group.Go(func() {
				if _, err := s.svc.Record(ctx, s.officer, s.draft()); err != nil {
					t.Error(err)
				}
				if err := s.svc.Remind(ctx); err != nil {
					t.Error(err)
				}
			})
			_ = i
		}
		group.Wait()
		if n := s.one(`select count(distinct serial) || '' from commitment`); n != "5" {
			t.Errorf("%s numbers for five commitments", n)
		}
		if s.mails("commitment_overdue") != 1 {
			t.Errorf("%d reminders", s.mails("commitment_overdue"))
		}
		p, err := s.svc.Find(ctx, s.officer, id)
		s.must(err)
		for range 4 {
			group.Go(func() {
				err := s.svc.Take(ctx, focal(s.party), id, commitments.StepDraft{Verb: commitments.SayPartly, Words: "Half.", Version: p.Commitment.Version})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					fine++
				case fault.IsConflict(err):
					clashes++
				default:
					t.Error(err)
				}
			})
		}
		group.Wait()
		if fine != 1 || clashes != 3 {
			t.Errorf("%d reports on one version, %d refused", fine, clashes)
		}
	})
}
