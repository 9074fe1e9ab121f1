package importsweb

import (
	"bytes"
	"strconv"
	"strings"

	"counterpart/internal/fault"
	"counterpart/internal/imports"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// importPage is one import with a page of its rows.
type importPage struct {
	Import  imports.Import
	Verdict imports.Verdict
	Rows    []imports.Row
	Next    string
	Form    *web.Form
	Words   *vocabulary.Words
}

func (p *Pages) show(c *web.Call) error { return p.showImport(c, 200, nil) }

func (p *Pages) showImport(c *web.Call, status int, form *web.Form) error {
	ctx, id := c.Context(), c.Path("id")
	imp, err := p.Imports.Find(ctx, c.Actor, id)
	if err != nil {
		return err
	}
	page := importPage{Import: imp, Verdict: imports.Verdict(c.Query("show")), Form: form}
	if page.Words, err = p.Vocabulary.Words(ctx); err != nil {
		return err
	}
	if form == nil {
		page.Form = formOf(imp.Options)
	}
	after, err := strconv.Atoi("0" + c.Query("after"))
	if err != nil {
		return fault.Missing("page")
	}
	next := 0
	if page.Rows, next, err = p.Imports.Rows(ctx, c.Actor, id, page.Verdict, after, pageSize); err != nil {
		return err
	}
	if next > 0 {
		page.Next = "/imports/" + id + "?show=" + string(page.Verdict) + "&after=" + strconv.Itoa(next)
	}
	return c.Show(web.View{Title: "Import of " + imp.File, Content: importView(page), Status: status, Label: "TLP:AMBER+STRICT"})
}

// progress is the part of the page that changes while rows are taken.
func (p *Pages) progress(c *web.Call) error {
	imp, err := p.Imports.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	return progressView(imp).Render(c.Context(), c.W)
}

func (p *Pages) rehearse(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	imp, err := p.Imports.Find(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	return p.after(c, form, p.Imports.Rehearse(c.Context(), c.Actor, id, readOptions(form, imp.Options)), "The file has been looked at again.")
}

func (p *Pages) take(c *web.Call) error {
	return p.after(c, c.Form(), p.Imports.Take(c.Context(), c.Actor, c.Path("id")), "The good rows are being taken into the register.")
}

func (p *Pages) after(c *web.Call, form *web.Form, err error, notice string) error {
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showImport(c, 422, form)
	}
	return c.See("/imports/"+c.Path("id"), notice)
}

func (p *Pages) refused(c *web.Call) error {
	imp, err := p.Imports.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	var out bytes.Buffer // at most the 20 MB that were sent, with the reasons
	out.WriteString("\uFEFF")
	if err := p.Imports.WriteRefused(c.Context(), c.Actor, imp.ID, &out); err != nil {
		return err
	}
	name := strings.TrimSuffix(imp.File, ".csv") + "-refused " + label.AmberStrict.Slug() + ".csv"
	return c.Send(name, "text/csv; charset=utf-8", out.Bytes(), false)
}

func columnField(i int) string { return "column" + strconv.Itoa(i) }

func kindField(i int) string { return "kind" + strconv.Itoa(i) }

// formOf fills the form with the options as they are.
func formOf(o imports.Options) *web.Form {
	values := map[string]string{"category": o.Category, "mode": o.Mode, "filter_column": o.Filter, "filter_value": o.Is}
	for i, f := range o.Columns {
		values[columnField(i)] = f
	}
	for i, g := range o.Groups {
		values[kindField(i)] = o.Kinds[g]
	}
	if o.Attended {
		values["attended"] = "1"
	}
	return web.NewForm(values)
}

func readOptions(f *web.Form, before imports.Options) imports.Options {
	o := imports.Options{
		Columns: make([]string, len(before.Headings)), Groups: before.Groups, Kinds: map[string]string{},
		Category: f.Text("category"), Mode: f.Text("mode"), Attended: f.Checked("attended"), Filter: f.Text("filter_column"), Is: f.Text("filter_value"),
	}
	for i := range before.Headings {
		o.Columns[i] = f.Text(columnField(i))
	}
	for i, g := range before.Groups {
		o.Kinds[g] = f.Text(kindField(i))
	}
	return o
}

func fieldOptions(kind string) []ui.Option {
	fields := imports.FieldsOf(kind)
	out := make([]ui.Option, len(fields))
	for i, f := range fields {
		out[i] = ui.Option{Value: f.Code, Label: f.Label}
	}
	return out
}

func headingOptions(headings []string) []ui.Option {
	out := make([]ui.Option, len(headings))
	for i, h := range headings {
		out[i] = ui.Option{Value: h, Label: h}
	}
	return out
}

// groupWords names a value of the kind column.
func groupWords(group string) string {
	if group == "" {
		return "Rows without a kind"
	}
	return group
}

// told is what the first used columns of a row say, for a table that must stay narrow.
func told(o imports.Options, cells imports.Cells) string {
	var parts []string
	for i, f := range o.Columns {
		if f != "" && i < len(cells) && cells[i] != "" && len(parts) < 5 {
			parts = append(parts, cells[i])
		}
	}
	if len(parts) == 0 {
		parts = cells
	}
	words := []rune(strings.Join(parts, " · "))
	if len(words) > 200 {
		return string(words[:200]) + "…"
	}
	return string(words)
}

// recordHref leads to the record that a row is or became.
func recordHref(imp imports.Import, r imports.Row) string {
	switch {
	case r.RecordID == "":
		return ""
	case imp.Kind == imports.Parties:
		return "/parties/" + r.RecordID
	default:
		return "/people/" + r.RecordID
	}
}

// verdictLook is the verdict as a chip knows it.
func verdictLook(v imports.Verdict) ui.State {
	switch v {
	case imports.VerdictNew:
		return "kept"
	case imports.VerdictSame:
		return "same"
	default:
		return "problem"
	}
}

var verdictWords = map[imports.Verdict]string{imports.VerdictNew: "New", imports.VerdictSame: "Same", imports.VerdictRefused: "Refused"}

func number(n int) string { return strconv.Itoa(n) }

func verdictTabs(p importPage) []ui.NavItem {
	href := "/imports/" + p.Import.ID
	items := []ui.NavItem{{Label: "All", Href: href, Current: p.Verdict == "", Count: number(p.Import.Rows())}}
	for _, v := range []struct {
		verdict imports.Verdict
		rows    int
	}{{imports.VerdictNew, p.Import.NewRows}, {imports.VerdictSame, p.Import.SameRows}, {imports.VerdictRefused, p.Import.RefusedRows}} {
		items = append(items, ui.NavItem{Label: verdictWords[v.verdict], Href: href + "?show=" + string(v.verdict), Current: p.Verdict == v.verdict, Count: number(v.rows)})
	}
	return items
}

func fileField(f ui.Field) ui.Field {
	f.Required, f.Accept, f.Value = true, ".csv,.txt,.tsv,text/csv,text/plain", ""
	f.Hint = "CSV with headings in the first line; commas, semicolons or tabs; at most 20 MB and 50,000 rows"
	return f
}
