// Package feedsweb lets people have their programme in their calendar, administrators tell other systems what happens,
// and officers see and end the personal links of an activity.
package feedsweb

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/feeds"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Feeds *feeds.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	const own = "shows what is the caller's own"
	return []web.Route{
		{Pattern: "GET /calendar/{file}", Open: "the token is checked", Do: p.calendar},
		{Pattern: "GET /me/feeds", Open: own, Do: p.mine},
		{Pattern: "POST /me/feeds", Open: own, Do: p.make},
		{Pattern: "POST /me/feeds/{id}/end", Open: own, Do: p.end},
		{Pattern: "GET /webhooks", Right: feeds.RightManage, Do: p.webhooks},
		{Pattern: "POST /webhooks", Right: feeds.RightManage, Do: p.addWebhook},
		{Pattern: "GET /webhooks/{id}", Right: feeds.RightManage, Do: p.webhook},
		{Pattern: "POST /webhooks/{id}/state", Right: feeds.RightManage, Do: p.setWebhook},
		{Pattern: "POST /webhooks/{id}/ping", Right: feeds.RightManage, Do: p.ping},
		{Pattern: "POST /webhooks/{id}/secret", Right: feeds.RightManage, Do: p.newSecret},
		{Pattern: "GET /activities/{id}/links", Right: delegations.RightInvite, Do: p.links},
		{Pattern: "POST /activities/{id}/links/{link}/revoke", Right: delegations.RightInvite, Do: p.revokeLink},
	}
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	const tag = "webhooks"
	web.Handle(api, web.Operation{ID: "listWebhooks", Method: "GET", Path: "/webhooks", Summary: "Webhooks, those that work first", Tag: tag, Right: feeds.RightManage}, p.apiList)
	web.Handle(api, web.Operation{ID: "addWebhook", Method: "POST", Path: "/webhooks", Summary: "Tell an address of events; the answer shows its secret once", Tag: tag, Right: feeds.RightManage, Status: 201}, p.apiAdd)
	web.Handle(api, web.Operation{ID: "listDeliveries", Method: "GET", Path: "/webhooks/{id}/deliveries", Summary: "The last 50 deliveries of a webhook", Tag: tag, Right: feeds.RightManage}, p.apiDeliveries)
	web.Handle(api, web.Operation{ID: "revokeWebhook", Method: "POST", Path: "/webhooks/{id}/revoke", Summary: "End a webhook for good", Tag: tag, Right: feeds.RightManage}, p.apiRevoke)
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, _ *struct{}) (*web.ListOut[feeds.Webhook], error) {
	list, err := p.Feeds.Webhooks(ctx, actor)
	return web.NewList(list, nil), err
}

func (p *Pages) apiAdd(ctx context.Context, actor access.Actor, in *web.In[feeds.WebhookDraft]) (*web.Out[feeds.Made], error) {
	made, err := p.Feeds.AddWebhook(ctx, actor, in.Body)
	return &web.Out[feeds.Made]{Body: made}, err
}

func (p *Pages) apiDeliveries(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.ListOut[feeds.Delivery], error) {
	_, list, err := p.Feeds.Webhook(ctx, actor, in.ID)
	return web.NewList(list, nil), err
}

func (p *Pages) apiRevoke(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.DoneOut, error) {
	return &web.DoneOut{}, p.Feeds.SetWebhook(ctx, actor, in.ID, feeds.Revoked)
}

// calendar answers a calendar program. Nothing in the address but the token counts.
func (p *Pages) calendar(c *web.Call) error {
	token, whole := strings.CutSuffix(c.Path("file"), ".ics")
	if !whole {
		return fault.Missing("calendar")
	}
	data, err := p.Feeds.ReadCalendar(c.Context(), token)
	if err != nil {
		return err
	}
	c.W.Header().Set("Cache-Control", "private, no-store")
	c.W.Header().Set("Referrer-Policy", "no-referrer")
	return c.Send("my programme.ics", "text/calendar; charset=utf-8", data, false)
}

type minePage struct {
	Form   *web.Form
	List   []feeds.Calendar
	Secret string // the address, once
	May    bool   // the account has a person
}

func (p *Pages) mine(c *web.Call) error {
	if !c.Actor.SignedIn() {
		return c.See("/signin", "")
	}
	return p.showMine(c, http.StatusOK, minePage{Form: web.NewForm(nil)})
}

