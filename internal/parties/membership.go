package parties

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary"
)

// Membership is a status that a party has from one day to another, both included. An empty From
// means since before the register began, an empty To that it lasts.
type Membership struct {
	ID      string  `db:"id" json:"id"`
	PartyID string  `db:"party_id" json:"party_id"`
	Status  string  `db:"status" json:"status"`
	From    db.Date `db:"valid_from" json:"from,omitempty"`
	To      db.Date `db:"valid_to" json:"to,omitempty"`
	Note    string  `db:"note" json:"note,omitempty"`
}

// Covers tells whether the membership held on the day.
func (m Membership) Covers(day db.Date) bool {
	return (m.From == "" || m.From <= day) && (m.To == "" || day <= m.To)
}

// Overlaps tells whether two memberships share a day.
func (m Membership) Overlaps(o Membership) bool {
	return (m.To == "" || o.From == "" || o.From <= m.To) && (o.To == "" || m.From == "" || m.From <= o.To)
}

// MembershipDraft is a new status of a party. A status that lasts ends the day before the new one begins.
type MembershipDraft struct {
	Status string  `json:"status" doc:"A term of the list membership_status"`
	From   db.Date `json:"from,omitempty" format:"date"`
	To     db.Date `json:"to,omitempty" format:"date"`
	Note   string  `json:"note,omitempty" maxLength:"500"`
}

// SetMembership gives a party a status from a day on.
func (s *Service) SetMembership(ctx context.Context, actor access.Actor, partyID string, d MembershipDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		p, err := findParty(tx, partyID, tx.Today())
		if err != nil {
			return "", err
		}
		if err := actor.Require(RightEdit, p.Object()); err != nil {
			return "", err
		}
		return SetMembershipIn(tx, actor, partyID, d)
	})
}

// SetMembershipIn gives a status within a transaction of a higher room.
func SetMembershipIn(tx *db.Tx, actor access.Actor, partyID string, d MembershipDraft) (string, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	var wrong fault.Invalid
	wrong.Check(words.Has(vocabulary.Statuses, d.Status), "status", "Choose a membership status.")
	wrong.Check(d.To == "" || d.From == "" || d.From <= d.To, "to", "The last day lies before the first day.")
	if err := wrong.Err(); err != nil {
		return "", err
	}
	if err := makeRoom(tx, partyID, d); err != nil {
		return "", err
	}
	id := tx.NewID()
	err = tx.Exec(`insert into membership (id, party_id, status, valid_from, valid_to, note) values ($1, $2, $3, $4, $5, $6)`,
		id, partyID, d.Status, d.From, d.To, strings.TrimSpace(d.Note))
	if err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionMembership, Kind, partyID, d)
}

// makeRoom ends a status that lasts on the day before the new one, and refuses any other overlap.
func makeRoom(tx *db.Tx, partyID string, d MembershipDraft) error {
	held, err := membershipsOf(tx, partyID)
	if err != nil {
		return err
	}
	fresh := Membership{From: d.From, To: d.To}
	for _, m := range held {
		if m.To == "" && d.From != "" && (m.From == "" || m.From < d.From) {
			if err := endMembership(tx, m.ID, d.From.AddDays(-1)); err != nil {
				return err
			}
			continue
		}
		if m.Overlaps(fresh) {
			return fault.Wrong("from", "The party is already %s in this time (%s to %s). End that first.", m.Status, or(m.From, "the beginning"), or(m.To, "today"))
		}
	}
	return nil
}

func or(d db.Date, words string) string {
	if d == "" {
		return words
	}
	return string(d)
}

// Memberships returns a party's statuses, the newest first.
func (s *Service) Memberships(ctx context.Context, actor access.Actor, partyID string) ([]Membership, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Membership, error) {
		p, err := findParty(tx, partyID, tx.Today())
		if err != nil {
			return nil, err
		}
		if err := actor.Require(RightSee, p.Object()); err != nil {
			return nil, err
		}
		return membershipsOf(tx, partyID)
	})
}

// EndMembership ends a party's status with a last day; today when that is empty. Without another status the party is a guest.
// partyID is the party of which it was said to be, empty where the status was named alone.
func (s *Service) EndMembership(ctx context.Context, actor access.Actor, partyID, id string, lastDay db.Date) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		m, err := findMembership(tx, id)
		if err != nil {
			return false, err
		}
		if partyID != "" && partyID != m.PartyID {
			return false, fault.Missing("membership of this party")
		}
		p, err := findParty(tx, m.PartyID, tx.Today())
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightEdit, p.Object()); err != nil {
			return false, err
		}
		lastDay := orToday(tx, lastDay)
		if err := checkEnd("status", m.From, m.To, lastDay, tx.Today()); err != nil {
			return false, err
		}
		if err := endMembership(tx, id, lastDay); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionMembership, Kind, m.PartyID, map[string]any{"membership_id": id, "status": m.Status, "to": lastDay})
	})
	return err
}
