package assessmentsweb

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/assessments"
	"counterpart/internal/label"
	"counterpart/internal/print"
	"counterpart/internal/web"
)

// gridPage is the sheet on which tests are typed in from paper.
type gridPage struct {
	assessments.Grid
	Actor access.Actor
	Form  *web.Form
}

func (p *Pages) grid(c *web.Call) error { return p.showGrid(c, 200, c.Form()) }

func (p *Pages) showGrid(c *web.Call, status int, form *web.Form) error {
	g, err := p.Assessments.PaperOf(c.Context(), c.Actor, c.Path("id"), assessments.Phase(form.Text("phase")))
	if err != nil {
		return err
	}
	for _, r := range g.Rows {
		for _, i := range g.Items {
			name := assessments.GridField(r.Taker.ID, i.ID)
			if !form.Values.Has(name) {
				form.Values.Set(name, i.Short(r.Answers[i.ID]))
			}
		}
	}
	return c.Show(web.View{Title: "Type in from paper: " + g.Activity.Title, Content: gridView(gridPage{g, c.Actor, form}), Status: status, Label: string(assessments.Label(g.Activity))})
}

func (p *Pages) typeIn(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	rows := map[string]*assessments.TypedRow{}
	var order []string
	for name := range form.Values {
		parts := strings.Split(name, ".")
		if len(parts) != 3 || parts[0] != "a" {
			continue
		}
		r := rows[parts[1]]
		if r == nil {
			r = &assessments.TypedRow{TakerID: parts[1], Version: form.Int("v."+parts[1], "Version"), Answers: map[string]string{}}
			rows[parts[1]] = r
			order = append(order, parts[1])
		}
		r.Answers[parts[2]] = form.Values.Get(name)
	}
	list := make([]assessments.TypedRow, len(order))
	for n, key := range order {
		list[n] = *rows[key]
	}
	n, err := p.Assessments.Type(c.Context(), c.Actor, id, assessments.Phase(form.Text("phase")), list)
	if err != nil {
		return after(form, err, func(status int) error { return p.showGrid(c, status, form) })
	}
	return c.See(web.Address(at(id, "/paper"), "phase", form.Text("phase")), fmt.Sprintf("What is typed is kept. Tests typed in or changed: %d.", n))
}

// paperPDF prints the test once for each code, without names.
func (p *Pages) paperPDF(c *web.Call) error {
	t, err := p.Assessments.Print(c.Context(), c.Actor, c.Path("id"), assessments.Phase(c.Query("phase")), c.Query("lang"))
	if err != nil {
		return err
	}
	tlp := label.Strictest(label.Amber, t.Activity.Label)
	mechanism := t.Words.Pack.Mechanism
	head := print.Letterhead{Mechanism: mechanism.Name.In(t.Language), Created: c.Site.Now(), Lang: t.Language}
	if len(mechanism.Letterhead) > 0 {
		head.Office = mechanism.Letterhead[0]
	}
	codes := t.Codes
	if len(codes) == 0 {
		codes = []string{""}
	}
	list := make([]print.Article, len(codes))
	for n, code := range codes {
		list[n] = print.Article{
			Head: head, Kind: t.Activity.Title + ", " + strings.ToLower(phaseWords[t.Phase]), Title: t.Test.Title, Summary: t.Test.Intro, Facts: []string{"Code: " + code, t.Activity.Dates(), "Write no name on this paper. The code is enough."},
			Blocks: questionBlocks(t.Items, t.Language), Label: string(tlp), Demo: c.Site.Demo,
		}
	}
	var out bytes.Buffer
	if err := print.WriteArticles(&out, list); err != nil {
		return fmt.Errorf("print a test: %w", err)
	}
	return c.Send("test "+string(t.Phase)+" "+string(t.Activity.StartsOn)+" "+tlp.Slug()+".pdf", "application/pdf", out.Bytes(), true)
}

// questionBlocks writes the questions as they stand on paper: answers by letter, room to write.
func questionBlocks(items []assessments.Item, language string) []print.Block {
	var out []print.Block
	const line = "_______________________________________________"
	for n, i := range items {
		out = append(out, print.Block{Kind: print.BlockParagraph, Bold: true, Text: strconv.Itoa(n+1) + ". " + i.In(language).Stem})
		switch i.Kind {
		case assessments.Single, assessments.Multiple, assessments.Ordering:
			lead := map[assessments.ItemKind]string{assessments.Single: "One letter: ____", assessments.Multiple: "All letters that are right: ________", assessments.Ordering: "All letters in order: ________"}[i.Kind]
			for _, letter := range sorted(i) {
				out = append(out, print.Block{Kind: print.BlockItem, Level: 1, Mark: upper(letter), Text: i.Say(language, []string{letter})})
			}
			out = append(out, print.Block{Kind: print.BlockParagraph, Level: 1, Text: lead})
		case assessments.TrueOr:
			out = append(out, print.Block{Kind: print.BlockParagraph, Level: 1, Text: "True (T) or false (F): ____"})
		case assessments.Scale:
			ends := i.In(language).Options
			out = append(out, print.Block{Kind: print.BlockParagraph, Level: 1, Text: "1 (" + ends[0] + ") to 5 (" + ends[1] + "): ____"})
		default:
			out = append(out, print.Block{Kind: print.BlockParagraph, Level: 1, Text: line})
		}
	}
	return out
}

// wordsPage is the short answers that the rule does not accept.
type wordsPage struct {
	Actor    access.Actor
	Activity activities.Activity
	List     []assessments.Wording
	Form     *web.Form
}

func (p *Pages) wordings(c *web.Call) error { return p.showWordings(c, 200, web.NewForm(nil)) }

func (p *Pages) showWordings(c *web.Call, status int, form *web.Form) error {
	a, list, err := p.Assessments.Wordings(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Short answers: " + a.Title, Content: wordingsView(wordsPage{c.Actor, a, list, form}), Status: status, Label: string(assessments.Label(a))})
}

func (p *Pages) judge(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	if form.Text("do") == "back" {
		if err := p.Assessments.TakeBack(c.Context(), c.Actor, id, form.Text("item"), form.Text("words")); err != nil {
			return err
		}
		return c.See(at(id, "/words"), "The wording is no longer right. All scores are worked out again.")
	}
	if err := p.Assessments.Accept(c.Context(), c.Actor, id, form.Text("item"), form.Text("words"), form.Text("reason")); err != nil {
		return after(form, err, func(status int) error { return p.showWordings(c, status, form) })
	}
	return c.See(at(id, "/words"), "The wording is right for everybody who wrote it. All scores are worked out again.")
}
