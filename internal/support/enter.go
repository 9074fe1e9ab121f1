package support

import (
	"cmp"
	"context"
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/parties"
	"counterpart/internal/search"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

// Enter writes a request of a party down: the secretariat for whoever wrote to it, a focal point for the own party.
func (s *Service) Enter(ctx context.Context, actor access.Actor, d Draft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.EnterIn(tx, actor, d) })
}

// EnterIn is Enter within a transaction.
func (s *Service) EnterIn(tx *db.Tx, actor access.Actor, d Draft) (string, error) {
	party, err := asking(tx, actor, d.PartyID)
	if err != nil {
		return "", err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	d.tidy(tx, words)
	if err := d.check(tx, words); err != nil {
		return "", err
	}
	r := Request{ID: tx.NewID(), PartyID: party.ID, PartyCode: party.Code, ReceivedOn: d.ReceivedOn, State: Received}
	if err := r.number(tx); err != nil {
		return "", err
	}
	if err := r.setClocks(tx, words); err != nil {
		return "", err
	}
	if err := insertRequest(tx, r, d); err != nil {
		return "", err
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: r.ID, To: d.Label}); err != nil {
		return "", err
	}
	if err := index(tx, r, party.Name, d); err != nil {
		return "", err
	}
	if err := insertStep(tx, actor, r.ID, Enter, "", Received, d.DocumentNo); err != nil {
		return "", err
	}
	return r.ID, audit.Record(tx, actor, ActionEnter, Kind, r.ID, map[string]string{"party": party.Name, "reference": r.Reference(), "subject": d.Subject})
}

// asking is the party for which the actor may ask and offer.
func asking(tx *db.Tx, actor access.Actor, partyID string) (parties.Party, error) {
	if partyID == "" {
		if !actor.Holds(RightAsk) {
			return parties.Party{}, actor.Require(RightAsk, access.Anything)
		}
		return parties.Party{}, fault.Wrong("party_id", "Choose the party.")
	}
	if err := actor.Require(RightAsk, access.Object{Parties: []string{partyID}}); err != nil {
		return parties.Party{}, err
	}
	p, err := parties.FindIn(tx, partyID)
	if fault.IsNotFound(err) {
		return p, fault.Wrong("party_id", "There is no such party. Choose one of the list.")
	}
	return p, err
}

// number files the request under the next number of its year.
func (r *Request) number(tx *db.Tx) error {
	r.Year = r.ReceivedOn.Time().Year()
	last, err := lastSerial(tx, r.Year)
	r.Serial = last + 1
	return err
}

// targets are the pack's days.
func targets(words *vocabulary.Words) pack.Support {
	if t := words.Pack.Mechanism.Support; t.AskAfterMonths > 0 {
		return t
	}
	return pack.DefaultSupport // of a pack that was loaded before there were any
}

// setClocks says until when the request is to be acknowledged and answered, in working days of both sides.
func (r *Request) setClocks(tx *db.Tx, words *vocabulary.Words) error {
	calendar, err := vocabulary.CalendarIn(tx, r.PartyCode)
	t := targets(words)
	r.AcknowledgeBy, r.RespondBy = calendar.After(r.ReceivedOn, t.AcknowledgeDays), calendar.After(r.ReceivedOn, t.RespondDays)
	return err
}

func index(tx *db.Tx, r Request, party string, d Draft) error {
	return search.Index(tx, Kind, r.ID, names.SearchTerms(d.Title, d.DocumentNo, party))
}

// Change rewrites a request; version is the one that the editor saw. The party that asks may do so until it was authenticated.
func (s *Service) Change(ctx context.Context, actor access.Actor, id string, version int, d Draft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		r, err := findRequest(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightAsk, r.object(r.PartyID)); err != nil {
			return false, err
		}
		if r.State != Received && !actor.Can(RightHandle, r.Object()) {
			return false, fault.Clash("The secretariat is dealing with this request already. Write to it if something has to change.")
		}
		if r.State.Ended() {
			return false, fault.Clash("The request is at its end (%s). It is not changed any more.", r.State.Words())
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return false, err
		}
		d.PartyID, d.Label, d.ReceivedOn = r.PartyID, cmp.Or(d.Label, r.Label), cmp.Or(d.ReceivedOn, r.ReceivedOn)
		d.tidy(tx, words)
		if err := d.check(tx, words); err != nil {
			return false, err
		}
		if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, Object: r.Object(), To: d.Label, Reason: d.LabelReason}); err != nil {
			return false, err
		}
		r.ReceivedOn = d.ReceivedOn
		if err := r.setClocks(tx, words); err != nil {
			return false, err
		}
		n, err := updateRequest(tx, r, version, d)
		if err == nil && n == 0 {
			err = fault.Clash("The request was changed by someone else in the meantime.")
		}
		if err != nil {
			return false, err
		}
		if err := index(tx, r, r.Party, d); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionChange, Kind, id, map[string]string{"reference": r.Reference(), "label": string(d.Label)})
	})
	return err
}

// FindIn returns a request within a transaction.
func FindIn(tx *db.Tx, id string) (Request, error) { return findRequest(tx, id) }

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}
