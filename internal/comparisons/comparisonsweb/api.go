package comparisonsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/comparisons"
	"counterpart/internal/gaps"
	"counterpart/internal/web"
)

type (
	// FilterIn is exported so that its fields are seen as parameters.
	FilterIn struct {
		Measure    string `query:"measure" maxLength:"20" doc:"de_jure, de_facto or assistance"`
		Round      string `query:"round" maxLength:"20" doc:"baseline, or a number; the newest of each State when empty"`
		Theme      string `query:"theme" maxLength:"60"`
		Obligation string `query:"obligation" maxLength:"20" doc:"shall, consider or may"`
		Group      string `query:"group" maxLength:"120" doc:"region:, status: or body: and which"`
		State      string `query:"state" maxLength:"40" doc:"Id of one party"`
	}
	codeIn struct {
		Code string `path:"code" maxLength:"60" doc:"Of the instrument"`
		FilterIn
	}
	movesIn struct {
		Code string `path:"code" maxLength:"60" doc:"Of the instrument"`
		From string `query:"from" maxLength:"20" doc:"baseline, or a number; the baseline when empty"`
		FilterIn
	}
	provisionIn struct {
		Code string `path:"code" maxLength:"60" doc:"Of the instrument"`
		Key  string `path:"key" maxLength:"120" doc:"Of the provision"`
		FilterIn
	}
	mapBody struct {
		comparisons.Map
		Counts comparisons.Counts `json:"counts"`
	}
	overviewBody struct {
		Instruments []comparisons.Comparable `json:"instruments" nullable:"false"`
	}
)

func (in FilterIn) filter() comparisons.Filter {
	return comparisons.Filter{Measure: comparisons.Measure(in.Measure), Round: in.Round, Theme: in.Theme, Obligation: in.Obligation, Group: in.Group, State: in.State}
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	const tag, read = "comparisons", gaps.RightRead
	web.Handle(api, web.Operation{ID: "listComparisons", Method: "GET", Path: "/comparisons", Summary: "Instruments and the States that show something under them", Tag: tag, Right: read}, func(ctx context.Context, a access.Actor, _ *struct{}) (*web.Out[overviewBody], error) {
		list, err := p.Comparisons.Overview(ctx, a)
		return &web.Out[overviewBody]{Body: overviewBody{list}}, err
	})
	web.Handle(api, web.Operation{ID: "compareThemes", Method: "GET", Path: "/comparisons/themes", Summary: "Counts by theme and level of obligation, over all instruments", Tag: tag, Right: read}, func(ctx context.Context, a access.Actor, in *FilterIn) (*web.Out[comparisons.Themes], error) {
		out, err := p.Comparisons.Themes(ctx, a, in.filter())
		return &web.Out[comparisons.Themes]{Body: out}, err
	})
	web.Handle(api, web.Operation{ID: "compareInstrument", Method: "GET", Path: "/comparisons/{code}", Summary: "The provisions of an instrument by States, with the counts by level of obligation", Tag: tag, Right: read}, func(ctx context.Context, a access.Actor, in *codeIn) (*web.Out[mapBody], error) {
		m, err := p.Comparisons.Map(ctx, a, in.Code, in.filter())
		return &web.Out[mapBody]{Body: mapBody{m, m.Counts()}}, err
	})
	web.Handle(api, web.Operation{ID: "compareRounds", Method: "GET", Path: "/comparisons/{code}/rounds", Summary: "What moved between two rounds of each State", Tag: tag, Right: read}, func(ctx context.Context, a access.Actor, in *movesIn) (*web.Out[comparisons.Moves], error) {
		f := in.filter()
		f.From = in.From
		out, err := p.Comparisons.Moves(ctx, a, in.Code, f)
		return &web.Out[comparisons.Moves]{Body: out}, err
	})
	web.Handle(api, web.Operation{ID: "compareProvision", Method: "GET", Path: "/comparisons/{code}/provisions/{key}", Summary: "One provision with the answers of all States", Tag: tag, Right: read}, func(ctx context.Context, a access.Actor, in *provisionIn) (*web.Out[comparisons.Provision], error) {
		out, err := p.Comparisons.Provision(ctx, a, in.Code, in.Key, in.filter())
		return &web.Out[comparisons.Provision]{Body: out}, err
	})
}
