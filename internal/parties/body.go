package parties

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

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
	if err := d.check(tx, ""); err != nil {
		return "", err
	}
	id := tx.NewID()
	err := insertBody(tx, id, d)
	if db.Duplicate(err) {
		return "", fault.Wrong("code", "Another body has the code %q. Choose another code.", d.Code)
	}
	if err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionBody, KindBody, id, d)
}

// check tidies the draft and lists everything wrong with it; id is that of the body itself, "" for a new one.
func (d *BodyDraft) check(tx *db.Tx, id string) error {
	d.Name, d.Code, d.Kind = strings.TrimSpace(d.Name), strings.TrimSpace(d.Code), strings.TrimSpace(d.Kind)
	var wrong fault.Invalid
	wrong.Check(d.Name != "", "name", "Write the name of the body.")
	wrong.Check(utf8.RuneCountInString(d.Name) <= 200, "name", "The name is longer than 200 characters. Shorten it.")
	wrong.Check(d.To == "" || d.From == "" || d.From <= d.To, "to", "The last day lies before the first day.")
	parent := d.ParentID
	for range 6 {
		if parent == "" {
			return wrong.Err()
		}
		up, err := findBody(tx, parent)
		if fault.IsNotFound(err) {
			wrong.Add("parent_id", "The body that this one is inside is not in the register.")
			return wrong.Err()
		}
		if err != nil {
			return err
		}
		if up.ID == id {
			break
		}
		parent = up.ParentID
	}
	wrong.Check(parent == "", "parent_id", "A body cannot be inside itself.")
	return wrong.Err()
}

// ChangeBody rewrites a body; version is the one that the editor saw.
func (s *Service) ChangeBody(ctx context.Context, actor access.Actor, id string, version int, d BodyDraft) error {
	if err := actor.Require(RightEdit, access.Anything); err != nil {
		return err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		before, err := findBody(tx, id)
		if err != nil {
			return false, err
		}
		if err := d.check(tx, id); err != nil {
			return false, err
		}
		n, err := updateBody(tx, id, version, d)
		if db.Duplicate(err) {
			return false, fault.Wrong("code", "Another body has the code %q. Choose another code.", d.Code)
		}
		if err != nil {
			return false, err
		}
		if n == 0 {
			return false, fault.Clash("%s was changed by someone else in the meantime.", before.Name)
		}
		return true, audit.Record(tx, actor, ActionBody, KindBody, id, d)
	})
	return err
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

// SeatIn gives a place within a transaction of a higher room. A place that lasts ends the day before.
func SeatIn(tx *db.Tx, actor access.Actor, bodyID string, d SeatDraft) (string, error) {
	body, err := findBody(tx, bodyID)
	if err != nil {
		return "", err
	}
	if _, err := findParty(tx, d.PartyID, tx.Today()); err != nil {
		return "", fault.Wrong("party_id", "Choose a party of the register.")
	}
	var wrong fault.Invalid
	wrong.Check(slices.Contains(SeatRoles, d.Role), "role", "Choose chair, member or observer.")
	wrong.Check(d.To == "" || d.From == "" || d.From <= d.To, "to", "The last day lies before the first day.")
	if err := wrong.Err(); err != nil {
		return "", err
	}
	if err := makeSeatFree(tx, body, d); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertSeat(tx, id, bodyID, d); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionBodyMember, KindBody, bodyID, d)
}

// makeSeatFree ends a lasting place of the party in the body on the day before, and refuses any other overlap.
func makeSeatFree(tx *db.Tx, body Body, d SeatDraft) error {
	held, err := seatsOf(tx, body.ID, d.PartyID)
	if err != nil {
		return err
	}
	fresh := Membership{From: d.From, To: d.To}
	for _, s := range held {
		if s.To == "" && d.From != "" && (s.From == "" || s.From < d.From) && s.Role != d.Role {
			if err := endSeat(tx, s.ID, d.From.AddDays(-1)); err != nil {
				return err
			}
			continue
		}
		if (Membership{From: s.From, To: s.To}).Overlaps(fresh) {
			return fault.Wrong("party_id", "%s is already %s of %s in this time (%s to %s).", s.Party, s.Role, body.Name, or(s.From, "the beginning"), or(s.To, "today"))
		}
	}
	return nil
}

// EndSeat ends a party's place in a body with a last day; today when that is empty.
// bodyID is the body of which it was said to be, empty where the place was named alone.
func (s *Service) EndSeat(ctx context.Context, actor access.Actor, bodyID, seatID string, lastDay db.Date) error {
	if err := actor.Require(RightEdit, access.Anything); err != nil {
		return err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		seat, err := findSeat(tx, seatID)
		if err != nil {
			return false, err
		}
		if bodyID != "" && bodyID != seat.BodyID {
			return false, fault.Missing("place in this body")
		}
		lastDay := orToday(tx, lastDay)
		if err := checkEnd("place", seat.From, seat.To, lastDay, tx.Today()); err != nil {
			return false, err
		}
		if err := endSeat(tx, seatID, lastDay); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionBodyMember, KindBody, seat.BodyID, map[string]any{"seat_id": seatID, "party_id": seat.PartyID, "to": lastDay})
	})
	return err
}

// checkEnd refuses to end what has ended, or to end it before it began.
func checkEnd(what string, from, to, lastDay, today db.Date) error {
	switch {
	case to != "" && to < today:
		return fault.Clash("This %s ended on %s.", what, to)
	case lastDay < from:
		return fault.Wrong("to", "The last day lies before the first day, %s.", from)
	}
	return nil
}

// Bodies lists the mechanism's bodies in their order; they are few.
func (s *Service) Bodies(ctx context.Context, actor access.Actor) ([]Body, error) {
	if !actor.Holds(RightSee) { // how the mechanism is built is no secret among its parties
		return nil, actor.Require(RightSee, access.Anything)
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
	if !actor.Holds(RightSee) {
		return BodyPage{}, actor.Require(RightSee, access.Anything)
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
