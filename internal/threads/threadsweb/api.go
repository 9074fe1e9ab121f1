package threadsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/threads"
	"counterpart/internal/web"
)

type (
	threadIn struct {
		Of     string `path:"of" maxLength:"40" doc:"Kind of the record: activity, request, offer, party …"`
		Record string `path:"record" maxLength:"40"`
	}
	endIn struct {
		Thread string `path:"thread" maxLength:"40"`
		Body   struct {
			Reason string `json:"reason" minLength:"1" maxLength:"500"`
		}
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag = "threads"
	web.Handle(api, web.Operation{ID: "getThread", Method: "GET", Path: "/threads/{of}/{record}", Summary: "Everything that hangs together with a record", Tag: tag, Right: threads.RightSee},
		func(ctx context.Context, actor access.Actor, in *threadIn) (*web.Out[threads.Thread], error) {
			found, err := p.Threads.Thread(ctx, actor, threads.Ref{Kind: in.Of, ID: in.Record})
			return &web.Out[threads.Thread]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "linkRecords", Method: "POST", Path: "/thread-links", Summary: "Link two records", Tag: tag, Right: threads.RightLink, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[threads.LinkDraft]) (*web.IDOut, error) {
			id, err := p.Threads.Link(ctx, actor, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "endThreadLink", Method: "POST", Path: "/thread-links/{thread}/end", Summary: "End a link, which stays with the reason", Tag: tag, Right: threads.RightLink, Status: 204},
		func(ctx context.Context, actor access.Actor, in *endIn) (*web.DoneOut, error) {
			return nil, p.Threads.End(ctx, actor, in.Thread, in.Body.Reason)
		})
	web.Handle(api, web.Operation{ID: "addOutsideRecord", Method: "POST", Path: "/outside-records", Summary: "Enter something that is kept elsewhere, to link with it", Tag: tag, Right: threads.RightLink, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[threads.OutsideDraft]) (*web.IDOut, error) {
			id, err := p.Threads.AddOutside(ctx, actor, in.Body)
			return web.NewID(id), err
		})
}
