package trainingweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/training"
	"counterpart/internal/web"
)

type (
	// DeliveryIn is the input of an operation on what one activity delivers.
	DeliveryIn struct {
		ID string `path:"id" maxLength:"40"`
	}
	deliveriesIn struct {
		web.Page
		Query        string `query:"q" maxLength:"200" doc:"Beginnings of words of the activity's title"`
		CurriculumID string `query:"curriculum_id" maxLength:"40"`
	}
	deliverIn struct {
		DeliveryIn
		Body training.DeliveryDraft
	}
	selectionIn struct {
		DeliveryIn
		Number int `query:"number" minimum:"0" doc:"The latest when 0"`
	}
	proposeIn struct {
		DeliveryIn
		Body training.Rules
	}
	lineIn struct {
		DeliveryIn
		Line string `path:"line" maxLength:"40"`
		Body training.ChangeDraft
	}
	acceptIn struct {
		DeliveryIn
		Body training.AcceptDraft
	}
	decideIn struct {
		DeliveryIn
		Version int `query:"version" required:"true" minimum:"1" doc:"How often the selection had been changed when it was read: its field saved"`
	}
	correctIn struct {
		DeliveryIn
		Body training.CorrectionDraft
	}
	exceptIn struct {
		DeliveryIn
		Body training.ExceptionDraft
	}
	evidenceIn struct {
		DeliveryIn
		Body training.EvidenceDraft
	}
	proposedOut struct {
		Body struct {
			Number int `json:"number" doc:"Of the selection"`
		}
	}
	countOut struct {
		Body struct {
			Count int `json:"count"`
		}
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag, at = "training", "/activities/{id}/training"
	see := training.RightSee
	web.Handle(api, web.Operation{ID: "listTraining", Method: "GET", Path: "/training", Summary: "What activities deliver, the latest first", Tag: tag, Right: see}, p.apiList)
	web.Handle(api, web.Operation{ID: "getDelivery", Method: "GET", Path: at, Summary: "What an activity delivers", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *DeliveryIn) (*web.Out[training.Page], error) {
			found, err := p.Training.Find(ctx, actor, in.ID)
			return &web.Out[training.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "deliverCurriculum", Method: "PUT", Path: at, Summary: "Say which version of a curriculum an activity delivers, and how", Tag: tag, Right: training.RightDeliver, Status: 204},
		func(ctx context.Context, actor access.Actor, in *deliverIn) (*web.DoneOut, error) {
			return nil, p.Training.Deliver(ctx, actor, in.ID, in.Body)
		})
	web.Handle(api, web.Operation{ID: "listOwnTraining", Method: "GET", Path: "/my-training", Summary: "The caller's own courses, with presence and completion", Tag: tag, Right: training.RightOwn},
		func(ctx context.Context, actor access.Actor, _ *struct{}) (*web.ListOut[training.Own], error) {
			list, err := p.Training.Mine(ctx, actor)
			return web.NewList(list, nil), err
		})
	p.apiSelection(api, tag, at)
	p.apiCompletion(api, tag, at)
}

func (p *Pages) apiSelection(api *web.API, tag, at string) {
	choose := training.RightSelect
	web.Handle(api, web.Operation{ID: "getSelection", Method: "GET", Path: at + "/selection", Summary: "A selection with its rules, proposal, decisions and reasons", Tag: tag, Right: choose},
		func(ctx context.Context, actor access.Actor, in *selectionIn) (*web.Out[training.SelectionPage], error) {
			found, err := p.Training.Selection(ctx, actor, in.ID, in.Number)
			return &web.Out[training.SelectionPage]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "proposeSelection", Method: "POST", Path: at + "/selection", Summary: "Propose who is confirmed by rules; nothing is decided", Tag: tag, Right: choose, Status: 201},
		func(ctx context.Context, actor access.Actor, in *proposeIn) (*proposedOut, error) {
			out := &proposedOut{}
			var err error
			out.Body.Number, err = p.Training.Propose(ctx, actor, in.ID, in.Body)
			return out, err
		})
	web.Handle(api, web.Operation{ID: "changeSelectionLine", Method: "PUT", Path: at + "/selection/lines/{line}", Summary: "Change the decision for one nomination, with a reason", Tag: tag, Right: choose, Status: 204},
		func(ctx context.Context, actor access.Actor, in *lineIn) (*web.DoneOut, error) {
			return nil, p.Training.Change(ctx, actor, in.ID, in.Line, in.Body)
		})
	web.Handle(api, web.Operation{ID: "acceptBrokenRule", Method: "POST", Path: at + "/selection/accept", Summary: "Accept with a reason that a rule is broken", Tag: tag, Right: choose, Status: 204},
		func(ctx context.Context, actor access.Actor, in *acceptIn) (*web.DoneOut, error) {
			return nil, p.Training.Accept(ctx, actor, in.ID, in.Body)
		})
	web.Handle(api, web.Operation{ID: "decideSelection", Method: "POST", Path: at + "/selection/decide", Summary: "Confirm, reserve and decline as decided, all in one", Tag: tag, Right: choose},
		func(ctx context.Context, actor access.Actor, in *decideIn) (*countOut, error) {
			out := &countOut{}
			var err error
			out.Body.Count, err = p.Training.Decide(ctx, actor, in.ID, in.Version)
			return out, err
		})
}

func (p *Pages) apiCompletion(api *web.API, tag, at string) {
	conclude := training.RightConclude
	web.Handle(api, web.Operation{ID: "getTrainingRegister", Method: "GET", Path: at + "/register", Summary: "Who was in which session, for how long", Tag: tag, Right: training.RightSelect},
		func(ctx context.Context, actor access.Actor, in *DeliveryIn) (*web.Out[training.Register], error) {
			found, err := p.Training.Register(ctx, actor, in.ID)
			return &web.Out[training.Register]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "correctTrainingRegister", Method: "POST", Path: at + "/register", Summary: "Correct the register by hand, with a reason", Tag: tag, Right: conclude, Status: 204},
		func(ctx context.Context, actor access.Actor, in *correctIn) (*web.DoneOut, error) {
			return nil, p.Training.Correct(ctx, actor, in.ID, in.Body)
		})
	web.Handle(api, web.Operation{ID: "getCompletion", Method: "GET", Path: at + "/completion", Summary: "Who completed it and who did not, and why; to a party, of its own people", Tag: tag, Right: training.RightSee},
		func(ctx context.Context, actor access.Actor, in *DeliveryIn) (*web.Out[training.Completion], error) {
			found, err := p.Training.Completion(ctx, actor, in.ID)
			return &web.Out[training.Completion]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "exceptFromCompletion", Method: "POST", Path: at + "/completion/exceptions", Summary: "Make an exception from the rule for one person, with a reason", Tag: tag, Right: conclude, Status: 204},
		func(ctx context.Context, actor access.Actor, in *exceptIn) (*web.DoneOut, error) {
			return nil, p.Training.Except(ctx, actor, in.ID, in.Body)
		})
	web.Handle(api, web.Operation{ID: "noteTrainingEvidence", Method: "POST", Path: at + "/completion/evidence", Summary: "Note by hand that somebody took the test or wrote the plan", Tag: tag, Right: conclude, Status: 204},
		func(ctx context.Context, actor access.Actor, in *evidenceIn) (*web.DoneOut, error) {
			return nil, p.Training.NoteEvidence(ctx, actor, in.ID, in.Body)
		})
	web.Handle(api, web.Operation{ID: "concludeTraining", Method: "POST", Path: at + "/completion", Summary: "Conclude by the rule and the exceptions who completed it", Tag: tag, Right: conclude},
		func(ctx context.Context, actor access.Actor, in *DeliveryIn) (*countOut, error) {
			out := &countOut{}
			var err error
			out.Body.Count, err = p.Training.Conclude(ctx, actor, in.ID)
			return out, err
		})
	web.Handle(api, web.Operation{ID: "listTrainingStatements", Method: "GET", Path: at + "/statements", Summary: "What was concluded, as xAPI statements about pseudonyms", Tag: tag, Right: conclude},
		func(ctx context.Context, actor access.Actor, in *DeliveryIn) (*web.ListOut[training.Statement], error) {
			list, err := p.Training.Statements(ctx, actor, in.ID)
			return web.NewList(list, nil), err
		})
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *deliveriesIn) (*web.ListOut[training.Delivery], error) {
	key, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Training.List(ctx, actor, training.Filter{Query: in.Query, CurriculumID: in.CurriculumID, After: key, Limit: in.Limit})
	return web.NewList(list, next), err
}
