package outcomes

import (
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/people"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary"
)

// StepDraft is a step that somebody takes with an outcome.
type StepDraft struct {
	Verb    Verb   `json:"verb" enum:"withdraw,agree,take_back,accept,return,decline,summarise,submit,approve,send_back,publish"`
	Version int    `json:"version,omitempty" doc:"The version that was read; whichever there is when 0"`
	Words   string `json:"words,omitempty" maxLength:"2000" doc:"Why; for summarise the summary itself; from the secretariat also to agree: how the party said so"`
}

// rule says who takes a step, and what to write.
type rule struct {
	right access.Right
	needs string
}

// rules of the steps that are taken by themselves; the others belong to verbs of their own.
var rules = map[Verb]rule{
	Accept:    {right: RightReview},
	Return:    {right: RightReview, needs: "Write what is to be made clearer or corrected."},
	Decline:   {right: RightReview, needs: "Write why this is no outcome; whoever proposed it reads it."},
	Summarise: {right: RightReview, needs: "Write what everybody may read."},
	Agree:     {right: RightPropose},
	Submit:    {right: RightReview},
	Approve:   {right: RightApprove},
	SendBack:  {right: RightApprove, needs: "Write what should be changed."},
	Publish:   {right: RightReview},
	TakeBack:  {right: RightPropose, needs: "Write why the summary is taken back."},
	Withdraw:  {right: RightPropose, needs: "Write why the proposal is withdrawn."},
}

// Take takes a step with an outcome.
func (s *Service) Take(ctx context.Context, actor access.Actor, id string, d StepDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.TakeIn(tx, actor, id, d) })
	return err
}

// TakeIn is Take within a transaction.
func (s *Service) TakeIn(tx *db.Tx, actor access.Actor, id string, d StepDraft) error {
	o, err := findOutcome(tx, id)
	if err != nil {
		return err
	}
	r, known := rules[d.Verb]
	if !known {
		r.right = RightSee
	}
	if err := actor.Require(r.right, o.Object()); err != nil {
		return err
	}
	if !known {
		return fault.Wrong("verb", "Choose what to do with the outcome.")
	}
	if d.Version != 0 && d.Version != o.Version {
		return fault.Clash("The outcome was changed by someone else in the meantime. It now stands at: %s.", o.State.Words())
	}
	approvals, needed, err := approvalsIn(tx, id)
	if err != nil {
		return err
	}
	before := o.dossier(approvals, needed)
	if words := before.Refused(d.Verb, actor.Key()); words != "" {
		return fault.Clash("%s", words)
	}
	d.Words = strings.TrimSpace(strings.ReplaceAll(d.Words, "\r\n", "\n"))
	if d.Verb == Agree && actor.Can(RightReview, o.wide()) {
		r.needs = "Write how the party said that it agrees: by which note, by whom."
	}
	var wrong fault.Invalid
	wrong.Check(r.needs == "" || d.Words != "", "words", "%s", r.needs)
	wrong.Check(utf8.RuneCountInString(d.Words) <= 2000, "words", "Shorten the text to 2,000 characters.")
	if err := wrong.Err(); err != nil {
		return err
	}
	if err := o.approvalIn(tx, actor, d.Verb, approvals); err != nil {
		return err
	}
	if err := o.move(tx, actor, before.Take(d.Verb, actor.Key()), d.Verb, d.Words); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionStep, Kind, id, map[string]string{"verb": string(d.Verb), "state": string(o.State), "reference": o.Reference()})
}

// approvalIn keeps an approval, or drops those that a step ends.
func (o *Outcome) approvalIn(tx *db.Tx, actor access.Actor, v Verb, before []Approval) error {
	switch v {
	case Approve:
		party, err := people.PartyOfActorIn(tx, actor, RightApprove)
		if err != nil {
			return err
		}
		m, err := vocabulary.MechanismIn(tx)
		if err != nil {
			return err
		}
		for _, a := range before {
			if m.Approvals.DifferentParties && a.PartyID == party {
				return fault.Clash("%s has approved for the same party. The next approval must come from another party.", a.Name)
			}
		}
		return insertApproval(tx, actor, o.ID, party)
	case Summarise, Submit, SendBack, TakeBack, Return, Doubt:
		return dropApprovals(tx, o.ID)
	default:
		return nil
	}
}

// move writes the dossier after a step, and keeps the step in the history.
func (o *Outcome) move(tx *db.Tx, actor access.Actor, after Dossier, v Verb, words string) error {
	from := o.State
	o.State, o.SummarisedBy, o.SubmittedBy, o.Substantiated = after.State, after.Summarised, after.Submitted, after.State == Substantiated || after.State == InReview || after.State == Published
	if !after.Agreed {
		o.ConsentOn, o.ConsentWords, o.ConsentName = "", "", ""
	}
	switch v {
	case Summarise:
		o.Summary = words
	case Agree:
		o.ConsentOn, o.ConsentWords, o.ConsentName = tx.Today(), words, actor.Name
	case Publish:
		o.PublishedAt = tx.Now()
	case TakeBack:
		o.PublishedAt = db.Time{}
	}
	n, err := saveProgress(tx, *o, actor.Key())
	if err == nil && n == 0 {
		err = fault.Clash("The outcome was changed by someone else in the meantime.")
	}
	if err != nil {
		return err
	}
	o.Version++
	if v == Summarise { // the summary stands in the outcome itself
		words = ""
	}
	return insertStep(tx, actor, o.ID, v, from, o.State, words)
}

// approvalsIn are those of the summary, and how many the pack asks for.
func approvalsIn(tx *db.Tx, id string) ([]Approval, int, error) {
	m, err := vocabulary.MechanismIn(tx)
	if err != nil {
		return nil, 0, err
	}
	list, err := approvalsOf(tx, id)
	return list, max(1, m.Approvals.Report), err
}
