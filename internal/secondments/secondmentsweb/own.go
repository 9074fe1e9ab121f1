package secondmentsweb

import (
	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/label"
	"counterpart/internal/secondments"
	"counterpart/internal/web"
)

func (p *Pages) ours(c *web.Call) error {
	if len(c.Actor.Parties(access.FocalPoint)) == 0 {
		return c.See("/secondments", "")
	}
	found, err := p.Secondments.Ours(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	all := append(append(append([]secondments.Dossier{}, found.Waiting...), found.Running...), found.Finished...)
	return c.Show(web.View{Title: "Our secondments", Content: oursView(found), Label: string(label.Strictest(secondments.Strictest(all), secondments.StrictestAssignment(found.Calls)))})
}

func (p *Pages) mine(c *web.Call) error {
	list, err := p.Secondments.Mine(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "My secondment", Content: mineView(list), Label: string(secondments.Strictest(list))})
}

// partyPage is what a party does by the link of a call.
type partyPage struct {
	nominatePage
	Assignment secondments.AssignmentPage
	Waiting    []secondments.Dossier // offers to answer
	Named      []secondments.Dossier
	Action     string
}

// follow acts as the bearer of a party's link.
func (p *Pages) follow(c *web.Call) (accounts.Link, error) {
	actor, link, err := p.Accounts.Follow(c.Context(), c.Path("token"), accounts.PurposeSecond)
	if err == nil {
		c.Actor = actor
	}
	return link, err
}

func (p *Pages) partyLink(c *web.Call) error {
	link, err := p.follow(c)
	if err != nil {
		return err
	}
	return p.showPartyLink(c, 200, link, web.NewForm(nil))
}

func (p *Pages) showPartyLink(c *web.Call, status int, link accounts.Link, form *web.Form) error {
	found, err := p.Secondments.FindAssignment(c.Context(), c.Actor, link.ActivityID) // where the id of the assignment stands
	if err != nil {
		return err
	}
	page := partyPage{Assignment: found, Action: "/s/" + c.Path("token")}
	for _, d := range found.Dossiers {
		if d.State == secondments.Offered {
			page.Waiting = append(page.Waiting, d)
		}
		page.Named = append(page.Named, d)
	}
	page.nominatePage = nominatePage{Terms: found, Form: form, Action: page.Action, Link: true}
	if len(found.MayName) > 0 {
		form.Values.Set("party_id", link.PartyID)
		if page.Staff, err = p.staff(c, found.Assignment.ID, link.PartyID); err != nil {
			return err
		}
	}
	tlp := label.Strictest(found.Assignment.Label, secondments.Strictest(found.Dossiers))
	return c.Show(web.View{Title: found.Assignment.Title, Content: partyView(page), Status: status, Public: true, NoIndex: true, Label: string(tlp)})
}

func (p *Pages) partyAct(c *web.Call) error {
	link, err := p.follow(c)
	if err != nil {
		return err
	}
	form := c.Form()
	again := func(status int) error { return p.showPartyLink(c, status, link, form) }
	back := "/s/" + c.Path("token")
	switch verb := secondments.Verb(form.Text("do")); verb {
	case secondments.Accept, secondments.Decline:
		if err := p.Secondments.Take(c.Context(), c.Actor, form.Text("secondment"), secondments.StepDraft{Verb: verb, Words: form.Text("words")}); err != nil {
			return after(form, err, again)
		}
		return c.See(back, "Thank you. "+verbWords[verb].done)
	}
	d := readNomination(form)
	d.PartyID = link.PartyID
	if _, err := p.Secondments.Nominate(c.Context(), c.Actor, link.ActivityID, d); err != nil {
		return after(form, err, again)
	}
	return c.See(back, "Thank you. The officer is nominated.")
}

