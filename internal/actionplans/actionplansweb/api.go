package actionplansweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/actionplans"
	"counterpart/internal/web"
)

type (
	// PlanIn is the input of an operation on one plan.
	PlanIn struct {
		Plan string `path:"plan" maxLength:"40"`
	}
	plansIn struct {
		web.Page
		ActivityID string `query:"activity_id" maxLength:"40"`
		PartyID    string `query:"party_id" maxLength:"40"`
		State      string `query:"state" maxLength:"20"`
		Late       bool   `query:"late" doc:"Those whose follow-up is overdue"`
	}
	stepIn struct {
		PlanIn
		Body struct {
			Verb  actionplans.Verb `json:"verb" enum:"close,reopen"`
			Words string           `json:"words" maxLength:"500" doc:"Why"`
		}
	}
	outcomeIn struct {
		PlanIn
		Body actionplans.OutcomeDraft
	}
	ownIn struct {
		web.IDIn
		Body actionplans.PlanDraft
	}
	reportIn struct {
		web.IDIn
		Body actionplans.Report
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag = "actionplans"
	see, manage, own := actionplans.RightSee, actionplans.RightManage, actionplans.RightOwn
	web.Handle(api, web.Operation{ID: "listActionPlans", Method: "GET", Path: "/action-plans", Summary: "Action plans, the latest first", Tag: tag, Right: see}, p.apiList)
	web.Handle(api, web.Operation{ID: "getActionPlan", Method: "GET", Path: "/action-plans/{plan}", Summary: "One action plan, with what became of it", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *PlanIn) (*web.Out[actionplans.Page], error) {
			found, err := p.Plans.Find(ctx, actor, in.Plan)
			return &web.Out[actionplans.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "getActionPlanOverview", Method: "GET", Path: "/action-plans-overview", Summary: "What became of action plans, by activity and year; no person stands in it", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, _ *struct{}) (*web.Out[actionplans.Overview], error) {
			found, err := p.Plans.Overview(ctx, actor)
			return &web.Out[actionplans.Overview]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "takeActionPlanStep", Method: "POST", Path: "/action-plans/{plan}/steps", Summary: "Close a plan without a follow-up, or open it again", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *stepIn) (*web.DoneOut, error) {
			return nil, p.Plans.Take(ctx, actor, in.Plan, in.Body.Verb, in.Body.Words)
		})
	web.Handle(api, web.Operation{ID: "askAboutActionPlan", Method: "POST", Path: "/action-plans/{plan}/ask", Summary: "Mail the person the question what became of it", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *PlanIn) (*web.DoneOut, error) {
			return nil, p.Plans.Ask(ctx, actor, in.Plan)
		})
	web.Handle(api, web.Operation{ID: "proposeOutcomeOfActionPlan", Method: "POST", Path: "/action-plans/{plan}/outcome", Summary: "Propose an outcome of an action that was done", Tag: tag, Right: manage, Status: 201},
		func(ctx context.Context, actor access.Actor, in *outcomeIn) (*web.IDOut, error) {
			id, err := p.Plans.Propose(ctx, actor, in.Plan, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "saveOwnActionPlan", Method: "PUT", Path: "/activities/{id}/my-plan/draft", Summary: "Keep one's own half-written plan", Tag: tag, Right: own, Status: 204},
		func(ctx context.Context, actor access.Actor, in *ownIn) (*web.DoneOut, error) {
			return nil, p.Plans.Save(ctx, actor, in.ID, actor.Person, in.Body)
		})
	web.Handle(api, web.Operation{ID: "signOwnActionPlan", Method: "PUT", Path: "/activities/{id}/my-plan", Summary: "Sign one's own plan off", Tag: tag, Right: own, Status: 204},
		func(ctx context.Context, actor access.Actor, in *ownIn) (*web.DoneOut, error) {
			return nil, p.Plans.SignOff(ctx, actor, in.ID, actor.Person, in.Body)
		})
	web.Handle(api, web.Operation{ID: "followOwnActionPlan", Method: "PUT", Path: "/activities/{id}/my-plan/follow-up", Summary: "Say what became of one's own plan", Tag: tag, Right: own, Status: 204},
		func(ctx context.Context, actor access.Actor, in *reportIn) (*web.DoneOut, error) {
			return nil, p.Plans.FollowUp(ctx, actor, in.ID, actor.Person, in.Body)
		})
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *plansIn) (*web.ListOut[actionplans.Plan], error) {
	key, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Plans.List(ctx, actor, actionplans.Filter{ActivityID: in.ActivityID, PartyID: in.PartyID, State: actionplans.State(in.State), Late: in.Late, After: key, Limit: in.Limit})
	return web.NewList(list, next), err
}
