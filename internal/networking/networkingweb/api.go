package networkingweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/connections"
	"counterpart/internal/interests"
	"counterpart/internal/networking"
	"counterpart/internal/networking/company"
	"counterpart/internal/networking/exchange"
	"counterpart/internal/networking/places"
	"counterpart/internal/web"
)

type (
	sayIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			PersonID string `json:"person_id" maxLength:"40"`
			What     string `json:"what" enum:"must,want,veto,not_person,known,nothing" doc:"Nobody reads a veto but who said it"`
		}
	}
	peopleIn struct {
		web.IDIn
		web.Page
		Query string `query:"q" maxLength:"200" doc:"Beginnings of words of name, party or position"`
		Topic string `query:"topic" maxLength:"60"`
	}
	meetingIn struct {
		ID      string `path:"id" maxLength:"40"`
		Meeting string `path:"meeting" maxLength:"40"`
	}
	declineIn struct {
		ID      string `path:"id" maxLength:"40"`
		Meeting string `path:"meeting" maxLength:"40"`
		Body    struct {
			Reason string `json:"reason,omitempty" maxLength:"300"`
		}
	}
	moveIn struct {
		ID      string `path:"id" maxLength:"40"`
		Meeting string `path:"meeting" maxLength:"40"`
		Body    struct {
			SlotID string `json:"slot_id" maxLength:"40"`
		}
	}
	noteIn struct {
		ID      string `path:"id" maxLength:"40"`
		Meeting string `path:"meeting" maxLength:"40"`
		Body    networking.OutcomeDraft
	}
	runIn struct {
		ID  string `path:"id" maxLength:"40"`
		Run string `path:"run" maxLength:"40"`
	}
	planIn struct {
		ID   string `path:"id" maxLength:"40"`
		Slot string `query:"slot" maxLength:"40" doc:"The meetings of one slot; none for those that ended without one; all when empty"`
	}
	toldOut struct {
		Body struct {
			Told int `json:"told" doc:"People whose meetings changed and who were told"`
		}
	}
	pairsIn struct {
		web.IDIn
		web.Page
	}
	absencesIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			SlotIDs []string `json:"slot_ids" maxItems:"64"`
		}
	}
	colleaguesBody struct {
		Items []company.Colleague `json:"items" nullable:"false"`
	}
	countOut struct {
		Body struct {
			Added int `json:"added"`
		}
	}
	exchangeIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Code string `json:"code" maxLength:"80" doc:"Of the other's badge"`
		}
	}
)

