package partiesweb

import (
	"counterpart/internal/db"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// partyPage is everything that concerns a party.
type partyPage struct {
	Party       parties.Party
	AsAt        db.Date
	Memberships []parties.Membership
	Seats       []parties.Seat
	Inside      []parties.Party
	Words       *vocabulary.Words
	Form        *web.Form
	MayEdit     bool
}

func (p *Pages) show(c *web.Call) error { return p.showParty(c, 200, web.NewForm(nil)) }

func (p *Pages) showParty(c *web.Call, status int, form *web.Form) error {
	ctx, id := c.Context(), c.Path("id")
	asAt := web.NewForm(map[string]string{"as_at": c.Query("as_at")}).Date("as_at", "As at")
	page := partyPage{Form: form, AsAt: asAt}
	var err error
	if page.Party, err = p.Parties.Find(ctx, c.Actor, id, asAt); err != nil {
		return err
	}
	page.MayEdit = c.Actor.Can(parties.RightEdit, page.Party.Object())
	if page.Words, err = p.Vocabulary.Words(ctx); err != nil {
		return err
	}
	if page.Memberships, err = p.Parties.Memberships(ctx, c.Actor, id); err != nil {
		return err
	}
	if page.Seats, err = p.Parties.Seats(ctx, c.Actor, id); err != nil {
		return err
	}
	if page.Inside, _, err = p.Parties.List(ctx, c.Actor, parties.Filter{ParentID: id, Limit: 500}); err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Party.Name, Content: partyView(page), Status: status})
}

func (p *Pages) setMembership(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	draft := parties.MembershipDraft{Status: form.Text("status"), From: form.Date("from", "From"), To: form.Date("to", "To"), Note: form.Text("note")}
	if err := form.Wrong.Err(); err != nil {
		return p.showParty(c, 422, form)
	}
	if _, err := p.Parties.SetMembership(c.Context(), c.Actor, id, draft); err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showParty(c, 422, form)
	}
	return c.See("/parties/"+id, "The status is kept.")
}

func required(f ui.Field) ui.Field {
	f.Required = true
	return f
}

func span(from, to db.Date) string {
	switch {
	case from == "" && to == "":
		return "always"
	case to == "":
		return "since " + string(from)
	case from == "":
		return "until " + string(to)
	default:
		return string(from) + " to " + string(to)
	}
}