func (p *Pages) showMine(c *web.Call, status int, page minePage) error {
	var err error
	if page.List, err = p.Feeds.MyCalendars(c.Context(), c.Actor); err != nil {
		return err
	}
	page.May = c.Actor.Person != ""
	return c.Show(web.View{Title: "My calendar", Content: mineView(page), Status: status})
}

func (p *Pages) make(c *web.Call) error {
	form := c.Form()
	address, err := p.Feeds.MakeCalendar(c.Context(), c.Actor, form.Text("name"))
	if err != nil {
		status, err := again(form, err)
		if status == 0 {
			return err
		}
		return p.showMine(c, status, minePage{Form: form})
	}
	return p.showMine(c, http.StatusOK, minePage{Form: web.NewForm(nil), Secret: address})
}

func (p *Pages) end(c *web.Call) error {
	if err := p.Feeds.EndCalendar(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	return c.See("/me/feeds", "The address no longer works.")
}

type webhooksPage struct {
	Form *web.Form
	List []feeds.Webhook
	Made feeds.Made
}

func (p *Pages) webhooks(c *web.Call) error {
	return p.showWebhooks(c, http.StatusOK, webhooksPage{Form: web.NewForm(nil)})
}

func (p *Pages) showWebhooks(c *web.Call, status int, page webhooksPage) error {
	var err error
	if page.List, err = p.Feeds.Webhooks(c.Context(), c.Actor); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Webhooks", Content: webhooksView(page), Status: status})
}

func (p *Pages) addWebhook(c *web.Call) error {
	form := c.Form()
	draft := feeds.WebhookDraft{URL: form.Text("url")}
	for _, k := range form.Texts("kinds") {
		draft.Kinds = append(draft.Kinds, audit.Action(k))
	}
	made, err := p.Feeds.AddWebhook(c.Context(), c.Actor, draft)
	if err != nil {
		status, err := again(form, err)
		if status == 0 {
			return err
		}
		return p.showWebhooks(c, status, webhooksPage{Form: form})
	}
	return p.showWebhooks(c, http.StatusOK, webhooksPage{Form: web.NewForm(nil), Made: made})
}

type webhookPage struct {
	Hook   feeds.Webhook
	List   []feeds.Delivery
	Secret string
}

func (p *Pages) webhook(c *web.Call) error { return p.showWebhook(c, "") }

func (p *Pages) showWebhook(c *web.Call, secret string) error {
	hook, list, err := p.Feeds.Webhook(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Webhook", Content: webhookView(webhookPage{Hook: hook, List: list, Secret: secret})})
}

func (p *Pages) setWebhook(c *web.Call) error {
	if err := p.Feeds.SetWebhook(c.Context(), c.Actor, c.Path("id"), c.Form().Text("state")); err != nil {
		return err
	}
	return c.See("/webhooks/"+c.Path("id"), "It is "+c.Form().Text("state")+" now.")
}

func (p *Pages) ping(c *web.Call) error {
	if err := p.Feeds.PingWebhook(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	return c.See("/webhooks/"+c.Path("id"), "A ping is on its way. Load this page again in some seconds.")
}

func (p *Pages) newSecret(c *web.Call) error {
	made, err := p.Feeds.NewSecret(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return p.showWebhook(c, made.Secret)
}

type linksPage struct {
	feeds.GivenLinks
	Actor access.Actor
	Now   db.Time
}

func (p *Pages) links(c *web.Call) error {
	list, err := p.Feeds.Links(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := linksPage{GivenLinks: list, Actor: c.Actor, Now: db.At(c.Site.Now())}
	return c.Show(web.View{Title: "Personal links of " + list.Activity.Title, Content: linksView(page), Label: string(list.Activity.Label)})
}

func (p *Pages) revokeLink(c *web.Call) error {
	if err := p.Feeds.RevokeLink(c.Context(), c.Actor, c.Path("id"), c.Path("link")); err != nil {
		return err
	}
	return c.See("/activities/"+c.Path("id")+"/links", "The link no longer works.")
}

// again puts what a verb refused beside its fields; status 0 leaves the error to the frame.
func again(form *web.Form, err error) (int, error) {
	if conflict, ok := errors.AsType[*fault.Conflict](err); ok {
		form.Wrong.Add("", "%s", conflict.Words)
		return http.StatusConflict, nil
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return 0, err
	}
	return http.StatusUnprocessableEntity, nil
}
