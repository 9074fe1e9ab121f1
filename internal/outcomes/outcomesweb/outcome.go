package outcomesweb

import (
	"slices"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/label"
	"counterpart/internal/outcomes"
	"counterpart/internal/people"
	"counterpart/internal/threads"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// outcomePage is one outcome with everything that belongs to it.
type outcomePage struct {
	outcomes.Page
	Actor access.Actor
	Words *vocabulary.Words
}

func (p outcomePage) at(part string) string { return "/outcomes/" + p.Outcome.ID + part }

func (p outcomePage) can(v outcomes.Verb) bool { return slices.Contains(p.Can, v) }

func (p *Pages) load(c *web.Call) (outcomePage, error) {
	found, err := p.Outcomes.Find(c.Context(), c.Actor, c.Path("outcome"))
	if err != nil {
		return outcomePage{}, err
	}
	words, err := p.Vocabulary.Words(c.Context())
	return outcomePage{Page: found, Actor: c.Actor, Words: words}, err
}

func (p *Pages) show(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Outcome.Title, Content: outcomeView(page), Label: string(page.Outcome.Label)})
}

// editPage is the form of an outcome, new or known.
type editPage struct {
	Title, Lead, Action, Back string
	Form                      *web.Form
	Words                     *vocabulary.Words
	Parties                   []ui.Option
	New, Link                 bool
}

func (p *Pages) proposeForm(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	form := c.Form()
	form.Values.Set("label", string(outcomes.DefaultLabel(words)))
	return p.showPropose(c, 200, form)
}

func (p *Pages) showPropose(c *web.Call, status int, form *web.Form) error {
	page := editPage{Title: "Propose an outcome", Action: "/outcomes", Back: "/outcomes", Form: form, New: true}
	var err error
	if page.Parties, err = p.partyOptions(c, outcomes.RightPropose); err != nil {
		return err
	}
	if len(page.Parties) == 1 {
		form.Values.Set("party_id", page.Parties[0].Value)
	}
	return p.showEdit(c, status, page)
}

func (p *Pages) showEdit(c *web.Call, status int, page editPage) error {
	var err error
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Title, Content: editView(page), Status: status, Label: string(label.Amber), Public: page.Link, NoIndex: page.Link})
}

func readDraft(f *web.Form) outcomes.Draft {
	return outcomes.Draft{
		PartyID: f.Text("party_id"), Institution: f.Text("institution"), Title: f.Text("title"), Change: f.Text("change"), Kind: f.Text("kind"), From: f.Date("from_on", "From"), To: f.Date("to", "Until"),
		Place: f.Text("place"), Significance: f.Text("significance"), Contribution: f.Text("contribution"), Area: f.Text("area"), Topic: f.Text("topic"), Led: ref(f.Text("from")),
		Label: label.TLP(f.Text("label")), LabelReason: f.Text("label_reason"),
	}
}

// merged puts the words about the first day beside its field: "from" names the record that contributed.
func merged(form *web.Form, err error) error {
	if err = form.Merge(err); err == nil {
		for i, w := range form.Wrong.Fields {
			if w.Name == "from" {
				form.Wrong.Fields[i].Name = "from_on"
			}
		}
	}
	return err
}

