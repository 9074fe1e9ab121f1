package delegationsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/delegations"
	"counterpart/internal/web"
)

type giveIn struct {
	web.IDIn
	Body struct {
		delegations.GiveDraft
		Rehearse bool `json:"rehearse,omitempty" doc:"Only say what would change"`
	}
}

type inviteIn struct {
	web.IDIn
	Body struct {
		PartyIDs []string `json:"party_ids,omitempty" maxItems:"2000" doc:"Every party that gets an invitation when empty"`
	}
}

type sentOut struct {
	Body struct {
		Sent int `json:"sent"`
	}
}

type declineInvitationIn struct {
	web.IDIn
	Party string `path:"party" maxLength:"40"`
	Body  struct {
		Reason string `json:"reason" maxLength:"2000"`
	}
}

type stepIn struct {
	web.IDIn
	Body struct {
		Version int `json:"version,omitempty" doc:"The version that was seen; 0 to act on whichever there is"`
	}
}

type wordsIn struct {
	web.IDIn
	Body struct {
		Version int    `json:"version,omitempty" doc:"The version that was seen; 0 to act on whichever there is"`
		Words   string `json:"words,omitempty" maxLength:"2000" doc:"The question, the answer or the reason"`
	}
}

type substituteIn struct {
	web.IDIn
	Body struct {
		delegations.PersonDraft
		Version int    `json:"version,omitempty"`
		Reason  string `json:"reason,omitempty" maxLength:"2000"`
	}
}

type orderIn struct {
	web.IDIn
	Body struct {
		delegations.OrderDraft
		Version int `json:"version,omitempty"`
	}
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	const tag = "delegations"
	see, allocate, invite := delegations.RightSee, delegations.RightAllocate, delegations.RightInvite
	nominate, screen := delegations.RightNominate, delegations.RightScreen
	web.Handle(api, web.Operation{ID: "listSeats", Method: "GET", Path: "/activities/{id}/seats", Summary: "Seats by party, with what is taken of them", Tag: tag, Right: see}, p.apiSeats)
	web.Handle(api, web.Operation{ID: "setSeats", Method: "PUT", Path: "/activities/{id}/seats", Summary: "Give a party seats, or change how many it has", Tag: tag, Right: allocate}, p.apiSetSeats)
	web.Handle(api, web.Operation{ID: "giveSeats", Method: "POST", Path: "/activities/{id}/seats/many", Summary: "Give the same seats to many parties, or rehearse it", Tag: tag, Right: allocate}, p.apiGive)
	web.Handle(api, web.Operation{ID: "listRecipients", Method: "GET", Path: "/activities/{id}/invitations", Summary: "Who gets the invitation, who is left out and why, and what became of those sent", Tag: tag, Right: invite}, p.apiRecipients)
	web.Handle(api, web.Operation{ID: "invite", Method: "POST", Path: "/activities/{id}/invitations", Summary: "Send the invitation; whoever has it gets no second one", Tag: tag, Right: invite}, p.apiInvite)
	web.Handle(api, web.Operation{ID: "remind", Method: "POST", Path: "/activities/{id}/reminders", Summary: "Remind the parties that have not answered", Tag: tag, Right: invite}, p.apiRemind)
	web.Handle(api, web.Operation{ID: "declineInvitation", Method: "POST", Path: "/activities/{id}/delegations/{party}/decline", Summary: "Record that a party sends nobody", Tag: tag, Right: nominate, Status: 204}, p.apiDeclineInvitation)
	web.Handle(api, web.Operation{ID: "listDelegations", Method: "GET", Path: "/activities/{id}/delegations", Summary: "Parties with their seats, invitation and people, in protocol order", Tag: tag, Right: see}, p.apiDelegations)
	web.Handle(api, web.Operation{ID: "nominate", Method: "POST", Path: "/activities/{id}/nominations", Summary: "Name a person for a seat", Tag: tag, Right: nominate, Status: 201}, p.apiNominate)
	web.Handle(api, web.Operation{ID: "getNomination", Method: "GET", Path: "/nominations/{id}", Summary: "One nomination with the history of its seat", Tag: tag, Right: see}, p.apiNomination)
	web.Handle(api, web.Operation{ID: "confirm", Method: "POST", Path: "/nominations/{id}/confirm", Summary: "Confirm a person and mail the registration link", Tag: tag, Right: screen, Status: 204}, p.apiConfirm)
	web.Handle(api, web.Operation{ID: "reserve", Method: "POST", Path: "/nominations/{id}/reserve", Summary: "Put a person on the reserve list", Tag: tag, Right: screen, Status: 204}, p.apiReserve)
	web.Handle(api, web.Operation{ID: "orderNomination", Method: "POST", Path: "/nominations/{id}/order", Summary: "Set head and place in the delegation", Tag: tag, Right: screen, Status: 204}, p.apiOrder)
	web.Handle(api, web.Operation{ID: "substitute", Method: "POST", Path: "/nominations/{id}/substitute", Summary: "Put another person into the seat", Tag: tag, Right: nominate, Status: 201}, p.apiSubstitute)
	for _, w := range []struct {
		id, path, summary string
		right             access.Right
		do                func(ctx context.Context, actor access.Actor, id string, version int, words string) error
	}{
		{"askBack", "ask", "Ask the party a question about the nomination", screen, p.Delegations.AskBack},
		{"declineNomination", "decline", "Decline a nomination with a reason", screen, p.Delegations.Decline},
		{"reply", "reply", "Answer a question of the secretariat", nominate, p.Delegations.Reply},
		{"withdraw", "withdraw", "Take a nomination back", nominate, p.Delegations.Withdraw},
	} {
		do := w.do
		web.Handle(api, web.Operation{ID: w.id, Method: "POST", Path: "/nominations/{id}/" + w.path, Summary: w.summary, Tag: tag, Right: w.right, Status: 204},
			func(ctx context.Context, actor access.Actor, in *wordsIn) (*web.DoneOut, error) {
				return nil, do(ctx, actor, in.ID, in.Body.Version, in.Body.Words)
			})
	}
}

