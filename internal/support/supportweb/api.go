package supportweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/support"
	"counterpart/internal/web"
)

type (
	// RequestIn is the input of an operation on one request.
	RequestIn struct {
		Request string `path:"request" maxLength:"40"`
	}
	requestsIn struct {
		web.Page
		Query   string `query:"q" maxLength:"200" doc:"Beginnings of words of title, document number and party"`
		State   string `query:"state" maxLength:"20"`
		Subject string `query:"subject" maxLength:"60"`
		Help    string `query:"help" maxLength:"60"`
		PartyID string `query:"party_id" maxLength:"40" doc:"That asks"`
		Late    bool   `query:"late" doc:"Those whose acknowledgement or first response is overdue"`
		Open    bool   `query:"open" doc:"Those that wait for something"`
	}
	changeRequestIn struct {
		RequestIn
		Version int `query:"version" required:"true" minimum:"1"`
		Body    support.Draft
	}
	stepIn struct {
		RequestIn
		Body support.StepDraft
	}
	responseIn struct {
		RequestIn
		Body support.ResponseDraft
	}
	fulfilmentIn struct {
		RequestIn
		Body support.FulfilmentDraft
	}
	proposalIn struct {
		RequestIn
		Body struct {
			OfferID string `json:"offer_id" maxLength:"40"`
			Reasons string `json:"reasons,omitempty" maxLength:"1000"`
		}
	}
	answerIn struct {
		Match string `path:"match" maxLength:"40"`
		Body  support.AnswerDraft
	}
	offersIn struct {
		web.Page
		Query   string `query:"q" maxLength:"200" doc:"Beginnings of words of title and party"`
		Subject string `query:"subject" maxLength:"60"`
		Help    string `query:"help" maxLength:"60"`
		PartyID string `query:"party_id" maxLength:"40" doc:"That offers"`
		All     bool   `query:"all" doc:"Also those that are withdrawn or no longer valid"`
	}
	// OfferIn is the input of an operation on one offer.
	OfferIn struct {
		Offer string `path:"offer" maxLength:"40"`
	}
	changeOfferIn struct {
		OfferIn
		Version int `query:"version" required:"true" minimum:"1"`
		Body    support.OfferDraft
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	p.requestAPI(api)
	p.offerAPI(api)
}

func (p *Pages) requestAPI(api *web.API) {
	const tag = "support"
	see, ask, handle := support.RightSee, support.RightAsk, support.RightHandle
	web.Handle(api, web.Operation{ID: "listRequests", Method: "GET", Path: "/requests", Summary: "Requests for support, the latest first", Tag: tag, Right: see}, p.apiRequests)
	web.Handle(api, web.Operation{ID: "enterRequest", Method: "POST", Path: "/requests", Summary: "Enter a request for support", Tag: tag, Right: ask, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[support.Draft]) (*web.IDOut, error) {
			id, err := p.Support.Enter(ctx, actor, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "getRequest", Method: "GET", Path: "/requests/{request}", Summary: "One request, as its reader's side is shown it", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *RequestIn) (*web.Out[support.Page], error) {
			found, err := p.Support.Find(ctx, actor, in.Request)
			return &web.Out[support.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "changeRequest", Method: "PUT", Path: "/requests/{request}", Summary: "Change a request", Tag: tag, Right: ask, Status: 204},
		func(ctx context.Context, actor access.Actor, in *changeRequestIn) (*web.DoneOut, error) {
			return nil, p.Support.Change(ctx, actor, in.Request, in.Version, in.Body)
		})
	web.Handle(api, web.Operation{ID: "takeStep", Method: "POST", Path: "/requests/{request}/steps", Summary: "Take a step with a request", Tag: tag, Right: ask, Status: 204},
		func(ctx context.Context, actor access.Actor, in *stepIn) (*web.DoneOut, error) {
			return nil, p.Support.Take(ctx, actor, in.Request, in.Body)
		})
	web.Handle(api, web.Operation{ID: "respondToRequest", Method: "POST", Path: "/requests/{request}/responses", Summary: "Note what was done, and link it with the request", Tag: tag, Right: handle, Status: 201},
		func(ctx context.Context, actor access.Actor, in *responseIn) (*web.IDOut, error) {
			id, err := p.Support.Respond(ctx, actor, in.Request, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "suggestOffers", Method: "GET", Path: "/requests/{request}/suggestions", Summary: "Offers that may fit, with reasons", Tag: tag, Right: handle},
		func(ctx context.Context, actor access.Actor, in *RequestIn) (*web.ListOut[support.Suggestion], error) {
			list, err := p.Support.Suggest(ctx, actor, in.Request)
			return web.NewList(list, nil), err
		})
	web.Handle(api, web.Operation{ID: "proposeMatch", Method: "POST", Path: "/requests/{request}/matches", Summary: "Ask both sides whether a request and an offer belong together", Tag: tag, Right: handle, Status: 201},
		func(ctx context.Context, actor access.Actor, in *proposalIn) (*web.IDOut, error) {
			id, err := p.Support.Propose(ctx, actor, in.Request, in.Body.OfferID, in.Body.Reasons)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "answerMatch", Method: "POST", Path: "/matches/{match}/answer", Summary: "Answer a proposed match for one side", Tag: tag, Right: ask, Status: 204},
		func(ctx context.Context, actor access.Actor, in *answerIn) (*web.DoneOut, error) {
			return nil, p.Support.AnswerMatch(ctx, actor, in.Match, in.Body)
		})
	web.Handle(api, web.Operation{ID: "sayFulfilled", Method: "POST", Path: "/requests/{request}/fulfilment", Summary: "Say whether a request was met", Tag: tag, Right: ask, Status: 204},
		func(ctx context.Context, actor access.Actor, in *fulfilmentIn) (*web.DoneOut, error) {
			return nil, p.Support.SayFulfilled(ctx, actor, in.Request, in.Body)
		})
	web.Handle(api, web.Operation{ID: "getClocks", Method: "GET", Path: "/request-clocks", Summary: "How fast requests are answered, by year", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, _ *struct{}) (*web.Out[support.Clocks], error) {
			found, err := p.Support.Clocks(ctx, actor)
			return &web.Out[support.Clocks]{Body: found}, err
		})
}

func (p *Pages) offerAPI(api *web.API) {
	const tag = "support"
	offers, ask := support.RightOffers, support.RightAsk
	web.Handle(api, web.Operation{ID: "listSummaries", Method: "GET", Path: "/request-summaries", Summary: "What everybody may read of requests", Tag: tag, Right: offers},
		func(ctx context.Context, _ access.Actor, _ *struct{}) (*web.ListOut[support.Summary], error) {
			list, err := p.Support.Summaries(ctx)
			return web.NewList(list, nil), err
		})
	web.Handle(api, web.Operation{ID: "listOffers", Method: "GET", Path: "/offers", Summary: "Offers of support, the latest first", Tag: tag, Right: offers}, p.apiOffers)
	web.Handle(api, web.Operation{ID: "addOffer", Method: "POST", Path: "/offers", Summary: "Offer support", Tag: tag, Right: ask, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[support.OfferDraft]) (*web.IDOut, error) {
			id, err := p.Support.AddOffer(ctx, actor, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "getOffer", Method: "GET", Path: "/offers/{offer}", Summary: "One offer", Tag: tag, Right: offers},
		func(ctx context.Context, actor access.Actor, in *OfferIn) (*web.Out[support.OfferPage], error) {
			found, err := p.Support.FindOffer(ctx, actor, in.Offer)
			return &web.Out[support.OfferPage]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "changeOffer", Method: "PUT", Path: "/offers/{offer}", Summary: "Change an offer", Tag: tag, Right: ask, Status: 204},
		func(ctx context.Context, actor access.Actor, in *changeOfferIn) (*web.DoneOut, error) {
			return nil, p.Support.ChangeOffer(ctx, actor, in.Offer, in.Version, in.Body)
		})
	web.Handle(api, web.Operation{ID: "withdrawOffer", Method: "POST", Path: "/offers/{offer}/withdraw", Summary: "Withdraw an offer", Tag: tag, Right: ask, Status: 204},
		func(ctx context.Context, actor access.Actor, in *OfferIn) (*web.DoneOut, error) {
			return nil, p.Support.WithdrawOffer(ctx, actor, in.Offer)
		})
}

func (p *Pages) apiRequests(ctx context.Context, actor access.Actor, in *requestsIn) (*web.ListOut[support.Request], error) {
	after, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Support.List(ctx, actor, support.Filter{
		Query: in.Query, State: support.State(in.State), Subject: in.Subject, Help: in.Help, PartyID: in.PartyID, Late: in.Late, Open: in.Open, After: after, Limit: in.Limit,
	})
	return web.NewList(list, next), err
}

func (p *Pages) apiOffers(ctx context.Context, actor access.Actor, in *offersIn) (*web.ListOut[support.Offer], error) {
	after, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Support.Offers(ctx, actor, support.OfferFilter{
		Query: in.Query, Subject: in.Subject, Help: in.Help, PartyID: in.PartyID, All: in.All, After: after, Limit: in.Limit,
	})
	return web.NewList(list, next), err
}
