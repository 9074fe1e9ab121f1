// Package delegationsweb shows seats, invitations, delegations and nominations: to the secretariat, to focal points
// with an account, and to focal points with a link and no account.
package delegationsweb

import (
	"errors"

	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/parties"
	"counterpart/internal/reach"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Delegations   *delegations.Service
	Registrations *registrations.Service
	Activities    *activities.Service
	Parties       *parties.Service
	Accounts      *accounts.Service
	Reach         *reach.Service
	Vocabulary    *vocabulary.Service
}

// namesPeople is the label of a page that names people of an activity, or a person: the strictest of what stands on it.
func namesPeople(of ...label.TLP) string {
	return string(label.Strictest(append(of, label.AmberStrict)...))
}

const byLink = "the signed link is the key, checked by accounts.Follow"

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, allocate, invite := delegations.RightSee, delegations.RightAllocate, delegations.RightInvite
	nominate, screen := delegations.RightNominate, delegations.RightScreen
	return []web.Route{
		{Pattern: "GET /activities/{id}/seats", Right: allocate, Do: p.seats},
		{Pattern: "POST /activities/{id}/seats", Right: allocate, Do: p.setSeats},
		{Pattern: "GET /activities/{id}/seats/many", Right: allocate, Do: p.rehearseSeats},
		{Pattern: "POST /activities/{id}/seats/many", Right: allocate, Do: p.giveSeats},
		{Pattern: "GET /activities/{id}/invitations", Right: invite, Do: p.invitations},
		{Pattern: "POST /activities/{id}/invitations", Right: invite, Do: p.invite},
		{Pattern: "POST /activities/{id}/reminders", Right: invite, Do: p.remind},
		{Pattern: "GET /activities/{id}/delegations", Right: see, Do: p.delegations},
		{Pattern: "POST /activities/{id}/delegations/confirm", Right: screen, Do: p.confirmAll},
		{Pattern: "GET /activities/{id}/participants.pdf", Right: see, Do: p.participantList},
		{Pattern: "GET /our-delegations", Right: nominate, Do: p.ours},
		{Pattern: "GET /activities/{id}/delegations/{party}", Right: nominate, Do: p.own},
		{Pattern: "POST /activities/{id}/delegations/{party}/nominate", Right: nominate, Do: p.nominate},
		{Pattern: "POST /activities/{id}/delegations/{party}/note", Right: nominate, Do: p.attachNote},
		{Pattern: "GET /activities/{id}/delegations/{party}/note", Right: see, Do: p.note},
		{Pattern: "POST /activities/{id}/delegations/{party}/decline", Right: nominate, Do: p.notComing},
		{Pattern: "POST /activities/{id}/delegations/{party}/reply/{nomination}", Right: nominate, Do: p.reply},
		{Pattern: "POST /activities/{id}/delegations/{party}/withdraw/{nomination}", Right: nominate, Do: p.withdraw},
		{Pattern: "GET /activities/{id}/delegations/{party}/substitute/{nomination}", Right: nominate, Do: p.substituteForm},
		{Pattern: "POST /activities/{id}/delegations/{party}/substitute/{nomination}", Right: nominate, Do: p.substitute},
		{Pattern: "GET /n/{token}", Open: byLink, Do: p.own},
		{Pattern: "POST /n/{token}/nominate", Open: byLink, Do: p.nominate},
		{Pattern: "POST /n/{token}/note", Open: byLink, Do: p.attachNote},
		{Pattern: "GET /n/{token}/note", Open: byLink, Do: p.note},
		{Pattern: "POST /n/{token}/decline", Open: byLink, Do: p.notComing},
		{Pattern: "POST /n/{token}/reply/{nomination}", Open: byLink, Do: p.reply},
		{Pattern: "POST /n/{token}/withdraw/{nomination}", Open: byLink, Do: p.withdraw},
		{Pattern: "GET /n/{token}/substitute/{nomination}", Open: byLink, Do: p.substituteForm},
		{Pattern: "POST /n/{token}/substitute/{nomination}", Open: byLink, Do: p.substitute},
		{Pattern: "GET /nominations/{id}", Right: see, Do: p.nomination},
		{Pattern: "POST /nominations/{id}/{step}", Right: screen, Do: p.screen},
	}
}

// box is one of several forms on a page: its fields have ids of their own, and only the one that was sent shows what
// was typed and what is wrong.
type box struct {
	name string
	form *web.Form
}

func (b box) Field(name, label string) ui.Field {
	f := b.form.Field(name, label)
	f.ID = ui.FieldID(b.name + "-" + name)
	return f
}

func (b box) Errors() []ui.FieldError {
	out := b.form.Errors()
	for i := range out {
		if out[i].Field != "" {
			out[i].Field = b.name + "-" + out[i].Field
		}
	}
	return out
}

// sent is the form of a request with the name of the box that it came from.
type sent struct {
	name string
	form *web.Form
}

// box returns the named form: as it was sent, or fresh with the values.
func (s sent) box(name string, values map[string]string) box {
	if s.name == name && s.form != nil {
		return box{name: name, form: s.form}
	}
	return box{name: name, form: web.NewForm(values)}
}

// again says with which status a form is shown again after an error; 0 when it is not the form's fault.
func again(form *web.Form, err error) (int, error) {
	if conflict, ok := errors.AsType[*fault.Conflict](err); ok {
		form.Wrong.Add("", "%s", conflict.Words)
		return 409, nil
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return 0, err
	}
	return 422, nil
}
