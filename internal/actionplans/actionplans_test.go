package actionplans_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/actionplans"
	"counterpart/internal/actionplans/dossier"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/jobs"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/outcomes"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/threads"
	"counterpart/internal/trail"
)

// stage is the Bali pack with an officer and a workshop to which two people are confirmed.
type stage struct {
	t        *testing.T
	d        *db.DB
	svc      *actionplans.Service
	officer  access.Actor
	activity string
	party    string
	people   []string
	day      db.Date
}

func newStage(t *testing.T, d *db.DB, confirmed int) *stage {
	t.Helper()
	s := &stage{t: t, d: d, day: "2024-06-05"}
	d.Clock = func() time.Time { return s.day.Time().Add(9 * time.Hour) }
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	s.must(err)
	outbox, store := letters.NewOutbox(queue), roomtest.Files(t, d)
	s.svc = actionplans.New(d, actionplans.Options{Outbox: outbox, Files: store, Outcomes: outcomes.New(d, outcomes.Options{Outbox: outbox, Files: store, Threads: trail.Threads(d)})})
	s.officer = roomtest.Holding("officer", actionplans.RightSee, actionplans.RightManage, activities.RightSee, activities.RightEdit, outcomes.RightSee, outcomes.RightPropose, people.RightSee)
	s.party = roomtest.PartyID(t, d, "thailand")
	_, err = db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
		s.activity, err = activities.AddIn(tx, s.officer, activities.Draft{Title: "Workshop", Kind: "training_workshop", TimeZone: "UTC", StartsOn: "2024-06-03", EndsOn: "2024-06-07", Label: label.Green})
		if err != nil {
			return false, err
		}
		actor := access.System("test", people.RightEdit)
		for n := range confirmed {
			id, err := people.AddIn(tx, actor, people.Draft{Given: "Trainee " + string(rune('A'+n)), Email: string(rune('a'+n)) + "@people.example", PartyID: s.party, Anyway: true})
			if err != nil {
				return false, err
			}
			s.people = append(s.people, id)
			if _, err := delegations.AddConfirmedIn(tx, actor, delegations.ConfirmedDraft{ActivityID: s.activity, PartyID: s.party, PersonID: id, Category: "trainee", Mode: "in_person", Source: delegations.FromSecretariat}); err != nil {
				return false, err
			}
		}
		return true, nil
	})
	s.must(err)
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) count(query string, args ...any) int {
	s.t.Helper()
	n, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) (int, error) { return db.One[int](tx, query, args...) })
	s.must(err)
	return n
}

func (s *stage) as(n int) access.Actor {
	a := roomtest.Scoped("p", access.Scope{Person: s.people[n]}, actionplans.RightOwn)
	a.Person = s.people[n]
	return a
}

func (s *stage) mine(n int) actionplans.OwnPlan {
	s.t.Helper()
	o, err := s.svc.Mine(s.t.Context(), s.as(n), s.activity, s.people[n])
	s.must(err)
	return o
}

var whole = actionplans.PlanDraft{
	Topic: "document_fraud", FromSupervisor: "Two hours a week", PartyMaySee: true,
	Actions: []actionplans.ActionDraft{{What: "A sheet of signs at each counter", With: "The shift leaders", By: "2024-08-31"}, {What: "Train the night shift", By: "2024-09-30"}},
}

func (s *stage) sign(n int) actionplans.OwnPlan {
	s.t.Helper()
	s.must(s.svc.SignOff(s.t.Context(), s.as(n), s.activity, s.people[n], whole))
	return s.mine(n)
}

func report(o actionplans.OwnPlan) actionplans.Report {
	return actionplans.Report{MayPropose: true, Actions: []actionplans.ActionReport{
		{ID: o.Actions[0].ID, Status: actionplans.Done, Changed: "Officers of three counters compare passports with one sheet.", Evidence: "The sheet, as it hangs there", Address: "https://example.org/sheet", Upload: &files.Upload{Field: "file.0", Name: "sheet.csv", Bytes: []byte("a;b\n1;2\n")}},
		{ID: o.Actions[1].ID, Status: actionplans.NotDone, Obstacles: "No staff at night."},
	}}
}

