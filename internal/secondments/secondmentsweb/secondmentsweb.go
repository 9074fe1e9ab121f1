// Package secondmentsweb shows assignments, the dossiers of those nominated for them, the desks, and what members have seconded: pages, forms,
// links for States and secondees, letters for print and the JSON API.
package secondmentsweb

import (
	"counterpart/internal/accounts"
	"counterpart/internal/parties"
	"counterpart/internal/secondments"
	"counterpart/internal/secondments/overview"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Secondments *secondments.Service
	Overview    *overview.Service
	Parties     *parties.Service
	Accounts    *accounts.Service
	Vocabulary  *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, edit, approve, nominate, score := secondments.RightSee, secondments.RightEdit, secondments.RightApprove, secondments.RightNominate, secondments.RightScore
	const token = "the token is checked"
	const one = "/secondments/{secondment}"
	return append([]web.Route{
		{Pattern: "GET /secondments", Right: see, Do: p.list},
		{Pattern: "GET /secondments.csv", Right: edit, Do: p.csv},
		{Pattern: "GET " + one, Right: see, Do: p.show},
		{Pattern: "GET " + one + "/take/{verb}", Right: nominate, Do: p.takeForm},
		{Pattern: "POST " + one + "/take/{verb}", Right: nominate, Do: p.take},
		{Pattern: "GET " + one + "/screen", Right: edit, Do: p.screenForm},
		{Pattern: "POST " + one + "/screen", Right: edit, Do: p.screen},
		{Pattern: "GET " + one + "/panel", Right: score, Do: p.panelForm},
		{Pattern: "POST " + one + "/panel/declare", Right: score, Do: p.declare},
		{Pattern: "POST " + one + "/panel/score", Right: score, Do: p.score},
		{Pattern: "GET " + one + "/appoint", Right: edit, Do: p.appointForm},
		{Pattern: "POST " + one + "/appoint", Right: edit, Do: p.appoint},
		{Pattern: "GET " + one + "/letter", Right: edit, Do: p.letterForm},
		{Pattern: "POST " + one + "/letter", Right: edit, Do: p.letter},
		{Pattern: "GET " + one + "/formalities/{formality}", Right: edit, Do: p.tickForm},
		{Pattern: "POST " + one + "/formalities/{formality}", Right: edit, Do: p.tick},
		{Pattern: "POST " + one + "/plan", Right: see, Do: p.addTask},
		{Pattern: "POST " + one + "/plan/{task}", Right: see, Do: p.progress},
		{Pattern: "GET " + one + "/review", Right: see, Do: p.reviewForm},
		{Pattern: "POST " + one + "/review", Right: see, Do: p.review},
		{Pattern: "GET " + one + "/end", Right: edit, Do: p.endForm},
		{Pattern: "POST " + one + "/end", Right: edit, Do: p.end},
		{Pattern: "GET " + one + "/decide", Right: approve, Do: p.decideForm},
		{Pattern: "POST " + one + "/decide", Right: approve, Do: p.decide},
		{Pattern: "GET " + one + "/file", Right: see, Do: p.fileForm},
		{Pattern: "POST " + one + "/file", Right: see, Do: p.addFile},
		{Pattern: "GET " + one + "/papers/{paper}", Right: see, Do: p.file},
		{Pattern: "GET " + one + "/letters/{code}", Right: edit, Do: p.print},
		{Pattern: "POST " + one + "/link", Right: edit, Do: p.sendLink},
		{Pattern: "GET /our-secondments", Right: nominate, Do: p.ours},
		{Pattern: "GET /my-secondment", Right: secondments.RightOwn, Do: p.mine},
		{Pattern: "GET /s/{token}", Open: token, Do: p.partyLink},
		{Pattern: "POST /s/{token}", Open: token, Do: p.partyAct},
		{Pattern: "GET /w/{token}", Open: token, Do: p.ownLink},
		{Pattern: "POST /w/{token}", Open: token, Do: p.ownAct},
		{Pattern: "GET /desks", Right: edit, Do: p.desks},
		{Pattern: "POST /desks", Right: edit, Do: p.addDesk},
		{Pattern: "GET /desks/{desk}", Right: edit, Do: p.deskForm},
		{Pattern: "POST /desks/{desk}", Right: edit, Do: p.changeDesk},
		{Pattern: "GET /secondments/calendar", Right: see, Do: p.calendar},
		{Pattern: "GET /secondments/costs", Right: see, Do: p.costs},
		{Pattern: "GET /secondments/members", Right: see, Do: p.members},
		{Pattern: "GET /secondments/members.csv", Right: see, Do: p.membersCSV},
	}, p.assignmentRoutes()...)
}

// assignmentRoutes are those of terms of reference and calls.
func (p *Pages) assignmentRoutes() []web.Route {
	see, edit := secondments.RightSee, secondments.RightEdit
	const one = "/assignments/{assignment}"
	return []web.Route{
		{Pattern: "GET /assignments", Right: see, Do: p.assignments},
		{Pattern: "GET /assignments/new", Right: edit, Do: p.draftForm},
		{Pattern: "POST /assignments", Right: edit, Do: p.draft},
		{Pattern: "GET " + one, Right: see, Do: p.assignment},
		{Pattern: "GET " + one + "/edit", Right: edit, Do: p.rewriteForm},
		{Pattern: "POST " + one, Right: edit, Do: p.rewrite},
		{Pattern: "GET " + one + "/act/{act}", Right: see, Do: p.actForm},
		{Pattern: "POST " + one + "/act/{act}", Right: see, Do: p.act},
		{Pattern: "GET " + one + "/call", Right: edit, Do: p.callForm},
		{Pattern: "POST " + one + "/call", Right: edit, Do: p.call},
		{Pattern: "GET " + one + "/panel", Right: edit, Do: p.seatForm},
		{Pattern: "POST " + one + "/panel", Right: edit, Do: p.seat},
		{Pattern: "GET " + one + "/nominate", Right: secondments.RightNominate, Do: p.nominateForm},
		{Pattern: "POST " + one + "/nominate", Right: secondments.RightNominate, Do: p.nominate},
	}
}

const pageSize = 50

// after is what a form leads to: shown again with the words beside the fields, or the error.
func after(form *web.Form, err error, again func(status int) error) error {
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return again(422)
}

func (p *Pages) deskOptions(c *web.Call) ([]ui.Option, error) {
	list, err := p.Secondments.Desks(c.Context(), c.Actor)
	var out []ui.Option
	for _, d := range list {
		if d.Active {
			out = append(out, ui.Option{Value: d.ID, Label: d.Name, Group: d.Office})
		}
	}
	return out, err
}