// API adds the operations of these rooms.
func (p *Pages) API(api *web.API) {
	p.ownAPI(api)
	p.mixerAPI(api)
	const tag = "networking"
	web.Handle(api, web.Operation{ID: "findArrangement", Method: "GET", Path: "/activities/{id}/networking", Summary: "Rules, slots and tables of the meetings", Tag: tag, Right: networking.RightSee}, func(ctx context.Context, a access.Actor, in *web.IDIn) (*web.Out[places.Arrangement], error) {
		out, err := p.Places.Arrangement(ctx, a, in.ID)
		return &web.Out[places.Arrangement]{Body: out}, err
	})
	web.Handle(api, web.Operation{ID: "setUpMeetings", Method: "PUT", Path: "/activities/{id}/networking", Summary: "Set the rules of the meetings", Tag: tag, Right: networking.RightPlan, Status: 204}, func(ctx context.Context, a access.Actor, in *web.UnderIn[places.Setup]) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Places.SetUp(ctx, a, in.ID, in.Body)
	})
	web.Handle(api, web.Operation{ID: "addSlots", Method: "POST", Path: "/activities/{id}/networking/slots", Summary: "Cut a session into slots", Tag: tag, Right: networking.RightPlan, Status: 201}, func(ctx context.Context, a access.Actor, in *web.UnderIn[places.SlotsDraft]) (*countOut, error) {
		out := &countOut{}
		var err error
		out.Body.Added, err = p.Places.AddSlots(ctx, a, in.ID, in.Body)
		return out, err
	})
	web.Handle(api, web.Operation{ID: "addTables", Method: "POST", Path: "/activities/{id}/networking/tables", Summary: "Put tables into a room", Tag: tag, Right: networking.RightPlan, Status: 201}, func(ctx context.Context, a access.Actor, in *web.UnderIn[places.TablesDraft]) (*countOut, error) {
		out := &countOut{}
		var err error
		out.Body.Added, err = p.Places.AddTables(ctx, a, in.ID, in.Body)
		return out, err
	})
	web.Handle(api, web.Operation{ID: "addInterpreter", Method: "POST", Path: "/activities/{id}/networking/interpreters", Summary: "Add somebody who interprets", Tag: tag, Right: networking.RightPlan, Status: 201}, func(ctx context.Context, a access.Actor, in *web.UnderIn[places.InterpreterDraft]) (*web.IDOut, error) {
		id, err := p.Places.AddInterpreter(ctx, a, in.ID, in.Body)
		return web.NewID(id), err
	})
	web.Handle(api, web.Operation{ID: "startRun", Method: "POST", Path: "/activities/{id}/networking/runs", Summary: "Rehearse a plan", Tag: tag, Right: networking.RightPlan, Status: 201}, func(ctx context.Context, a access.Actor, in *web.UnderIn[networking.RunDraft]) (*web.IDOut, error) {
		id, err := p.Networking.Start(ctx, a, in.ID, in.Body)
		return web.NewID(id), err
	})
	web.Handle(api, web.Operation{ID: "findRun", Method: "GET", Path: "/activities/{id}/networking/runs/{run}", Summary: "A run: progress while it computes, then what it found", Tag: tag, Right: networking.RightSee}, func(ctx context.Context, a access.Actor, in *runIn) (*web.Out[networking.RunPage], error) {
		out, err := p.Networking.FindRun(ctx, a, in.ID, in.Run)
		return &web.Out[networking.RunPage]{Body: out}, err
	})
	web.Handle(api, web.Operation{ID: "stopRun", Method: "POST", Path: "/activities/{id}/networking/runs/{run}/stop", Summary: "Stop a run, which keeps its best plan", Tag: tag, Right: networking.RightPlan, Status: 204}, func(ctx context.Context, a access.Actor, in *runIn) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Networking.Stop(ctx, a, in.ID, in.Run)
	})
	web.Handle(api, web.Operation{ID: "publishRun", Method: "POST", Path: "/activities/{id}/networking/runs/{run}/publish", Summary: "Make the plan of a run hold", Tag: tag, Right: networking.RightPlan}, func(ctx context.Context, a access.Actor, in *runIn) (*toldOut, error) {
		out := &toldOut{}
		var err error
		out.Body.Told, err = p.Networking.Publish(ctx, a, in.ID, in.Run)
		return out, err
	})
	web.Handle(api, web.Operation{ID: "findPlan", Method: "GET", Path: "/activities/{id}/networking/plan", Summary: "The meetings by time and table", Tag: tag, Right: networking.RightSee}, func(ctx context.Context, a access.Actor, in *planIn) (*web.Out[networking.PlanPage], error) {
		out, err := p.Networking.Plan(ctx, a, in.ID, networking.PlanFilter{Slot: in.Slot})
		return &web.Out[networking.PlanPage]{Body: out}, err
	})
	web.Handle(api, web.Operation{ID: "listConnections", Method: "GET", Path: "/activities/{id}/connections", Summary: "Who met at an activity, the newest first", Tag: tag, Right: connections.RightSee}, func(ctx context.Context, a access.Actor, in *pairsIn) (*web.ListOut[connections.Pair], error) {
		after, err := web.DecodeKey(in.After, 2)
		if err != nil {
			return nil, err
		}
		out, err := p.Connections.OfActivity(ctx, a, in.ID, after, in.Limit)
		return web.NewList(out.Pairs, out.Next), err
	})
	web.Handle(api, web.Operation{ID: "listTies", Method: "GET", Path: "/parties/{id}/connections", Summary: "Parties whose people met people of this party", Tag: tag, Right: connections.RightSee}, func(ctx context.Context, a access.Actor, in *web.IDIn) (*web.Out[connections.PartyPage], error) {
		out, err := p.Connections.OfParty(ctx, a, in.ID)
		return &web.Out[connections.PartyPage]{Body: out}, err
	})
}

