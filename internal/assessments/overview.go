package assessments

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// Taken counts who took the test in one phase.
type Taken struct {
	Phase Phase `json:"phase"`
	Own   int   `json:"own" doc:"On a device"`
	Paper int   `json:"paper" doc:"Typed in from paper"`
	Begun int   `json:"begun" doc:"Begun and not handed in"`
}

// ItemResult is how one item of the test was answered.
type ItemResult struct {
	Item   Item      `json:"item"`
	Before ItemStats `json:"before"`
	After  ItemStats `json:"after"`
}

// Overview is the test of an activity with what came of it. No person stands in it.
type Overview struct {
	Found
	There     bool         `json:"-"` // there is a test
	Least     int          `json:"least" doc:"How many people a figure needs to be shown"`
	Takers    int          `json:"takers" doc:"People with a code"`
	Taken     []Taken      `json:"taken" nullable:"false"`
	Gain      Gain         `json:"gain"`
	ByParty   []PartyGain  `json:"by_party" nullable:"false" doc:"Medians; small parties are put together, or left out"`
	Results   []ItemResult `json:"results" nullable:"false"`
	Waiting   int          `json:"-"` // wordings of short answers that are not right by rule
	Without   int          `json:"-"` // confirmed people without a code
	Begun     bool         `json:"-"` // somebody has begun
	MayManage bool         `json:"-"`
	Now       db.Time      `json:"-"`
}

// Overview returns the test of an activity with its figures.
func (s *Service) Overview(ctx context.Context, actor access.Actor, activityID string) (Overview, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Overview, error) {
		a, err := activityIn(tx, actor, RightSee, activityID)
		if err != nil {
			return Overview{}, err
		}
		out := Overview{MayManage: actor.Can(RightManage, a.Object()), Now: tx.Now(), ByParty: []PartyGain{}, Results: []ItemResult{}, Taken: []Taken{}}
		if out.Found, out.There, err = findTest(tx, a); err != nil || !out.There {
			return out, err
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return out, err
		}
		out.Least = least(words)
		return out, out.fill(tx)
	})
}

func (o *Overview) fill(tx *db.Tx) error {
	takers, err := takersOf(tx, o.Test.ID)
	if err != nil {
		return err
	}
	all, err := allOf(tx, o.Test.ID)
	if err != nil {
		return err
	}
	also, err := acceptedAt(tx, o.Test.ID)
	if err != nil {
		return err
	}
	o.Takers = len(takers)
	before, after := Taken{Phase: Before}, Taken{Phase: After}
	var pairs []pair
	for _, k := range takers {
		x, y := all[k.ID][Before], all[k.ID][After]
		before.add(x)
		after.add(y)
		if x.Done() && y.Done() && x.Possible > 0 && y.Possible > 0 {
			pairs = append(pairs, pair{k.Party, x.Percent(), y.Percent()})
		}
		o.Begun = o.Begun || x.ID != "" || y.ID != ""
	}
	o.Taken = []Taken{before, after}
	o.Gain = gainOf(pairs, o.Least)
	if list := byParty(pairs, o.Least); o.Gain.Shown && len(list) > 0 {
		o.ByParty = list
	}
	for _, i := range o.Items {
		b, a := newCounter(i), newCounter(i)
		for _, of := range all {
			if x := of[Before]; x.Done() {
				b.add(x, also[i.ID])
			}
			if x := of[After]; x.Done() {
				a.add(x, also[i.ID])
			}
		}
		o.Results = append(o.Results, ItemResult{i, b.stats(o.Least), a.stats(o.Least)})
	}
	if !o.MayManage {
		return nil
	}
	open, err := wordingsIn(tx, o.Test)
	for _, w := range open {
		if w.Reason == "" {
			o.Waiting++
		}
	}
	if err != nil {
		return err
	}
	o.Without, err = withoutCode(tx, o.Test)
	return err
}

func (t *Taken) add(x Sitting) {
	switch {
	case x.ID == "":
	case !x.Done():
		t.Begun++
	case x.Source == Paper:
		t.Paper++
	default:
		t.Own++
	}
}

// Scored is one person with both scores.
type Scored struct {
	Taker
	Activity string  `db:"activity" json:"activity,omitempty"`
	Before   Sitting `json:"-"`
	After    Sitting `json:"-"`
}

// Paired tells whether there is a gain.
func (x Scored) Paired() bool { return x.Before.Done() && x.After.Done() }

// Gained is what lies between the two, in points of per cent.
func (x Scored) Gained() float64 { return x.After.Percent() - x.Before.Percent() }

// Scores are the people of a test by name.
type Scores struct {
	Activity activities.Activity
	Test     Test
	People   []Scored
}

func (s Scores) personIDs() []string { return scoredIDs(s.People) }

func scoredIDs(list []Scored) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.PersonID
	}
	return out
}

// People lists who took the test, with their scores: for those who manage it.
func (s *Service) People(ctx context.Context, actor access.Actor, activityID string) (Scores, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, Scores.personIDs)(db.View(ctx, s.db, func(tx *db.Tx) (Scores, error) { return s.peopleIn(tx, actor, activityID) }))
}

func (s *Service) peopleIn(tx *db.Tx, actor access.Actor, activityID string) (out Scores, err error) {
	if out.Test, err = s.testIn(tx, actor, RightManage, activityID); err != nil {
		return out, err
	}
	if out.Activity, err = activities.FindIn(tx, activityID); err != nil {
		return out, err
	}
	takers, err := takersSeen(tx, actor, RightManage, out.Test.ID)
	if err != nil {
		return out, err
	}
	all, err := allOf(tx, out.Test.ID)
	for _, k := range takers {
		out.People = append(out.People, Scored{Taker: k, Before: all[k.ID][Before], After: all[k.ID][After]})
	}
	return out, err
}

// TakePeople is People for a file that is taken along.
func (s *Service) TakePeople(ctx context.Context, actor access.Actor, activityID string) (Scores, error) {
	var out Scores
	_, err := db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (_ bool, err error) {
		if out, err = s.peopleIn(tx, actor, activityID); err != nil {
			return false, err
		}
		if err := actor.RequireFresh(s.db.Clock()); err != nil {
			return false, err
		}
		return true, audit.ExportedIn(tx, actor, people.Kind, out.personIDs(), ActionExport, map[string]string{"activity": activityID})
	})
	return out, err
}

// OfOurs lists the scores of people of the actor's parties who agreed that their focal point reads them, the latest first.
func (s *Service) OfOurs(ctx context.Context, actor access.Actor) ([]Scored, error) {
	if !actor.Holds(RightAgreed) {
		return nil, actor.Require(RightAgreed, access.Anything)
	}
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, scoredIDs)(db.View(ctx, s.db, func(tx *db.Tx) ([]Scored, error) {
		list, err := agreedBy(tx, actor)
		if err != nil {
			return nil, err
		}
		ids := make([]string, len(list))
		for i, k := range list {
			ids[i] = k.ID
		}
		all, err := sittingsOfTakers(tx, ids)
		for i, k := range list {
			list[i].Before, list[i].After = all[k.ID][Before], all[k.ID][After]
		}
		return list, err
	}))
}
