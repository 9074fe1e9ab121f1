package threads

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
)

// Outside is something that is kept elsewhere, such as a brief on another site: its title and its address.
type Outside struct {
	ID      string    `db:"id" json:"id"`
	Title   string    `db:"title" json:"title"`
	Address string    `db:"address" json:"address,omitempty"`
	On      db.Date   `db:"on_date" json:"on,omitempty"`
	Label   label.TLP `db:"label" json:"label"`
}

// OutsideDraft is an Outside as somebody writes it down.
type OutsideDraft struct {
	Title   string    `json:"title" maxLength:"300"`
	Address string    `json:"address,omitempty" maxLength:"1000" doc:"Where it can be read, from https:// on"`
	On      db.Date   `json:"on,omitempty" doc:"When it came out"`
	Label   label.TLP `json:"label,omitempty" doc:"TLP:GREEN when empty"`
}

func (d *OutsideDraft) check() error {
	d.Title, d.Address = strings.TrimSpace(d.Title), strings.TrimSpace(d.Address)
	if d.Label == "" {
		d.Label = label.Green
	}
	var wrong fault.Invalid
	wrong.Check(d.Title != "", "title", "Write the title.")
	wrong.Check(utf8.RuneCountInString(d.Title) <= 300, "title", "Shorten the title to 300 characters.")
	wrong.Check(d.Address == "" || address(d.Address) != "" && len(d.Address) <= 1000, "address", "Write the whole address, from https:// on.")
	wrong.Check(d.Label.Valid() && d.Label != label.Red, "label", "Choose a label other than TLP:RED: what is kept elsewhere has no named readers here.")
	return wrong.Err()
}

// AddOutside enters something that is kept elsewhere. What has an address that is known already is that one.
func (s *Service) AddOutside(ctx context.Context, actor access.Actor, d OutsideDraft) (string, error) {
	if err := actor.Require(RightLink, access.Anything); err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return AddOutsideIn(tx, actor, d) })
}

// AddOutsideIn is AddOutside within a transaction of a higher room, which has asked for the right.
func AddOutsideIn(tx *db.Tx, actor access.Actor, d OutsideDraft) (string, error) {
	if err := d.check(); err != nil {
		return "", err
	}
	if d.Address != "" {
		known, err := outsideAt(tx, d.Address)
		if !errors.Is(err, db.ErrNone) {
			return known, err
		}
	}
	id := tx.NewID()
	if err := insertOutside(tx, actor, id, d); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionOutside, KindOutside, id, d)
}

// record shows what is kept elsewhere to a reader. What is labelled GREEN or looser concerns everybody who is here.
func (o Outside) record(actor access.Actor) Record {
	r := Record{Ref: Ref{KindOutside, o.ID}, Title: o.Title, On: o.On, Href: "/threads/outside/" + o.ID, Label: o.Label, Object: access.Object{Label: o.Label}}
	if o.Address != "" {
		r.Href = o.Address
	}
	if o.Label == label.Green || o.Label == label.Clear {
		for _, g := range actor.Grants {
			r.Object.Parties = append(r.Object.Parties, g.Scope.Parties...)
			r.Object.Activities = append(r.Object.Activities, g.Scope.Activity)
		}
	}
	return r
}

func seen(actor access.Actor, list []Outside) []Record {
	var out []Record
	for _, o := range list {
		if r := o.record(actor); actor.Can(RightSee, r.Object) {
			out = append(out, r)
		}
	}
	return out
}

func loadOutside(tx *db.Tx, actor access.Actor, ids []string) ([]Record, error) {
	list, err := outsideOf(tx, ids)
	return seen(actor, list), err
}

func findOutside(tx *db.Tx, actor access.Actor, words string, limit int) ([]Record, error) {
	list, err := outsideLike(tx, words, limit)
	return seen(actor, list), err
}
