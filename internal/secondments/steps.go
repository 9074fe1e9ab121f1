package secondments

import (
	"context"
	"time"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/letters"
	"counterpart/internal/secondments/assignments"
)

// StepDraft is a step that somebody takes with a dossier by itself.
type StepDraft struct {
	Verb    Verb   `json:"verb" enum:"withdraw,accept,decline,select,hold,pass,promote,feedback,offer,begin,end,debrief,return"`
	Version int    `json:"version,omitempty" doc:"The version that was read; whichever there is when 0"`
	Words   string `json:"words,omitempty" maxLength:"4000"`
}

// who takes a step, and what is to be written.
type rule struct {
	right access.Right
	party bool // the sending State takes it, too
	needs string
}

// rules of the steps that are taken by themselves.
var rules = map[Verb]rule{
	Select:   {right: RightEdit},
	Hold:     {right: RightEdit},
	Pass:     {right: RightEdit, needs: "Write why the candidate is not selected; it is kept for the feedback."},
	Promote:  {right: RightEdit},
	Feedback: {right: RightEdit, needs: "Write what the sending State is told."},
	Offer:    {right: RightEdit},
	Accept:   {right: RightNominate, party: true},
	Decline:  {right: RightNominate, party: true, needs: "Write why the offer is declined."},
	Begin:    {right: RightEdit},
	End:      {right: RightEdit},
	Debrief:  {right: RightEdit, needs: "Write what was said at the debriefing."},
	Return:   {right: RightEdit},
	Withdraw: {right: RightNominate, party: true, needs: "Write why, and who withdraws: the State, the officer through the State, or the office."},
}

// Take takes a step with a dossier.
func (s *Service) Take(ctx context.Context, actor access.Actor, id string, x StepDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.TakeIn(tx, actor, id, x) })
	return err
}

// TakeIn is Take within a transaction.
func (s *Service) TakeIn(tx *db.Tx, actor access.Actor, id string, x StepDraft) error {
	d, a, err := withAssignment(tx, id)
	if err != nil {
		return err
	}
	r, known := rules[x.Verb]
	if !known {
		r.right = RightEdit
	}
	o := d.wide()
	if r.party {
		o = d.Object()
	}
	if err := actor.Require(r.right, o); err != nil {
		return err
	}
	if !known {
		return fault.Wrong("verb", "Choose what to do with the dossier.")
	}
	if x.Version != 0 && x.Version != d.Version {
		return fault.Clash("The dossier was changed by someone else in the meantime. It now stands at: %s.", d.State.Words())
	}
	c, err := s.caseOf(tx, d, a)
	if err != nil {
		return err
	}
	if words := c.Refused(x.Verb, actor.Key()); words != "" {
		return fault.Clash("%s", words)
	}
	assignments.Tidy(&x.Words)
	if x.Verb == Accept && actor.Can(RightEdit, d.wide()) {
		r.needs = "Write how the State said so: by which note, by whom."
	}
	var wrong fault.Invalid
	wrong.Check(r.needs == "" || x.Words != "", "words", "%s", r.needs)
	wrong.Check(utf8.RuneCountInString(x.Words) <= 4000, "words", "Shorten this to 4,000 characters.")
	if err := wrong.Err(); err != nil {
		return err
	}
	if x.Verb == Offer {
		d.Start, d.EndOn, d.PlannedEnd, d.DeskID = a.From, a.To, a.To, a.DeskID
	}
	if err := s.take(tx, actor, &d, c, x.Verb, Record{Words: x.Words}); err != nil {
		return err
	}
	return s.after(tx, actor, d, a, x)
}

// after does what a step causes.
func (s *Service) after(tx *db.Tx, actor access.Actor, d Dossier, a Assignment, x StepDraft) error {
	switch x.Verb {
	case Feedback:
		return s.toParty(tx, actor, d, assignments.Mailing{Code: letters.SecondmentFeedback, Assignment: a, Words: x.Words, Once: letters.SecondmentFeedback + ":" + d.ID + ":" + tx.NewID()})
	case Offer:
		return s.offer(tx, actor, d, a, letters.SecondmentOffer)
	case Return:
		if err := s.complete(tx, actor, d, a); err != nil {
			return err
		}
		return s.toParty(tx, actor, d, assignments.Mailing{Code: letters.SecondmentCertificate, Assignment: a, Once: letters.SecondmentCertificate + ":" + d.ID})
	}
	return nil
}

const (
	offerLife = 120 * 24 * time.Hour
	ownGrace  = 60 * 24 * time.Hour // after the last day
)

// offer writes to the sending State, with a link by which it answers; a link before ends.
func (s *Service) offer(tx *db.Tx, actor access.Actor, d Dossier, a Assignment, code string) error {
	r, err := letters.RecipientIn(tx, d.PartyID)
	if err != nil || r.LeftOut() != "" { // the secretariat notes the answer of a State that cannot be written to
		return err
	}
	if d.OfferLink != "" {
		if err := accounts.RevokeLinkIn(tx, actor, d.OfferLink); err != nil {
			return err
		}
	}
	d.OfferLink, err = accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
		Purpose: accounts.PurposeSecond, PartyID: d.PartyID, ActivityID: a.ID, Name: r.PostTitle + ", " + r.Party, ExpiresAt: db.At(tx.Now().Add(offerLife)),
	})
	if err != nil {
		return err
	}
	if err := assignments.Changed(saveDossier(tx, d)); err != nil {
		return err
	}
	return s.Post(tx, actor, assignments.Mailing{Code: code, Assignment: a, About: d.about(), To: r, Link: d.OfferLink, Purpose: accounts.PurposeSecond})
}

// endLinks ends the secondee's link of a dossier that has ended. The links of the State expire by themselves: what they open is closed
// to the State by its own clock.
func endLinks(tx *db.Tx, actor access.Actor, d *Dossier) error {
	if d.LinkID == "" {
		return nil
	}
	id := d.LinkID
	d.LinkID = ""
	return accounts.RevokeLinkIn(tx, actor, id)
}

// verbsOf lists the steps that the actor can take now by themselves.
func verbsOf(actor access.Actor, d Dossier, c Case) []Verb {
	out := []Verb{}
	for _, v := range Verbs {
		r, known := rules[v]
		if !known {
			continue
		}
		o := d.wide()
		if r.party {
			o = d.Object()
		}
		if actor.Can(r.right, o) && c.Refused(v, actor.Key()) == "" {
			out = append(out, v)
		}
	}
	return out
}
