package peopleweb

import (
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// personPage is everything that concerns a person.
type personPage struct {
	Person       people.Person
	AsAt         db.Date
	Today        db.Date
	Affiliations []people.Affiliation
	Holdings     []people.Holding
	Consents     []people.Consent
	Timeline     []ui.Entry
	Words        *vocabulary.Words
	Parties      []ui.Option
	Form         *web.Form
	MayEdit      bool
	SeesData     bool
}

func (p *Pages) show(c *web.Call) error { return p.showPerson(c, 200, web.NewForm(nil)) }

func (p *Pages) showPerson(c *web.Call, status int, form *web.Form) error {
	ctx, id := c.Context(), c.Path("id")
	asAt := web.NewForm(map[string]string{"as_at": c.Query("as_at")}).Date("as_at", "As at")
	page := personPage{Form: form, AsAt: asAt, Today: today(c)}
	whole, err := p.People.Whole(ctx, c.Actor, id, asAt)
	if err != nil {
		return err
	}
	page.Person, page.Affiliations, page.Holdings, page.Consents = whole.Person, whole.Affiliations, whole.Holdings, whole.Consents
	page.SeesData = c.Actor.Can(p.ReviewData, whole.Object)
	page.MayEdit = c.Actor.Can(people.RightEdit, whole.Object)
	if page.Words, err = p.Vocabulary.Words(ctx); err != nil {
		return err
	}
	if page.Timeline, err = p.timeline(c, page); err != nil {
		return err
	}
	if page.MayEdit {
		if page.Parties, err = p.partyOptions(c); err != nil {
			return err
		}
	}
	return c.Show(web.View{Title: page.Person.Given, Content: personView(page), Status: status, Label: string(page.Person.Label)})
}

func (p *Pages) affiliate(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	draft := people.AffiliationDraft{
		PersonID: id, PartyID: form.Text("party_id"), Position: form.Text("position"), Unit: form.Text("unit"),
		From: form.Date("from", "From"), To: form.Date("to", "To"),
	}
	if err := form.Wrong.Err(); err != nil {
		return p.showPerson(c, 422, form)
	}
	_, err := p.People.Affiliate(c.Context(), c.Actor, draft)
	return p.after(c, form, err, "The affiliation is kept.")
}

func (p *Pages) endAffiliation(c *web.Call) error {
	form := c.Form()
	lastDay := form.Date("to", "Last day")
	if err := form.Wrong.Err(); err != nil {
		return p.showPerson(c, 422, form)
	}
	err := p.People.EndAffiliation(c.Context(), c.Actor, c.Path("id"), c.Path("affiliation"), lastDay)
	return p.after(c, form, err, "The affiliation has its last day.")
}

func (p *Pages) consent(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	item := form.Text("item")
	if !words.Has(vocabulary.Consents, item) {
		return p.after(c, form, fault.Wrong("item", "Choose what the consent is for."), "")
	}
	err = p.People.Consent(c.Context(), c.Actor, people.ConsentDraft{
		PersonID: id, Item: item, Given: form.Text("given") == "yes", Wording: words.Name(vocabulary.Consents, item),
	})
	return p.after(c, form, err, "The answer is kept.")
}

// after shows the person again with what was wrong, or leads back to the page.
func (p *Pages) after(c *web.Call, form *web.Form, err error, notice string) error {
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showPerson(c, 422, form)
	}
	return c.See("/people/"+c.Path("id"), notice)
}

func yesNo(given bool) string {
	if given {
		return "Yes"
	}
	return "No"
}
