package peopleweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/people"
	"counterpart/internal/web"
)

type listIn struct {
	web.Page
	Query   string `query:"q" maxLength:"200" doc:"Beginnings of words of the name, in any script, or of the e-mail address"`
	PartyID string `query:"party" maxLength:"40" doc:"Works for this party or an agency inside it, as at the day of as_at"`
	AsAt    string `query:"as_at" format:"date" doc:"Today when empty"`
}

type atIn struct {
	web.IDIn
	AsAt string `query:"as_at" format:"date" doc:"Today when empty"`
}

type endBody struct {
	To db.Date `json:"to,omitempty" format:"date" doc:"The last day; today when empty"`
}

type holderBody struct {
	PersonID string  `json:"person_id" maxLength:"40"`
	From     db.Date `json:"from,omitempty" format:"date" doc:"Today when empty"`
}

type peopleList struct {
	Items []people.Affiliation `json:"items" nullable:"false"`
}

type holderList struct {
	Items []people.Holding `json:"items" nullable:"false"`
}

type consentList struct {
	Items []people.Consent `json:"items" nullable:"false"`
}

type matchList struct {
	Items []people.Match `json:"items" nullable:"false"`
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	op := func(id, method, path, summary string, right access.Right, status int) web.Operation {
		return web.Operation{ID: id, Method: method, Path: path, Summary: summary, Tag: "people", Right: right, Status: status}
	}
	see, edit := people.RightSee, people.RightEdit
	web.Handle(api, op("listPersons", "GET", "/people", "Persons by the sort form of their names", see, 0), p.apiList)
	web.Handle(api, op("getPerson", "GET", "/people/{id}", "One person, with the affiliation as at a day", see, 0), p.apiGet)
	web.Handle(api, op("addPerson", "POST", "/people", "Enter a person; a conflict names those who may be the same", edit, 201), p.apiAdd)
	web.Handle(api, op("changePerson", "PUT", "/people/{id}", "Rewrite a person", edit, 204), p.apiChange)
	web.Handle(api, op("findAlikePersons", "POST", "/people/alike", "Who of the register may be the person of a draft; writes nothing", see, 200), p.apiAlike)
	web.Handle(api, op("listAffiliationsOfPerson", "GET", "/people/{id}/affiliations", "All affiliations of a person", see, 0), p.apiAffiliations)
	web.Handle(api, op("addAffiliation", "POST", "/people/{id}/affiliations", "Say for whom a person works", edit, 201), p.apiAffiliate)
	web.Handle(api, op("endAffiliation", "POST", "/affiliations/{id}/end", "End an affiliation", edit, 204), p.apiEnd)
	web.Handle(api, op("listPeopleOfParty", "GET", "/parties/{id}/people", "The people of a party and its agencies, now and formerly", see, 0), p.apiStaff)
	web.Handle(api, op("listPostsOfPerson", "GET", "/people/{id}/posts", "The posts that a person holds and held", see, 0), p.apiHoldings)
	web.Handle(api, op("listPostHoldersOfParty", "GET", "/parties/{id}/post-holders", "Who holds and held the posts of a party", see, 0), p.apiHoldersOfParty)
	web.Handle(api, op("listPostHoldersOfBody", "GET", "/bodies/{id}/post-holders", "Who holds and held the posts of a body", see, 0), p.apiHoldersOfBody)
	web.Handle(api, op("setPostHolder", "POST", "/posts/{id}/holder", "Give a post to a person; the holder before ends the day before", edit, 201), p.apiSetHolder)
	web.Handle(api, op("vacatePost", "POST", "/posts/{id}/vacate", "End what the holder of a post holds", edit, 204), p.apiVacate)
	web.Handle(api, op("listConsents", "GET", "/people/{id}/consents", "Consents as given and taken back; the latest of an item counts", see, 0), p.apiConsents)
	web.Handle(api, op("noteConsent", "POST", "/people/{id}/consents", "Note a consent given or taken back", edit, 204), p.apiConsent)
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *listIn) (*web.ListOut[people.Person], error) {
	after, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	rows, next, err := p.People.List(ctx, actor, people.Filter{Query: in.Query, PartyID: in.PartyID, AsAt: db.Date(in.AsAt), After: after, Limit: in.Limit})
	return web.NewList(rows, next), err
}

