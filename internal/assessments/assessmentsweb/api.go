package assessmentsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/assessments"
	"counterpart/internal/web"
)

type (
	// ItemIn is the input of an operation on one item.
	ItemIn struct {
		Item string `path:"item" maxLength:"40"`
	}
	itemsIn struct {
		web.Page
		Query string `query:"q" maxLength:"200" doc:"Beginnings of words of the question"`
		State string `query:"state" maxLength:"20"`
		Kind  string `query:"kind" maxLength:"20"`
		Topic string `query:"topic" maxLength:"60"`
	}
	rewriteIn struct {
		ItemIn
		Version int `query:"version" required:"true" minimum:"1"`
		Body    assessments.ItemDraft
	}
	reasonIn struct {
		ItemIn
		Body struct {
			Reason string `json:"reason" maxLength:"500"`
		}
	}
	planIn struct {
		web.IDIn
		Body assessments.TestPlan
	}
	chosenIn struct {
		web.IDIn
		Body struct {
			Items []string `json:"items" nullable:"false" doc:"Ids of reviewed items, in the order of the test"`
		}
	}
	typedIn struct {
		web.IDIn
		Body struct {
			Phase assessments.Phase      `json:"phase" enum:"before,after"`
			Rows  []assessments.TypedRow `json:"rows" nullable:"false"`
		}
	}
	answersIn struct {
		web.IDIn
		Body assessments.SittingDraft
	}
	// Typed is how many tests were typed in.
	Typed struct {
		Typed int `json:"typed"`
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag = "assessments"
	see, manage, take := assessments.RightSee, assessments.RightManage, assessments.RightTake
	web.Handle(api, web.Operation{ID: "listTestItems", Method: "GET", Path: "/test-items", Summary: "Questions of the bank, the latest changed first", Tag: tag, Right: see}, p.apiItems)
	web.Handle(api, web.Operation{ID: "writeTestItem", Method: "POST", Path: "/test-items", Summary: "Write a question as a draft", Tag: tag, Right: manage, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[assessments.ItemDraft]) (*web.IDOut, error) {
			id, err := p.Assessments.Write(ctx, actor, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "getTestItem", Method: "GET", Path: "/test-items/{item}", Summary: "One question, with its versions and how it was answered", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *ItemIn) (*web.Out[assessments.ItemPage], error) {
			found, err := p.Assessments.FindItem(ctx, actor, in.Item)
			return &web.Out[assessments.ItemPage]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "rewriteTestItem", Method: "PUT", Path: "/test-items/{item}", Summary: "Change a draft, or begin the next version of a reviewed question", Tag: tag, Right: manage},
		func(ctx context.Context, actor access.Actor, in *rewriteIn) (*web.IDOut, error) {
			id, err := p.Assessments.Rewrite(ctx, actor, in.Item, in.Version, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "reviewTestItem", Method: "POST", Path: "/test-items/{item}/review", Summary: "Agree to a draft that somebody else wrote", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *ItemIn) (*web.DoneOut, error) {
			return nil, p.Assessments.Review(ctx, actor, in.Item, 0)
		})
	web.Handle(api, web.Operation{ID: "retireTestItem", Method: "POST", Path: "/test-items/{item}/retire", Summary: "Take a question out of the bank", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *reasonIn) (*web.DoneOut, error) {
			return nil, p.Assessments.Retire(ctx, actor, in.Item, in.Body.Reason)
		})
	web.Handle(api, web.Operation{ID: "getTest", Method: "GET", Path: "/activities/{id}/learning", Summary: "The test of an activity with its figures; no person stands in it", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[assessments.Overview], error) {
			found, err := p.Assessments.Overview(ctx, actor, in.ID)
			return &web.Out[assessments.Overview]{Body: found}, err
		})
	p.testAPI(api, tag, manage, take)
}

func (p *Pages) testAPI(api *web.API, tag string, manage, take access.Right) {
	web.Handle(api, web.Operation{ID: "setUpTest", Method: "PUT", Path: "/activities/{id}/learning", Summary: "Set up the test of an activity", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *planIn) (*web.DoneOut, error) {
			return nil, p.Assessments.SetUp(ctx, actor, in.ID, in.Body)
		})
	web.Handle(api, web.Operation{ID: "chooseTestItems", Method: "PUT", Path: "/activities/{id}/learning/items", Summary: "Choose the questions of the test", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *chosenIn) (*web.DoneOut, error) {
			return nil, p.Assessments.Choose(ctx, actor, in.ID, in.Body.Items)
		})
	web.Handle(api, web.Operation{ID: "fixTest", Method: "POST", Path: "/activities/{id}/learning/fix", Summary: "Let the questions of the test stand", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.DoneOut, error) {
			return nil, p.Assessments.Fix(ctx, actor, in.ID)
		})
	web.Handle(api, web.Operation{ID: "typeInTests", Method: "POST", Path: "/activities/{id}/learning/paper", Summary: "Type tests in from paper", Tag: tag, Right: manage},
		func(ctx context.Context, actor access.Actor, in *typedIn) (*web.Out[Typed], error) {
			n, err := p.Assessments.Type(ctx, actor, in.ID, in.Body.Phase, in.Body.Rows)
			return &web.Out[Typed]{Body: Typed{n}}, err
		})
	web.Handle(api, web.Operation{ID: "saveOwnTest", Method: "PUT", Path: "/activities/{id}/my-test/draft", Summary: "Keep one's own half-answered test", Tag: tag, Right: take, Status: 204},
		func(ctx context.Context, actor access.Actor, in *answersIn) (*web.DoneOut, error) {
			return nil, p.Assessments.SaveOwn(ctx, actor, in.ID, actor.Person, in.Body)
		})
	web.Handle(api, web.Operation{ID: "submitOwnTest", Method: "PUT", Path: "/activities/{id}/my-test", Summary: "Hand one's own test in, once", Tag: tag, Right: take, Status: 204},
		func(ctx context.Context, actor access.Actor, in *answersIn) (*web.DoneOut, error) {
			return nil, p.Assessments.Submit(ctx, actor, in.ID, actor.Person, in.Body)
		})
}

func (p *Pages) apiItems(ctx context.Context, actor access.Actor, in *itemsIn) (*web.ListOut[assessments.Item], error) {
	key, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Assessments.Items(ctx, actor, assessments.ItemFilter{
		Query: in.Query, State: assessments.ItemState(in.State), Kind: assessments.ItemKind(in.Kind), Topic: in.Topic, After: key, Limit: in.Limit,
	})
	return web.NewList(list, next), err
}
