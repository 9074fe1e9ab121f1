package indicatorsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/indicators"
	"counterpart/internal/web"
)

type versionIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Version int `json:"version" minimum:"1" doc:"The version that was read"`
	}
}

type reasonIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Reason string `json:"reason" maxLength:"1000"`
	}
}

type failingOut struct {
	Failing []indicators.Failure `json:"failing" nullable:"false"`
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	op := func(id, method, path, summary string, right access.Right, status int) web.Operation {
		return web.Operation{ID: id, Method: method, Path: path, Summary: summary, Tag: "indicators", Right: right, Status: status}
	}
	const value = "/indicator-values/{id}"
	web.Handle(api, op("getFramework", "GET", "/framework", "The results framework with the latest published values, and what can be computed", indicators.RightSee, 0), p.apiFramework)
	web.Handle(api, op("addFrameworkResult", "POST", "/framework/results", "Add a result to the framework", indicators.RightEdit, 201), p.apiAddResult)
	web.Handle(api, op("changeFrameworkResult", "PUT", "/framework/results/{id}", "Rewrite a result", indicators.RightEdit, 204), p.apiChangeResult)
	web.Handle(api, op("addIndicator", "POST", "/indicators", "Add an indicator", indicators.RightEdit, 201), p.apiAdd)
	web.Handle(api, op("verifyIndicators", "GET", "/indicators/failing", "Published values that no longer hold", indicators.RightVerify, 0), p.apiVerify)
	web.Handle(api, op("getIndicator", "GET", "/indicators/{id}", "An indicator with all its periods", indicators.RightSee, 0), p.apiGet)
	web.Handle(api, op("changeIndicator", "PUT", "/indicators/{id}", "Rewrite an indicator; values keep the definition with which they were proposed", indicators.RightEdit, 204), p.apiChange)
	web.Handle(api, op("proposeValue", "POST", "/indicators/{id}/values", "Propose the value of a period; a computed one is counted now", indicators.RightPropose, 201), p.apiPropose)
	web.Handle(api, op("restateValue", "POST", "/indicators/{id}/restatements", "Propose a value to stand beside the published one of the period", indicators.RightPropose, 201), p.apiRestate)
	web.Handle(api, op("getValue", "GET", value, "A value with its records, groups and restatements", indicators.RightSee, 0), p.apiValue)
	web.Handle(api, op("approveValue", "POST", value+"/approve", "Approve a value that somebody else proposed", indicators.RightApprove, 204), p.apiApprove)
	web.Handle(api, op("sendValueBack", "POST", value+"/send-back", "Send a value back", indicators.RightApprove, 204), p.apiSendBack)
	web.Handle(api, op("withdrawValue", "POST", value+"/withdraw", "Withdraw a value that is not published", indicators.RightPropose, 204), p.apiWithdraw)
	web.Handle(api, op("publishValue", "POST", value+"/publish", "Publish an approved value; it is never changed again", indicators.RightPublish, 204), p.apiPublish)
}

func (p *Pages) apiFramework(ctx context.Context, actor access.Actor, _ *struct{}) (*web.Out[indicators.Framework], error) {
	f, err := p.Indicators.Framework(ctx, actor)
	return &web.Out[indicators.Framework]{Body: f}, err
}

func (p *Pages) apiAddResult(ctx context.Context, actor access.Actor, in *web.In[indicators.ResultDraft]) (*web.IDOut, error) {
	id, err := p.Indicators.AddResult(ctx, actor, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiChangeResult(ctx context.Context, actor access.Actor, in *web.ChangeIn[indicators.ResultDraft]) (*web.DoneOut, error) {
	return nil, p.Indicators.ChangeResult(ctx, actor, in.ID, in.Version, in.Body)
}

func (p *Pages) apiAdd(ctx context.Context, actor access.Actor, in *web.In[indicators.Draft]) (*web.IDOut, error) {
	id, err := p.Indicators.Add(ctx, actor, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiVerify(ctx context.Context, actor access.Actor, _ *struct{}) (*web.Out[failingOut], error) {
	failing, err := p.Indicators.Verify(ctx, actor)
	return &web.Out[failingOut]{Body: failingOut{failing}}, err
}

func (p *Pages) apiGet(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[indicators.Page], error) {
	page, err := p.Indicators.Find(ctx, actor, in.ID)
	return &web.Out[indicators.Page]{Body: page}, err
}

func (p *Pages) apiChange(ctx context.Context, actor access.Actor, in *web.ChangeIn[indicators.Draft]) (*web.DoneOut, error) {
	return nil, p.Indicators.Change(ctx, actor, in.ID, in.Version, in.Body)
}

func (p *Pages) apiPropose(ctx context.Context, actor access.Actor, in *web.UnderIn[indicators.ValueDraft]) (*web.IDOut, error) {
	id, err := p.Indicators.Propose(ctx, actor, in.ID, in.Body, nil)
	return web.NewID(id), err
}

func (p *Pages) apiRestate(ctx context.Context, actor access.Actor, in *web.UnderIn[indicators.ValueDraft]) (*web.IDOut, error) {
	id, err := p.Indicators.Restate(ctx, actor, in.ID, in.Body, nil)
	return web.NewID(id), err
}

func (p *Pages) apiValue(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[indicators.ValuePage], error) {
	page, err := p.Indicators.FindValue(ctx, actor, in.ID)
	return &web.Out[indicators.ValuePage]{Body: page}, err
}

func (p *Pages) apiApprove(ctx context.Context, actor access.Actor, in *versionIn) (*web.DoneOut, error) {
	return nil, p.Indicators.Approve(ctx, actor, in.ID, in.Body.Version)
}

func (p *Pages) apiSendBack(ctx context.Context, actor access.Actor, in *reasonIn) (*web.DoneOut, error) {
	return nil, p.Indicators.SendBack(ctx, actor, in.ID, in.Body.Reason)
}

func (p *Pages) apiWithdraw(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.DoneOut, error) {
	return nil, p.Indicators.Withdraw(ctx, actor, in.ID)
}

func (p *Pages) apiPublish(ctx context.Context, actor access.Actor, in *versionIn) (*web.DoneOut, error) {
	return nil, p.Indicators.Publish(ctx, actor, in.ID, in.Body.Version)
}
