package support

import (
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/threads"
)

// The states of a match.
const (
	Proposed = "proposed"
	Agreed   = "agreed"
	Refused  = "refused"
)

// The two sides of a match, and of the question whether a request was met.
const (
	Asker = "asker"
	Giver = "giver"
)

// The answers to a proposed match.
const (
	Yes = "yes"
	No  = "no"
)

// Matching is a request and an offer that an officer proposes to bring together, with what both sides say.
type Matching struct {
	ID          string  `db:"id" json:"id"`
	RequestID   string  `db:"request_id" json:"request_id"`
	OfferID     string  `db:"offer_id" json:"offer_id"`
	Offer       string  `db:"offer" json:"offer"`
	PartyID     string  `db:"party_id" json:"party_id" doc:"That offers"`
	Party       string  `db:"party" json:"party"`
	State       string  `db:"state" json:"state" enum:"proposed,agreed,refused"`
	Reasons     string  `db:"reasons" json:"reasons,omitempty"`
	At          db.Time `db:"at" json:"proposed_at"`
	By          string  `db:"by_name" json:"proposed_by"`
	AskerAnswer string  `db:"asker_answer" json:"asker_answer" enum:"yes,no,"`
	AskerWords  string  `db:"asker_words" json:"asker_words,omitempty"`
	GiverAnswer string  `db:"giver_answer" json:"giver_answer" enum:"yes,no,"`
	GiverWords  string  `db:"giver_words" json:"giver_words,omitempty"`
}

// Propose asks both sides whether a request and an offer belong together. The party that offers reads the request from now on.
func (s *Service) Propose(ctx context.Context, actor access.Actor, requestID, offerID, reasons string) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.ProposeIn(tx, actor, requestID, offerID, reasons) })
}

// ProposeIn is Propose within a transaction.
func (s *Service) ProposeIn(tx *db.Tx, actor access.Actor, requestID, offerID, reasons string) (string, error) {
	r, err := findRequest(tx, requestID)
	if err != nil {
		return "", err
	}
	if err := actor.Require(RightHandle, r.Object()); err != nil {
		return "", err
	}
	o, err := findOffer(tx, offerID)
	if fault.IsNotFound(err) || err == nil && !actor.Can(RightOffers, o.Object()) {
		return "", fault.Wrong("offer_id", "Choose the offer.")
	}
	if err != nil {
		return "", err
	}
	reasons = strings.TrimSpace(reasons)
	var wrong fault.Invalid
	wrong.Check(utf8.RuneCountInString(reasons) <= 1000, "reasons", "Shorten the reasons to 1,000 characters.")
	wrong.Check(o.PartyID != r.PartyID, "offer_id", "The offer is of the party that asks.")
	wrong.Check(o.State == OfferOpen, "offer_id", "The offer was withdrawn.")
	wrong.Check(o.Label != label.Red, "offer_id", "The offer is for named readers only (%s). Ask the party for a looser label.", o.Label)
	if err := wrong.Err(); err != nil {
		return "", err
	}
	if err := r.mayCirculate(); err != nil {
		return "", err
	}
	if _, ok := r.State.After(TakeOffer); !ok {
		return "", fault.Clash("The request stands at “%s”: it can be matched once it was circulated.", r.State.Words())
	}
	id := tx.NewID()
	if n, err := insertMatch(tx, actor, id, r.ID, o.ID, reasons); err != nil || n == 0 {
		if err == nil {
			err = fault.Clash("The two were brought together before: see what was said then.")
		}
		return "", err
	}
	if _, err := r.show(tx, []string{o.PartyID}); err != nil {
		return "", err
	}
	if err := r.answered(tx); err != nil {
		return "", err
	}
	if err := r.move(tx, actor, TakeOffer, o.Party+": "+o.Title); err != nil {
		return "", err
	}
	if err := s.mailProposal(tx, actor, r, o, id); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionPropose, KindMatch, id, map[string]string{"request": r.Reference(), "offer": o.Title, "reasons": reasons})
}

// AnswerDraft is what one side says to a proposed match.
type AnswerDraft struct {
	Side   string `json:"side" enum:"asker,giver"`
	Answer string `json:"answer" enum:"yes,no"`
	Words  string `json:"words,omitempty" maxLength:"1000" doc:"Why; needed for a no"`
}

// AnswerMatch says yes or no for one side. The request is matched when both said yes, and not before.
func (s *Service) AnswerMatch(ctx context.Context, actor access.Actor, id string, d AnswerDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.AnswerMatchIn(tx, actor, id, d) })
	return err
}

// AnswerMatchIn is AnswerMatch within a transaction.
func (s *Service) AnswerMatchIn(tx *db.Tx, actor access.Actor, id string, d AnswerDraft) error {
	m, err := findMatch(tx, id)
	if err != nil {
		return err
	}
	r, err := findRequest(tx, m.RequestID)
	if err != nil {
		return err
	}
	side := r.PartyID
	if d.Side == Giver {
		side = m.PartyID
	}
	if err := actor.Require(RightAsk, r.object(side)); err != nil {
		return err
	}
	d.Words = strings.TrimSpace(d.Words)
	var wrong fault.Invalid
	wrong.Check(d.Side == Asker || d.Side == Giver, "side", "Say for which side you answer.")
	wrong.Check(d.Answer == Yes || d.Answer == No, "answer", "Choose yes or no.")
	wrong.Check(d.Answer != No || d.Words != "", "words", "Write why not: it helps to find a better match.")
	wrong.Check(utf8.RuneCountInString(d.Words) <= 1000, "words", "Shorten the text to 1,000 characters.")
	if err := wrong.Err(); err != nil {
		return err
	}
	if m.State != Proposed {
		return fault.Clash("This match is decided already (%s).", m.State)
	}
	if d.Side == Asker {
		m.AskerAnswer, m.AskerWords = d.Answer, d.Words
	} else {
		m.GiverAnswer, m.GiverWords = d.Answer, d.Words
	}
	switch {
	case m.AskerAnswer == Yes && m.GiverAnswer == Yes:
		m.State = Agreed
		if err := agree(tx, actor, &r, m); err != nil {
			return err
		}
	case d.Answer == No:
		m.State = Refused
	}
	if err := updateMatch(tx, m); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionAnswer, KindMatch, id, map[string]string{"request": r.Reference(), "side": d.Side, "answer": d.Answer, "words": d.Words})
}

// agree matches the request, and links it with the offer.
func agree(tx *db.Tx, actor access.Actor, r *Request, m Matching) error {
	if err := r.move(tx, actor, Match, m.Party+": "+m.Offer); err != nil {
		return err
	}
	return threads.LinkIn(tx, actor, threads.LinkDraft{
		From: threads.Ref{Kind: Kind, ID: r.ID}, To: threads.Ref{Kind: KindOffer, ID: m.OfferID}, Type: threads.AnsweredBy, Label: r.Label,
		Evidence: "Both sides agreed to the match",
	})
}