func TestFromThePlanToAnOutcome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d, 2), t.Context()
		if n, err := s.svc.Send(ctx, s.officer, s.activity); err != nil || n != 2 || s.count(`select count(*) from message where kind = 'plan_write'`) != 2 {
			t.Errorf("%d mails: %v", n, err)
		}
		if tasks, err := s.svc.Tasks(ctx, s.as(0)); err != nil || len(tasks) != 1 || tasks[0].Kind != actionplans.TaskWrite {
			t.Errorf("waits for the participant: %+v %v", tasks, err)
		}
		half := actionplans.PlanDraft{Actions: []actionplans.ActionDraft{{With: "Somebody"}}}
		s.must(s.svc.Save(ctx, s.as(0), s.activity, s.people[0], half))
		err := s.svc.SignOff(ctx, s.as(0), s.activity, s.people[0], half)
		for _, field := range []string{"what.0"} {
			if fault.AsInvalid(err).Words(field) == "" {
				t.Errorf("no words beside %s: %v", field, err)
			}
		}
		if err := s.svc.SignOff(ctx, s.as(0), s.activity, s.people[1], whole); !fault.IsForbidden(err) {
			t.Errorf("somebody else's plan is signed: %v", err)
		}
		o := s.sign(0)
		if o.Plan.State != actionplans.Signed || o.Plan.FollowOn != "2024-09-05" || len(o.Actions) != 2 || o.Plan.Label != label.Amber {
			t.Errorf("%+v", o.Plan)
		}
		if err := s.svc.Save(ctx, s.as(0), s.activity, s.people[0], half); !fault.IsConflict(err) {
			t.Errorf("what was signed changes: %v", err)
		}
		s.asked()
		if err := s.svc.FollowUp(ctx, s.as(0), s.activity, s.people[0], actionplans.Report{}); fault.AsInvalid(err).Words("status.1") == "" {
			t.Errorf("followed without a word: %v", err)
		}
		r := report(o)
		s.must(s.svc.SaveReport(ctx, s.as(0), s.activity, s.people[0], actionplans.Report{Actions: r.Actions[:1]}))
		if o = s.mine(0); o.Plan.State != actionplans.Signed || o.Actions[0].Status != actionplans.Done || o.Actions[0].FileID != "" {
			t.Errorf("half a report: %+v", o.Actions)
		}
		if _, err := s.svc.Propose(ctx, s.officer, o.Plan.ID, actionplans.OutcomeDraft{ActionID: o.Actions[0].ID, Kind: "practice", Level: 3}); !fault.IsConflict(err) {
			t.Errorf("proposed before it was said: %v", err)
		}
		s.must(s.svc.FollowUp(ctx, s.as(0), s.activity, s.people[0], report(o)))
		s.becomes(s.mine(0))
	})
}

