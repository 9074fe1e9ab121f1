package networkingweb

import (
	"counterpart/internal/networking/company"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// companyPage is who of one's delegation comes along to meetings or may sit in.
type companyPage struct {
	ownPage
	Colleagues []company.Colleague
	Form       *web.Form
}

func (p *Pages) company(c *web.Call, w who) error { return p.showCompany(c, w, 200, nil) }

func (p *Pages) showCompany(c *web.Call, w who, status int, form *web.Form) error {
	a, err := p.Interests.Belongs(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	list, err := p.Company.Colleagues(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	if form == nil {
		values := map[string]string{}
		for _, one := range list {
			values["does-"+one.PersonID] = one.Does
		}
		form = web.NewForm(values)
	}
	page := companyPage{ownPage: ownPage{who: w, Title: "My delegation", Activity: a, Current: "/company"}, Colleagues: list, Form: form}
	return page.show(c, status, companyView(page))
}

func (p *Pages) setCompany(c *web.Call, w who) error {
	list, err := p.Company.Colleagues(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	var d company.Draft
	form := c.Form()
	for _, one := range list {
		switch form.Text("does-" + one.PersonID) {
		case company.Along:
			d.Along = append(d.Along, one.PersonID)
		case company.SitsIn:
			d.SitsIn = append(d.SitsIn, one.PersonID)
		}
	}
	if err := p.Company.Set(c.Context(), w.Actor, w.Activity, w.Person, d); err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showCompany(c, w, 422, form)
	}
	return c.See(w.Base+"/company", "Kept. A plan that is made from now on respects it; meetings that stand already stay as they are.")
}

// does are what a colleague can do at one's meetings.
var does = []ui.Option{{Value: company.Nothing, Label: "Meets on their own"}, {Value: company.Along, Label: "Comes along, if free"}, {Value: company.SitsIn, Label: "May sit in for me"}}
