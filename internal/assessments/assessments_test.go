package assessments_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/assessments"
	"counterpart/internal/assessments/dossier"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/held"
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
	svc      *assessments.Service
	officer  access.Actor
	second   access.Actor
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
	s.svc = assessments.New(d, assessments.Options{Outbox: letters.NewOutbox(queue)})
	rights := []access.Right{assessments.RightSee, assessments.RightManage, activities.RightSee, activities.RightEdit, people.RightSee}
	s.officer, s.second = roomtest.Holding("officer", rights...), roomtest.Holding("second", rights...)
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
	a := roomtest.Scoped("p", access.Scope{Person: s.people[n]}, assessments.RightTake)
	a.Person = s.people[n]
	return a
}

func (s *stage) item(kind assessments.ItemKind, d assessments.ItemDraft) string {
	s.t.Helper()
	d.Kind, d.Topic = kind, "document_fraud"
	id, err := s.svc.Write(s.t.Context(), s.officer, d)
	s.must(err)
	s.must(s.svc.Review(s.t.Context(), s.second, id, 0))
	return id
}

func texts(stem string, options ...string) map[string]assessments.ItemText {
	return map[string]assessments.ItemText{"en": {Stem: stem, Options: options}, "id": {Stem: stem, Options: options}}
}

// test sets a test of a choice, a short answer and a number up, open for both phases one after the other.
func (s *stage) test() []string {
	s.t.Helper()
	ctx := s.t.Context()
	items := []string{
		s.item(assessments.Single, assessments.ItemDraft{Texts: texts("Which?", "This", "That"), Answer: assessments.Answer{Right: []int{1}}, Points: 2}),
		s.item(assessments.Short, assessments.ItemDraft{Texts: texts("What is it called?"), Answer: assessments.Answer{Accepted: []string{"Non-refoulement"}}}),
		s.item(assessments.Number, assessments.ItemDraft{Texts: texts("How many?"), Answer: assessments.Answer{Value: "12"}}),
	}
	s.must(s.svc.SetUp(ctx, s.officer, s.activity, s.plan(0)))
	s.must(s.svc.Choose(ctx, s.officer, s.activity, items))
	s.must(s.svc.Fix(ctx, s.officer, s.activity))
	return items
}

func (s *stage) plan(version int) assessments.TestPlan {
	at := func(h int) db.Time { return db.At(dbtest.Noon.Add(time.Duration(h) * time.Hour)) }
	return assessments.TestPlan{Title: "What do you know?", Shuffle: true, BeforeOpens: at(-1), BeforeCloses: at(1), AfterOpens: at(24), AfterCloses: at(26), Version: version}
}

func right(items []string) assessments.Answers {
	return assessments.Answers{items[0]: {"a"}, items[1]: {"non refoulement"}, items[2]: {"12"}}
}

