// Package reachweb shows whom the mechanism has reached and whom it has not: the list of parties, one party over the years, women
// and men among those who came; as pages, files and JSON.
package reachweb

import (
	"fmt"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/reach"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Reach      *reach.Service
	Vocabulary *vocabulary.Service
	Network    access.Right // that the page of the network asks for, which stands beside these
}

// shown is the label of these pages: they tell of parties, and of people only as numbers.
const shown = label.Amber

// Routes lists every page and file of this room.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /reach", Right: reach.RightSee, Do: p.list},
		{Pattern: "GET /reach.csv", Right: reach.RightSee, Do: p.listCSV},
		{Pattern: "GET /reach/women-and-men", Right: reach.RightSee, Do: p.divisions},
		{Pattern: "GET /reach/women-and-men.csv", Right: reach.RightSee, Do: p.divisionsCSV},
		{Pattern: "GET /parties/{id}/reach", Right: reach.RightSee, Do: p.party},
	}
}

// tabs are the pages that stand beside each other.
func (p *Pages) tabs(actor access.Actor, current string) []ui.NavItem {
	out := []ui.NavItem{{Label: "Parties", Href: "/reach"}, {Label: "Women and men", Href: "/reach/women-and-men"}}
	if actor.Holds(p.Network) {
		out = append(out, ui.NavItem{Label: "Who is connected to whom", Href: "/network"})
	}
	for i := range out {
		out[i].Current = out[i].Href == current
	}
	return out
}

// filter reads what is asked for. What is no year is told beside its field.
func filter(f *web.Form) reach.Filter {
	return reach.Filter{
		From: f.Int("from", "From"), To: f.Int("to", "To"), Status: f.Text("status"), Region: f.Text("region"), Kind: f.Text("kind"),
		ActivityKind: f.Text("activity_kind"), Area: f.Text("area"), Step: f.Text("step"),
	}
}

// query is the filter as it stands in an address.
func query(path string, f *web.Form, more ...string) string {
	pairs := more
	for _, name := range []string{"from", "to", "status", "region", "kind", "activity_kind", "area", "step"} {
		pairs = append(pairs, name, f.Text(name))
	}
	return web.Address(path, pairs...)
}

func year(f ui.Field) ui.Field {
	f.Min, f.Max = "1950", "2200"
	return f
}

func day(d db.Date) string {
	if d == "" {
		return ""
	}
	return d.Time().Format("2 Jan 2006")
}

// since says how a party stands and since when: the row that is zero is the point of the page.
func since(p reach.Party, words *vocabulary.Words) string {
	status := ""
	if p.Status != "" {
		status = words.Name(vocabulary.Statuses, p.Status)
		if p.Since != "" {
			status += " since " + day(p.Since)
		}
	}
	invited, named, came := p.Counts["invited"], p.Counts["named"], p.Counts["came"]
	switch p.Step {
	case "came":
		return "Last came on " + day(came.Last)
	case "named":
		return fmt.Sprintf("Named people %s, first for %s; nobody came", times(named.Activities), day(named.First))
	case "invited":
		return fmt.Sprintf("Invited %s, first to %s; named nobody", times(invited.Activities), day(invited.First))
	default:
		return strings.TrimSuffix("Never invited; "+status, "; ")
	}
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	default:
		return strconv.Itoa(n) + " times"
	}
}

// stepState is the look of a step.
func stepState(step string) ui.State {
	return map[string]ui.State{reach.Never: "problem", "invited": "waiting", "named": "nominated", "came": "attended"}[step]
}

func stepOptions() []ui.Option {
	var out []ui.Option
	for _, s := range reach.Steps() {
		out = append(out, ui.Option{Value: s, Label: reach.StepWords[s]})
	}
	return out
}

// divided says a division in words: women, men, neither, not stated.
func divided(d reach.Division, n int) string {
	if d.Hidden {
		return "not shown"
	}
	return strconv.Itoa(n)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