// ownAPI adds what participants do, for those who are signed in.
func (p *Pages) ownAPI(api *web.API) {
	const tag, base = "networking", "/activities/{id}/meetings"
	own := func(id, method, path, summary string, status int) web.Operation {
		return web.Operation{ID: id, Method: method, Path: base + path, Summary: summary, Tag: tag, Right: interests.RightTakePart, Status: status}
	}
	web.Handle(api, own("mySchedule", "GET", "", "My meetings", 0), func(ctx context.Context, a access.Actor, in *web.IDIn) (*web.Out[networking.Schedule], error) {
		out, err := p.Networking.Mine(ctx, a, in.ID, a.Person)
		return &web.Out[networking.Schedule]{Body: out}, err
	})
	web.Handle(api, own("myProfile", "GET", "/profile", "What I offer and seek", 0), func(ctx context.Context, a access.Actor, in *web.IDIn) (*web.Out[interests.ProfilePage], error) {
		out, err := p.Interests.Profile(ctx, a, in.ID, a.Person)
		return &web.Out[interests.ProfilePage]{Body: out}, err
	})
	web.Handle(api, own("saveProfile", "PUT", "/profile", "Say what I offer and seek", 204), func(ctx context.Context, a access.Actor, in *web.UnderIn[interests.ProfileDraft]) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Interests.SaveProfile(ctx, a, in.ID, a.Person, in.Body)
	})
	web.Handle(api, own("suggestPeople", "GET", "/suggestions", "Whom to meet, with reasons", 0), func(ctx context.Context, a access.Actor, in *web.IDIn) (*web.Out[interests.SuggestionPage], error) {
		out, err := p.Interests.Suggestions(ctx, a, in.ID, a.Person)
		return &web.Out[interests.SuggestionPage]{Body: out}, err
	})
	web.Handle(api, own("listTakingPart", "GET", "/people", "Who takes part in the meetings", 0), func(ctx context.Context, a access.Actor, in *peopleIn) (*web.ListOut[interests.Entry], error) {
		after, err := web.DecodeKey(in.After, 2)
		if err != nil {
			return nil, err
		}
		out, err := p.Interests.People(ctx, a, in.ID, a.Person, interests.PeopleFilter{Query: in.Query, Topic: in.Topic, After: after, Limit: in.Limit})
		return web.NewList(out.People, out.Next), err
	})
	web.Handle(api, own("sayAboutPerson", "POST", "/say", "Wish, refuse or take back", 204), func(ctx context.Context, a access.Actor, in *sayIn) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Interests.Say(ctx, a, in.ID, a.Person, in.Body.PersonID, in.Body.What)
	})
	web.Handle(api, own("setAbsences", "PUT", "/absences", "Say when I cannot come", 204), func(ctx context.Context, a access.Actor, in *absencesIn) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Networking.SetAbsences(ctx, a, in.ID, a.Person, in.Body.SlotIDs)
	})
	web.Handle(api, own("acceptMeeting", "POST", "/of/{meeting}/accept", "Accept a meeting", 204), func(ctx context.Context, a access.Actor, in *meetingIn) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Networking.Accept(ctx, a, in.ID, a.Person, in.Meeting)
	})
	web.Handle(api, own("declineMeeting", "POST", "/of/{meeting}/decline", "Decline a meeting, or take a request back", 204), func(ctx context.Context, a access.Actor, in *declineIn) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Networking.Decline(ctx, a, in.ID, a.Person, in.Meeting, in.Body.Reason)
	})
	web.Handle(api, own("moveMeeting", "POST", "/of/{meeting}/move", "Move a meeting, or give a request its time", 204), func(ctx context.Context, a access.Actor, in *moveIn) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Networking.Move(ctx, a, in.ID, a.Person, in.Meeting, in.Body.SlotID)
	})
	web.Handle(api, own("noteMeeting", "POST", "/of/{meeting}/note", "Note what came of a meeting", 204), func(ctx context.Context, a access.Actor, in *noteIn) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Networking.Note(ctx, a, in.ID, a.Person, in.Meeting, in.Body)
	})
	p.othersAPI(api, own)
}

// othersAPI adds what concerns colleagues and those whom one met.
func (p *Pages) othersAPI(api *web.API, own func(id, method, path, summary string, status int) web.Operation) {
	web.Handle(api, own("listColleagues", "GET", "/company", "Colleagues who take part, and what they do at my meetings", 0), func(ctx context.Context, a access.Actor, in *web.IDIn) (*web.Out[colleaguesBody], error) {
		list, err := p.Company.Colleagues(ctx, a, in.ID, a.Person)
		return &web.Out[colleaguesBody]{Body: colleaguesBody{list}}, err
	})
	web.Handle(api, own("setCompany", "PUT", "/company", "Say who comes along to my meetings or may sit in", 204), func(ctx context.Context, a access.Actor, in *web.UnderIn[company.Draft]) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Company.Set(ctx, a, in.ID, a.Person, in.Body)
	})
	web.Handle(api, own("myCode", "GET", "/met", "My code, and whom I met without saying what I share", 0), func(ctx context.Context, a access.Actor, in *web.IDIn) (*web.Out[exchange.Page], error) {
		out, err := p.Exchange.Mine(ctx, a, in.ID, a.Person)
		return &web.Out[exchange.Page]{Body: out}, err
	})
	web.Handle(api, own("noteExchange", "POST", "/met", "Note that two people met, by the code of a badge", 0), func(ctx context.Context, a access.Actor, in *exchangeIn) (*web.Out[exchange.Met], error) {
		out, err := p.Exchange.Exchange(ctx, a, in.ID, a.Person, lastPart(in.Body.Code))
		return &web.Out[exchange.Met]{Body: out}, err
	})
	web.Handle(api, own("myContacts", "GET", "/contacts", "People I met who agreed to be kept", 0), func(ctx context.Context, a access.Actor, in *web.IDIn) (*web.Out[connections.Contacts], error) {
		if _, err := p.Interests.Belongs(ctx, a, in.ID, a.Person); err != nil {
			return nil, err
		}
		out, err := p.Connections.Mine(ctx, a, a.Person)
		return &web.Out[connections.Contacts]{Body: out}, err
	})
}
