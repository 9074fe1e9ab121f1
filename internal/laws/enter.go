package laws

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/parties"
	"counterpart/internal/search"
	"counterpart/internal/vocabulary"
)

// Enter writes a law into the register, and returns its id.
func (s *Service) Enter(ctx context.Context, actor access.Actor, d Draft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return EnterIn(tx, actor, d) })
}

// EnterIn is Enter within a transaction.
func EnterIn(tx *db.Tx, actor access.Actor, d Draft) (string, error) {
	party, unknown := entering(tx, actor, d.PartyID)
	if unknown != nil && fault.AsInvalid(unknown) == nil {
		return "", unknown
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	if err := together(unknown, d.check(words)); err != nil {
		return "", err
	}
	if err := known(tx, d, ""); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertLaw(tx, id, d); err != nil {
		return "", err
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, To: d.Label}); err != nil {
		return "", err
	}
	if err := index(tx, id, party.Name, d); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionEnter, Kind, id, map[string]any{"party": party.Name, "kind": d.Form, "number": d.Number, "year": d.Year})
}

// EnterIn is the verb for those who hold the service.
func (s *Service) EnterIn(tx *db.Tx, actor access.Actor, d Draft) (string, error) {
	return EnterIn(tx, actor, d)
}

// entering is the party for which the actor may enter laws.
func entering(tx *db.Tx, actor access.Actor, id string) (parties.Party, error) {
	if id == "" {
		if !actor.Holds(RightEdit) {
			return parties.Party{}, actor.Require(RightEdit, access.Anything)
		}
		return parties.Party{}, fault.Wrong("party_id", "Choose whose law it is.")
	}
	if err := actor.Require(RightEdit, access.Object{Parties: []string{id}}); err != nil {
		return parties.Party{}, err
	}
	p, err := parties.FindIn(tx, id)
	if fault.IsNotFound(err) {
		return p, fault.Wrong("party_id", "There is no such party. Choose one of the list.")
	}
	return p, err
}

// together says everything that is wrong with an input at once.
func together(all ...error) error {
	var wrong fault.Invalid
	for _, err := range all {
		if invalid := fault.AsInvalid(err); invalid != nil {
			wrong.Fields = append(wrong.Fields, invalid.Fields...)
		} else if err != nil {
			return err
		}
	}
	return wrong.Err()
}

// known refuses a law that the register holds already: the same work of Akoma Ntoso, or the same kind, number and year of a party.
func known(tx *db.Tx, d Draft, but string) error {
	twin, err := twinOf(tx, d, but)
	if err != nil || twin.ID == "" {
		return err
	}
	if d.AKN != "" && twin.AKN == d.AKN {
		return fault.Wrong("akn", "The register holds a law with this identifier already: %s.", twin.Citation())
	}
	return fault.Wrong("number", "The register holds this law already: %s.", twin.Citation())
}

func index(tx *db.Tx, id, party string, d Draft) error {
	return search.Index(tx, Kind, id, names.SearchTerms(d.Title, d.Translation, d.Number, party, d.Form.Words()))
}

// Change rewrites a law; version is the one that the editor saw.
func (s *Service) Change(ctx context.Context, actor access.Actor, id string, version int, d Draft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.ChangeIn(tx, actor, id, version, d) })
	return err
}

// ChangeIn is Change within a transaction.
func (s *Service) ChangeIn(tx *db.Tx, actor access.Actor, id string, version int, d Draft) error {
	l, err := editable(tx, actor, id)
	if err != nil {
		return err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	d.PartyID = l.PartyID
	if d.Label == "" {
		d.Label = l.Label
	}
	if err := d.check(words); err != nil {
		return err
	}
	if err := known(tx, d, id); err != nil {
		return err
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, Object: l.Object(), To: d.Label, Reason: d.LabelReason}); err != nil {
		return err
	}
	n, err := updateLaw(tx, id, version, d)
	if err == nil && n == 0 {
		err = fault.Clash("The law was changed by someone else in the meantime.")
	}
	if err != nil {
		return err
	}
	if err := index(tx, id, l.Party, d); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionChange, Kind, id, map[string]any{"kind": d.Form, "number": d.Number, "year": d.Year, "label": d.Label})
}

// editable is a law that the actor may change.
func editable(tx *db.Tx, actor access.Actor, id string) (Law, error) {
	l, err := findLaw(tx, id)
	if err != nil {
		return l, err
	}
	return l, actor.Require(RightEdit, l.Object())
}

// FindIn returns a law within a transaction.
func FindIn(tx *db.Tx, id string) (Law, error) { return findLaw(tx, id) }

// RelabelIn writes the label of a law; the room labels has asked whether it may be so.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update national_law set label = $2, version = version + 1, updated_at = $3 where id = $1`, id, string(to), tx.Now())
}
