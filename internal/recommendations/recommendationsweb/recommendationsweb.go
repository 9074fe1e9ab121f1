// Package recommendationsweb shows what States are advised to do, the help that their answers ask for, and what moved between rounds:
// pages, forms, and the JSON API.
package recommendationsweb

import (
	"strconv"

	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/recommendations"
	"counterpart/internal/support"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Recommendations *recommendations.Service
	Vocabulary      *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, write, ask := recommendations.RightSee, recommendations.RightWrite, support.RightAsk
	const open = "what a State cleared or accepted is open within its label; the verb asks for the rest"
	const of = "/gaps/{assessment}/recommendations"
	return []web.Route{
		{Pattern: "GET /recommendations", Open: open, Do: p.list},
		{Pattern: "GET /recommendations/{recommendation}", Open: open, Do: p.show},
		{Pattern: "GET /recommendations/{recommendation}/edit", Right: write, Do: p.changeForm},
		{Pattern: "POST /recommendations/{recommendation}", Right: write, Do: p.change},
		{Pattern: "GET /recommendations/{recommendation}/take/{verb}", Right: see, Do: p.takeForm},
		{Pattern: "POST /recommendations/{recommendation}/take/{verb}", Right: see, Do: p.take},
		{Pattern: "POST /recommendations/{recommendation}/request", Right: ask, Do: p.askFor},
		{Pattern: "GET " + of, Open: open, Do: p.ofAssessment},
		{Pattern: "GET " + of + "/new", Right: write, Do: p.proposeForm},
		{Pattern: "POST " + of, Right: write, Do: p.propose},
		{Pattern: "GET /gaps/{assessment}/needs", Open: open, Do: p.needs},
		{Pattern: "POST /gaps/{assessment}/needs", Right: ask, Do: p.ask},
		{Pattern: "GET /gaps/{assessment}/movements", Open: open, Do: p.moves},
	}
}

const pageSize = 50

func at(id string) string            { return "/recommendations/" + id }
func under(assessment string) string { return "/gaps/" + assessment }

// after is what a form leads to: shown again with the words beside the fields, or the error.
func after(form *web.Form, err error, again func(status int) error) error {
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return again(422)
}

func today(c *web.Call) db.Date { return db.At(c.Site.Now()).Date() }

// tabs lead between the three pages of an assessment.
func tabs(c *web.Call, assessment string) []ui.NavItem {
	var out []ui.NavItem
	for _, t := range [][2]string{{"Recommendations", "/recommendations"}, {"Help that is needed", "/needs"}, {"What moved", "/movements"}} {
		href := under(assessment) + t[1]
		out = append(out, ui.NavItem{Label: t[0], Href: href, Current: c.R.URL.Path == href})
	}
	return out
}

// back leads to the assessment where the reader works on it, and to what the State cleared otherwise.
func back(c *web.Call, a gaps.Assessment) ui.Link {
	href := under(a.ID)
	if !c.Actor.Can(gaps.RightSee, a.Object()) {
		href += "/cleared"
	}
	return ui.Link{Label: a.Party + ": " + a.Project, Href: href}
}

var stateLook = map[recommendations.State]ui.State{
	recommendations.Proposed: "new", recommendations.Accepted: "accepted", recommendations.InProgress: "running", recommendations.Done: "done", recommendations.PartlyDone: "pilot",
	recommendations.NotDone: "failed", recommendations.Withdrawn: "withdrawn",
}

var priorityWords = map[string]string{"high": "High", "medium": "Medium", "low": "Low"}

func number(n int) string { return strconv.Itoa(n) }

// stateOf is the sign of a state; what is overdue says so.
func stateOf(r recommendations.Recommendation, today db.Date) (ui.State, string) {
	if r.Late(today) {
		return "overdue", r.State.Words() + ", overdue"
	}
	return stateLook[r.State], r.State.Words()
}
