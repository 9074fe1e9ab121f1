package recommendationsweb

import (
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/label"
	"counterpart/internal/recommendations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// listPage is what a list of recommendations shows.
type listPage struct {
	Form       *web.Form
	Rows       []recommendations.Recommendation
	Next       string
	Today      db.Date
	Assessment gaps.Assessment // zero in the list over all
	Tabs       []ui.NavItem
	Back       ui.Link
	MayWrite   bool
}

func (p *Pages) list(c *web.Call) error {
	form := c.Form()
	key, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	rows, next, err := p.Recommendations.List(c.Context(), c.Actor, recommendations.Filter{
		Query: form.Text("q"), State: recommendations.State(form.Text("state")), Late: form.Checked("late"), After: key, Limit: pageSize,
	})
	if err != nil {
		return err
	}
	page := listPage{Form: form, Rows: rows, Today: today(c)}
	if next != nil {
		page.Next = c.NextPage(next)
	}
	return c.Show(web.View{Title: "Recommendations", Content: listView(page), Label: string(recommendations.Strictest(rows)), Public: !c.Actor.SignedIn()})
}

func (p *Pages) ofAssessment(c *web.Call) error {
	a, may, err := p.Recommendations.OfAssessment(c.Context(), c.Actor, c.Path("assessment"))
	if err != nil {
		return err
	}
	rows, _, err := p.Recommendations.List(c.Context(), c.Actor, recommendations.Filter{AssessmentID: a.ID})
	if err != nil {
		return err
	}
	page := listPage{Form: c.Form(), Rows: rows, Today: today(c), Assessment: a, Tabs: tabs(c, a.ID), Back: back(c, a), MayWrite: may}
	return c.Show(web.View{Title: "Recommendations to " + a.Party, Content: ofView(page), Label: string(recommendations.Strictest(rows)), Public: !c.Actor.SignedIn()})
}

// needsPage is what an assessment asks for.
type needsPage struct {
	recommendations.NeedsPage
	Words *vocabulary.Words
	Tabs  []ui.NavItem
	Back  ui.Link
}

func (p *Pages) needs(c *web.Call) error {
	found, err := p.Recommendations.Needs(c.Context(), c.Actor, c.Path("assessment"))
	if err != nil {
		return err
	}
	page := needsPage{NeedsPage: found, Tabs: tabs(c, found.Assessment.ID), Back: back(c, found.Assessment)}
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Help that " + found.Party + " needs", Content: needsView(page), Label: string(found.Label), Public: !c.Actor.SignedIn()})
}

func (p *Pages) ask(c *web.Call) error {
	form := c.Form()
	made, err := p.Recommendations.Ask(c.Context(), c.Actor, c.Path("assessment"), recommendations.AskDraft{ProvisionID: form.Text("provision"), Help: form.Text("help")})
	if err != nil {
		return err
	}
	return lead(c, made)
}

// lead leads to the request that was made, or that had been.
func lead(c *web.Call, made recommendations.Asked) error {
	words := "The request is entered. Read it, and change what is to be said otherwise."
	if made.Existed {
		words = "This was asked for before: here is the request."
	}
	return c.See("/requests/"+made.RequestID, words)
}

// movesPage is what moved in a State.
type movesPage struct {
	recommendations.MovesPage
	Tabs []ui.NavItem
	Back ui.Link
}

func (p *Pages) moves(c *web.Call) error {
	found, err := p.Recommendations.Moves(c.Context(), c.Actor, c.Path("assessment"))
	if err != nil {
		return err
	}
	page := movesPage{found, tabs(c, found.Assessment.ID), back(c, found.Assessment)}
	tlp := found.Label
	if c.Actor.SignedIn() { // requests may lie between that are for fewer
		tlp = label.Strictest(tlp, label.Amber)
	}
	return c.Show(web.View{Title: "What moved in " + found.Party, Content: movesView(page), Label: string(tlp), Public: !c.Actor.SignedIn()})
}
