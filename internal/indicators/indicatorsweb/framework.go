package indicatorsweb

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/fault"
	"counterpart/internal/iati/publishing"
	"counterpart/internal/indicators"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// frameworkPage is the tree.
type frameworkPage struct {
	indicators.Framework
	May       map[access.Right]bool
	MayExport bool
}

func (p *Pages) framework(c *web.Call) error {
	f, err := p.Indicators.Framework(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Results framework", Content: frameworkView(frameworkPage{f, may(c.Actor), c.Actor.Holds(publishing.RightExport)}), Label: string(label.Green)})
}

var levelNames = map[string]string{"impact": "Impact", "outcome": "Outcome", "output": "Output"}

var directionNames = map[string]string{"up": "Up is better", "down": "Down is better", "none": "Neither up nor down is better"}

// withUnit writes a value with its unit.
func withUnit(value, unit string) string {
	switch {
	case value == "" || unit == "":
		return value
	case unit == "%":
		return value + " %"
	default:
		return value + " " + unit
	}
}

func baseline(i indicators.Indicator) string {
	if i.Baseline == "" {
		return ""
	}
	return withUnit(i.Baseline, percent(i.Unit)) + " (" + strconv.Itoa(i.BaselineYear) + ")"
}

// percent is the unit where it stands with each number.
func percent(unit string) string {
	if unit == "%" {
		return unit
	}
	return ""
}

func target(l indicators.Line) string {
	if l.Target == "" {
		return ""
	}
	return withUnit(l.Target, percent(l.Unit)) + " (" + l.Of + ")"
}

func latest(l indicators.Line) string {
	if l.Latest == nil {
		return "none yet"
	}
	return withUnit(short(l.Latest.Value), percent(l.Unit)) + " (" + l.Latest.Period + ")"
}

// short keeps the beginning of words, for a cell of a table.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// trendWords say where the latest value went, and whether that is where it should go.
func trendWords(l indicators.Line) string {
	if l.Trend == "" {
		return ""
	}
	words := map[string]string{"up": "up", "down": "down", "same": "unchanged"}[l.Trend] + " from " + withUnit(l.Before.Value, percent(l.Unit)) + " (" + l.Before.Period + ")"
	switch {
	case l.Direction == "none" || l.Trend == "same":
		return words
	case l.Trend == l.Direction:
		return words + ", as wanted"
	default:
		return words + ", not as wanted"
	}
}

// valuesCSV is every published value as it leaves the secretariat, with the restated ones.
func (p *Pages) valuesCSV(c *web.Call) error {
	all, err := p.Indicators.Published(c.Context(), c.Actor, true)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{{"result", "indicator", "name", "period", "first", "last", "value", "unit", "dimension", "group", "as_at", "current", "reason", "note", "label"}}
	for _, r := range all {
		for _, i := range r.Indicators {
			for _, v := range i.Values {
				rows = append(rows, rowsOf(r, i, v)...)
			}
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return c.Send("indicators "+label.Clear.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

const withheldNote = "withheld: a group is so small that it would tell of single people"

func rowsOf(r indicators.PublicResult, i indicators.PublicIndicator, v indicators.PublicValue) [][]string {
	row := func(value, dimension, group, note string) []string {
		return []string{
			r.Code, i.Code, registrations.Guard(i.Name), v.Period, string(v.StartsOn), string(v.EndsOn), value, registrations.Guard(i.Unit), dimension, registrations.Guard(group),
			v.AsAt.Format(time.RFC3339), strconv.FormatBool(v.Current), registrations.Guard(v.Reason), note, string(label.Clear),
		}
	}
	value, note := v.Value.Value, ""
	if i.Measure == catalogue.Qualitative {
		value = registrations.Guard(value)
	}
	if v.Withheld {
		note = withheldNote
	}
	out := [][]string{row(value, "", "", note)}
	for _, b := range v.Breakdowns {
		if b.Hidden {
			out = append(out, row("", b.Dimension, "", withheldNote))
		}
		for _, g := range b.Groups {
			out = append(out, row(g.Value, b.Dimension, g.Name, ""))
		}
	}
	return out
}

// resultPage is a result as a form.
type resultPage struct {
	ID      string
	Version int
	Form    *web.Form
	Above   []ui.Option
}

func (p *Pages) newResult(c *web.Call) error {
	return p.showResult(c, 200, resultPage{Form: web.NewForm(map[string]string{"parent_id": c.Query("parent"), "level": "output"})})
}

func (p *Pages) showResult(c *web.Call, status int, page resultPage) error {
	f, err := p.Indicators.Framework(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, b := range f.Branches {
		if b.ID != page.ID {
			page.Above = append(page.Above, ui.Option{Value: b.ID, Label: levelNames[b.Level] + ": " + b.Name})
		}
	}
	title := "Add a result"
	if page.ID != "" {
		title = "Change the result"
	}
	return c.Show(web.View{Title: title, Content: resultView(page, title), Status: status, Label: string(label.Green)})
}

func resultDraft(f *web.Form) indicators.ResultDraft {
	return indicators.ResultDraft{
		Code: f.Text("code"), Level: f.Text("level"), ParentID: f.Text("parent_id"), Name: f.Text("name"), Description: f.Text("description"),
		Position: f.Int("position", "Place in the order"), Retired: f.Checked("retired"),
	}
}

func (p *Pages) addResult(c *web.Call) error {
	form := c.Form()
	draft := resultDraft(form)
	_, err := p.Indicators.AddResult(c.Context(), c.Actor, draft)
	if err == nil {
		return c.See("/framework", "The result is in the framework.")
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showResult(c, 422, resultPage{Form: form})
}

func (p *Pages) resultForm(c *web.Call) error {
	f, err := p.Indicators.Framework(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, b := range f.Branches {
		if b.ID == c.Path("id") {
			values := map[string]string{
				"code": b.Code, "level": b.Level, "parent_id": b.ParentID, "name": b.Name, "description": b.Description, "position": strconv.Itoa(b.Position),
				"version": strconv.Itoa(b.Version),
			}
			if !b.Active {
				values["retired"] = "on"
			}
			return p.showResult(c, 200, resultPage{ID: b.ID, Form: web.NewForm(values)})
		}
	}
	return fault.Missing("result")
}

func (p *Pages) changeResult(c *web.Call) error {
	form := c.Form()
	err := p.Indicators.ChangeResult(c.Context(), c.Actor, c.Path("id"), form.Int("version", "Version"), resultDraft(form))
	if err == nil {
		return c.See("/framework", "The result is changed.")
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showResult(c, 422, resultPage{ID: c.Path("id"), Form: form})
}

// targetLines writes targets a line each, as they are typed: "2024-H1 150".
func targetLines(targets []indicators.Target) string {
	lines := make([]string, len(targets))
	for i, t := range targets {
		lines[i] = t.Period + " " + t.Value
	}
	return strings.Join(lines, "\n")
}

func readTargets(text string) []indicators.Target {
	var out []indicators.Target
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			period, value, _ := strings.Cut(line, " ")
			out = append(out, indicators.Target{Period: period, Value: strings.TrimSpace(value)})
		}
	}
	return out
}