func TestAnItemIsReviewedByAnotherAndNeverChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d, 0), t.Context()
		_, err := s.svc.Write(ctx, s.officer, assessments.ItemDraft{Kind: "none", Topic: "none", Texts: map[string]assessments.ItemText{"xx": {Stem: "?", Options: []string{"a"}}}})
		for _, field := range []string{"kind", "topic", "stem.xx", "options.xx"} {
			if fault.AsInvalid(err).Words(field) == "" {
				t.Errorf("no words beside %s: %v", field, err)
			}
		}
		d1 := assessments.ItemDraft{Kind: assessments.Single, Texts: texts("Which?", "This", "That"), Answer: assessments.Answer{Right: []int{1}}}
		id, err := s.svc.Write(ctx, s.officer, d1)
		s.must(err)
		if err := s.svc.Review(ctx, s.officer, id, 0); !fault.IsConflict(err) {
			t.Errorf("reviewed by its author: %v", err)
		}
		d1.Texts = texts("Which one?", "This", "That")
		if same, err := s.svc.Rewrite(ctx, s.officer, id, 1, d1); err != nil || same != id {
			t.Fatalf("a draft: %s %v", same, err)
		}
		if err := s.svc.Review(ctx, s.second, id, 1); !fault.IsConflict(err) {
			t.Errorf("reviewed as it was before: %v", err)
		}
		s.must(s.svc.Review(ctx, s.second, id, 2))
		next, err := s.svc.Rewrite(ctx, s.officer, id, 3, d1)
		s.must(err)
		if _, err := s.svc.Rewrite(ctx, s.officer, id, 3, d1); !fault.IsConflict(err) {
			t.Errorf("two drafts of one item: %v", err)
		}
		p, err := s.svc.FindItem(ctx, s.officer, next)
		s.must(err)
		if next == id || p.Number != 2 || p.State != assessments.Draft || len(p.Versions) != 2 || p.Versions[1].State != assessments.Reviewed || p.MayReview {
			t.Errorf("%+v", p)
		}
		s.must(s.svc.Review(ctx, s.second, next, 0))
		p, err = s.svc.FindItem(ctx, s.officer, id)
		s.must(err)
		if p.State != assessments.Retired || p.Texts["en"].Stem != "Which one?" || p.MayChange {
			t.Errorf("the version before: %+v", p)
		}
		if err := s.svc.Retire(ctx, s.officer, next, " "); fault.AsInvalid(err).Words("reason") == "" {
			t.Errorf("retired without a reason: %v", err)
		}
		list, _, err := s.svc.Items(ctx, s.officer, assessments.ItemFilter{Query: "whi", Kind: assessments.Single, Limit: 1})
		if err != nil || len(list) != 1 || list[0].ID != next {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestTheSameTestBeforeAndAfter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d, 6), t.Context()
		items := s.test()
		if err := s.svc.Choose(ctx, s.officer, s.activity, items[:1]); !fault.IsConflict(err) {
			t.Errorf("a fixed test changes: %v", err)
		}
		answer := func(n int, phase assessments.Phase, a assessments.Answers) {
			t.Helper()
			s.must(s.svc.SaveOwn(ctx, s.as(n), s.activity, s.people[n], assessments.SittingDraft{Phase: phase, Answers: assessments.Answers{items[0]: {"b"}}}))
			s.must(s.svc.Submit(ctx, s.as(n), s.activity, s.people[n], assessments.SittingDraft{Phase: phase, Answers: a, PartyMaySee: n == 0}))
		}
		if _, err := s.svc.Mine(ctx, s.as(1), s.activity, s.people[0]); !fault.IsForbidden(err) {
			t.Errorf("somebody else's test: %v", err)
		}
		if err := s.svc.Submit(ctx, s.as(0), s.activity, s.people[0], assessments.SittingDraft{Phase: assessments.After}); !fault.IsConflict(err) {
			t.Errorf("the test after, before: %v", err)
		}
		for n := range 4 {
			answer(n, assessments.Before, assessments.Answers{items[0]: {"a"}, "none": {"x"}})
		}
		if err := s.svc.Submit(ctx, s.as(0), s.activity, s.people[0], assessments.SittingDraft{Phase: assessments.Before, Answers: right(items)}); !fault.IsConflict(err) {
			t.Errorf("taken twice: %v", err)
		}
		mine, err := s.svc.Mine(ctx, s.as(0), s.activity, s.people[0])
		s.must(err)
		if mine.Shown || mine.Phase != "" || mine.All[assessments.Before].Score != 2 || mine.All[assessments.Before].Possible != 4 {
			t.Errorf("after the first: %+v", mine)
		}
		s.typed(items)
		s.now = dbtest.Noon.Add(25 * time.Hour)
		for n := range 4 {
			answer(n, assessments.After, right(items))
		}
		o, err := s.svc.Overview(ctx, s.officer, s.activity)
		s.must(err)
		if o.Gain.N != 4 || o.Gain.Shown || len(o.ByParty) > 0 {
			t.Errorf("of four: %+v", o.Gain)
		}
		answer(4, assessments.After, assessments.Answers{items[0]: {"a"}, items[1]: {"Principle of non-return"}})
		if o, err = s.svc.Overview(ctx, s.officer, s.activity); err != nil || !o.Gain.Shown || o.Gain.Before != 50 || o.Gain.After != 100 || o.Waiting != 1 || len(o.ByParty) != 1 || o.Results[0].After.Difficulty != 100 {
			t.Errorf("of five: %+v %v", o, err)
		}
		s.must(s.svc.Accept(ctx, s.officer, s.activity, items[1], "principle of NON return", "Another name of it."))
		scores, err := s.svc.People(ctx, s.officer, s.activity)
		s.must(err)
		if len(scores.People) != 6 || scores.People[4].After.Score != 3 {
			t.Errorf("accepted, and not scored: %+v", scores.People[4].After)
		}
		s.must(s.svc.TakeBack(ctx, s.officer, s.activity, items[1], "principle of non return"))
		if n := s.count(`select count(*) from assessment_sitting where score = 2 and phase = 'after'`); n != 1 {
			t.Errorf("taken back, and %d scored without", n)
		}
		s.reads()
		s.erased(items, o.Gain)
	})
}

// typed types in from paper for the fifth person, and corrects it.
func (s *stage) typed(items []string) {
	s.t.Helper()
	ctx := s.t.Context()
	g, err := s.svc.PaperOf(ctx, s.officer, s.activity, assessments.Before)
	s.must(err)
	row := g.Rows[4]
	if len(g.Rows) != 6 || row.Code == "" || g.Rows[0].Locked() == "" || g.Without != 0 {
		s.t.Fatalf("%+v", g)
	}
	type1 := func(version int, a map[string]string, takers ...string) error {
		var rows []assessments.TypedRow
		for _, k := range takers {
			rows = append(rows, assessments.TypedRow{TakerID: k, Version: version, Answers: a})
		}
		_, err := s.svc.Type(ctx, s.officer, s.activity, assessments.Before, rows)
		return err
	}
	if err := type1(0, map[string]string{items[0]: "z"}, row.Taker.ID); fault.AsInvalid(err).Words(assessments.GridField(row.Taker.ID, items[0])) == "" {
		s.t.Errorf("an answer that there is not: %v", err)
	}
	if err := type1(0, map[string]string{items[0]: "b"}, g.Rows[0].Taker.ID); fault.AsInvalid(err) == nil {
		s.t.Errorf("typed over what was handed in: %v", err)
	}
	s.must(type1(0, map[string]string{items[0]: "b"}, row.Taker.ID))
	if err := type1(0, map[string]string{items[0]: "a"}, row.Taker.ID); !fault.IsConflict(err) {
		s.t.Errorf("typed over what somebody else typed: %v", err)
	}
	s.must(type1(1, map[string]string{items[0]: "A", items[2]: "11"}, row.Taker.ID))
	if n := s.count(`select score from assessment_sitting where source = 'paper'`); n != 2 {
		s.t.Errorf("%d points", n)
	}
	p, err := s.svc.Print(ctx, s.officer, s.activity, assessments.After, "id")
	s.must(err)
	if len(p.Codes) != 6 || p.Language != "id" {
		s.t.Errorf("%+v", p.Codes)
	}
}

