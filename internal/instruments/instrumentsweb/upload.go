package instrumentsweb

import (
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/instruments"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// uploadsPage is the form that takes a file, with those that wait.
type uploadsPage struct {
	Form  *web.Form
	Kinds []ui.Option
	Rows  []instruments.Upload
}

var fileKinds = []ui.Option{
	{Value: instruments.FileLibrary, Label: "Library", Hint: "A version of an instrument, as YAML"},
	{Value: instruments.FileMappings, Label: "Mappings", Hint: "Relations between provisions of instruments, as YAML; they take the place of those that an earlier file of the same set had"},
	{Value: instruments.FileStatuses, Label: "Treaty status", Hint: "Signatures, consents and reservations of States, as CSV"},
}

func kindWords(kind string) string {
	i := slices.IndexFunc(fileKinds, func(o ui.Option) bool { return o.Value == kind })
	if i < 0 {
		return kind
	}
	return fileKinds[i].Label
}

// kindsFor are the kinds of files that the actor may take.
func kindsFor(actor access.Actor) []ui.Option {
	if actor.Holds(instruments.RightLoad) {
		return fileKinds
	}
	return fileKinds[2:]
}

func (p *Pages) uploads(c *web.Call) error {
	kind := c.Query("kind")
	if kind == "" {
		kind = instruments.FileStatuses
	}
	return p.showUploads(c, 200, web.NewForm(map[string]string{"kind": kind}))
}

func (p *Pages) showUploads(c *web.Call, status int, form *web.Form) error {
	rows, err := p.Instruments.Uploads(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Bring a file", Content: uploadsView(uploadsPage{form, kindsFor(c.Actor), rows}), Status: status})
}

func (p *Pages) upload(c *web.Call) error {
	form := c.Form()
	again := func(status int) error { return p.showUploads(c, status, form) }
	u := form.Upload("file")
	if u == nil {
		form.Wrong.Add("file", "Choose a file.")
		return again(422)
	}
	id, err := p.Instruments.Upload(c.Context(), c.Actor, instruments.UploadDraft{Kind: form.Text("kind"), Name: u.Name, Content: u.Bytes})
	if err != nil {
		return after(form, err, again)
	}
	return c.See("/instrument-files/"+id, "The file has been looked at. Nothing is written to the registers yet.")
}

// rehearsalPage is what taking a file would do.
type rehearsalPage struct {
	instruments.Rehearsal
	Shown []instruments.Change
	Same  int
}

func (p *Pages) rehearsal(c *web.Call) error {
	found, err := p.Instruments.Rehearse(c.Context(), c.Actor, c.Path("upload"))
	if err != nil {
		return err
	}
	page := rehearsalPage{Rehearsal: found}
	if found.Library != nil {
		page.Shown, page.Same = unlike(found.Library.Changes)
	}
	return c.Show(web.View{Title: found.Upload.Name, Content: rehearsalView(page)})
}

func (p *Pages) take(c *web.Call) error {
	id := c.Path("upload")
	before, err := p.Instruments.Rehearse(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	if err := p.Instruments.Take(c.Context(), c.Actor, id); err != nil {
		return err
	}
	switch {
	case before.Library != nil:
		return c.See(path(before.Library.Code), "The library is loaded and in use.")
	case before.Mappings != nil:
		return c.See("/instruments", "The mappings are taken.")
	default:
		return c.See("/instrument-files/"+id, "The good rows are taken.")
	}
}

func (p *Pages) drop(c *web.Call) error {
	if err := p.Instruments.Drop(c.Context(), c.Actor, c.Path("upload")); err != nil {
		return err
	}
	return c.See("/instrument-files", "The file is thrown away.")
}

var verdictLook = map[instruments.Verdict]ui.State{instruments.RowNew: "new", instruments.RowSame: "done", instruments.RowChanged: "running", instruments.RowRefused: "refused"}

var verdictWords = map[instruments.Verdict]string{instruments.RowNew: "New", instruments.RowSame: "The same", instruments.RowChanged: "Changed", instruments.RowRefused: "Refused"}

// rows are those of a verdict, the refused ones first.
func (p rehearsalPage) rows() []instruments.RowPlan {
	out := slices.Clone(p.Statuses.Rows)
	slices.SortStableFunc(out, func(a, b instruments.RowPlan) int {
		return slices.Index(instruments.Verdicts, a.Verdict) - slices.Index(instruments.Verdicts, b.Verdict)
	})
	return out[:min(len(out), 500)]
}
