package trainingweb

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/training"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// completionPage is who completed a delivery and who did not.
type completionPage struct {
	training.Completion
	Actor access.Actor
}

func (p completionPage) at(part string) string { return path(p.Convened.ID) + part }

func (p *Pages) loadCompletion(c *web.Call) (completionPage, error) {
	found, err := p.Training.Completion(c.Context(), c.Actor, c.Path("id"))
	return completionPage{Completion: found, Actor: c.Actor}, err
}

func (p *Pages) completion(c *web.Call) error {
	page, err := p.loadCompletion(c)
	if err != nil {
		return err
	}
	return c.Show(view("Completion", page.Convened, namesPeople, 200, completionView(page)))
}

func (p *Pages) completionCSV(c *web.Call) error {
	found, err := p.Training.TakeCompletion(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	rows := [][]string{{"form of address", "name", "native name", "party", "agency", "per cent of the hours", "completed", "why"}}
	for _, r := range found.Rows {
		rows = append(rows, []string{r.AddressForm, r.Given, r.NativeName, r.Party, r.Agency, strconv.Itoa(r.Percent), resultWords(r), r.Why})
	}
	return sendCSV(c, "completion "+string(found.Convened.StartsOn), label.Strictest(found.Convened.Label, namesPeople), rows)
}

// resultWords says whether somebody completed it.
func resultWords(r training.Result) string {
	switch {
	case r.Concluded && r.Completed:
		return "Completed"
	case r.Concluded:
		return "Not completed"
	case r.Completes:
		return "Would complete"
	default:
		return "Would not complete"
	}
}

func resultLook(r training.Result) ui.State {
	switch {
	case r.Concluded && r.Completed:
		return "done"
	case r.Concluded:
		return "closed"
	default:
		return "pending"
	}
}

// evidenceWords says what somebody did beside being present.
func evidenceWords(r training.Result) string {
	out := make([]string, len(r.Evidence))
	for i, e := range r.Evidence {
		out[i] = e.Kind.Words() + " on " + web.Day(e.On)
		if e.Score != "" {
			out[i] += " (" + e.Score + ")"
		}
	}
	return strings.Join(out, ", ")
}

func (p *Pages) conclude(c *web.Call) error {
	id := c.Path("id")
	n, err := p.Training.Conclude(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.See(path(id)+"/completion", fmt.Sprintf("Completion is concluded: %d people completed it.", n))
}

// exceptPage is the form of an exception for one person, and of what the person did.
type exceptPage struct {
	completionPage
	Row  training.Result
	Form *web.Form
}

func (p *Pages) exceptForm(c *web.Call) error { return p.showExcept(c, 200, web.NewForm(nil)) }

func (p *Pages) loadRow(c *web.Call) (exceptPage, error) {
	page, err := p.loadCompletion(c)
	if err != nil {
		return exceptPage{}, err
	}
	if err := c.Actor.Require(training.RightConclude, page.Delivery.Object()); err != nil {
		return exceptPage{}, err
	}
	i := slices.IndexFunc(page.Rows, func(r training.Result) bool { return r.NominationID == c.Path("nomination") })
	if i < 0 {
		return exceptPage{}, fault.Missing("nomination")
	}
	return exceptPage{completionPage: page, Row: page.Rows[i]}, nil
}

func (p *Pages) showExcept(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadRow(c)
	if err != nil {
		return err
	}
	if !form.Values.Has("exception") {
		form.Values.Set("exception", page.Row.Exception)
	}
	page.Form = form
	return c.Show(view("Completion", page.Convened, namesPeople, status, exceptView(page)))
}

func (p *Pages) except(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	x := training.ExceptionDraft{NominationID: c.Path("nomination"), Exception: form.Text("exception"), Reason: form.Text("reason")}
	if err := p.Training.Except(c.Context(), c.Actor, id, x); err != nil {
		return after(form, err, func(status int) error { return p.showExcept(c, status, form) })
	}
	return c.See(path(id)+"/completion", "The exception is kept. It takes effect when completion is concluded.")
}

func (p *Pages) evidence(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	x := training.EvidenceDraft{NominationID: c.Path("nomination"), Kind: training.EvidenceKind(form.Text("kind")), On: form.Date("on", "On"), Words: form.Text("words")}
	again := func(status int) error { return p.showExcept(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Training.NoteEvidence(c.Context(), c.Actor, id, x); err != nil {
		return after(form, err, again)
	}
	return c.See(path(id)+"/completion", "It is noted.")
}

func exceptionOptions() []ui.Option {
	return []ui.Option{{Value: "", Label: "The rule holds"}, {Value: training.Completed, Label: "Completes it all the same"}, {Value: training.NotCompleted, Label: "Does not complete it"}}
}

func (p *Pages) statements(c *web.Call) error {
	list, err := p.Training.Statements(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	return c.Send("statements.json", "application/json", data, false)
}
