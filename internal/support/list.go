package support

import (
	"context"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
)

// Filter narrows the list of requests.
type Filter struct {
	Query   string // beginnings of words of title, document number and party
	State   State
	Open    bool // those that wait for something
	Late    bool // those whose acknowledgement or first response is overdue
	Subject string
	Help    string
	PartyID string
	After   []string
	Limit   int
}

// asked is what the filter asks for, as the history keeps it.
func (f Filter) asked() map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{"state": string(f.State), "subject": f.Subject, "help": f.Help, "party": f.PartyID} {
		if value != "" {
			out[name] = value
		}
	}
	for name, on := range map[string]bool{"open": f.Open, "late": f.Late} {
		if on {
			out[name] = strconv.FormatBool(on)
		}
	}
	return out
}

// List returns a page of the requests that the actor may see, the latest first, and the key of the next page. The long texts
// are left out.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Request, []string, error) {
	if !actor.Holds(RightSee) {
		return nil, nil, actor.Require(RightSee, access.Anything)
	}
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Request, error) {
		rows, err := listRequests(tx, actor, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{string(rows[f.Limit-1].ReceivedOn), rows[f.Limit-1].ID}
		}
		for i := range rows {
			if rows[i].sideOf(actor) == Receiver { // who may help is not told how fast others were
				rows[i].AcknowledgeBy, rows[i].RespondBy, rows[i].AcknowledgedOn, rows[i].RespondedOn = "", "", "", ""
				rows[i].AcknowledgeDays, rows[i].RespondDays = 0, 0
			}
		}
		return rows, err
	})
	return list, next, err
}

// takenAtOnce is how many rows of a file are read at a time.
const takenAtOnce = 500

// Taken are the requests of a file, with the label that it carries.
type Taken struct {
	List  []Request
	Label label.TLP
}

// TakeAlong returns the requests for a file that is taken along, which the history notes.
func (s *Service) TakeAlong(ctx context.Context, actor access.Actor, f Filter) (Taken, error) {
	list, err := db.Whole(func(after []string) ([]Request, []string, error) {
		f.After, f.Limit = after, takenAtOnce
		return s.List(ctx, actor, f)
	})
	if err != nil {
		return Taken{}, err
	}
	out := Taken{List: list, Label: label.Clear}
	for _, r := range list {
		out.Label = label.Strictest(out.Label, r.Label)
	}
	return out, audit.Exported(ctx, s.db, actor, Kind, []string{""}, ActionTake, f.asked())
}

// OfferFilter narrows the list of offers.
type OfferFilter struct {
	Query   string
	Subject string
	Help    string
	PartyID string
	All     bool // also those that are withdrawn or no longer valid
	After   []string
	Limit   int
}

// Offers returns a page of the offers that the actor may see, the latest first, and the key of the next page.
func (s *Service) Offers(ctx context.Context, actor access.Actor, f OfferFilter) ([]Offer, []string, error) {
	if !actor.Holds(RightOffers) {
		return nil, nil, actor.Require(RightOffers, access.Anything)
	}
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Offer, error) {
		rows, err := listOffers(tx, actor, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{rows[f.Limit-1].CreatedAt.Text(), rows[f.Limit-1].ID}
		}
		return rows, err
	})
	return list, next, err
}

// Summary is what everybody may read of a request, as its party agreed.
type Summary struct {
	Year    int    `db:"year" json:"year"`
	Subject string `db:"subject" json:"subject"`
	Help    string `db:"help" json:"help"`
	Words   string `db:"summary" json:"summary"`
	State   State  `db:"state" json:"-"`
	Ended   bool   `db:"-" json:"ended"`
}

// Summaries lists what everybody may read of the requests that were circulated, the latest first. It names no party.
func (s *Service) Summaries(ctx context.Context) ([]Summary, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Summary, error) {
		list, err := summaries(tx)
		for i := range list {
			list[i].Ended = list[i].State.given()
		}
		return list, err
	})
}

// Own is what concerns a focal point's parties: one page with everything that waits for them.
type Own struct {
	Asked    []Request // by the own parties
	Received []Request // circulated to them
	Offers   []Offer   // of them
	Answers  []OwnMatch
}

// OwnMatch is a proposed match that waits for the answer of one of the actor's parties.
type OwnMatch struct {
	ID        string `db:"id"`
	RequestID string `db:"request_id"`
	Title     string `db:"title"`
	Offer     string `db:"offer"`
	Party     string `db:"party"`
	Side      string `db:"side"`
}

// ownMost bounds each part of the page; the lists have the rest.
const ownMost = 50

// Mine returns what concerns the actor's parties.
func (s *Service) Mine(ctx context.Context, actor access.Actor) (Own, error) {
	mine := actor.Parties(access.FocalPoint)
	if len(mine) == 0 {
		return Own{}, actor.Require(RightAsk, access.Object{Parties: []string{"none"}})
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (out Own, err error) {
		if out.Asked, err = requestsOf(tx, actor, mine, true, ownMost); err != nil {
			return out, err
		}
		if out.Received, err = requestsOf(tx, actor, mine, false, ownMost); err != nil {
			return out, err
		}
		if out.Offers, err = offersOf(tx, actor, mine, ownMost); err != nil {
			return out, err
		}
		out.Answers, err = matchesToAnswer(tx, actor, mine, ownMost)
		return out, err
	})
}
