package lettersweb

import (
	"fmt"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
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
	Groups   []ui.Option
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
	page := sendPage{Actor: c.Actor, Activity: a, Letter: l, Form: form}
	if page.Parties, err = p.partyOptions(c); err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(ctx)
	if err != nil {
		return err
	}
	page.Groups = groups(words)
	if page.Chosen, err = p.chosen(c, a.ID, form); err != nil {
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

// written is the group of the parties that the activity has written to.
const written = "written"

// groups are the sets of parties that can be chosen at once.
func groups(words *vocabulary.Words) []ui.Option {
	out := []ui.Option{{Value: written, Label: "All that this activity has written to"}}
	for _, t := range words.List(vocabulary.Statuses) {
		name := t.Plural
		if name == "" {
			name = t.Name
		}
		out = append(out, ui.Option{Value: t.Code, Label: name, Group: "By status in the mechanism"})
	}
	return out
}

// chosen joins the parties ticked with those of the group.
func (p *Pages) chosen(c *web.Call, activityID string, form *web.Form) ([]string, error) {
	out := form.Texts("party")
	switch group := form.Text("group"); group {
	case "":
	case written:
		ids, err := p.Letters.WrittenTo(c.Context(), c.Actor, activityID)
		if err != nil {
			return nil, err
		}
		out = append(out, ids...)
	default:
		rows, _, err := p.Parties.List(c.Context(), c.Actor, parties.Filter{Status: group, Limit: 1000})
		if err != nil {
			return nil, err
		}
		for _, party := range rows {
			out = append(out, party.ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
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
