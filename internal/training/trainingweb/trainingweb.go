// Package trainingweb shows what activities deliver: the selection of a cohort, its register by session and day, who completed it,
// a person's own training, files for other systems, and the JSON API.
package trainingweb

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/curricula"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/registrations"
	"counterpart/internal/training"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Training   *training.Service
	Curricula  *curricula.Service
	Activities *activities.Service
	People     *people.Service
}

// Routes lists every page, form and download of this room.
func (p *Pages) Routes() []web.Route {
	see, deliver, choose, conclude := training.RightSee, training.RightDeliver, training.RightSelect, training.RightConclude
	const at = "/activities/{id}/training"
	return []web.Route{
		{Pattern: "GET /training", Right: see, Do: p.hub},
		{Pattern: "GET /training.csv", Right: see, Do: p.listCSV},
		{Pattern: "GET /my-training", Right: training.RightOwn, Do: p.mine},
		{Pattern: "GET " + at, Right: see, Do: p.show},
		{Pattern: "GET " + at + "/edit", Right: deliver, Do: p.editForm},
		{Pattern: "POST " + at, Right: deliver, Do: p.edit},
		{Pattern: "GET " + at + "/selection", Right: choose, Do: p.selection},
		{Pattern: "POST " + at + "/selection", Right: choose, Do: p.propose},
		{Pattern: "GET " + at + "/selection/decide", Right: choose, Do: p.decideForm},
		{Pattern: "POST " + at + "/selection/decide", Right: choose, Do: p.decide},
		{Pattern: "GET " + at + "/selection/accept", Right: choose, Do: p.acceptForm},
		{Pattern: "POST " + at + "/selection/accept", Right: choose, Do: p.accept},
		{Pattern: "GET " + at + "/selection/lines/{line}", Right: choose, Do: p.changeForm},
		{Pattern: "POST " + at + "/selection/lines/{line}", Right: choose, Do: p.change},
		{Pattern: "GET " + at + "/register", Right: choose, Do: p.register},
		{Pattern: "GET " + at + "/register.csv", Right: conclude, Do: p.registerCSV},
		{Pattern: "GET " + at + "/register/{nomination}/{session}", Right: conclude, Do: p.correctForm},
		{Pattern: "POST " + at + "/register/{nomination}/{session}", Right: conclude, Do: p.correct},
		{Pattern: "GET " + at + "/completion", Right: see, Do: p.completion},
		{Pattern: "GET " + at + "/completion.csv", Right: see, Do: p.completionCSV},
		{Pattern: "POST " + at + "/completion", Right: conclude, Do: p.conclude},
		{Pattern: "GET " + at + "/completion/{nomination}", Right: conclude, Do: p.exceptForm},
		{Pattern: "POST " + at + "/completion/{nomination}", Right: conclude, Do: p.except},
		{Pattern: "POST " + at + "/completion/{nomination}/evidence", Right: conclude, Do: p.evidence},
		{Pattern: "GET " + at + "/lms", Right: conclude, Do: p.files},
		{Pattern: "POST " + at + "/lms", Right: conclude, Do: p.readFile},
		{Pattern: "GET " + at + "/lms/{lms}", Right: conclude, Do: p.file},
		{Pattern: "POST " + at + "/lms/{lms}", Right: conclude, Do: p.columns},
		{Pattern: "POST " + at + "/lms/{lms}/take", Right: conclude, Do: p.takeFile},
		{Pattern: "POST " + at + "/lms/{lms}/undo", Right: conclude, Do: p.undoFile},
		{Pattern: "GET " + at + "/statements.json", Right: conclude, Do: p.statements},
	}
}

const pageSize = 50

func path(activityID string) string { return "/activities/" + activityID + "/training" }

// parts are the pages of this room, as links under the tab.
func parts(actor access.Actor, activityID, current string) []ui.NavItem {
	var out []ui.NavItem
	for _, part := range []struct {
		name, label string
		right       access.Right
	}{
		{"", "Course", training.RightSee},
		{"/selection", "Selection", training.RightSelect},
		{"/register", "Presence", training.RightSelect},
		{"/completion", "Completion", training.RightSee},
		{"/lms", "Learning platform", training.RightConclude},
	} {
		if actor.Holds(part.right) {
			out = append(out, ui.NavItem{Label: part.label, Href: path(activityID) + part.name, Current: part.name == current})
		}
	}
	return out
}

// view is a page of the room in the frame of its activity.
func view(title string, a activities.Activity, tlp label.TLP, status int, content templ.Component) web.View {
	return web.View{Title: title + ": " + a.Title, Content: content, Status: status, Label: string(label.Strictest(a.Label, label.Amber, tlp))}
}

// after is what a form leads to: shown again with the words beside the fields, or the error.
func after(form *web.Form, err error, again func(status int) error) error {
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return again(422)
}

// sendCSV sends a table; label is that of everything in it.
func sendCSV(c *web.Call, name string, tlp label.TLP, rows [][]string) error {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	for i, row := range rows {
		if i == 0 {
			row = append(row, "label")
		} else {
			row = append(row, string(tlp))
		}
		for j := range row {
			row[j] = registrations.Guard(row[j])
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return c.Send(name+" "+tlp.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

func facts(list ...ui.Fact) []ui.Fact {
	return slices.DeleteFunc(list, func(f ui.Fact) bool { return f.Value == "" && f.Content == nil })
}

func paragraphs(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func name(m training.Member) ui.Name {
	return ui.Name{Before: m.AddressForm, Name: m.Given, Native: m.NativeName, NativeLang: m.NativeLang}
}
