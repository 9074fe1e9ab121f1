package support

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/vocabulary"
)

// Side is from where somebody looks at a request.
type Side string

// The sides: what is shown beside the text depends on it.
const (
	Office   Side = "office"   // the secretariat: everything
	Asking   Side = "asking"   // the party that asks: everything but who else could help
	Receiver Side = "receiver" // a party to which it was circulated: the text, and what is its own
)

// Page is a request with everything that the reader's side is shown.
type Page struct {
	Request     Request      `json:"request"`
	Side        Side         `json:"side" enum:"office,asking,receiver"`
	Reference   string       `json:"reference"`
	Today       db.Date      `json:"-"`
	Parties     []string     `json:"-"` // for which the reader answers
	Can         []Verb       `json:"can" nullable:"false" doc:"The steps that the reader can take now"`
	Waits       string       `json:"waits_for,omitempty" doc:"For whom and what the request waits"`
	Due         db.Date      `json:"due,omitempty"`
	Steps       []Step       `json:"steps" nullable:"false"`
	Circulation []Reader     `json:"circulated_to" nullable:"false"`
	Matches     []Matching   `json:"matches" nullable:"false"`
	Offers      []Offer      `json:"offers" nullable:"false" doc:"That came in answer to it, or that are proposed"`
	Responses   []Response   `json:"responses" nullable:"false"`
	Fulfilments []Fulfilment `json:"fulfilments" nullable:"false"`
	Disagree    bool         `json:"disagree" doc:"The sides say different things about whether it was met"`
	Into        string       `json:"merged_into_reference,omitempty"`
}

// Reader is a party to which a request was circulated.
type Reader struct {
	PartyID string  `db:"party_id" json:"party_id"`
	Party   string  `db:"party" json:"party"`
	At      db.Time `db:"at" json:"at"`
	Offers  int     `db:"offers" json:"offers" doc:"That the party made in answer"`
}

// Answers tells whether the reader answers for the party.
func (p Page) Answers(partyID string) bool { return slices.Contains(p.Parties, partyID) }

// sideOf says from where the actor looks.
func (r Request) sideOf(actor access.Actor) Side {
	switch {
	case actor.Can(RightSee, r.object()):
		return Office
	case actor.Can(RightSee, r.object(r.PartyID)):
		return Asking
	default:
		return Receiver
	}
}

// Find returns a request as its reader's side is shown it.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Page, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		r, err := findRequest(tx, id)
		if err != nil {
			return Page{}, err
		}
		if err := actor.Require(RightSee, r.Object()); err != nil {
			return Page{}, err
		}
		p := Page{Request: r, Side: r.sideOf(actor), Reference: r.Reference(), Today: tx.Today()}
		for _, party := range append([]string{r.PartyID}, r.circulated...) {
			if actor.Can(RightAsk, r.object(party)) {
				p.Parties = append(p.Parties, party)
			}
		}
		p.Can = r.verbsOf(actor)
		if err := p.load(tx); err != nil {
			return Page{}, err
		}
		p.Waits, p.Due = p.waits()
		p.forSide()
		return p, nil
	})
}

// verbsOf lists the steps that the actor can take now.
func (r Request) verbsOf(actor access.Actor) []Verb {
	out := []Verb{}
	office, party := actor.Can(RightHandle, r.Object()), actor.Can(RightAsk, r.object(r.PartyID))
	for _, v := range r.State.Can() {
		if e, ok := effects[v]; ok && (office && !e.party || party && e.party) {
			out = append(out, v)
		}
	}
	return out
}

func (p *Page) load(tx *db.Tx) (err error) {
	id := p.Request.ID
	if p.Steps, err = stepsOf(tx, id); err != nil {
		return err
	}
	if p.Circulation, err = circulationOf(tx, id); err != nil {
		return err
	}
	if p.Matches, err = matchesOf(tx, id); err != nil {
		return err
	}
	if p.Offers, err = offersAbout(tx, id); err != nil {
		return err
	}
	if p.Responses, err = responsesOf(tx, id); err != nil {
		return err
	}
	if p.Fulfilments, err = fulfilmentsOf(tx, id); err != nil {
		return err
	}
	for _, f := range p.Fulfilments {
		p.Disagree = p.Disagree || f.Answer != p.Fulfilments[0].Answer
	}
	if p.Request.IntoID != "" {
		into, err := findRequest(tx, p.Request.IntoID)
		if err != nil {
			return err
		}
		p.Into = into.Reference()
	}
	return nil
}

