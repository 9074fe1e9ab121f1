package peopleweb

import (
	"counterpart/internal/db"
	"counterpart/internal/people"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

const pageSize = 50

// listPage is what the list of persons shows.
type listPage struct {
	Form      *web.Form
	Rows      []people.Person
	Next      string
	Parties   []ui.Option
	MayEdit   bool
	MayImport bool
}

func (p *Pages) list(c *web.Call) error {
	form := c.Form()
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	page := listPage{Form: form, MayEdit: c.Actor.Holds(people.RightEdit), MayImport: c.Actor.Holds(people.RightImport)}
	var next []string
	page.Rows, next, err = p.People.List(c.Context(), c.Actor, people.Filter{
		Query: form.Text("q"), PartyID: form.Text("party"), AsAt: form.Date("as_at", "As at"), After: after, Limit: pageSize,
	})
	if err != nil {
		return err
	}
	if page.Parties, err = p.partyOptions(c); err != nil {
		return err
	}
	if next != nil {
		page.Next = c.NextPage(next)
	}
	return c.Show(web.View{Title: "People", Content: listView(page), Label: "TLP:AMBER+STRICT"})
}

// partyOptions are the parties that the actor may see, agencies with the party that they are inside.
func (p *Pages) partyOptions(c *web.Call) ([]ui.Option, error) {
	rows, err := p.Parties.Names(c.Context(), c.Actor)
	if err != nil {
		return nil, err
	}
	out := make([]ui.Option, len(rows))
	for i, r := range rows {
		out[i] = ui.Option{Value: r.ID, Label: r.Name}
	}
	return out, nil
}

func nameOf(p people.Person) ui.Name {
	return ui.Name{Before: p.AddressForm, Name: p.Given, Native: p.NativeName, NativeLang: p.NativeLang, Href: "/people/" + p.ID}
}

func joined(position, unit string) string { return joinedBy(", ", position, unit) }

func joinedBy(joint, a, b string) string {
	if a != "" && b != "" {
		return a + joint + b
	}
	return a + b
}

func filtered(f ui.Field, words string) ui.Field {
	f.Filter = words
	return f
}

// today is the day of the site's clock, for what only pages show.
func today(c *web.Call) db.Date { return db.At(c.Site.Now()).Date() }

// auto lets the first strong letter of a field decide its direction.
func auto(f ui.Field) ui.Field {
	f.Dir = "auto"
	return f
}
