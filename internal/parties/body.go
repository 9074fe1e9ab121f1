package parties

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Body is a standing organ of the mechanism.
type Body struct {
	ID               string  `db:"id" json:"id"`
	Code             string  `db:"code" json:"code,omitempty"`
	Name             string  `db:"name" json:"name"`
	Kind             string  `db:"kind" json:"kind,omitempty"`
	ParentID         string  `db:"parent_id" json:"parent_id,omitempty"`
	TermsOfReference string  `db:"terms_of_reference" json:"terms_of_reference,omitempty"`
	From             db.Date `db:"valid_from" json:"from,omitempty"`
	To               db.Date `db:"valid_to" json:"to,omitempty"`
	Members          int     `db:"members" json:"members"`
	Version          int     `db:"version" json:"version"`
}

// Seat is a party's dated place in a body.
type Seat struct {
	ID      string  `db:"id" json:"id"`
	BodyID  string  `db:"body_id" json:"body_id"`
	Body    string  `db:"body" json:"body"`
	PartyID string  `db:"party_id" json:"party_id"`
	Party   string  `db:"party" json:"party"`
	Role    string  `db:"role" json:"role"`
	From    db.Date `db:"valid_from" json:"from,omitempty"`
	To      db.Date `db:"valid_to" json:"to,omitempty"`
}

// SeatRoles are the places that a party can have in a body.
var SeatRoles = []string{"chair", "member", "observer"}

// BodyDraft is a body as someone writes it down.
type BodyDraft struct {
	Code             string  `json:"code,omitempty" maxLength:"40"`
	Name             string  `json:"name" maxLength:"200"`
	Kind             string  `json:"kind,omitempty"`
	ParentID         string  `json:"parent_id,omitempty"`
	TermsOfReference string  `json:"terms_of_reference,omitempty" maxLength:"20000"`
	From             db.Date `json:"from,omitempty" format:"date"`
	To               db.Date `json:"to,omitempty" format:"date"`
}

// AddBody enters a body.
func (s *Service) AddBody(ctx context.Context, actor access.Actor, d BodyDraft) (string, error) {
	if err := actor.Require(RightEdit, access.Anything); err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return AddBodyIn(tx, actor, d) })
}

// AddBodyIn enters a body within a transaction of a higher room.
func AddBodyIn(tx *db.Tx, actor access.Actor, d BodyDraft) (string, error) {
	d.Name = strings.TrimSpace(d.Name)
	var wrong fault.Invalid
	wrong.Check(d.Name != "", "name", "Write the name of the body.")
	wrong.Check(d.To == "" || d.From == "" || d.From <= d.To, "to", "The last day lies before the first day.")
	if err := wrong.Err(); err != nil {
		return "", err
	}
	id := tx.NewID()
	err := tx.Exec(`insert into body (id, code, name, kind, parent_id, terms_of_reference, valid_from, valid_to, position)
		values ($1, $2, $3, $4, $5, $6, $7, $8, (select count(*) from body))`,
		id, db.Opt(d.Code), d.Name, d.Kind, db.Opt(d.ParentID), d.TermsOfReference, d.From, d.To)
	if db.Duplicate(err) {
		return "", fault.Wrong("code", "Another body has the code %q. Choose another code.", d.Code)
	}
	if err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionBody, KindBody, id, d)
}

// SeatDraft gives a party a place in a body from a day on.
type SeatDraft struct {
	PartyID string  `json:"party_id"`
	Role    string  `json:"role" enum:"chair,member,observer"`
	From    db.Date `json:"from,omitempty" format:"date"`
	To      db.Date `json:"to,omitempty" format:"date"`
}

// Seat gives a party a place in a body.
func (s *Service) Seat(ctx context.Context, actor access.Actor, bodyID string, d SeatDraft) (string, error) {
	if err := actor.Require(RightEdit, access.Anything); err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return SeatIn(tx, actor, bodyID, d) })
}

// SeatIn gives a place within a transaction of a higher room.
func SeatIn(tx *db.Tx, actor access.Actor, bodyID string, d SeatDraft) (string, error) {
	body, err := findBody(tx, bodyID)
	if err != nil {
		return "", err
	}
	if _, err := findParty(tx, d.PartyID, tx.Today()); err != nil {
		return "", fault.Wrong("party_id", "Choose a party of the register.")
	}
	members, err := membersOf(tx, bodyID, orToday(tx, d.From))
	if err != nil {
		return "", err
	}
	var wrong fault.Invalid
	wrong.Check(d.Role == "chair" || d.Role == "member" || d.Role == "observer", "role", "Choose chair, member or observer.")
	for _, m := range members {
		wrong.Check(m.PartyID != d.PartyID, "party_id", "%s is already %s of %s.", m.Party, m.Role, body.Name)
	}
	if err := wrong.Err(); err != nil {
		return "", err
	}
	id := tx.NewID()
	err = tx.Exec(`insert into body_member (id, body_id, party_id, role, valid_from, valid_to) values ($1, $2, $3, $4, $5, $6)`,
		id, bodyID, d.PartyID, d.Role, d.From, d.To)
	if err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionBodyMember, KindBody, bodyID, d)
}

// Bodies lists the mechanism's bodies in their order; they are few.
func (s *Service) Bodies(ctx context.Context, actor access.Actor) ([]Body, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Body, error) {
		return db.All[Body](tx, bodyColumns+` order by position, name`)
	})
}

// BodyPage is a body with its members as at a day and its posts.
type BodyPage struct {
	Body    Body   `json:"body"`
	Members []Seat `json:"members" nullable:"false"`
	Posts   []Post `json:"posts" nullable:"false"`
}

// Body returns a body with its members as at a day.
func (s *Service) Body(ctx context.Context, actor access.Actor, id string, asAt db.Date) (BodyPage, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return BodyPage{}, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (BodyPage, error) {
		b, err := findBody(tx, id)
		if err != nil {
			return BodyPage{}, err
		}
		page := BodyPage{Body: b}
		if page.Members, err = membersOf(tx, id, orToday(tx, asAt)); err != nil {
			return BodyPage{}, err
		}
		page.Posts, err = postsOf(tx, "body_id", id)
		return page, err
	})
}

// Seats returns the bodies that a party sits in, past ones too.
func (s *Service) Seats(ctx context.Context, actor access.Actor, partyID string) ([]Seat, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Seat, error) {
		p, err := findParty(tx, partyID, tx.Today())
		if err != nil {
			return nil, err
		}
		if err := actor.Require(RightSee, p.Object()); err != nil {
			return nil, err
		}
		return bodiesOf(tx, partyID)
	})
}
