package curriculaweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/curricula"
	"counterpart/internal/web"
)

type (
	// CurriculumIn is the input of an operation on one curriculum.
	CurriculumIn struct {
		Curriculum string `path:"curriculum" maxLength:"40"`
	}
	// VersionIn is the input of an operation on one version.
	VersionIn struct {
		Version string `path:"version" maxLength:"40"`
	}
	curriculaIn struct {
		web.Page
		Query string `query:"q" maxLength:"200" doc:"Beginnings of words of code and title"`
		State string `query:"state" maxLength:"20"`
	}
	compareIn struct {
		CurriculumIn
		From int `query:"from" minimum:"0" doc:"Number of a version"`
		To   int `query:"to" minimum:"0" doc:"Number of a version"`
	}
	changeIn struct {
		VersionIn
		Saved int `query:"version" required:"true" minimum:"1" doc:"How often it had been written when it was read: its field saved"`
		Body  curricula.VersionDraft
	}
	stepIn struct {
		VersionIn
		Body curricula.StepDraft
	}
	addModuleIn struct {
		VersionIn
		Body curricula.ModuleDraft
	}
	// ModuleIn is the input of an operation on one module of a version.
	ModuleIn struct {
		VersionIn
		Module string `path:"module" maxLength:"40"`
	}
	changeModuleIn struct {
		ModuleIn
		Body curricula.ModuleDraft
	}
	courseIn struct {
		Code string `path:"code" maxLength:"20"`
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag = "curricula"
	see, write := curricula.RightSee, curricula.RightWrite
	web.Handle(api, web.Operation{ID: "listCurricula", Method: "GET", Path: "/curricula", Summary: "Curricula, by code", Tag: tag, Right: see}, p.apiList)
	web.Handle(api, web.Operation{ID: "beginCurriculum", Method: "POST", Path: "/curricula", Summary: "Begin a curriculum with the draft of its first version", Tag: tag, Right: write, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[curricula.NewDraft]) (*web.IDOut, error) {
			id, err := p.Curricula.Begin(ctx, actor, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "getCurriculum", Method: "GET", Path: "/curricula/{curriculum}", Summary: "A curriculum with its versions and what was found", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *CurriculumIn) (*web.Out[curricula.Page], error) {
			found, err := p.Curricula.Find(ctx, actor, in.Curriculum)
			return &web.Out[curricula.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "compareCurriculumVersions", Method: "GET", Path: "/curricula/{curriculum}/compare", Summary: "What changed between two versions", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *compareIn) (*web.Out[curricula.Comparison], error) {
			found, err := p.Curricula.Compare(ctx, actor, in.Curriculum, in.From, in.To)
			return &web.Out[curricula.Comparison]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "beginCurriculumVersion", Method: "POST", Path: "/curricula/{curriculum}/versions", Summary: "Begin the next version as a copy of the last one", Tag: tag, Right: write, Status: 201},
		func(ctx context.Context, actor access.Actor, in *CurriculumIn) (*web.IDOut, error) {
			id, err := p.Curricula.NextVersion(ctx, actor, in.Curriculum)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "sayCurriculumFeedback", Method: "POST", Path: "/curriculum-feedback", Summary: "Keep what was found about a version", Tag: tag, Right: curricula.RightReview, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[curricula.FeedbackDraft]) (*web.IDOut, error) {
			id, err := p.Curricula.SayFeedback(ctx, actor, in.Body)
			return web.NewID(id), err
		})
	p.apiVersions(api, tag)
	web.Handle(api, web.Operation{ID: "listCourses", Method: "GET", Path: "/courses", Summary: "The versions in force, as everybody reads them within their labels", Tag: tag, Right: curricula.RightRead}, p.apiCourses)
	web.Handle(api, web.Operation{ID: "getCourse", Method: "GET", Path: "/courses/{code}", Summary: "The version in force of one curriculum", Tag: tag, Right: curricula.RightRead},
		func(ctx context.Context, actor access.Actor, in *courseIn) (*web.Out[curricula.Course], error) {
			found, err := p.Curricula.Course(ctx, actor, in.Code)
			return &web.Out[curricula.Course]{Body: found}, err
		})
}

func (p *Pages) apiVersions(api *web.API, tag string) {
	see, write := curricula.RightSee, curricula.RightWrite
	web.Handle(api, web.Operation{ID: "getCurriculumVersion", Method: "GET", Path: "/curriculum-versions/{version}", Summary: "A version with its modules", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *VersionIn) (*web.Out[curricula.VersionPage], error) {
			found, err := p.Curricula.Version(ctx, actor, in.Version)
			return &web.Out[curricula.VersionPage]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "changeCurriculumVersion", Method: "PUT", Path: "/curriculum-versions/{version}", Summary: "Change the draft of a version", Tag: tag, Right: write, Status: 204},
		func(ctx context.Context, actor access.Actor, in *changeIn) (*web.DoneOut, error) {
			return nil, p.Curricula.Change(ctx, actor, in.Version, in.Saved, in.Body)
		})
	web.Handle(api, web.Operation{ID: "takeCurriculumStep", Method: "POST", Path: "/curriculum-versions/{version}/steps", Summary: "Submit a version, agree to a pilot, adopt, give back or retire it", Tag: tag, Right: see, Status: 204},
		func(ctx context.Context, actor access.Actor, in *stepIn) (*web.DoneOut, error) {
			return nil, p.Curricula.Take(ctx, actor, in.Version, in.Body)
		})
	web.Handle(api, web.Operation{ID: "addCurriculumModule", Method: "POST", Path: "/curriculum-versions/{version}/modules", Summary: "Add a module to a draft", Tag: tag, Right: write, Status: 201},
		func(ctx context.Context, actor access.Actor, in *addModuleIn) (*web.IDOut, error) {
			id, err := p.Curricula.AddModule(ctx, actor, in.Version, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "changeCurriculumModule", Method: "PUT", Path: "/curriculum-versions/{version}/modules/{module}", Summary: "Change a module of a draft", Tag: tag, Right: write, Status: 204},
		func(ctx context.Context, actor access.Actor, in *changeModuleIn) (*web.DoneOut, error) {
			return nil, p.Curricula.ChangeModule(ctx, actor, in.Version, in.Module, 0, in.Body)
		})
	web.Handle(api, web.Operation{ID: "removeCurriculumModule", Method: "DELETE", Path: "/curriculum-versions/{version}/modules/{module}", Summary: "Take a module out of a draft", Tag: tag, Right: write, Status: 204},
		func(ctx context.Context, actor access.Actor, in *ModuleIn) (*web.DoneOut, error) {
			return nil, p.Curricula.RemoveModule(ctx, actor, in.Version, in.Module)
		})
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *curriculaIn) (*web.ListOut[curricula.Curriculum], error) {
	return p.apiPage(ctx, actor, in, p.Curricula.List)
}

func (p *Pages) apiCourses(ctx context.Context, actor access.Actor, in *curriculaIn) (*web.ListOut[curricula.Curriculum], error) {
	return p.apiPage(ctx, actor, in, p.Curricula.Courses)
}

func (p *Pages) apiPage(ctx context.Context, actor access.Actor, in *curriculaIn, list func(context.Context, access.Actor, curricula.Filter) ([]curricula.Curriculum, []string, error)) (*web.ListOut[curricula.Curriculum], error) {
	key, err := web.DecodeKey(in.After, 1)
	if err != nil {
		return nil, err
	}
	rows, next, err := list(ctx, actor, curricula.Filter{Query: in.Query, State: curricula.State(in.State), After: key, Limit: in.Limit})
	return web.NewList(rows, next), err
}
