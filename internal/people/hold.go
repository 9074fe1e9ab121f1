package people

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Hold keeps a person's record as it is, because a claim or a proceeding needs it.
type Hold struct {
	ID         string  `db:"id" json:"id"`
	PersonID   string  `db:"person_id" json:"person_id"`
	Reason     string  `db:"reason" json:"reason"`
	PlacedAt   db.Time `db:"placed_at" json:"placed_at"`
	PlacedBy   string  `db:"placed_by" json:"placed_by"`
	LiftedAt   db.Time `db:"lifted_at" json:"lifted_at,omitzero"`
	LiftedBy   string  `db:"lifted_by" json:"lifted_by,omitempty"`
	LiftReason string  `db:"lift_reason" json:"lift_reason,omitempty"`
}

// Lasts tells whether the hold has not been lifted.
func (h Hold) Lasts() bool { return h.LiftedAt.IsZero() }

// PlaceHold places a legal hold on a person's record: from now on it is neither changed nor erased.
func (s *Service) PlaceHold(ctx context.Context, actor access.Actor, personID, reason string) error {
	return s.hold(ctx, actor, personID, reason, func(tx *db.Tx, reason string) error {
		err := insertHold(tx, tx.NewID(), personID, reason, actor.Name)
		if db.Duplicate(err) {
			return fault.Clash("This record is under a legal hold already.")
		}
		if err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionPlaceHold, Kind, personID, map[string]string{"reason": reason})
	})
}

// LiftHold ends a legal hold.
func (s *Service) LiftHold(ctx context.Context, actor access.Actor, personID, reason string) error {
	return s.hold(ctx, actor, personID, reason, func(tx *db.Tx, reason string) error {
		n, err := liftHold(tx, personID, reason, actor.Name)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Clash("This record is under no legal hold.")
		}
		return audit.Record(tx, actor, ActionLiftHold, Kind, personID, map[string]string{"reason": reason})
	})
}

func (s *Service) hold(ctx context.Context, actor access.Actor, personID, reason string, do func(tx *db.Tx, reason string) error) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		p, o, err := findWithObject(tx, personID, tx.Today())
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightHold, o); err != nil {
			return false, err
		}
		if !p.ErasedAt.IsZero() {
			return false, fault.Clash("%s was erased: there is nothing left to hold.", p.Given)
		}
		reason = strings.TrimSpace(reason)
		if reason == "" || len(reason) > 2000 {
			return false, fault.Wrong("reason", "Write why, in at most 2,000 characters.")
		}
		return true, do(tx, reason)
	})
	return err
}

// OnHoldIn tells whether a person's record is under a legal hold.
func OnHoldIn(tx *db.Tx, personID string) (bool, error) {
	all, err := holdsOf(tx, personID)
	return len(all) > 0 && all[0].Lasts(), err
}

// changeable refuses to touch a record under a legal hold, and one that was erased.
func changeable(tx *db.Tx, p Person) error {
	if !p.ErasedAt.IsZero() {
		return fault.Clash("%s was erased. The record is not used again.", p.Given)
	}
	held, err := OnHoldIn(tx, p.ID)
	if err == nil && held {
		return fault.Clash("The record of %s is under a legal hold: it is neither changed nor erased until the hold is lifted.", p.Given)
	}
	return err
}
