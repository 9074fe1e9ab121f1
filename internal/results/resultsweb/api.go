package resultsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/results"
	"counterpart/internal/web"
)

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type numbersOut struct {
	Body struct {
		Items []results.Number `json:"items" nullable:"false"`
	}
}

type pageOut struct{ Body results.Page }

type draftIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		results.Draft
		Version int `json:"version" doc:"The version that the author saw"`
	}
}

type versionIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Version int    `json:"version" doc:"The version that was read"`
		Note    string `json:"note,omitempty" maxLength:"1000" doc:"Why a public report changes; needed from the second release on"`
	}
}

type noteIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Note string `json:"note" maxLength:"1000"`
	}
}

type figuresOut struct {
	Body struct {
		Items []results.Figure `json:"items" nullable:"false"`
	}
}

type verifyOut struct {
	Body struct {
		Failing []results.Failure `json:"failing" nullable:"false"`
	}
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	const tag, report = "results", "/activities/{id}/report"
	web.Handle(api, web.Operation{ID: "countFigures", Method: "GET", Path: "/activities/{id}/figures", Summary: "Figures of an activity, counted now", Tag: tag, Right: results.RightSee}, p.apiNumbers)
	web.Handle(api, web.Operation{ID: "listFigures", Method: "GET", Path: "/figures", Summary: "Every current published figure", Tag: tag, Right: results.RightVerify}, p.apiFigures)
	web.Handle(api, web.Operation{ID: "verifyFigures", Method: "GET", Path: "/figures/failing", Summary: "Published figures that no longer hold", Tag: tag, Right: results.RightVerify}, p.apiVerify)
	web.Handle(api, web.Operation{ID: "getReport", Method: "GET", Path: report, Summary: "The report of an activity", Tag: tag, Right: results.RightSee}, p.apiReport)
	web.Handle(api, web.Operation{ID: "draftReport", Method: "POST", Path: report, Summary: "Draft the report from the registers", Tag: tag, Right: results.RightWrite, Status: 201}, p.apiStart)
	web.Handle(api, web.Operation{ID: "changeReport", Method: "PUT", Path: report, Summary: "Change the text of the report", Tag: tag, Right: results.RightWrite}, p.apiChange)
	web.Handle(api, web.Operation{ID: "submitReport", Method: "POST", Path: report + "/submit", Summary: "Submit the report for review", Tag: tag, Right: results.RightWrite}, p.apiSubmit)
	web.Handle(api, web.Operation{ID: "approveReport", Method: "POST", Path: report + "/approve", Summary: "Approve the text that was read", Tag: tag, Right: results.RightApprove}, p.apiApprove)
	web.Handle(api, web.Operation{ID: "sendReportBack", Method: "POST", Path: report + "/send-back", Summary: "Send the report back to its author", Tag: tag, Right: results.RightApprove}, p.apiSendBack)
	web.Handle(api, web.Operation{ID: "publishReport", Method: "POST", Path: report + "/publish", Summary: "Publish the approved report", Tag: tag, Right: results.RightPublish}, p.apiPublish)
	web.Handle(api, web.Operation{ID: "restateReport", Method: "POST", Path: report + "/restate", Summary: "Correct published figures", Tag: tag, Right: results.RightPublish}, p.apiRestate)
}

func (p *Pages) apiNumbers(ctx context.Context, actor access.Actor, in *idIn) (*numbersOut, error) {
	out := &numbersOut{}
	var err error
	out.Body.Items, err = p.Results.Live(ctx, actor, in.ID)
	return out, err
}

func (p *Pages) apiFigures(ctx context.Context, actor access.Actor, _ *struct{}) (*figuresOut, error) {
	out := &figuresOut{}
	var err error
	out.Body.Items, err = p.Results.List(ctx, actor)
	return out, err
}

func (p *Pages) apiVerify(ctx context.Context, actor access.Actor, _ *struct{}) (*verifyOut, error) {
	out := &verifyOut{}
	var err error
	out.Body.Failing, err = p.Results.Verify(ctx, actor)
	if out.Body.Failing == nil {
		out.Body.Failing = []results.Failure{} // a list is never null
	}
	return out, err
}

func (p *Pages) apiReport(ctx context.Context, actor access.Actor, in *idIn) (*pageOut, error) {
	page, err := p.Results.Report(ctx, actor, in.ID)
	return &pageOut{Body: page}, err
}

// after returns the report as it is after a step.
func (p *Pages) after(ctx context.Context, actor access.Actor, id string, err error) (*pageOut, error) {
	if err != nil {
		return nil, err
	}
	return p.apiReport(ctx, actor, &idIn{ID: id})
}

func (p *Pages) apiStart(ctx context.Context, actor access.Actor, in *idIn) (*pageOut, error) {
	_, err := p.Results.Start(ctx, actor, in.ID)
	return p.after(ctx, actor, in.ID, err)
}

func (p *Pages) apiChange(ctx context.Context, actor access.Actor, in *draftIn) (*pageOut, error) {
	return p.after(ctx, actor, in.ID, p.Results.Change(ctx, actor, in.ID, in.Body.Version, in.Body.Draft))
}

func (p *Pages) apiSubmit(ctx context.Context, actor access.Actor, in *versionIn) (*pageOut, error) {
	return p.after(ctx, actor, in.ID, p.Results.Submit(ctx, actor, in.ID, in.Body.Version))
}

func (p *Pages) apiApprove(ctx context.Context, actor access.Actor, in *versionIn) (*pageOut, error) {
	return p.after(ctx, actor, in.ID, p.Results.Approve(ctx, actor, in.ID, in.Body.Version))
}

func (p *Pages) apiSendBack(ctx context.Context, actor access.Actor, in *noteIn) (*pageOut, error) {
	return p.after(ctx, actor, in.ID, p.Results.SendBack(ctx, actor, in.ID, in.Body.Note))
}

func (p *Pages) apiPublish(ctx context.Context, actor access.Actor, in *versionIn) (*pageOut, error) {
	return p.after(ctx, actor, in.ID, p.Results.Publish(ctx, actor, in.ID, in.Body.Version, in.Body.Note))
}

func (p *Pages) apiRestate(ctx context.Context, actor access.Actor, in *noteIn) (*pageOut, error) {
	return p.after(ctx, actor, in.ID, p.Results.Restate(ctx, actor, in.ID, in.Body.Note))
}
