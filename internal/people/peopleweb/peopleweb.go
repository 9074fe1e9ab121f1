// Package peopleweb shows the register of persons: pages, forms and the JSON API.
package peopleweb

import (
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/delegations"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	People        *people.Service
	Parties       *parties.Service
	Activities    *activities.Service
	Letters       *letters.Service
	Delegations   *delegations.Service
	Registrations *registrations.Service
	Attendance    *attendance.Service
	Vocabulary    *vocabulary.Service
	ReviewData    access.Right // opens the page with everything that is held of a person
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /people", Right: people.RightSee, Do: p.list},
		{Pattern: "GET /people/new", Right: people.RightEdit, Do: p.addForm},
		{Pattern: "POST /people", Right: people.RightEdit, Do: p.add},
		{Pattern: "GET /people/{id}", Right: people.RightSee, Do: p.show},
		{Pattern: "GET /people/{id}/edit", Right: people.RightEdit, Do: p.editForm},
		{Pattern: "POST /people/{id}", Right: people.RightEdit, Do: p.edit},
		{Pattern: "POST /people/{id}/affiliations", Right: people.RightEdit, Do: p.affiliate},
		{Pattern: "POST /people/{id}/affiliations/{affiliation}/end", Right: people.RightEdit, Do: p.endAffiliation},
		{Pattern: "POST /people/{id}/consents", Right: people.RightEdit, Do: p.consent},
		{Pattern: "GET /posts/{id}/holder", Right: people.RightEdit, Do: p.holderForm},
		{Pattern: "POST /posts/{id}/holder", Right: people.RightEdit, Do: p.setHolder},
		{Pattern: "POST /posts/{id}/vacate", Right: people.RightEdit, Do: p.vacate},
	}
}
