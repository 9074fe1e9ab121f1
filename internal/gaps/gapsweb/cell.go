package gapsweb

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// cellPage is one cell with everything around it.
type cellPage struct {
	gaps.CellPage
	Actor access.Actor
	Form  *web.Form
	Words *vocabulary.Words
	Laws  []ui.Option // of the State, to be cited
	Cited map[string]string
	Saved *gaps.Saved // when the form comes back because others changed the same
}

func (p cellPage) at(part string) string {
	return cellAt(p.Assessment.ID, p.Round.ID, p.Node.ID) + part
}

func (p *Pages) loadCell(c *web.Call) (cellPage, error) {
	found, err := p.Gaps.Cell(c.Context(), c.Actor, c.Path("round"), c.Path("provision"))
	if err == nil && found.Assessment.ID != c.Path("assessment") {
		err = fault.Missing("round")
	}
	if err != nil {
		return cellPage{}, err
	}
	words, err := p.Vocabulary.Words(c.Context())
	return cellPage{CellPage: found, Actor: c.Actor, Words: words}, err
}

func (p *Pages) cell(c *web.Call) error {
	page, err := p.loadCell(c)
	if err != nil {
		return err
	}
	page.Form = formOf(page.Cell)
	return p.showCell(c, 200, page)
}

func (p *Pages) showCell(c *web.Call, status int, page cellPage) error {
	var err error
	if page.MayWork {
		if page.Laws, err = p.lawsOf(c, page.Assessment.PartyID); err != nil {
			return err
		}
	}
	return c.Show(web.View{Title: page.Node.Name() + ", " + page.Assessment.Party, Content: cellView(page), Status: status, Label: string(page.Assessment.Label)})
}

// lawsOf are the laws of the State that the actor may read, the latest first.
func (p *Pages) lawsOf(c *web.Call, party string) ([]ui.Option, error) {
	if !c.Actor.Holds(laws.RightSee) {
		return nil, nil
	}
	list, _, err := p.Laws.List(c.Context(), c.Actor, laws.Filter{PartyID: party, Limit: 500})
	out := make([]ui.Option, len(list))
	for i, l := range list {
		out[i] = ui.Option{Value: l.ID, Label: l.Citation()}
	}
	return out, err
}

// spare is how many empty rows a form has for citations and evidence.
const spare = 1

// formOf fills the form with what stands in the cell.
func formOf(cell gaps.Cell) *web.Form {
	a := cell.Answer
	f := web.NewForm(map[string]string{
		"base": strconv.Itoa(cell.Revision), "applicability": a.Applicability, "de_jure": a.DeJure, "de_facto": a.DeFacto, "confidence": a.Confidence, "law": a.Law, "practice": a.Practice,
		"challenge": a.Challenge, "good_practice": a.GoodPractice, "assistance_words": a.AssistanceWords, "label": string(cell.Label),
		"citations": strconv.Itoa(len(a.Citations) + spare), "evidence": strconv.Itoa(len(a.Evidence) + spare),
	})
	f.Values["assistance"] = a.Assistance
	for i, x := range a.Citations {
		n := strconv.Itoa(i)
		for name, value := range map[string]string{"law": x.LawID, "text": x.Text, "article": x.Article, "eid": x.EID, "quote": x.Quote} {
			f.Values.Set("citation_"+name+"_"+n, value)
		}
	}
	for i, x := range a.Evidence {
		f.Values.Set("evidence_title_"+strconv.Itoa(i), x.Title)
		f.Values.Set("evidence_url_"+strconv.Itoa(i), x.URL)
	}
	return f
}

// rows is how many rows of a list the form has.
func rows(f *web.Form, name string) int {
	n, _ := strconv.Atoi(f.Text(name)) // what is no number gives the rows that are always there
	return max(spare, min(n, answers.MaxList))
}

