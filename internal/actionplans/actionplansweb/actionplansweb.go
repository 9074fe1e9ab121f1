// Package actionplansweb shows what people mean to change at home and what became of it: the own plan on a phone, the plans of an
// activity and over the years, and the JSON API.
package actionplansweb

import (
	"counterpart/internal/accounts"
	"counterpart/internal/actionplans"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Plans      *actionplans.Service
	Accounts   *accounts.Service
	Vocabulary *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, manage, own := actionplans.RightSee, actionplans.RightManage, actionplans.RightOwn
	const token = "the token is checked"
	return []web.Route{
		{Pattern: "GET /action-plans", Right: see, Do: p.list},
		{Pattern: "GET /action-plans.csv", Right: see, Do: p.csv},
		{Pattern: "GET /action-plans/{plan}", Right: see, Do: p.show},
		{Pattern: "POST /action-plans/{plan}/ask", Right: manage, Do: p.ask},
		{Pattern: "GET /action-plans/{plan}/take/{verb}", Right: manage, Do: p.takeForm},
		{Pattern: "POST /action-plans/{plan}/take/{verb}", Right: manage, Do: p.take},
		{Pattern: "GET /action-plans/{plan}/actions/{action}", Right: manage, Do: p.outcomeForm},
		{Pattern: "POST /action-plans/{plan}/actions/{action}", Right: manage, Do: p.outcome},
		{Pattern: "GET /action-plans/{plan}/actions/{action}/file", Right: see, Do: p.file},
		{Pattern: "GET /activities/{id}/action-plans", Right: see, Do: p.ofActivity},
		{Pattern: "POST /activities/{id}/action-plans/send", Right: manage, Do: p.send},
		{Pattern: "GET /activities/{id}/my-plan", Right: own, Do: p.own},
		{Pattern: "POST /activities/{id}/my-plan", Right: own, Do: p.keep},
		{Pattern: "POST /activities/{id}/my-plan/draft", Right: own, Do: p.draft},
		{Pattern: "POST /activities/{id}/my-plan/agree", Right: own, Do: p.agree},
		{Pattern: "GET /p/{token}", Open: token, Do: p.own},
		{Pattern: "POST /p/{token}", Open: token, Do: p.keep},
		{Pattern: "POST /p/{token}/draft", Open: token, Do: p.draft},
		{Pattern: "POST /p/{token}/agree", Open: token, Do: p.agree},
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

var stateLook = map[actionplans.State]ui.State{actionplans.Draft: "draft", actionplans.Signed: "running", actionplans.Followed: "done", actionplans.Closed: "closed"}

var statusLook = map[actionplans.Status]ui.State{actionplans.Done: "met", actionplans.InPart: "review", actionplans.NotDone: "refused", actionplans.NoNeed: "withdrawn"}

var verbWords = map[actionplans.Verb]struct{ button, lead, done string }{
	actionplans.Close:  {"Close without a follow-up", "Nobody is asked any more. The plan stays in the register with your reason.", "The plan is closed."},
	actionplans.Reopen: {"Open again", "The plan waits for its follow-up again.", "The plan is open again."},
}

var stepWords = map[actionplans.Verb]string{
	actionplans.Sign: "Signed off by the person", actionplans.Follow: "The person said what became of it", actionplans.Close: "Closed without a follow-up", actionplans.Reopen: "Opened again",
}
