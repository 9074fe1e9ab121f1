package evaluations_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/evaluations"
	"counterpart/internal/fault"
	"counterpart/internal/jobs"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
)

// stage is the Bali pack with an officer, a colleague, and a workshop to which people of two parties are confirmed.
type stage struct {
	t        *testing.T
	d        *db.DB
	svc      *evaluations.Service
	officer  access.Actor
	activity string
	party    string
	people   []string
	now      time.Time
}

func newStage(t *testing.T, d *db.DB, confirmed int) *stage {
	t.Helper()
	s := &stage{t: t, d: d, now: dbtest.Noon}
	d.Clock = func() time.Time { return s.now }
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	s.must(err)
	s.svc = evaluations.New(d, evaluations.Options{Outbox: letters.NewOutbox(queue)})
	rights := []access.Right{evaluations.RightSee, evaluations.RightManage, activities.RightSee, activities.RightEdit, people.RightSee}
	s.officer = roomtest.Holding("officer", rights...)
	s.party = roomtest.PartyID(t, d, "thailand")
	_, err = db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
		s.activity, err = activities.AddIn(tx, s.officer, activities.Draft{Title: "Workshop", Kind: "training_workshop", TimeZone: "UTC", StartsOn: "2024-06-05", Label: label.Green})
		if err != nil {
			return false, err
		}
		for n := range confirmed {
			id, err := s.confirm(tx, n)
			if err != nil {
				return false, err
			}
			s.people = append(s.people, id)
		}
		return true, nil
	})
	s.must(err)
	return s
}

func (s *stage) confirm(tx *db.Tx, n int) (string, error) {
	actor := access.System("test", people.RightEdit)
	id, err := people.AddIn(tx, actor, people.Draft{Given: fmt.Sprintf("Trainee %d", n+1), Email: fmt.Sprintf("t%d@people.example", n), PartyID: s.party, Anyway: true})
	if err != nil {
		return "", err
	}
	_, err = delegations.AddConfirmedIn(tx, actor, delegations.ConfirmedDraft{ActivityID: s.activity, PartyID: s.party, PersonID: id, Category: "trainee", Mode: "in_person", Source: delegations.FromSecretariat})
	return id, err
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

// as is a participant.
func (s *stage) as(n int) access.Actor {
	a := roomtest.Scoped("p", access.Scope{Person: s.people[n]}, evaluations.RightAnswer)
	a.Person = s.people[n]
	return a
}

// An answer to an evaluation hangs on nobody, counts once, and is shown when it is closed and enough have answered.
func TestAnEvaluationIsAnonymous(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d, 8), t.Context()
		p, err := s.svc.Find(ctx, s.officer, s.activity)
		s.must(err)
		if p.There || len(p.Defaults) < 5 {
			t.Fatalf("%+v", p)
		}
		s.must(s.svc.SetUp(ctx, s.officer, s.activity, evaluations.Plan{Questions: p.Defaults, ClosesAt: db.At(s.now.Add(time.Hour))}))
		if _, err := s.svc.Mine(ctx, s.as(0), s.activity, s.people[0]); !fault.IsNotFound(err) {
			t.Errorf("a draft is read: %v", err)
		}
		s.must(s.svc.Begin(ctx, s.officer, s.activity))
		if err := s.svc.SetUp(ctx, s.officer, s.activity, evaluations.Plan{Questions: p.Defaults, Version: 2}); !fault.IsConflict(err) {
			t.Errorf("an open evaluation changes: %v", err)
		}
		n, err := s.svc.Send(ctx, s.officer, s.activity)
		if err != nil || n != 8 {
			t.Errorf("%d mails: %v", n, err)
		}
		const canary = "the zebra was late"
		var done sync.WaitGroup
		for n := range 6 {
			for range 2 { // twice at once: counts once
				done.Go(func() {
					said := evaluations.Said{"q1": "4", "q6": "9"}
					if n == 0 {
						said["q7"] = canary
					}
					if err := s.svc.Say(t.Context(), s.as(n), s.activity, s.people[n], said); err != nil && !fault.IsConflict(err) {
						t.Error(err)
					}
				})
			}
		}
		done.Wait()
		p, err = s.svc.Find(ctx, s.officer, s.activity)
		s.must(err)
		if p.Answered != 6 || len(p.Summaries) != 0 {
			t.Errorf("before it is closed: %d answers, %d shown", p.Answered, len(p.Summaries))
		}
		for _, table := range []string{"audit", "idempotency"} {
			column := map[string]string{"audit": "detail", "idempotency": "result"}[table]
			if s.count(`select count(*) from `+table+` where `+column+` like '%zebra%'`) > 0 {
				t.Errorf("%s holds an answer", table)
			}
		}
		if s.count(`select count(*) from audit where action = 'evaluations.answered' and (actor <> 'system' or detail <> 'null')`) > 0 || s.count(`select count(*) from audit where action = 'evaluations.answered'`) != 6 {
			t.Error("the history tells who answered")
		}
		for _, id := range s.people {
			if s.count(`select count(*) from evaluation_answer where id like '%'||$1||'%' or answers like '%'||$1||'%'`, id) > 0 {
				t.Error("an answer names a person")
			}
		}
		s.must(s.svc.Close(ctx, s.officer, s.activity))
		p, err = s.svc.Find(ctx, s.officer, s.activity)
		s.must(err)
		if len(p.Summaries) == 0 || p.Summaries[0].N != 6 || p.Summaries[0].Mean != 4 || p.Summaries[5].Recommend != 100 || !strings.Contains(strings.Join(p.Summaries[6].Texts, ""), "zebra") {
			t.Errorf("%+v", p.Summaries)
		}
		if err := s.svc.Say(ctx, s.as(7), s.activity, s.people[7], evaluations.Said{"q1": "1"}); !fault.IsConflict(err) {
			t.Errorf("answered after the end: %v", err)
		}
		if err := s.svc.Begin(ctx, s.officer, s.activity); !fault.IsConflict(err) {
			t.Errorf("opened again: %v", err)
		}
	})
}