// reads holds who reads a score.
func (s *stage) reads() {
	s.t.Helper()
	ctx := s.t.Context()
	focal := roomtest.Scoped("focal", access.Scope{Parties: []string{s.party}}, assessments.RightAgreed)
	focal.Grants[0].Role = access.FocalPoint
	list, err := s.svc.OfOurs(ctx, focal)
	s.must(err)
	if len(list) != 1 || list[0].PersonID != s.people[0] || !list[0].Paired() || list[0].Gained() != 50 {
		s.t.Errorf("a focal point reads %+v", list)
	}
	s.must(s.svc.AgreeToShow(ctx, s.as(0), s.activity, s.people[0], false))
	if list, err = s.svc.OfOurs(ctx, focal); err != nil || len(list) != 0 {
		s.t.Errorf("after it was taken back: %+v %v", list, err)
	}
	manager := roomtest.Holding("comanager", assessments.RightSee)
	if _, err := s.svc.People(ctx, manager, s.activity); !fault.IsForbidden(err) {
		s.t.Errorf("scores by name: %v", err)
	}
	mine, err := s.svc.Mine(ctx, s.as(0), s.activity, s.people[0])
	s.must(err)
	if !mine.Shown {
		s.t.Error("the own result is not shown")
	}
	old := s.officer
	old.Session, old.Proved = "s", s.now.Add(-time.Hour)
	if _, err := s.svc.TakePeople(ctx, old, s.activity); !fault.IsUnproved(err) {
		s.t.Errorf("taken along without a fresh proof: %v", err)
	}
	sent, err := s.svc.SendTest(ctx, s.officer, s.activity, assessments.After)
	s.must(err)
	again, err := s.svc.SendTest(ctx, s.officer, s.activity, assessments.After)
	if err != nil || sent != 1 || again != 0 || s.count(`select count(*) from message where kind = 'test_open'`) != 1 {
		s.t.Errorf("%d mails, then %d (%v)", sent, again, err)
	}
}

// erased takes the first person's answers away: what was counted of them stays, whatever is accepted afterwards.
func (s *stage) erased(items []string, gain assessments.Gain) {
	s.t.Helper()
	ctx := s.t.Context()
	_, err := db.Change(ctx, s.d, func(tx *db.Tx) (bool, error) {
		return true, dossier.EraseIn(tx, s.people[0], "Erased", []string{s.officer.Key()})
	})
	s.must(err)
	s.must(s.svc.Accept(ctx, s.second, s.activity, items[1], "anything else", "For the test."))
	o, err := s.svc.Overview(ctx, s.second, s.activity)
	s.must(err)
	if o.Gain != gain {
		s.t.Errorf("%+v becomes %+v", gain, o.Gain)
	}
	if n := s.count(`select count(*) from assessment_sitting where answers = '' and score > 0`); n != 2 {
		s.t.Errorf("%d sittings without answers", n)
	}
	if n := s.count(`select count(*) from assessment_item where written_name = 'Erased'`); n != 3 {
		s.t.Errorf("%d items under the pseudonym", n)
	}
	records, err := db.View(ctx, s.d, func(tx *db.Tx) ([]held.Record, error) { return dossier.HeldIn(tx, s.people[1]) })
	if err != nil || len(records) != 2 {
		s.t.Errorf("held of a person: %+v %v", records, err)
	}
}

// Several windows send at the same moment: the test is taken once.
func TestATestIsTakenOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 1)
		items := s.test()
		var done sync.WaitGroup
		results := make([]error, 6)
		for n := range results {
			done.Go(func() {
				results[n] = s.svc.Submit(t.Context(), s.as(0), s.activity, s.people[0], assessments.SittingDraft{Phase: assessments.Before, Answers: right(items)})
			})
		}
		done.Wait()
		taken := 0
		for _, err := range results {
			if err == nil {
				taken++
			} else if !fault.IsConflict(err) {
				t.Error(err)
			}
		}
		if taken != 1 || s.count(`select count(*) from assessment_sitting`) != 1 || s.count(`select count(*) from assessment_taker`) != 1 {
			t.Errorf("taken %d times", taken)
		}
	})
}
