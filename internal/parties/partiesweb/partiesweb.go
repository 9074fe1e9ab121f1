// Package partiesweb shows the register of parties: pages, forms and the JSON API.
package partiesweb

import (
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Parties    *parties.Service
	Vocabulary *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /parties", Right: parties.RightSee, Do: p.list},
		{Pattern: "GET /parties/new", Right: parties.RightEdit, Do: p.addForm},
		{Pattern: "POST /parties", Right: parties.RightEdit, Do: p.add},
		{Pattern: "GET /parties/{id}", Right: parties.RightSee, Do: p.show},
		{Pattern: "GET /parties/{id}/edit", Right: parties.RightEdit, Do: p.editForm},
		{Pattern: "POST /parties/{id}", Right: parties.RightEdit, Do: p.edit},
		{Pattern: "POST /parties/{id}/memberships", Right: parties.RightEdit, Do: p.setMembership},
	}
}
