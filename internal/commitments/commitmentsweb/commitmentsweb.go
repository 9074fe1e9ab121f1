// Package commitmentsweb shows what parties undertook at meetings: pages, forms, the sheet for a body's meeting and the JSON API.
package commitmentsweb

import (
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/commitments"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Commitments *commitments.Service
	Parties     *parties.Service
	Activities  *activities.Service
	Accounts    *accounts.Service
	Vocabulary  *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, report, record := commitments.RightSee, commitments.RightReport, commitments.RightRecord
	const token = "the token is checked"
	return []web.Route{
		{Pattern: "GET /commitments", Right: see, Do: p.list},
		{Pattern: "GET /commitments.csv", Right: see, Do: p.csv},
		{Pattern: "GET /commitments/new", Right: record, Do: p.recordForm},
		{Pattern: "POST /commitments", Right: record, Do: p.record},
		{Pattern: "GET /commitments/{commitment}", Right: see, Do: p.show},
		{Pattern: "GET /commitments/{commitment}/edit", Right: record, Do: p.changeForm},
		{Pattern: "POST /commitments/{commitment}", Right: record, Do: p.change},
		{Pattern: "GET /commitments/{commitment}/report", Right: report, Do: p.reportForm},
		{Pattern: "POST /commitments/{commitment}/report", Right: report, Do: p.report},
		{Pattern: "GET /commitments/{commitment}/take/{verb}", Right: report, Do: p.takeForm},
		{Pattern: "POST /commitments/{commitment}/take/{verb}", Right: report, Do: p.take},
		{Pattern: "POST /commitments/{commitment}/ask", Right: record, Do: p.ask},
		{Pattern: "GET /c/{token}", Open: token, Do: p.linkForm},
		{Pattern: "POST /c/{token}", Open: token, Do: p.link},
		{Pattern: "GET /our-commitments", Right: report, Do: p.own},
		{Pattern: "GET /activities/{id}/commitments", Right: see, Do: p.table},
		{Pattern: "GET /activities/{id}/commitments.pdf", Right: see, Do: p.sheet},
		{Pattern: "POST /activities/{id}/commitments/body", Right: record, Do: p.setBody},
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

func (p *Pages) partyOptions(c *web.Call) ([]ui.Option, error) {
	list, err := p.Parties.Names(c.Context(), c.Actor)
	out := make([]ui.Option, len(list))
	for i, one := range list {
		out[i] = ui.Option{Value: one.ID, Label: one.Name}
	}
	return out, err
}

func (p *Pages) bodyOptions(c *web.Call) ([]ui.Option, error) {
	if !c.Actor.Holds(parties.RightSee) {
		return nil, nil
	}
	list, err := p.Parties.Bodies(c.Context(), c.Actor)
	out := make([]ui.Option, len(list))
	for i, one := range list {
		out[i] = ui.Option{Value: one.ID, Label: one.Name}
	}
	return out, err
}
