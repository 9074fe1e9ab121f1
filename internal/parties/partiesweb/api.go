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
	Inside string `query:"inside" maxLength:"40" doc:"Agencies of this party only"`
	AsAt   string `query:"as_at" format:"date" doc:"Today when empty"`
}

type atIn struct {
	web.IDIn
	AsAt string `query:"as_at" format:"date" doc:"Today when empty"`
}

type endBody struct {
	To db.Date `json:"to,omitempty" format:"date" doc:"The last day; today when empty"`
}

type memberships struct {
	Items []parties.Membership `json:"items" nullable:"false"`
}

type bodyList struct {
	Items []parties.Body `json:"items" nullable:"false"`
}

type seatList struct {
	Items []parties.Seat `json:"items" nullable:"false"`
}

type postList struct {
	Items []parties.Post `json:"items" nullable:"false"`
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	op := func(id, method, path, summary string, right access.Right, status int) web.Operation {
		return web.Operation{ID: id, Method: method, Path: path, Summary: summary, Tag: "parties", Right: right, Status: status}
	}
	see, edit := parties.RightSee, parties.RightEdit
	web.Handle(api, op("listParties", "GET", "/parties", "Parties in alphabetical order", see, 0), p.apiList)
	web.Handle(api, op("getParty", "GET", "/parties/{id}", "One party, with its status as at a day", see, 0), p.apiGet)
	web.Handle(api, op("addParty", "POST", "/parties", "Enter a party", edit, 201), p.apiAdd)
	web.Handle(api, op("changeParty", "PUT", "/parties/{id}", "Rewrite a party", edit, 204), p.apiChange)
	web.Handle(api, op("listMemberships", "GET", "/parties/{id}/memberships", "All statuses of a party", see, 0), p.apiMemberships)
	web.Handle(api, op("setMembership", "POST", "/parties/{id}/memberships", "Give a party a status; one that lasts ends the day before", edit, 201), p.apiSetMembership)
	web.Handle(api, op("endMembership", "POST", "/memberships/{id}/end", "End a status", edit, 204), p.apiEndMembership)
	web.Handle(api, op("listSeatsOfParty", "GET", "/parties/{id}/seats", "The places of a party in bodies, past ones too", see, 0), p.apiSeats)
	web.Handle(api, op("listBodies", "GET", "/bodies", "The bodies of the mechanism", see, 0), p.apiBodies)
	web.Handle(api, op("getBody", "GET", "/bodies/{id}", "One body with its members as at a day and its posts", see, 0), p.apiBody)
	web.Handle(api, op("addBody", "POST", "/bodies", "Enter a body", edit, 201), p.apiAddBody)
	web.Handle(api, op("changeBody", "PUT", "/bodies/{id}", "Rewrite a body", edit, 204), p.apiChangeBody)
	web.Handle(api, op("seatParty", "POST", "/bodies/{id}/seats", "Give a party a place in a body", edit, 201), p.apiSeat)
	web.Handle(api, op("endSeat", "POST", "/seats/{id}/end", "End a place in a body", edit, 204), p.apiEndSeat)
	web.Handle(api, op("listPostsOfParty", "GET", "/parties/{id}/posts", "The posts of a party", see, 0), p.apiPosts)
	web.Handle(api, op("addPost", "POST", "/posts", "Enter a post of a party or of a body", edit, 201), p.apiAddPost)
	web.Handle(api, op("getPost", "GET", "/posts/{id}", "One post", see, 0), p.apiPost)
	web.Handle(api, op("changePost", "PUT", "/posts/{id}", "Rewrite a post", edit, 204), p.apiChangePost)
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *listIn) (*web.ListOut[parties.Party], error) {
	after, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	rows, next, err := p.Parties.List(ctx, actor, parties.Filter{
		Query: in.Query, Kind: in.Kind, Status: in.Status, ParentID: in.Inside, AsAt: db.Date(in.AsAt), After: after, Limit: in.Limit,
	})
	return web.NewList(rows, next), err
}

func (p *Pages) apiGet(ctx context.Context, actor access.Actor, in *atIn) (*web.Out[parties.Party], error) {
	party, err := p.Parties.Find(ctx, actor, in.ID, db.Date(in.AsAt))
	return &web.Out[parties.Party]{Body: party}, err
}

