package supportweb

import (
	"counterpart/internal/activities"
	"counterpart/internal/support"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// takePage is the form of a step that asks for something.
type takePage struct {
	requestPage
	Verb    support.Verb
	Form    *web.Form
	Parties []ui.Option // to circulate to
	Others  []ui.Option // to merge into
}

func (p *Pages) takeForm(c *web.Call) error { return p.showTake(c, 200, web.NewForm(nil)) }

func (p *Pages) showTake(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	verb := support.Verb(c.Path("verb"))
	words, known := verbWords[verb]
	if !known || !canTake(page, verb) {
		return c.See(page.at(""), "")
	}
	take := takePage{requestPage: page, Verb: verb, Form: form}
	switch verb {
	case support.Circulate:
		if take.Parties, err = p.openParties(c, page); err != nil {
			return err
		}
	case support.Merge:
		list, _, err := p.Support.List(c.Context(), c.Actor, support.Filter{PartyID: page.Request.PartyID, Open: true, Limit: 100})
		if err != nil {
			return err
		}
		for _, r := range list {
			if r.ID != page.Request.ID {
				take.Others = append(take.Others, ui.Option{Value: r.ID, Label: r.Reference() + ": " + r.Title})
			}
		}
	}
	return c.Show(web.View{Title: words.button, Content: takeView(take), Status: status, Label: string(page.Request.Label)})
}

func canTake(page requestPage, verb support.Verb) bool {
	for _, v := range page.Can {
		if v == verb {
			return true
		}
	}
	return false
}

// openParties are the parties that do not have the request yet.
func (p *Pages) openParties(c *web.Call, page requestPage) ([]ui.Option, error) {
	all, err := p.partyOptions(c)
	has := map[string]bool{page.Request.PartyID: true}
	for _, r := range page.Circulation {
		has[r.PartyID] = true
	}
	var out []ui.Option
	for _, o := range all {
		if !has[o.Value] {
			out = append(out, o)
		}
	}
	return out, err
}

func (p *Pages) take(c *web.Call) error {
	form, id, verb := c.Form(), c.Path("request"), support.Verb(c.Path("verb"))
	err := p.Support.Take(c.Context(), c.Actor, id, support.StepDraft{
		Verb: verb, Version: form.Int("version", "Version"), Words: form.Text("words"), PartyIDs: form.Texts("party_ids"), IntoID: form.Text("into_id"), ReferredTo: form.Text("referred_to"),
	})
	if err == nil {
		return c.See("/requests/"+id, verbWords[verb].done)
	}
	return after(form, err, func(status int) error { return p.showTake(c, status, form) })
}

// respondPage is the form of a response.
type respondPage struct {
	requestPage
	Form       *web.Form
	Activities []ui.Option
	Looked     bool
}

func (p *Pages) respondForm(c *web.Call) error {
	form := c.Form()
	return p.showRespond(c, 200, form)
}

func (p *Pages) showRespond(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	respond := respondPage{requestPage: page, Form: form}
	if q := form.Text("find"); q != "" {
		respond.Looked = true
		list, _, err := p.Activities.List(c.Context(), c.Actor, activities.Filter{Query: q, Limit: 20})
		if err != nil {
			return err
		}
		for _, a := range list {
			respond.Activities = append(respond.Activities, ui.Option{Value: a.ID, Label: a.Title, Hint: a.Dates()})
		}
	}
	return c.Show(web.View{Title: "Note what was done", Content: respondView(respond), Status: status, Label: string(page.Request.Label)})
}

func (p *Pages) respond(c *web.Call) error {
	form, id := c.Form(), c.Path("request")
	d := support.ResponseDraft{
		Kind: form.Text("kind"), Title: form.Text("title"), Words: form.Text("words"), On: form.Date("on", "Date"), ActivityID: form.Text("activity_id"), Address: form.Text("address"),
	}
	again := func(status int) error { return p.showRespond(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if _, err := p.Support.Respond(c.Context(), c.Actor, id, d); err != nil {
		return after(form, err, again)
	}
	return c.See("/requests/"+id+"#responses", "The response is noted, and linked with the request.")
}
