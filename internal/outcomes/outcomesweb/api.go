package outcomesweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/outcomes"
	"counterpart/internal/threads"
	"counterpart/internal/web"
)

type (
	// OutcomeIn is the input of an operation on one outcome.
	OutcomeIn struct {
		Outcome string `path:"outcome" maxLength:"40"`
	}
	outcomesIn struct {
		web.Page
		Query         string `query:"q" maxLength:"200" doc:"Beginnings of words of title, party and institution"`
		Year          int    `query:"year"`
		State         string `query:"state" maxLength:"20"`
		Kind          string `query:"kind" maxLength:"60"`
		Area          string `query:"area" maxLength:"60"`
		Topic         string `query:"topic" maxLength:"60"`
		PartyID       string `query:"party_id" maxLength:"40"`
		Substantiated string `query:"substantiated" enum:"yes,no,"`
	}
	changeIn struct {
		OutcomeIn
		Version int `query:"version" required:"true" minimum:"1"`
		Body    outcomes.Draft
	}
	stepIn struct {
		OutcomeIn
		Body outcomes.StepDraft
	}
	witnessIn struct {
		OutcomeIn
		Body outcomes.WitnessDraft
	}
	sourceIn struct {
		OutcomeIn
		Body outcomes.SourceDraft
	}
	contributeIn struct {
		OutcomeIn
		Body struct {
			From  threads.Ref `json:"from" doc:"The record that contributed"`
			Words string      `json:"words,omitempty" maxLength:"1000" doc:"What shows it"`
		}
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag = "outcomes"
	see, propose, review := outcomes.RightSee, outcomes.RightPropose, outcomes.RightReview
	web.Handle(api, web.Operation{ID: "listOutcomes", Method: "GET", Path: "/outcomes", Summary: "What has changed, the latest first", Tag: tag, Right: see}, p.apiList)
	web.Handle(api, web.Operation{ID: "proposeOutcome", Method: "POST", Path: "/outcomes", Summary: "Propose an outcome", Tag: tag, Right: propose, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[outcomes.Draft]) (*web.IDOut, error) {
			id, err := p.Outcomes.Propose(ctx, actor, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "getOutcome", Method: "GET", Path: "/outcomes/{outcome}", Summary: "One outcome with its sources and its history", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *OutcomeIn) (*web.Out[outcomes.Page], error) {
			found, err := p.Outcomes.Find(ctx, actor, in.Outcome)
			return &web.Out[outcomes.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "reviseOutcome", Method: "PUT", Path: "/outcomes/{outcome}", Summary: "Write a proposed or returned outcome anew", Tag: tag, Right: propose, Status: 204},
		func(ctx context.Context, actor access.Actor, in *changeIn) (*web.DoneOut, error) {
			return nil, p.Outcomes.Revise(ctx, actor, in.Outcome, in.Version, in.Body)
		})
	web.Handle(api, web.Operation{ID: "takeOutcomeStep", Method: "POST", Path: "/outcomes/{outcome}/steps", Summary: "Take a step with an outcome", Tag: tag, Right: see, Status: 204},
		func(ctx context.Context, actor access.Actor, in *stepIn) (*web.DoneOut, error) {
			return nil, p.Outcomes.Take(ctx, actor, in.Outcome, in.Body)
		})
	web.Handle(api, web.Operation{ID: "substantiateOutcome", Method: "POST", Path: "/outcomes/{outcome}/substantiations", Summary: "Note what somebody independent of the author said", Tag: tag, Right: review, Status: 204},
		func(ctx context.Context, actor access.Actor, in *witnessIn) (*web.DoneOut, error) {
			return nil, p.Outcomes.Substantiate(ctx, actor, in.Outcome, in.Body)
		})
	web.Handle(api, web.Operation{ID: "addOutcomeSource", Method: "POST", Path: "/outcomes/{outcome}/sources", Summary: "Add what shows the change", Tag: tag, Right: propose, Status: 201},
		func(ctx context.Context, actor access.Actor, in *sourceIn) (*web.IDOut, error) {
			id, err := p.Outcomes.AddSource(ctx, actor, in.Outcome, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "addContribution", Method: "POST", Path: "/outcomes/{outcome}/contributions", Summary: "Link a record with the outcome to which it led", Tag: tag, Right: propose, Status: 204},
		func(ctx context.Context, actor access.Actor, in *contributeIn) (*web.DoneOut, error) {
			return nil, p.Outcomes.Contribute(ctx, actor, in.Outcome, in.Body.From, in.Body.Words)
		})
	web.Handle(api, web.Operation{ID: "askForOutcomes", Method: "POST", Path: "/outcome-questions", Summary: "Ask a party what has changed since an activity", Tag: tag, Right: review, Status: 204},
		func(ctx context.Context, actor access.Actor, in *web.In[outcomes.AskDraft]) (*web.DoneOut, error) {
			return nil, p.Outcomes.Ask(ctx, actor, in.Body)
		})
	web.Handle(api, web.Operation{ID: "countOutcomes", Method: "GET", Path: "/outcome-counts", Summary: "Accepted outcomes by year, kind and whether they are substantiated, with their ids", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, _ *struct{}) (*web.ListOut[outcomes.Count], error) {
			list, err := p.Outcomes.Counts(ctx, actor)
			return web.NewList(list, nil), err
		})
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *outcomesIn) (*web.ListOut[outcomes.Outcome], error) {
	key, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Outcomes.List(ctx, actor, outcomes.Filter{
		Query: in.Query, Year: in.Year, State: outcomes.State(in.State), Kind: in.Kind, Area: in.Area, Topic: in.Topic, PartyID: in.PartyID, Substantiated: in.Substantiated, After: key, Limit: in.Limit,
	})
	return web.NewList(list, next), err
}
