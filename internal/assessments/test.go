package assessments

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
)

// Phase is when a test is taken.
type Phase string

// The phases.
const (
	Before Phase = "before"
	After  Phase = "after"
)

// Phases are both, in their order.
var Phases = []Phase{Before, After}

// Valid tells whether it is one of the two.
func (p Phase) Valid() bool { return p == Before || p == After }

// The states of a test.
const (
	TestDraft = "draft"
	TestFixed = "fixed"
)

// grace is how long after its end an answer still arrives, because lines are weak.
const grace = 10 * time.Minute

// Test is the test of an activity.
type Test struct {
	ID           string  `db:"id" json:"id"`
	ActivityID   string  `db:"activity_id" json:"activity_id"`
	Title        string  `db:"title" json:"title"`
	Intro        string  `db:"intro" json:"intro,omitempty"`
	Shuffle      bool    `db:"shuffle" json:"shuffle" doc:"Each person gets questions and answers in an order of their own"`
	Seed         string  `db:"seed" json:"-"`
	State        string  `db:"state" json:"state,omitempty" enum:"draft,fixed" doc:"Empty where there is no test"`
	BeforeOpens  db.Time `db:"before_opens" json:"before_opens,omitzero"`
	BeforeCloses db.Time `db:"before_closes" json:"before_closes,omitzero"`
	AfterOpens   db.Time `db:"after_opens" json:"after_opens,omitzero"`
	AfterCloses  db.Time `db:"after_closes" json:"after_closes,omitzero"`
	Version      int     `db:"version" json:"version"`
}

// Fixed tells whether its questions stand.
func (t Test) Fixed() bool { return t.State == TestFixed }

// Window is from when until when a phase is open; zero where it is not held.
func (t Test) Window(p Phase) (opens, closes db.Time) {
	if p == Before {
		return t.BeforeOpens, t.BeforeCloses
	}
	return t.AfterOpens, t.AfterCloses
}

// OpenFor tells whether a phase takes answers.
func (t Test) OpenFor(p Phase, now db.Time) bool {
	opens, closes := t.Window(p)
	return t.Fixed() && !opens.IsZero() && !now.Before(opens.Time) && now.Before(closes.Add(grace))
}

// Over tells whether a phase takes no answers any more.
func (t Test) Over(p Phase, now db.Time) bool {
	opens, closes := t.Window(p)
	return !opens.IsZero() && !now.Before(closes.Add(grace))
}

// TestPlan is a test as somebody sets it up.
type TestPlan struct {
	Title        string  `json:"title" maxLength:"200"`
	Intro        string  `json:"intro,omitempty" maxLength:"2000"`
	Shuffle      bool    `json:"shuffle,omitempty"`
	BeforeOpens  db.Time `json:"before_opens,omitzero"`
	BeforeCloses db.Time `json:"before_closes,omitzero"`
	AfterOpens   db.Time `json:"after_opens,omitzero"`
	AfterCloses  db.Time `json:"after_closes,omitzero"`
	Version      int     `json:"version,omitempty" doc:"The version that was read; 0 for a new test"`
}

func (d *TestPlan) check() error {
	d.Title, d.Intro = strings.TrimSpace(d.Title), tidy(d.Intro)
	var wrong fault.Invalid
	wrong.Check(d.Title != "" && !strings.Contains(d.Title, "\n"), "title", "Write a title in one line.")
	wrong.Check(utf8.RuneCountInString(d.Title) <= 200, "title", "Shorten this to 200 characters.")
	wrong.Check(utf8.RuneCountInString(d.Intro) <= 2000, "intro", "Shorten this to 2,000 characters.")
	window := func(opens, closes db.Time, name string) {
		wrong.Check(opens.IsZero() == closes.IsZero(), name+"_closes", "Say both when it opens and when it closes, or neither.")
		wrong.Check(opens.IsZero() || closes.IsZero() || opens.Before(closes.Time), name+"_closes", "It closes before it opens.")
	}
	window(d.BeforeOpens, d.BeforeCloses, "before")
	window(d.AfterOpens, d.AfterCloses, "after")
	wrong.Check(!d.BeforeOpens.IsZero() || !d.AfterOpens.IsZero(), "before_opens", "Say when the test before the activity opens, or the one after it.")
	wrong.Check(d.AfterOpens.IsZero() || d.BeforeCloses.IsZero() || !d.AfterOpens.Before(d.BeforeCloses.Time), "after_opens", "The test after the activity opens when the one before it is closed.")
	return wrong.Err()
}

