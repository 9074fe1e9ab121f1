package activitiesweb

import (
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/web"
)

// initiativePage is an initiative with its activities.
type initiativePage struct {
	Initiative activities.Initiative
	Rows       []activities.Activity
	Next       string
	MayEdit    bool
}

// initiativeEdit is the form of an initiative, new or known.
type initiativeEdit struct {
	Title  string
	Action string
	Back   string
	Form   *web.Form
}

func (p *Pages) initiatives(c *web.Call) error {
	all, err := p.Activities.Initiatives(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Initiatives", Content: initiativesView(all, mayEdit(c.Actor))})
}

func mayEdit(actor access.Actor) bool { return actor.Can(activities.RightEdit, access.Anything) }

func (p *Pages) initiative(c *web.Call) error {
	ctx := c.Context()
	in, err := p.Activities.Initiative(ctx, c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	page := initiativePage{Initiative: in, MayEdit: mayEdit(c.Actor)}
	rows, next, err := p.Activities.List(ctx, c.Actor, activities.Filter{InitiativeID: in.ID, After: after, Limit: pageSize})
	if err != nil {
		return err
	}
	page.Rows = rows
	if next != nil {
		page.Next = c.NextPage(next)
	}
	return c.Show(web.View{Title: in.Name, Content: initiativeView(page)})
}

func (p *Pages) addInitiativeForm(c *web.Call) error {
	return c.Show(web.View{Title: "Add an initiative", Content: initiativeEditView(newInitiative(web.NewForm(nil)))})
}

func newInitiative(form *web.Form) initiativeEdit {
	return initiativeEdit{Title: "Add an initiative", Action: "/initiatives", Back: "/initiatives", Form: form}
}

func readInitiative(f *web.Form) activities.InitiativeDraft {
	return activities.InitiativeDraft{Name: f.Text("name"), Tag: f.Text("tag"), Summary: f.Text("summary")}
}

func (p *Pages) addInitiative(c *web.Call) error {
	form := c.Form()
	id, err := p.Activities.AddInitiative(c.Context(), c.Actor, readInitiative(form))
	if err == nil {
		return c.See("/initiatives/"+id, "The initiative is in the register.")
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	page := newInitiative(form)
	return c.Show(web.View{Title: page.Title, Content: initiativeEditView(page), Status: 422})
}

func (p *Pages) initiativeForm(c *web.Call) error {
	in, err := p.Activities.Initiative(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := knownInitiative(in.ID, web.NewForm(map[string]string{"name": in.Name, "tag": in.Tag, "summary": in.Summary, "version": strconv.Itoa(in.Version)}))
	return c.Show(web.View{Title: page.Title, Content: initiativeEditView(page)})
}

func knownInitiative(id string, form *web.Form) initiativeEdit {
	return initiativeEdit{Title: "Change the initiative", Action: "/initiatives/" + id, Back: "/initiatives/" + id, Form: form}
}

func (p *Pages) changeInitiative(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	err := p.Activities.ChangeInitiative(c.Context(), c.Actor, id, form.Int("version", "Version"), readInitiative(form))
	if err == nil {
		return c.See("/initiatives/"+id, "The change is kept.")
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	page := knownInitiative(id, form)
	return c.Show(web.View{Title: page.Title, Content: initiativeEditView(page), Status: 422})
}
