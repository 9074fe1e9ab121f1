// Package accountsweb lets administrators manage accounts, and sets an installation up.
package accountsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/parties"
	"counterpart/internal/signins"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Accounts   *accounts.Service
	Parties    *parties.Service
	Signins    *signins.Service
	Activities *activities.Service
	// Packs are the shipped packs as the set-up page offers them: folder and words.
	Packs []ui.Option
	// LoadPack enters a shipped pack in the transaction of the set-up, under the mechanism's own name.
	LoadPack func(tx *db.Tx, actor access.Actor, pack, name, short string) error
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /setup/{token}", Open: "the token is checked", Do: p.setUpForm},
		{Pattern: "POST /setup/{token}", Open: "the token is checked", Do: p.setUp},
		{Pattern: "GET /accounts", Right: accounts.RightSee, Do: p.list},
		{Pattern: "GET /accounts/new", Right: accounts.RightManage, Do: p.addForm},
		{Pattern: "POST /accounts", Right: accounts.RightManage, Do: p.add},
		{Pattern: "GET /accounts/{id}", Right: accounts.RightSee, Do: p.show},
		{Pattern: "POST /accounts/{id}/grants", Right: accounts.RightManage, Do: p.grant},
		{Pattern: "POST /accounts/{id}/grants/{grant}/end", Right: accounts.RightManage, Do: p.endGrant},
		{Pattern: "POST /accounts/{id}/end-sessions", Right: accounts.RightManage, Do: p.endSessions},
		{Pattern: "POST /accounts/{id}/close", Right: accounts.RightManage, Do: p.deactivate},
		{Pattern: "POST /accounts/{id}/open", Right: accounts.RightManage, Do: p.reactivate},
		{Pattern: "POST /accounts/{id}/recovery", Right: accounts.RightManage, Do: p.askRecovery},
		{Pattern: "POST /accounts/{id}/recovery/{recovery}/approve", Right: accounts.RightManage, Do: p.approveRecovery},
		{Pattern: "POST /accounts/{id}/recovery/{recovery}/refuse", Right: accounts.RightManage, Do: p.refuseRecovery},
	}
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	const tag = "accounts"
	web.Handle(api, web.Operation{ID: "listAccounts", Method: "GET", Path: "/accounts", Summary: "Accounts by address", Tag: tag, Right: accounts.RightSee}, p.apiList)
	web.Handle(api, web.Operation{ID: "addAccount", Method: "POST", Path: "/accounts", Summary: "Make an account with its first role", Tag: tag, Right: accounts.RightManage, Status: 201}, p.apiAdd)
	web.Handle(api, web.Operation{ID: "grantRole", Method: "POST", Path: "/accounts/{id}/grants", Summary: "Give an account a further role", Tag: tag, Right: accounts.RightManage, Status: 201}, p.apiGrant)
	web.Handle(api, web.Operation{ID: "listHolders", Method: "GET", Path: "/access/holders", Summary: "Who holds which role today", Tag: tag, Right: accounts.RightReview}, p.apiHolders)
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *struct{ web.Page }) (*web.ListOut[accounts.Account], error) {
	after, err := web.DecodeKey(in.After, 1)
	if err != nil {
		return nil, err
	}
	rows, next, err := p.Accounts.List(ctx, actor, first(after), in.Limit)
	return web.NewList(rows, next), err
}

func (p *Pages) apiAdd(ctx context.Context, actor access.Actor, in *web.In[accounts.Draft]) (*web.IDOut, error) {
	id, err := p.Accounts.Add(ctx, actor, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiGrant(ctx context.Context, actor access.Actor, in *web.UnderIn[accounts.GrantDraft]) (*web.IDOut, error) {
	id, err := p.Accounts.GrantRole(ctx, actor, in.ID, in.Body)
	return web.NewID(id), err
}

func (p *Pages) apiHolders(ctx context.Context, actor access.Actor, in *struct{ web.Page }) (*web.ListOut[accounts.Holder], error) {
	after, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Accounts.Holders(ctx, actor, after, in.Limit)
	return web.NewList(list, next), err
}

func first(key []string) string {
	if len(key) == 0 {
		return ""
	}
	return key[0]
}
