package trainingweb

import (
	"fmt"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/training"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// filesPage lists the files of a learning platform that were read for a delivery.
type filesPage struct {
	Actor    access.Actor
	Delivery training.Delivery
	Form     *web.Form
	List     []training.File
}

func (p filesPage) at(part string) string { return path(p.Delivery.ActivityID) + "/lms" + part }

func (p *Pages) files(c *web.Call) error { return p.showFiles(c, 200, web.NewForm(nil)) }

func (p *Pages) showFiles(c *web.Call, status int, form *web.Form) error {
	list, d, err := p.Training.FilesOf(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := filesPage{Actor: c.Actor, Delivery: d, Form: form, List: list}
	return c.Show(view("Learning platform", d.Convened(), namesPeople, status, filesView(page)))
}

func (p *Pages) readFile(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	file, err := p.Training.ReadFile(c.Context(), c.Actor, id, form.Upload("file"))
	if err != nil {
		return after(form, err, func(status int) error { return p.showFiles(c, status, form) })
	}
	return c.See(path(id)+"/lms/"+file, "The file is read. Nothing is taken yet.")
}

// filePage is one file with its rehearsal.
type filePage struct {
	training.FilePage
	Actor access.Actor
	Form  *web.Form
}

func (p filePage) at(part string) string {
	return path(p.Convened.ID) + "/lms/" + p.File.ID + part
}

// column is the name of the form field of a column.
func column(i int) string { return fmt.Sprintf("column.%d", i) }

func (p *Pages) file(c *web.Call) error { return p.showFile(c, 200, nil) }

func (p *Pages) showFile(c *web.Call, status int, form *web.Form) error {
	found, err := p.Training.FileOf(c.Context(), c.Actor, c.Path("id"), c.Path("lms"))
	if err != nil {
		return err
	}
	if form == nil {
		form = web.NewForm(nil)
		for i, meaning := range found.File.Columns {
			form.Values.Set(column(i), meaning)
		}
	}
	return c.Show(view("Learning platform", found.Convened, namesPeople, status, fileView(filePage{FilePage: found, Actor: c.Actor, Form: form})))
}

func (p *Pages) columns(c *web.Call) error {
	form, id, file := c.Form(), c.Path("id"), c.Path("lms")
	found, err := p.Training.FileOf(c.Context(), c.Actor, id, file)
	if err != nil {
		return err
	}
	columns := make([]string, len(found.File.Headings))
	for i := range columns {
		columns[i] = form.Text(column(i))
	}
	if err := p.Training.MeanColumns(c.Context(), c.Actor, id, file, columns); err != nil {
		return after(form, err, func(status int) error { return p.showFile(c, status, form) })
	}
	return c.See(path(id)+"/lms/"+file, "The rows are looked at anew.")
}

func (p *Pages) takeFile(c *web.Call) error {
	id, file := c.Path("id"), c.Path("lms")
	n, err := p.Training.TakeFile(c.Context(), c.Actor, id, file)
	if err != nil {
		return err
	}
	return c.See(path(id)+"/lms/"+file, fmt.Sprintf("%d rows are taken.", n))
}

func (p *Pages) undoFile(c *web.Call) error {
	id, file := c.Path("id"), c.Path("lms")
	if err := p.Training.UndoFile(c.Context(), c.Actor, id, file); err != nil {
		return err
	}
	return c.See(path(id)+"/lms/"+file, "What was taken of this file is taken back.")
}

// meaningOptions are what a column can mean.
func (p filePage) meaningOptions() []ui.Option {
	out := []ui.Option{
		{Value: training.ColumnEmail, Label: "E-mail address"},
		{Value: training.ColumnName, Label: "Whole name"},
		{Value: training.ColumnGiven, Label: "Given name"},
		{Value: training.ColumnFamily, Label: "Family name"},
		{Value: training.ColumnTest, Label: "Score of the test after the course"},
	}
	for _, s := range p.Sessions {
		out = append(out, ui.Option{Value: training.ColumnSession(s.ID), Label: "Who was in: " + s.Title})
	}
	return out
}

var fileStates = map[string]string{training.FileRead: "Read, nothing taken", training.FileTaken: "Taken", training.FileUndone: "Taken back"}

var fileLook = map[string]ui.State{training.FileRead: "pending", training.FileTaken: "done", training.FileUndone: "withdrawn"}

// who names the person of a row: as the register does once it was taken.
func (p filePage) who(r training.FileRow) string {
	if r.Person != "" && !slices.Contains([]string{"", r.Person}, r.Who) {
		return r.Person + " (" + r.Who + ")"
	}
	if r.Person != "" {
		return r.Person
	}
	return r.Who
}
