package interests

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/names"
	"counterpart/internal/people/shown"
	"counterpart/internal/vocabulary"
)

// Guest is somebody who takes part, as the others may see them.
type Guest struct {
	NominationID string `db:"nomination_id" json:"-"`
	PersonID     string `db:"person_id" json:"person_id"`
	PartyID      string `db:"party_id" json:"party_id"`
	FromPartyID  string `db:"from_party_id" json:"-"`
	Party        string `db:"party" json:"party"`
	FromParty    string `db:"from_party" json:"-"`
	Agency       string `db:"agency" json:"-"`
	Region       string `db:"region" json:"-"`
	Given        string `db:"given" json:"name"`
	AddressForm  string `db:"address_form" json:"address_form,omitempty"`
	NativeName   string `db:"native_name" json:"native_name,omitempty"`
	NativeLang   string `db:"native_lang" json:"native_lang,omitempty"`
	Alias        string `db:"alias" json:"-"`
	Position     string `db:"position" json:"position,omitempty"`
	SortKey      string `db:"sort_key" json:"-"`
	Tags         string `db:"languages" json:"-"`
	About        string `db:"about" json:"about,omitempty"`

	UseAffiliation bool       `db:"use_affiliation" json:"-"`
	UseHistory     bool       `db:"use_history" json:"-"`
	Offers         []Interest `db:"-" json:"offers" nullable:"false"`
	Seeks          []Interest `db:"-" json:"seeks" nullable:"false"`
}

// Name is the guest as addressed.
func (g Guest) Name() string { return strings.TrimSpace(g.AddressForm + " " + g.Given) }

// PartyWords names the party, and the agency inside it.
func (g Guest) PartyWords() string {
	if g.FromParty == "" || g.FromParty == g.Party {
		return g.Party
	}
	return g.FromParty + ", " + g.Party
}

// ListedIn lists who takes part in the meetings of an activity, in the order of names, each as the other participants may
// see them. Who does not let the name be shown is left out, and so is whoever is for named readers only.
func ListedIn(tx *db.Tx, activityID string) ([]Guest, error) {
	list, err := guestsOf(tx, activityID)
	if err != nil {
		return nil, err
	}
	topics, err := interestsOf(tx, activityID)
	if err != nil {
		return nil, err
	}
	return shownOf(tx, activityID, list, topics)
}

// ListedOf is ListedIn for some people, without what they offer and seek.
func ListedOf(tx *db.Tx, activityID string, people []string) ([]Guest, error) {
	list, err := someGuests(tx, activityID, people)
	if err != nil {
		return nil, err
	}
	return shownOf(tx, activityID, list, nil)
}

// shownOf leaves of guests what the other participants may see.
func shownOf(tx *db.Tx, activityID string, list []Guest, topics map[string][]Interest) ([]Guest, error) {
	ids := make([]string, len(list))
	for i, g := range list {
		ids[i] = g.PersonID
	}
	agreed, err := shown.In(tx, shown.Participants, activityID, ids)
	if err != nil {
		return nil, err
	}
	out := list[:0]
	for _, g := range list {
		if !agreed.May(g.PersonID, shown.FieldName) {
			continue
		}
		f := agreed.Face(g.PersonID, g.Alias, shown.Face{
			Name: g.Given, AddressForm: g.AddressForm, NativeName: g.NativeName, NativeLang: g.NativeLang, Position: g.Position, Party: g.Party,
		})
		g.Given, g.AddressForm, g.NativeName, g.NativeLang, g.Position = f.Name, f.AddressForm, f.NativeName, f.NativeLang, f.Position
		if f.Party == "" {
			g.Party, g.FromParty = "", ""
		}
		g.Offers, g.Seeks = append([]Interest{}, topics[g.PersonID+Offers]...), append([]Interest{}, topics[g.PersonID+Seeks]...)
		out = append(out, g)
	}
	return out, nil
}

// PeopleFilter narrows the list of those who take part.
type PeopleFilter struct {
	Query string // beginnings of words of name, party and position
	Topic string
	After []string
	Limit int
}

// Entry is one of the list, with what the reader said about them.
type Entry struct {
	Guest
	Said string `json:"said,omitempty" enum:"must,want,veto,not_person,known," doc:"What the reader said about them; nobody else reads it"`
}

// PeoplePage is a page of those who take part.
type PeoplePage struct {
	Activity  activities.Activity `json:"-"`
	TakesPart bool                `json:"-"` // whoever does not sees nobody
	People    []Entry             `json:"items" nullable:"false"`
	All       int                 `json:"-"`
	Words     *vocabulary.Words   `json:"-"`
	Next      []string            `json:"-"`
}

// People lists who takes part, for somebody who takes part themself.
func (s *Service) People(ctx context.Context, actor access.Actor, activityID, personID string, f PeopleFilter) (PeoplePage, error) {
	return audit.ShownList[PeoplePage](ctx, s.db, actor, activities.Kind, ActionViewList, map[string]string{"activity": activityID})(db.View(ctx, s.db, func(tx *db.Tx) (PeoplePage, error) {
		page, said, err := within(tx, actor, activityID, personID)
		if err != nil || !page.TakesPart {
			return page, err
		}
		list, err := ListedIn(tx, activityID)
		if err != nil {
			return page, err
		}
		words := names.QueryTerms(f.Query)
		for _, g := range list {
			if g.PersonID == personID || !g.matches(words, f.Topic) {
				continue
			}
			page.All++
			if len(f.After) == 2 && (g.SortKey < f.After[0] || g.SortKey == f.After[0] && g.PersonID <= f.After[1]) {
				continue
			}
			if len(page.People) == f.Limit {
				last := page.People[f.Limit-1]
				page.Next = []string{last.SortKey, last.PersonID}
				break
			}
			page.People = append(page.People, Entry{Guest: g, Said: said[g.PersonID]})
		}
		return page, nil
	}))
}

// within loads whether the person takes part, and what they said about others.
func within(tx *db.Tx, actor access.Actor, activityID, personID string) (PeoplePage, map[string]string, error) {
	page := PeoplePage{People: []Entry{}}
	_, a, err := GuestIn(tx, actor, RightTakePart, activityID, personID)
	if err != nil {
		return page, nil, err
	}
	page.Activity = a
	p, err := profileOf(tx, activityID, personID)
	if err != nil {
		return page, nil, err
	}
	page.TakesPart = p.TakesPart
	if page.Words, err = vocabulary.In(tx); err != nil {
		return page, nil, err
	}
	said, err := saidBy(tx, activityID, personID)
	return page, said, err
}

// errNotIn refuses a verb of somebody who does not take part.
var errNotIn = fault.Clash("Say first what you offer and seek, and that you take part. Then you see the others.")

func (g Guest) matches(words []string, topic string) bool {
	if topic != "" && !slices.ContainsFunc(append(slices.Clone(g.Offers), g.Seeks...), func(i Interest) bool { return i.Topic == topic }) {
		return false
	}
	if len(words) == 0 {
		return true
	}
	have := names.SearchTerms(g.Given + " " + g.NativeName + " " + g.Party + " " + g.FromParty + " " + g.Position)
	for _, w := range words {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
			return false
		}
	}
	return true
}
