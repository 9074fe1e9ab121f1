// Package assessmentsweb shows tests before and after activities: the bank, the test of an activity, taking it, typing it in from paper,
// and what came of it; and the JSON API.
package assessmentsweb

import (
	"counterpart/internal/accounts"
	"counterpart/internal/assessments"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Assessments *assessments.Service
	Accounts    *accounts.Service
	Vocabulary  *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, manage, take := assessments.RightSee, assessments.RightManage, assessments.RightTake
	const token, at = "the token is checked", "/activities/{id}/learning"
	return []web.Route{
		{Pattern: "GET /test-items", Right: see, Do: p.bank},
		{Pattern: "GET /test-items/new", Right: manage, Do: p.newItem},
		{Pattern: "POST /test-items", Right: manage, Do: p.writeItem},
		{Pattern: "GET /test-items/{item}", Right: see, Do: p.item},
		{Pattern: "GET /test-items/{item}/edit", Right: manage, Do: p.editItem},
		{Pattern: "POST /test-items/{item}", Right: manage, Do: p.rewriteItem},
		{Pattern: "POST /test-items/{item}/review", Right: manage, Do: p.reviewItem},
		{Pattern: "POST /test-items/{item}/retire", Right: manage, Do: p.retireItem},
		{Pattern: "GET " + at, Right: see, Do: p.overview},
		{Pattern: "POST " + at, Right: manage, Do: p.setUp},
		{Pattern: "GET " + at + "/setup", Right: manage, Do: p.setUpForm},
		{Pattern: "GET " + at + "/items", Right: manage, Do: p.chooseForm},
		{Pattern: "POST " + at + "/items", Right: manage, Do: p.choose},
		{Pattern: "POST " + at + "/fix", Right: manage, Do: p.fix},
		{Pattern: "POST " + at + "/codes", Right: manage, Do: p.codes},
		{Pattern: "POST " + at + "/send", Right: manage, Do: p.send},
		{Pattern: "GET " + at + "/people", Right: manage, Do: p.people},
		{Pattern: "GET " + at + "/people.csv", Right: manage, Do: p.peopleCSV},
		{Pattern: "GET " + at + "/paper", Right: manage, Do: p.grid},
		{Pattern: "POST " + at + "/paper", Right: manage, Do: p.typeIn},
		{Pattern: "GET " + at + "/paper.pdf", Right: manage, Do: p.paperPDF},
		{Pattern: "GET " + at + "/words", Right: manage, Do: p.wordings},
		{Pattern: "POST " + at + "/words", Right: manage, Do: p.judge},
		{Pattern: "GET /our-learning", Right: assessments.RightAgreed, Do: p.ours},
		{Pattern: "GET /activities/{id}/my-test", Right: take, Do: p.own},
		{Pattern: "POST /activities/{id}/my-test", Right: take, Do: p.submit},
		{Pattern: "POST /activities/{id}/my-test/draft", Right: take, Do: p.saveOwn},
		{Pattern: "POST /activities/{id}/my-test/agree", Right: take, Do: p.agree},
		{Pattern: "GET /q/{token}", Open: token, Do: p.own},
		{Pattern: "POST /q/{token}", Open: token, Do: p.submit},
		{Pattern: "POST /q/{token}/draft", Open: token, Do: p.saveOwn},
		{Pattern: "POST /q/{token}/agree", Open: token, Do: p.agree},
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
