package recommendationsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/recommendations"
	"counterpart/internal/support"
	"counterpart/internal/web"
)

type (
	// RecommendationIn is the input of an operation on one recommendation.
	RecommendationIn struct {
		Recommendation string `path:"recommendation" maxLength:"40"`
	}
	// AssessmentIn is the input of an operation on an assessment.
	AssessmentIn struct {
		Assessment string `path:"assessment" maxLength:"40"`
	}
	listIn struct {
		web.Page
		Query      string `query:"q" maxLength:"200" doc:"Beginnings of words of title and State"`
		State      string `query:"state" maxLength:"20"`
		Party      string `query:"party_id" maxLength:"40"`
		Assessment string `query:"assessment_id" maxLength:"40"`
		Late       bool   `query:"overdue"`
	}
	proposeIn struct {
		AssessmentIn
		Body recommendations.Draft
	}
	changeIn struct {
		RecommendationIn
		Version int `query:"version" required:"true" minimum:"1"`
		Body    recommendations.Draft
	}
	stepIn struct {
		RecommendationIn
		Body recommendations.StepDraft
	}
	askIn struct {
		AssessmentIn
		Body recommendations.AskDraft
	}
	askForIn struct {
		RecommendationIn
		Body struct {
			Help string `json:"help" maxLength:"60" doc:"A term of the list help_type"`
		}
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag = "recommendations"
	see, read, write, ask := recommendations.RightSee, recommendations.RightRead, recommendations.RightWrite, support.RightAsk
	web.Handle(api, web.Operation{ID: "listRecommendations", Method: "GET", Path: "/recommendations", Summary: "What States are advised to do, those that are due first", Tag: tag, Right: read}, p.apiList)
	web.Handle(api, web.Operation{ID: "getRecommendation", Method: "GET", Path: "/recommendations/{recommendation}", Summary: "One recommendation with its history", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *RecommendationIn) (*web.Out[recommendations.Page], error) {
			found, err := p.Recommendations.Find(ctx, actor, in.Recommendation)
			return &web.Out[recommendations.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "proposeRecommendation", Method: "POST", Path: "/gap-assessments/{assessment}/recommendations", Summary: "Propose what the State is advised to do", Tag: tag, Right: write, Status: 201},
		func(ctx context.Context, actor access.Actor, in *proposeIn) (*web.IDOut, error) {
			id, err := p.Recommendations.Propose(ctx, actor, in.Assessment, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "changeRecommendation", Method: "PUT", Path: "/recommendations/{recommendation}", Summary: "Change a recommendation", Tag: tag, Right: write, Status: 204},
		func(ctx context.Context, actor access.Actor, in *changeIn) (*web.DoneOut, error) {
			return nil, p.Recommendations.Change(ctx, actor, in.Recommendation, in.Version, in.Body)
		})
	web.Handle(api, web.Operation{ID: "takeRecommendationStep", Method: "POST", Path: "/recommendations/{recommendation}/steps", Summary: "Take a step, or note how it stands", Tag: tag, Right: see, Status: 204},
		func(ctx context.Context, actor access.Actor, in *stepIn) (*web.DoneOut, error) {
			return nil, p.Recommendations.Take(ctx, actor, in.Recommendation, in.Body)
		})
	web.Handle(api, web.Operation{ID: "requestForRecommendation", Method: "POST", Path: "/recommendations/{recommendation}/requests", Summary: "Make a request for support of a recommendation, or find the one that was made", Tag: tag, Right: ask},
		func(ctx context.Context, actor access.Actor, in *askForIn) (*web.Out[recommendations.Asked], error) {
			made, err := p.Recommendations.AskFor(ctx, actor, in.Recommendation, in.Body.Help)
			return &web.Out[recommendations.Asked]{Body: made}, err
		})
	web.Handle(api, web.Operation{ID: "listNeeds", Method: "GET", Path: "/gap-assessments/{assessment}/needs", Summary: "The help that the newest answers ask for", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *AssessmentIn) (*web.Out[recommendations.NeedsPage], error) {
			found, err := p.Recommendations.Needs(ctx, actor, in.Assessment)
			return &web.Out[recommendations.NeedsPage]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "requestForNeed", Method: "POST", Path: "/gap-assessments/{assessment}/needs", Summary: "Make a request for support of a need, or find the one that was made", Tag: tag, Right: ask},
		func(ctx context.Context, actor access.Actor, in *askIn) (*web.Out[recommendations.Asked], error) {
			made, err := p.Recommendations.Ask(ctx, actor, in.Assessment, in.Body)
			return &web.Out[recommendations.Asked]{Body: made}, err
		})
	web.Handle(api, web.Operation{ID: "listMovements", Method: "GET", Path: "/gap-assessments/{assessment}/movements", Summary: "What moved between rounds that the State cleared, and what lay between", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *AssessmentIn) (*web.Out[recommendations.MovesPage], error) {
			found, err := p.Recommendations.Moves(ctx, actor, in.Assessment)
			return &web.Out[recommendations.MovesPage]{Body: found}, err
		})
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *listIn) (*web.ListOut[recommendations.Recommendation], error) {
	key, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Recommendations.List(ctx, actor, recommendations.Filter{
		AssessmentID: in.Assessment, Query: in.Query, State: recommendations.State(in.State), PartyID: in.Party, Late: in.Late, After: key, Limit: in.Limit,
	})
	return web.NewList(list, next), err
}
