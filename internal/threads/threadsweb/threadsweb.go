// Package threadsweb shows how records hang together, as a story and as a picture: pages, forms and the JSON API.
package threadsweb

import (
	"counterpart/internal/access"
	"counterpart/internal/label"
	"counterpart/internal/threads"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Threads *threads.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, link := threads.RightSee, threads.RightLink
	return []web.Route{
		{Pattern: "GET /threads/{of}/{record}", Right: see, Do: p.show},
		{Pattern: "GET /threads/{of}/{record}/link", Right: link, Do: p.linkForm},
		{Pattern: "POST /threads/{of}/{record}/link", Right: link, Do: p.link},
		{Pattern: "GET /thread-links/{thread}/end", Right: link, Do: p.endForm},
		{Pattern: "POST /thread-links/{thread}/end", Right: link, Do: p.end},
	}
}

// threadPage is one thread as a story and as a picture.
type threadPage struct {
	threads.Thread
	Actor   access.Actor
	Kinds   map[string]string
	Picture picture
}

func (p threadPage) mayLink() bool { return p.Actor.Holds(threads.RightLink) }

// label is the strictest of everything on the page.
func (p threadPage) label() label.TLP {
	out := label.Clear
	for _, r := range p.Records {
		if r.Label != "" {
			out = label.Strictest(out, r.Label)
		}
	}
	for _, s := range p.Steps {
		out = label.Strictest(out, s.Label)
	}
	return out
}

func start(c *web.Call) threads.Ref { return threads.Ref{Kind: c.Path("of"), ID: c.Path("record")} }

func at(r threads.Ref) string { return "/threads/" + r.Kind + "/" + r.ID }

func (p *Pages) kindNames() map[string]string {
	out := map[string]string{}
	for _, k := range p.Threads.Kinds() {
		out[k.Kind] = k.Name
	}
	return out
}

func (p *Pages) show(c *web.Call) error {
	found, err := p.Threads.Thread(c.Context(), c.Actor, start(c))
	if err != nil {
		return err
	}
	page := threadPage{Thread: found, Actor: c.Actor, Kinds: p.kindNames()}
	page.Picture = draw(found, page.Kinds)
	return c.Show(web.View{Title: "Thread: " + found.Start.Title, Content: threadView(page), Label: string(page.label())})
}

// linkPage is the form that joins a record with another one.
type linkPage struct {
	Start   threads.Record
	Form    *web.Form
	Kinds   []ui.Option
	Choices []threads.Record
	Looked  bool
}

func (p linkPage) outside() bool { return p.Form.Text("kind") == newOutside }

// newOutside is the choice of something that is entered with the link.
const newOutside = "new"

func (p *Pages) linkForm(c *web.Call) error {
	form := c.Form()
	if form.Text("label") == "" {
		form.Values.Set("label", string(label.Amber))
	}
	return p.showLink(c, 200, form)
}

func (p *Pages) showLink(c *web.Call, status int, form *web.Form) error {
	found, err := p.Threads.Thread(c.Context(), c.Actor, start(c))
	if err != nil {
		return err
	}
	page := linkPage{Start: found.Start, Form: form}
	for _, k := range p.Threads.Kinds() {
		page.Kinds = append(page.Kinds, ui.Option{Value: k.Kind, Label: k.Name})
	}
	page.Kinds = append(page.Kinds, ui.Option{Value: newOutside, Label: "Kept elsewhere, not entered yet"})
	if kind := form.Text("kind"); kind != "" && kind != newOutside {
		page.Looked = true
		list, err := p.Threads.Choices(c.Context(), c.Actor, kind, form.Text("find"))
		if err != nil {
			return err
		}
		for _, r := range list {
			if r.Ref != start(c) {
				page.Choices = append(page.Choices, r)
			}
		}
	}
	return c.Show(web.View{Title: "Link " + found.Start.Title, Content: linkView(page), Status: status, Label: string(label.Amber)})
}

func readDraft(f *web.Form, from threads.Ref) threads.LinkDraft {
	d := threads.LinkDraft{
		From: from, To: threads.Ref{Kind: f.Text("kind"), ID: f.Text("to")}, Type: threads.Type(f.Text("type")), On: f.Date("on", "Date"),
		Label: label.TLP(f.Text("label")), Evidence: f.Text("evidence"), Note: f.Text("note"),
	}
	if f.Text("way") == "back" {
		d.From, d.To = d.To, d.From
	}
	return d
}

func (p *Pages) link(c *web.Call) error {
	form := c.Form()
	d := readDraft(form, start(c))
	if form.Wrong.Err() == nil {
		var err error
		if form.Text("kind") == newOutside {
			_, err = p.Threads.LinkOutside(c.Context(), c.Actor, readDraft(forth(form), start(c)), threads.OutsideDraft{
				Title: form.Text("title"), Address: form.Text("address"), On: form.Date("on", "Date"), Label: label.TLP(form.Text("label")),
			})
		} else {
			_, err = p.Threads.Link(c.Context(), c.Actor, d)
		}
		if err == nil {
			return c.See(at(start(c)), "The two are linked.")
		}
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
	}
	return p.showLink(c, 422, form)
}

// forth reads the link from the record of the page: something that is entered with the link is its second record.
func forth(f *web.Form) *web.Form {
	f.Values.Set("way", "")
	return f
}

// endPage asks why a link ends.
type endPage struct {
	Step threads.Step
	Form *web.Form
}

func (p *Pages) endForm(c *web.Call) error { return p.showEnd(c, 200, web.NewForm(nil)) }

func (p *Pages) showEnd(c *web.Call, status int, form *web.Form) error {
	step, err := p.Threads.Find(c.Context(), c.Actor, c.Path("thread"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "End a link", Content: endView(endPage{step, form}), Status: status, Label: string(step.Label)})
}

func (p *Pages) end(c *web.Call) error {
	form, id := c.Form(), c.Path("thread")
	if err := p.Threads.End(c.Context(), c.Actor, id, form.Text("reason")); err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showEnd(c, 422, form)
	}
	step, err := p.Threads.Find(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.See(at(step.From.Ref), "The link has ended. It stays in the register with your reason.")
}
