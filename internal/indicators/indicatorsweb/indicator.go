package indicatorsweb

import (
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/indicators"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/label"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// indicatorPage is an indicator with all its periods.
type indicatorPage struct {
	indicators.Page
	May map[access.Right]bool
}

func (p *Pages) indicator(c *web.Call) error {
	page, err := p.Indicators.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Indicator.Name, Content: indicatorView(indicatorPage{page, may(c.Actor)}), Label: string(label.Amber)})
}

// editPage is an indicator as a form.
type editPage struct {
	ID        string
	Title     string
	Form      *web.Form
	Framework indicators.Framework
	Owners    []ui.Option
}

func (p *Pages) newIndicator(c *web.Call) error {
	form := web.NewForm(map[string]string{"result_id": c.Query("result"), "measure": "unit", "direction": "up", "frequency": catalogue.HalfYearly})
	return p.showEdit(c, 200, editPage{Title: "Add an indicator", Form: form})
}

func (p *Pages) showEdit(c *web.Call, status int, page editPage) error {
	var err error
	if page.Framework, err = p.Indicators.Framework(c.Context(), c.Actor); err != nil {
		return err
	}
	owners, err := p.Indicators.Owners(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, o := range owners {
		page.Owners = append(page.Owners, ui.Option{Value: o.ID, Label: o.Name})
	}
	return c.Show(web.View{Title: page.Title, Content: editView(page), Status: status, Label: string(label.Green)})
}

func (p *Pages) indicatorForm(c *web.Call) error {
	page, err := p.Indicators.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	i := page.Indicator
	values := map[string]string{
		"code": i.Code, "result_id": i.ResultID, "name": i.Name, "definition": i.Definition, "unit": i.Unit, "measure": i.Measure, "direction": i.Direction,
		"computation": i.Computation, "frequency": i.Frequency, "baseline": i.Baseline, "owner_post": i.OwnerPost, "owner_person_id": i.OwnerPersonID,
		"source": i.Source, "position": strconv.Itoa(i.Position), "targets": targetLines(i.Targets), "version": strconv.Itoa(i.Version),
	}
	if i.BaselineYear > 0 {
		values["baseline_year"] = strconv.Itoa(i.BaselineYear)
	}
	if !i.Active {
		values["retired"] = "on"
	}
	form := web.NewForm(values)
	form.Values["dimensions"] = i.Dimensions
	return p.showEdit(c, 200, editPage{ID: i.ID, Title: "Change the indicator", Form: form})
}

func indicatorDraft(f *web.Form) indicators.Draft {
	return indicators.Draft{
		Code: f.Text("code"), ResultID: f.Text("result_id"), Name: f.Text("name"), Definition: f.Text("definition"), Unit: f.Text("unit"), Measure: f.Text("measure"),
		Direction: f.Text("direction"), Computation: f.Text("computation"), Dimensions: f.Texts("dimensions"), Frequency: f.Text("frequency"),
		Baseline: f.Text("baseline"), BaselineYear: f.Int("baseline_year", "Year of the baseline"), OwnerPost: f.Text("owner_post"),
		OwnerPersonID: f.Text("owner_person_id"), Source: f.Text("source"), Position: f.Int("position", "Place in the order"), Retired: f.Checked("retired"),
		Targets: readTargets(f.Values.Get("targets")),
	}
}

func (p *Pages) addIndicator(c *web.Call) error {
	form := c.Form()
	id, err := p.Indicators.Add(c.Context(), c.Actor, indicatorDraft(form))
	if err == nil {
		return c.See(indicatorPath(id), "The indicator is in the framework.")
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showEdit(c, 422, editPage{Title: "Add an indicator", Form: form})
}

func (p *Pages) changeIndicator(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	err := p.Indicators.Change(c.Context(), c.Actor, id, form.Int("version", "Version"), indicatorDraft(form))
	if err == nil {
		return c.See(indicatorPath(id), "The indicator is changed. Values that are there keep their definition.")
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showEdit(c, 422, editPage{ID: id, Title: "Change the indicator", Form: form})
}

var measureNames = map[string]string{
	"unit": "Number", "percentage": "Per cent", "nominal": "Nominal: a number that stands for a word", "ordinal": "Ordinal: a place in an order", "qualitative": "Qualitative: words",
}

func (e editPage) results() []ui.Option {
	var out []ui.Option
	for _, b := range e.Framework.Branches {
		out = append(out, ui.Option{Value: b.ID, Label: levelNames[b.Level] + ": " + b.Name})
	}
	return out
}

func (e editPage) computations() []ui.Option {
	out := []ui.Option{}
	for _, c := range e.Framework.Computations {
		out = append(out, ui.Option{Value: c.Key, Label: c.Name})
	}
	return out
}

// proposePage is the form in which a value is proposed or restated.
type proposePage struct {
	indicators.Page
	Form    *web.Form
	Preview string // what the registers give now
	Restate bool
}

// line is the period that the form asks for.
func (p proposePage) line() (indicators.PeriodLine, bool) {
	for _, l := range p.Periods {
		if l.Period.Code == p.Form.Text("period") {
			return l, true
		}
	}
	return indicators.PeriodLine{}, false
}

func (p *Pages) proposeForm(c *web.Call) error {
	return p.showPropose(c, 200, web.NewForm(map[string]string{"period": c.Query("period"), "restate": c.Query("restate")}))
}

func (p *Pages) showPropose(c *web.Call, status int, form *web.Form) error {
	page := proposePage{Form: form, Restate: form.Text("restate") != ""}
	var err error
	if page.Page, err = p.Indicators.Find(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	if page.Preview, err = p.Indicators.Preview(c.Context(), c.Actor, page.Indicator, form.Text("period")); err != nil {
		return err
	}
	title := "Propose a value"
	if page.Restate {
		title = "Restate the value"
	}
	return c.Show(web.View{Title: title, Content: proposeView(page, title), Status: status, Label: string(label.Amber)})
}

func (p *Pages) propose(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	draft := indicators.ValueDraft{Period: form.Text("period"), Value: form.Text("value"), Evidence: form.Text("evidence"), EvidenceURL: form.Text("evidence_url"), Reason: form.Text("reason")}
	do := p.Indicators.Propose
	if form.Text("restate") != "" {
		do = p.Indicators.Restate
	}
	value, err := do(c.Context(), c.Actor, id, draft, form.Upload("evidence_file"))
	if err == nil {
		return c.See(valuePath(value), "The value is proposed. Another person approves it.")
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showPropose(c, 422, form)
}

// valuePage is one value with what can be done with it.
type valuePage struct {
	indicators.ValuePage
	Form *web.Form
	May  map[access.Right]bool
	Own  bool // the reader proposed it
}

func (p *Pages) value(c *web.Call) error { return p.showValue(c, 200, web.NewForm(nil)) }

func (p *Pages) showValue(c *web.Call, status int, form *web.Form) error {
	found, err := p.Indicators.FindValue(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := valuePage{ValuePage: found, Form: form, May: may(c.Actor), Own: found.Value.ProposedBy == c.Actor.Key()}
	return c.Show(web.View{Title: found.Value.Indicator + ", " + found.Value.Period, Content: valueView(page), Status: status, Label: string(label.Amber)})
}

func (p *Pages) evidence(c *web.Call) error {
	f, content, err := p.Indicators.Evidence(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Send(f.Name, f.MediaType, content, true)
}

// done goes back to the value after a step, or shows what is wrong beside its field.
func (p *Pages) done(c *web.Call, err error, notice string) error {
	form := c.Form()
	if err == nil {
		return c.See(valuePath(c.Path("id")), notice)
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showValue(c, 422, form)
}

func (p *Pages) approve(c *web.Call) error {
	return p.done(c, p.Indicators.Approve(c.Context(), c.Actor, c.Path("id"), c.Form().Int("version", "Version")), "You approved the value.")
}

func (p *Pages) sendBack(c *web.Call) error {
	return p.done(c, p.Indicators.SendBack(c.Context(), c.Actor, c.Path("id"), c.Form().Text("reason")), "The value is sent back.")
}

func (p *Pages) withdraw(c *web.Call) error {
	return p.done(c, p.Indicators.Withdraw(c.Context(), c.Actor, c.Path("id")), "The value is withdrawn.")
}

func (p *Pages) publish(c *web.Call) error {
	return p.done(c, p.Indicators.Publish(c.Context(), c.Actor, c.Path("id"), c.Form().Int("version", "Version")), "The value is published. It is never changed; late data can only be restated.")
}

var stateNames = map[string]string{
	indicators.Proposed: "Proposed", indicators.Approved: "Approved", indicators.Published: "Published", indicators.Returned: "Sent back", indicators.Withdrawn: "Withdrawn",
}

// chip is the state of a value as a chip shows it.
func chip(v indicators.Value) (ui.State, string) {
	switch v.State {
	case indicators.Proposed:
		return "review", "Proposed"
	case indicators.Approved:
		return "approved", "Approved"
	case indicators.Published:
		if !v.Current {
			return "closed", "Restated"
		}
		return "published", "Published"
	default:
		return "declined", stateNames[v.State]
	}
}
