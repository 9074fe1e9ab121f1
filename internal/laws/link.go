package laws

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

// Effect is what one law does to another.
type Effect string

// Effects lists them.
var Effects = []Effect{"amends", "repeals", "replaces", "consolidates"}

// Words says the effect from the law that acts.
func (e Effect) Words() string {
	return map[Effect]string{"amends": "Amends", "repeals": "Repeals", "replaces": "Replaces", "consolidates": "Consolidates"}[e]
}

// Suffered says the effect from the law that is changed.
func (e Effect) Suffered() string {
	return map[Effect]string{"amends": "Amended by", "repeals": "Repealed by", "replaces": "Replaced by", "consolidates": "Consolidated by"}[e]
}

// ends tells whether a law is in force no more after it.
func (e Effect) ends() bool { return e == "repeals" || e == "replaces" }

// Link is what one law did to another, seen from one of the two: Law is the other.
type Link struct {
	ID     string  `db:"id" json:"id"`
	LawID  string  `db:"law_id" json:"law_id"`
	ByID   string  `db:"by_id" json:"by_id"`
	Effect Effect  `db:"kind" json:"kind" enum:"amends,repeals,replaces,consolidates"`
	On     db.Date `db:"on_date" json:"on,omitempty"`
	Note   string  `db:"note" json:"note,omitempty"`
	Law    Law     `json:"law" doc:"The other law"`
}

// LinkDraft says which law did what to a law.
type LinkDraft struct {
	ByID   string  `json:"by_id" doc:"The law that acts"`
	Effect Effect  `json:"kind" enum:"amends,repeals,replaces,consolidates"`
	On     db.Date `json:"on,omitempty" doc:"From which day on. A law that is repealed or replaced ends on the day before"`
	Note   string  `json:"note,omitempty" maxLength:"1000"`
}

// Link notes that another law amended, repealed, replaced or consolidated a law, and returns the id of the link.
func (s *Service) Link(ctx context.Context, actor access.Actor, lawID string, d LinkDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.LinkIn(tx, actor, lawID, d) })
}

// LinkIn is Link within a transaction.
func (s *Service) LinkIn(tx *db.Tx, actor access.Actor, lawID string, d LinkDraft) (string, error) {
	l, err := editable(tx, actor, lawID)
	if err != nil {
		return "", err
	}
	by, err := d.check(tx, actor, l)
	if err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertChange(tx, id, lawID, d); err != nil {
		return "", err
	}
	if d.Effect.ends() && d.On != "" && l.To == "" {
		if err := endLaw(tx, lawID, d.On.AddDays(-1)); err != nil {
			return "", err
		}
	}
	return id, audit.Record(tx, actor, ActionLink, Kind, lawID, map[string]any{"kind": d.Effect, "by": by.ID, "on": d.On})
}

func (d *LinkDraft) check(tx *db.Tx, actor access.Actor, l Law) (Law, error) {
	d.Note = strings.TrimSpace(strings.ReplaceAll(d.Note, "\r\n", "\n"))
	var wrong fault.Invalid
	wrong.Check(slices.Contains(Effects, d.Effect), "kind", "Choose what the other law does.")
	wrong.Check(utf8.RuneCountInString(d.Note) <= 1000, "note", "Shorten this to 1,000 characters.")
	wrong.Check(!d.Effect.ends() || d.On == "" || l.To == "" || l.To < d.On, "on", "The law is said to be in force until %s, and to end before that day here. Correct one of the two.", l.To)
	wrong.Check(!d.Effect.ends() || d.On == "" || l.From == "" || l.From < d.On, "on", "The law came into force on %s, and would end before that.", l.From)
	if d.ByID == l.ID {
		wrong.Add("by_id", "A law cannot change itself: choose another one.")
		return Law{}, wrong.Err()
	}
	by, err := findLaw(tx, d.ByID)
	if err != nil && !fault.IsNotFound(err) {
		return by, err
	}
	if err != nil || !actor.Can(RightSee, by.Object()) {
		wrong.Add("by_id", "Choose the law that changes this one.")
		return by, wrong.Err()
	}
	wrong.Check(by.PartyID == l.PartyID, "by_id", "This is a law of %s. A law is changed by one of the same State.", by.Party)
	circle, err := changedBy(tx, d.ByID, l.ID)
	if err != nil {
		return by, err
	}
	wrong.Check(!circle, "by_id", "This law changed that one already, or a law that did: it would come to change itself.")
	twice, err := linked(tx, l.ID, *d)
	if err != nil {
		return by, err
	}
	wrong.Check(!twice, "by_id", "This is noted already.")
	return by, wrong.Err()
}

// Unlink takes back what was noted of another law. The day on which the law ended stays, and can be changed with the law.
func (s *Service) Unlink(ctx context.Context, actor access.Actor, lawID, linkID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, err := editable(tx, actor, lawID); err != nil {
			return false, err
		}
		n, err := deleteChange(tx, lawID, linkID)
		if err == nil && n == 0 {
			err = fault.Missing("change")
		}
		if err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionUnlink, Kind, lawID, map[string]string{"link": linkID})
	})
	return err
}

// linksOf are the links of a law with those other laws that the actor may see: what was done to it, and what it did.
func (s *Service) linksOf(tx *db.Tx, actor access.Actor, id string) (by, of []Link, err error) {
	list, err := changesOf(tx, id)
	if err != nil {
		return nil, nil, err
	}
	var ids []string
	for _, x := range list {
		ids = append(ids, x.LawID, x.ByID)
	}
	seen, err := s.Named(tx, actor, ids)
	by, of = []Link{}, []Link{}
	for _, x := range list {
		var ok bool
		if x.LawID == id {
			if x.Law, ok = seen[x.ByID]; ok {
				by = append(by, x)
			}
		} else if x.Law, ok = seen[x.LawID]; ok {
			of = append(of, x)
		}
	}
	return by, of, err
}