// asked lets the months go by: a question, and one reminder.
func (s *stage) asked() {
	s.t.Helper()
	ctx := s.t.Context()
	for _, step := range []struct {
		day              db.Date
		follow, reminder int
	}{{"2024-09-04", 0, 0}, {"2024-09-05", 1, 0}, {"2024-09-12", 1, 0}, {"2024-09-26", 1, 1}, {"2024-10-30", 1, 1}} {
		s.day = step.day
		s.must(s.svc.Remind(ctx))
		if f, r := s.count(`select count(*) from message where kind = 'plan_follow'`), s.count(`select count(*) from message where kind = 'plan_reminder'`); f != step.follow || r != step.reminder {
			s.t.Errorf("by %s: %d questions and %d reminders", step.day, f, r)
		}
	}
	if n := s.count(`select count(*) from signed_link l join action_plan p on p.link_id = l.id where l.revoked_at is null`); n != 1 {
		s.t.Errorf("%d links work", n)
	}
	_, err := db.Change(ctx, s.d, func(tx *db.Tx) (bool, error) {
		return true, tx.Exec(`update message set state = 'failed' where kind = 'plan_reminder'`)
	})
	s.must(err)
	tasks, err := s.svc.Tasks(ctx, s.officer)
	s.must(err)
	kinds := ""
	for _, t := range tasks {
		kinds += t.Kind + " "
	}
	if kinds != "bounce follow " {
		s.t.Errorf("waits for the officer: %s", kinds)
	}
	list, _, err := s.svc.List(ctx, s.officer, actionplans.Filter{Late: true, Limit: 10})
	if err != nil || len(list) != 1 || !list[0].Bounced() {
		s.t.Errorf("%+v %v", list, err)
	}
}

// becomes makes the outcome, once, and looks at its thread.
func (s *stage) becomes(o actionplans.OwnPlan) {
	s.t.Helper()
	ctx := s.t.Context()
	d := actionplans.OutcomeDraft{ActionID: o.Actions[0].ID, Kind: "practice", Level: actionplans.Behaviour}
	if _, err := s.svc.Propose(ctx, s.officer, o.Plan.ID, actionplans.OutcomeDraft{ActionID: o.Actions[1].ID, Kind: "practice", Level: 3}); !fault.IsConflict(err) {
		s.t.Errorf("an outcome of nothing: %v", err)
	}
	if _, err := s.svc.Propose(ctx, s.officer, o.Plan.ID, actionplans.OutcomeDraft{ActionID: o.Actions[0].ID, Kind: "practice", Level: 1}); fault.AsInvalid(err).Words("level") == "" {
		s.t.Errorf("a level that there is not: %v", err)
	}
	var done sync.WaitGroup
	made := make([]string, 4)
	for n := range made {
		done.Go(func() {
			id, err := s.svc.Propose(ctx, s.officer, o.Plan.ID, d)
			if err != nil && !fault.IsConflict(err) {
				s.t.Error(err)
			}
			made[n] = id
		})
	}
	done.Wait()
	id := strings.Join(made, "")
	if s.count(`select count(*) from outcome`) != 1 || s.count(`select count(*) from outcome_source where outcome_id = $1 and file_id is not null and address <> ''`, id) != 1 {
		s.t.Errorf("outcomes %v", made)
	}
	if n := s.count(`select count(*) from outcome where change like '%'||$1||'%' or title like '%'||$1||'%'`, "Trainee"); n > 0 {
		s.t.Error("the outcome names the person")
	}
	links := s.count(`select count(*) from thread_link where from_kind = 'action_plan' and from_id = $1 and to_kind = 'outcome' or to_kind = 'action_plan' and to_id = $1 and from_kind = 'activity'`, o.Plan.ID)
	seen, err := db.View(ctx, s.d, func(tx *db.Tx) (map[threads.Ref]threads.Record, error) {
		return trail.Threads(s.d).SeenIn(tx, s.officer, []threads.Ref{{Kind: actionplans.Kind, ID: o.Plan.ID}})
	})
	if err != nil || links != 2 || len(seen) != 1 {
		s.t.Errorf("%d links, %v seen (%v)", links, seen, err)
	}
	f, data, err := s.svc.File(ctx, s.officer, o.Plan.ID, o.Actions[0].ID)
	if err != nil || f.Name != "sheet.csv" || len(data) == 0 {
		s.t.Errorf("%+v %v", f, err)
	}
	all, err := s.svc.Overview(ctx, s.officer)
	if err != nil || len(all.Years) != 1 || all.Years[0].Signed != 1 || all.Years[0].Followed != 1 || all.Years[0].Outcomes != 1 || all.Years[0].Shown || all.Years[0].Share != 0 {
		s.t.Errorf("%+v %v", all, err)
	}
}

