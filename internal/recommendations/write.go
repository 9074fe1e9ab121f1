package recommendations

import (
	"cmp"
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
	"counterpart/internal/vocabulary"
)

// Propose writes down what the State of an assessment is advised to do.
func (s *Service) Propose(ctx context.Context, actor access.Actor, assessmentID string, d Draft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.ProposeIn(tx, actor, assessmentID, d) })
}

// ProposeIn is Propose within a transaction.
func (s *Service) ProposeIn(tx *db.Tx, actor access.Actor, assessmentID string, d Draft) (string, error) {
	a, err := gaps.FindIn(tx, assessmentID)
	if err != nil {
		return "", err
	}
	if err := mayWrite(actor, a); err != nil {
		return "", err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	d.Label = cmp.Or(d.Label, DefaultLabel(words))
	if err := d.checkIn(tx, a); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertRecommendation(tx, actor, id, a, d); err != nil {
		return "", err
	}
	if err := setProvisions(tx, id, d.Provisions); err != nil {
		return "", err
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, To: d.Label}); err != nil {
		return "", err
	}
	if err := insertStep(tx, actor, id, Step{Verb: Propose, To: Proposed, On: tx.Today()}); err != nil {
		return "", err
	}
	if err := search.Index(tx, Kind, id, names.SearchTerms(d.Title, a.Party)); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionPropose, Kind, id, map[string]string{"assessment": a.ID, "party": a.Party, "title": d.Title})
}

// mayWrite asks for the right to write in the assessment; an observer of it only reads.
func mayWrite(actor access.Actor, a gaps.Assessment) error {
	o := a.Object()
	if err := actor.Require(RightWrite, o); err != nil {
		return err
	}
	i := slices.IndexFunc(a.Members, func(m gaps.Member) bool { return actor.Account != "" && m.AccountID == actor.Account })
	if i >= 0 && a.Members[i].Part == gaps.Observer {
		return fault.Refuse("You observe this assessment: you read it and comment. Ask the secretariat if you are to write.")
	}
	return nil
}

func (d *Draft) checkIn(tx *db.Tx, a gaps.Assessment) error {
	known, err := provisionsOfScope(tx, a.ID)
	if err != nil {
		return err
	}
	ids := make([]string, len(known))
	for i, p := range known {
		ids[i] = p.ID
	}
	owners, err := ownersOf(tx, a.PartyID)
	if err != nil {
		return err
	}
	return d.check(ids, owners)
}

// Change writes a recommendation anew that was not accepted yet, or whose owner, day and label change later; version is the one that was read.
func (s *Service) Change(ctx context.Context, actor access.Actor, id string, version int, d Draft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		r, err := find(tx, id)
		if err != nil {
			return false, err
		}
		a, err := gaps.FindIn(tx, r.AssessmentID)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightWrite, r.Object()); err != nil {
			return false, err
		}
		if err := mayWrite(actor, a); err != nil {
			return false, err
		}
		if r.State == Withdrawn {
			return false, fault.Clash("It was withdrawn, and stays as it is.")
		}
		d.Label = cmp.Or(d.Label, r.Label)
		if err := d.checkIn(tx, a); err != nil {
			return false, err
		}
		if r.State != Proposed && (d.Title != r.Title || d.Words != r.Words) {
			return false, fault.Clash("The State accepted these words: they stay. Withdraw it and propose another one, or note how it stands.")
		}
		if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, Object: r.Object(), To: d.Label, Reason: d.LabelReason}); err != nil {
			return false, err
		}
		n, err := updateRecommendation(tx, id, version, d)
		if err == nil && n == 0 {
			err = fault.Clash("The recommendation was changed by someone else in the meantime.")
		}
		if err != nil {
			return false, err
		}
		if err := setProvisions(tx, id, d.Provisions); err != nil {
			return false, err
		}
		if err := search.Index(tx, Kind, id, names.SearchTerms(d.Title, r.Party)); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionChange, Kind, id, map[string]string{"title": d.Title, "label": string(d.Label)})
	})
	return err
}

// RelabelIn writes the label; the room labels has asked whether it may be so.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error { return relabel(tx, id, string(to)) }

// FindIn returns a recommendation within a transaction.
func FindIn(tx *db.Tx, id string) (Recommendation, error) { return find(tx, id) }

// right is what a step asks for.
func (v Verb) right() access.Right {
	if v == Withdraw {
		return RightWrite
	}
	return RightAnswer
}

// needsWords tells whether a step needs words from the actor. An officer accepts on the State's behalf, and says by which note.
func (v Verb) needsWords(actor access.Actor, r Recommendation) bool {
	own := slices.Contains(actor.Parties(access.FocalPoint), r.PartyID)
	return v == Note || v == Partly || v == Fail || v == Withdraw || v == Reopen || v == Accept && !own
}

// Take takes a step, or notes how it stands.
func (s *Service) Take(ctx context.Context, actor access.Actor, id string, d StepDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.TakeIn(tx, actor, id, d) })
	return err
}

// TakeIn is Take within a transaction.
func (s *Service) TakeIn(tx *db.Tx, actor access.Actor, id string, d StepDraft) error {
	r, err := find(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(d.Verb.right(), r.Object()); err != nil {
		return err
	}
	to, ok := r.State.After(d.Verb)
	if !ok {
		return fault.Clash("The recommendation stands at “%s”: this cannot be done from there.", r.State.Words())
	}
	if err := d.check(tx.Today(), d.Verb.needsWords(actor, r)); err != nil {
		return err
	}
	if to != r.State {
		if err := setState(tx, id, to); err != nil {
			return err
		}
	}
	if err := insertStep(tx, actor, id, Step{Verb: d.Verb, From: r.State, To: to, On: d.On, Words: d.Words}); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionStep, Kind, id, map[string]string{"verb": string(d.Verb), "to": string(to)})
}
