package commitmentsweb

import (
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/commitments"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// reportPage is the form on which somebody says how a commitment stands.
type reportPage struct {
	commitmentPage
	Form    *web.Form
	Action  string
	Link    bool
	Meeting activities.Activity // in which it is reported; empty outside one
	Found   []ui.Option         // activities that may have come of it
	Looked  bool
}

func (p *Pages) reportForm(c *web.Call) error { return p.showReport(c, 200, c.Form()) }

func (p *Pages) showReport(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if !page.mayReport() {
		return c.See(page.at(""), "")
	}
	out := reportPage{commitmentPage: page, Form: form, Action: page.at("/report")}
	if id := form.Text("activity_id"); id != "" {
		if out.Meeting, err = p.Activities.Find(c.Context(), c.Actor, id); err != nil {
			return err
		}
	}
	if q := form.Text("find"); q != "" {
		out.Looked = true
		list, _, err := p.Activities.List(c.Context(), c.Actor, activities.Filter{Query: q, Limit: 20})
		if err != nil {
			return err
		}
		for _, a := range list {
			out.Found = append(out.Found, ui.Option{Value: a.ID, Label: a.Title, Hint: a.Dates()})
		}
	}
	return c.Show(web.View{Title: "How does it stand?", Content: reportView(out), Status: status, Label: string(page.Commitment.Label)})
}

func readStep(f *web.Form) commitments.StepDraft {
	return commitments.StepDraft{
		Verb: commitments.Verb(f.Text("verb")), Version: f.Int("version", "Version"), On: f.Date("on", "Day"), Words: f.Text("words"), Evidence: f.Text("evidence"),
		ActivityID: f.Text("activity_id"), LedToID: f.Text("led_to_id"),
	}
}

func (p *Pages) report(c *web.Call) error {
	form, id := c.Form(), c.Path("commitment")
	d := readStep(form)
	again := func(status int) error { return p.showReport(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Commitments.Take(c.Context(), c.Actor, id, d); err != nil {
		return after(form, err, again)
	}
	if d.ActivityID != "" {
		return c.See("/activities/"+d.ActivityID+"/commitments", "What was reported is noted.")
	}
	return c.See("/commitments/"+id, "The report is kept.")
}

// takePage is the form of a step that is no report.
type takePage struct {
	commitmentPage
	Verb commitments.Verb
	Form *web.Form
}

func (p *Pages) takeForm(c *web.Call) error { return p.showTake(c, 200, c.Form()) }

func (p *Pages) showTake(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	verb := commitments.Verb(c.Path("verb"))
	words, known := verbWords[verb]
	if !known || !page.can(verb) {
		return c.See(page.at(""), "")
	}
	return c.Show(web.View{Title: words.button, Content: takeView(takePage{page, verb, form}), Status: status, Label: string(page.Commitment.Label)})
}

func (p *Pages) take(c *web.Call) error {
	form, id, verb := c.Form(), c.Path("commitment"), commitments.Verb(c.Path("verb"))
	err := p.Commitments.Take(c.Context(), c.Actor, id, commitments.StepDraft{Verb: verb, Version: form.Int("version", "Version"), Words: form.Text("words")})
	if err == nil {
		return c.See("/commitments/"+id, verbWords[verb].done)
	}
	return after(form, err, func(status int) error { return p.showTake(c, status, form) })
}

// follow finds the commitment of a signed link, and acts as its bearer.
func (p *Pages) follow(c *web.Call) (commitmentPage, error) {
	actor, link, err := p.Accounts.Follow(c.Context(), c.Path("token"), accounts.PurposeCommit)
	if err != nil {
		return commitmentPage{}, err
	}
	c.Actor = actor
	found, err := p.Commitments.Find(c.Context(), actor, link.ActivityID) // where the id of the commitment stands
	return commitmentPage{Page: found, Actor: actor}, err
}

func (p *Pages) linkForm(c *web.Call) error {
	page, err := p.follow(c)
	if err != nil {
		return err
	}
	return p.showLink(c, 200, page, web.NewForm(nil))
}

func (p *Pages) showLink(c *web.Call, status int, page commitmentPage, form *web.Form) error {
	out := reportPage{commitmentPage: page, Form: form, Action: "/c/" + c.Path("token"), Link: true}
	return c.Show(web.View{Title: "Your commitment", Content: linkView(out), Status: status, Public: true, NoIndex: true, Label: string(page.Commitment.Label)})
}

func (p *Pages) link(c *web.Call) error {
	page, err := p.follow(c)
	if err != nil {
		return err
	}
	form := c.Form()
	d := readStep(form)
	d.ActivityID, d.LedToID, d.Version = "", "", 0
	again := func(status int) error { return p.showLink(c, status, page, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Commitments.Take(c.Context(), c.Actor, page.Commitment.ID, d); err != nil {
		return after(form, err, again)
	}
	return c.See("/c/"+c.Path("token"), "Thank you. What you said is kept.")
}
