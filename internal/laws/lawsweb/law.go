package lawsweb

import (
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// lawPage is one law with everything that belongs to it.
type lawPage struct {
	laws.Page
	Actor access.Actor
	Today db.Date
}

func (p lawPage) at(part string) string { return path(p.Law.ID, part) }

func (p *Pages) load(c *web.Call) (lawPage, error) {
	found, err := p.Laws.Find(c.Context(), c.Actor, c.Path("law"))
	return lawPage{Page: found, Actor: c.Actor, Today: db.At(c.Site.Now()).Date()}, err
}

// loadToEdit loads a law that the actor may change.
func (p *Pages) loadToEdit(c *web.Call) (lawPage, error) {
	page, err := p.load(c)
	if err != nil {
		return page, err
	}
	return page, c.Actor.Require(laws.RightEdit, page.Law.Object())
}

func (p *Pages) show(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Law.Name(), Content: lawView(page), Public: !c.Actor.SignedIn(), Label: string(page.Law.Label), NoIndex: page.Law.Label != label.Clear, Describe: page.Citation})
}

// editPage is the form of a law, new or known.
type editPage struct {
	Title, Lead, Action, Back string
	Form                      *web.Form
	Parties                   []ui.Option
	New                       bool
	Label                     label.TLP
}

func (p *Pages) enterForm(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	form := c.Form()
	form.Values.Set("label", string(laws.DefaultLabel(words)))
	return p.showEnter(c, 200, form)
}

func (p *Pages) showEnter(c *web.Call, status int, form *web.Form) error {
	page := editPage{Title: "Enter a law", Lead: "Its texts and files are added afterwards.", Action: "/laws", Back: "/laws", Form: form, New: true, Label: label.Clear}
	var err error
	if page.Parties, err = p.partyOptions(c); err != nil {
		return err
	}
	if len(page.Parties) == 1 {
		form.Values.Set("party_id", page.Parties[0].Value)
	}
	return p.showEdit(c, status, page)
}

func (p *Pages) showEdit(c *web.Call, status int, page editPage) error {
	return c.Show(web.View{Title: page.Title, Content: editView(page), Status: status, Label: string(page.Label)})
}

func readDraft(f *web.Form) laws.Draft {
	return laws.Draft{
		PartyID: f.Text("party_id"), Form: laws.Form(f.Text("kind")), Number: f.Text("number"), Year: f.Int("year", "Year"), Title: f.Text("title"), Language: f.Text("language"),
		Translation: f.Text("translation"), EnactedOn: f.Date("enacted_on", "Enacted on"), From: f.Date("from", "In force from"), To: f.Date("to", "In force until"), URL: f.Text("url"),
		AKN: f.Text("akn"), ELI: f.Text("eli"), URN: f.Text("urn_lex"), Source: f.Text("source"), Note: f.Text("note"), Label: label.TLP(f.Text("label")), LabelReason: f.Text("label_reason"),
	}
}

