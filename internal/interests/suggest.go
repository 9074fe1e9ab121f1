package interests

import (
	"context"
	"strings"
	"time"

	"counterpart/engine/match"
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/vocabulary"
)

// lists is what the matcher proposed to everybody of an activity, and of what.
type lists struct {
	stamp  string
	at     time.Time
	result *match.Result
	people int
}

// atOnce is up to how many people the lists are made anew at every change; larger ones at most every restMany.
const (
	atOnce   = 500
	restMany = 20 * time.Second
	longest  = 20
)

// Suggestion is somebody proposed, with the reasons.
type Suggestion struct {
	Guest
	Reasons []string `json:"reasons" nullable:"false"`
	Topics  []string `json:"supposed_topics" nullable:"false" doc:"Topics that were supposed of the reader and can be corrected"`
}

// SuggestionPage is what the matcher proposes to a person.
type SuggestionPage struct {
	Activity  activities.Activity `json:"-"`
	TakesPart bool                `json:"takes_part" doc:"Whoever does not sees nobody"`
	List      []Suggestion        `json:"items" nullable:"false"`
	Words     *vocabulary.Words   `json:"-"`
}

// Suggestions proposes whom to meet, the best first. Who was wished for, refused or is known already is not proposed.
func (s *Service) Suggestions(ctx context.Context, actor access.Actor, activityID, personID string) (SuggestionPage, error) {
	return audit.ShownList[SuggestionPage](ctx, s.db, actor, activities.Kind, ActionViewSuggest, map[string]string{"activity": activityID})(s.suggestions(ctx, actor, activityID, personID))
}

func (s *Service) suggestions(ctx context.Context, actor access.Actor, activityID, personID string) (SuggestionPage, error) {
	var said map[string]string
	var listed []Guest
	page, err := db.View(ctx, s.db, func(tx *db.Tx) (page SuggestionPage, err error) {
		in, mine, err := within(tx, actor, activityID, personID)
		if err != nil {
			return page, err
		}
		page.List = []Suggestion{}
		page.Activity, page.TakesPart, page.Words, said = in.Activity, in.TakesPart, in.Words, mine
		listed, err = ListedIn(tx, activityID)
		return page, err
	})
	if err != nil || !page.TakesPart {
		return page, err
	}
	result, err := s.Proposed(ctx, activityID)
	if err != nil {
		return page, err
	}
	by := make(map[string]Guest, len(listed))
	for _, g := range listed {
		by[g.PersonID] = g
	}
	list, _ := result.List(personID)
	for _, p := range list.Suggestions {
		g, still := by[p.Person]
		if !still || said[p.Person] != "" {
			continue
		}
		one := Suggestion{Guest: g, Reasons: []string{}, Topics: []string{}}
		for _, r := range p.Reasons {
			if words := reasonWords(page.Words, r); words != "" && len(one.Reasons) < 4 {
				one.Reasons = append(one.Reasons, words)
			}
			if r.Kind == match.KindInferred {
				one.Topics = append(one.Topics, r.Topic)
			}
		}
		page.List = append(page.List, one)
	}
	return page, nil
}

// Proposed returns the lists of an activity, made anew when something changed: for this room and for the solver. They hold
// ids only, and people who have left since may stand in them.
func (s *Service) Proposed(ctx context.Context, activityID string) (*match.Result, error) {
	s.mu.Lock() // one computation at a time: the second asker reads what the first one made
	defer s.mu.Unlock()
	known := s.lists[activityID]
	var in *match.Input
	stamp, err := db.ViewLong(ctx, s.db, func(tx *db.Tx) (string, error) {
		stamp, err := stampOf(tx, activityID)
		if err != nil || known != nil && (known.stamp == stamp || known.people > atOnce && tx.Now().Sub(known.at) < restMany) {
			return stamp, err
		}
		in, err = inputOf(tx, activityID)
		return stamp, err
	})
	if err != nil || in == nil {
		if known == nil {
			return nil, err
		}
		return known.result, err
	}
	result, err := match.Suggest(ctx, in, match.Options{Top: longest, Workers: 1})
	if err != nil {
		return nil, err
	}
	s.lists[activityID] = &lists{stamp: stamp, at: s.db.Clock(), result: result, people: len(in.People)}
	return result, nil
}

