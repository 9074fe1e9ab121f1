package commitmentsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/commitments"
	"counterpart/internal/db"
	"counterpart/internal/web"
)

type (
	// CommitmentIn is the input of an operation on one commitment.
	CommitmentIn struct {
		Commitment string `path:"commitment" maxLength:"40"`
	}
	commitmentsIn struct {
		web.Page
		Query   string `query:"q" maxLength:"200" doc:"Beginnings of words of title and party"`
		State   string `query:"state" maxLength:"20"`
		PartyID string `query:"party_id" maxLength:"40"`
		BodyID  string `query:"body_id" maxLength:"40"`
		From    string `query:"from" maxLength:"10" doc:"Due on this day or later"`
		Until   string `query:"until" maxLength:"10" doc:"Due on this day or earlier"`
		Late    bool   `query:"late" doc:"Those that are overdue"`
		Open    bool   `query:"open" doc:"Those that wait for something"`
	}
	changeIn struct {
		CommitmentIn
		Version int `query:"version" required:"true" minimum:"1"`
		Body    commitments.Draft
	}
	stepIn struct {
		CommitmentIn
		Body commitments.StepDraft
	}
	// ActivityIn is the input of an operation on what is on the table at one activity.
	ActivityIn struct {
		ID string `path:"id" maxLength:"40"`
	}
	bodyIn struct {
		ActivityIn
		Body struct {
			BodyID string `json:"body_id" maxLength:"40" doc:"The body that meets; none when empty"`
		}
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag = "commitments"
	see, report, record := commitments.RightSee, commitments.RightReport, commitments.RightRecord
	web.Handle(api, web.Operation{ID: "listCommitments", Method: "GET", Path: "/commitments", Summary: "What parties undertook, by due date", Tag: tag, Right: see}, p.apiList)
	web.Handle(api, web.Operation{ID: "recordCommitment", Method: "POST", Path: "/commitments", Summary: "Record a commitment, and link it with its activity", Tag: tag, Right: record, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[commitments.Draft]) (*web.IDOut, error) {
			id, err := p.Commitments.Record(ctx, actor, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "getCommitment", Method: "GET", Path: "/commitments/{commitment}", Summary: "One commitment, as its reader's side is shown it", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *CommitmentIn) (*web.Out[commitments.Page], error) {
			found, err := p.Commitments.Find(ctx, actor, in.Commitment)
			return &web.Out[commitments.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "changeCommitment", Method: "PUT", Path: "/commitments/{commitment}", Summary: "Change a commitment; party, activity and session stay", Tag: tag, Right: record, Status: 204},
		func(ctx context.Context, actor access.Actor, in *changeIn) (*web.DoneOut, error) {
			return nil, p.Commitments.Change(ctx, actor, in.Commitment, in.Version, in.Body)
		})
	web.Handle(api, web.Operation{ID: "takeCommitmentStep", Method: "POST", Path: "/commitments/{commitment}/steps", Summary: "Say how a commitment stands, or take another step with it", Tag: tag, Right: report, Status: 204},
		func(ctx context.Context, actor access.Actor, in *stepIn) (*web.DoneOut, error) {
			return nil, p.Commitments.Take(ctx, actor, in.Commitment, in.Body)
		})
	web.Handle(api, web.Operation{ID: "askAboutCommitment", Method: "POST", Path: "/commitments/{commitment}/ask", Summary: "Write to the holder of the post", Tag: tag, Right: record, Status: 204},
		func(ctx context.Context, actor access.Actor, in *CommitmentIn) (*web.DoneOut, error) {
			return nil, p.Commitments.Ask(ctx, actor, in.Commitment)
		})
	web.Handle(api, web.Operation{ID: "getCommitmentTable", Method: "GET", Path: "/activities/{id}/commitments", Summary: "What the body that meets has on its table", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *ActivityIn) (*web.Out[commitments.Table], error) {
			found, err := p.Commitments.OnTable(ctx, actor, in.ID)
			return &web.Out[commitments.Table]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "setMeetingBody", Method: "PUT", Path: "/activities/{id}/commitments/body", Summary: "Say which body meets at an activity", Tag: tag, Right: record, Status: 204},
		func(ctx context.Context, actor access.Actor, in *bodyIn) (*web.DoneOut, error) {
			return nil, p.Commitments.SetBody(ctx, actor, in.ID, in.Body.BodyID)
		})
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *commitmentsIn) (*web.ListOut[commitments.Commitment], error) {
	key, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Commitments.List(ctx, actor, commitments.Filter{
		Query: in.Query, State: commitments.State(in.State), PartyID: in.PartyID, BodyID: in.BodyID, From: db.Date(in.From), Until: db.Date(in.Until), Late: in.Late, Open: in.Open, After: key, Limit: in.Limit,
	})
	return web.NewList(list, next), err
}
