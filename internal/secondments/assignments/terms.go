package assignments

import (
	"context"
	"slices"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
	"counterpart/internal/vocabulary"
)

// Draft writes terms of reference.
func (s *Service) Draft(ctx context.Context, actor access.Actor, d TermsDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.DraftIn(tx, actor, d) })
}

// DraftIn is Draft within a transaction.
func (s *Service) DraftIn(tx *db.Tx, actor access.Actor, d TermsDraft) (string, error) {
	if err := actor.Require(RightEdit, access.Anything); err != nil {
		return "", err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	if err := d.complete(tx, words); err != nil {
		return "", err
	}
	a := Assignment{ID: tx.NewID(), Year: tx.Today().Time().Year(), State: Drafted, Most: words.Pack.Mechanism.Secondments.MostPerParty}
	if a.Serial, err = NextSerial(tx, "assignment", a.Year); err != nil {
		return "", err
	}
	if err := insertAssignment(tx, actor, a, d); err != nil {
		return "", err
	}
	if err := replaceCosts(tx, a.ID, d.Costs); err != nil {
		return "", err
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: a.ID, To: d.Label}); err != nil {
		return "", err
	}
	if err := search.Index(tx, Kind, a.ID, names.SearchTerms(d.Title, d.Office)); err != nil {
		return "", err
	}
	if err := s.noteAct(tx, actor, a, Write, "", ""); err != nil {
		return "", err
	}
	return a.ID, audit.Record(tx, actor, ActionWrite, Kind, a.ID, map[string]string{"reference": a.Reference(), "title": d.Title})
}

// noteAct keeps a step of an assignment in its history.
func (s *Service) noteAct(tx *db.Tx, actor access.Actor, a Assignment, act Act, from Phase, words string) error {
	return s.Note(tx, actor, Kind, a.ID, Record{Verb: string(act), From: string(from), To: string(a.State), Words: words})
}

// Rewrite writes the terms anew; version is the one that the editor saw. What was approved of them is dropped.
func (s *Service) Rewrite(ctx context.Context, actor access.Actor, id string, version int, d TermsDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.RewriteIn(tx, actor, id, version, d) })
	return err
}

// RewriteIn is Rewrite within a transaction.
func (s *Service) RewriteIn(tx *db.Tx, actor access.Actor, id string, version int, d TermsDraft) error {
	a, err := FindIn(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightEdit, a.Object()); err != nil {
		return err
	}
	t, err := a.terms(tx)
	if err != nil {
		return err
	}
	if words := t.Refused(Rewrite, actor.Key(), ""); words != "" {
		if a.State == Open || a.State == Closed {
			words = "The call is out: what the parties read does not change any more. Cancel the assignment and write another one."
		}
		return fault.Clash("%s", words)
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	if d.Label == "" {
		d.Label = a.Label
	}
	if err := d.complete(tx, words); err != nil {
		return err
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, Object: a.Object(), To: d.Label, Reason: d.LabelReason}); err != nil {
		return err
	}
	if err := Changed(rewriteAssignment(tx, actor, a, version, d)); err != nil {
		return err
	}
	if err := replaceCosts(tx, id, d.Costs); err != nil {
		return err
	}
	if err := dropApprovals(tx, Kind, id); err != nil {
		return err
	}
	if err := search.Index(tx, Kind, id, names.SearchTerms(d.Title, d.Office)); err != nil {
		return err
	}
	from := a.State
	a.State = Drafted
	if err := s.noteAct(tx, actor, a, Rewrite, from, ""); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionWrite, Kind, id, map[string]string{"reference": a.Reference(), "title": d.Title, "before": string(from)})
}

// terms is what the rules look at.
func (a Assignment) terms(tx *db.Tx) (Terms, error) {
	t := Terms{Phase: a.State, Author: a.AuthorBy, Places: a.Places}
	list, err := ApprovalsIn(tx, Kind, a.ID)
	if err != nil {
		return t, err
	}
	for _, x := range list {
		t.Approvals, t.Parties = append(t.Approvals, x.Actor), append(t.Parties, x.PartyID)
	}
	t.Live, t.Posted, err = liveAndPosted(tx, a.ID)
	return t, err
}

