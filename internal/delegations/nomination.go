package delegations

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/people"
)

// Where a nomination came from.
const (
	FromFocalPoint  = "focal_point"
	FromSecretariat = "secretariat"
	FromImport      = "import"
)

// Nomination is a person named for a seat. Position and unit are as they were then.
type Nomination struct {
	ID           string  `db:"id" json:"id"`
	AllocationID string  `db:"allocation_id" json:"allocation_id"`
	ActivityID   string  `db:"activity_id" json:"activity_id"`
	Activity     string  `db:"activity" json:"activity"`
	PartyID      string  `db:"party_id" json:"party_id"`
	Party        string  `db:"party" json:"party"`
	FromPartyID  string  `db:"from_party_id" json:"from_party_id" doc:"The party or the agency inside it for which the person works"`
	FromParty    string  `db:"from_party" json:"from_party"`
	PersonID     string  `db:"person_id" json:"person_id"`
	Person       string  `db:"person" json:"person"`
	AddressForm  string  `db:"address_form" json:"address_form,omitempty"`
	NativeName   string  `db:"native_name" json:"native_name,omitempty"`
	NativeLang   string  `db:"native_lang" json:"native_lang,omitempty"`
	Alias        string  `db:"alias" json:"-"`
	Sex          string  `db:"sex" json:"-"`
	Email        string  `db:"email" json:"-"`
	Phone        string  `db:"phone" json:"-"`
	SortKey      string  `db:"sort_key" json:"-"`
	Seat         string  `db:"seat" json:"seat" doc:"Stays the same when the person is substituted"`
	ReplacesID   string  `db:"replaces_id" json:"replaces_id,omitempty"`
	Category     string  `db:"category" json:"category"`
	Mode         string  `db:"mode" json:"mode"`
	Position     string  `db:"position" json:"position,omitempty"`
	Unit         string  `db:"unit" json:"unit,omitempty"`
	Head         bool    `db:"head" json:"head"`
	Rank         int     `db:"rank" json:"rank"`
	State        State   `db:"state" json:"state"`
	Active       bool    `db:"active" json:"active"`
	Reason       string  `db:"reason" json:"reason,omitempty" doc:"The last question, reply or reason"`
	Source       string  `db:"source" json:"source"`
	LinkID       string  `db:"link_id" json:"-"`
	Version      int     `db:"version" json:"version"`
	CreatedAt    db.Time `db:"created_at" json:"created_at"`
	UpdatedAt    db.Time `db:"updated_at" json:"updated_at"`

	PersonLabel   label.TLP `db:"person_label" json:"label" doc:"Of the person"`
	ActivityLabel label.TLP `db:"activity_label" json:"-"`

	personReaders, activityReaders []string // accounts that are named as readers
}

// Object is the nomination as the access rule sees it.
func (n Nomination) Object() access.Object {
	return access.Object{
		Activities: []string{n.ActivityID}, Parties: []string{n.PartyID, n.FromPartyID}, Persons: []string{n.PersonID},
		Above: []access.Mark{{Label: n.PersonLabel, Named: n.personReaders}, {Label: n.ActivityLabel, Named: n.activityReaders}},
	}
}

// readers loads who is named as a reader of the person or of the activity.
func (n *Nomination) readers(tx *db.Tx) (err error) {
	if n.personReaders, err = labels.ReadersIn(tx, people.Kind, n.PersonID); err != nil {
		return err
	}
	n.activityReaders, err = labels.ReadersIn(tx, activities.Kind, n.ActivityID)
	return err
}

// open keeps the nominations of a list in the actor's scope that no label closes to the actor.
func open(tx *db.Tx, actor access.Actor, list []Nomination) ([]Nomination, error) {
	kept := list[:0:0]
	for _, n := range list {
		if n.PersonLabel == label.Red || n.ActivityLabel == label.Red {
			if err := n.readers(tx); err != nil {
				return nil, err
			}
		}
		if actor.Can(RightSee, n.Object()) || actor.Can(RightNominate, n.Object()) {
			kept = append(kept, n)
		}
	}
	return kept, nil
}

