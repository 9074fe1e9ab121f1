package publicationsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/publications"
	"counterpart/internal/web"
)

type listIn struct {
	web.Page
	Query    string `query:"q" maxLength:"200" doc:"Beginnings of words of title, authors, series and identifiers"`
	State    string `query:"state" enum:"draft,review,approved,released"`
	Standing string `query:"standing" enum:"released,withdrawn"`
	Kind     string `query:"kind" maxLength:"60"`
	Activity string `query:"activity" maxLength:"40"`
}

type libraryIn struct {
	web.Page
	Query string `query:"q" maxLength:"200" doc:"Beginnings of words of titles, summaries, authors, series, identifiers and topics"`
	Kind  string `query:"kind" maxLength:"60"`
	Topic string `query:"topic" maxLength:"60"`
	Area  string `query:"area" maxLength:"60"`
	Lang  string `query:"language" maxLength:"35"`
	Year  int    `query:"year" minimum:"0" maximum:"2200"`
}

type translateIn struct {
	ID   string `path:"id" maxLength:"40"`
	Lang string `path:"lang" maxLength:"35"`
	Body struct {
		publications.Text
		Version  int `json:"version" minimum:"0" doc:"The version of this translation that was read; 0 for a new one"`
		OfSource int `json:"of_source" minimum:"1" doc:"The version of the source that is translated"`
	}
}

type stepIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Version int `json:"version" minimum:"1" doc:"The version that was read"`
	}
}

type releaseIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Version int    `json:"version" minimum:"1" doc:"The version that was read"`
		Note    string `json:"note,omitempty" maxLength:"1000" doc:"What changed, for readers; needed from the second release on"`
	}
}

type wordsIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Reason string `json:"reason" maxLength:"1000"`
	}
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	const tag, one = "publications", "/publications/{id}"
	web.Handle(api, web.Operation{ID: "listLibrary", Method: "GET", Path: "/library", Summary: "What is released and open to the caller", Tag: tag, Right: publications.RightRead}, p.apiLibrary)
	web.Handle(api, web.Operation{ID: "listPublications", Method: "GET", Path: "/publications", Summary: "Publications at work", Tag: tag, Right: publications.RightSee}, p.apiList)
	web.Handle(api, web.Operation{ID: "draftPublication", Method: "POST", Path: "/publications", Summary: "Begin a publication", Tag: tag, Right: publications.RightWrite, Status: 201}, p.apiDraft)
	web.Handle(api, web.Operation{ID: "draftPeriodReport", Method: "POST", Path: "/publications/reports", Summary: "Begin a report of a period from a template", Tag: tag, Right: publications.RightWrite, Status: 201}, p.apiDraftReport)
	web.Handle(api, web.Operation{ID: "getPublication", Method: "GET", Path: one, Summary: "One publication with its texts", Tag: tag, Right: publications.RightSee}, p.apiGet)
	web.Handle(api, web.Operation{ID: "savePublication", Method: "PUT", Path: one, Summary: "Save a version of the source", Tag: tag, Right: publications.RightWrite}, p.apiSave)
	web.Handle(api, web.Operation{ID: "translatePublication", Method: "PUT", Path: one + "/languages/{lang}", Summary: "Save a version of a translation", Tag: tag, Right: publications.RightWrite}, p.apiTranslate)
	web.Handle(api, web.Operation{ID: "submitPublication", Method: "POST", Path: one + "/submit", Summary: "Submit for review", Tag: tag, Right: publications.RightWrite}, p.apiSubmit)
	web.Handle(api, web.Operation{ID: "returnPublication", Method: "POST", Path: one + "/return", Summary: "Return to the authors", Tag: tag, Right: publications.RightReview}, p.apiReturn)
	web.Handle(api, web.Operation{ID: "approvePublication", Method: "POST", Path: one + "/approve", Summary: "Approve what was read", Tag: tag, Right: publications.RightReview}, p.apiApprove)
	web.Handle(api, web.Operation{ID: "releasePublication", Method: "POST", Path: one + "/release", Summary: "Agree to the release; the last agreement makes it", Tag: tag, Right: publications.RightRelease}, p.apiRelease)
	web.Handle(api, web.Operation{ID: "restatePublication", Method: "POST", Path: one + "/restate", Summary: "Release once more with the figures of its period as they are now", Tag: tag, Right: publications.RightRelease}, p.apiRestate)
	web.Handle(api, web.Operation{ID: "withdrawPublication", Method: "POST", Path: one + "/withdraw", Summary: "Withdraw what is out", Tag: tag, Right: publications.RightWithdraw}, p.apiWithdraw)
	web.Handle(api, web.Operation{ID: "countPublication", Method: "GET", Path: one + "/counts", Summary: "How often a publication was read", Tag: tag, Right: publications.RightSee}, p.apiCounts)
}

