// Package supportweb shows what parties ask for and what others offer: pages, forms and the JSON API.
package supportweb

import (
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/parties"
	"counterpart/internal/support"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Support    *support.Service
	Parties    *parties.Service
	Activities *activities.Service
	Accounts   *accounts.Service
	Vocabulary *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, ask, handle := support.RightSee, support.RightAsk, support.RightHandle
	const label, token = "an offer labelled CLEAR is open to everybody; the verb asks for the rest", "the token is checked"
	return []web.Route{
		{Pattern: "GET /requests", Right: see, Do: p.list},
		{Pattern: "GET /requests.csv", Right: see, Do: p.csv},
		{Pattern: "GET /requests/clocks", Right: see, Do: p.clocks},
		{Pattern: "GET /requests/new", Right: ask, Do: p.enterForm},
		{Pattern: "POST /requests", Right: ask, Do: p.enter},
		{Pattern: "GET /requests/{request}", Right: see, Do: p.show},
		{Pattern: "GET /requests/{request}/edit", Right: ask, Do: p.changeForm},
		{Pattern: "POST /requests/{request}", Right: ask, Do: p.change},
		{Pattern: "GET /requests/{request}/take/{verb}", Right: ask, Do: p.takeForm},
		{Pattern: "POST /requests/{request}/take/{verb}", Right: ask, Do: p.take},
		{Pattern: "GET /requests/{request}/respond", Right: handle, Do: p.respondForm},
		{Pattern: "POST /requests/{request}/respond", Right: handle, Do: p.respond},
		{Pattern: "GET /requests/{request}/suggestions", Right: handle, Do: p.suggestions},
		{Pattern: "GET /requests/{request}/propose", Right: handle, Do: p.proposeForm},
		{Pattern: "POST /requests/{request}/propose", Right: handle, Do: p.propose},
		{Pattern: "GET /requests/{request}/matches/{match}", Right: ask, Do: p.answerForm},
		{Pattern: "POST /requests/{request}/matches/{match}", Right: ask, Do: p.answer},
		{Pattern: "GET /requests/{request}/fulfilment", Right: ask, Do: p.fulfilForm},
		{Pattern: "POST /requests/{request}/fulfilment", Right: ask, Do: p.fulfil},
		{Pattern: "GET /f/{token}", Open: token, Do: p.linkForm},
		{Pattern: "POST /f/{token}", Open: token, Do: p.link},
		{Pattern: "GET /our-support", Right: ask, Do: p.own},
		{Pattern: "GET /offers", Open: label, Do: p.offers},
		{Pattern: "GET /offers/new", Right: ask, Do: p.offerForm},
		{Pattern: "POST /offers", Right: ask, Do: p.addOffer},
		{Pattern: "GET /offers/{offer}", Open: label, Do: p.offer},
		{Pattern: "GET /offers/{offer}/edit", Right: ask, Do: p.changeOfferForm},
		{Pattern: "POST /offers/{offer}", Right: ask, Do: p.changeOffer},
		{Pattern: "POST /offers/{offer}/withdraw", Right: ask, Do: p.withdrawOffer},
		{Pattern: "GET /support", Open: "summaries that parties agreed to publish, and offers labelled CLEAR", Do: p.public},
	}
}

const pageSize = 50

// after is what a form leads to: shown again with the words beside the fields, or the error.
func after(form *web.Form, err error, again func(status int) error) error {
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return again(422)
}

func (p *Pages) partyOptions(c *web.Call) ([]ui.Option, error) {
	list, err := p.Parties.Names(c.Context(), c.Actor)
	out := make([]ui.Option, len(list))
	for i, one := range list {
		out[i] = ui.Option{Value: one.ID, Label: one.Name}
	}
	return out, err
}

func (p *Pages) regionOptions(c *web.Call) ([]ui.Option, error) {
	list, err := p.Support.Regions(c.Context())
	out := make([]ui.Option, len(list))
	for i, one := range list {
		out[i] = ui.Option{Value: one, Label: one}
	}
	return out, err
}
