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
	"counterpart/internal/vocabulary"
)

// StepDraft is a step that somebody takes with a request.
type StepDraft struct {
	Verb       Verb     `json:"verb" enum:"withdraw,object,authenticate,acknowledge,announce,circulate,begin,deliver,ask,close,decline,merge,refer"`
	Version    int      `json:"version,omitempty" doc:"The version that was read; whichever there is when 0"`
	Words      string   `json:"words,omitempty" maxLength:"2000" doc:"Why; needed to object, withdraw and decline"`
	PartyIDs   []string `json:"party_ids,omitempty" maxItems:"300" doc:"To whom it is circulated"`
	IntoID     string   `json:"into_id,omitempty" doc:"The request that it is merged into"`
	ReferredTo string   `json:"referred_to,omitempty" maxLength:"300" doc:"To whom it is referred"`
}

// effect is what a step does besides leading to another state.
type effect struct {
	party bool   // the party that asks takes it
	needs string // what to write when there are no words; "" where none are needed
	do    func(s *Service, tx *db.Tx, actor access.Actor, r *Request, d StepDraft) error
}

// effects of the steps that are taken by themselves; the others belong to verbs of their own.
var effects = map[Verb]effect{
	Authenticate: {},
	Acknowledge:  {do: (*Service).acknowledge},
	Announce:     {do: (*Service).announce},
	Object:       {party: true, needs: "Write why the request must not be circulated as it is."},
	Circulate:    {do: (*Service).circulate},
	Begin:        {},
	Deliver:      {do: (*Service).deliver},
	AskIfMet:     {do: (*Service).ask},
	Close:        {},
	Withdraw:     {party: true, needs: "Write why the request is withdrawn."},
	Decline:      {needs: "Write why the request is declined; the party will read it."},
	Merge:        {do: (*Service).merge},
	Refer:        {do: (*Service).refer},
}

// Take takes a step with a request.
func (s *Service) Take(ctx context.Context, actor access.Actor, id string, d StepDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.TakeIn(tx, actor, id, d) })
	return err
}

// TakeIn is Take within a transaction.
func (s *Service) TakeIn(tx *db.Tx, actor access.Actor, id string, d StepDraft) error {
	r, err := findRequest(tx, id)
	if err != nil {
		return err
	}
	e, known := effects[d.Verb]
	right, object := RightHandle, r.Object()
	if e.party {
		right, object = RightAsk, r.object(r.PartyID)
	}
	if err := actor.Require(right, object); err != nil {
		return err
	}
	if !known {
		return fault.Wrong("verb", "Choose what to do with the request.")
	}
	if d.Version != 0 && d.Version != r.Version {
		return fault.Clash("The request was changed by someone else in the meantime. It now stands at: %s.", r.State.Words())
	}
	if _, ok := r.State.After(d.Verb); !ok {
		return fault.Clash("The request stands at “%s”: this cannot be done from there.", r.State.Words())
	}
	d.Words = strings.TrimSpace(strings.ReplaceAll(d.Words, "\r\n", "\n"))
	var wrong fault.Invalid
	wrong.Check(e.needs == "" || d.Words != "", "words", "%s", e.needs)
	wrong.Check(utf8.RuneCountInString(d.Words) <= 2000, "words", "Shorten the text to 2,000 characters.")
	if err := wrong.Err(); err != nil {
		return err
	}
	if e.do != nil {
		if err := e.do(s, tx, actor, &r, d); err != nil {
			return err
		}
	}
	words := d.Words
	if d.Verb == Refer {
		words = strings.TrimSpace(r.ReferredTo + ". " + d.Words)
	}
	if err := r.move(tx, actor, d.Verb, words); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionStep, Kind, id, map[string]string{"verb": string(d.Verb), "state": string(r.State), "reference": r.Reference()})
}

// move leads the request to its next state, and keeps the step in its history.
func (r *Request) move(tx *db.Tx, actor access.Actor, v Verb, words string) error {
	to, ok := r.State.After(v)
	if !ok {
		return fault.Clash("The request stands at “%s”: this cannot be done from there.", r.State.Words())
	}
	from := r.State
	r.State = to
	n, err := saveProgress(tx, *r)
	if err == nil && n == 0 {
		err = fault.Clash("The request was changed by someone else in the meantime.")
	}
	if err != nil {
		return err
	}
	r.Version++
	return insertStep(tx, actor, r.ID, v, from, to, words)
}

