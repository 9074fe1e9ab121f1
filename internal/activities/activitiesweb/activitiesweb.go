// Package activitiesweb shows initiatives, activities and their programmes: pages, forms and the JSON API.
package activitiesweb

import (
	"context"
	"time"

	"counterpart/internal/activities"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Activities *activities.Service
	Parties    *parties.Service
	People     *people.Service
	Letters    *letters.Service
	Vocabulary *vocabulary.Service
	// Reported tells whether the report of an activity is published; the room that knows stands above this one.
	Reported func(ctx context.Context, activityID string) (bool, error)
	// Now is the clock, for the steps of an activity and the stamp of a calendar.
	Now func() time.Time
	// Host names this installation in the ids of calendar entries, for example "counterpart.example".
	Host string
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, edit := activities.RightSee, activities.RightEdit
	return []web.Route{
		{Pattern: "GET /activities", Right: see, Do: p.list},
		{Pattern: "GET /activities/new", Right: edit, Do: p.planForm},
		{Pattern: "POST /activities", Right: edit, Do: p.plan},
		{Pattern: "GET /activities/{id}", Right: see, Do: p.show},
		{Pattern: "GET /activities/{id}/edit", Right: edit, Do: p.editForm},
		{Pattern: "POST /activities/{id}", Right: edit, Do: p.edit},
		{Pattern: "POST /activities/{id}/open", Right: edit, Do: p.open},
		{Pattern: "POST /activities/{id}/held", Right: edit, Do: p.held},
		{Pattern: "GET /activities/{id}/cancel", Right: edit, Do: p.cancelForm},
		{Pattern: "POST /activities/{id}/cancel", Right: edit, Do: p.cancel},
		{Pattern: "GET /activities/{id}/questions", Right: edit, Do: p.questionsForm},
		{Pattern: "POST /activities/{id}/questions", Right: edit, Do: p.questions},
		{Pattern: "GET /activities/{id}/programme", Right: see, Do: p.programme},
		{Pattern: "GET /activities/{id}/programme.ics", Right: see, Do: p.calendar},
		{Pattern: "POST /activities/{id}/rooms", Right: edit, Do: p.addRoom},
		{Pattern: "GET /activities/{id}/sessions/new", Right: edit, Do: p.addSessionForm},
		{Pattern: "POST /activities/{id}/sessions", Right: edit, Do: p.addSession},
		{Pattern: "GET /sessions/{id}", Right: edit, Do: p.sessionForm},
		{Pattern: "POST /sessions/{id}", Right: edit, Do: p.changeSession},
		{Pattern: "POST /sessions/{id}/remove", Right: edit, Do: p.removeSession},
		{Pattern: "POST /sessions/{id}/speakers", Right: edit, Do: p.addSpeaker},
		{Pattern: "POST /sessions/{id}/speakers/{person}/remove", Right: edit, Do: p.removeSpeaker},
		{Pattern: "GET /initiatives", Right: see, Do: p.initiatives},
		{Pattern: "GET /initiatives/new", Right: edit, Do: p.addInitiativeForm},
		{Pattern: "POST /initiatives", Right: edit, Do: p.addInitiative},
		{Pattern: "GET /initiatives/{id}", Right: see, Do: p.initiative},
		{Pattern: "GET /initiatives/{id}/edit", Right: edit, Do: p.initiativeForm},
		{Pattern: "POST /initiatives/{id}", Right: edit, Do: p.changeInitiative},
	}
}
