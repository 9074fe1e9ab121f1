package instruments

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/parties"
)

// errStale says that somebody else wrote first.
func errStale() error {
	return fault.Clash("Somebody changed this in the meantime. Look at what it says now, and change that.")
}

// SetStatus writes how a party stands to an instrument. version is the one that was read; 0 where nothing was known.
func (s *Service) SetStatus(ctx context.Context, actor access.Actor, partyID, instrumentID string, version int, d StatusDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		return true, s.SetStatusIn(tx, actor, partyID, instrumentID, version, d)
	})
	return err
}

// SetStatusIn is SetStatus within a transaction.
func (s *Service) SetStatusIn(tx *db.Tx, actor access.Actor, partyID, instrumentID string, version int, d StatusDraft) error {
	if err := actor.Require(RightStatus, object(partyID)); err != nil {
		return err
	}
	if err := bothThere(tx, partyID, instrumentID); err != nil {
		return err
	}
	if err := d.check(tx.Today()); err != nil {
		return err
	}
	there, err := findStatus(tx, partyID, instrumentID)
	if err != nil && !fault.IsNotFound(err) {
		return err
	}
	if there.Version != version {
		return errStale()
	}
	return writeStatus(tx, actor, d.status(partyID, instrumentID), version)
}

// writeStatus writes a checked status over the version that was read.
func writeStatus(tx *db.Tx, actor access.Actor, st Status, version int) error {
	write := insertStatus
	if version > 0 {
		write = updateStatus
	}
	if err := write(tx, actor, st); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionStatus, KindStatus, StatusID(st.PartyID, st.InstrumentID), st.draft())
}

func bothThere(tx *db.Tx, partyID, instrumentID string) error {
	if _, err := parties.FindIn(tx, partyID); err != nil {
		return err
	}
	return instrumentThere(tx, instrumentID)
}

// RemoveStatus takes away a status that was written by mistake.
func (s *Service) RemoveStatus(ctx context.Context, actor access.Actor, partyID, instrumentID string, version int) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if err := actor.Require(RightStatus, object(partyID)); err != nil {
			return false, err
		}
		there, err := findStatus(tx, partyID, instrumentID)
		if err != nil {
			return false, err
		}
		if there.Version != version {
			return false, errStale()
		}
		if err := deleteStatus(tx, partyID, instrumentID); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionStatus, KindStatus, StatusID(partyID, instrumentID), map[string]any{"removed": there.draft()})
	})
	return err
}

// AddReservation notes a reservation or declaration.
func (s *Service) AddReservation(ctx context.Context, actor access.Actor, partyID, instrumentID string, d ReservationDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		return s.AddReservationIn(tx, actor, partyID, instrumentID, d)
	})
}

// AddReservationIn is AddReservation within a transaction.
func (s *Service) AddReservationIn(tx *db.Tx, actor access.Actor, partyID, instrumentID string, d ReservationDraft) (string, error) {
	if err := actor.Require(RightStatus, object(partyID)); err != nil {
		return "", err
	}
	if err := bothThere(tx, partyID, instrumentID); err != nil {
		return "", err
	}
	known, err := keysOf(tx, instrumentID)
	if err != nil {
		return "", err
	}
	if err := d.check(tx.Today(), known); err != nil {
		return "", err
	}
	return noteReservation(tx, actor, partyID, instrumentID, d)
}

func noteReservation(tx *db.Tx, actor access.Actor, partyID, instrumentID string, d ReservationDraft) (string, error) {
	id := tx.NewID()
	if err := insertReservation(tx, actor, id, partyID, instrumentID, d); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionReservation, KindStatus, StatusID(partyID, instrumentID), map[string]any{"id": id, "kind": d.Kind})
}

// ChangeReservation writes a reservation anew, or says when it was withdrawn.
func (s *Service) ChangeReservation(ctx context.Context, actor access.Actor, id string, version int, d ReservationDraft) error {
	return s.changeReservation(ctx, actor, id, version, func(tx *db.Tx, r Reservation) error {
		known, err := keysOf(tx, r.InstrumentID)
		if err != nil {
			return err
		}
		if err := d.check(tx.Today(), known); err != nil {
			return err
		}
		return updateReservation(tx, actor, id, d)
	})
}

// RemoveReservation takes away a reservation that was noted by mistake. One that was withdrawn keeps its day instead.
func (s *Service) RemoveReservation(ctx context.Context, actor access.Actor, id string, version int) error {
	return s.changeReservation(ctx, actor, id, version, func(tx *db.Tx, _ Reservation) error { return deleteReservation(tx, id) })
}

func (s *Service) changeReservation(ctx context.Context, actor access.Actor, id string, version int, do func(*db.Tx, Reservation) error) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		r, err := findReservation(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightStatus, object(r.PartyID)); err != nil {
			return false, err
		}
		if r.Version != version {
			return false, errStale()
		}
		if err := do(tx, r); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionReservation, KindStatus, StatusID(r.PartyID, r.InstrumentID), map[string]any{"id": id, "kind": r.Kind})
	})
	return err
}