// SetUp writes the test of an activity. Title and times can change at any time; the order of questions only while none has begun.
func (s *Service) SetUp(ctx context.Context, actor access.Actor, activityID string, d TestPlan) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.SetUpIn(tx, actor, activityID, d) })
	return err
}

// SetUpIn is SetUp within a transaction.
func (s *Service) SetUpIn(tx *db.Tx, actor access.Actor, activityID string, d TestPlan) error {
	if _, err := activityIn(tx, actor, RightManage, activityID); err != nil {
		return err
	}
	if err := d.check(); err != nil {
		return err
	}
	t, found, err := testOf(tx, activityID)
	if err != nil {
		return err
	}
	if !found {
		t = Test{ID: tx.NewID(), ActivityID: activityID, State: TestDraft, Seed: rand.Text()}
		if err := insertTest(tx, t, d); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionTest, KindTest, t.ID, map[string]string{"activity": activityID})
	}
	if d.Shuffle != t.Shuffle {
		if n, err := sittingsOf(tx, t.ID); err != nil || n > 0 {
			if err == nil {
				err = fault.Wrong("shuffle", "Somebody has begun the test: the order of its questions stands.")
			}
			return err
		}
	}
	n, err := updateTest(tx, t, d)
	if err == nil && n == 0 {
		err = fault.Clash("The test was changed by someone else in the meantime.")
	}
	if err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionTest, KindTest, t.ID, map[string]string{"activity": activityID})
}

// maxItems bounds a test.
const maxItems = 60

// Choose says which items the test has, in their order. It can be changed until the test is fixed.
func (s *Service) Choose(ctx context.Context, actor access.Actor, activityID string, items []string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.ChooseIn(tx, actor, activityID, items) })
	return err
}

// ChooseIn is Choose within a transaction.
func (s *Service) ChooseIn(tx *db.Tx, actor access.Actor, activityID string, items []string) error {
	t, err := s.testIn(tx, actor, RightManage, activityID)
	if err != nil {
		return err
	}
	if t.Fixed() {
		return fault.Clash("The test is fixed: its questions are the same before and after. Open it again while nobody has begun.")
	}
	var wrong fault.Invalid
	wrong.Check(len(items) <= maxItems, "item", "A test has at most %d questions.", maxItems)
	known, err := itemsByID(tx, items)
	if err != nil {
		return err
	}
	lines := map[string]bool{}
	for _, id := range items {
		i, ok := known[id]
		wrong.Check(ok && i.State == Reviewed, "item", "Choose among the items that are reviewed.")
		wrong.Check(!lines[i.LineID], "item", "A question stands in a test once.")
		lines[i.LineID] = true
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	if err := setItems(tx, t.ID, items); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionTest, KindTest, t.ID, map[string]int{"items": len(items)})
}

// Fix makes the questions of the test stand, and gives a code to everybody who is confirmed.
func (s *Service) Fix(ctx context.Context, actor access.Actor, activityID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.FixIn(tx, actor, activityID) })
	return err
}

