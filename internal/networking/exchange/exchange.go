// Package exchange notes that two people met on the spot, by the code of a badge, and what each shares with whom they met. It
// is a floor of the room networking.
package exchange

import (
	"context"
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/audit"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/interests"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
)

// Actions in the history.
const (
	ActionExchange audit.Action = "networking.exchange"
	ActionView     audit.Action = "networking.view_met"
)

// Service has the verbs and queries of this floor.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// Page is a person's own code, and those to whom they have not said what they share.
type Page struct {
	Activity activities.Activity `json:"-"`
	Code     string              `json:"code,omitempty" doc:"Of the own badge; empty without one"`
	Waiting  []Waiting           `json:"waiting" nullable:"false" doc:"People met to whom nothing was said about sharing"`
}

// Mine returns a person's page.
func (s *Service) Mine(ctx context.Context, actor access.Actor, activityID, personID string) (Page, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, Page.persons)(db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		n, a, err := interests.GuestIn(tx, actor, interests.RightTakePart, activityID, personID)
		if err != nil {
			return Page{}, err
		}
		out := Page{Activity: a}
		if out.Code, err = badgeOf(tx, n.ID); err != nil {
			return out, err
		}
		out.Waiting, err = asked(tx, activityID, personID)
		return out, err
	}))
}

func (p Page) persons() []string {
	out := make([]string, len(p.Waiting))
	for i, w := range p.Waiting {
		out[i] = w.PersonID
	}
	return out
}

// Met is somebody whose code a person scanned.
type Met struct {
	Activity     activities.Activity `json:"-"`
	PersonID     string              `json:"person_id"`
	Name         string              `json:"name"`
	Party        string              `json:"party"`
	ConnectionID string              `json:"connection_id,omitempty"`

	partyID string
}

// Lookup tells whose badge has a code, to somebody who takes part in the same activity: what stands on the badge.
func (s *Service) Lookup(ctx context.Context, actor access.Actor, activityID, personID, code string) (Met, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, func(m Met) []string { return []string{m.PersonID} })(db.View(ctx, s.db, func(tx *db.Tx) (Met, error) {
		m, _, err := lookup(tx, actor, activityID, personID, code)
		return m, err
	}))
}

func lookup(tx *db.Tx, actor access.Actor, activityID, personID, code string) (Met, delegations.Nomination, error) {
	own, a, err := interests.GuestIn(tx, actor, interests.RightTakePart, activityID, personID)
	if err != nil {
		return Met{}, own, err
	}
	read := attendance.ReadCode(code)
	if read == "" {
		return Met{}, own, fault.Wrong("code", "This is not the code of a badge: it has ten letters and digits, like ABCDE-FGHJK.")
	}
	holder, err := holderOf(tx, activityID, read)
	if errors.Is(err, db.ErrNone) {
		return Met{}, own, fault.Wrong("code", "No badge of this activity has this code. Type it again.")
	}
	if err != nil {
		return Met{}, own, err
	}
	if holder == personID {
		return Met{}, own, fault.Wrong("code", "This is your own code. Scan the badge of the other.")
	}
	n, err := delegations.ActiveIn(tx, activityID, holder)
	if err != nil {
		return Met{}, own, err
	}
	if n.PersonLabel == label.Red { // who it is, is for named readers only
		return Met{}, own, fault.Wrong("code", "No badge of this activity has this code. Type it again.")
	}
	return Met{Activity: a, PersonID: n.PersonID, Name: onBadge(n), Party: n.Party, partyID: n.PartyID}, own, nil
}

// onBadge is the name that stands on the badge, which the other shows.
func onBadge(n delegations.Nomination) string {
	if n.Alias != "" {
		return n.Alias
	}
	return n.Name()
}

// Exchange notes that two people met, by the code of the badge of one of them. What each shares they say afterwards.
func (s *Service) Exchange(ctx context.Context, actor access.Actor, activityID, personID, code string) (Met, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (Met, error) {
		m, own, err := lookup(tx, actor, activityID, personID, code)
		if err != nil {
			return m, err
		}
		m.ConnectionID, err = connections.MeetIn(tx, actor, connections.Draft{
			ActivityID: activityID, How: connections.ByExchange, Unnamed: m.Activity.Chatham, At: tx.Now(),
			Sides: [2]connections.Side{{PersonID: personID, PartyID: own.PartyID}, {PersonID: m.PersonID, PartyID: m.partyID}},
		})
		if err != nil {
			return m, err
		}
		return m, audit.Record(tx, actor, ActionExchange, people.Kind, personID, map[string]string{"activity": activityID})
	})
}

// Waiting is somebody whom a person met and to whom they have not said what they share.
type Waiting struct {
	ConnectionID string  `db:"id" json:"connection_id"`
	PersonID     string  `db:"person_id" json:"person_id"`
	Name         string  `db:"name" json:"name"`
	Party        string  `db:"party" json:"party"`
	Since        db.Time `db:"since" json:"since"`
	Alias        string  `db:"alias" json:"-"`
}

// Asked lists whom a person met at an activity without having said what they share. They are named as far as they let
// their name be shown, or shared it with the reader.
func asked(tx *db.Tx, activityID, personID string) ([]Waiting, error) {
	list, err := unsaid(tx, activityID, personID)
	if err != nil || len(list) == 0 {
		return list, err
	}
	ids := make([]string, len(list))
	for i, w := range list {
		ids[i] = w.PersonID
	}
	agreed, err := shown.In(tx, shown.Participants, activityID, ids)
	for i, w := range list {
		f := agreed.Face(w.PersonID, w.Alias, shown.Face{Name: w.Name, Party: w.Party})
		list[i].Name, list[i].Party = f.Name, f.Party
	}
	return list, err
}

// Share says what a person shares with somebody whom they met.
func (s *Service) Share(ctx context.Context, actor access.Actor, activityID, personID, connectionID string, fields []string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, _, err := interests.GuestIn(tx, actor, interests.RightTakePart, activityID, personID); err != nil {
			return false, err
		}
		return true, connections.ShareIn(tx, actor, connectionID, personID, fields)
	})
	return err
}

// badgeOf is the code of a person's badge, "" where none was issued.
func badgeOf(tx *db.Tx, nominationID string) (string, error) {
	codes, err := db.All[string](tx, `select code from badge where nomination_id = $1 and revoked_at is null order by issued_at desc limit 1`, nominationID)
	if err != nil || len(codes) == 0 {
		return "", err
	}
	return codes[0], nil
}

// holderOf is the person whose badge has a code.
func holderOf(tx *db.Tx, activityID, code string) (string, error) {
	return db.One[string](tx, `select n.person_id from badge b join nomination n on n.id = b.nomination_id
		where b.code = $1 and b.activity_id = $2 and b.revoked_at is null and n.active and n.state = 'confirmed'`, code, activityID)
}

// unsaid lists whom a person met at an activity without having said what they share.
func unsaid(tx *db.Tx, activityID, personID string) ([]Waiting, error) {
	return db.All[Waiting](tx, `select c.id, o.person_id, pe.given as name, pe.alias, pa.name as party, c.since from connection_side m
		join connection c on c.id = m.connection_id join connection_side o on o.connection_id = c.id and o.person_id <> m.person_id
		join person pe on pe.id = o.person_id join party pa on pa.id = o.party_id
		where m.person_id = $2 and m.said_at is null and pe.erased_at is null and pe.label <> 'TLP:RED'
		and exists (select 1 from encounter e where e.connection_id = c.id and e.activity_id = $1) order by c.since desc, c.id`, activityID, personID)
}
