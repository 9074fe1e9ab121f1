package activities

import (
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Initiative groups activities under one name.
type Initiative struct {
	ID         string `db:"id" json:"id"`
	Name       string `db:"name" json:"name"`
	Tag        string `db:"tag" json:"tag,omitempty"`
	Summary    string `db:"summary" json:"summary,omitempty"`
	Activities int    `db:"activities" json:"activities"`
	Version    int    `db:"version" json:"version"`
}

// InitiativeDraft is an initiative as someone writes it down.
type InitiativeDraft struct {
	Name    string `json:"name" maxLength:"300"`
	Tag     string `json:"tag,omitempty" maxLength:"60" doc:"Short sign under which it is known, for example #RSOJakarta24"`
	Summary string `json:"summary,omitempty" maxLength:"5000"`
}

func (d *InitiativeDraft) check() error {
	d.Name, d.Tag, d.Summary = strings.TrimSpace(d.Name), strings.TrimSpace(d.Tag), strings.TrimSpace(d.Summary)
	var wrong fault.Invalid
	wrong.Check(d.Name != "", "name", "Write the name of the initiative.")
	wrong.Check(utf8.RuneCountInString(d.Name) <= 300, "name", "The name is longer than 300 characters. Shorten it.")
	wrong.Check(utf8.RuneCountInString(d.Tag) <= 60 && !strings.Contains(d.Tag, " "), "tag", "A tag is one word of at most 60 characters.")
	wrong.Check(utf8.RuneCountInString(d.Summary) <= 5000, "summary", "The summary is longer than 5000 characters. Shorten it.")
	return wrong.Err()
}

// AddInitiative enters an initiative.
func (s *Service) AddInitiative(ctx context.Context, actor access.Actor, d InitiativeDraft) (string, error) {
	if err := actor.Require(RightEdit, access.Anything); err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return AddInitiativeIn(tx, actor, d) })
}

// AddInitiativeIn enters an initiative within a transaction of a higher room.
func AddInitiativeIn(tx *db.Tx, actor access.Actor, d InitiativeDraft) (string, error) {
	if err := d.check(); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := tx.Exec(`insert into initiative (id, name, tag, summary) values ($1, $2, $3, $4)`, id, d.Name, d.Tag, d.Summary); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionInitiative, KindInitiative, id, d)
}

// ChangeInitiative rewrites an initiative; version is the one that the editor saw.
func (s *Service) ChangeInitiative(ctx context.Context, actor access.Actor, id string, version int, d InitiativeDraft) error {
	if err := actor.Require(RightEdit, access.Anything); err != nil {
		return err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		before, err := findInitiative(tx, id)
		if err != nil {
			return false, err
		}
		if err := d.check(); err != nil {
			return false, err
		}
		n, err := tx.Affect(`update initiative set name = $3, tag = $4, summary = $5, version = version + 1 where id = $1 and version = $2`,
			id, version, d.Name, d.Tag, d.Summary)
		if err := unclashed(n, err, before.Name); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionInitiative, KindInitiative, id, d)
	})
	return err
}

// Initiatives lists all initiatives by name; a mechanism has tens of them. Their names are open to
// whoever may see any activity.
func (s *Service) Initiatives(ctx context.Context, actor access.Actor) ([]Initiative, error) {
	if !actor.Holds(RightSee) {
		return nil, actor.Require(RightSee, access.Anything)
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Initiative, error) {
		return db.All[Initiative](tx, initiativeColumns+` order by i.name, i.id`)
	})
}

// Initiative returns an initiative.
func (s *Service) Initiative(ctx context.Context, actor access.Actor, id string) (Initiative, error) {
	if !actor.Holds(RightSee) {
		return Initiative{}, actor.Require(RightSee, access.Anything)
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (Initiative, error) { return findInitiative(tx, id) })
}
