package delegationsweb

import (
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/delegations"
	"counterpart/internal/letters"
	"counterpart/internal/mail"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// invitationsPage says who gets the invitation, who is left out and why, and shows the letter.
type invitationsPage struct {
	Actor    access.Actor
	Activity activities.Activity
	Get      []delegations.Recipient
	Invited  []delegations.Recipient
	LeftOut  []delegations.Recipient
	Choices  []ui.Option
	Letter   delegations.Letter
	HTML     string // of the letter, cleaned
	Form     *web.Form
	Waiting  int // invited and not answered
	Sensible bool
}

func (p *Pages) invitations(c *web.Call) error { return p.showInvitations(c, 200, web.NewForm(nil)) }

func (p *Pages) showInvitations(c *web.Call, status int, form *web.Form) error {
	ctx := c.Context()
	page := invitationsPage{Actor: c.Actor, Form: form}
	var err error
	if page.Activity, err = p.Activities.Find(ctx, c.Actor, c.Path("id")); err != nil {
		return err
	}
	page.Sensible = page.Activity.State == activities.Planned || page.Activity.State == activities.Open
	list, err := p.Delegations.Recipients(ctx, c.Actor, page.Activity.ID)
	if err != nil {
		return err
	}
	page.sort(list)
	if page.Letter, err = p.Delegations.Preview(ctx, c.Actor, page.Activity.ID, c.Query("party")); err != nil {
		return err
	}
	page.HTML = mail.HTML(page.Letter.Body)
	return c.Show(web.View{Title: "Invitations: " + page.Activity.Title, Label: namesPeople(page.Activity.Label), Content: invitationsView(page), Status: status})
}

func (p *invitationsPage) sort(list []delegations.Recipient) {
	for _, r := range list {
		switch {
		case r.Gets():
			p.Get = append(p.Get, r)
		case r.Invitation != nil:
			p.Invited = append(p.Invited, r)
			if r.Invitation.State == delegations.InvitationSent {
				p.Waiting++
			}
		default:
			p.LeftOut = append(p.LeftOut, r)
		}
		if r.Seats > 0 && r.Address != "" {
			p.Choices = append(p.Choices, ui.Option{Value: r.PartyID, Label: r.Party + ": " + r.Name})
		}
	}
}

func (p *Pages) invite(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	ids := form.Texts("party_ids")
	if len(ids) == 0 {
		form.Wrong.Add("party_ids", "Tick the parties that shall be invited.")
		return p.showInvitations(c, 422, form)
	}
	n, err := p.Delegations.Invite(c.Context(), c.Actor, id, ids)
	if err != nil {
		status, err := again(form, err)
		if status == 0 {
			return err
		}
		return p.showInvitations(c, status, form)
	}
	return c.See("/activities/"+id+"/invitations", fmt.Sprintf("%s on the way.", count(n, "invitation is", "invitations are")))
}

func (p *Pages) remind(c *web.Call) error {
	n, err := p.Delegations.Remind(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		status, err := again(c.Form(), err)
		if status == 0 {
			return err
		}
		return p.showInvitations(c, status, c.Form())
	}
	words := fmt.Sprintf("%s on the way.", count(n, "reminder is", "reminders are"))
	if n == 0 {
		words = "Nobody was reminded: all have answered, cannot be reached, or were reminded today."
	}
	return c.See("/activities/"+c.Path("id")+"/invitations", words)
}

// fateChip says what became of an invitation.
func fateState(i *delegations.Invitation) ui.State { return ui.State(i.Fate()) }

func fateWords(i *delegations.Invitation) string {
	switch {
	case i.State == delegations.InvitationDeclined:
		return "Answered: sends nobody"
	case i.State == delegations.InvitationNominated:
		return "Answered"
	case i.Mail == "":
		return "Invited by other means"
	case i.Mail == string(letters.Failed):
		return "Not delivered"
	case i.Fate() == delegations.FateQueued:
		return "On the way"
	default:
		return "Sent"
	}
}