func readAnswer(f *web.Form) answers.Answer {
	a := answers.Answer{
		Applicability: f.Text("applicability"), DeJure: f.Text("de_jure"), DeFacto: f.Text("de_facto"), Confidence: f.Text("confidence"), Law: f.Text("law"), Practice: f.Text("practice"),
		Challenge: f.Text("challenge"), GoodPractice: f.Text("good_practice"), AssistanceWords: f.Text("assistance_words"), Assistance: f.Texts("assistance"),
	}
	for i := range rows(f, "citations") {
		n := strconv.Itoa(i)
		a.Citations = append(a.Citations, answers.Citation{
			LawID: f.Text("citation_law_" + n), Text: f.Text("citation_text_" + n), Article: f.Text("citation_article_" + n), EID: f.Text("citation_eid_" + n), Quote: f.Text("citation_quote_" + n),
		})
	}
	for i := range rows(f, "evidence") {
		n := strconv.Itoa(i)
		a.Evidence = append(a.Evidence, answers.Evidence{Title: f.Text("evidence_title_" + n), URL: f.Text("evidence_url_" + n)})
	}
	return a
}

func (p *Pages) save(c *web.Call) error {
	form := c.Form()
	page, err := p.loadCell(c)
	if err != nil {
		return err
	}
	page.Form = form
	a := readAnswer(form)
	if form.Text("do") == "propose" {
		_, err = p.Gaps.Comment(c.Context(), c.Actor, page.Round.ID, page.Node.ID, gaps.CommentDraft{Words: form.Text("note"), Base: form.Int("base", "Revision"), Proposal: &a})
		if err != nil {
			return after(form, err, func(status int) error { return p.showCell(c, status, page) })
		}
		return c.See(page.at("#said"), "The text waits as a proposal.")
	}
	saved, err := p.Gaps.Save(c.Context(), c.Actor, page.Round.ID, page.Node.ID, gaps.Entry{Base: form.Int("base", "Revision"), Answer: a, Note: form.Text("note")})
	if err != nil {
		return after(form, err, func(status int) error { return p.showCell(c, status, page) })
	}
	return c.See(page.at(""), savedWords(saved))
}

// savedWords says what became of a save.
func savedWords(s gaps.Saved) string {
	switch s.Outcome {
	case gaps.Same:
		return "Nothing was changed."
	case gaps.Joined:
		return s.By + " had written here meanwhile. Both texts are kept together."
	case gaps.SetAside:
		return s.By + " had changed the same meanwhile (" + fieldNames(s.Clashes) + "). That stands; your text waits below as a proposal, and nothing is lost."
	default:
		return "Kept."
	}
}

// now is the line above the form that says what others have done since the page was loaded.
func (p *Pages) now(c *web.Call) error {
	page, err := p.loadCell(c)
	if err != nil {
		return err
	}
	base, _ := strconv.Atoi(c.Query("base")) // what is no number is a page that shows no revision yet
	c.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	return nowView(page.Cell, base, page.at("")).Render(c.Context(), c.W)
}

func (p *Pages) label(c *web.Call) error {
	form := c.Form()
	page, err := p.loadCell(c)
	if err != nil {
		return err
	}
	if err := p.Gaps.ProposeLabel(c.Context(), c.Actor, page.Round.ID, page.Node.ID, label.TLP(form.Text("label"))); err != nil {
		return err
	}
	return c.See(page.at(""), "The label is proposed to whoever clears.")
}

func (p *Pages) takeOver(c *web.Call) error {
	form := c.Form()
	page, err := p.loadCell(c)
	if err != nil {
		return err
	}
	fields, err := p.Gaps.TakeOver(c.Context(), c.Actor, page.Round.ID, page.Node.ID, form.Texts("source"))
	if err != nil {
		return err
	}
	return c.See(page.at(""), "Taken over: "+fieldNames(fields)+". Read it: it was written under another provision.")
}

func (p *Pages) comment(c *web.Call) error {
	form := c.Form()
	page, err := p.loadCell(c)
	if err != nil {
		return err
	}
	if _, err := p.Gaps.Comment(c.Context(), c.Actor, page.Round.ID, page.Node.ID, gaps.CommentDraft{Words: form.Text("words")}); err != nil {
		page.Form = formOf(page.Cell)
		page.Form.Values.Set("words", form.Text("words"))
		return after(page.Form, err, func(status int) error { return p.showCell(c, status, page) })
	}
	return c.See(page.at("#said"), "Said.")
}

