package assessments

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// Where a sitting came from, and how far it is.
const (
	Own       = "own"   // taken by the person
	Paper     = "paper" // typed in from paper
	Begun     = "draft"
	Submitted = "submitted"
)

// Sitting is one person's way through the test.
type Sitting struct {
	ID          string  `db:"id"`
	TakerID     string  `db:"taker_id"`
	TestID      string  `db:"test_id"`
	Phase       Phase   `db:"phase"`
	Source      string  `db:"source"`
	Language    string  `db:"language"`
	State       string  `db:"state"`
	Raw         string  `db:"answers"`
	Answers     Answers `db:"-"`
	Score       int     `db:"score"`
	Possible    int     `db:"possible"`
	SavedAt     db.Time `db:"saved_at"`
	SubmittedAt db.Time `db:"submitted_at"`
	Version     int     `db:"version"`
}

// erased tells that the answers were taken away with the person; what was counted stays.
func (x Sitting) erased() bool { return x.Raw == "" }

// Percent is the score in per cent of what could be reached.
func (x Sitting) Percent() float64 {
	if x.Possible == 0 {
		return 0
	}
	return 100 * float64(x.Score) / float64(x.Possible)
}

// Done tells whether it counts.
func (x Sitting) Done() bool { return x.State == Submitted }

// Taker is somebody who takes a test.
type Taker struct {
	ID          string  `db:"id" json:"id"`
	TestID      string  `db:"test_id" json:"-"`
	ActivityID  string  `db:"activity_id" json:"-"`
	PersonID    string  `db:"person_id" json:"person_id"`
	Person      string  `db:"person" json:"person"`
	PartyID     string  `db:"party_id" json:"party_id"`
	Party       string  `db:"party" json:"party"`
	Email       string  `db:"email" json:"-"`
	AddressForm string  `db:"address_form" json:"-"`
	Code        string  `db:"code" json:"code" doc:"Under which the person's test stands on paper"`
	LinkID      string  `db:"link_id" json:"-"`
	PartyMaySee bool    `db:"party_may_see" json:"party_may_see" doc:"The person lets the own focal point read the scores"`
	AskedBefore db.Time `db:"asked_before" json:"-"`
	AskedAfter  db.Time `db:"asked_after" json:"-"`
}

// OwnTest is what somebody sees of the own test.
type OwnTest struct {
	Activity    activities.Activity
	Person      string
	Test        Test
	Items       []Item // in the order in which this person gets them
	Languages   []string
	Phase       Phase   // that takes answers now, empty for none
	Now         Sitting // of this phase; without state where it has not begun
	All         map[Phase]Sitting
	PartyMaySee bool
	Closed      string // why nothing can be answered
	Shown       bool   // the scores and the right answers are shown
	also        accepted
	personID    string
}

// Right tells whether the answer of a sitting to an item was right.
func (o OwnTest) Right(i Item, x Sitting) bool { return i.Right(x.Answers[i.ID], o.also[i.ID]) }

// Options are the letters of an item's options in the order in which this person gets them.
func (o OwnTest) Options(i Item) []string {
	letters := i.Letters()
	if !o.Test.Shuffle {
		return slices.Sorted(slices.Values(letters))
	}
	out := make([]string, len(letters))
	sorted := slices.Sorted(slices.Values(letters))
	for k, at := range mixed(len(letters), o.Test.Seed, o.personID, i.ID) {
		out[k] = sorted[at]
	}
	return out
}

// Mine returns a person's own test at an activity.
func (s *Service) Mine(ctx context.Context, actor access.Actor, activityID, personID string) (OwnTest, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, func(OwnTest) []string { return []string{personID} })(db.View(ctx, s.db, func(tx *db.Tx) (OwnTest, error) {
		o, _, err := s.mineIn(tx, actor, activityID, personID)
		return o, err
	}))
}

