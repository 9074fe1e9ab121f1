// Package tiesweb shows the network of the mechanism, before and after an activity or between two days: as network, map, matrix
// and table, as a file and as JSON.
package tiesweb

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
	"counterpart/internal/ties"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Ties       *ties.Service
	Vocabulary *vocabulary.Service
	Reach      access.Right // that the pages ask for beside which this one stands
}

// shown is the label of these pages, as of the connections of a party.
const shown = label.Amber

// Routes lists every page and file of this room.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /network", Right: connections.RightSee, Do: p.network},
		{Pattern: "GET /network.csv", Right: connections.RightSee, Do: p.networkCSV},
	}
}

type networkIn struct {
	Activity string `query:"activity" maxLength:"40" doc:"Before and after this activity; the days are not asked for then"`
	From     string `query:"from" maxLength:"10" doc:"First day, such as 2024-01-31; a year before the last when empty"`
	To       string `query:"to" maxLength:"10" doc:"Last day; today when empty"`
	Status   string `query:"status" maxLength:"60" doc:"Of the parties, on the last day"`
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	web.Handle(api, web.Operation{ID: "findNetwork", Method: "GET", Path: "/network", Summary: "Which parties are tied by people who met, before and after", Tag: "ties", Right: connections.RightSee}, func(ctx context.Context, a access.Actor, in *networkIn) (*web.Out[ties.Network], error) {
		q := ties.Query{ActivityID: in.Activity, From: db.Date(in.From), To: db.Date(in.To), Status: in.Status}
		for name, d := range map[string]string{"from": in.From, "to": in.To} {
			if _, err := db.ParseDate(d); d != "" && err != nil {
				return nil, fault.Wrong(name, "%q is not a date. Write it as 2024-06-05.", d)
			}
		}
		n, err := p.Ties.Network(ctx, a, q)
		return &web.Out[ties.Network]{Body: n}, err
	})
}

// query reads what is asked for.
func query(f *web.Form) ties.Query {
	q := ties.Query{ActivityID: f.Text("activity"), Status: f.Text("status")}
	if q.ActivityID == "" {
		q.From, q.To = f.Date("from", "From"), f.Date("to", "To")
	}
	return q
}

// networkPage is the network before and after.
type networkPage struct {
	ties.Network
	Tabs    []ui.NavItem
	Words   *vocabulary.Words
	Form    *web.Form
	Choices []ui.Option
	CSV     string
}

func (p *Pages) network(c *web.Call) error {
	form := c.Form()
	page := networkPage{Form: form, Tabs: p.tabs(c.Actor)}
	var err error
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	list, err := p.Ties.Activities(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, a := range list {
		page.Choices = append(page.Choices, ui.Option{Value: a.ID, Label: a.Title + ", " + a.StartsOn.Time().Format("2 January 2006")})
	}
	status := 200
	q, err := query(form), form.Wrong.Err()
	if err == nil {
		page.Network, err = p.Ties.Network(c.Context(), c.Actor, q)
	}
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		status = 422
		if page.Network, err = p.Ties.Network(c.Context(), c.Actor, ties.Query{}); err != nil {
			return err
		}
	} else if q.ActivityID == "" {
		form.Values.Set("from", string(page.Query.From))
		form.Values.Set("to", string(page.Query.To))
	}
	page.CSV = web.Address("/network.csv", "activity", q.ActivityID, "from", string(q.From), "to", string(q.To), "status", q.Status)
	return c.Show(web.View{Title: "Who is connected to whom", Label: string(shown), Content: networkView(page), Status: status})
}

// tabs are the pages that stand beside each other.
func (p *Pages) tabs(actor access.Actor) []ui.NavItem {
	var out []ui.NavItem
	if actor.Holds(p.Reach) {
		out = append(out, ui.NavItem{Label: "Parties", Href: "/reach"}, ui.NavItem{Label: "Women and men", Href: "/reach/women-and-men"})
	}
	return append(out, ui.NavItem{Label: "Who is connected to whom", Href: "/network", Current: true})
}

func (p *Pages) networkCSV(c *web.Call) error {
	form := c.Form()
	q, err := query(form), form.Wrong.Err()
	if err != nil {
		return err
	}
	n, err := p.Ties.Export(c.Context(), c.Actor, q)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, party := range n.Parties {
		names[party.ID] = party.Name
	}
	rows := [][]string{{"party", "with", "connections_before", "connections_after", "new", "label"}}
	for _, pair := range n.Pairs {
		fresh := ""
		if pair.Before == 0 {
			fresh = "new"
		}
		rows = append(rows, []string{registrations.Guard(names[pair.One]), registrations.Guard(names[pair.Two]), strconv.Itoa(pair.Before), strconv.Itoa(pair.After), fresh, string(shown)})
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		return err
	}
	return c.Send("Network "+string(n.Query.To)+" "+shown.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}