// forSide leaves out what the reader's side is not shown: a party that may help sees neither who else was asked nor what others
// offer, and reads of deliveries only when it gives; the party that asks reads offers once they are proposed to it.
func (p *Page) forSide() {
	if p.Side == Office {
		return
	}
	p.Offers = slices.DeleteFunc(p.Offers, func(o Offer) bool {
		return !p.Answers(o.PartyID) && !(p.Side == Asking && p.proposed(o.ID))
	})
	if p.Side == Asking {
		return
	}
	p.Circulation, p.Steps = []Reader{}, []Step{}
	p.Matches = slices.DeleteFunc(p.Matches, func(m Matching) bool { return !p.Answers(m.PartyID) })
	p.Request.AcknowledgeBy, p.Request.AcknowledgedOn, p.Request.AcknowledgeDays = "", "", 0
	p.Request.RespondBy, p.Request.RespondedOn, p.Request.RespondDays = "", "", 0
	p.Request.SilenceUntil, p.Request.AskOn, p.Request.ReferredTo, p.Request.IntoID, p.Into = "", "", "", "", ""
	p.Waits, p.Due = "", ""
	if !p.gives() {
		p.Responses, p.Fulfilments, p.Disagree, p.Request.DeliveredOn = []Response{}, []Fulfilment{}, false, ""
	}
}

func (p *Page) proposed(offerID string) bool {
	return slices.ContainsFunc(p.Matches, func(m Matching) bool { return m.OfferID == offerID })
}

// gives tells whether an offer of the reader's was matched with the request.
func (p *Page) gives() bool {
	return slices.ContainsFunc(p.Matches, func(m Matching) bool { return m.State == Agreed && p.Answers(m.PartyID) })
}

// waits says for whom and what the request waits, and until when.
func (p *Page) waits() (words string, due db.Date) {
	r := p.Request
	switch r.State {
	case Received:
		return "The secretariat authenticates it", r.AcknowledgeBy
	case Authenticated:
		return "The secretariat acknowledges it", r.AcknowledgeBy
	case Acknowledged:
		return "The secretariat announces that it will be circulated", r.RespondBy
	case Silence:
		if r.SilenceUntil >= p.Today {
			return r.Party + " may object", r.SilenceUntil
		}
		return "The secretariat circulates it: nobody objected", r.RespondBy
	case Circulated:
		return "Those to whom it was circulated may offer help", r.RespondBy
	case Offered:
		return p.waitsForMatch(), r.RespondBy
	case Matched:
		return "The help begins", ""
	case Delivering:
		return "The help is given, and the secretariat notes what was done", ""
	case Delivered:
		return "It will be asked whether the request was met", r.AskOn
	case Asked:
		return r.Party + " says whether it was met", ""
	case Met, PartlyMet, NotMet:
		return "The secretariat closes it", ""
	default:
		return "", ""
	}
}

func (p *Page) waitsForMatch() string {
	for _, m := range p.Matches {
		switch {
		case m.State != Proposed:
		case m.AskerAnswer == "" && m.GiverAnswer == "":
			return p.Request.Party + " and " + m.Party + " answer the proposed match"
		case m.AskerAnswer == "":
			return p.Request.Party + " answers the proposed match"
		default:
			return m.Party + " answers the proposed match"
		}
	}
	return "The secretariat proposes a match"
}

// OfferPage is an offer with what its own party and the secretariat see beside it.
type OfferPage struct {
	Offer   Offer      `json:"offer"`
	Today   db.Date    `json:"-"`
	MayEdit bool       `json:"may_edit"`
	Own     bool       `json:"-"` // the reader is the secretariat or of the party
	Matches []Matching `json:"matches" nullable:"false" doc:"For the party and the secretariat"`
	Numbers []string   `json:"-"` // of the requests of the matches
}

// FindOffer returns an offer.
func (s *Service) FindOffer(ctx context.Context, actor access.Actor, id string) (OfferPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (OfferPage, error) {
		o, err := findOffer(tx, id)
		if err != nil {
			return OfferPage{}, err
		}
		if err := actor.Require(RightOffers, o.Object()); err != nil {
			return OfferPage{}, err
		}
		p := OfferPage{Offer: o, Today: tx.Today(), MayEdit: o.State == OfferOpen && actor.Can(RightAsk, o.Object()), Matches: []Matching{}}
		p.Own = actor.Can(RightSee, o.Object())
		if p.Own {
			p.Matches, err = matchesWith(tx, id)
		}
		if err == nil && len(p.Matches) > 0 {
			p.Numbers, err = numbersOf(tx, p.Matches)
		}
		return p, err
	})
}

// Words are the vocabulary, for pages.
func (s *Service) Words(ctx context.Context) (*vocabulary.Words, error) {
	return db.View(ctx, s.db, vocabulary.In)
}

// Regions lists the regions of the parties, for the choices of a form.
func (s *Service) Regions(ctx context.Context) ([]string, error) { return db.View(ctx, s.db, regions) }
