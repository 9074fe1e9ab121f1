package support

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// fulfilments lead from an answer to the step that it is.
var fulfilments = map[string]Verb{string(SayMet): SayMet, string(SayPartly): SayPartly, string(SayNotMet): SayNotMet}

// Fulfilment is whether the request was met, as one party sees it.
type Fulfilment struct {
	PartyID string  `db:"party_id" json:"party_id"`
	Party   string  `db:"party" json:"party"`
	Side    string  `db:"side" json:"side" enum:"asker,giver"`
	Answer  string  `db:"answer" json:"answer" enum:"met,partly_met,not_met"`
	Words   string  `db:"words" json:"words,omitempty"`
	At      db.Time `db:"at" json:"at"`
	By      string  `db:"by_name" json:"by"`
}

// FulfilmentDraft is what a party says about it.
type FulfilmentDraft struct {
	PartyID string `json:"party_id" doc:"The party that asked, or one whose offer was matched"`
	Answer  string `json:"answer" enum:"met,partly_met,not_met"`
	Words   string `json:"words,omitempty" maxLength:"2000"`
}

// SayFulfilled notes whether a request was met, as the party that asked or one that gave sees it. The answer of the party that asked
// is where the request stands from then on.
func (s *Service) SayFulfilled(ctx context.Context, actor access.Actor, id string, d FulfilmentDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.SayFulfilledIn(tx, actor, id, d) })
	return err
}

// SayFulfilledIn is SayFulfilled within a transaction.
func (s *Service) SayFulfilledIn(tx *db.Tx, actor access.Actor, id string, d FulfilmentDraft) error {
	r, err := findRequest(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightSee, r.Object()); err != nil {
		return err
	}
	if err := actor.Require(RightAsk, r.object(d.PartyID)); err != nil {
		return err
	}
	d.Words = strings.TrimSpace(d.Words)
	verb, known := fulfilments[d.Answer]
	var wrong fault.Invalid
	wrong.Check(known, "answer", "Choose whether the request was met.")
	wrong.Check(utf8.RuneCountInString(d.Words) <= 2000, "words", "Shorten this to 2,000 characters.")
	if err := wrong.Err(); err != nil {
		return err
	}
	side := Asker
	if d.PartyID != r.PartyID {
		side = Giver
		gave, err := hasGiven(tx, id, d.PartyID)
		if err != nil {
			return err
		}
		if !gave {
			return fault.Clash("No offer of this party was matched with the request.")
		}
		if r.DeliveredOn == "" || r.State.Ended() {
			return fault.Clash("The request stands at “%s”: whether it was met is said after the delivery.", r.State.Words())
		}
	} else if err := r.move(tx, actor, verb, d.Words); err != nil {
		return err
	}
	if err := keepFulfilment(tx, actor, id, side, d); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionFulfilment, Kind, id, map[string]string{"reference": r.Reference(), "side": side, "answer": d.Answer})
}

// linkLife is how long the link of the question works.
const linkLife = 180 * 24 * time.Hour

// ask puts the question to the party's focal point, with a link that works without a password.
func (s *Service) ask(tx *db.Tx, actor access.Actor, r *Request, _ StepDraft) error {
	id, err := accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
		Purpose: accounts.PurposeFulfil, PartyID: r.PartyID, ActivityID: r.ID, Name: "Focal point, " + r.Party, ExpiresAt: db.At(tx.Now().Add(linkLife)),
	})
	if err != nil {
		return err
	}
	r.LinkID = id
	return s.mailQuestion(tx, actor, *r)
}

// AskArgs is the job that asks whether requests were met whose time has come.
type AskArgs struct{}

// Kind names the job for good.
func (AskArgs) Kind() string { return "support.ask" }

// AskEvery is how often it runs.
const AskEvery = 6 * time.Hour

// askAtOnce bounds one run.
const askAtOnce = 200

// AskDue asks whether requests were met that were delivered long enough ago, each in a transaction of its own.
func (s *Service) AskDue(ctx context.Context) error {
	due, err := db.View(ctx, s.db, func(tx *db.Tx) ([]string, error) { return dueToAsk(tx, tx.Today(), askAtOnce) })
	if err != nil {
		return err
	}
	actor := access.System("fulfilment question", RightHandle, RightSee)
	for _, id := range due {
		if ctx.Err() != nil {
			return nil // the next run goes on
		}
		err := s.Take(ctx, actor, id, StepDraft{Verb: AskIfMet})
		if err != nil && !fault.IsConflict(err) { // somebody asked meanwhile
			return fmt.Errorf("ask about request %s: %w", id, err)
		}
	}
	return nil
}