func (s *Service) acknowledge(tx *db.Tx, actor access.Actor, r *Request, _ StepDraft) error {
	calendar, err := vocabulary.CalendarIn(tx, r.PartyCode)
	if err != nil {
		return err
	}
	r.AcknowledgedOn, r.AcknowledgeDays = tx.Today(), calendar.Between(r.ReceivedOn, tx.Today())
	return s.mailAcknowledgement(tx, actor, *r)
}

// announce begins the silence period: working days of both sides in which the party may object.
func (s *Service) announce(tx *db.Tx, _ access.Actor, r *Request, _ StepDraft) error {
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	if err := r.mayCirculate(); err != nil {
		return err
	}
	calendar, err := vocabulary.CalendarIn(tx, r.PartyCode)
	if days := targets(words).SilenceDays; days > 0 {
		r.SilenceUntil = calendar.After(tx.Today(), days)
	} else {
		r.SilenceUntil = tx.Today().AddDays(-1)
	}
	return err
}

// mayCirculate refuses to send to others what its label keeps with the party and the secretariat.
func (r Request) mayCirculate() error {
	if r.Label == label.Red || r.Label == label.AmberStrict {
		return fault.Clash("A request labelled %s is not circulated: the label keeps it with the party and the secretariat. Ask the party for a looser label first.", r.Label)
	}
	return nil
}

func (s *Service) circulate(tx *db.Tx, actor access.Actor, r *Request, d StepDraft) error {
	if err := r.mayCirculate(); err != nil {
		return err
	}
	if r.State == Silence && tx.Today() <= r.SilenceUntil {
		return fault.Clash("The silence period lasts until %s: the party can still object.", r.SilenceUntil.Time().Format("2 January 2006"))
	}
	fresh, err := r.show(tx, d.PartyIDs)
	if err != nil {
		return err
	}
	if len(fresh) == 0 {
		return fault.Wrong("party_ids", "Choose at least one party that does not have the request yet, beside the one that asks.")
	}
	if err := s.mailCirculation(tx, actor, *r, fresh); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionCirculate, Kind, r.ID, map[string]any{"reference": r.Reference(), "parties": fresh})
}

// show lets parties read the request, and returns those that could not until now.
func (r *Request) show(tx *db.Tx, partyIDs []string) ([]string, error) {
	var fresh []string
	for _, id := range partyIDs {
		if id == r.PartyID || id == "" {
			continue
		}
		n, err := insertCirculation(tx, r.ID, id)
		if db.Referenced(err) {
			return nil, fault.Wrong("party_ids", "One of the parties is not known. Choose from the list.")
		}
		if err != nil {
			return nil, err
		}
		if n > 0 {
			fresh = append(fresh, id)
			r.circulated = append(r.circulated, id)
		}
	}
	return fresh, nil
}

func (s *Service) deliver(tx *db.Tx, _ access.Actor, r *Request, _ StepDraft) error {
	n, err := countResponses(tx, r.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Clash("Write first what was done: the request has no response yet.")
	}
	words, err := vocabulary.In(tx)
	r.DeliveredOn = tx.Today()
	r.AskOn = db.Date(r.DeliveredOn.Time().AddDate(0, targets(words).AskAfterMonths, 0).Format("2006-01-02"))
	return err
}

func (s *Service) merge(tx *db.Tx, actor access.Actor, r *Request, d StepDraft) error {
	into, err := findRequest(tx, d.IntoID)
	switch {
	case fault.IsNotFound(err):
		return fault.Wrong("into_id", "Choose the request that this one goes into.")
	case err != nil:
		return err
	case into.ID == r.ID:
		return fault.Wrong("into_id", "A request is not merged into itself.")
	case into.State.Ended():
		return fault.Wrong("into_id", "Request %s is at its end (%s). Choose one that is not.", into.Reference(), into.State.Words())
	}
	r.IntoID = into.ID
	return threads.LinkIn(tx, actor, threads.LinkDraft{
		From: threads.Ref{Kind: Kind, ID: r.ID}, To: threads.Ref{Kind: Kind, ID: into.ID}, Type: threads.PartOf, Label: label.Strictest(r.Label, into.Label),
		Evidence: "Merged: request " + r.Reference() + " into request " + into.Reference(),
	})
}

func (s *Service) refer(_ *db.Tx, _ access.Actor, r *Request, d StepDraft) error {
	r.ReferredTo = strings.TrimSpace(d.ReferredTo)
	var wrong fault.Invalid
	wrong.Check(r.ReferredTo != "", "referred_to", "Write to whom the request is referred.")
	wrong.Check(utf8.RuneCountInString(r.ReferredTo) <= 300, "referred_to", "Shorten this to 300 characters.")
	return wrong.Err()
}