func (p *Pages) propose(c *web.Call) error {
	form := c.Form()
	d := readDraft(form)
	again := func(status int) error { return p.showPropose(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	id, err := p.Outcomes.Propose(c.Context(), c.Actor, d)
	if err != nil {
		if err = merged(form, err); form.Wrong.Err() == nil {
			return err
		}
		return again(422)
	}
	return c.See("/outcomes/"+id, "The outcome is proposed. Another officer reads it.")
}

func (p *Pages) reviseForm(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if !page.can(outcomes.Revise) {
		return c.See(page.at(""), "")
	}
	o := page.Outcome
	return p.showEdit(c, 200, known(o, web.NewForm(map[string]string{
		"institution": o.Institution, "title": o.Title, "change": o.Change, "kind": o.Kind, "from_on": string(o.From), "to": string(o.To), "place": o.Place, "significance": o.Significance,
		"contribution": o.Contribution, "area": o.Area, "topic": o.Topic, "label": string(o.Label), "version": strconv.Itoa(o.Version),
	})))
}

func known(o outcomes.Outcome, form *web.Form) editPage {
	at := "/outcomes/" + o.ID
	return editPage{Title: "Write the outcome anew", Lead: o.Party, Action: at, Back: at, Form: form}
}

func (p *Pages) revise(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	form := c.Form()
	d, version := readDraft(form), form.Int("version", "Version")
	again := func(status int) error { return p.showEdit(c, status, known(page.Outcome, form)) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	err = p.Outcomes.Revise(c.Context(), c.Actor, page.Outcome.ID, version, d)
	if err == nil {
		return c.See(page.at(""), "The new text is kept. Another officer reads it.")
	}
	if form.Overtaken(err, page.Outcome.Version) {
		return again(409)
	}
	if err = merged(form, err); form.Wrong.Err() == nil {
		return err
	}
	return again(422)
}

// takePage is the form of a step.
type takePage struct {
	outcomePage
	Verb outcomes.Verb
	Form *web.Form
}

func (p *Pages) takeForm(c *web.Call) error { return p.showTake(c, 200, c.Form()) }

func (p *Pages) showTake(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	verb := outcomes.Verb(c.Path("verb"))
	words, there := verbWords[verb]
	if !there || !page.can(verb) {
		return c.See(page.at(""), "")
	}
	if verb == outcomes.Summarise && !form.Values.Has("words") {
		form.Values.Set("words", page.Outcome.Summary)
	}
	return c.Show(web.View{Title: words.button, Content: takeView(takePage{page, verb, form}), Status: status, Label: string(page.Outcome.Label)})
}

func (p *Pages) take(c *web.Call) error {
	form, id, verb := c.Form(), c.Path("outcome"), outcomes.Verb(c.Path("verb"))
	err := p.Outcomes.Take(c.Context(), c.Actor, id, outcomes.StepDraft{Verb: verb, Version: form.Int("version", "Version"), Words: form.Text("words")})
	if err == nil {
		return c.See("/outcomes/"+id, verbWords[verb].done)
	}
	return after(form, err, func(status int) error { return p.showTake(c, status, form) })
}

// choosePage is a form with a choice of records that are looked for.
type choosePage struct {
	outcomePage
	Form    *web.Form
	Looked  bool
	Kinds   []ui.Option
	Choices []ui.Option
}

func (p *Pages) witnessForm(c *web.Call) error { return p.showWitness(c, 200, c.Form()) }

func (p *Pages) showWitness(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if !page.can(outcomes.Doubt) && !page.can(outcomes.Substantiate) {
		return c.See(page.at(""), "")
	}
	out := choosePage{outcomePage: page, Form: form}
	if q := form.Text("find"); q != "" && c.Actor.Holds(people.RightSee) {
		out.Looked = true
		list, _, err := p.People.List(c.Context(), c.Actor, people.Filter{Query: q, Limit: 20})
		if err != nil {
			return err
		}
		for _, x := range list {
			out.Choices = append(out.Choices, ui.Option{Value: x.ID, Label: x.Given})
		}
	}
	return c.Show(web.View{Title: "Who says that it is so?", Content: witnessView(out), Status: status, Label: string(page.Outcome.Label)})
}

func (p *Pages) witness(c *web.Call) error {
	form, id := c.Form(), c.Path("outcome")
	d := outcomes.WitnessDraft{PersonID: form.Text("person_id"), Office: form.Text("office"), Confirms: form.Text("confirms") == "yes", On: form.Date("on", "Day"), Words: form.Text("words")}
	form.Wrong.Check(form.Text("confirms") != "", "confirms", "Choose whether it is confirmed.")
	again := func(status int) error { return p.showWitness(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Outcomes.Substantiate(c.Context(), c.Actor, id, d); err != nil {
		return after(form, err, again)
	}
	return c.See("/outcomes/"+id, "What they said is kept.")
}

func (p *Pages) sourceForm(c *web.Call) error { return p.showSource(c, 200, c.Form()) }

func (p *Pages) showSource(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if !page.MayAdd {
		return c.See(page.at(""), "")
	}
	if form.Text("label") == "" {
		form.Values.Set("label", string(page.Outcome.Label))
	}
	return c.Show(web.View{Title: "Add a source", Content: sourceView(choosePage{outcomePage: page, Form: form}), Status: status, Label: string(page.Outcome.Label)})
}

func (p *Pages) source(c *web.Call) error {
	form, id := c.Form(), c.Path("outcome")
	_, err := p.Outcomes.AddSource(c.Context(), c.Actor, id, outcomes.SourceDraft{Title: form.Text("title"), Address: form.Text("address"), Label: label.TLP(form.Text("label")), Upload: form.Upload("file")})
	if err != nil {
		return after(form, err, func(status int) error { return p.showSource(c, status, form) })
	}
	return c.See("/outcomes/"+id+"#sources", "The source is kept.")
}

func (p *Pages) file(c *web.Call) error {
	f, data, err := p.Outcomes.File(c.Context(), c.Actor, c.Path("outcome"), c.Path("source"))
	if err != nil {
		return err
	}
	return c.Send(f.Name, f.MediaType, data, false)
}

func (p *Pages) contributeForm(c *web.Call) error { return p.showContribute(c, 200, c.Form()) }

func (p *Pages) showContribute(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if !page.MayAdd {
		return c.See(page.at(""), "")
	}
	out := choosePage{outcomePage: page, Form: form}
	for _, k := range p.Threads.Kinds() {
		out.Kinds = append(out.Kinds, ui.Option{Value: k.Kind, Label: k.Name})
	}
	kind := form.Text("kind")
	if slices.ContainsFunc(out.Kinds, func(o ui.Option) bool { return o.Value == kind }) && c.Actor.Holds(threads.RightSee) {
		out.Looked = true
		list, err := p.Threads.Choices(c.Context(), c.Actor, kind, form.Text("find"))
		if err != nil {
			return err
		}
		for _, r := range list {
			if r.ID != page.Outcome.ID {
				out.Choices = append(out.Choices, ui.Option{Value: r.Kind + ":" + r.ID, Label: r.Title, Hint: web.Day(r.On)})
			}
		}
	}
	return c.Show(web.View{Title: "What contributed?", Content: contributeView(out), Status: status, Label: string(page.Outcome.Label)})
}

func (p *Pages) contribute(c *web.Call) error {
	form, id := c.Form(), c.Path("outcome")
	if err := p.Outcomes.Contribute(c.Context(), c.Actor, id, ref(form.Text("from")), form.Text("words")); err != nil {
		return after(form, err, func(status int) error { return p.showContribute(c, status, form) })
	}
	return c.See("/threads/outcome/"+id, "The record is linked with the outcome.")
}

// askPage is the form that asks a party what has changed.
type askPage struct {
	Form       *web.Form
	Parties    []ui.Option
	Activities []ui.Option
}

func (p *Pages) askForm(c *web.Call) error { return p.showAsk(c, 200, c.Form()) }

func (p *Pages) showAsk(c *web.Call, status int, form *web.Form) error {
	page := askPage{Form: form}
	var err error
	if page.Parties, err = p.partyOptions(c, outcomes.RightReview); err != nil {
		return err
	}
	list, _, err := p.Activities.List(c.Context(), c.Actor, activities.Filter{Query: form.Text("find"), Limit: 20})
	if err != nil {
		return err
	}
	for _, a := range list {
		page.Activities = append(page.Activities, ui.Option{Value: a.ID, Label: a.Title, Hint: a.Dates()})
	}
	return c.Show(web.View{Title: "Ask what has changed", Content: askView(page), Status: status, Label: string(label.Amber)})
}

func (p *Pages) ask(c *web.Call) error {
	form := c.Form()
	if err := p.Outcomes.Ask(c.Context(), c.Actor, outcomes.AskDraft{PartyID: form.Text("party_id"), ActivityID: form.Text("activity_id")}); err != nil {
		return after(form, err, func(status int) error { return p.showAsk(c, status, form) })
	}
	return c.See("/outcomes", "The focal point gets a mail with a link.")
}

// follow acts as the bearer of a link to propose outcomes.
func (p *Pages) follow(c *web.Call) (outcomes.AskDraft, error) {
	actor, link, err := p.Accounts.Follow(c.Context(), c.Path("token"), accounts.PurposeOutcome)
	if err == nil {
		c.Actor = actor
	}
	return outcomes.AskDraft{PartyID: link.PartyID, ActivityID: link.ActivityID}, err
}

func (p *Pages) linkForm(c *web.Call) error {
	asked, err := p.follow(c)
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	return p.showLink(c, 200, asked, web.NewForm(map[string]string{"label": string(outcomes.DefaultLabel(words))}))
}

func (p *Pages) showLink(c *web.Call, status int, d outcomes.AskDraft, form *web.Form) error {
	asked, err := p.Outcomes.AskedBy(c.Context(), c.Actor, d)
	if err != nil {
		return err
	}
	return p.showEdit(c, status, editPage{Title: "What has changed?", Lead: asked.Party + ", since " + asked.Activity, Action: "/o/" + c.Path("token"), Form: form, Link: true})
}

func (p *Pages) link(c *web.Call) error {
	asked, err := p.follow(c)
	if err != nil {
		return err
	}
	form := c.Form()
	d := readDraft(form)
	d.PartyID, d.ActivityID, d.Led = asked.PartyID, asked.ActivityID, ref("")
	again := func(status int) error { return p.showLink(c, status, asked, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if _, err := p.Outcomes.Propose(c.Context(), c.Actor, d); err != nil {
		if err = merged(form, err); form.Wrong.Err() == nil {
			return err
		}
		return again(422)
	}
	return c.See("/o/"+c.Path("token"), "Thank you. An officer reads it; you can add another one.")
}
