// Package partiesweb shows the register of parties, their bodies and posts: pages, forms and the JSON API.
package partiesweb

import (
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/delegations"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Parties     *parties.Service
	People      *people.Service
	Activities  *activities.Service
	Letters     *letters.Service
	Delegations *delegations.Service
	Attendance  *attendance.Service
	Vocabulary  *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, edit := parties.RightSee, parties.RightEdit
	return []web.Route{
		{Pattern: "GET /parties", Right: see, Do: p.list},
		{Pattern: "GET /parties/new", Right: edit, Do: p.addForm},
		{Pattern: "POST /parties", Right: edit, Do: p.add},
		{Pattern: "GET /parties/{id}", Right: see, Do: p.show},
		{Pattern: "GET /parties/{id}/edit", Right: edit, Do: p.editForm},
		{Pattern: "POST /parties/{id}", Right: edit, Do: p.edit},
		{Pattern: "POST /parties/{id}/memberships", Right: edit, Do: p.setMembership},
		{Pattern: "POST /parties/{id}/memberships/{membership}/end", Right: edit, Do: p.endMembership},
		{Pattern: "POST /parties/{id}/posts", Right: edit, Do: p.addPartyPost},
		{Pattern: "GET /posts/{id}/edit", Right: edit, Do: p.postForm},
		{Pattern: "POST /posts/{id}", Right: edit, Do: p.changePost},
		{Pattern: "GET /bodies", Right: see, Do: p.bodies},
		{Pattern: "GET /bodies/new", Right: edit, Do: p.addBodyForm},
		{Pattern: "POST /bodies", Right: edit, Do: p.addBody},
		{Pattern: "GET /bodies/{id}", Right: see, Do: p.body},
		{Pattern: "GET /bodies/{id}/edit", Right: edit, Do: p.bodyForm},
		{Pattern: "POST /bodies/{id}", Right: edit, Do: p.changeBody},
		{Pattern: "POST /bodies/{id}/seats", Right: edit, Do: p.seat},
		{Pattern: "POST /bodies/{id}/seats/{seat}/end", Right: edit, Do: p.endSeat},
		{Pattern: "POST /bodies/{id}/posts", Right: edit, Do: p.addBodyPost},
	}
}
