// Package comparisonsweb shows what States cleared side by side: the map of an instrument, counts by level of obligation and by theme,
// what moved between rounds, one provision with the words of all; as pages, files and JSON.
package comparisonsweb

import (
	"bytes"
	"encoding/csv"
	"net/url"
	"strconv"
	"strings"

	"counterpart/internal/comparisons"
	"counterpart/internal/fault"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Comparisons *comparisons.Service
}

// Routes lists every page and file of this room.
func (p *Pages) Routes() []web.Route {
	const read = "what is cleared as CLEAR is open to everybody, and the rest as its label says"
	return []web.Route{
		{Pattern: "GET /law/compare", Open: read, Do: p.overview},
		{Pattern: "GET /law/compare/themes", Open: read, Do: p.themes},
		{Pattern: "GET /law/compare/themes.csv", Open: read, Do: p.themesCSV},
		{Pattern: "GET /law/compare/{code}", Open: read, Do: p.showMap},
		{Pattern: "GET /law/compare/{code}/map.csv", Open: read, Do: p.mapCSV},
		{Pattern: "GET /law/compare/{code}/counts", Open: read, Do: p.counts},
		{Pattern: "GET /law/compare/{code}/counts.csv", Open: read, Do: p.countsCSV},
		{Pattern: "GET /law/compare/{code}/rounds", Open: read, Do: p.moves},
		{Pattern: "GET /law/compare/{code}/rounds.csv", Open: read, Do: p.movesCSV},
		{Pattern: "GET /law/compare/{code}/provisions/{key}", Open: read, Do: p.provision},
		{Pattern: "GET /law/compare/{code}/provisions/{key}/answers.csv", Open: read, Do: p.provisionCSV},
	}
}

// fields are the names of the filter in a form, in the order in which they stand in an address.
var fields = []string{"measure", "round", "from", "theme", "obligation", "group", "state"}

// filter reads what is asked for.
func filter(f *web.Form) comparisons.Filter {
	return comparisons.Filter{
		Measure: comparisons.Measure(f.Text("measure")), Round: f.Text("round"), From: f.Text("from"), Theme: f.Text("theme"), Obligation: f.Text("obligation"),
		Group: f.Text("group"), State: f.Text("state"),
	}
}

// address is a page with the filter of this one.
func address(path string, f *web.Form, more ...string) string {
	var pairs []string
	for _, name := range fields {
		pairs = append(pairs, name, f.Text(name))
	}
	return web.Address(path, append(pairs, more...)...)
}

func of(code string) string { return "/law/compare/" + url.PathEscape(code) }

// asked runs a query with the filter of a form. What is wrong with the filter is told beside its field, over the comparison without it.
func asked[T any](form *web.Form, do func(comparisons.Filter) (T, error)) (T, int, error) {
	out, err := do(filter(form))
	if err == nil || fault.AsInvalid(err) == nil {
		return out, 200, err
	}
	form.Wrong.Fields = fault.AsInvalid(err).Fields
	out, err = do(comparisons.Filter{})
	return out, 422, err
}

// tabs are the ways to look at one instrument.
func tabs(code string, f *web.Form, current string) []ui.NavItem {
	out := []ui.NavItem{
		{Label: "Map", Href: address(of(code), f), Current: current == "map"},
		{Label: "Counts", Href: address(of(code)+"/counts", f), Current: current == "counts"},
		{Label: "Over the rounds", Href: address(of(code)+"/rounds", f), Current: current == "rounds"},
		{Label: "By theme, all instruments", Href: web.Address("/law/compare/themes", "measure", f.Text("measure"), "group", f.Text("group"), "state", f.Text("state"))},
	}
	return out
}

// send writes a table whose rows carry their label.
func send(c *web.Call, name string, strictest label.TLP, rows [][]string) error {
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		return err
	}
	return c.Send(name+" "+strictest.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

func measureOptions() []ui.Option {
	return ui.Said(comparisons.Measures, comparisons.Measure.Words)
}

func roundOptions(numbers []int) []ui.Option {
	out := []ui.Option{{Value: comparisons.Baseline, Label: "Baseline"}}
	for _, n := range numbers {
		out = append(out, ui.Option{Value: strconv.Itoa(n), Label: "Round " + strconv.Itoa(n)})
	}
	return out
}

func levelOptions() []ui.Option {
	return ui.Said(comparisons.Levels, instruments.Obligation.Words)
}

func themeOptions(words *vocabulary.Words, codes []string) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, code := range codes {
		out[i] = ui.Option{Value: code, Label: themeWords(words, code)}
	}
	return out
}

func themeWords(words *vocabulary.Words, code string) string {
	if code == "" {
		return "No theme"
	}
	return words.Name(comparisons.ThemeList, code)
}

func groupOptions(list []comparisons.Group) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, g := range list {
		kind, _, _ := strings.Cut(g.Value, ":")
		out[i] = ui.Option{Value: g.Value, Label: g.Words, Group: map[string]string{"region": "Regions", "status": "Statuses", "body": "Bodies"}[kind]}
	}
	return out
}

func stateOptions(list []comparisons.Column) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, c := range list {
		out[i] = ui.Option{Value: c.PartyID, Label: c.Name}
	}
	return out
}

// names joins names in words.
func names(list []string) string { return strings.Join(list, ", ") }

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// draft says under the title of an instrument that nobody has reviewed its text yet.
func draft(v instruments.Version) string {
	if v.Draft {
		return "Draft of the instrument, not reviewed"
	}
	return ""
}
