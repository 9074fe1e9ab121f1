package lettersweb

import (
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/fault"
	"counterpart/internal/letters"
	"counterpart/internal/mail"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// editPage is the form of a letter, new or known.
type editPage struct {
	Actor    access.Actor
	Activity activities.Activity
	Title    string
	Kind     string
	Action   string
	Back     string
	Form     *web.Form
	Language []ui.Option // other languages of the template, for a new letter
}

// letterPage is a letter as one party would get it.
type letterPage struct {
	Actor    access.Actor
	Activity activities.Activity
	Letter   letters.Letter
	Preview  letters.Preview
	HTML     string // of the preview, cleaned
	Wrong    string // why there is no preview
	Form     *web.Form
	Parties  []ui.Option
	MayEdit  bool
	MaySend  bool
}

func (p *Pages) writeForm(c *web.Call) error {
	a, err := p.Activities.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	kind := c.Query("kind")
	if kindWords[kind] == "" {
		return c.Show(web.View{Title: "Write a letter", Content: chooseView(c.Actor, a)})
	}
	draft := letters.Template(words.Pack, kind, c.Query("language"))
	page := p.newLetter(c, a, kind, web.NewForm(map[string]string{"kind": kind, "language": draft.Language, "subject": draft.Subject, "body": draft.Body}))
	for _, tag := range words.Pack.Mechanism.Languages {
		page.Language = append(page.Language, ui.Option{Value: tag, Label: tag})
	}
	return c.Show(web.View{Title: page.Title, Content: editView(page)})
}

func (p *Pages) newLetter(c *web.Call, a activities.Activity, kind string, form *web.Form) editPage {
	back := "/activities/" + a.ID + "/letters"
	return editPage{Actor: c.Actor, Activity: a, Title: "Write: " + kindWords[kind], Kind: kind, Action: back, Back: back, Form: form}
}

func readDraft(f *web.Form) letters.Draft {
	return letters.Draft{Kind: f.Text("kind"), Language: f.Text("language"), Subject: f.Text("subject"), Body: f.Text("body")}
}

func (p *Pages) write(c *web.Call) error {
	a, err := p.Activities.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	form := c.Form()
	id, err := p.Letters.Write(c.Context(), c.Actor, a.ID, readDraft(form))
	if err == nil {
		return c.See("/letters/"+id, "The letter is kept. This is how a recipient gets it.")
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	page := p.newLetter(c, a, form.Text("kind"), form)
	return c.Show(web.View{Title: page.Title, Content: editView(page), Status: 422})
}

func (p *Pages) rewriteForm(c *web.Call) error {
	l, a, err := p.Letters.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"kind": l.Kind, "language": l.Language, "subject": l.Subject, "body": l.Body, "version": strconv.Itoa(l.Version)})
	return c.Show(web.View{Title: "Change the letter", Content: editView(known(c, l, a, form))})
}

func known(c *web.Call, l letters.Letter, a activities.Activity, form *web.Form) editPage {
	return editPage{Actor: c.Actor, Activity: a, Title: "Change: " + kindWords[l.Kind], Kind: l.Kind, Action: "/letters/" + l.ID, Back: "/letters/" + l.ID, Form: form}
}

func (p *Pages) rewrite(c *web.Call) error {
	l, a, err := p.Letters.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	form := c.Form()
	err = p.Letters.Rewrite(c.Context(), c.Actor, l.ID, form.Int("version", "Version"), readDraft(form))
	if err == nil {
		return c.See("/letters/"+l.ID, "The change is kept. Messages sent before stay as they were.")
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return c.Show(web.View{Title: "Change the letter", Content: editView(known(c, l, a, form)), Status: 422})
}

func (p *Pages) letter(c *web.Call) error {
	ctx := c.Context()
	l, a, err := p.Letters.Find(ctx, c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := letterPage{
		Actor: c.Actor, Activity: a, Letter: l, Form: web.NewForm(map[string]string{"party": c.Query("party")}),
		MayEdit: c.Actor.Can(letters.RightEdit, a.Object()), MaySend: c.Actor.Can(letters.RightSend, a.Object()),
	}
	if page.Parties, err = p.partyOptions(c); err != nil {
		return err
	}
	party := c.Query("party")
	if party == "" && len(page.Parties) > 0 {
		party = page.Parties[0].Value
		page.Form.Values.Set("party", party)
	}
	page.Preview, err = p.Letters.Preview(ctx, c.Actor, l.ID, party)
	if invalid := fault.AsInvalid(err); invalid != nil {
		page.Wrong, err = invalid.Fields[0].Words, nil
	}
	if err != nil {
		return err
	}
	page.HTML = mail.HTML(page.Preview.Body)
	return c.Show(web.View{Title: l.Subject, Content: letterView(page), Label: string(a.Label)})
}

func (p *Pages) partyOptions(c *web.Call) ([]ui.Option, error) {
	all, err := p.Parties.All(c.Context(), c.Actor)
	if err != nil {
		return nil, err
	}
	out := make([]ui.Option, len(all))
	for i, party := range all {
		out[i] = ui.Option{Value: party.ID, Label: party.Name}
	}
	return out, nil
}
