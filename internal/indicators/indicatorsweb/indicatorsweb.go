// Package indicatorsweb shows the results framework, its indicators and their values: pages, forms, files and the JSON API.
package indicatorsweb

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/indicators"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Indicators *indicators.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /framework", Right: indicators.RightSee, Do: p.framework},
		{Pattern: "GET /framework/values.csv", Right: indicators.RightSee, Do: p.valuesCSV},
		{Pattern: "GET /framework/results/new", Right: indicators.RightEdit, Do: p.newResult},
		{Pattern: "POST /framework/results", Right: indicators.RightEdit, Do: p.addResult},
		{Pattern: "GET /framework/results/{id}", Right: indicators.RightEdit, Do: p.resultForm},
		{Pattern: "POST /framework/results/{id}", Right: indicators.RightEdit, Do: p.changeResult},
		{Pattern: "GET /framework/indicators/new", Right: indicators.RightEdit, Do: p.newIndicator},
		{Pattern: "POST /indicators", Right: indicators.RightEdit, Do: p.addIndicator},
		{Pattern: "GET /indicators/{id}", Right: indicators.RightSee, Do: p.indicator},
		{Pattern: "POST /indicators/{id}", Right: indicators.RightEdit, Do: p.changeIndicator},
		{Pattern: "GET /indicators/{id}/edit", Right: indicators.RightEdit, Do: p.indicatorForm},
		{Pattern: "GET /indicators/{id}/propose", Right: indicators.RightPropose, Do: p.proposeForm},
		{Pattern: "POST /indicators/{id}/values", Right: indicators.RightPropose, Do: p.propose},
		{Pattern: "GET /indicator-values/{id}", Right: indicators.RightSee, Do: p.value},
		{Pattern: "GET /indicator-values/{id}/evidence", Right: indicators.RightSee, Do: p.evidence},
		{Pattern: "POST /indicator-values/{id}/approve", Right: indicators.RightApprove, Do: p.approve},
		{Pattern: "POST /indicator-values/{id}/send-back", Right: indicators.RightApprove, Do: p.sendBack},
		{Pattern: "POST /indicator-values/{id}/withdraw", Right: indicators.RightPropose, Do: p.withdraw},
		{Pattern: "POST /indicator-values/{id}/publish", Right: indicators.RightPublish, Do: p.publish},
	}
}

func indicatorPath(id string) string { return "/indicators/" + id }

func valuePath(id string) string { return "/indicator-values/" + id }

// moment is a time in UTC: values belong to no place.
func moment(t db.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2 January 2006, 15:04 UTC")
}

// may tells what the actor can do here.
func may(actor access.Actor) map[access.Right]bool {
	out := map[access.Right]bool{}
	for _, r := range []access.Right{indicators.RightEdit, indicators.RightPropose, indicators.RightApprove, indicators.RightPublish} {
		out[r] = actor.Can(r, access.Anything)
	}
	return out
}