// mineIn loads what belongs to a person's own test, with the taker where there is one.
func (s *Service) mineIn(tx *db.Tx, actor access.Actor, activityID, personID string) (o OwnTest, k Taker, err error) {
	n, err := takesPart(tx, actor, activityID, personID)
	if err != nil {
		return o, k, err
	}
	if o.Activity, err = activities.FindIn(tx, activityID); err != nil {
		return o, k, err
	}
	f, there, err := findTest(tx, o.Activity)
	if err == nil && (!there || !f.Test.Fixed()) {
		err = fault.Missing("test of this activity yet")
	}
	if err != nil {
		return o, k, err
	}
	o.Test, o.Person, o.personID, o.All = f.Test, n.Person, personID, map[Phase]Sitting{}
	o.Items = inOrder(f.Test, personID, f.Items)
	if o.Languages, err = languagesOf(tx, f.Items); err != nil {
		return o, k, err
	}
	if o.also, err = acceptedAt(tx, o.Test.ID); err != nil {
		return o, k, err
	}
	k, known, err := takerOf(tx, o.Test.ID, personID)
	if err != nil {
		return o, k, err
	}
	if !known {
		k = Taker{TestID: o.Test.ID, ActivityID: activityID, PersonID: personID, PartyID: n.PartyID}
	} else if o.All, err = sittingsBy(tx, k.ID); err != nil {
		return o, k, err
	}
	o.PartyMaySee = k.PartyMaySee
	o.stand(tx.Now())
	return o, k, nil
}

// takesPart is the nomination with which a person takes part; the actor must be that person.
func takesPart(tx *db.Tx, actor access.Actor, activityID, personID string) (delegations.Nomination, error) {
	n, err := delegations.ActiveIn(tx, activityID, personID)
	if err != nil {
		return n, err
	}
	if err := actor.Require(RightTake, n.Object()); err != nil {
		return n, err
	}
	if actor.Person != personID && actor.Via != "system" {
		return n, fault.Refuse("A test is taken by the person alone.")
	}
	if n.State != delegations.Confirmed {
		return n, fault.Clash("This is open to people who are confirmed.")
	}
	return n, nil
}

// inOrder mixes the items for one person where the test says so.
func inOrder(t Test, personID string, items []Item) []Item {
	if !t.Shuffle {
		return items
	}
	out := make([]Item, len(items))
	for k, at := range mixed(len(items), t.Seed, personID) {
		out[k] = items[at]
	}
	return out
}

// languagesOf are those in which every item is written, as the mechanism orders them; its first one where there is none.
func languagesOf(tx *db.Tx, items []Item) ([]string, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	all := languages(words)
	out := slices.DeleteFunc(slices.Clone(all), func(tag string) bool {
		return slices.ContainsFunc(items, func(i Item) bool { _, ok := i.Texts[tag]; return !ok })
	})
	if len(out) == 0 {
		out = all[:1]
	}
	return out, nil
}

// stand works out which phase takes answers, and what is shown.
func (o *OwnTest) stand(now db.Time) {
	for _, p := range Phases {
		if o.Test.OpenFor(p, now) && !o.All[p].Done() && o.Phase == "" {
			o.Phase, o.Now = p, o.All[p]
		}
	}
	opens, _ := o.Test.Window(After)
	last := After
	if opens.IsZero() {
		last = Before
	}
	o.Shown = o.All[last].Done() || o.Test.Over(last, now) && o.All[Before].Done()
	if o.Phase != "" {
		return
	}
	switch {
	case o.All[Before].Done() && !o.All[After].Done() && !opens.IsZero() && now.Before(opens.Time):
		o.Closed = "Your answers from before the activity are kept. The same test opens again on " + delegations.When(o.Activity, opens) + "."
	case o.Shown:
		o.Closed = "You have taken the test. Thank you."
	case !o.Test.Over(Before, now) && !o.Test.BeforeOpens.IsZero() && !o.All[Before].Done():
		o.Closed = "The test opens on " + delegations.When(o.Activity, o.Test.BeforeOpens) + "."
	case !opens.IsZero() && now.Before(opens.Time):
		o.Closed = "The test opens on " + delegations.When(o.Activity, opens) + "."
	default:
		o.Closed = "The test is over."
	}
}

