package lettersweb

import (
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/letters"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// sendPage is a note about to be sent: first whom to, then who gets what.
type sendPage struct {
	Actor    access.Actor
	Activity activities.Activity
	Letter   letters.Letter
	Form     *web.Form
	Parties  []ui.Option
	Chosen   []string
	Get      []letters.Due
	LeftOut  []letters.Due
}

func (p *Pages) sendForm(c *web.Call) error { return p.showSend(c, 200, c.Form()) }

func (p *Pages) showSend(c *web.Call, status int, form *web.Form) error {
	ctx := c.Context()
	l, a, err := p.Letters.Find(ctx, c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := sendPage{Actor: c.Actor, Activity: a, Letter: l, Form: form, Chosen: form.Texts("party")}
	if page.Parties, err = p.partyOptions(c); err != nil {
		return err
	}
	due, err := p.Letters.Rehearse(ctx, c.Actor, l.ID, page.Chosen)
	if err != nil {
		return err
	}
	for _, d := range due {
		if d.LeftOut == "" {
			page.Get = append(page.Get, d)
		} else {
			page.LeftOut = append(page.LeftOut, d)
		}
	}
	return c.Show(web.View{Title: "Send: " + l.Subject, Content: sendView(page), Status: status})
}

func (p *Pages) send(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	sent, err := p.Letters.SendNote(c.Context(), c.Actor, id, form.Texts("party"))
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showSend(c, 422, form)
	}
	l, _, err := p.Letters.Find(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.See("/activities/"+l.ActivityID+"/letters", fmt.Sprintf("%d messages are in the outbox.", sent))
}