// FixIn is Fix within a transaction.
func (s *Service) FixIn(tx *db.Tx, actor access.Actor, activityID string) error {
	t, err := s.testIn(tx, actor, RightManage, activityID)
	if err != nil {
		return err
	}
	items, err := itemsOf(tx, t.ID)
	if err != nil {
		return err
	}
	switch {
	case t.Fixed():
		return fault.Clash("The test is fixed already.")
	case !slices.ContainsFunc(items, func(i Item) bool { return i.Kind.Scored() }):
		return fault.Clash("Choose at least one question that can be right or wrong.")
	case slices.ContainsFunc(items, func(i Item) bool { return i.State != Reviewed }):
		return fault.Clash("A question of the test was retired in the meantime. Choose the questions again.")
	}
	if err := setTestState(tx, t.ID, TestFixed); err != nil {
		return err
	}
	if _, err := s.takersIn(tx, t); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionFix, KindTest, t.ID, map[string]any{"items": len(items), "state": TestFixed})
}

// Unfix lets the questions be chosen again, while nobody has begun.
func (s *Service) Unfix(ctx context.Context, actor access.Actor, activityID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		t, err := s.testIn(tx, actor, RightManage, activityID)
		if err != nil {
			return false, err
		}
		n, err := sittingsOf(tx, t.ID)
		if err != nil {
			return false, err
		}
		if n > 0 || !t.Fixed() {
			return false, fault.Clash("Somebody has begun the test: its questions stand.")
		}
		if err := setTestState(tx, t.ID, TestDraft); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionFix, KindTest, t.ID, map[string]any{"state": TestDraft})
	})
	return err
}

// testIn loads the test of an activity over which the actor must hold the right.
func (s *Service) testIn(tx *db.Tx, actor access.Actor, right access.Right, activityID string) (Test, error) {
	if _, err := activityIn(tx, actor, right, activityID); err != nil {
		return Test{}, err
	}
	t, found, err := testOf(tx, activityID)
	if err == nil && !found {
		err = fault.Missing("test of this activity")
	}
	return t, err
}

// Codes gives a code to everybody who was confirmed since the test was fixed, and returns how many they are.
func (s *Service) Codes(ctx context.Context, actor access.Actor, activityID string) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		t, err := s.testIn(tx, actor, RightManage, activityID)
		if err != nil {
			return 0, err
		}
		if !t.Fixed() {
			return 0, fault.Clash("Fix the questions of the test first.")
		}
		n, err := s.takersIn(tx, t)
		if err != nil {
			return 0, err
		}
		return n, audit.Record(tx, actor, ActionTest, KindTest, t.ID, map[string]int{"codes": n})
	})
}

// takersIn makes a taker of everybody who is confirmed and is none yet.
func (s *Service) takersIn(tx *db.Tx, t Test) (int, error) {
	confirmed, err := delegations.ConfirmedIn(tx, t.ActivityID)
	if err != nil {
		return 0, err
	}
	known, err := takersOf(tx, t.ID)
	if err != nil {
		return 0, err
	}
	there := map[string]bool{}
	for _, k := range known {
		there[k.PersonID] = true
	}
	n := 0
	for _, c := range confirmed {
		if there[c.PersonID] {
			continue
		}
		there[c.PersonID] = true
		n++
		if _, err := newTaker(tx, t, c.PersonID, c.PartyID); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// codeSigns are those of codes: none looks like another one.
const codeSigns = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

func newCode() string {
	out, random := make([]byte, 5), make([]byte, 5)
	_, _ = rand.Read(random) // it never fails
	for k, r := range random {
		out[k] = codeSigns[int(r)%len(codeSigns)]
	}
	return string(out)
}

// Found is what pages of a test begin with.
type Found struct {
	Activity activities.Activity `json:"-"`
	Test     Test                `json:"test"`
	Items    []Item              `json:"items" nullable:"false"`
}

func findTest(tx *db.Tx, a activities.Activity) (Found, bool, error) {
	out := Found{Activity: a, Items: []Item{}}
	t, there, err := testOf(tx, a.ID)
	if err != nil || !there {
		return out, there, err
	}
	out.Test = t
	out.Items, err = itemsOf(tx, t.ID)
	return out, true, err
}