// ownPage finds the dossier of a secondee's link, and acts as its bearer.
func (p *Pages) ownPage(c *web.Call) (dossierPage, error) {
	actor, link, err := p.Accounts.Follow(c.Context(), c.Path("token"), accounts.PurposePosted)
	if err != nil {
		return dossierPage{}, err
	}
	c.Actor = actor
	found, err := p.Secondments.Find(c.Context(), actor, link.ActivityID) // where the id of the dossier stands
	return dossierPage{Page: found, Actor: actor, Base: "/w/" + c.Path("token"), Link: true, Form: web.NewForm(nil)}, err
}

func (p *Pages) ownLink(c *web.Call) error {
	page, err := p.ownPage(c)
	if err != nil {
		return err
	}
	return p.showDossier(c, 200, page)
}

func (p *Pages) ownAct(c *web.Call) error {
	page, err := p.ownPage(c)
	if err != nil {
		return err
	}
	form, id, ctx := c.Form(), page.Dossier.ID, c.Context()
	page.Form = form
	switch form.Text("do") {
	case "plan":
		x := readTask(form)
		if form.Wrong.Err() == nil {
			_, err = p.Secondments.AddTask(ctx, c.Actor, id, x)
		}
	case "progress":
		err = p.Secondments.SetProgress(ctx, c.Actor, id, form.Text("task"), form.Int("progress", "Progress"))
	case "review":
		x := readReview(form)
		x.Side = secondments.SideSecondee
		err = p.Secondments.Review(ctx, c.Actor, id, x)
	case "file":
		err = p.Secondments.AddFile(ctx, c.Actor, id, readFile(form))
	default:
		return c.See(page.Base, "")
	}
	if err != nil {
		return after(form, err, func(status int) error { return p.showDossier(c, status, page) })
	}
	if form.Wrong.Err() != nil {
		return p.showDossier(c, 422, page)
	}
	return c.See(page.Base, "Thank you. It is kept.")
}

// desksPage is the register of desks.
type desksPage struct {
	Desks []secondments.Desk
	Form  *web.Form
}

func (p *Pages) desks(c *web.Call) error { return p.showDesks(c, 200, c.Form()) }

func (p *Pages) showDesks(c *web.Call, status int, form *web.Form) error {
	list, err := p.Secondments.Desks(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Desks", Content: desksView(desksPage{list, form}), Status: status, Label: string(label.Amber)})
}

func (p *Pages) addDesk(c *web.Call) error {
	form := c.Form()
	if _, err := p.Secondments.AddDesk(c.Context(), c.Actor, secondments.DeskDraft{Office: form.Text("office"), Name: form.Text("name"), Active: true}); err != nil {
		return after(form, err, func(status int) error { return p.showDesks(c, status, form) })
	}
	return c.See("/desks", "The desk is kept.")
}

func (p *Pages) deskForm(c *web.Call) error { return p.showDesk(c, 200, c.Form()) }

func (p *Pages) showDesk(c *web.Call, status int, form *web.Form) error {
	list, err := p.Secondments.Desks(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, d := range list {
		if d.ID != c.Path("desk") {
			continue
		}
		if status == 200 {
			form.Values.Set("office", d.Office)
			form.Values.Set("name", d.Name)
			if d.Active {
				form.Values.Set("active", "yes")
			}
		}
		return c.Show(web.View{Title: d.Name, Content: deskView(d, form), Status: status, Label: string(label.Amber)})
	}
	return p.Secondments.ChangeDesk(c.Context(), c.Actor, c.Path("desk"), 0, secondments.DeskDraft{}) // says that there is none
}

func (p *Pages) changeDesk(c *web.Call) error {
	form := c.Form()
	err := p.Secondments.ChangeDesk(c.Context(), c.Actor, c.Path("desk"), form.Int("version", "Version"), secondments.DeskDraft{Office: form.Text("office"), Name: form.Text("name"), Active: form.Checked("active")})
	if err != nil {
		return after(form, err, func(status int) error { return p.showDesk(c, status, form) })
	}
	return c.See("/desks", "The desk is changed.")
}
