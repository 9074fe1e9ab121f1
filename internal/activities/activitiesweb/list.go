package activitiesweb

import (
	"counterpart/internal/activities"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

const pageSize = 50

// listPage is what the list of activities shows.
type listPage struct {
	Form        *web.Form
	Rows        []activities.Activity
	Next        string
	Words       *vocabulary.Words
	Years       []ui.Option
	Initiatives []ui.Option
	MayEdit     bool
}

func (p *Pages) list(c *web.Call) error {
	ctx, form := c.Context(), c.Form()
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	page := listPage{Form: form, MayEdit: c.Actor.Holds(activities.RightEdit)}
	rows, next, err := p.Activities.List(ctx, c.Actor, activities.Filter{
		Query: form.Text("q"), Kind: form.Text("kind"), Year: form.Int("year", "Year"), InitiativeID: form.Text("initiative"),
		State: activities.State(form.Text("state")), After: after, Limit: pageSize,
	})
	if err != nil {
		return err
	}
	page.Rows = rows
	if next != nil {
		page.Next = c.NextPage(next)
	}
	if page.Words, err = p.Vocabulary.Words(ctx); err != nil {
		return err
	}
	if page.Initiatives, err = p.initiativeOptions(c); err != nil {
		return err
	}
	years, err := p.Activities.Years(ctx)
	if err != nil {
		return err
	}
	for _, y := range years {
		page.Years = append(page.Years, ui.Option{Value: y, Label: y})
	}
	return c.Show(web.View{Title: "Activities", Content: listView(page)})
}

func (p *Pages) initiativeOptions(c *web.Call) ([]ui.Option, error) {
	all, err := p.Activities.Initiatives(c.Context(), c.Actor)
	if err != nil {
		return nil, err
	}
	out := make([]ui.Option, len(all))
	for i, in := range all {
		out[i] = ui.Option{Value: in.ID, Label: in.Name}
	}
	return out, nil
}
