package evaluationsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/evaluations"
	"counterpart/internal/web"
)

type (
	planIn struct {
		web.IDIn
		Body evaluations.Plan
	}
	saidIn struct {
		web.IDIn
		Body struct {
			Answers map[string]string `json:"answers" doc:"By the key of the question: 1 to 5, 0 to 10, or words"`
		}
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag, at = "evaluations", "/activities/{id}/evaluation"
	see, manage, answer := evaluations.RightSee, evaluations.RightManage, evaluations.RightAnswer
	web.Handle(api, web.Operation{ID: "getEvaluation", Method: "GET", Path: at, Summary: "The evaluation of an activity, with what was said once it is closed", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[evaluations.Page], error) {
			found, err := p.Evaluations.Find(ctx, actor, in.ID)
			return &web.Out[evaluations.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "setUpEvaluation", Method: "PUT", Path: at, Summary: "Set up the evaluation of an activity", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *planIn) (*web.DoneOut, error) {
			return nil, p.Evaluations.SetUp(ctx, actor, in.ID, in.Body)
		})
	web.Handle(api, web.Operation{ID: "openEvaluation", Method: "POST", Path: at + "/begin", Summary: "Let everybody who is confirmed answer once", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.DoneOut, error) {
			return nil, p.Evaluations.Begin(ctx, actor, in.ID)
		})
	web.Handle(api, web.Operation{ID: "closeEvaluation", Method: "POST", Path: at + "/close", Summary: "Take no more answers, for good", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.DoneOut, error) {
			return nil, p.Evaluations.Close(ctx, actor, in.ID)
		})
	web.Handle(api, web.Operation{ID: "answerEvaluation", Method: "PUT", Path: "/activities/{id}/my-evaluation", Summary: "Answer once, without one's name; no idempotency key is kept of it", Tag: tag, Right: answer, Status: 204},
		func(ctx context.Context, actor access.Actor, in *saidIn) (*web.DoneOut, error) {
			return nil, p.Evaluations.Say(ctx, actor, in.ID, actor.Person, in.Body.Answers)
		})
}
