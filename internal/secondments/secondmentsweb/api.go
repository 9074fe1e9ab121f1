package secondmentsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/secondments"
	"counterpart/internal/secondments/overview"
	"counterpart/internal/web"
)

type (
	// AssignmentIn is the input of an operation on one assignment.
	AssignmentIn struct {
		Assignment string `path:"assignment" maxLength:"40"`
	}
	assignmentsIn struct {
		web.Page
		Query string `query:"q" maxLength:"200" doc:"Beginnings of words of title and office"`
		State string `query:"state" maxLength:"20"`
	}
	rewriteIn struct {
		AssignmentIn
		Version int `query:"version" required:"true" minimum:"1"`
		Body    secondments.TermsDraft
	}
	actIn struct {
		AssignmentIn
		Body secondments.ActDraft
	}
	callIn struct {
		AssignmentIn
		Body secondments.CallDraft
	}
	nominateIn struct {
		AssignmentIn
		Body secondments.NominationDraft
	}
	// SecondmentIn is the input of an operation on one dossier.
	SecondmentIn struct {
		Secondment string `path:"secondment" maxLength:"40"`
	}
	secondmentsIn struct {
		web.Page
		Query      string `query:"q" maxLength:"200" doc:"Beginnings of words of the officer and of the assignment"`
		State      string `query:"state" maxLength:"20"`
		Owner      string `query:"waits_for" maxLength:"20" doc:"Who acts next: office, panel, party, secondee, reports"`
		PartyID    string `query:"party_id" maxLength:"40"`
		Assignment string `query:"assignment_id" maxLength:"40"`
		Running    bool   `query:"running" doc:"Those that have not ended"`
		Late       bool   `query:"late" doc:"Those whose next step is overdue"`
	}
	stepIn struct {
		SecondmentIn
		Body secondments.StepDraft
	}
	screenIn struct {
		SecondmentIn
		Body secondments.ScreenDraft
	}
	declareIn struct {
		SecondmentIn
		Body struct {
			Conflict bool   `json:"conflict"`
			Words    string `json:"words,omitempty" maxLength:"1000" doc:"What the conflict is"`
		}
	}
	scoreIn struct {
		SecondmentIn
		Body secondments.Scores
	}
	appointIn struct {
		SecondmentIn
		Body secondments.AppointDraft
	}
	letterIn struct {
		SecondmentIn
		Body secondments.LetterDraft
	}
	tickIn struct {
		SecondmentIn
		Formality string `path:"formality" maxLength:"60" doc:"Its code in the pack"`
		Body      secondments.TickDraft
	}
	taskIn struct {
		SecondmentIn
		Body secondments.TaskDraft
	}
	reviewIn struct {
		SecondmentIn
		Body secondments.ReviewDraft
	}
	endIn struct {
		SecondmentIn
		Body secondments.EndDraft
	}
	decideIn struct {
		SecondmentIn
		Body struct {
			Approve bool   `json:"approve"`
			Words   string `json:"words,omitempty" maxLength:"2000" doc:"Needed to refuse"`
		}
	}
	yearIn struct {
		Year int `query:"year" doc:"This year when 0"`
	}
)

