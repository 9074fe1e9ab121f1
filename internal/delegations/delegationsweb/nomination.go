package delegationsweb

import (
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// nominationPage is one nomination with the life of its seat and the steps that can be taken.
type nominationPage struct {
	delegations.NominationPage
	Actor   access.Actor
	Words   *vocabulary.Words
	Sent    sent
	Screens bool
	URL     string // the registration link, for whoever screens and a person without an address
}

func (p *Pages) nomination(c *web.Call) error { return p.showNomination(c, 200, sent{}) }

func (p *Pages) showNomination(c *web.Call, status int, form sent) error {
	page := nominationPage{Actor: c.Actor, Sent: form}
	var err error
	if page.NominationPage, err = p.Delegations.Find(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	page.Screens = c.Actor.Can(delegations.RightScreen, page.Object())
	if page.Screens && page.LinkID != "" && page.Email == "" && page.State == delegations.Confirmed {
		page.URL = p.Accounts.LinkURL(page.LinkID, accounts.PurposeRegister)
	}
	return c.Show(web.View{Title: page.Person + ": " + page.NominationPage.Nomination.Activity, Label: namesPeople(page.ActivityLabel, page.PersonLabel), Content: nominationView(page), Status: status})
}

// screen takes one step of the secretariat.
func (p *Pages) screen(c *web.Call) error {
	form, id, step := c.Form(), c.Path("id"), c.Path("step")
	seen, words := form.Int("version", "Version"), form.Text("reason")
	ctx, del := c.Context(), p.Delegations
	notice, err := "", form.Wrong.Err()
	if err == nil {
		switch step {
		case "confirm":
			notice, err = "The person is confirmed and can register.", del.Confirm(ctx, c.Actor, id, seen)
		case "reserve":
			notice, err = "The person is on the reserve list and the seat is free.", del.Reserve(ctx, c.Actor, id, seen)
		case "ask":
			notice, err = "The question is on its way to the focal point.", del.AskBack(ctx, c.Actor, id, seen, words)
		case "decline":
			notice, err = "The nomination is declined; the focal point is told why.", del.Decline(ctx, c.Actor, id, seen, words)
		case "reply":
			notice, err = "The answer is kept.", del.Reply(ctx, c.Actor, id, seen, words)
		case "withdraw":
			notice, err = "The nomination is withdrawn and the seat is free.", del.Withdraw(ctx, c.Actor, id, seen, words)
		case "order":
			draft := delegations.OrderDraft{Rank: form.Int("rank", "Place"), Head: form.Checked("head")}
			notice, err = "The order is kept.", del.Order(ctx, c.Actor, id, seen, draft)
		default:
			return fault.Missing("page")
		}
		if err == nil {
			return c.See("/nominations/"+id, notice)
		}
	} else {
		err = nil
	}
	status, err := again(form, err)
	if status == 0 {
		return err
	}
	return p.showNomination(c, status, sent{step, form})
}

func (p nominationPage) can(next delegations.State) bool { return p.State.Leads(next) }

// facts of the nomination.
func (p nominationPage) facts() []ui.Fact {
	out := []ui.Fact{
		{Term: "Party", Value: p.Party},
		{Term: "Works for", Value: joined(p.Unit, p.FromParty)},
		{Term: "Position", Value: p.Position},
		{Term: "Takes part as", Value: p.Words.Name(vocabulary.Categories, p.Category) + ", " + p.Words.Name(vocabulary.Modes, p.Mode)},
		{Term: "Named by", Value: sources[p.Source]},
	}
	if p.Screens {
		out = append(out, ui.Fact{Term: "E-mail", Value: p.Email})
	}
	return out
}

var sources = map[string]string{
	delegations.FromFocalPoint: "the focal point", delegations.FromSecretariat: "the secretariat", delegations.FromImport: "an import",
}

func (p nominationPage) orderValues() map[string]string {
	values := map[string]string{"rank": strconv.Itoa(p.Rank)}
	if p.Head {
		values["head"] = "1"
	}
	return values
}