func (p *Pages) apiSeats(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.ListOut[delegations.Allocation], error) {
	list, err := p.Delegations.Seats(ctx, actor, in.ID)
	return web.NewList(list, nil), err
}

func (p *Pages) apiSetSeats(ctx context.Context, actor access.Actor, in *web.UnderIn[delegations.SeatsDraft]) (*web.IDOut, error) {
	id, err := p.Delegations.SetSeats(ctx, actor, in.ID, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiGive(ctx context.Context, actor access.Actor, in *giveIn) (*web.Out[delegations.Rehearsal], error) {
	do := p.Delegations.Give
	if in.Body.Rehearse {
		do = p.Delegations.RehearseGive
	}
	r, err := do(ctx, actor, in.ID, in.Body.GiveDraft)
	return &web.Out[delegations.Rehearsal]{Body: r}, err
}

func (p *Pages) apiRecipients(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.ListOut[delegations.Recipient], error) {
	list, err := p.Delegations.Recipients(ctx, actor, in.ID)
	return web.NewList(list, nil), err
}

func (p *Pages) apiInvite(ctx context.Context, actor access.Actor, in *inviteIn) (*sentOut, error) {
	n, err := p.Delegations.Invite(ctx, actor, in.ID, in.Body.PartyIDs)
	out := &sentOut{}
	out.Body.Sent = n
	return out, err
}

func (p *Pages) apiRemind(ctx context.Context, actor access.Actor, in *web.IDIn) (*sentOut, error) {
	n, err := p.Delegations.Remind(ctx, actor, in.ID)
	out := &sentOut{}
	out.Body.Sent = n
	return out, err
}

func (p *Pages) apiDeclineInvitation(ctx context.Context, actor access.Actor, in *declineInvitationIn) (*web.DoneOut, error) {
	return nil, p.Delegations.DeclineInvitation(ctx, actor, in.ID, in.Party, in.Body.Reason)
}

func (p *Pages) apiDelegations(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.ListOut[delegations.Delegation], error) {
	list, err := p.Delegations.Delegations(ctx, actor, in.ID)
	return web.NewList(list, nil), err
}

func (p *Pages) apiNominate(ctx context.Context, actor access.Actor, in *web.UnderIn[delegations.NominationDraft]) (*web.IDOut, error) {
	id, err := p.Delegations.Nominate(ctx, actor, in.ID, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiNomination(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[delegations.NominationPage], error) {
	page, err := p.Delegations.Find(ctx, actor, in.ID)
	return &web.Out[delegations.NominationPage]{Body: page}, err
}

func (p *Pages) apiConfirm(ctx context.Context, actor access.Actor, in *stepIn) (*web.DoneOut, error) {
	return nil, p.Delegations.Confirm(ctx, actor, in.ID, in.Body.Version)
}

func (p *Pages) apiReserve(ctx context.Context, actor access.Actor, in *stepIn) (*web.DoneOut, error) {
	return nil, p.Delegations.Reserve(ctx, actor, in.ID, in.Body.Version)
}

func (p *Pages) apiOrder(ctx context.Context, actor access.Actor, in *orderIn) (*web.DoneOut, error) {
	return nil, p.Delegations.Order(ctx, actor, in.ID, in.Body.Version, in.Body.OrderDraft)
}

func (p *Pages) apiSubstitute(ctx context.Context, actor access.Actor, in *substituteIn) (*web.IDOut, error) {
	id, err := p.Delegations.Substitute(ctx, actor, in.ID, in.Body.Version, in.Body.PersonDraft, in.Body.Reason)
	return web.NewID(id), err
}
