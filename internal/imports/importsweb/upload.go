package importsweb

import (
	"counterpart/internal/activities"
	"counterpart/internal/imports"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

const pageSize = 100

// listPage is what the list of imports shows.
type listPage struct {
	Rows []imports.Import
	Next string
}

func (p *Pages) list(c *web.Call) error {
	after, err := web.DecodeKey(c.Query("after"), 1)
	if err != nil {
		return err
	}
	rows, next, err := p.Imports.List(c.Context(), c.Actor, after, pageSize)
	if err != nil {
		return err
	}
	page := listPage{Rows: rows}
	if next != nil {
		page.Next = "/imports?after=" + web.EncodeKey(next...)
	}
	return c.Show(web.View{Title: "Imports", Content: listView(page)})
}

// uploadPage is the form that takes a file.
type uploadPage struct {
	Form       *web.Form
	Activities []ui.Option
}

func (p *Pages) uploadForm(c *web.Call) error {
	kind := imports.People
	if c.Query("activity") != "" {
		kind = imports.Participants
	}
	return p.showUpload(c, 200, web.NewForm(map[string]string{"kind": kind, "activity_id": c.Query("activity")}))
}

func (p *Pages) showUpload(c *web.Call, status int, form *web.Form) error {
	page := uploadPage{Form: form}
	rows, _, err := p.Activities.List(c.Context(), c.Actor, activities.Filter{Limit: 1000})
	if err != nil {
		return err
	}
	for _, a := range rows {
		page.Activities = append(page.Activities, ui.Option{Value: a.ID, Label: a.Title + ", " + a.Dates()})
	}
	return c.Show(web.View{Title: "Import a list", Content: uploadView(page), Status: status})
}

func (p *Pages) upload(c *web.Call) error {
	form := c.Form()
	draft := imports.Draft{Kind: form.Text("kind"), ActivityID: form.Text("activity_id")}
	if u := form.Upload("file"); u != nil {
		draft.Name, draft.Content = u.Name, u.Bytes
	} else {
		form.Wrong.Add("file", "Choose a file.")
		return p.showUpload(c, 422, form)
	}
	id, err := p.Imports.Upload(c.Context(), c.Actor, draft)
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showUpload(c, 422, form)
	}
	return c.See("/imports/"+id, "The file has been looked at. Nothing is written to the registers yet.")
}

var kindOptions = []ui.Option{
	{Value: imports.People, Label: "People", Hint: "A name in each row; party, position, e-mail and more where there are columns"},
	{Value: imports.Parties, Label: "Parties", Hint: "States, organisations, agencies and their status"},
	{Value: imports.Participants, Label: "Participants of an activity", Hint: "People with their parties, as confirmed or as having come"},
}

func kindWords(kind string) string {
	for _, o := range kindOptions {
		if o.Value == kind {
			return o.Label
		}
	}
	return kind
}

var stateWords = map[imports.State]string{
	imports.Reading: "Not looked at to its end", imports.Rehearsed: "Rehearsed", imports.Taking: "Rows are being taken", imports.Taken: "Taken",
}

// stateLook is the state as a chip knows it.
func stateLook(s imports.State) ui.State {
	switch s {
	case imports.Taken:
		return "done"
	case imports.Taking:
		return "running"
	case imports.Reading:
		return "hold"
	default:
		return "draft"
	}
}
