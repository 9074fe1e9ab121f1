package peopleweb

import (
	"fmt"
	"strings"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// timeline puts what every room knows of the person into one order.
func (p *Pages) timeline(c *web.Call, page personPage) ([]ui.Entry, error) {
	var out []ui.Entry
	for _, a := range page.Affiliations {
		out = append(out, spanEntries(a.From, a.To, "Began to work for "+a.WorksFor(), "Left "+a.WorksFor(), joined(a.Position, a.Unit), "/parties/"+a.PartyID)...)
	}
	for _, h := range page.Holdings {
		out = append(out, spanEntries(h.From, h.To, "Became "+h.Post, "Handed over as "+h.Post, h.Party+h.Body, hrefOf(h))...)
	}
	out = append(out, answered(page.Consents)...)
	for _, part := range []func(*web.Call, string) ([]ui.Entry, error){p.spoken, p.named, p.registered, p.came, p.written} {
		entries, err := part(c, page.Person.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, entries...)
	}
	return web.NewestFirst(out), nil
}

// answered makes one point out of the consents of a day.
func answered(consents []people.Consent) []ui.Entry {
	var out []ui.Entry
	for i := 0; i < len(consents); {
		day, yes, no := consents[i].At, 0, 0
		for ; i < len(consents) && consents[i].At.Date() == day.Date(); i++ {
			if consents[i].Given {
				yes++
			} else {
				no++
			}
		}
		out = append(out, web.At(day, "Answered about consent", fmt.Sprintf("%d times yes, %d times no or taken back", yes, no), "#consents"))
	}
	return out
}

func (p *Pages) spoken(c *web.Call, id string) ([]ui.Entry, error) {
	if !c.Actor.Holds(activities.RightSee) {
		return nil, nil
	}
	talks, err := p.Activities.Talks(c.Context(), c.Actor, id)
	var out []ui.Entry
	for _, t := range talks {
		out = append(out, web.On(t.Day(), "Spoke at "+t.Session, t.Role+", "+t.Activity, "/activities/"+t.ActivityID+"/programme"))
	}
	return out, err
}

func (p *Pages) named(c *web.Call, id string) ([]ui.Entry, error) {
	if !c.Actor.Holds(delegations.RightSee) {
		return nil, nil
	}
	list, err := p.Delegations.Nominations(c.Context(), c.Actor, delegations.Filter{PersonID: id, All: true, Limit: 500})
	var out []ui.Entry
	for _, n := range list {
		detail := n.Party
		if n.State != delegations.Nominated {
			detail += ", now " + strings.ToLower(n.State.Words())
		}
		if n.Reason != "" {
			detail += ": " + n.Reason
		}
		out = append(out, web.At(n.CreatedAt, "Named for "+n.Activity, detail, "/activities/"+n.ActivityID))
	}
	return out, err
}

func (p *Pages) registered(c *web.Call, id string) ([]ui.Entry, error) {
	sent, err := p.Registrations.SentBy(c.Context(), c.Actor, id)
	var out []ui.Entry
	for _, r := range sent {
		out = append(out, web.At(r.SubmittedAt, "Registered for "+r.Activity, "", "/activities/"+r.ActivityID))
	}
	return out, err
}

func (p *Pages) came(c *web.Call, id string) ([]ui.Entry, error) {
	visits, err := p.Attendance.VisitsOf(c.Context(), c.Actor, id)
	var out []ui.Entry
	for _, v := range visits {
		out = append(out, web.At(v.FirstAt, "Came to "+v.Activity, "", "/activities/"+v.ActivityID))
	}
	return out, err
}

func (p *Pages) written(c *web.Call, id string) ([]ui.Entry, error) {
	if !c.Actor.Holds(letters.RightSee) {
		return nil, nil
	}
	list, _, err := p.Letters.Messages(c.Context(), c.Actor, letters.Filter{PersonID: id, Limit: 200})
	var out []ui.Entry
	for _, m := range list {
		out = append(out, web.At(m.QueuedAt, "Letter: "+m.Subject, string(m.State), "/messages/"+m.ID))
	}
	return out, err
}

// spanEntries are the first and the day after which something is over, as far as they are known.
func spanEntries(from, to db.Date, began, ended, detail, href string) []ui.Entry {
	var out []ui.Entry
	if from != "" {
		out = append(out, web.On(from, began, detail, href))
	}
	if to != "" {
		out = append(out, web.On(to, ended, detail, href))
	}
	return out
}

func hrefOf(h people.Holding) string {
	if h.BodyID != "" {
		return "/bodies/" + h.BodyID
	}
	return "/parties/" + h.PartyID
}
