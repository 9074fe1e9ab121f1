// Package lettersweb shows the letters of an activity and the outbox: pages, forms and the JSON API.
package lettersweb

import (
	"counterpart/internal/activities"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Letters    *letters.Service
	Activities *activities.Service
	Parties    *parties.Service
	Vocabulary *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, edit, send := letters.RightSee, letters.RightEdit, letters.RightSend
	return []web.Route{
		{Pattern: "GET /activities/{id}/letters", Right: see, Do: p.tab},
		{Pattern: "GET /activities/{id}/letters/new", Right: edit, Do: p.writeForm},
		{Pattern: "POST /activities/{id}/letters", Right: edit, Do: p.write},
		{Pattern: "GET /letters/{id}", Right: see, Do: p.letter},
		{Pattern: "GET /letters/{id}/edit", Right: edit, Do: p.rewriteForm},
		{Pattern: "POST /letters/{id}", Right: edit, Do: p.rewrite},
		{Pattern: "GET /letters/{id}/send", Right: send, Do: p.sendForm},
		{Pattern: "POST /letters/{id}/send", Right: send, Do: p.send},
		{Pattern: "GET /outbox", Right: see, Do: p.outbox},
		{Pattern: "GET /messages/{id}", Right: see, Do: p.message},
		{Pattern: "POST /messages/{id}/resend", Right: send, Do: p.resend},
	}
}
