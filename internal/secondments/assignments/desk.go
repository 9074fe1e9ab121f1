package assignments

import (
	"context"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Desk is a place at which one secondee sits at a time.
type Desk struct {
	ID      string `db:"id" json:"id"`
	Office  string `db:"office" json:"office"`
	Name    string `db:"name" json:"name"`
	Active  bool   `db:"active" json:"active"`
	Version int    `db:"version" json:"version"`
}

// DeskDraft is a desk as somebody writes it down.
type DeskDraft struct {
	Office string `json:"office" maxLength:"200"`
	Name   string `json:"name" maxLength:"100"`
	Active bool   `json:"active"`
}

func (d *DeskDraft) check() error {
	Tidy(&d.Office, &d.Name)
	var wrong fault.Invalid
	wrong.Check(d.Office != "" && utf8.RuneCountInString(d.Office) <= 200, "office", "Name the office, in at most 200 characters.")
	wrong.Check(d.Name != "" && utf8.RuneCountInString(d.Name) <= 100, "name", "Name the desk, in at most 100 characters.")
	return wrong.Err()
}

// AddDesk adds a desk.
func (s *Service) AddDesk(ctx context.Context, actor access.Actor, d DeskDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.AddDeskIn(tx, actor, d) })
}

// AddDeskIn is AddDesk within a transaction.
func (s *Service) AddDeskIn(tx *db.Tx, actor access.Actor, d DeskDraft) (string, error) {
	if err := actor.Require(RightEdit, access.Anything); err != nil {
		return "", err
	}
	if err := d.check(); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertDesk(tx, id, d); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionDesk, "desk", id, map[string]string{"office": d.Office, "name": d.Name})
}

// ChangeDesk renames a desk, or takes it out of use.
func (s *Service) ChangeDesk(ctx context.Context, actor access.Actor, id string, version int, d DeskDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		there, err := DeskExistsIn(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightEdit, access.Anything); err != nil {
			return false, err
		}
		if !there {
			return false, fault.Missing("desk")
		}
		if err := d.check(); err != nil {
			return false, err
		}
		if err := Changed(updateDesk(tx, id, version, d)); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionDesk, "desk", id, map[string]string{"office": d.Office, "name": d.Name})
	})
	return err
}

// Desks lists the desks by office and name.
func (s *Service) Desks(ctx context.Context, actor access.Actor) ([]Desk, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Desk, error) {
		if err := actor.Require(RightSee, access.Anything); err != nil {
			return nil, err
		}
		return DesksIn(tx)
	})
}
