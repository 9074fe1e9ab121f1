package commitments

import (
	"cmp"
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/parties"
	"counterpart/internal/search"
	"counterpart/internal/threads"
	"counterpart/internal/vocabulary"
)

// Record writes down what a party undertook at an activity, and links the two.
func (s *Service) Record(ctx context.Context, actor access.Actor, d Draft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.RecordIn(tx, actor, d) })
}

// RecordIn is Record within a transaction.
func (s *Service) RecordIn(tx *db.Tx, actor access.Actor, d Draft) (string, error) {
	if d.PartyID == "" {
		if !actor.Holds(RightRecord) {
			return "", actor.Require(RightRecord, access.Anything)
		}
		return "", fault.Wrong("party_id", "Choose the party.")
	}
	if err := actor.Require(RightRecord, access.Object{Parties: []string{d.PartyID}, Activities: []string{d.ActivityID}}); err != nil {
		return "", err
	}
	party, err := parties.FindIn(tx, d.PartyID)
	if fault.IsNotFound(err) {
		return "", fault.Wrong("party_id", "There is no such party. Choose one of the list.")
	}
	if err != nil {
		return "", err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	a, err := d.complete(tx, actor, words)
	if err != nil {
		return "", err
	}
	c := Commitment{ID: tx.NewID(), PartyID: party.ID, Year: d.MadeOn.Time().Year(), State: Made}
	if c.Serial, err = nextSerial(tx, c.Year); err != nil {
		return "", err
	}
	if err := insertCommitment(tx, c, d); err != nil {
		return "", err
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: c.ID, To: d.Label}); err != nil {
		return "", err
	}
	if err := index(tx, c.ID, party.Name, d); err != nil {
		return "", err
	}
	if _, err := insertStep(tx, actor, c.ID, Step{Verb: Make, To: Made, On: d.MadeOn}); err != nil {
		return "", err
	}
	err = threads.LinkIn(tx, actor, threads.LinkDraft{
		From: threads.Ref{Kind: activities.Kind, ID: a.ID}, To: threads.Ref{Kind: Kind, ID: c.ID}, Type: threads.LedTo, On: d.MadeOn, Label: label.Strictest(d.Label, a.Label),
		Note: "Said at the activity.",
	})
	if err != nil {
		return "", err
	}
	return c.ID, audit.Record(tx, actor, ActionRecord, Kind, c.ID, map[string]string{"party": party.Name, "reference": c.Reference(), "activity": a.ID})
}

func index(tx *db.Tx, id, party string, d Draft) error {
	return search.Index(tx, Kind, id, names.SearchTerms(d.Title, party))
}

// Change rewrites a commitment; version is the one that the editor saw. Party, activity and session stay. A record that the party
// accepted already is to be accepted anew when its title, its words or its date change.
func (s *Service) Change(ctx context.Context, actor access.Actor, id string, version int, d Draft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		c, err := findCommitment(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightRecord, c.Object()); err != nil {
			return false, err
		}
		if !c.State.Open() {
			return false, fault.Clash("The commitment is settled (%s). Open it again before it is changed.", c.State.Words())
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return false, err
		}
		d.PartyID, d.ActivityID, d.SessionID, d.MadeOn, d.Label = c.PartyID, c.ActivityID, c.SessionID, c.MadeOn, cmp.Or(d.Label, c.Label)
		if _, err := d.complete(tx, actor, words); err != nil {
			return false, err
		}
		if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, Object: c.Object(), To: d.Label, Reason: d.LabelReason}); err != nil {
			return false, err
		}
		from := c.State
		if d.Title != c.Title || d.Words != c.Words || d.DueOn != c.DueOn {
			c.State = Made
		}
		n, err := updateCommitment(tx, c, version, d)
		if err == nil && n == 0 {
			err = fault.Clash("The commitment was changed by someone else in the meantime.")
		}
		if err != nil {
			return false, err
		}
		if from != c.State {
			if _, err := insertStep(tx, actor, id, Step{Verb: Make, From: from, To: Made, On: tx.Today(), Words: "The record was changed."}); err != nil {
				return false, err
			}
		}
		if err := index(tx, id, c.Party, d); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionChange, Kind, id, map[string]string{"reference": c.Reference(), "label": string(d.Label), "due": string(d.DueOn)})
	})
	return err
}
