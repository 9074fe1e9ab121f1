package partiesweb

import (
	"counterpart/internal/db"
	"counterpart/internal/parties"
	"counterpart/internal/reach"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

const pageSize = 100

// listPage is what the list of parties shows.
type listPage struct {
	Form     *web.Form
	AsAt     db.Date
	Rows     []parties.Party
	Next     string
	Words    *vocabulary.Words
	MayEdit  bool
	MayReach bool
}

func (p *Pages) list(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	form := c.Form()
	asAt := form.Date("as_at", "As at")
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	rows, next, err := p.Parties.List(c.Context(), c.Actor, parties.Filter{
		Query: form.Text("q"), Kind: form.Text("kind"), Status: form.Text("status"), AsAt: asAt, After: after, Limit: pageSize,
	})
	if err != nil {
		return err
	}
	page := listPage{Form: form, AsAt: asAt, Rows: rows, Words: words, MayEdit: c.Actor.Holds(parties.RightEdit), MayReach: c.Actor.Holds(reach.RightSee)}
	if next != nil {
		page.Next = c.NextPage(next)
	}
	return c.Show(web.View{Title: "Parties", Content: listView(page)})
}
