package gaps

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/label"
)

// Clearance is the State's word on a round.
type Clearance struct {
	ID         string  `db:"id" json:"id"`
	Verb       Verb    `db:"verb" json:"verb" enum:"clear,take_back"`
	NoteNumber string  `db:"note_number" json:"note_number,omitempty"`
	NoteOn     db.Date `db:"note_on" json:"note_on,omitempty"`
	Words      string  `db:"words" json:"words,omitempty"`
	Cells      int     `db:"cells" json:"cells"`
	Withheld   int     `db:"withheld" json:"withheld"`
	By         string  `db:"by_name" json:"by"`
	At         db.Time `db:"at" json:"at"`
}

// ClearDraft is what the State clears.
type ClearDraft struct {
	NoteNumber string               `json:"note_number" maxLength:"100" doc:"Number of the note verbale"`
	NoteOn     db.Date              `json:"note_on" doc:"Date of the note verbale"`
	Words      string               `json:"words,omitempty" maxLength:"4000"`
	Label      label.TLP            `json:"label" doc:"For every answer that has none of its own below: CLEAR is public, GREEN is for whoever is signed in"`
	Labels     map[string]label.TLP `json:"labels,omitempty" doc:"By id of the provision"`
	Withheld   []string             `json:"withheld,omitempty" doc:"Ids of provisions whose answers stay closed"`
	Version    int                  `json:"version,omitempty" doc:"Of the round as it was read; whichever it is when 0"`
}

// ClearRound says for the State what others may read of a submitted round. It replaces what was cleared of the round before.
func (s *Service) ClearRound(ctx context.Context, actor access.Actor, roundID string, d ClearDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.ClearRoundIn(tx, actor, roundID, d) })
	return err
}

// ClearRoundIn is ClearRound within a transaction.
func (s *Service) ClearRoundIn(tx *db.Tx, actor access.Actor, roundID string, d ClearDraft) error {
	r, a, err := roundWith(tx, roundID)
	if err != nil {
		return err
	}
	if err := a.requireClears(actor); err != nil {
		return err
	}
	if err := actor.RequireFresh(s.db.Clock()); err != nil {
		return err
	}
	if err := d.check(tx); err != nil {
		return err
	}
	if d.Version != 0 && d.Version != r.Version {
		return fault.Clash("The round was changed by someone else in the meantime. It now stands at: %s.", r.State.Words())
	}
	if _, ok := r.State.After(Clear); !ok {
		return fault.Clash("The round stands at “%s”: it is cleared after it was submitted.", r.State.Words())
	}
	cells, err := cellsOf(tx, roundID)
	if err != nil {
		return err
	}
	c := Clearance{ID: tx.NewID(), Verb: Clear, NoteNumber: d.NoteNumber, NoteOn: d.NoteOn, Words: d.Words}
	open := slices.DeleteFunc(cells, func(x Cell) bool { return x.Answer.Empty() || slices.Contains(d.Withheld, x.ProvisionID) })
	c.Cells, c.Withheld = len(open), len(cells)-len(open)
	if err := dropCleared(tx, roundID, nil); err != nil {
		return err
	}
	if err := insertCleared(tx, a, r, c.ID, open, d.labelOf); err != nil {
		return err
	}
	if err := insertClearance(tx, actor, roundID, c); err != nil {
		return err
	}
	if err := r.move(tx, actor, Clear, d.NoteNumber); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionClear, Kind, a.ID, map[string]any{"round": r.Number, "note": d.NoteNumber, "cells": c.Cells, "withheld": c.Withheld})
}

func (d *ClearDraft) check(tx *db.Tx) error {
	tidy(&d.NoteNumber)
	tidy(&d.Words)
	var wrong fault.Invalid
	wrong.Check(d.NoteNumber != "", "note_number", "Write the number of the note verbale with which the State clears.")
	tooLong(&wrong, "note_number", d.NoteNumber, 100)
	wrong.Check(d.NoteOn != "" && d.NoteOn <= tx.Today(), "note_on", "Write the date of the note verbale, today at the latest.")
	tooLong(&wrong, "words", d.Words, 4000)
	wrong.Check(d.Label.Valid(), "label", "Choose who may read what is cleared.")
	for _, l := range d.Labels {
		wrong.Check(l.Valid(), "labels", "Choose the labels of the list.")
	}
	return wrong.Err()
}

func (d ClearDraft) labelOf(provisionID string) label.TLP {
	if l, ok := d.Labels[provisionID]; ok {
		return l
	}
	return d.Label
}

// TakeBackDraft is what the State closes again.
type TakeBackDraft struct {
	Provisions []string `json:"provisions,omitempty" doc:"Ids; everything of the round when none is named"`
	Words      string   `json:"words" maxLength:"4000"`
}

// TakeBackCleared closes to others what the State had cleared of a round. The texts stay with those who work on it.
func (s *Service) TakeBackCleared(ctx context.Context, actor access.Actor, roundID string, d TakeBackDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.TakeBackIn(tx, actor, roundID, d) })
	return err
}

// TakeBackIn is TakeBackCleared within a transaction.
func (s *Service) TakeBackIn(tx *db.Tx, actor access.Actor, roundID string, d TakeBackDraft) error {
	r, a, err := roundWith(tx, roundID)
	if err != nil {
		return err
	}
	if err := a.requireClears(actor); err != nil {
		return err
	}
	tidy(&d.Words)
	var wrong fault.Invalid
	wrong.Check(d.Words != "", "words", "Write why it is closed again.")
	tooLong(&wrong, "words", d.Words, 4000)
	if err := wrong.Err(); err != nil {
		return err
	}
	before := r.Cleared
	if err := dropCleared(tx, roundID, d.Provisions); err != nil {
		return err
	}
	if r, err = findRound(tx, roundID); err != nil {
		return err
	}
	if before == r.Cleared {
		return fault.Clash("Nothing of this is open to others.")
	}
	c := Clearance{ID: tx.NewID(), Verb: TakeBack, Words: d.Words, Cells: before - r.Cleared}
	if err := insertClearance(tx, actor, roundID, c); err != nil {
		return err
	}
	if err := insertStep(tx, actor, roundID, TakeBack, d.Words); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionClear, Kind, a.ID, map[string]any{"round": r.Number, "taken_back": c.Cells, "words": d.Words})
}

// OpenAnswer is an answer that the State cleared, as others read it.
type OpenAnswer struct {
	AssessmentID string         `db:"assessment_id" json:"assessment_id"`
	PartyID      string         `db:"party_id" json:"party_id"`
	Party        string         `db:"party" json:"party"`
	InstrumentID string         `db:"instrument_id" json:"instrument_id"`
	ProvisionID  string         `db:"provision_id" json:"provision_id"`
	Number       int            `db:"number" json:"round"`
	AsAt         db.Date        `db:"as_at" json:"as_at"`
	Label        label.TLP      `db:"label" json:"label"`
	Kept         string         `db:"answer" json:"-"`
	Answer       answers.Answer `db:"-" json:"answer"`
	At           db.Time        `db:"at" json:"cleared_at"`
}

func assistanceText(codes []string) string {
	if len(codes) == 0 {
		return ""
	}
	return " " + strings.Join(codes, " ") + " "
}
