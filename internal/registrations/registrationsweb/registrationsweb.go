// Package registrationsweb is the registration form of a participant, on a phone and without an account, and the
// secretariat's overview of who has registered.
package registrationsweb

import (
	"counterpart/internal/accounts"
	"counterpart/internal/delegations"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Registrations *registrations.Service
	Accounts      *accounts.Service
	Vocabulary    *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	const byLink = "the signed link in the address is checked"
	return []web.Route{
		{Pattern: "GET /r/{token}", Open: byLink, Do: p.form},
		{Pattern: "POST /r/{token}", Open: byLink, Do: p.register},
		{Pattern: "POST /r/{token}/draft", Open: byLink, Do: p.saveDraft},
		{Pattern: "GET /activities/{id}/registration", Right: registrations.RightRegister, Do: p.form},
		{Pattern: "POST /activities/{id}/registration", Right: registrations.RightRegister, Do: p.register},
		{Pattern: "POST /activities/{id}/registration/draft", Right: registrations.RightRegister, Do: p.saveDraft},
		{Pattern: "GET /activities/{id}/registrations", Right: registrations.RightSee, Do: p.overview},
		{Pattern: "POST /activities/{id}/registrations/remind", Right: delegations.RightInvite, Do: p.remind},
		{Pattern: "POST /activities/{id}/registrations/export", Right: registrations.RightSee, Do: p.export},
	}
}
