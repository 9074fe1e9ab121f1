package lawsweb

import (
	"strconv"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// importPage is the form that sends a text in.
type importPage struct {
	lawPage
	Form *web.Form
}

func (p *Pages) importForm(c *web.Call) error { return p.showImport(c, 200, c.Form()) }

func (p *Pages) showImport(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadToEdit(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Import a text", Content: importView(importPage{page, form}), Status: status, Label: string(page.Law.Label)})
}

func (p *Pages) rehearse(c *web.Call) error {
	form, id := c.Form(), c.Path("law")
	again := func(status int) error { return p.showImport(c, status, form) }
	upload := form.Upload("file")
	if upload == nil {
		upload = &files.Upload{Field: "file"}
	}
	rehearsal, err := p.Laws.Rehearse(c.Context(), c.Actor, id, *upload)
	if err != nil {
		return after(form, err, again)
	}
	return c.See(path(id, "/imports/"+rehearsal), "")
}

func (p *Pages) rehearsal(c *web.Call) error {
	r, err := p.Laws.Rehearsal(c.Context(), c.Actor, c.Path("law"), c.Path("import"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "What would be taken", Content: rehearsalView(r), Label: string(r.Law.Label)})
}

func (p *Pages) take(c *web.Call) error {
	text, err := p.Laws.Take(c.Context(), c.Actor, c.Path("law"), c.Path("import"))
	if err != nil {
		return err
	}
	return c.See(atPath(text.LawID, text.From, "", text.Language), "The text is taken.")
}

func (p *Pages) discard(c *web.Call) error {
	if err := p.Laws.Discard(c.Context(), c.Actor, c.Path("law"), c.Path("import")); err != nil {
		return err
	}
	return c.See(path(c.Path("law"), ""), "The file is forgotten. Nothing was taken.")
}

func (p *Pages) source(c *web.Call) error {
	f, data, err := p.Laws.Source(c.Context(), c.Actor, c.Path("law"), c.Path("text"))
	if err != nil {
		return err
	}
	return c.Send(f.Name, f.MediaType, data, false)
}

// readPage is a law as it stood on a day.
type readPage struct {
	laws.Reading
	Form *web.Form
	Tree []*unitNode
	More string // address of the next page
}

// unitNode is a unit with those that stand in it, as far as they are on the page.
type unitNode struct {
	laws.Provision
	Href string
	In   []*unitNode
}

func (p *Pages) read(c *web.Call) error {
	form := c.Form()
	on := db.Date(c.Path("date"))
	if asked := form.Date("on", "On"); asked != "" { // the form of the page asks for another day
		on = asked
		return c.See(atPath(c.Path("law"), on, c.Path("eid"), form.Text("language")), "")
	}
	if _, err := db.ParseDate(string(on)); err != nil || on == "" {
		return fault.Missing("day")
	}
	position, err := strconv.Atoi(c.Query("after"))
	if err != nil {
		position = 0
	}
	found, err := p.Laws.Read(c.Context(), c.Actor, c.Path("law"), laws.ReadDraft{On: on, Language: form.Text("language"), EID: c.Path("eid"), After: position})
	if err != nil {
		return err
	}
	form.Values.Set("on", string(on))
	page := readPage{Reading: found, Form: form}
	page.Tree = page.grow()
	if found.Next > 0 {
		page.More = web.Address(path(found.Law.ID, "/at/"+string(on)), "language", found.Text.Language, "after", strconv.Itoa(found.Next))
		if found.Unit != nil {
			page.More = web.Address(atPath(found.Law.ID, on, found.Unit.EID, ""), "language", found.Text.Language, "after", strconv.Itoa(found.Next))
		}
	}
	title := found.Law.Name()
	if found.Unit != nil {
		title = found.Unit.Title() + ": " + title
	}
	return c.Show(web.View{Title: title, Content: readView(page), Public: !c.Actor.SignedIn(), Label: string(found.Law.Label), NoIndex: found.Law.Label != label.Clear, Describe: found.Law.Citation()})
}

// grow makes the tree of the units of the page. A unit whose surroundings are on an earlier page stands by itself.
func (p readPage) grow() []*unitNode {
	var top []*unitNode
	nodes := make(map[string]*unitNode, len(p.Provisions))
	for _, one := range p.Provisions {
		node := &unitNode{Provision: one, Href: atPath(p.Law.ID, p.On, one.EID, p.Text.Language)}
		nodes[one.EID] = node
		if up, ok := nodes[one.Parent]; ok {
			up.In = append(up.In, node)
		} else {
			top = append(top, node)
		}
	}
	return top
}

// comparePage is two texts of a law side by side.
type comparePage struct {
	laws.Comparison
	Form *web.Form
}

func (p *Pages) compare(c *web.Call) error {
	form := c.Form()
	found, err := p.Laws.Compare(c.Context(), c.Actor, c.Path("law"), form.Text("from"), form.Text("to"))
	if err != nil {
		return err
	}
	form.Values.Set("from", found.From.ID)
	form.Values.Set("to", found.To.ID)
	return c.Show(web.View{Title: "What changed", Content: compareView(comparePage{found, form}), Public: !c.Actor.SignedIn(), Label: string(found.Law.Label), NoIndex: true})
}

var differenceWords = map[string]string{laws.Added: "New", laws.Gone: "Gone", laws.Changed: "Changed"}

// textName is how a text is named in a choice: its language and the day from which it stood.
func textName(t laws.Text) string {
	name := language(t.Language) + ", from " + web.Day(t.From)
	if t.Replaced {
		name += " (replaced)"
	}
	return name
}

func textOptions(list []laws.Text) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, t := range list {
		out[i] = ui.Option{Value: t.ID, Label: textName(t)}
	}
	return out
}

// eid is that of the unit that is shown, "" for the whole law.
func (p readPage) eid() string {
	if p.Unit == nil {
		return ""
	}
	return p.Unit.EID
}

func (p readPage) heading() string {
	if p.Unit == nil {
		return p.Law.Name()
	}
	return p.Unit.Title()
}

// trail leads from the register to the unit that is shown.
func (p readPage) trail() []ui.Link {
	out := []ui.Link{{Label: "National laws", Href: "/laws"}, {Label: p.Law.Name(), Href: path(p.Law.ID, "")}}
	if p.Unit == nil {
		return out
	}
	out = append(out, ui.Link{Label: "Text", Href: atPath(p.Law.ID, p.On, "", p.Text.Language)})
	for _, one := range p.Above {
		out = append(out, ui.Link{Label: one.Title(), Href: atPath(p.Law.ID, p.On, one.EID, p.Text.Language)})
	}
	return out
}