// decidePage shows a proposal beside what stands.
type decidePage struct {
	cellPage
	Comment gaps.Comment
	Changed []string
}

func (p *Pages) loadProposal(c *web.Call) (decidePage, error) {
	page, err := p.loadCell(c)
	if err != nil {
		return decidePage{}, err
	}
	i := slices.IndexFunc(page.Comments, func(x gaps.Comment) bool { return x.ID == c.Path("comment") && x.Proposal != "" })
	if i < 0 {
		return decidePage{}, fault.Missing("proposal")
	}
	x := page.Comments[i]
	return decidePage{cellPage: page, Comment: x, Changed: answers.Changed(page.Cell.Answer, x.Answer)}, nil
}

func (p *Pages) decideForm(c *web.Call) error {
	page, err := p.loadProposal(c)
	if err != nil {
		return err
	}
	page.Form = web.NewForm(nil)
	page.Form.Values["fields"] = page.Changed
	return p.showDecide(c, 200, page)
}

func (p *Pages) showDecide(c *web.Call, status int, page decidePage) error {
	if !page.MayWork || page.Comment.State != gaps.Waits {
		return c.See(page.at("#said"), "There is nothing to be decided.")
	}
	return c.Show(web.View{Title: "A proposal", Content: decideView(page), Status: status, Label: string(page.Assessment.Label)})
}

func (p *Pages) decide(c *web.Call) error {
	form := c.Form()
	page, err := p.loadProposal(c)
	if err != nil {
		return err
	}
	page.Form = form
	d := gaps.Decision{Take: form.Text("do") == "take", Fields: form.Texts("fields"), Words: form.Text("words")}
	if d.Take && len(d.Fields) == 0 {
		form.Wrong.Add("fields", "Choose what is taken, or decline the proposal.")
		return p.showDecide(c, 422, page)
	}
	if err := p.Gaps.Decide(c.Context(), c.Actor, page.Comment.ID, d); err != nil {
		return after(form, err, func(status int) error { return p.showDecide(c, status, page) })
	}
	return c.See(page.at(""), "It is decided.")
}

func (p *Pages) finding(c *web.Call) error {
	form := c.Form()
	page, err := p.loadCell(c)
	if err != nil {
		return err
	}
	d := gaps.FindingDraft{ActivityID: form.Text("activity_id"), Kind: form.Text("kind"), Words: form.Text("finding")}
	if _, err := p.Gaps.AddFinding(c.Context(), c.Actor, page.Round.ID, page.Node.ID, d); err != nil {
		page.Form = formOf(page.Cell)
		for _, name := range []string{"activity_id", "kind", "finding"} {
			page.Form.Values.Set(name, form.Text(name))
		}
		return after(page.Form, err, func(status int) error { return p.showCell(c, status, page) })
	}
	return c.See(page.at("#found"), "What was found is kept.")
}

// written says who wrote last, and when.
func written(cell gaps.Cell) string {
	if cell.Revision == 0 {
		return "Nobody has answered yet."
	}
	return "Revision " + strconv.Itoa(cell.Revision) + ", by " + cell.By + ", " + web.Day(db.Date(cell.At.Date())) + "."
}

func citationWords(c answers.Citation) string {
	return strings.Trim(strings.TrimSpace(c.Text+", "+c.Article), ", ")
}

// lawAt is where a cited law is read: the unit as it stood on the day that the round describes, where the citation names one.
func lawAt(c answers.Citation, day db.Date) string {
	if c.EID == "" {
		return "/laws/" + c.LawID
	}
	return "/laws/" + c.LawID + "/at/" + string(day) + "/" + url.PathEscape(c.EID)
}

func shown(list []ui.Fact) []ui.Fact {
	return slices.DeleteFunc(list, func(f ui.Fact) bool { return f.Value == "" && f.Content == nil })
}

// changesOf says in which fields a revision differs from the one before it.
func changesOf(list []gaps.Revision, i int) string {
	before := answers.Answer{}
	if i+1 < len(list) {
		before = list[i+1].Answer
	}
	words := fieldNames(answers.Changed(before, list[i].Answer))
	if list[i].Note != "" {
		words += ". " + list[i].Note
	}
	return words
}
