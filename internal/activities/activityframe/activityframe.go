// Package activityframe is the head that all pages of one activity share: its title, its facts and the tabs
// to its parts. The parts belong to several rooms, which may not look into each other upstairs.
package activityframe

import (
	"github.com/a-h/templ"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/web/ui"
)

// The tabs, by the name that a page gives as its own.
const (
	Overview    = ""
	Programme   = "programme"
	Seats       = "seats"
	Letters     = "letters"
	Delegations = "delegations"
	Networking  = "networking"
	CheckIn     = "checkin"
	Training    = "training"
	Commitments = "commitments"
	Learning    = "learning"
	Report      = "report"
)

// tab is one part of an activity. right is the least that its page asks for; it is written out here, because
// the room that declares it stands above this one.
type tab struct {
	name, label string
	right       access.Right
}

var tabs = []tab{
	{Overview, "Overview", activities.RightSee},
	{Programme, "Programme", activities.RightSee},
	{Seats, "Seats", "delegations.allocate"},
	{Letters, "Letters", "letters.see"},
	{Delegations, "Delegations", "delegations.see"},
	{Networking, "Networking", "networking.see"},
	{CheckIn, "Check-in", "attendance.scan"},
	{Training, "Training", "training.see"},
	{Commitments, "Commitments", "commitments.see"},
	{Learning, "Tests and plans", "assessments.see"},
	{Report, "Report", "results.see"},
}

// items lists the tabs that the actor may open; the current one is always there.
func items(actor access.Actor, a activities.Activity, current string) []ui.NavItem {
	var out []ui.NavItem
	for _, t := range tabs {
		if t.name != current && !actor.Holds(t.right) {
			continue
		}
		out = append(out, ui.NavItem{Label: t.label, Href: address(a, t.name), Current: t.name == current})
	}
	return out
}

func address(a activities.Activity, name string) string {
	if name == "" {
		return "/activities/" + a.ID
	}
	return "/activities/" + a.ID + "/" + name
}

// Href is the address of a part of the activity, "" where the actor may not open it.
func Href(actor access.Actor, a activities.Activity, name string) string {
	for _, t := range tabs {
		if t.name == name && actor.Holds(t.right) {
			return address(a, name)
		}
	}
	return ""
}

// The parts of the tab Delegations.
const (
	People        = "delegations"
	Invitations   = "invitations"
	Registrations = "registrations"
	Links         = "links"
)

var delegationParts = []tab{
	{People, "People", "delegations.see"},
	{Invitations, "Invitations", "delegations.invite"},
	{Registrations, "Registrations", "registrations.see"},
	{Links, "Personal links", "delegations.invite"},
}

// DelegationParts lists the parts of the tab Delegations that the actor may open.
func DelegationParts(actor access.Actor, activityID, current string) []ui.NavItem {
	return parts(delegationParts, actor, activityID, current)
}

func parts(list []tab, actor access.Actor, activityID, current string) []ui.NavItem {
	var out []ui.NavItem
	for _, t := range list {
		if actor.Holds(t.right) {
			out = append(out, ui.NavItem{Label: t.label, Href: "/activities/" + activityID + "/" + t.name, Current: t.name == current})
		}
	}
	return out
}

// The parts of the tab Learning.
const (
	Tests       = "learning"
	Evaluation  = "evaluation"
	ActionPlans = "action-plans"
)

var learningParts = []tab{
	{Tests, "Test", "assessments.see"},
	{Evaluation, "Evaluation", "evaluations.see"},
	{ActionPlans, "Action plans", "actionplans.see"},
}

// LearningParts lists the parts of the tab Learning that the actor may open.
func LearningParts(actor access.Actor, activityID, current string) []ui.NavItem {
	return parts(learningParts, actor, activityID, current)
}

// heading is the head of every page of the activity.
func heading(a activities.Activity) ui.Heading {
	h := ui.Heading{
		Title: a.Title, Label: string(a.Label), Facts: []string{a.KindName, a.Dates()},
		Status: ui.StatusChip(ui.State(a.State), StateWords[a.State]),
	}
	if where := a.Where(); where != "" {
		h.Facts = append(h.Facts, where)
	}
	if a.Initiative != "" {
		h.Subtitle = a.Initiative
	}
	return h
}

// StateWords says an activity's state on pages.
var StateWords = map[activities.State]string{
	activities.Planned: "Planned", activities.Open: "Open", activities.Held: "Held", activities.Cancelled: "Cancelled",
}

func withActions(h ui.Heading, actions templ.Component) ui.Heading {
	h.Actions = actions
	return h
}
