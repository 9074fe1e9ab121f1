package peopleweb

import (
	"counterpart/internal/db"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// holderPage lets an officer choose who holds a post from a day on: among the people of the party, or
// among those found by name.
type holderPage struct {
	Post    parties.Post
	Of      string
	Back    string
	Form    *web.Form
	Holders []people.Holding
	Found   []people.Person
	Held    bool // someone holds it now
}

func (p *Pages) holderForm(c *web.Call) error {
	return p.showHolder(c, 200, web.NewForm(map[string]string{"q": c.Query("q")}))
}

func (p *Pages) showHolder(c *web.Call, status int, form *web.Form) error {
	ctx := c.Context()
	post, err := p.Parties.Post(ctx, c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := holderPage{Post: post, Back: backOf(post), Form: form}
	filter := people.Filter{Query: form.Text("q"), Limit: 50}
	if post.BodyID != "" {
		page.Holders, err = p.People.HoldersOfBody(ctx, c.Actor, post.BodyID)
	} else {
		page.Holders, err = p.People.HoldersOfParty(ctx, c.Actor, post.PartyID)
		if filter.Query == "" {
			filter.PartyID = post.PartyID
		}
	}
	if err != nil {
		return err
	}
	page.Holders = only(page.Holders, post.ID)
	page.Held = len(page.Holders) > 0 && page.Holders[0].To == ""
	if post.BodyID == "" || filter.Query != "" {
		if page.Found, _, err = p.People.List(ctx, c.Actor, filter); err != nil {
			return err
		}
	}
	return c.Show(web.View{Title: post.Title, Content: holderView(page), Status: status})
}

func only(all []people.Holding, postID string) []people.Holding {
	var out []people.Holding
	for _, h := range all {
		if h.PostID == postID {
			out = append(out, h)
		}
	}
	return out
}

func backOf(post parties.Post) string {
	if post.BodyID != "" {
		return "/bodies/" + post.BodyID
	}
	return "/parties/" + post.PartyID
}

func (p *Pages) setHolder(c *web.Call) error {
	form := c.Form()
	from := form.Date("from", "From")
	form.Wrong.Check(form.Text("person_id") != "", "person_id", "Choose a person.")
	if form.Wrong.Err() != nil {
		return p.showHolder(c, 422, form)
	}
	_, err := p.People.SetHolder(c.Context(), c.Actor, c.Path("id"), form.Text("person_id"), from)
	return p.afterHolder(c, form, err, "The post has its holder.")
}

func (p *Pages) vacate(c *web.Call) error {
	form := c.Form()
	lastDay := form.Date("to", "Last day")
	if form.Wrong.Err() != nil {
		return p.showHolder(c, 422, form)
	}
	return p.afterHolder(c, form, p.People.Vacate(c.Context(), c.Actor, c.Path("id"), lastDay), "The post is vacant from the day after.")
}

func (p *Pages) afterHolder(c *web.Call, form *web.Form, err error, notice string) error {
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showHolder(c, 422, form)
	}
	post, err := p.Parties.Post(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.See(backOf(post), notice)
}

func personOptions(found []people.Person) []ui.Option {
	out := make([]ui.Option, len(found))
	for i, f := range found {
		out[i] = ui.Option{Value: f.ID, Label: f.Addressed(), Hint: joined(f.Position, f.WorksFor())}
	}
	return out
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func dayOr(d, other db.Date) db.Date {
	if d == "" {
		return other
	}
	return d
}
