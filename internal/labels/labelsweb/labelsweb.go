// Package labelsweb shows the label of a record, who may read it, and how it came to be so.
package labelsweb

import (
	"counterpart/internal/access"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/web"
)

// Pages are the pages of this room.
type Pages struct{ Labels *labels.Service }

// Routes lists every page and form of this room. The right that a record asks for depends on its kind: the verbs ask.
func (p *Pages) Routes() []web.Route {
	const open = "the record of the kind asks for its own right"
	return []web.Route{
		{Pattern: "GET /labels/{kind}/{id}", Open: open, Do: p.show},
		{Pattern: "POST /labels/{kind}/{id}", Open: open, Do: p.set},
		{Pattern: "POST /labels/{kind}/{id}/readers", Open: open, Do: p.name},
		{Pattern: "POST /labels/{kind}/{id}/readers/{account}/remove", Open: open, Do: p.remove},
	}
}

// API adds nothing: labels travel with the records.
func (p *Pages) API(*web.API) {}

type page struct {
	labels.Page
	Actor access.Actor
	At    string
	Form  *web.Form
}

func (p *Pages) show(c *web.Call) error {
	if !c.Actor.SignedIn() {
		return c.See("/signin", "")
	}
	return p.showPage(c, 200, nil)
}

func (p *Pages) showPage(c *web.Call, status int, form *web.Form) error {
	found, err := p.Labels.Page(c.Context(), c.Actor, c.Path("kind"), c.Path("id"))
	if err != nil {
		return err
	}
	if form == nil {
		form = web.NewForm(map[string]string{"label": string(found.Record.Object.Label)})
	}
	view := page{Page: found, Actor: c.Actor, At: at(c), Form: form}
	return c.Show(web.View{Title: "Label: " + found.Record.Title, Content: labelView(view), Status: status, Label: string(found.Label)})
}

func at(c *web.Call) string { return "/labels/" + c.Path("kind") + "/" + c.Path("id") }

func (p *Pages) set(c *web.Call) error {
	f := c.Form()
	return p.after(c, p.Labels.Set(c.Context(), c.Actor, c.Path("kind"), c.Path("id"), label.TLP(f.Text("label")), f.Text("label_reason")), "The label is kept.")
}

func (p *Pages) name(c *web.Call) error {
	return p.after(c, p.Labels.NameReader(c.Context(), c.Actor, c.Path("kind"), c.Path("id"), c.Form().Text("email")), "The reader is named.")
}

func (p *Pages) remove(c *web.Call) error {
	err := p.Labels.RemoveReader(c.Context(), c.Actor, c.Path("kind"), c.Path("id"), c.Path("account"))
	return p.after(c, err, "The name is taken off the list.")
}

func (p *Pages) after(c *web.Call, err error, notice string) error {
	if err == nil {
		return c.See(at(c), notice)
	}
	form := c.Form()
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showPage(c, 422, form)
}