// Name is the person as addressed.
func (n Nomination) Name() string {
	if n.AddressForm == "" {
		return n.Person
	}
	return n.AddressForm + " " + n.Person
}

// Step is one line of a nomination's history.
type Step struct {
	NominationID string  `db:"nomination_id" json:"nomination_id"`
	Person       string  `db:"person" json:"person"`
	State        State   `db:"state" json:"state"`
	Reason       string  `db:"reason" json:"reason,omitempty"`
	At           db.Time `db:"at" json:"at"`
	By           string  `db:"by_name" json:"by"`
}

// Known is a person of the party whom a focal point may choose: name and position, nothing more.
type Known struct {
	PersonID    string `db:"person_id"`
	Person      string `db:"person"`
	AddressForm string `db:"address_form"`
	Position    string `db:"position"`
	Unit        string `db:"unit"`
	FromPartyID string `db:"from_party_id"`
	FromParty   string `db:"from_party"`
	Named       bool   `db:"named"` // for this activity already
}

// Agency is a party that people may come from.
type Agency struct {
	ID       string `db:"id"`
	Name     string `db:"name"`
	NameKey  string `db:"name_key"`
	ParentID string `db:"parent_id"`
}

// Filter narrows a list of nominations.
type Filter struct {
	ActivityID string
	PartyID    string
	PersonID   string
	State      State
	All        bool // those that are over, too
	Limit      int  // only without an activity; 1000 at most
}

// Nominations lists nominations that the actor may see: those of an activity in protocol order, others the newest first.
func (s *Service) Nominations(ctx context.Context, actor access.Actor, f Filter) ([]Nomination, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Nomination, error) { return listNominations(tx, actor, f) })
}

// NominationPage is a nomination with the life of its seat.
type NominationPage struct {
	Convened activities.Activity `json:"-"` // the activity, beside the title that the nomination has of it
	Nomination
	Seated  []Nomination `json:"seated" nullable:"false" doc:"Who held the seat, the first first"`
	History []Step       `json:"history" nullable:"false" doc:"Every step of everybody who held the seat"`
	Next    *Nomination  `json:"-"` // the first of the reserve list when a seat is free
	Link    string       `json:"-"` // id of the registration link
}

// Find returns a nomination with the history of its seat.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (NominationPage, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, func(p NominationPage) []string { return personIDs(p.Seated) })(db.View(ctx, s.db, func(tx *db.Tx) (NominationPage, error) {
		n, err := findNomination(tx, id)
		if err != nil {
			return NominationPage{}, err
		}
		if err := actor.Require(RightSee, n.Object()); err != nil {
			return NominationPage{}, err
		}
		page := NominationPage{Nomination: n, Link: n.LinkID}
		if page.Convened, err = activities.FindIn(tx, n.ActivityID); err != nil {
			return page, err
		}
		if page.Seated, err = inSeat(tx, n.Seat); err != nil {
			return page, err
		}
		if page.Seated, err = open(tx, actor, page.Seated); err != nil {
			return page, err
		}
		ids := make([]string, len(page.Seated))
		for i, other := range page.Seated {
			ids[i] = other.ID
		}
		if page.History, err = stepsOf(tx, ids); err != nil {
			return page, err
		}
		page.Next, err = nextReserve(tx, n)
		return page, err
	}))
}

// nextReserve is who may be offered the seat that the nomination gave free. It is offered, never given.
func nextReserve(tx *db.Tx, n Nomination) (*Nomination, error) {
	a, err := findAllocation(tx, n.ActivityID, n.AllocationID)
	if err != nil || a.Free() == 0 || n.Active {
		return nil, err
	}
	list, err := waiting(tx, n.AllocationID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}
