package supportweb

import (
	"strings"

	"counterpart/internal/accounts"
	"counterpart/internal/support"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// suggestPage lists the offers that may fit a request.
type suggestPage struct {
	requestPage
	List    []support.Suggestion
	Form    *web.Form
	Choices []support.Offer // found by words
	Looked  bool
}

func (p *Pages) suggestions(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	out := suggestPage{requestPage: page, Form: c.Form()}
	if out.List, err = p.Support.Suggest(c.Context(), c.Actor, page.Request.ID); err != nil {
		return err
	}
	if q := out.Form.Text("find"); q != "" {
		out.Looked = true
		if out.Choices, err = p.Support.Choices(c.Context(), c.Actor, q); err != nil {
			return err
		}
	}
	return c.Show(web.View{Title: "Offers that may fit", Content: suggestView(out), Label: string(page.Request.Label)})
}

// proposePage asks for the reasons of a match.
type proposePage struct {
	requestPage
	Offer support.Offer
	Form  *web.Form
}

func (p *Pages) proposeForm(c *web.Call) error {
	form := c.Form()
	if list, err := p.Support.Suggest(c.Context(), c.Actor, c.Path("request")); err == nil {
		for _, s := range list {
			if s.Offer.ID == form.Text("offer_id") {
				form.Values.Set("reasons", strings.Join(s.Reasons, ". ")+".")
			}
		}
	}
	return p.showPropose(c, 200, form)
}

func (p *Pages) showPropose(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if form.Text("offer_id") == "" {
		return c.See(page.at("/suggestions"), "")
	}
	offer, err := p.Support.FindOffer(c.Context(), c.Actor, form.Text("offer_id"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Propose a match", Content: proposeView(proposePage{page, offer.Offer, form}), Status: status, Label: string(page.Request.Label)})
}

func (p *Pages) propose(c *web.Call) error {
	form, id := c.Form(), c.Path("request")
	if _, err := p.Support.Propose(c.Context(), c.Actor, id, form.Text("offer_id"), form.Text("reasons")); err != nil {
		return after(form, err, func(status int) error { return p.showPropose(c, status, form) })
	}
	return c.See("/requests/"+id, "The match is proposed: both sides were asked.")
}

// answerPage asks one side whether it agrees to a match.
type answerPage struct {
	requestPage
	Match support.Matching
	Offer support.Offer
	Sides []ui.Option
	Form  *web.Form
}

func (p *Pages) answerForm(c *web.Call) error { return p.showAnswer(c, 200, c.Form()) }

func (p *Pages) showAnswer(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	out := answerPage{requestPage: page, Form: form}
	for _, m := range page.Matches {
		if m.ID == c.Path("match") {
			out.Match = m
			for _, side := range page.sides(m) {
				out.Sides = append(out.Sides, ui.Option{Value: side, Label: map[string]string{support.Asker: page.Request.Party, support.Giver: m.Party}[side]})
			}
		}
	}
	for _, o := range page.Offers {
		if o.ID == out.Match.OfferID {
			out.Offer = o
		}
	}
	if len(out.Sides) == 0 {
		return c.See(page.at(""), "")
	}
	if len(out.Sides) == 1 {
		form.Values.Set("side", out.Sides[0].Value)
	}
	return c.Show(web.View{Title: "Answer a proposed match", Content: answerView(out), Status: status, Label: string(page.Request.Label)})
}

func (p *Pages) answer(c *web.Call) error {
	form, id := c.Form(), c.Path("request")
	err := p.Support.AnswerMatch(c.Context(), c.Actor, c.Path("match"), support.AnswerDraft{Side: form.Text("side"), Answer: form.Text("answer"), Words: form.Text("words")})
	if err != nil {
		return after(form, err, func(status int) error { return p.showAnswer(c, status, form) })
	}
	return c.See("/requests/"+id, "The answer is kept.")
}

// fulfilPage asks whether a request was met.
type fulfilPage struct {
	requestPage
	Form   *web.Form
	Sides  []ui.Option
	Action string
	Link   bool
	Done   bool // it was answered already
}

func (p *Pages) fulfilForm(c *web.Call) error { return p.showFulfil(c, 200, c.Form()) }

func (p *Pages) showFulfil(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	out := fulfilPage{requestPage: page, Form: form, Sides: page.toSay(), Action: page.at("/fulfilment")}
	if len(out.Sides) == 0 {
		return c.See(page.at(""), "")
	}
	if len(out.Sides) == 1 {
		form.Values.Set("party_id", out.Sides[0].Value)
	}
	return c.Show(web.View{Title: "Was the request met?", Content: fulfilView(out), Status: status, Label: string(page.Request.Label)})
}

func (p *Pages) fulfil(c *web.Call) error {
	form, id := c.Form(), c.Path("request")
	if err := p.Support.SayFulfilled(c.Context(), c.Actor, id, readFulfilment(form)); err != nil {
		return after(form, err, func(status int) error { return p.showFulfil(c, status, form) })
	}
	return c.See("/requests/"+id, "Thank you. The answer is kept.")
}

func readFulfilment(f *web.Form) support.FulfilmentDraft {
	return support.FulfilmentDraft{PartyID: f.Text("party_id"), Answer: f.Text("answer"), Words: f.Text("words")}
}

// follow finds the request of a signed link, and acts as its bearer.
func (p *Pages) follow(c *web.Call) (requestPage, error) {
	actor, link, err := p.Accounts.Follow(c.Context(), c.Path("token"), accounts.PurposeFulfil)
	if err != nil {
		return requestPage{}, err
	}
	c.Actor = actor
	found, err := p.Support.Find(c.Context(), actor, link.ActivityID) // where the id of the request stands
	if err != nil {
		return requestPage{}, err
	}
	words, err := p.Vocabulary.Words(c.Context())
	return requestPage{Page: found, Actor: actor, Words: words}, err
}

func (p *Pages) linkForm(c *web.Call) error {
	page, err := p.follow(c)
	if err != nil {
		return err
	}
	return p.showLink(c, 200, page, web.NewForm(nil))
}

func (p *Pages) showLink(c *web.Call, status int, page requestPage, form *web.Form) error {
	form.Values.Set("party_id", page.Request.PartyID)
	out := fulfilPage{requestPage: page, Form: form, Action: "/f/" + c.Path("token"), Link: true, Done: page.Request.State != support.Asked}
	return c.Show(web.View{Title: "Was your request met?", Content: fulfilView(out), Status: status, Public: true, NoIndex: true, Label: string(page.Request.Label)})
}

func (p *Pages) link(c *web.Call) error {
	page, err := p.follow(c)
	if err != nil {
		return err
	}
	form := c.Form()
	d := readFulfilment(form)
	d.PartyID = page.Request.PartyID
	if err := p.Support.SayFulfilled(c.Context(), c.Actor, page.Request.ID, d); err != nil {
		return after(form, err, func(status int) error { return p.showLink(c, status, page, form) })
	}
	return c.See("/f/"+c.Path("token"), "Thank you. The answer is kept.")
}
