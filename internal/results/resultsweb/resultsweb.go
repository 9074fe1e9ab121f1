// Package resultsweb shows figures and reports: the officer's pages, the public pages and the JSON API.
package resultsweb

import (
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/results"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Results *results.Service
}

// published says why the public pages ask for no right.
const published = "published reports are for everyone; the service shows what was released only"

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /activities/{id}/report", Right: results.RightSee, Do: p.report},
		{Pattern: "POST /activities/{id}/report/start", Right: results.RightWrite, Do: p.start},
		{Pattern: "GET /activities/{id}/report/edit", Right: results.RightWrite, Do: p.editForm},
		{Pattern: "POST /activities/{id}/report", Right: results.RightWrite, Do: p.edit},
		{Pattern: "POST /activities/{id}/report/submit", Right: results.RightWrite, Do: p.submit},
		{Pattern: "POST /activities/{id}/report/approve", Right: results.RightApprove, Do: p.approve},
		{Pattern: "POST /activities/{id}/report/send-back", Right: results.RightApprove, Do: p.sendBack},
		{Pattern: "POST /activities/{id}/report/publish", Right: results.RightPublish, Do: p.publish},
		{Pattern: "POST /activities/{id}/report/restate", Right: results.RightPublish, Do: p.restate},
		{Pattern: "GET /activities/{id}/figures/{key}", Right: results.RightSee, Do: p.liveFigure},
		{Pattern: "GET /figures/{id}", Open: published, Do: p.figure},
		{Pattern: "GET /reports", Open: published, Do: p.reports},
		{Pattern: "GET /reports/{slug}", Open: published, Do: p.public},
		{Pattern: "GET /reports/{slug}/releases/{number}", Open: published, Do: p.public},
		{Pattern: "GET /reports/{slug}/figures.csv", Open: published, Do: p.figuresCSV},
		{Pattern: "GET /reports/{slug}/figures.json", Open: published, Do: p.figuresJSON},
	}
}

func reportPath(activityID string) string { return "/activities/" + activityID + "/report" }

func day(t db.Time) string { return t.Format("2 January 2006") }

// moment is a time on the clock of the activity's place.
func moment(a activities.Activity, t db.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(a.Zone()).Format("2 January 2006, 15:04 MST")
}
