// Package networkingweb is how people arrange their meetings, on a phone and without an account, and how the secretariat
// plans them: pages, papers, calendars and the JSON API of the rooms interests, networking, mixers and connections.
package networkingweb

import (
	"github.com/a-h/templ"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/connections"
	"counterpart/internal/interests"
	"counterpart/internal/label"
	"counterpart/internal/mixers"
	"counterpart/internal/networking"
	"counterpart/internal/networking/company"
	"counterpart/internal/networking/exchange"
	"counterpart/internal/networking/places"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of these rooms.
type Pages struct {
	Networking  *networking.Service
	Places      *places.Service
	Company     *company.Service
	Exchange    *exchange.Service
	Interests   *interests.Service
	Connections *connections.Service
	Mixers      *mixers.Service
	Accounts    *accounts.Service
	Vocabulary  *vocabulary.Service
	Host        string // in the ids of calendar entries
}

// Routes lists every page and form. What a participant does stands under the activity for those who are signed in and under
// the personal link for its bearer.
func (p *Pages) Routes() []web.Route {
	var out []web.Route
	for _, r := range []struct {
		method, path string
		do           func(c *web.Call, w who) error
	}{
		{"GET", "", p.schedule},
		{"GET", "/profile", p.profile},
		{"POST", "/profile", p.saveProfile},
		{"GET", "/suggestions", p.suggestions},
		{"GET", "/people", p.people},
		{"POST", "/say", p.say},
		{"POST", "/topic", p.topic},
		{"POST", "/absences", p.absences},
		{"GET", "/company", p.company},
		{"POST", "/company", p.setCompany},
		{"POST", "/ask", p.ask},
		{"GET", "/calendar.ics", p.calendar},
		{"GET", "/schedule.pdf", p.schedulePDF},
		{"GET", "/tables", p.ownTables},
		{"GET", "/met", p.met},
		{"POST", "/met", p.exchange},
		{"POST", "/share/{connection}", p.share},
		{"GET", "/contacts", p.contacts},
		{"GET", "/contacts.vcf", p.cards},
		{"GET", "/of/{meeting}", p.meeting},
		{"POST", "/of/{meeting}/accept", p.accept},
		{"POST", "/of/{meeting}/decline", p.decline},
		{"POST", "/of/{meeting}/move", p.move},
		{"POST", "/of/{meeting}/note", p.note},
	} {
		out = append(out,
			web.Route{Pattern: r.method + " /activities/{id}/meetings" + r.path, Right: interests.RightTakePart, Do: p.own(r.do)},
			web.Route{Pattern: r.method + " /m/{token}" + r.path, Open: "the signed link in the address is checked", Do: p.own(r.do)},
		)
	}
	return append(append(out, p.officeRoutes()...), p.mixerRoutes()...)
}

func (p *Pages) officeRoutes() []web.Route {
	const base = " /activities/{id}/networking"
	return []web.Route{
		{Pattern: "GET" + base, Right: networking.RightSee, Do: p.overview},
		{Pattern: "GET" + base + "/setup", Right: networking.RightPlan, Do: p.setup},
		{Pattern: "POST" + base + "/setup", Right: networking.RightPlan, Do: p.saveSetup},
		{Pattern: "POST" + base + "/slots", Right: networking.RightPlan, Do: p.addSlots},
		{Pattern: "POST" + base + "/slots/remove", Right: networking.RightPlan, Do: p.removeSlots},
		{Pattern: "POST" + base + "/tables", Right: networking.RightPlan, Do: p.addTables},
		{Pattern: "POST" + base + "/tables/remove", Right: networking.RightPlan, Do: p.removeTables},
		{Pattern: "POST" + base + "/interpreters", Right: networking.RightPlan, Do: p.addInterpreter},
		{Pattern: "POST" + base + "/interpreters/remove", Right: networking.RightPlan, Do: p.removeInterpreter},
		{Pattern: "POST" + base + "/invite", Right: networking.RightPlan, Do: p.invite},
		{Pattern: "POST" + base + "/runs", Right: networking.RightPlan, Do: p.startRun},
		{Pattern: "GET" + base + "/runs/{run}", Right: networking.RightSee, Do: p.run},
		{Pattern: "POST" + base + "/runs/{run}/stop", Right: networking.RightPlan, Do: p.stopRun},
		{Pattern: "POST" + base + "/runs/{run}/publish", Right: networking.RightPlan, Do: p.publish},
		{Pattern: "GET" + base + "/plan", Right: networking.RightSee, Do: p.plan},
		{Pattern: "POST" + base + "/plan/{meeting}/lock", Right: networking.RightPlan, Do: p.lock},
		{Pattern: "POST" + base + "/plan/{meeting}/unlock", Right: networking.RightPlan, Do: p.unlock},
		{Pattern: "GET" + base + "/plan/{meeting}/cancel", Right: networking.RightPlan, Do: p.cancelForm},
		{Pattern: "POST" + base + "/plan/{meeting}/cancel", Right: networking.RightPlan, Do: p.cancel},
		{Pattern: "GET" + base + "/people.pdf", Right: networking.RightPlan, Do: p.peoplePDF},
		{Pattern: "GET" + base + "/tables.pdf", Right: networking.RightPlan, Do: p.tablesPDF},
		{Pattern: "GET" + base + "/rooms.pdf", Right: networking.RightPlan, Do: p.roomsPDF},
		{Pattern: "GET" + base + "/connections", Right: connections.RightSee, Do: p.connections},
		{Pattern: "GET /parties/{id}/connections", Right: connections.RightSee, Do: p.partyConnections},
	}
}

// who is somebody who arranges their own meetings.
type who struct {
	Actor    access.Actor
	Activity string
	Person   string
	Base     string // of the addresses of their pages
	Link     bool   // by the personal link, without account
}

// own hands a request on with whose meetings it is about.
func (p *Pages) own(do func(c *web.Call, w who) error) func(c *web.Call) error {
	return func(c *web.Call) error {
		w, err := p.whose(c)
		if err != nil {
			return err
		}
		return do(c, w)
	}
}

// whose finds out whose meetings the request is about: those of the bearer of the link, or of the signed-in participant.
func (p *Pages) whose(c *web.Call) (who, error) {
	if token := c.Path("token"); token != "" {
		actor, link, err := p.Accounts.Follow(c.Context(), token, accounts.PurposeMeet)
		return who{Actor: actor, Activity: link.ActivityID, Person: link.PersonID, Base: "/m/" + token, Link: true}, err
	}
	id := c.Path("id")
	return who{Actor: c.Actor, Activity: id, Person: c.Actor.Person, Base: "/activities/" + id + "/meetings"}, nil
}

// ownPage is what all pages of a participant have.
type ownPage struct {
	who
	Title    string
	Activity activities.Activity
	Current  string
}

// over tells whether nothing can be arranged at an activity any more.
func over(a activities.Activity) bool {
	return a.State == activities.Held || a.State == activities.Cancelled
}

// tabs are the pages of a participant.
func (p ownPage) tabs() []ui.NavItem {
	var out []ui.NavItem
	for _, t := range []struct{ path, label string }{
		{"", "My meetings"},
		{"/profile", "What I offer and seek"},
		{"/suggestions", "Suggestions"},
		{"/people", "Who takes part"},
		{"/company", "My delegation"},
		{"/tables", "My tables"},
		{"/met", "We met"},
		{"/contacts", "My contacts"},
	} {
		out = append(out, ui.NavItem{Label: t.label, Href: p.Base + t.path, Current: t.path == p.Current})
	}
	return out
}

func (p ownPage) heading() ui.Heading {
	facts := []string{p.Activity.Dates()}
	if where := p.Activity.Where(); where != "" {
		facts = append(facts, where)
	}
	return ui.Heading{Title: p.Title, Subtitle: p.Activity.Title, Facts: facts, Label: string(tlp(p.Activity))}
}

// tlp is the label of whatever names the people of an activity's meetings.
func tlp(a activities.Activity) label.TLP { return label.Strictest(a.Label, label.Amber) }

func (p ownPage) show(c *web.Call, status int, content templ.Component, js ...string) error {
	return c.Show(web.View{
		Title: p.Title + ": " + p.Activity.Title, Content: ownView(p, content), Status: status, JS: js, Label: string(tlp(p.Activity)), Public: p.Link, NoIndex: true,
	})
}
