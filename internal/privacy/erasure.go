package privacy

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations/dossier"
	"counterpart/internal/fault"
	"counterpart/internal/people"
	"counterpart/internal/secondments"
)

// The states of an erasure.
const (
	Asked     = "asked"
	Reviewed  = "reviewed"
	Refused   = "refused"
	Withdrawn = "withdrawn"
	Done      = "done"
)

// Erasure is a person's wish to be erased and what became of it.
type Erasure struct {
	ID         string  `db:"id"`
	PersonID   string  `db:"person_id"`
	Person     string  `db:"person"`
	State      string  `db:"state"`
	Reason     string  `db:"reason"`
	AskedAt    db.Time `db:"asked_at"`
	AskedBy    string  `db:"asked_by"`
	ReviewNote string  `db:"review_note"`
	ReviewedAt db.Time `db:"reviewed_at"`
	ReviewedBy string  `db:"reviewed_by"`
	DecidedAt  db.Time `db:"decided_at"`
	DecidedBy  string  `db:"decided_by"`

	// What stands against it now, for who decides.
	OnHold   bool
	Upcoming string
}

// Open tells whether nothing was decided yet.
func (e Erasure) Open() bool { return e.State == Asked || e.State == Reviewed }

// AskErasure notes that a person wants to be erased; a reason need not be given.
func (s *Service) AskErasure(ctx context.Context, actor access.Actor, personID, reason string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, err := mayDecide(tx, actor, personID); err != nil {
			return false, err
		}
		_, err := askIn(tx, actor, personID, reason)
		return true, err
	})
	return err
}

func askIn(tx *db.Tx, actor access.Actor, personID, reason string) (string, error) {
	if reason = strings.TrimSpace(reason); len(reason) > 2000 {
		return "", fault.Wrong("reason", "Write at most 2,000 characters.")
	}
	id := tx.NewID()
	err := insertErasure(tx, id, personID, reason, actor.Key())
	if db.Duplicate(err) {
		return "", fault.Clash("The erasure was asked for already. The secretariat is looking at it.")
	}
	if err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionAsk, KindErasure, id, map[string]string{"person": personID})
}

// WithdrawErasure takes the wish back while nothing was decided.
func (s *Service) WithdrawErasure(ctx context.Context, actor access.Actor, personID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, err := mayDecide(tx, actor, personID); err != nil {
			return false, err
		}
		e, err := latestErasure(tx, personID)
		if err != nil {
			return false, err
		}
		if e == nil || !e.Open() {
			return false, fault.Clash("There is no wish to be erased that could be taken back.")
		}
		if err := decide(tx, e.ID, Withdrawn, actor.Key()); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionTakeIn, KindErasure, e.ID, nil)
	})
	return err
}

// Erasures lists the wishes to be erased, the open ones first.
func (s *Service) Erasures(ctx context.Context, actor access.Actor) ([]Erasure, error) {
	if err := actor.Require(RightReview, access.Anything); err != nil {
		return nil, err
	}
	return audit.ShownList[[]Erasure](ctx, s.db, actor, KindErasure, ActionList, nil)(db.View(ctx, s.db, func(tx *db.Tx) ([]Erasure, error) {
		list, err := listErasures(tx)
		for i := range list {
			if err == nil && list[i].Open() {
				err = list[i].look(tx)
			}
		}
		return list, err
	}))
}

func (e *Erasure) look(tx *db.Tx) (err error) {
	if e.OnHold, err = people.OnHoldIn(tx, e.PersonID); err != nil {
		return err
	}
	if e.Upcoming, err = dossier.UpcomingIn(tx, e.PersonID); err != nil || e.Upcoming != "" {
		return err
	}
	if e.Upcoming, err = secondments.PostedIn(tx, e.PersonID); e.Upcoming != "" {
		e.Upcoming = "the secondment “" + e.Upcoming + "”"
	}
	return err
}

// Review says that one person of the secretariat has looked at the wish and proposes to carry it out.
func (s *Service) Review(ctx context.Context, actor access.Actor, id, note string) error {
	return s.step(ctx, actor, id, func(tx *db.Tx, e Erasure) error {
		if e.State != Asked {
			return fault.Clash("This was reviewed already. Another person carries it out.")
		}
		if e.OnHold {
			return fault.Clash("The record is under a legal hold. Lift the hold first, or refuse the erasure and say so.")
		}
		if note = strings.TrimSpace(note); note == "" || len(note) > 2000 {
			return fault.Wrong("note", "Write what you looked at, in at most 2,000 characters.")
		}
		if err := review(tx, id, note, actor.Key()); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionReview, KindErasure, id, nil)
	})
}

// Refuse says why somebody is not erased; the person reads it.
func (s *Service) Refuse(ctx context.Context, actor access.Actor, id, why string) error {
	return s.step(ctx, actor, id, func(tx *db.Tx, e Erasure) error {
		if why = strings.TrimSpace(why); why == "" || len(why) > 2000 {
			return fault.Wrong("note", "Write why, in at most 2,000 characters. The person reads it.")
		}
		if err := review(tx, id, why, actor.Key()); err != nil {
			return err
		}
		if err := decide(tx, id, Refused, actor.Key()); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionRefuse, KindErasure, id, nil)
	})
}

// step runs one step of the secretariat on an open wish.
func (s *Service) step(ctx context.Context, actor access.Actor, id string, do func(tx *db.Tx, e Erasure) error) error {
	if err := actor.Require(RightReview, access.Anything); err != nil {
		return err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		e, err := findErasure(tx, id)
		if err != nil {
			return false, err
		}
		if !e.Open() {
			return false, fault.Clash("This was decided already.")
		}
		if e.PersonID == actor.Person {
			return false, fault.Refuse("Nobody decides about their own erasure.")
		}
		if err := e.look(tx); err != nil {
			return false, err
		}
		return true, do(tx, e)
	})
	return err
}
