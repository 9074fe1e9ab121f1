package gapsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/gaps"
	"counterpart/internal/label"
	"counterpart/internal/web"
)

type (
	// ProjectIn is the input of an operation on one project.
	ProjectIn struct {
		Project string `path:"project" maxLength:"40"`
	}
	changeProjectIn struct {
		ProjectIn
		Version int `query:"version" required:"true" minimum:"1" doc:"As it was read"`
		Body    gaps.ProjectDraft
	}
	beginIn struct {
		ProjectIn
		Body gaps.StateDraft
	}
	// AssessmentIn is the input of an operation on one assessment.
	AssessmentIn struct {
		Assessment string `path:"assessment" maxLength:"40"`
	}
	memberIn struct {
		AssessmentIn
		Body gaps.MemberDraft
	}
	dismissIn struct {
		AssessmentIn
		Account string `path:"account" maxLength:"40"`
	}
	// InstrumentIn is the input of an operation on one instrument of an assessment.
	InstrumentIn struct {
		AssessmentIn
		Instrument string `path:"instrument" maxLength:"40"`
	}
	moveIn struct {
		InstrumentIn
		Body struct {
			VersionID string `json:"version_id" doc:"The version in use, as it was shown"`
		}
	}
	openIn struct {
		AssessmentIn
		Body gaps.RoundDraft
	}
	readIn struct {
		AssessmentIn
		Round      int    `query:"round" minimum:"0" doc:"By its number; the newest one when 0"`
		Instrument string `query:"instrument" maxLength:"40" doc:"By its code; all of them when empty"`
	}
	// RoundIn is the input of an operation on one round.
	RoundIn struct {
		Round string `path:"round" maxLength:"40"`
	}
	taskIn struct {
		RoundIn
		Body gaps.TaskDraft
	}
	taskStepIn struct {
		Task string `path:"task" maxLength:"40"`
		Body gaps.TaskStep
	}
	stepIn struct {
		RoundIn
		Body gaps.StepDraft
	}
	clearIn struct {
		RoundIn
		Body gaps.ClearDraft
	}
	takeBackIn struct {
		RoundIn
		Body gaps.TakeBackDraft
	}
	// CellIn is the input of an operation on one cell.
	CellIn struct {
		RoundIn
		Provision string `path:"provision" maxLength:"40"`
	}
	saveIn struct {
		CellIn
		Body gaps.Entry
	}
	labelIn struct {
		CellIn
		Body struct {
			Label label.TLP `json:"label" doc:"Empty for that of the whole"`
		}
	}
	takeOverIn struct {
		CellIn
		Body struct {
			Sources []string `json:"sources,omitempty" maxItems:"100" doc:"Ids of provisions; all that are offered when none is named"`
		}
	}
	commentIn struct {
		CellIn
		Body gaps.CommentDraft
	}
	findingIn struct {
		CellIn
		Body gaps.FindingDraft
	}
	decideIn struct {
		Comment string `path:"comment" maxLength:"40"`
		Body    gaps.Decision
	}
	// FieldsOut lists the fields of an answer that were filled.
	FieldsOut struct {
		Fields []string `json:"fields" nullable:"false"`
	}
)

const tag = "gaps"

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	see, manage := gaps.RightSee, gaps.RightManage
	web.Handle(api, web.Operation{ID: "listGapProjects", Method: "GET", Path: "/gap-projects", Summary: "Projects with their assessments, the newest first", Tag: tag, Right: see}, p.apiList)
	web.Handle(api, web.Operation{ID: "beginGapProject", Method: "POST", Path: "/gap-projects", Summary: "Begin a project", Tag: tag, Right: manage, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[gaps.ProjectDraft]) (*web.IDOut, error) {
			id, err := p.Gaps.BeginProject(ctx, actor, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "getGapProject", Method: "GET", Path: "/gap-projects/{project}", Summary: "A project with its assessments", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *ProjectIn) (*web.Out[gaps.Listed], error) {
			found, err := p.Gaps.Project(ctx, actor, in.Project)
			return &web.Out[gaps.Listed]{Body: found.Listed}, err
		})
	web.Handle(api, web.Operation{ID: "changeGapProject", Method: "PUT", Path: "/gap-projects/{project}", Summary: "Change the words of a project", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *changeProjectIn) (*web.DoneOut, error) {
			return &web.DoneOut{}, p.Gaps.ChangeProject(ctx, actor, in.Project, in.Version, in.Body)
		})
	web.Handle(api, web.Operation{ID: "beginGapAssessment", Method: "POST", Path: "/gap-projects/{project}/assessments", Summary: "Begin the assessment of a State with its baseline", Tag: tag, Right: manage, Status: 201},
		func(ctx context.Context, actor access.Actor, in *beginIn) (*web.IDOut, error) {
			id, err := p.Gaps.Begin(ctx, actor, in.Project, in.Body)
			return web.NewID(id), err
		})
	p.apiAssessment(api)
	p.apiRound(api)
	p.apiCell(api)
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *web.Page) (*web.ListOut[gaps.Listed], error) {
	key, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Gaps.List(ctx, actor, gaps.Filter{After: key, Limit: in.Limit})
	return web.NewList(list, next), err
}