// Who reads a plan: the secretariat, the person through the own page, and the focal point where the person says so; the list says the
// same as the record.
func TestWhoReadsAPlan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d, 1), t.Context()
		id := s.sign(0).Plan.ID
		focal := roomtest.Scoped("focal", access.Scope{Parties: []string{s.party}}, actionplans.RightSee)
		other := roomtest.Scoped("other", access.Scope{Parties: []string{roomtest.PartyID(t, d, "fiji")}}, actionplans.RightSee)
		reads := func(a access.Actor) bool {
			t.Helper()
			_, err := s.svc.Find(ctx, a, id)
			if err != nil && !fault.IsForbidden(err) {
				t.Fatal(err)
			}
			list, _, listErr := s.svc.List(ctx, a, actionplans.Filter{Limit: 10})
			s.must(listErr)
			if (err == nil) != (len(list) == 1) {
				t.Fatalf("%s: opened %v, listed %d", a.Name, err == nil, len(list))
			}
			return err == nil
		}
		if !reads(focal) || reads(other) || !reads(s.officer) {
			t.Error("a plan that the focal point may see")
		}
		s.must(s.svc.AgreeToShow(ctx, s.as(0), s.activity, s.people[0], false))
		if reads(focal) || !reads(s.officer) {
			t.Error("after it was taken back")
		}
		_, err := db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`update person set label = 'TLP:RED' where id = $1`, s.people[0])
		})
		s.must(err)
		if reads(s.officer) {
			t.Error("the plan of a person whose record is closed")
		}
		old := s.officer
		old.Session, old.Proved = "s", s.day.Time().AddDate(0, 0, -1)
		if _, _, err := s.svc.TakeAlong(ctx, old, actionplans.Filter{}); !fault.IsUnproved(err) {
			t.Errorf("taken along without a fresh proof: %v", err)
		}
	})
}

func TestClosedAndOpenedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d, 1), t.Context()
		o := s.sign(0)
		if err := s.svc.Take(ctx, s.officer, o.Plan.ID, actionplans.Sign, "x"); fault.AsInvalid(err).Words("verb") == "" {
			t.Errorf("the secretariat signs: %v", err)
		}
		if err := s.svc.Take(ctx, s.officer, o.Plan.ID, actionplans.Close, " "); fault.AsInvalid(err).Words("words") == "" {
			t.Errorf("closed without a reason: %v", err)
		}
		s.must(s.svc.Take(ctx, s.officer, o.Plan.ID, actionplans.Close, "Left the service."))
		if err := s.svc.FollowUp(ctx, s.as(0), s.activity, s.people[0], report(o)); !fault.IsConflict(err) {
			t.Errorf("followed while closed: %v", err)
		}
		s.must(s.svc.Take(ctx, s.officer, o.Plan.ID, actionplans.Reopen, "Came back."))
		s.must(s.svc.FollowUp(ctx, s.as(0), s.activity, s.people[0], report(o)))
		p, err := s.svc.Find(ctx, s.officer, o.Plan.ID)
		s.must(err)
		if p.Plan.State != actionplans.Followed || len(p.Steps) != 4 {
			t.Errorf("%+v", p.Steps)
		}
		gone, err := db.Change(ctx, d, func(tx *db.Tx) ([]string, error) {
			gone, err := dossier.FilesOf(tx, s.people[0])
			if err != nil {
				return nil, err
			}
			return gone, dossier.EraseIn(tx, s.people[0], "Erased", []string{s.as(0).Key()})
		})
		s.must(err)
		if p, err = s.svc.Find(ctx, s.officer, o.Plan.ID); err != nil || len(gone) != 1 || p.Actions[0].What != "" || p.Actions[0].Status != actionplans.Done || p.Plan.MayPropose || p.Steps[0].By != "Erased" {
			t.Errorf("erased: %d files, %+v (%v)", len(gone), p, err)
		}
	})
}
