// Package attendanceweb shows badges, the check-in desk, the arrivals and the register: pages, forms
// and the JSON API.
package attendanceweb

import (
	"github.com/a-h/templ"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Attendance *attendance.Service
	Vocabulary *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /activities/{id}/checkin", Right: attendance.RightScan, Do: p.desk},
		{Pattern: "POST /activities/{id}/checkin", Right: attendance.RightScan, Do: p.scan},
		{Pattern: "GET /activities/{id}/checkin/counts", Right: attendance.RightSee, Do: p.deskCounts},
		{Pattern: "GET /activities/{id}/arrivals", Right: attendance.RightSee, Do: p.arrivals},
		{Pattern: "GET /activities/{id}/arrivals/board", Right: attendance.RightSee, Do: p.arrivalsBoard},
		{Pattern: "GET /activities/{id}/attendance", Right: attendance.RightSee, Do: p.register},
		{Pattern: "GET /activities/{id}/attendance.csv", Right: attendance.RightExport, Do: p.registerCSV},
		{Pattern: "GET /activities/{id}/attendance/{checkin}/void", Right: attendance.RightScan, Do: p.voidForm},
		{Pattern: "POST /activities/{id}/attendance/{checkin}/void", Right: attendance.RightScan, Do: p.void},
		{Pattern: "GET /activities/{id}/badges", Right: attendance.RightBadge, Do: p.badges},
		{Pattern: "POST /activities/{id}/badges", Right: attendance.RightBadge, Do: p.issue},
		{Pattern: "GET /activities/{id}/badges.pdf", Right: attendance.RightBadge, Do: p.badgesPDF},
		{Pattern: "GET /activities/{id}/badges/{nomination}", Right: attendance.RightBadge, Do: p.badgeForm},
		{Pattern: "POST /activities/{id}/badges/{nomination}/reissue", Right: attendance.RightBadge, Do: p.reissue},
		{Pattern: "POST /activities/{id}/badges/{nomination}/revoke", Right: attendance.RightBadge, Do: p.revoke},
	}
}

// view is a page of the room in the frame of its activity.
func view(title string, a activities.Activity, status int, content templ.Component, js ...string) web.View {
	return web.View{
		Title: title + ": " + a.Title, Content: content, Status: status, JS: js,
		Label: string(label.Strictest(a.Label, label.Amber)),
	}
}

// parts are the pages of this room, as links under the tab.
func parts(actor access.Actor, activityID, current string) []ui.NavItem {
	var out []ui.NavItem
	for _, part := range []struct {
		name, label string
		right       access.Right
	}{
		{"checkin", "Desk", attendance.RightScan},
		{"arrivals", "Arrivals", attendance.RightSee},
		{"attendance", "Register", attendance.RightSee},
		{"badges", "Badges", attendance.RightBadge},
	} {
		if actor.Holds(part.right) {
			out = append(out, ui.NavItem{Label: part.label, Href: "/activities/" + activityID + "/" + part.name, Current: part.name == current})
		}
	}
	return out
}

// fragment answers with content only, without the frame of a page.
func fragment(c *web.Call, content templ.Component) error {
	c.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	return content.Render(c.Context(), c.W)
}
