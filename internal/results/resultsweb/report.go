package resultsweb

import (
	"errors"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/label"
	"counterpart/internal/results"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// reportPage is the report of an activity for those who work on it.
type reportPage struct {
	results.Page
	Actor access.Actor
	Form  *web.Form // of publishing, restating or sending back
	May   map[access.Right]bool
}

func (p *Pages) report(c *web.Call) error { return p.showReport(c, 200, web.NewForm(nil)) }

func (p *Pages) showReport(c *web.Call, status int, form *web.Form) error {
	page, err := p.Results.Report(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	view := reportPage{Page: page, Actor: c.Actor, Form: form, May: map[access.Right]bool{}}
	for _, right := range []access.Right{results.RightWrite, results.RightApprove, results.RightPublish} {
		view.May[right] = c.Actor.Can(right, page.Activity.Object())
	}
	return c.Show(web.View{Title: "Report: " + page.Activity.Title, Content: reportView(view), Status: status, Label: labelOf(page)})
}

// labelOf is the label of the working page: that of the activity until the report has one.
func labelOf(p results.Page) string {
	if p.Report.ID == "" {
		return string(p.Activity.Label)
	}
	return string(label.Strictest(p.Report.Label, label.Amber))
}

// liveMarks fills the working text with the numbers as they are now.
func liveMarks(p results.Page) func(string) (mark, bool) {
	return func(key string) (mark, bool) {
		for _, n := range p.Numbers {
			if n.Key == key {
				return mark{Text: strconv.Itoa(n.Value), Href: "/activities/" + p.Activity.ID + "/figures/" + key}, true
			}
		}
		return mark{}, false
	}
}

func (p *Pages) start(c *web.Call) error {
	id := c.Path("id")
	if _, err := p.Results.Start(c.Context(), c.Actor, id); err != nil {
		return err
	}
	return c.See(reportPath(id)+"/edit", "The report is drafted from the registers. Change it as you like.")
}

// editPage is the text of the report as a form.
type editPage struct {
	Page    results.Page
	Form    *web.Form
	Preview bool
	Theirs  *results.Report // what somebody else wrote in the meantime
}

func (p *Pages) editForm(c *web.Call) error {
	page, err := p.Results.Report(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	r := page.Report
	if r.ID == "" {
		return c.See(reportPath(c.Path("id")), "")
	}
	form := web.NewForm(map[string]string{"title": r.Title, "body": r.Body, "label": string(r.Label), "version": strconv.Itoa(r.Version)})
	return p.showEdit(c, 200, editPage{Page: page, Form: form})
}

func (p *Pages) showEdit(c *web.Call, status int, page editPage) error {
	return c.Show(web.View{Title: "Write the report", Content: editView(page), Status: status, Label: labelOf(page.Page)})
}

func (p *Pages) edit(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	draft := results.Draft{Title: form.Text("title"), Body: form.Values.Get("body"), Label: label.TLP(form.Text("label")), LabelReason: form.Text("label_reason")}
	if form.Text("do") == "preview" {
		page, err := p.Results.Report(c.Context(), c.Actor, id)
		if err != nil {
			return err
		}
		for _, unknown := range results.UnknownPlaceholders(draft.Body, page.Words) {
			form.Wrong.Add("body", "There is no figure %q.", unknown)
		}
		return p.showEdit(c, 200, editPage{Page: page, Form: form, Preview: true})
	}
	err := p.Results.Change(c.Context(), c.Actor, id, form.Int("version", "Version"), draft)
	if err == nil {
		return c.See(reportPath(id), "The text is kept.")
	}
	stale, isStale := errors.AsType[*results.Stale](err)
	if !isStale {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
	}
	page, loadErr := p.Results.Report(c.Context(), c.Actor, id)
	if loadErr != nil {
		return loadErr
	}
	if !isStale {
		return p.showEdit(c, 422, editPage{Page: page, Form: form})
	}
	form.Values.Set("version", strconv.Itoa(stale.Current.Version))
	return p.showEdit(c, 409, editPage{Page: page, Form: form, Theirs: &stale.Current})
}

// done goes back to the report after a step, or shows what is wrong beside its field.
func (p *Pages) done(c *web.Call, err error, notice string) error {
	form := c.Form()
	if err == nil {
		return c.See(reportPath(c.Path("id")), notice)
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showReport(c, 422, form)
}

func (p *Pages) submit(c *web.Call) error {
	err := p.Results.Submit(c.Context(), c.Actor, c.Path("id"), c.Form().Int("version", "Version"))
	return p.done(c, err, "The report is in review. It waits for those who approve it.")
}

func (p *Pages) approve(c *web.Call) error {
	err := p.Results.Approve(c.Context(), c.Actor, c.Path("id"), c.Form().Int("version", "Version"))
	return p.done(c, err, "You approved the report.")
}

func (p *Pages) sendBack(c *web.Call) error {
	err := p.Results.SendBack(c.Context(), c.Actor, c.Path("id"), c.Form().Text("reason"))
	return p.done(c, err, "The report is back with its author.")
}

func (p *Pages) publish(c *web.Call) error {
	err := p.Results.Publish(c.Context(), c.Actor, c.Path("id"), c.Form().Int("version", "Version"), c.Form().Text("note"))
	return p.done(c, err, "The report is public. Its figures are frozen.")
}

func (p *Pages) restate(c *web.Call) error {
	err := p.Results.Restate(c.Context(), c.Actor, c.Path("id"), c.Form().Text("note"))
	return p.done(c, err, "The figures are restated. The page says what changed and why.")
}

// liveFigure lists what a figure counts now.
func (p *Pages) liveFigure(c *web.Call) error {
	page, err := p.Results.LiveFigure(c.Context(), c.Actor, c.Path("id"), c.Path("key"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Number.Name + ": " + page.Activity.Title, Content: liveFigureView(page), Label: string(label.Strictest(page.Activity.Label, label.Amber))})
}

// actionWords says a step of the report's history.
var actionWords = map[string]string{
	string(results.ActionDraft): "Drafted from the registers", string(results.ActionChange): "Text changed",
	string(results.ActionSubmit): "Submitted for review", string(results.ActionSendBack): "Sent back",
	string(results.ActionApprove): "Approved", string(results.ActionPublish): "Published", string(results.ActionRestate): "Figures restated",
}

func (p reportPage) steps() []ui.Step {
	state := func(done, current bool) ui.StepState {
		switch {
		case done:
			return ui.StepDone
		case current:
			return ui.StepCurrent
		default:
			return ui.StepAhead
		}
	}
	public, review := p.Report.State == results.StatePublished, p.Report.State == results.StateReview
	approved := public || review && p.Missing == ""
	return []ui.Step{
		{Label: "Draft", State: state(public || review, true)},
		{Label: "Review", State: state(approved, review)},
		{Label: "Approved", State: state(public, approved)},
		{Label: "Published", State: state(public, false)},
	}
}