// SittingDraft is what somebody answered.
type SittingDraft struct {
	Phase       Phase   `json:"phase" enum:"before,after" doc:"That was shown with the questions"`
	Language    string  `json:"language,omitempty" maxLength:"35"`
	Answers     Answers `json:"answers" doc:"By item: letters of options, true or false, words, a number, or 1 to 5"`
	PartyMaySee bool    `json:"party_may_see,omitempty" doc:"The own focal point may read the scores"`
}

// SaveOwn keeps a half-answered test as it is.
func (s *Service) SaveOwn(ctx context.Context, actor access.Actor, activityID, personID string, d SittingDraft) error {
	return s.answer(ctx, actor, activityID, personID, d, Begun)
}

// Submit hands the test in. It can be taken once.
func (s *Service) Submit(ctx context.Context, actor access.Actor, activityID, personID string, d SittingDraft) error {
	return s.answer(ctx, actor, activityID, personID, d, Submitted)
}

func (s *Service) answer(ctx context.Context, actor access.Actor, activityID, personID string, d SittingDraft, state string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		return true, s.AnswerIn(tx, actor, activityID, personID, d, state)
	})
	return err
}

// AnswerIn keeps or submits a person's own answers within a transaction.
func (s *Service) AnswerIn(tx *db.Tx, actor access.Actor, activityID, personID string, d SittingDraft, state string) error {
	o, k, err := s.mineIn(tx, actor, activityID, personID)
	if err != nil {
		return err
	}
	switch {
	case o.All[d.Phase].Done():
		return fault.Clash("You have handed this test in already. It is taken once.")
	case o.Phase == "" || o.Phase != d.Phase:
		return fault.Clash("The test takes no answers now. %s", o.Closed)
	case o.Now.Source == Paper:
		return fault.Clash("Your test was typed in from paper.")
	}
	if k.ID == "" {
		if k, err = newTaker(tx, o.Test, personID, k.PartyID); err != nil {
			return err
		}
	}
	if k.PartyMaySee != d.PartyMaySee {
		if err := setPartyMaySee(tx, k.ID, d.PartyMaySee); err != nil {
			return err
		}
	}
	x := o.Now
	x.TakerID, x.TestID, x.Phase, x.Source, x.State, x.Answers = k.ID, o.Test.ID, d.Phase, Own, state, d.Answers.kept(o.Items)
	x.Language = o.Languages[0]
	if slices.Contains(o.Languages, d.Language) {
		x.Language = d.Language
	}
	if err := keepSitting(tx, &x, o.Items, o.also); err != nil || state == Begun {
		return err
	}
	return audit.Record(tx, actor, ActionSubmit, KindTest, o.Test.ID, map[string]string{"phase": string(d.Phase), "taker": k.ID})
}

// keepSitting scores a sitting and writes it.
func keepSitting(tx *db.Tx, x *Sitting, items []Item, also accepted) error {
	raw, err := x.Answers.Encode()
	if err != nil {
		return err
	}
	x.Raw, x.SavedAt, x.Score, x.Possible = raw, tx.Now(), 0, 0
	if x.State == Submitted {
		x.SubmittedAt = tx.Now()
		x.Score, x.Possible = score(items, x.Answers, also)
	}
	if x.ID == "" {
		x.ID = tx.NewID()
		return insertSitting(tx, *x)
	}
	n, err := updateSitting(tx, *x)
	if err == nil && n == 0 {
		err = fault.Clash("The answers were sent from another window in the meantime.")
	}
	return err
}

// AgreeToShow says whether the own focal point may read a person's scores, at any time.
func (s *Service) AgreeToShow(ctx context.Context, actor access.Actor, activityID, personID string, yes bool) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		o, k, err := s.mineIn(tx, actor, activityID, personID)
		if err != nil {
			return false, err
		}
		if k.ID == "" {
			return false, fault.Clash("There are no answers of yours yet.")
		}
		if err := setPartyMaySee(tx, k.ID, yes); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionSubmit, KindTest, o.Test.ID, map[string]any{"taker": k.ID, "party_may_see": yes})
	})
	return err
}
