package app

import (
	"context"
	"net/url"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/accounts/accountsweb"
	"counterpart/internal/actionplans"
	"counterpart/internal/actionplans/actionplansweb"
	"counterpart/internal/activities"
	"counterpart/internal/activities/activitiesweb"
	"counterpart/internal/alumni"
	"counterpart/internal/alumni/alumniweb"
	"counterpart/internal/assessments"
	"counterpart/internal/assessments/assessmentsweb"
	"counterpart/internal/attendance/attendanceweb"
	"counterpart/internal/audit"
	"counterpart/internal/audit/auditweb"
	"counterpart/internal/certificates"
	"counterpart/internal/certificates/certificatesweb"
	"counterpart/internal/commitments"
	"counterpart/internal/commitments/commitmentsweb"
	"counterpart/internal/comparisons/comparisonsweb"
	"counterpart/internal/connections"
	"counterpart/internal/curricula/curriculaweb"
	"counterpart/internal/delegations"
	"counterpart/internal/delegations/delegationsweb"
	"counterpart/internal/evaluations/evaluationsweb"
	"counterpart/internal/feeds/feedsweb"
	"counterpart/internal/gapreports/gapreportsweb"
	"counterpart/internal/gaps/gapsweb"
	"counterpart/internal/iati/iatiweb"
	"counterpart/internal/imports/importsweb"
	"counterpart/internal/indicators"
	"counterpart/internal/indicators/indicatorsweb"
	"counterpart/internal/instruments"
	"counterpart/internal/instruments/instrumentsweb"
	"counterpart/internal/labels"
	"counterpart/internal/labels/labelsweb"
	"counterpart/internal/laws/lawsweb"
	"counterpart/internal/letters"
	"counterpart/internal/letters/lettersweb"
	"counterpart/internal/mail/mailboxweb"
	"counterpart/internal/networking/networkingweb"
	"counterpart/internal/outcomes"
	"counterpart/internal/outcomes/outcomesweb"
	"counterpart/internal/parties"
	"counterpart/internal/parties/partiesweb"
	"counterpart/internal/people"
	"counterpart/internal/people/peopleweb"
	"counterpart/internal/privacy"
	"counterpart/internal/privacy/privacyweb"
	"counterpart/internal/publications"
	"counterpart/internal/publications/publicationsweb"
	"counterpart/internal/questionnaires/questionnairesweb"
	"counterpart/internal/reach"
	"counterpart/internal/reach/reachweb"
	"counterpart/internal/recommendations/recommendationsweb"
	"counterpart/internal/registrations/registrationsweb"
	"counterpart/internal/results"
	"counterpart/internal/results/resultsweb"
	"counterpart/internal/secondments"
	"counterpart/internal/secondments/secondmentsweb"
	"counterpart/internal/signins/signinsweb"
	"counterpart/internal/support"
	"counterpart/internal/support/supportweb"
	"counterpart/internal/threads/threadsweb"
	"counterpart/internal/ties/tiesweb"
	"counterpart/internal/training"
	"counterpart/internal/training/trainingweb"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// room is the upstairs of a room.
type room interface {
	Routes() []web.Route
	API(*web.API)
}

// rooms lists the upstairs rooms.
func (a *App) rooms() []room {
	rooms := []room{
		&accountsweb.Pages{Accounts: a.Accounts, Parties: a.Parties, Activities: a.Activities, Signins: a.Signins, Packs: shippedPacks(), LoadPack: loadShipped},
		&signinsweb.Pages{Signins: a.Signins, Passkeys: a.Passkeys, SSO: a.SSO, Accounts: a.Accounts, Demo: a.demo},
		&partiesweb.Pages{
			Parties: a.Parties, People: a.People, Activities: a.Activities, Letters: a.Letters, Delegations: a.Delegations,
			Attendance: a.Attendance, Vocabulary: a.Vocabulary,
		},
		&activitiesweb.Pages{
			Activities: a.Activities, Parties: a.Parties, People: a.People, Letters: a.Letters, Vocabulary: a.Vocabulary,
			Reported: a.Results.Reported, Now: a.Config.Clock, Host: a.host(),
		},
		&delegationsweb.Pages{
			Delegations: a.Delegations, Registrations: a.Registrations, Activities: a.Activities, Parties: a.Parties,
			Accounts: a.Accounts, Reach: a.Reach, Vocabulary: a.Vocabulary,
		},
		&lettersweb.Pages{Letters: a.Letters, Activities: a.Activities, Parties: a.Parties, Vocabulary: a.Vocabulary},
		&registrationsweb.Pages{Registrations: a.Registrations, Accounts: a.Accounts, Vocabulary: a.Vocabulary},
		&attendanceweb.Pages{Attendance: a.Attendance, Vocabulary: a.Vocabulary},
		&networkingweb.Pages{Networking: a.Networking, Places: a.Places, Company: a.Company, Exchange: a.Exchange, Interests: a.Interests, Connections: a.Connections, Mixers: a.Mixers, Accounts: a.Accounts, Vocabulary: a.Vocabulary, Host: a.host()},
		&certificatesweb.Pages{Certificates: a.Certificates, Parties: a.Parties, People: a.People, Accounts: a.Accounts, Vocabulary: a.Vocabulary},
		&alumniweb.Pages{Alumni: a.Alumni, Parties: a.Parties, Activities: a.Activities, Accounts: a.Accounts, Vocabulary: a.Vocabulary},
		&resultsweb.Pages{Results: a.Results},
		&indicatorsweb.Pages{Indicators: a.Indicators},
		&iatiweb.Pages{Publishing: a.Publishing},
		&supportweb.Pages{Support: a.Support, Parties: a.Parties, Activities: a.Activities, Accounts: a.Accounts, Vocabulary: a.Vocabulary},
		&commitmentsweb.Pages{Commitments: a.Commitments, Parties: a.Parties, Activities: a.Activities, Accounts: a.Accounts, Vocabulary: a.Vocabulary},
		&outcomesweb.Pages{
			Outcomes: a.Outcomes, Parties: a.Parties, People: a.People, Activities: a.Activities, Threads: a.Threads, Accounts: a.Accounts, Vocabulary: a.Vocabulary,
		},
		&curriculaweb.Pages{Curricula: a.Curricula, Training: a.Training, Vocabulary: a.Vocabulary},
		&trainingweb.Pages{Training: a.Training, Curricula: a.Curricula, Activities: a.Activities, People: a.People},
		&assessmentsweb.Pages{Assessments: a.Assessments, Accounts: a.Accounts, Vocabulary: a.Vocabulary},
		&evaluationsweb.Pages{Evaluations: a.Evaluations, Accounts: a.Accounts},
		&actionplansweb.Pages{Plans: a.ActionPlans, Accounts: a.Accounts, Vocabulary: a.Vocabulary},
		&secondmentsweb.Pages{Secondments: a.Secondments, Overview: a.Posted, Parties: a.Parties, Accounts: a.Accounts, Vocabulary: a.Vocabulary},
		&threadsweb.Pages{Threads: a.Threads},
		&publicationsweb.Pages{Publications: a.Publications, Activities: a.Activities, Vocabulary: a.Vocabulary},
		&reachweb.Pages{Reach: a.Reach, Vocabulary: a.Vocabulary, Network: connections.RightSee},
		&tiesweb.Pages{Ties: a.Ties, Vocabulary: a.Vocabulary, Reach: reach.RightSee},
		&peopleweb.Pages{
			People: a.People, Parties: a.Parties, Activities: a.Activities, Letters: a.Letters, Delegations: a.Delegations,
			Registrations: a.Registrations, Attendance: a.Attendance, Vocabulary: a.Vocabulary, ReviewData: privacy.RightReview,
		},
		&auditweb.Pages{Audit: a.Audit, Records: a.recordsSeen},
		&feedsweb.Pages{Feeds: a.Feeds},
		&privacyweb.Pages{Privacy: a.Privacy, People: a.People},
		&labelsweb.Pages{Labels: labels.New(a.DB, labelled)},
		&importsweb.Pages{Imports: a.Imports, Activities: a.Activities, Vocabulary: a.Vocabulary},
	}
	rooms = append(rooms, a.lawRooms()...)
	if a.Mailbox != nil {
		rooms = append(rooms, &mailboxweb.Pages{Box: a.Mailbox})
	}
	return rooms
}

// lawRooms are the upstairs rooms of instruments, national laws and what is made of both.
func (a *App) lawRooms() []room {
	return []room{
		&questionnairesweb.Pages{Questionnaires: a.Questionnaires, Gaps: a.Gaps},
		&gapsweb.Pages{Gaps: a.Gaps, Laws: a.Laws, Parties: a.Parties, Activities: a.Activities, Vocabulary: a.Vocabulary},
		&recommendationsweb.Pages{Recommendations: a.Advice, Vocabulary: a.Vocabulary},
		&gapreportsweb.Pages{Reports: a.GapReports, Publications: a.Publications, Vocabulary: a.Vocabulary},
		&comparisonsweb.Pages{Comparisons: a.Comparisons},
		&instrumentsweb.Pages{Instruments: a.Instruments, Vocabulary: a.Vocabulary},
		&lawsweb.Pages{Laws: a.Laws, Parties: a.Parties, Vocabulary: a.Vocabulary},
	}
}

// navEntry is one part of the navigation with the right that it asks for.
type navEntry struct {
	right access.Right
	item  ui.NavItem
}

// behindCapacity are the pages to which the office comes by the hub of training, secondments and alumni.
var behindCapacity = []string{"/training", "/action-plans", "/certificates", "/alumni", "/secondments"}

// behindResults are those to which it comes by the hub of what was reached.
var behindResults = []string{"/outcomes", "/reach", "/reports", "/framework"}

// officeHub is an entry of the navigation that stands for several, for whoever works with all of them.
type officeHub struct {
	navEntry
	behind []string
	after  string
}

var officeHubs = []officeHub{
	{navEntry{certificates.RightSee, ui.NavItem{Label: "Capacity", Href: "/capacity"}}, behindCapacity, "/commitments"},
	{navEntry{indicators.RightSee, ui.NavItem{Label: "Results", Href: "/results"}}, behindResults, "/law"},
}

// gather puts the hub in the place of what stands behind it.
func (h officeHub) gather(items []navEntry, actor access.Actor) []navEntry {
	if !actor.Holds(h.right) {
		return items
	}
	items = slices.DeleteFunc(items, func(e navEntry) bool { return slices.Contains(h.behind, e.item.Href) })
	at := slices.IndexFunc(items, func(e navEntry) bool { return e.item.Href == h.after })
	return slices.Insert(items, at+1, h.navEntry)
}

// nav is the main navigation as far as the actor holds the rights.
func nav(actor access.Actor) []ui.NavItem {
	items := []navEntry{
		{"", ui.NavItem{Label: "What waits for me", Href: "/"}},
		{activities.RightSee, ui.NavItem{Label: "Activities", Href: "/activities"}},
		{parties.RightSee, ui.NavItem{Label: "Parties", Href: "/parties"}},
		{people.RightSee, ui.NavItem{Label: "People", Href: "/people"}},
		{support.RightSee, ui.NavItem{Label: "Support", Href: "/requests"}},
		{commitments.RightSee, ui.NavItem{Label: "Commitments", Href: "/commitments"}},
		{training.RightSee, ui.NavItem{Label: "Training", Href: "/training"}},
		{training.RightOwn, ui.NavItem{Label: "My training", Href: "/my-training"}},
		{actionplans.RightSee, ui.NavItem{Label: "Action plans", Href: "/action-plans"}},
		{certificates.RightSee, ui.NavItem{Label: "Certificates", Href: "/certificates"}},
		{alumni.RightRead, ui.NavItem{Label: "Alumni", Href: "/alumni"}},
		{outcomes.RightSee, ui.NavItem{Label: "Outcomes", Href: "/outcomes"}},
		{instruments.RightRead, ui.NavItem{Label: "Laws", Href: "/law"}},
		{secondments.RightSee, ui.NavItem{Label: "Secondments", Href: "/secondments"}},
		{reach.RightSee, ui.NavItem{Label: "Reach", Href: "/reach"}},
		{results.RightSee, ui.NavItem{Label: "Reports", Href: "/reports"}},
		{indicators.RightSee, ui.NavItem{Label: "Results", Href: "/framework"}},
		{publications.RightSee, ui.NavItem{Label: "Publications", Href: "/publications"}},
		{publications.RightRead, ui.NavItem{Label: "Library", Href: "/library"}},
		{letters.RightSee, ui.NavItem{Label: "Outbox", Href: "/outbox"}},
		{accounts.RightSee, ui.NavItem{Label: "Accounts", Href: "/accounts"}},
		{audit.RightSee, ui.NavItem{Label: "Trust", Href: "/trust"}},
	}
	var out []ui.NavItem
	if len(actor.Parties(access.FocalPoint)) > 0 {
		items = slices.Insert(items, 1, navEntry{delegations.RightNominate, ui.NavItem{Label: "Our delegations", Href: "/our-delegations"}})
		if !actor.Holds(support.RightHandle) {
			at := slices.IndexFunc(items, func(e navEntry) bool { return e.item.Href == "/requests" })
			items[at].item = ui.NavItem{Label: "Our support", Href: "/our-support"}
			at = slices.IndexFunc(items, func(e navEntry) bool { return e.item.Href == "/commitments" })
			items[at].item = ui.NavItem{Label: "Our commitments", Href: "/our-commitments"}
			items = slices.Insert(items, at+1, navEntry{assessments.RightAgreed, ui.NavItem{Label: "Our learning", Href: "/our-learning"}})
			at = slices.IndexFunc(items, func(e navEntry) bool { return e.item.Href == "/secondments" })
			items[at].item = ui.NavItem{Label: "Our secondments", Href: "/our-secondments"}
		}
	}
	if !actor.Holds(secondments.RightNominate) && !actor.Can(secondments.RightSee, access.Anything) { // a secondee finds it under the own account
		items = slices.DeleteFunc(items, func(e navEntry) bool { return e.item.Href == "/secondments" })
	}
	for _, h := range officeHubs {
		items = h.gather(items, actor)
	}
	for _, i := range items {
		if i.right == "" && actor.SignedIn() || i.right != "" && actor.Holds(i.right) {
			out = append(out, i.item)
		}
	}
	return out
}

func (a *App) mechanism(ctx context.Context) ui.Mechanism {
	m, err := a.Vocabulary.Mechanism(ctx)
	if err != nil {
		a.Config.Log.Error("read the mechanism", "error", err)
	}
	if m.Name.Default == "" {
		return ui.Mechanism{Name: "Counterpart", Short: "Counterpart"}
	}
	return ui.Mechanism{Name: m.Name.Default, Short: m.ShortName, Lines: m.Letterhead}
}

// host names the installation in ids that leave it, such as those of calendar entries.
func (a *App) host() string {
	if u, err := url.Parse(a.Config.BaseURL); err == nil && u.Host != "" {
		return u.Host
	}
	return "counterpart"
}
