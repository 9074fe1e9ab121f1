package assessmentsweb

import (
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/assessments"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// bankPage is the list of items.
type bankPage struct {
	Actor access.Actor
	Form  *web.Form
	Rows  []assessments.Item
	Next  string
	Words *vocabulary.Words
}

func (p *Pages) bank(c *web.Call) error {
	form := c.Form()
	key, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	page := bankPage{Actor: c.Actor, Form: form}
	rows, next, err := p.Assessments.Items(c.Context(), c.Actor, assessments.ItemFilter{
		Query: form.Text("q"), State: assessments.ItemState(form.Text("state")), Kind: assessments.ItemKind(form.Text("kind")), Topic: form.Text("topic"), After: key, Limit: pageSize,
	})
	if err != nil {
		return err
	}
	page.Rows = rows
	if next != nil {
		page.Next = c.NextPage(next)
	}
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Questions of tests", Content: bankView(page), Label: string(label.Amber)})
}

// itemPage is one item.
type itemPage struct {
	assessments.ItemPage
	Words *vocabulary.Words
	Form  *web.Form
}

func (p *Pages) item(c *web.Call) error { return p.showItem(c, 200, web.NewForm(nil)) }

func (p *Pages) showItem(c *web.Call, status int, form *web.Form) error {
	found, err := p.Assessments.FindItem(c.Context(), c.Actor, c.Path("item"))
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: found.In("").Stem, Content: itemView(itemPage{found, words, form}), Status: status, Label: string(label.Amber)})
}

// editPage is the form of an item.
type editPage struct {
	Title, Action, Back string
	Lead                string
	Form                *web.Form
	Languages           []string
	Words               *vocabulary.Words
}

func (p *Pages) newItem(c *web.Call) error {
	return p.showEdit(c, 200, editPage{Title: "Write a question", Action: "/test-items", Back: "/test-items", Form: web.NewForm(map[string]string{"points": "1"})})
}

func (p *Pages) showEdit(c *web.Call, status int, page editPage) error {
	var err error
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	if page.Languages = page.Words.Pack.Mechanism.Languages; len(page.Languages) == 0 {
		page.Languages = []string{"en"}
	}
	return c.Show(web.View{Title: page.Title, Content: editView(page), Status: status, Label: string(label.Amber)})
}

func (p *Pages) writeItem(c *web.Call) error {
	form := c.Form()
	again := func(status int) error {
		return p.showEdit(c, status, editPage{Title: "Write a question", Action: "/test-items", Back: "/test-items", Form: form})
	}
	d := readItem(form)
	if form.Wrong.Err() != nil {
		return again(422)
	}
	id, err := p.Assessments.Write(c.Context(), c.Actor, d)
	if err != nil {
		return after(form, err, again)
	}
	return c.See("/test-items/"+id, "The draft is kept. Somebody else reviews it before it stands in a test.")
}

// readItem reads the form of an item: texts by language, numbers of the right answers.
func readItem(f *web.Form) assessments.ItemDraft {
	d := assessments.ItemDraft{Kind: assessments.ItemKind(f.Text("kind")), Topic: f.Text("topic"), Points: f.Int("points", "Points"), Texts: map[string]assessments.ItemText{}}
	for name := range f.Values {
		tag, ok := strings.CutPrefix(name, "stem.")
		if !ok || len(tag) > 35 || len(d.Texts) > 20 {
			continue
		}
		d.Texts[tag] = assessments.ItemText{Stem: f.Text(name), Options: strings.Split(f.Text("options."+tag), "\n"), Explanation: f.Text("explanation." + tag)}
	}
	for part := range strings.FieldsFuncSeq(f.Text("right"), func(r rune) bool { return r < '0' || r > '9' }) {
		if n, err := strconv.Atoi(part); err == nil {
			d.Answer.Right = append(d.Answer.Right, n)
		}
	}
	d.Answer.True = f.Text("truth") == "true"
	d.Answer.Accepted = strings.Split(f.Text("accepted"), "\n")
	d.Answer.Value, d.Answer.Tolerance = f.Text("value"), f.Text("tolerance")
	return d
}

func fillItem(i assessments.Item) *web.Form {
	f := web.NewForm(map[string]string{
		"kind": string(i.Kind), "topic": i.Topic, "points": strconv.Itoa(i.Points), "version": strconv.Itoa(i.Version), "truth": strconv.FormatBool(i.Answer.True),
		"accepted": strings.Join(i.Answer.Accepted, "\n"), "value": i.Answer.Value, "tolerance": i.Answer.Tolerance,
	})
	var right []string
	for _, n := range i.Answer.Right {
		right = append(right, strconv.Itoa(n))
	}
	f.Values.Set("right", strings.Join(right, ", "))
	for tag, t := range i.Texts {
		f.Values.Set("stem."+tag, t.Stem)
		f.Values.Set("options."+tag, strings.Join(t.Options, "\n"))
		f.Values.Set("explanation."+tag, t.Explanation)
	}
	return f
}

func known(i assessments.Item, form *web.Form) editPage {
	at := "/test-items/" + i.ID
	page := editPage{Title: "Change the question", Action: at, Back: at, Form: form}
	if i.State != assessments.Draft {
		page.Lead = "This version was reviewed and stays as it is. Your change makes version " + strconv.Itoa(i.Number+1) + ", as a draft."
	}
	return page
}

func (p *Pages) editItem(c *web.Call) error {
	found, err := p.Assessments.FindItem(c.Context(), c.Actor, c.Path("item"))
	if err != nil {
		return err
	}
	return p.showEdit(c, 200, known(found.Item, fillItem(found.Item)))
}

func (p *Pages) rewriteItem(c *web.Call) error {
	form, id := c.Form(), c.Path("item")
	found, err := p.Assessments.FindItem(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	d, version := readItem(form), form.Int("version", "Version")
	again := func(status int) error { return p.showEdit(c, status, known(found.Item, form)) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	kept, err := p.Assessments.Rewrite(c.Context(), c.Actor, id, version, d)
	switch {
	case err == nil:
		return c.See("/test-items/"+kept, "The change is kept.")
	case form.Overtaken(err, found.Version):
		return again(409)
	default:
		return after(form, err, again)
	}
}

func (p *Pages) reviewItem(c *web.Call) error {
	id := c.Path("item")
	if err := p.Assessments.Review(c.Context(), c.Actor, id, c.Form().Int("version", "Version")); err != nil {
		return err
	}
	return c.See("/test-items/"+id, "The question is reviewed. It can stand in tests and does not change any more.")
}

func (p *Pages) retireItem(c *web.Call) error {
	form, id := c.Form(), c.Path("item")
	if err := p.Assessments.Retire(c.Context(), c.Actor, id, form.Text("reason")); err != nil {
		return after(form, err, func(status int) error { return p.showItem(c, status, form) })
	}
	return c.See("/test-items/"+id, "The question is retired. Tests that hold it keep it.")
}