// inputOf is what the matcher may know: of each person what they agreed to have used.
func inputOf(tx *db.Tx, activityID string) (*match.Input, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	listed, err := ListedIn(tx, activityID)
	if err != nil {
		return nil, err
	}
	in := &match.Input{}
	for _, t := range words.List(vocabulary.Topics) {
		in.Topics = append(in.Topics, match.Topic{Code: t.Code, Parent: t.Parent})
	}
	place := make(map[string]int, len(listed))
	ids := make([]string, 0, len(listed))
	for i, g := range listed {
		place[g.PersonID] = i
		ids = append(ids, g.PersonID)
		in.People = append(in.People, g.matched(words))
	}
	for _, part := range []func() error{
		func() error { return addSaid(tx, activityID, in, place) },
		func() error { return addMet(tx, in, place, ids) },
	} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// matched is a guest as the matcher sees them.
func (g Guest) matched(words *vocabulary.Words) match.Person {
	p := match.Person{
		ID: g.PersonID, Party: g.PartyID, Agency: g.Agency, Region: g.Region, Languages: strings.Fields(g.Tags),
		Consent: match.FieldListed | match.FieldParty | match.FieldTopics | match.FieldLanguages | match.FieldWishes,
	}
	if g.UseAffiliation {
		p.Consent |= match.FieldAgency | match.FieldRegion
	}
	if g.UseHistory {
		p.Consent |= match.FieldMet
	}
	for _, side := range []struct {
		from []Interest
		to   *[]match.Interest
	}{{g.Offers, &p.Offers}, {g.Seeks, &p.Seeks}} {
		for _, i := range side.from {
			if words.Has(vocabulary.Topics, i.Topic) { // the pack may have dropped it meanwhile
				*side.to = append(*side.to, match.Interest{Topic: i.Topic, Priority: i.Priority})
			}
		}
	}
	return p
}

func addSaid(tx *db.Tx, activityID string, in *match.Input, place map[string]int) error {
	wishes, err := wishesOf(tx, activityID)
	if err != nil {
		return err
	}
	vetoes, err := vetoesOf(tx, activityID)
	if err != nil {
		return err
	}
	corrections, err := correctionsOf(tx, activityID)
	if err != nil {
		return err
	}
	for _, w := range wishes {
		if at, both := pair(place, w); both {
			in.People[at].Wishes = append(in.People[at].Wishes, match.Wish{Person: w.AboutID, Kind: w.Kind})
		}
	}
	for _, w := range vetoes {
		if at, both := pair(place, w); both {
			in.People[at].Vetoes = append(in.People[at].Vetoes, w.AboutID)
		}
	}
	known := map[string]bool{}
	for _, t := range in.Topics {
		known[t.Code] = true
	}
	for _, w := range corrections {
		c := match.Correction{Kind: w.Kind, Person: w.AboutID}
		at, both := pair(place, w)
		if w.Kind == match.NotTopic {
			at, both = place[w.PersonID], known[w.AboutID]
			c.Person, c.Topic = "", w.AboutID
			if _, in := place[w.PersonID]; !in {
				both = false
			}
		}
		if both {
			in.People[at].Corrections = append(in.People[at].Corrections, c)
		}
	}
	return nil
}

func pair(place map[string]int, w Wish) (at int, both bool) {
	at, one := place[w.PersonID]
	_, other := place[w.AboutID]
	return at, one && other
}

// addMet tells the matcher who met before, and how many months ago.
func addMet(tx *db.Tx, in *match.Input, place map[string]int, ids []string) error {
	met, err := connections.MetIn(tx, ids)
	for _, m := range met {
		if at, both := pair(place, Wish{PersonID: m.PersonID, AboutID: m.OtherID}); both {
			months := int(tx.Now().Sub(m.At.Time).Hours() / (24 * 30.44))
			in.People[at].Met = append(in.People[at].Met, match.Meeting{Person: m.OtherID, Months: max(0, months)})
		}
	}
	return err
}