func (p *Pages) enter(c *web.Call) error {
	form := c.Form()
	d := readDraft(form)
	again := func(status int) error { return p.showEnter(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	id, err := p.Laws.Enter(c.Context(), c.Actor, d)
	if err != nil {
		return after(form, err, again)
	}
	return c.See(path(id, ""), "The law is in the register.")
}

func (p *Pages) changeForm(c *web.Call) error {
	page, err := p.loadToEdit(c)
	if err != nil {
		return err
	}
	l := page.Law
	return p.showEdit(c, 200, known(l, web.NewForm(map[string]string{
		"kind": string(l.Form), "number": l.Number, "year": strconv.Itoa(l.Year), "title": l.Title, "language": l.Language, "translation": l.Translation, "enacted_on": string(l.EnactedOn),
		"from": string(l.From), "to": string(l.To), "url": l.URL, "akn": l.AKN, "eli": l.ELI, "urn_lex": l.URN, "source": l.Source, "note": l.Note, "label": string(l.Label), "version": strconv.Itoa(l.Version),
	})))
}

func known(l laws.Law, form *web.Form) editPage {
	return editPage{Title: "Change the law", Lead: l.Citation(), Action: path(l.ID, ""), Back: path(l.ID, ""), Form: form, Label: l.Label}
}

func (p *Pages) change(c *web.Call) error {
	page, err := p.loadToEdit(c)
	if err != nil {
		return err
	}
	form := c.Form()
	d, version := readDraft(form), form.Int("version", "Version")
	again := func(status int) error { return p.showEdit(c, status, known(page.Law, form)) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	err = p.Laws.Change(c.Context(), c.Actor, page.Law.ID, version, d)
	if err == nil {
		return c.See(page.at(""), "The law is changed.")
	}
	if form.Overtaken(err, page.Law.Version) {
		return again(409)
	}
	return after(form, err, again)
}

// linkPage is the form that notes what another law did to this one.
type linkPage struct {
	lawPage
	Form    *web.Form
	Choices []ui.Option
}

func (p *Pages) linkForm(c *web.Call) error { return p.showLink(c, 200, c.Form()) }

func (p *Pages) showLink(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadToEdit(c)
	if err != nil {
		return err
	}
	out := linkPage{lawPage: page, Form: form}
	list, err := p.Laws.Choices(c.Context(), c.Actor, laws.Filter{Query: form.Text("find"), PartyID: page.Law.PartyID, Limit: 50})
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.ID != page.Law.ID {
			out.Choices = append(out.Choices, ui.Option{Value: l.ID, Label: l.Citation(), Hint: l.Name()})
		}
	}
	return c.Show(web.View{Title: "What changed this law", Content: linkView(out), Status: status, Label: string(page.Law.Label)})
}

func (p *Pages) link(c *web.Call) error {
	form, id := c.Form(), c.Path("law")
	d := laws.LinkDraft{ByID: form.Text("by_id"), Effect: laws.Effect(form.Text("kind")), On: form.Date("on", "From"), Note: form.Text("note")}
	again := func(status int) error { return p.showLink(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if _, err := p.Laws.Link(c.Context(), c.Actor, id, d); err != nil {
		return after(form, err, again)
	}
	return c.See(path(id, ""), "It is noted what changed this law.")
}

func (p *Pages) unlink(c *web.Call) error {
	if err := p.Laws.Unlink(c.Context(), c.Actor, c.Path("law"), c.Path("change")); err != nil {
		return err
	}
	return c.See(path(c.Path("law"), ""), "It is taken back.")
}

// filePage is the form of a file.
type filePage struct {
	lawPage
	Form *web.Form
}

func (p *Pages) fileForm(c *web.Call) error { return p.showFile(c, 200, c.Form()) }

func (p *Pages) showFile(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadToEdit(c)
	if err != nil {
		return err
	}
	if form.Text("label") == "" {
		form.Values.Set("label", string(page.Law.Label))
	}
	return c.Show(web.View{Title: "Add a file", Content: fileView(filePage{page, form}), Status: status, Label: string(page.Law.Label)})
}

func (p *Pages) addFile(c *web.Call) error {
	form, id := c.Form(), c.Path("law")
	_, err := p.Laws.AddFile(c.Context(), c.Actor, id, laws.FileDraft{Title: form.Text("title"), Label: label.TLP(form.Text("label")), Upload: form.Upload("file")})
	if err != nil {
		return after(form, err, func(status int) error { return p.showFile(c, status, form) })
	}
	return c.See(path(id, ""), "The file is kept.")
}

func (p *Pages) file(c *web.Call) error {
	f, data, err := p.Laws.File(c.Context(), c.Actor, c.Path("law"), c.Path("document"))
	if err != nil {
		return err
	}
	return c.Send(f.Name, f.MediaType, data, false)
}