func (p *Pages) apiAdd(ctx context.Context, actor access.Actor, in *web.In[parties.Draft]) (*web.IDOut, error) {
	id, err := p.Parties.Add(ctx, actor, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiChange(ctx context.Context, actor access.Actor, in *web.ChangeIn[parties.Draft]) (*web.DoneOut, error) {
	return nil, p.Parties.Change(ctx, actor, in.ID, in.Version, in.Body)
}

func (p *Pages) apiMemberships(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[memberships], error) {
	rows, err := p.Parties.Memberships(ctx, actor, in.ID)
	return &web.Out[memberships]{Body: memberships{orEmpty(rows)}}, err
}

func (p *Pages) apiSetMembership(ctx context.Context, actor access.Actor, in *web.UnderIn[parties.MembershipDraft]) (*web.IDOut, error) {
	id, err := p.Parties.SetMembership(ctx, actor, in.ID, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiEndMembership(ctx context.Context, actor access.Actor, in *web.UnderIn[endBody]) (*web.DoneOut, error) {
	return nil, p.Parties.EndMembership(ctx, actor, "", in.ID, in.Body.To)
}

func (p *Pages) apiSeats(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[seatList], error) {
	rows, err := p.Parties.Seats(ctx, actor, in.ID)
	return &web.Out[seatList]{Body: seatList{orEmpty(rows)}}, err
}

func (p *Pages) apiBodies(ctx context.Context, actor access.Actor, _ *struct{}) (*web.Out[bodyList], error) {
	rows, err := p.Parties.Bodies(ctx, actor)
	return &web.Out[bodyList]{Body: bodyList{orEmpty(rows)}}, err
}

func (p *Pages) apiBody(ctx context.Context, actor access.Actor, in *atIn) (*web.Out[parties.BodyPage], error) {
	page, err := p.Parties.Body(ctx, actor, in.ID, db.Date(in.AsAt))
	page.Members, page.Posts = orEmpty(page.Members), orEmpty(page.Posts)
	return &web.Out[parties.BodyPage]{Body: page}, err
}

func (p *Pages) apiAddBody(ctx context.Context, actor access.Actor, in *web.In[parties.BodyDraft]) (*web.IDOut, error) {
	id, err := p.Parties.AddBody(ctx, actor, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiChangeBody(ctx context.Context, actor access.Actor, in *web.ChangeIn[parties.BodyDraft]) (*web.DoneOut, error) {
	return nil, p.Parties.ChangeBody(ctx, actor, in.ID, in.Version, in.Body)
}

func (p *Pages) apiSeat(ctx context.Context, actor access.Actor, in *web.UnderIn[parties.SeatDraft]) (*web.IDOut, error) {
	id, err := p.Parties.Seat(ctx, actor, in.ID, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiEndSeat(ctx context.Context, actor access.Actor, in *web.UnderIn[endBody]) (*web.DoneOut, error) {
	return nil, p.Parties.EndSeat(ctx, actor, "", in.ID, in.Body.To)
}

func (p *Pages) apiPosts(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[postList], error) {
	rows, err := p.Parties.Posts(ctx, actor, in.ID)
	return &web.Out[postList]{Body: postList{orEmpty(rows)}}, err
}

func (p *Pages) apiAddPost(ctx context.Context, actor access.Actor, in *web.In[parties.PostDraft]) (*web.IDOut, error) {
	id, err := p.Parties.AddPost(ctx, actor, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiPost(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[parties.Post], error) {
	post, err := p.Parties.Post(ctx, actor, in.ID)
	return &web.Out[parties.Post]{Body: post}, err
}

func (p *Pages) apiChangePost(ctx context.Context, actor access.Actor, in *web.ChangeIn[parties.PostDraft]) (*web.DoneOut, error) {
	return nil, p.Parties.ChangePost(ctx, actor, in.ID, in.Version, in.Body)
}

// orEmpty keeps an empty list a list in JSON.
func orEmpty[T any](rows []T) []T {
	if rows == nil {
		return []T{}
	}
	return rows
}