func (p *Pages) apiLibrary(ctx context.Context, actor access.Actor, in *libraryIn) (*web.ListOut[publications.Listed], error) {
	after, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Publications.Library(ctx, actor, publications.LibraryFilter{
		Query: in.Query, Kind: in.Kind, Topic: in.Topic, Area: in.Area, Lang: in.Lang, Year: in.Year, After: after, Limit: in.Limit,
	})
	return web.NewList(list, next), err
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *listIn) (*web.ListOut[publications.Publication], error) {
	after, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Publications.List(ctx, actor, publications.Filter{
		Query: in.Query, State: in.State, Standing: in.Standing, Kind: in.Kind, ActivityID: in.Activity, After: after, Limit: in.Limit,
	})
	return web.NewList(list, next), err
}

func (p *Pages) apiDraft(ctx context.Context, actor access.Actor, in *web.In[publications.Draft]) (*web.IDOut, error) {
	id, err := p.Publications.Draft(ctx, actor, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiDraftReport(ctx context.Context, actor access.Actor, in *web.In[publications.ReportDraft]) (*web.IDOut, error) {
	id, err := p.Publications.DraftReport(ctx, actor, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiRestate(ctx context.Context, actor access.Actor, in *wordsIn) (*web.Out[publications.Page], error) {
	return p.after(ctx, actor, in.ID, p.Publications.Restate(ctx, actor, in.ID, in.Body.Reason))
}

func (p *Pages) apiGet(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[publications.Page], error) {
	page, err := p.Publications.Find(ctx, actor, in.ID)
	return &web.Out[publications.Page]{Body: page}, err
}

// after returns the publication as it is after a step.
func (p *Pages) after(ctx context.Context, actor access.Actor, id string, err error) (*web.Out[publications.Page], error) {
	if err != nil {
		return nil, err
	}
	return p.apiGet(ctx, actor, &web.IDIn{ID: id})
}

func (p *Pages) apiSave(ctx context.Context, actor access.Actor, in *web.ChangeIn[publications.Draft]) (*web.Out[publications.Page], error) {
	return p.after(ctx, actor, in.ID, p.Publications.Save(ctx, actor, in.ID, in.Version, in.Body))
}

func (p *Pages) apiTranslate(ctx context.Context, actor access.Actor, in *translateIn) (*web.Out[publications.Page], error) {
	return p.after(ctx, actor, in.ID, p.Publications.Translate(ctx, actor, in.ID, in.Lang, in.Body.Version, in.Body.OfSource, in.Body.Text))
}

func (p *Pages) apiSubmit(ctx context.Context, actor access.Actor, in *stepIn) (*web.Out[publications.Page], error) {
	return p.after(ctx, actor, in.ID, p.Publications.Submit(ctx, actor, in.ID, in.Body.Version))
}

func (p *Pages) apiReturn(ctx context.Context, actor access.Actor, in *wordsIn) (*web.Out[publications.Page], error) {
	return p.after(ctx, actor, in.ID, p.Publications.Return(ctx, actor, in.ID, in.Body.Reason))
}

func (p *Pages) apiApprove(ctx context.Context, actor access.Actor, in *stepIn) (*web.Out[publications.Page], error) {
	return p.after(ctx, actor, in.ID, p.Publications.Approve(ctx, actor, in.ID, in.Body.Version))
}

func (p *Pages) apiRelease(ctx context.Context, actor access.Actor, in *releaseIn) (*web.Out[publications.Page], error) {
	_, err := p.Publications.Release(ctx, actor, in.ID, in.Body.Version, in.Body.Note)
	return p.after(ctx, actor, in.ID, err)
}

func (p *Pages) apiWithdraw(ctx context.Context, actor access.Actor, in *wordsIn) (*web.Out[publications.Page], error) {
	return p.after(ctx, actor, in.ID, p.Publications.Withdraw(ctx, actor, in.ID, in.Body.Reason))
}

func (p *Pages) apiCounts(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[publications.Counts], error) {
	_, counts, err := p.Publications.Counts(ctx, actor, in.ID)
	return &web.Out[publications.Counts]{Body: counts}, err
}
