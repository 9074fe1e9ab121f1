// Package auditweb shows the history to those who check it: who did what, who looked at whom, and whether the chain is whole.
package auditweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/web"
)

// Record is what an entry is about, for a reader who may see it.
type Record struct {
	Name string
	Href string // "" where it has no page
}

// Pages has the handlers of this room.
type Pages struct {
	Audit *audit.Service
	// Records finds those of the records of one kind that the actor may see, by id.
	Records func(ctx context.Context, actor access.Actor, kind string, ids []string) (map[string]Record, error)
}

// Routes lists every page of this room.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /audit", Right: audit.RightSee, Do: p.list},
		{Pattern: "GET /audit/entries.csv", Right: audit.RightSee, Do: p.csv},
		{Pattern: "GET /audit/checkpoint", Right: audit.RightSee, Do: p.checkpoint},
	}
}

type listIn struct {
	web.Page
	Actor  string `query:"actor" maxLength:"100" doc:"Key of the actor, as entries show it"`
	Room   string `query:"room" maxLength:"40" doc:"First part of the action"`
	Kind   string `query:"kind" maxLength:"40" doc:"Kind of the record"`
	Record string `query:"record" maxLength:"100" doc:"Id of the record"`
	From   string `query:"from" format:"date"`
	To     string `query:"to" format:"date"`
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	web.Handle(api, web.Operation{
		ID: "listAuditEntries", Method: "GET", Path: "/audit", Tag: "audit", Right: audit.RightSee,
		Summary: "Who did what and who looked at whom, the newest first",
	}, p.apiList)
}

// shown takes the detail out of entries about records that the actor may not see, and returns the records that they may see.
func (p *Pages) shown(ctx context.Context, actor access.Actor, lines []audit.Line) (map[string]map[string]Record, error) {
	ids := map[string]map[string]bool{}
	for _, l := range lines {
		if ids[l.Kind] == nil {
			ids[l.Kind] = map[string]bool{}
		}
		ids[l.Kind][l.RecordID] = true
	}
	seen := map[string]map[string]Record{}
	for kind, set := range ids {
		list := make([]string, 0, len(set))
		for id := range set {
			list = append(list, id)
		}
		var err error
		if seen[kind], err = p.Records(ctx, actor, kind, list); err != nil {
			return nil, err
		}
	}
	for i := range lines {
		if _, may := seen[lines[i].Kind][lines[i].RecordID]; !may {
			lines[i].Detail = ""
		}
	}
	return seen, nil
}