// ActDraft is a step that somebody takes with an assignment.
type ActDraft struct {
	Act     Act    `json:"act" enum:"submit,approve,send_back,close,reopen,fill,cancel"`
	Version int    `json:"version,omitempty" doc:"The version that was read; whichever there is when 0"`
	Words   string `json:"words,omitempty" maxLength:"2000" doc:"Why; needed to send back, to open again and to cancel"`
}

// actRights say who takes a step with an assignment by itself; the others have verbs of their own.
var actRights = map[Act]access.Right{
	Submit: RightEdit, Approve: RightApprove, SendBack: RightApprove, CloseIt: RightEdit, Reopen: RightEdit, Fill: RightEdit, Cancel: RightEdit,
}

// Act takes a step with an assignment.
func (s *Service) Act(ctx context.Context, actor access.Actor, id string, d ActDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.ActIn(tx, actor, id, d) })
	return err
}

// ActIn is Act within a transaction.
func (s *Service) ActIn(tx *db.Tx, actor access.Actor, id string, d ActDraft) error {
	a, err := FindIn(tx, id)
	if err != nil {
		return err
	}
	right, known := actRights[d.Act]
	if !known {
		right = RightEdit
	}
	if err := actor.Require(right, a.Wide()); err != nil {
		return err
	}
	if !known {
		return fault.Wrong("act", "Choose what to do with the assignment.")
	}
	if d.Version != 0 && d.Version != a.Version {
		return fault.Clash("The assignment was changed by someone else in the meantime. It now stands at: %s.", a.State.Words())
	}
	t, err := a.terms(tx)
	if err != nil {
		return err
	}
	party := ""
	if d.Act == Approve {
		if party, err = PartyOf(tx, actor); err != nil {
			return err
		}
	}
	if words := t.Refused(d.Act, actor.Key(), party); words != "" {
		return fault.Clash("%s", words)
	}
	Tidy(&d.Words)
	var wrong fault.Invalid
	wrong.Check(d.Words != "" || !slices.Contains([]Act{SendBack, Reopen, Cancel}, d.Act), "words", "Write why.")
	wrong.Check(utf8.RuneCountInString(d.Words) <= 2000, "words", "Shorten this to 2,000 characters.")
	if err := wrong.Err(); err != nil {
		return err
	}
	if err := s.moveAssignment(tx, actor, &a, t.Take(d.Act, actor.Key(), party), d.Act, d.Words); err != nil {
		return err
	}
	switch d.Act {
	case Approve:
		err = ApproveIn(tx, actor, Kind, id, party)
	case Submit, SendBack:
		err = dropApprovals(tx, Kind, id)
	}
	if err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionAct, Kind, id, map[string]string{"act": string(d.Act), "state": string(a.State), "reference": a.Reference()})
}

// Wide is the assignment without parties: only who holds the right beyond them covers it.
func (a Assignment) Wide() access.Object {
	o := a.Object()
	o.Parties = nil
	return o
}

// moveAssignment writes the assignment after a step, and keeps the step in its history.
func (s *Service) moveAssignment(tx *db.Tx, actor access.Actor, a *Assignment, after Terms, act Act, words string) error {
	vocabularyWords, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	from := a.State
	a.State = after.Phase
	if from != a.State {
		a.Since, a.DueOn = tx.Today(), DueOn(tx, vocabularyWords, string(a.State))
		if a.State == Open {
			a.DueOn = a.ClosesOn
		}
	}
	if err := Changed(saveAssignment(tx, *a)); err != nil {
		return err
	}
	a.Version++
	return s.noteAct(tx, actor, *a, act, from, words)
}

// actsOf lists the steps that the actor can take now.
func (a Assignment) actsOf(tx *db.Tx, actor access.Actor) ([]Act, error) {
	t, err := a.terms(tx)
	if err != nil {
		return nil, err
	}
	party, err := PartyOf(tx, actor)
	out := []Act{}
	for _, act := range Acts {
		right, known := actRights[act]
		if !known {
			right = RightEdit
		}
		if actor.Can(right, a.Wide()) && t.Refused(act, actor.Key(), party) == "" {
			out = append(out, act)
		}
	}
	return out, err
}
