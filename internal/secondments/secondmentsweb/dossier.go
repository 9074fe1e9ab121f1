package secondmentsweb

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/print"
	"counterpart/internal/secondments"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// dossierPage is one dossier as its reader's side is shown it.
type dossierPage struct {
	secondments.Page
	Actor access.Actor
	Base  string // of the addresses of its forms
	Link  bool   // read by a signed link
	Form  *web.Form
}

func (p dossierPage) at(part string) string { return p.Base + part }

func (p dossierPage) office() bool { return p.Side == secondments.Office }

func (p dossierPage) buttons() []secondments.Verb {
	return slices.DeleteFunc(slices.Clone(p.Can), func(v secondments.Verb) bool { return verbWords[v].button == "" })
}

func (p dossierPage) in(states ...secondments.State) bool {
	return slices.Contains(states, p.Dossier.State)
}

// label is the strictest of everything on the page.
func (p dossierPage) label() string {
	out := secondments.Strictest([]secondments.Dossier{p.Dossier})
	for _, f := range p.Files {
		out = label.Strictest(out, f.Label)
	}
	return string(out)
}

// proposed is the later end that waits for the Co-Managers.
func (p dossierPage) proposed() (secondments.EndChange, bool) {
	for _, x := range p.Changes {
		if x.State == "proposed" {
			return x, true
		}
	}
	return secondments.EndChange{}, false
}

func (p *Pages) load(c *web.Call) (dossierPage, error) {
	id := c.Path("secondment")
	found, err := p.Secondments.Find(c.Context(), c.Actor, id)
	return dossierPage{Page: found, Actor: c.Actor, Base: "/secondments/" + id, Form: web.NewForm(nil)}, err
}

func (p *Pages) show(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	return p.showDossier(c, 200, page)
}

func (p *Pages) showDossier(c *web.Call, status int, page dossierPage) error {
	return c.Show(web.View{Title: page.Reference, Content: dossierView(page), Status: status, Label: page.label(), Public: page.Link, NoIndex: page.Link})
}

// takePage is the form of a step.
type takePage struct {
	dossierPage
	Verb secondments.Verb
}

func (p *Pages) takeForm(c *web.Call) error { return p.showTake(c, 200, c.Form()) }

func (p *Pages) showTake(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	verb := secondments.Verb(c.Path("verb"))
	words, known := verbWords[verb]
	if !known || !slices.Contains(page.Can, verb) {
		return c.See(page.at(""), "")
	}
	page.Form = form
	return c.Show(web.View{Title: words.button, Content: takeView(takePage{page, verb}), Status: status, Label: page.label()})
}

func (p *Pages) take(c *web.Call) error {
	form, id, verb := c.Form(), c.Path("secondment"), secondments.Verb(c.Path("verb"))
	err := p.Secondments.Take(c.Context(), c.Actor, id, secondments.StepDraft{Verb: verb, Version: form.Int("version", "Version"), Words: form.Text("words")})
	if err == nil {
		return c.See("/secondments/"+id, verbWords[verb].done)
	}
	return after(form, err, func(status int) error { return p.showTake(c, status, form) })
}

// formPage is a page with one form about a dossier, and what can be chosen there.
type formPage struct {
	dossierPage
	Choices, Desks []ui.Option
	Code           string
}

func (p *Pages) screenForm(c *web.Call) error { return p.showScreen(c, 200, c.Form()) }

func (p *Pages) showScreen(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if !page.MayEdit || !page.in(secondments.Nominated) {
		return c.See(page.at(""), "")
	}
	page.Form = form
	return c.Show(web.View{Title: "Screen", Content: screenView(page), Status: status, Label: page.label()})
}

