package alumniweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/alumni"
	"counterpart/internal/web"
)

type (
	// PersonIn is the input of an operation on one alumnus.
	PersonIn struct {
		Person string `path:"person" maxLength:"40"`
	}
	alumniIn struct {
		web.Page
		Query   string `query:"q" maxLength:"200" doc:"Beginnings of words of the name"`
		PartyID string `query:"party_id" maxLength:"40" doc:"Where they work"`
		Topic   string `query:"topic" maxLength:"60" doc:"What they know"`
		Willing string `query:"willing" enum:"train,speak,mentor"`
	}
	profileIn struct {
		PersonIn
		Body alumni.ProfileDraft
	}
	showIn struct {
		PersonIn
		Body alumni.ShowDraft
	}
	vetoIn struct {
		PersonIn
		Body alumni.VetoDraft
	}
	// IntroductionIn is the input of an operation on one introduction.
	IntroductionIn struct {
		Introduction string `path:"introduction" maxLength:"40"`
	}
	introductionsIn struct {
		All bool `query:"all" doc:"Those that are settled as well"`
	}
	stepIn struct {
		IntroductionIn
		Body alumni.StepDraft
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag = "alumni"
	read := alumni.RightRead
	web.Handle(api, web.Operation{ID: "listAlumni", Method: "GET", Path: "/alumni", Summary: "The directory of alumni, as each shows it to the reader", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *alumniIn) (*web.ListOut[alumni.Entry], error) {
			key, err := web.DecodeKey(in.After, 2)
			if err != nil {
				return nil, err
			}
			list, next, err := p.Alumni.List(ctx, actor, alumni.Filter{Query: in.Query, PartyID: in.PartyID, Topic: in.Topic, Willing: in.Willing, After: key, Limit: in.Limit})
			return web.NewList(list, next), err
		})
	web.Handle(api, web.Operation{ID: "getAlumnus", Method: "GET", Path: "/alumni/{person}", Summary: "One alumnus, as they are shown to the reader", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *PersonIn) (*web.Out[alumni.Page], error) {
			found, err := p.Alumni.Find(ctx, actor, in.Person)
			return &web.Out[alumni.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "writeAlumnusProfile", Method: "PUT", Path: "/alumni/{person}/profile", Summary: "Write what an alumnus knows and would do", Tag: tag, Right: read, Status: 204},
		func(ctx context.Context, actor access.Actor, in *profileIn) (*web.DoneOut, error) {
			return nil, p.Alumni.Write(ctx, actor, in.Person, in.Body)
		})
	web.Handle(api, web.Operation{ID: "showAlumnus", Method: "PUT", Path: "/alumni/{person}/shown", Summary: "Say what is shown of oneself to whom", Tag: tag, Right: alumni.RightOwn, Status: 204},
		func(ctx context.Context, actor access.Actor, in *showIn) (*web.DoneOut, error) {
			return nil, p.Alumni.Show(ctx, actor, in.Person, in.Body)
		})
	web.Handle(api, web.Operation{ID: "vetoAlumnus", Method: "PUT", Path: "/alumni/{person}/veto", Summary: "Keep an officer of the own party out of the directory, or lift that", Tag: tag, Right: alumni.RightVeto, Status: 204},
		func(ctx context.Context, actor access.Actor, in *vetoIn) (*web.DoneOut, error) {
			return nil, p.Alumni.SetVeto(ctx, actor, in.Person, in.Body)
		})
	web.Handle(api, web.Operation{ID: "listIntroductions", Method: "GET", Path: "/introductions", Summary: "Introductions, as the reader's side is shown them", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *introductionsIn) (*web.ListOut[alumni.Introduction], error) {
			list, err := p.Alumni.Introductions(ctx, actor, !in.All)
			return web.NewList(list, nil), err
		})
	web.Handle(api, web.Operation{ID: "askForIntroduction", Method: "POST", Path: "/introductions", Summary: "Ask for an introduction", Tag: tag, Right: read, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[alumni.AskDraft]) (*web.IDOut, error) {
			id, err := p.Alumni.Ask(ctx, actor, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "getIntroduction", Method: "GET", Path: "/introductions/{introduction}", Summary: "One introduction, as the reader's side is shown it", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *IntroductionIn) (*web.Out[alumni.IntroductionPage], error) {
			found, err := p.Alumni.Introduction(ctx, actor, in.Introduction)
			return &web.Out[alumni.IntroductionPage]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "takeIntroductionStep", Method: "POST", Path: "/introductions/{introduction}/steps", Summary: "Take a step with an introduction", Tag: tag, Right: read, Status: 204},
		func(ctx context.Context, actor access.Actor, in *stepIn) (*web.DoneOut, error) {
			return nil, p.Alumni.Step(ctx, actor, in.Introduction, in.Body)
		})
}
