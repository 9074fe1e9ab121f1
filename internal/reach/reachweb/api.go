package reachweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/reach"
	"counterpart/internal/web"
)

type (
	listIn struct {
		From         int    `query:"from" doc:"First year; nine years before the last when 0"`
		To           int    `query:"to" doc:"Last year; the current one when 0"`
		Status       string `query:"status" maxLength:"60" doc:"Of the party, as at the end of each year"`
		Region       string `query:"region" maxLength:"80"`
		Kind         string `query:"kind" maxLength:"60" doc:"Of the party"`
		ActivityKind string `query:"activity_kind" maxLength:"60"`
		Area         string `query:"area" maxLength:"60"`
		Step         string `query:"step" maxLength:"20" doc:"never, invited, named or came: the furthest that a party has come"`
	}
	partyIn struct {
		ID           string `path:"id" maxLength:"40"`
		From         int    `query:"from"`
		To           int    `query:"to"`
		ActivityKind string `query:"activity_kind" maxLength:"60"`
		Area         string `query:"area" maxLength:"60"`
	}
	listBody struct {
		reach.List
		Measures []reach.Measure `json:"measures" nullable:"false"`
	}
)

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	const tag = "reach"
	web.Handle(api, web.Operation{ID: "listReach", Method: "GET", Path: "/reach", Summary: "How often each party was invited, named people and came, by year", Tag: tag, Right: reach.RightSee}, func(ctx context.Context, a access.Actor, in *listIn) (*web.Out[listBody], error) {
		l, err := p.Reach.List(ctx, a, reach.Filter{From: in.From, To: in.To, Status: in.Status, Region: in.Region, Kind: in.Kind, ActivityKind: in.ActivityKind, Area: in.Area, Step: in.Step})
		return &web.Out[listBody]{Body: listBody{l, reach.Measures}}, err
	})
	web.Handle(api, web.Operation{ID: "divideReach", Method: "GET", Path: "/reach/women-and-men", Summary: "Women and men among those who came, by year and party", Tag: tag, Right: reach.RightSee}, func(ctx context.Context, a access.Actor, _ *struct{}) (*web.Out[reach.Divisions], error) {
		d, err := p.Reach.Divisions(ctx, a)
		return &web.Out[reach.Divisions]{Body: d}, err
	})
	web.Handle(api, web.Operation{ID: "findReach", Method: "GET", Path: "/parties/{id}/reach", Summary: "One party over the years, by agency, category, level and position", Tag: tag, Right: reach.RightSee}, func(ctx context.Context, a access.Actor, in *partyIn) (*web.Out[reach.PartyPage], error) {
		out, err := p.Reach.Party(ctx, a, in.ID, reach.Filter{From: in.From, To: in.To, ActivityKind: in.ActivityKind, Area: in.Area})
		return &web.Out[reach.PartyPage]{Body: out}, err
	})
}