func (p *Pages) screen(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	form, id := c.Form(), c.Path("secondment")
	d := secondments.ScreenDraft{Words: form.Text("words"), Out: form.Text("result") == "out"}
	for i := range page.Assignment.Criteria() {
		if answer := form.Text("met" + strconv.Itoa(i)); answer != "" {
			d.Checks = append(d.Checks, secondments.Check{Criterion: i, Met: answer == "yes"})
		} else {
			form.Wrong.Add("met"+strconv.Itoa(i), "Say whether it is met.")
		}
	}
	form.Wrong.Check(form.Text("result") != "", "result", "Choose what comes of it.")
	again := func(status int) error { return p.showScreen(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Secondments.Screen(c.Context(), c.Actor, id, d); err != nil {
		return after(form, err, again)
	}
	return c.See("/secondments/"+id, "What the screening found is kept.")
}

func (p *Pages) panelForm(c *web.Call) error { return p.showPanel(c, 200, c.Form()) }

func (p *Pages) showPanel(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if !page.office() {
		return c.See(page.at(""), "")
	}
	page.Form = form
	return c.Show(web.View{Title: "Panel: " + page.Reference, Content: panelView(page), Status: status, Label: page.label()})
}

func (p *Pages) declare(c *web.Call) error {
	form, id := c.Form(), c.Path("secondment")
	form.Wrong.Check(form.Text("conflict") != "", "conflict", "Say whether you have a conflict of interest.")
	again := func(status int) error { return p.showPanel(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Secondments.Declare(c.Context(), c.Actor, id, form.Text("conflict") == "yes", form.Text("words")); err != nil {
		return after(form, err, again)
	}
	return c.See("/secondments/"+id+"/panel", "Your declaration is kept.")
}

func (p *Pages) score(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	form, id := c.Form(), c.Path("secondment")
	var x secondments.Scores
	for i := range page.Assignment.Criteria() {
		n := form.Int("points"+strconv.Itoa(i), "Points")
		form.Wrong.Check(n >= 1 && n <= 5, "points"+strconv.Itoa(i), "Give from 1 to 5 points.")
		x.Points = append(x.Points, n)
	}
	x.Words = form.Text("words")
	again := func(status int) error { return p.showPanel(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Secondments.Score(c.Context(), c.Actor, id, x); err != nil {
		return after(form, err, again)
	}
	return c.See("/secondments/"+id+"/panel", "Your score is kept. It is read when everybody has scored.")
}

func (p *Pages) fileForm(c *web.Call) error { return p.showFile(c, 200, c.Form()) }

func (p *Pages) showFile(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if !page.MayBring {
		return c.See(page.at(""), "")
	}
	page.Form = form
	return c.Show(web.View{Title: "Add a file", Content: fileView(page), Status: status, Label: page.label()})
}

func (p dossierPage) fileKinds() []ui.Option {
	var out []ui.Option
	for _, k := range secondments.FileKinds {
		if k != secondments.FileReport || p.Side != secondments.Party {
			out = append(out, ui.Option{Value: k, Label: secondments.FileKindWords(k)})
		}
	}
	return out
}

func readFile(f *web.Form) secondments.FileDraft {
	return secondments.FileDraft{Kind: f.Text("kind"), Title: f.Text("title"), Label: label.TLP(f.Text("label")), Upload: f.Upload("file")}
}

func (p *Pages) addFile(c *web.Call) error {
	form, id := c.Form(), c.Path("secondment")
	if err := p.Secondments.AddFile(c.Context(), c.Actor, id, readFile(form)); err != nil {
		return after(form, err, func(status int) error { return p.showFile(c, status, form) })
	}
	return c.See("/secondments/"+id+"#files", "The file is kept.")
}

func (p *Pages) file(c *web.Call) error {
	f, data, err := p.Secondments.File(c.Context(), c.Actor, c.Path("secondment"), c.Path("paper"))
	if err != nil {
		return err
	}
	return c.Send(f.Name, f.MediaType, data, false)
}

// printed are the letters that can be printed, by the part of their address.
var printed = map[string]string{
	"offer": letters.SecondmentOffer, "secondment": letters.SecondmentLetter, "end": letters.SecondmentExtension, "feedback": letters.SecondmentFeedback, "return": letters.SecondmentCertificate,
}

func (p *Pages) print(c *web.Call) error {
	paper, err := p.Secondments.Paper(c.Context(), c.Actor, c.Path("secondment"), printed[c.Path("code")])
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	m := words.Pack.Mechanism
	doc := print.Letter{
		Head: print.Letterhead{Mechanism: m.Name.In(paper.Language), Lang: paper.Language, Created: c.Site.Now()}, Reference: paper.Reference, Date: paper.Date, To: paper.To, Subject: paper.Subject,
		Paragraphs: paper.Paragraphs, Signatory: paper.Signature, Label: string(paper.Label), Demo: c.Site.Demo,
	}
	if len(m.Letterhead) > 0 {
		doc.Head.Office = m.Letterhead[0]
	}
	var out bytes.Buffer
	if err := print.WriteLetter(&out, doc); err != nil {
		return fmt.Errorf("print a letter of a secondment: %w", err)
	}
	return c.Send(c.Path("code")+" "+paper.Reference+" "+paper.Label.Slug()+".pdf", "application/pdf", out.Bytes(), true)
}

func (p *Pages) sendLink(c *web.Call) error {
	id := c.Path("secondment")
	if err := p.Secondments.SendLink(c.Context(), c.Actor, id); err != nil {
		return err
	}
	return c.See("/secondments/"+id, "The officer gets a mail with a new link.")
}
