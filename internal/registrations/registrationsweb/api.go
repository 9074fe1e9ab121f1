package registrationsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/registrations"
	"counterpart/internal/web"
)

// Answered is a confirmed person with their registration, as the API shows it.
type Answered struct {
	NominationID string            `json:"nomination_id"`
	PersonID     string            `json:"person_id"`
	Person       string            `json:"person"`
	Party        string            `json:"party"`
	State        string            `json:"state" doc:"draft, submitted, or empty for one who has not begun"`
	Answers      map[string]string `json:"answers,omitempty" doc:"By question; sensitive ones are left out"`
}

type registerIn struct {
	web.IDIn
	Body registrations.Form
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	const tag = "registrations"
	web.Handle(api, web.Operation{ID: "listRegistrations", Method: "GET", Path: "/activities/{id}/registrations", Summary: "Confirmed people and their registrations", Tag: tag, Right: registrations.RightSee}, p.apiList)
	web.Handle(api, web.Operation{ID: "register", Method: "PUT", Path: "/activities/{id}/registration", Summary: "Submit one's own registration", Tag: tag, Right: registrations.RightRegister, Status: 204}, p.apiRegister)
	web.Handle(api, web.Operation{ID: "saveRegistrationDraft", Method: "PUT", Path: "/activities/{id}/registration/draft", Summary: "Keep a half-filled registration of one's own", Tag: tag, Right: registrations.RightRegister, Status: 204}, p.apiDraft)
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.ListOut[Answered], error) {
	list, err := p.Registrations.Registrations(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	out := make([]Answered, len(list.People))
	for i, r := range list.People {
		out[i] = Answered{NominationID: r.ID, PersonID: r.PersonID, Person: r.Person, Party: r.Party, State: r.State, Answers: r.Answers}
	}
	return web.NewList(out, nil), nil
}

// keeper is a verb that takes a person's own form.
type keeper func(ctx context.Context, actor access.Actor, activityID, personID string, f registrations.Form) error

func (p *Pages) apiRegister(ctx context.Context, actor access.Actor, in *registerIn) (*struct{}, error) {
	return nil, p.Registrations.Register(ctx, actor, in.ID, actor.Person, in.Body)
}

func (p *Pages) apiDraft(ctx context.Context, actor access.Actor, in *registerIn) (*struct{}, error) {
	return nil, p.Registrations.SaveDraft(ctx, actor, in.ID, actor.Person, in.Body)
}
