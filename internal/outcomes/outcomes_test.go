package outcomes_test

import (
	"sync"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/jobs"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/outcomes"
	"counterpart/internal/roomtest"
	"counterpart/internal/threads"
)

type stage struct {
	t            *testing.T
	d            *db.DB
	svc          *outcomes.Service
	one, two     access.Actor // officers
	party, other string
	activity     string
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	d.Clock = func() time.Time { return dbtest.Noon }
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	source := threads.Source{Name: "Activity", Load: func(tx *db.Tx, actor access.Actor, ids []string) ([]threads.Record, error) {
		list, err := activities.SeenIn(tx, actor, ids)
		var out []threads.Record
		for _, a := range list {
			out = append(out, threads.Record{Ref: threads.Ref{Kind: activities.Kind, ID: a.ID}, Title: a.Title, Label: a.Label, Object: a.Object()})
		}
		return out, err
	}}
	s := &stage{t: t, d: d, party: roomtest.PartyID(t, d, "thailand"), other: roomtest.PartyID(t, d, "fiji")}
	s.svc = outcomes.New(d, outcomes.Options{Outbox: letters.NewOutbox(queue), Threads: threads.New(d, []string{activities.Kind}, map[string]threads.Source{activities.Kind: source})})
	rights := []access.Right{outcomes.RightSee, outcomes.RightPropose, outcomes.RightReview, activities.RightSee, "labels.lower"}
	s.one, s.two = roomtest.Holding("one", rights...), roomtest.Holding("two", rights...)
	s.activity, err = db.Change(t.Context(), d, func(tx *db.Tx) (string, error) {
		if err := tx.Exec(`update post set email = 'focal@thailand.example' where party_id = $1 and kind = 'focal_point'`, s.party); err != nil {
			return "", err
		}
		return activities.AddIn(tx, access.System("test", activities.RightEdit), activities.Draft{Title: "The roundtable", Kind: "roundtable", TimeZone: "Asia/Jakarta", StartsOn: "2024-02-05", Label: label.Green})
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

func (s *stage) draft() outcomes.Draft {
	return outcomes.Draft{PartyID: s.party, Title: "A new procedure", Change: "Officers ask otherwise.", Kind: "procedure", From: "2024-03-01", Label: label.Clear, Led: threads.Ref{Kind: activities.Kind, ID: s.activity}}
}

func focal(party string) access.Actor {
	a := roomtest.Scoped("focal "+party, access.Scope{Parties: []string{party}}, outcomes.RightSee, outcomes.RightPropose)
	a.Grants[0].Role = access.FocalPoint
	return a
}

func manager(name, party string) access.Actor {
	a := roomtest.Scoped(name, access.Scope{Parties: []string{party}}, outcomes.RightSee, outcomes.RightApprove)
	a.Grants[0].Role = access.CoManager
	return a
}

func (s *stage) take(a access.Actor, id string, v outcomes.Verb) error {
	return s.svc.Take(s.t.Context(), a, id, outcomes.StepDraft{Verb: v, Words: "because"})
}

func TestFromProposalToPublication(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		_, err := s.svc.Propose(ctx, s.one, outcomes.Draft{PartyID: s.party, Kind: "fame"})
		for _, field := range []string{"title", "change", "kind", "from"} {
			if fault.AsInvalid(err).Words(field) == "" {
				t.Errorf("no words beside %s: %v", field, err)
			}
		}
		if _, err := s.svc.Propose(ctx, focal(s.other), s.draft()); !fault.IsForbidden(err) {
			t.Errorf("a focal point proposes for another party: %v", err)
		}
		id, err := s.svc.Propose(ctx, s.one, s.draft())
		s.must(err)
		if err := s.take(s.one, id, outcomes.Accept); !fault.IsConflict(err) {
			t.Errorf("the proposer accepts: %v", err)
		}
		s.must(s.take(s.two, id, outcomes.Accept))
		if err := s.svc.Substantiate(ctx, s.two, id, outcomes.WitnessDraft{Confirms: true}); fault.AsInvalid(err).Words("office") == "" {
			t.Errorf("substantiated by nobody: %v", err)
		}
		s.must(s.svc.Substantiate(ctx, s.two, id, outcomes.WitnessDraft{Confirms: true, Office: "An embassy", Words: "We have seen it."}))
		s.must(s.take(s.one, id, outcomes.Summarise))
		if err := s.take(s.one, id, outcomes.Submit); !fault.IsConflict(err) {
			t.Errorf("submitted without consent: %v", err)
		}
		s.must(s.take(focal(s.party), id, outcomes.Agree))
		s.must(s.take(s.one, id, outcomes.Submit))
		if err := s.take(s.one, id, outcomes.Publish); !fault.IsConflict(err) {
			t.Errorf("published without approvals: %v", err)
		}
		first, second := manager("m1", s.party), manager("m2", s.party)
		s.must(s.take(first, id, outcomes.Approve))
		if err := s.take(second, id, outcomes.Approve); !fault.IsConflict(err) {
			t.Errorf("approved twice for one party: %v", err)
		}
		p, err := s.svc.Find(ctx, s.one, id)
		s.must(err)
		if len(p.Approvals) != 1 || p.Needed != 2 || p.Outcome.ConsentOn == "" || len(p.Witnesses) != 1 || len(p.Steps) != 7 {
			t.Errorf("%+v", p)
		}
		s.must(s.svc.Take(ctx, access.System("second manager", outcomes.RightApprove), id, outcomes.StepDraft{Verb: outcomes.Approve}))
		s.must(s.take(s.two, id, outcomes.Publish))
		list, err := s.svc.Published(ctx)
		if s.must(err); len(list) != 1 || list[0].Words != "because" {
			t.Errorf("published: %+v", list)
		}
		counts, err := s.svc.Counts(ctx, s.one)
		if s.must(err); len(counts) != 1 || !counts[0].Substantiated || len(counts[0].IDs) != 1 || counts[0].Kind != "procedure" {
			t.Errorf("counts: %+v", counts)
		}
		s.must(s.take(focal(s.party), id, outcomes.TakeBack))
		if list, err = s.svc.Published(ctx); err != nil || len(list) != 0 {
			t.Errorf("taken back: %+v %v", list, err)
		}
		linked, err := db.View(ctx, d, func(tx *db.Tx) (int, error) {
			return db.One[int](tx, `select count(*) from thread_link where from_kind = 'activity' and from_id = $1 and type = 'led-to' and to_kind = 'outcome' and to_id = $2`, s.activity, id)
		})
		if s.must(err); linked != 1 {
			t.Errorf("%d links from what contributed", linked)
		}
	})
}

// The list holds what can be opened, by party and label; a source has a label of its own.
func TestWhoReadsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		for _, l := range []label.TLP{label.Clear, label.Amber, label.AmberStrict} {
			dr := s.draft()
			dr.Label = l
			id, err := s.svc.Propose(ctx, s.one, dr)
			s.must(err)
			for actor, want := range map[string]bool{"officer": true, "focal": true, "other": false} {
				a := map[string]access.Actor{"officer": s.two, "focal": focal(s.party), "other": focal(s.other)}[actor]
				_, err := s.svc.Find(ctx, a, id)
				list, _, listErr := s.svc.List(ctx, a, outcomes.Filter{Limit: 10, Kind: "procedure", Year: 2024, Substantiated: "no"})
				s.must(listErr)
				listed := false
				for _, o := range list {
					listed = listed || o.ID == id
				}
				if (err == nil) != want || listed != want {
					t.Errorf("%s of %s: opened %v, listed %v", actor, l, err == nil, listed)
				}
			}
		}
		s.must(s.svc.Ask(ctx, s.one, outcomes.AskDraft{PartyID: s.party, ActivityID: s.activity}))
	})
}

// Two approvals at once: one actor approves once; two proposals at once get two numbers.
func TestAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if _, err := s.svc.Propose(ctx, s.one, s.draft()); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		list, _, err := s.svc.List(ctx, s.one, outcomes.Filter{Limit: 10})
		s.must(err)
		numbers := map[int]bool{}
		for _, o := range list {
			numbers[o.Serial] = true
		}
		if len(numbers) != 4 {
			t.Errorf("%d numbers for four outcomes", len(numbers))
		}
		var mu sync.Mutex
		fine := 0
		for _, v := range []outcomes.Verb{outcomes.Accept, outcomes.Decline, outcomes.Return} {
			group.Go(func() {
				err := s.svc.Take(ctx, s.two, list[0].ID, outcomes.StepDraft{Verb: v, Words: "because", Version: list[0].Version})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					fine++
				} else if !fault.IsConflict(err) {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if fine != 1 {
			t.Errorf("%d of three decisions on one version were taken", fine)
		}
	})
}
