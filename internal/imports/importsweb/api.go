package importsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/imports"
	"counterpart/internal/people"
	"counterpart/internal/web"
)

type rowsIn struct {
	web.IDIn
	Verdict string `query:"verdict" enum:"new,same,refused," doc:"All rows when empty"`
	After   int    `query:"after" minimum:"0" doc:"The next of the page before"`
	Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

type rowPage struct {
	Items []imports.Row `json:"items" nullable:"false"`
	Next  int           `json:"next,omitempty" doc:"Pass it as after for the next page; absent on the last one"`
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	op := func(id, method, path, summary string, status int) web.Operation {
		return web.Operation{ID: id, Method: method, Path: path, Summary: summary, Tag: "imports", Right: people.RightImport, Status: status}
	}
	web.Handle(api, op("listImports", "GET", "/imports", "Imports, the newest first", 0), p.apiList)
	web.Handle(api, op("uploadImport", "POST", "/imports", "Send a CSV file and rehearse it; writes nothing to the registers", 201), p.apiUpload)
	web.Handle(api, op("getImport", "GET", "/imports/{id}", "One import with its options and counts", 0), p.apiGet)
	web.Handle(api, op("listImportRows", "GET", "/imports/{id}/rows", "The verdict on every row, in the order of the file", 0), p.apiRows)
	web.Handle(api, op("rehearseImport", "PUT", "/imports/{id}/options", "Correct what the columns mean and rehearse again", 204), p.apiRehearse)
	web.Handle(api, op("takeImport", "POST", "/imports/{id}/take", "Take the good rows; taking again goes on where it stopped", 204), p.apiTake)
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *web.Page) (*web.ListOut[imports.Import], error) {
	after, err := web.DecodeKey(in.After, 1)
	if err != nil {
		return nil, err
	}
	rows, next, err := p.Imports.List(ctx, actor, after, in.Limit)
	return web.NewList(rows, next), err
}

func (p *Pages) apiUpload(ctx context.Context, actor access.Actor, in *web.In[imports.Draft]) (*web.IDOut, error) {
	id, err := p.Imports.Upload(ctx, actor, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiGet(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[imports.Import], error) {
	imp, err := p.Imports.Find(ctx, actor, in.ID)
	return &web.Out[imports.Import]{Body: imp}, err
}

func (p *Pages) apiRows(ctx context.Context, actor access.Actor, in *rowsIn) (*web.Out[rowPage], error) {
	rows, next, err := p.Imports.Rows(ctx, actor, in.ID, imports.Verdict(in.Verdict), in.After, in.Limit)
	if rows == nil {
		rows = []imports.Row{}
	}
	return &web.Out[rowPage]{Body: rowPage{rows, next}}, err
}

func (p *Pages) apiRehearse(ctx context.Context, actor access.Actor, in *web.UnderIn[imports.Options]) (*web.DoneOut, error) {
	return nil, p.Imports.Rehearse(ctx, actor, in.ID, in.Body)
}

func (p *Pages) apiTake(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.DoneOut, error) {
	return nil, p.Imports.Take(ctx, actor, in.ID)
}