func (p *Pages) apiAssessment(api *web.API) {
	see, manage := gaps.RightSee, gaps.RightManage
	web.Handle(api, web.Operation{ID: "getGapAssessment", Method: "GET", Path: "/gap-assessments/{assessment}", Summary: "The assessment of a State with its rounds", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *AssessmentIn) (*web.Out[gaps.Page], error) {
			found, err := p.Gaps.Find(ctx, actor, in.Assessment)
			return &web.Out[gaps.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "readGapAssessment", Method: "GET", Path: "/gap-assessments/{assessment}/cleared", Summary: "What a State cleared, as far as the reader may see it", Tag: tag, Right: gaps.RightRead},
		func(ctx context.Context, actor access.Actor, in *readIn) (*web.Out[gaps.OpenPage], error) {
			found, err := p.Gaps.Read(ctx, actor, in.Assessment, in.Round, in.Instrument)
			return &web.Out[gaps.OpenPage]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "appointGapMember", Method: "POST", Path: "/gap-assessments/{assessment}/members", Summary: "Say who writes, observes or clears", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *memberIn) (*web.DoneOut, error) {
			return &web.DoneOut{}, p.Gaps.Appoint(ctx, actor, in.Assessment, in.Body)
		})
	web.Handle(api, web.Operation{ID: "dismissGapMember", Method: "DELETE", Path: "/gap-assessments/{assessment}/members/{account}", Summary: "End somebody's part", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *dismissIn) (*web.DoneOut, error) {
			return &web.DoneOut{}, p.Gaps.Dismiss(ctx, actor, in.Assessment, in.Account)
		})
	web.Handle(api, web.Operation{ID: "addGapInstrument", Method: "POST", Path: "/gap-assessments/{assessment}/instruments/{instrument}", Summary: "Take one more instrument into the assessment", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *InstrumentIn) (*web.DoneOut, error) {
			return &web.DoneOut{}, p.Gaps.AddInstrument(ctx, actor, in.Assessment, in.Instrument)
		})
	web.Handle(api, web.Operation{ID: "showGapMove", Method: "GET", Path: "/gap-assessments/{assessment}/instruments/{instrument}/move", Summary: "What moving to the version in use would change", Tag: tag, Right: manage},
		func(ctx context.Context, actor access.Actor, in *InstrumentIn) (*web.Out[gaps.Move], error) {
			found, err := p.Gaps.ShowMove(ctx, actor, in.Assessment, in.Instrument)
			return &web.Out[gaps.Move]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "moveGapAssessment", Method: "POST", Path: "/gap-assessments/{assessment}/instruments/{instrument}/move", Summary: "Move to the version of an instrument that is in use", Tag: tag, Right: manage, Status: 204},
		func(ctx context.Context, actor access.Actor, in *moveIn) (*web.DoneOut, error) {
			return &web.DoneOut{}, p.Gaps.MoveTo(ctx, actor, in.Assessment, in.Instrument, in.Body.VersionID)
		})
	web.Handle(api, web.Operation{ID: "openGapRound", Method: "POST", Path: "/gap-assessments/{assessment}/rounds", Summary: "Open a follow-up", Tag: tag, Right: manage, Status: 201},
		func(ctx context.Context, actor access.Actor, in *openIn) (*web.IDOut, error) {
			id, err := p.Gaps.OpenRound(ctx, actor, in.Assessment, in.Body)
			return web.NewID(id), err
		})
}

func (p *Pages) apiRound(api *web.API) {
	see, manage := gaps.RightSee, gaps.RightManage
	web.Handle(api, web.Operation{ID: "getGapRound", Method: "GET", Path: "/gap-rounds/{round}", Summary: "A round with all its answers", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *RoundIn) (*web.Out[gaps.RoundPage], error) {
			found, err := p.Gaps.Round(ctx, actor, in.Round)
			return &web.Out[gaps.RoundPage]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "stepGapRound", Method: "POST", Path: "/gap-rounds/{round}/steps", Summary: "Submit a round, give it back, or open it again", Tag: tag, Right: see, Status: 204},
		func(ctx context.Context, actor access.Actor, in *stepIn) (*web.DoneOut, error) {
			return &web.DoneOut{}, p.Gaps.Take(ctx, actor, in.Round, in.Body)
		})
	web.Handle(api, web.Operation{ID: "clearGapRound", Method: "POST", Path: "/gap-rounds/{round}/clearance", Summary: "Say for the State what others may read", Tag: tag, Right: see, Status: 204},
		func(ctx context.Context, actor access.Actor, in *clearIn) (*web.DoneOut, error) {
			return &web.DoneOut{}, p.Gaps.ClearRound(ctx, actor, in.Round, in.Body)
		})
	web.Handle(api, web.Operation{ID: "takeBackGapClearance", Method: "POST", Path: "/gap-rounds/{round}/taking-back", Summary: "Close again what the State had cleared", Tag: tag, Right: see, Status: 204},
		func(ctx context.Context, actor access.Actor, in *takeBackIn) (*web.DoneOut, error) {
			return &web.DoneOut{}, p.Gaps.TakeBackCleared(ctx, actor, in.Round, in.Body)
		})
	web.Handle(api, web.Operation{ID: "addGapTask", Method: "POST", Path: "/gap-rounds/{round}/tasks", Summary: "Enter a task of a round", Tag: tag, Right: manage, Status: 201},
		func(ctx context.Context, actor access.Actor, in *taskIn) (*web.IDOut, error) {
			id, err := p.Gaps.AddTask(ctx, actor, in.Round, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "setGapTask", Method: "POST", Path: "/gap-tasks/{task}", Summary: "Say that a task is done, or open again", Tag: tag, Right: see, Status: 204},
		func(ctx context.Context, actor access.Actor, in *taskStepIn) (*web.DoneOut, error) {
			return &web.DoneOut{}, p.Gaps.SetTask(ctx, actor, in.Task, in.Body)
		})
}

func (p *Pages) apiCell(api *web.API) {
	const path = "/gap-rounds/{round}/provisions/{provision}"
	see, work := gaps.RightSee, gaps.RightWork
	web.Handle(api, web.Operation{ID: "getGapAnswer", Method: "GET", Path: path, Summary: "One answer with everything around it", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *CellIn) (*web.Out[gaps.CellPage], error) {
			found, err := p.Gaps.Cell(ctx, actor, in.Round, in.Provision)
			return &web.Out[gaps.CellPage]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "saveGapAnswer", Method: "PUT", Path: path, Summary: "Write an answer; what others wrote meanwhile is joined with it, or it waits as a proposal", Tag: tag, Right: work},
		func(ctx context.Context, actor access.Actor, in *saveIn) (*web.Out[gaps.Saved], error) {
			in.Body.How = gaps.Edit
			saved, err := p.Gaps.Save(ctx, actor, in.Round, in.Provision, in.Body)
			return &web.Out[gaps.Saved]{Body: saved}, err
		})
	web.Handle(api, web.Operation{ID: "labelGapAnswer", Method: "PUT", Path: path + "/label", Summary: "Propose a label for the clearance", Tag: tag, Right: work, Status: 204},
		func(ctx context.Context, actor access.Actor, in *labelIn) (*web.DoneOut, error) {
			return &web.DoneOut{}, p.Gaps.ProposeLabel(ctx, actor, in.Round, in.Provision, in.Body.Label)
		})
	web.Handle(api, web.Operation{ID: "takeOverGapAnswer", Method: "POST", Path: path + "/taking-over", Summary: "Fill empty fields with what was answered under mapped provisions", Tag: tag, Right: work},
		func(ctx context.Context, actor access.Actor, in *takeOverIn) (*web.Out[FieldsOut], error) {
			fields, err := p.Gaps.TakeOver(ctx, actor, in.Round, in.Provision, in.Body.Sources)
			return &web.Out[FieldsOut]{Body: FieldsOut{Fields: fields}}, err
		})
	web.Handle(api, web.Operation{ID: "commentGapAnswer", Method: "POST", Path: path + "/comments", Summary: "Comment on an answer, or propose another text", Tag: tag, Right: see, Status: 201},
		func(ctx context.Context, actor access.Actor, in *commentIn) (*web.IDOut, error) {
			id, err := p.Gaps.Comment(ctx, actor, in.Round, in.Provision, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "decideGapProposal", Method: "POST", Path: "/gap-comments/{comment}/decision", Summary: "Take a proposal, or decline it", Tag: tag, Right: work, Status: 204},
		func(ctx context.Context, actor access.Actor, in *decideIn) (*web.DoneOut, error) {
			return &web.DoneOut{}, p.Gaps.Decide(ctx, actor, in.Comment, in.Body)
		})
	web.Handle(api, web.Operation{ID: "addGapFinding", Method: "POST", Path: path + "/findings", Summary: "Record what an activity found", Tag: tag, Right: work, Status: 201},
		func(ctx context.Context, actor access.Actor, in *findingIn) (*web.IDOut, error) {
			id, err := p.Gaps.AddFinding(ctx, actor, in.Round, in.Provision, in.Body)
			return web.NewID(id), err
		})
}