func (p *Pages) apiGet(ctx context.Context, actor access.Actor, in *atIn) (*web.Out[people.Person], error) {
	person, err := p.People.Find(ctx, actor, in.ID, db.Date(in.AsAt))
	return &web.Out[people.Person]{Body: person}, err
}

func (p *Pages) apiAdd(ctx context.Context, actor access.Actor, in *web.In[people.Draft]) (*web.IDOut, error) {
	id, err := p.People.Add(ctx, actor, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiChange(ctx context.Context, actor access.Actor, in *web.ChangeIn[people.Draft]) (*web.DoneOut, error) {
	return nil, p.People.Change(ctx, actor, in.ID, in.Version, in.Body)
}

func (p *Pages) apiAlike(ctx context.Context, actor access.Actor, in *web.In[people.Draft]) (*web.Out[matchList], error) {
	matches, err := p.People.Alike(ctx, actor, in.Body)
	return &web.Out[matchList]{Body: matchList{orEmpty(matches)}}, err
}

func (p *Pages) apiAffiliations(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[peopleList], error) {
	rows, err := p.People.Affiliations(ctx, actor, in.ID)
	return &web.Out[peopleList]{Body: peopleList{orEmpty(rows)}}, err
}

func (p *Pages) apiAffiliate(ctx context.Context, actor access.Actor, in *web.UnderIn[people.AffiliationDraft]) (*web.IDOut, error) {
	in.Body.PersonID = in.ID
	id, err := p.People.Affiliate(ctx, actor, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiEnd(ctx context.Context, actor access.Actor, in *web.UnderIn[endBody]) (*web.DoneOut, error) {
	return nil, p.People.EndAffiliation(ctx, actor, "", in.ID, in.Body.To)
}

// mostStaff bounds the people of one party that are listed in one answer.
const mostStaff = 2000

func (p *Pages) apiStaff(ctx context.Context, actor access.Actor, in *atIn) (*web.Out[peopleList], error) {
	rows, err := p.People.Staff(ctx, actor, in.ID, db.Date(in.AsAt), mostStaff)
	return &web.Out[peopleList]{Body: peopleList{orEmpty(rows)}}, err
}

func (p *Pages) apiHoldings(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[holderList], error) {
	rows, err := p.People.Holdings(ctx, actor, in.ID)
	return &web.Out[holderList]{Body: holderList{orEmpty(rows)}}, err
}

func (p *Pages) apiHoldersOfParty(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[holderList], error) {
	rows, err := p.People.HoldersOfParty(ctx, actor, in.ID)
	return &web.Out[holderList]{Body: holderList{orEmpty(rows)}}, err
}

func (p *Pages) apiHoldersOfBody(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[holderList], error) {
	rows, err := p.People.HoldersOfBody(ctx, actor, in.ID)
	return &web.Out[holderList]{Body: holderList{orEmpty(rows)}}, err
}

func (p *Pages) apiSetHolder(ctx context.Context, actor access.Actor, in *web.UnderIn[holderBody]) (*web.IDOut, error) {
	id, err := p.People.SetHolder(ctx, actor, in.ID, in.Body.PersonID, in.Body.From)
	return web.NewID(id), err
}

func (p *Pages) apiVacate(ctx context.Context, actor access.Actor, in *web.UnderIn[endBody]) (*web.DoneOut, error) {
	return nil, p.People.Vacate(ctx, actor, in.ID, in.Body.To)
}

func (p *Pages) apiConsents(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[consentList], error) {
	rows, err := p.People.Consents(ctx, actor, in.ID)
	return &web.Out[consentList]{Body: consentList{orEmpty(rows)}}, err
}

func (p *Pages) apiConsent(ctx context.Context, actor access.Actor, in *web.UnderIn[people.ConsentDraft]) (*web.DoneOut, error) {
	in.Body.PersonID = in.ID
	return nil, p.People.Consent(ctx, actor, in.Body)
}

// orEmpty keeps an empty list a list in JSON.
func orEmpty[T any](rows []T) []T {
	if rows == nil {
		return []T{}
	}
	return rows
}
