package partiesweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/parties"
	"counterpart/internal/web"
)

type listIn struct {
	web.Page
	Query  string `query:"q" maxLength:"200" doc:"Beginnings of words of the name"`
	Kind   string `query:"kind" maxLength:"60"`
	Status string `query:"status" maxLength:"60" doc:"Status as at the day of as_at"`
	AsAt   string `query:"as_at" format:"date" doc:"Today when empty"`
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	const tag = "parties"
	web.Handle(api, web.Operation{ID: "listParties", Method: "GET", Path: "/parties", Summary: "Parties in alphabetical order", Tag: tag, Right: parties.RightSee}, p.apiList)
	web.Handle(api, web.Operation{ID: "getParty", Method: "GET", Path: "/parties/{id}", Summary: "One party", Tag: tag, Right: parties.RightSee}, p.apiGet)
	web.Handle(api, web.Operation{ID: "addParty", Method: "POST", Path: "/parties", Summary: "Enter a party", Tag: tag, Right: parties.RightEdit, Status: 201}, p.apiAdd)
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *listIn) (*web.ListOut[parties.Party], error) {
	after, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	rows, next, err := p.Parties.List(ctx, actor, parties.Filter{
		Query: in.Query, Kind: in.Kind, Status: in.Status, AsAt: db.Date(in.AsAt), After: after, Limit: in.Limit,
	})
	return web.NewList(rows, next), err
}

func (p *Pages) apiGet(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[parties.Party], error) {
	party, err := p.Parties.Find(ctx, actor, in.ID, "")
	return &web.Out[parties.Party]{Body: party}, err
}

func (p *Pages) apiAdd(ctx context.Context, actor access.Actor, in *web.In[parties.Draft]) (*web.IDOut, error) {
	id, err := p.Parties.Add(ctx, actor, in.Body)
	return web.NewID(id), err
}