const tag = "secondments"

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	p.assignmentAPI(api)
	see, edit, score := secondments.RightSee, secondments.RightEdit, secondments.RightScore
	web.Handle(api, web.Operation{ID: "listSecondments", Method: "GET", Path: "/secondments", Summary: "Dossiers, the latest change first", Tag: tag, Right: see}, p.apiList)
	web.Handle(api, web.Operation{ID: "getSecondment", Method: "GET", Path: "/secondments/{secondment}", Summary: "One dossier, as its reader's side is shown it", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *SecondmentIn) (*web.Out[secondments.Page], error) {
			found, err := p.Secondments.Find(ctx, actor, in.Secondment)
			return &web.Out[secondments.Page]{Body: found}, err
		})
	done := func(id, method, path, summary string, right access.Right) web.Operation {
		return web.Operation{ID: id, Method: method, Path: "/secondments/{secondment}" + path, Summary: summary, Tag: tag, Right: right, Status: 204}
	}
	web.Handle(api, done("takeSecondmentStep", "POST", "/steps", "Take a step with a dossier", secondments.RightNominate), func(ctx context.Context, actor access.Actor, in *stepIn) (*web.DoneOut, error) {
		return nil, p.Secondments.Take(ctx, actor, in.Secondment, in.Body)
	})
	web.Handle(api, done("screenCandidate", "POST", "/screening", "Hold a candidate against the criteria", edit), func(ctx context.Context, actor access.Actor, in *screenIn) (*web.DoneOut, error) {
		return nil, p.Secondments.Screen(ctx, actor, in.Secondment, in.Body)
	})
	web.Handle(api, done("declareConflict", "POST", "/declaration", "Say whether there is a conflict of interest", score), func(ctx context.Context, actor access.Actor, in *declareIn) (*web.DoneOut, error) {
		return nil, p.Secondments.Declare(ctx, actor, in.Secondment, in.Body.Conflict, in.Body.Words)
	})
	web.Handle(api, done("scoreCandidate", "POST", "/score", "Score a candidate, sealed until all have scored", score), func(ctx context.Context, actor access.Actor, in *scoreIn) (*web.DoneOut, error) {
		return nil, p.Secondments.Score(ctx, actor, in.Secondment, in.Body)
	})
	web.Handle(api, done("appointSecondee", "POST", "/appointment", "Set dates, desk and supervisor", edit), func(ctx context.Context, actor access.Actor, in *appointIn) (*web.DoneOut, error) {
		return nil, p.Secondments.Appoint(ctx, actor, in.Secondment, in.Body)
	})
	web.Handle(api, done("signSecondment", "POST", "/letter", "Note who signed the letter of secondment", edit), func(ctx context.Context, actor access.Actor, in *letterIn) (*web.DoneOut, error) {
		return nil, p.Secondments.Sign(ctx, actor, in.Secondment, in.Body)
	})
	web.Handle(api, done("tickFormality", "POST", "/formalities/{formality}", "Note that a formality was seen", edit), func(ctx context.Context, actor access.Actor, in *tickIn) (*web.DoneOut, error) {
		return nil, p.Secondments.Tick(ctx, actor, in.Secondment, in.Formality, in.Body)
	})
	web.Handle(api, web.Operation{ID: "addWorkPlanItem", Method: "POST", Path: "/secondments/{secondment}/plan", Summary: "Add an item to the work plan", Tag: tag, Right: see, Status: 201},
		func(ctx context.Context, actor access.Actor, in *taskIn) (*web.IDOut, error) {
			id, err := p.Secondments.AddTask(ctx, actor, in.Secondment, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, done("reviewSecondment", "POST", "/reviews", "Write the review at half-time, or the report at the end", see), func(ctx context.Context, actor access.Actor, in *reviewIn) (*web.DoneOut, error) {
		return nil, p.Secondments.Review(ctx, actor, in.Secondment, in.Body)
	})
	web.Handle(api, done("proposeLaterEnd", "POST", "/extensions", "Propose a later end", edit), func(ctx context.Context, actor access.Actor, in *endIn) (*web.DoneOut, error) {
		return nil, p.Secondments.ProposeEnd(ctx, actor, in.Secondment, in.Body)
	})
	web.Handle(api, done("decideLaterEnd", "POST", "/extensions/decision", "Approve a later end for a State, or refuse it", secondments.RightApprove), func(ctx context.Context, actor access.Actor, in *decideIn) (*web.DoneOut, error) {
		return nil, p.Secondments.DecideEnd(ctx, actor, in.Secondment, in.Body.Approve, in.Body.Words)
	})
	web.Handle(api, done("curtailSecondment", "POST", "/curtailment", "Shorten the time in post", edit), func(ctx context.Context, actor access.Actor, in *endIn) (*web.DoneOut, error) {
		return nil, p.Secondments.Curtail(ctx, actor, in.Secondment, in.Body)
	})
	p.overviewAPI(api)
}

func (p *Pages) overviewAPI(api *web.API) {
	see := secondments.RightSee
	web.Handle(api, web.Operation{ID: "getDeskCalendar", Method: "GET", Path: "/secondment-calendar", Summary: "The desks over a year", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *yearIn) (*web.Out[overview.Calendar], error) {
			found, err := p.Overview.Calendar(ctx, actor, in.Year)
			return &web.Out[overview.Calendar]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "getSecondmentMembers", Method: "GET", Path: "/secondment-members", Summary: "What each member has seconded, by year", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, _ *struct{}) (*web.Out[overview.Representation], error) {
			found, err := p.Overview.Representation(ctx, actor)
			return &web.Out[overview.Representation]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "getSecondmentCosts", Method: "GET", Path: "/secondment-costs", Summary: "Who bears what, by year and currency", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, _ *struct{}) (*web.ListOut[overview.CostYear], error) {
			list, err := p.Overview.Costs(ctx, actor)
			return web.NewList(list, nil), err
		})
}

// assignmentAPI adds the operations on assignments.
func (p *Pages) assignmentAPI(api *web.API) {
	see, edit := secondments.RightSee, secondments.RightEdit
	web.Handle(api, web.Operation{ID: "listAssignments", Method: "GET", Path: "/assignments", Summary: "Posts to fill by secondment, the latest first", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *assignmentsIn) (*web.ListOut[secondments.Assignment], error) {
			key, err := web.DecodeKey(in.After, 2)
			if err != nil {
				return nil, err
			}
			list, next, err := p.Secondments.Assignments(ctx, actor, secondments.AssignmentFilter{Query: in.Query, State: secondments.Phase(in.State), After: key, Limit: in.Limit})
			return web.NewList(list, next), err
		})
	web.Handle(api, web.Operation{ID: "draftAssignment", Method: "POST", Path: "/assignments", Summary: "Write terms of reference", Tag: tag, Right: edit, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[secondments.TermsDraft]) (*web.IDOut, error) {
			id, err := p.Secondments.Draft(ctx, actor, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "getAssignment", Method: "GET", Path: "/assignments/{assignment}", Summary: "One assignment, with the nominated as far as the reader may see them", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *AssignmentIn) (*web.Out[secondments.AssignmentPage], error) {
			found, err := p.Secondments.FindAssignment(ctx, actor, in.Assignment)
			return &web.Out[secondments.AssignmentPage]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "rewriteAssignment", Method: "PUT", Path: "/assignments/{assignment}", Summary: "Write the terms of reference anew; what was approved is dropped", Tag: tag, Right: edit, Status: 204},
		func(ctx context.Context, actor access.Actor, in *rewriteIn) (*web.DoneOut, error) {
			return nil, p.Secondments.Rewrite(ctx, actor, in.Assignment, in.Version, in.Body)
		})
	web.Handle(api, web.Operation{ID: "takeAssignmentStep", Method: "POST", Path: "/assignments/{assignment}/steps", Summary: "Submit, approve, send back, close, open again, fill or cancel", Tag: tag, Right: see, Status: 204},
		func(ctx context.Context, actor access.Actor, in *actIn) (*web.DoneOut, error) {
			return nil, p.Secondments.Act(ctx, actor, in.Assignment, in.Body)
		})
	web.Handle(api, web.Operation{ID: "issueCall", Method: "POST", Path: "/assignments/{assignment}/call", Summary: "Send the call to parties", Tag: tag, Right: edit, Status: 204},
		func(ctx context.Context, actor access.Actor, in *callIn) (*web.DoneOut, error) {
			return nil, p.Secondments.Issue(ctx, actor, in.Assignment, in.Body)
		})
	web.Handle(api, web.Operation{ID: "nominateForSecondment", Method: "POST", Path: "/assignments/{assignment}/nominations", Summary: "Name an officer of a party", Tag: tag, Right: secondments.RightNominate, Status: 201},
		func(ctx context.Context, actor access.Actor, in *nominateIn) (*web.IDOut, error) {
			id, err := p.Secondments.Nominate(ctx, actor, in.Assignment, in.Body)
			return web.NewID(id), err
		})
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *secondmentsIn) (*web.ListOut[secondments.Dossier], error) {
	key, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Secondments.List(ctx, actor, secondments.Filter{
		Query: in.Query, State: secondments.State(in.State), Owner: secondments.Owner(in.Owner), PartyID: in.PartyID, AssignmentID: in.Assignment, Running: in.Running, Late: in.Late, After: key, Limit: in.Limit,
	})
	return web.NewList(list, next), err
}
