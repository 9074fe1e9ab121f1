package lettersweb

import (
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/delegations"
	"counterpart/internal/letters"
	"counterpart/internal/web"
)

// tabPage is the letters of an activity with what became of their mail.
type tabPage struct {
	Actor    access.Actor
	Activity activities.Activity
	Letters  []letters.Letter
	Counts   []letters.Count
	Failed   []letters.Message
	MayEdit  bool
	MaySend  bool
	MayAsk   bool // may invite the parties
}

func (p *Pages) tab(c *web.Call) error {
	ctx := c.Context()
	a, err := p.Activities.Find(ctx, c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := tabPage{Actor: c.Actor, Activity: a, MayEdit: c.Actor.Can(letters.RightEdit, a.Object()), MaySend: c.Actor.Can(letters.RightSend, a.Object())}
	page.MayAsk = c.Actor.Can(delegations.RightInvite, a.Object()) && a.State == activities.Open
	if page.Letters, err = p.Letters.Letters(ctx, c.Actor, a.ID); err != nil {
		return err
	}
	if page.Counts, err = p.Letters.Counts(ctx, c.Actor, a.ID); err != nil {
		return err
	}
	page.Failed, _, err = p.Letters.Messages(ctx, c.Actor, letters.Filter{ActivityID: a.ID, State: letters.Failed, Limit: 20})
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Letters of " + a.Title, Content: tabView(page), Label: string(a.Label)})
}

// total adds the counts of all kinds.
func (p tabPage) total() letters.Count {
	var sum letters.Count
	for _, n := range p.Counts {
		sum.Queued, sum.Sent, sum.Failed, sum.Answered = sum.Queued+n.Queued, sum.Sent+n.Sent, sum.Failed+n.Failed, sum.Answered+n.Answered
	}
	return sum
}

// unwritten lists the kinds that the activity has no letter of its own for: the pack's template is sent.
func (p tabPage) unwritten() []string {
	var out []string
	for _, kind := range letters.Kinds {
		found := letters.ByHand(kind)
		for _, l := range p.Letters {
			found = found || l.Kind == kind
		}
		if !found {
			out = append(out, kind)
		}
	}
	return out
}
