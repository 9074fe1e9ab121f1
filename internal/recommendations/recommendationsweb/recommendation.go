package recommendationsweb

import (
	"slices"
	"strconv"

	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/recommendations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// onePage is what one recommendation shows.
type onePage struct {
	recommendations.Page
	State ui.State
	Said  string
	Words *vocabulary.Words
	Verb  recommendations.Verb
	Form  *web.Form
}

func (p *Pages) load(c *web.Call) (onePage, error) {
	found, err := p.Recommendations.Find(c.Context(), c.Actor, c.Path("recommendation"))
	if err != nil {
		return onePage{}, err
	}
	page := onePage{Page: found, Form: c.Form()}
	page.State, page.Said = stateOf(found.Recommendation, today(c))
	page.Words, err = p.Vocabulary.Words(c.Context())
	return page, err
}

func (p *Pages) show(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Recommendation.Title, Content: oneView(page), Label: string(page.Recommendation.Label), Public: !c.Actor.SignedIn()})
}

func (p *Pages) takeForm(c *web.Call) error {
	return p.showTake(c, 200, web.NewForm(map[string]string{"on": string(today(c))}))
}

func (p *Pages) showTake(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	page.Verb, page.Form = recommendations.Verb(c.Path("verb")), form
	if !slices.Contains(page.Can, page.Verb) {
		if !slices.Contains(recommendations.Verbs, page.Verb) {
			return fault.Missing("step")
		}
		if _, ok := page.Recommendation.State.After(page.Verb); ok {
			return fault.Refuse("This step is taken by others.")
		}
		return fault.Clash("The recommendation stands at “%s”: this cannot be done from there.", page.Recommendation.State.Words())
	}
	return c.Show(web.View{Title: page.Verb.Words(), Content: takeView(page), Label: string(page.Recommendation.Label), Status: status})
}

func (p *Pages) take(c *web.Call) error {
	form := c.Form()
	d := recommendations.StepDraft{Verb: recommendations.Verb(c.Path("verb")), Words: form.Text("words"), On: form.Date("on", "On")}
	again := func(status int) error { return p.showTake(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Recommendations.Take(c.Context(), c.Actor, c.Path("recommendation"), d); err != nil {
		return after(form, err, again)
	}
	return c.See(at(c.Path("recommendation")), "It is noted.")
}

func (p *Pages) askFor(c *web.Call) error {
	made, err := p.Recommendations.AskFor(c.Context(), c.Actor, c.Path("recommendation"), c.Form().Text("help"))
	if err != nil {
		return err
	}
	return lead(c, made)
}

// formPage is the form of a recommendation.
type formPage struct {
	recommendations.FormPage
	ID     string
	Form   *web.Form
	Action string
	Title  string
	Words  *vocabulary.Words
}

func (p *Pages) loadForm(c *web.Call, assessment string) (formPage, error) {
	found, err := p.Recommendations.Form(c.Context(), c.Actor, assessment)
	if err != nil {
		return formPage{}, err
	}
	page := formPage{FormPage: found, Action: under(assessment) + "/recommendations", Title: "Recommend something to " + found.Assessment.Party}
	page.Words, err = p.Vocabulary.Words(c.Context())
	return page, err
}

func (p *Pages) proposeForm(c *web.Call) error {
	page, err := p.loadForm(c, c.Path("assessment"))
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"priority": "medium", "label": string(recommendations.DefaultLabel(page.Words)), "owner_id": page.Assessment.PartyID})
	form.Values["provisions"] = c.R.URL.Query()["provision"]
	return showForm(c, 200, page, form)
}

func showForm(c *web.Call, status int, page formPage, form *web.Form) error {
	page.Form = form
	return c.Show(web.View{Title: page.Title, Content: formView(page), Status: status, Label: string(page.Assessment.Label)})
}

func readDraft(f *web.Form) recommendations.Draft {
	return recommendations.Draft{
		Title: f.Text("title"), Words: f.Text("words"), Provisions: f.Texts("provisions"), OwnerID: f.Text("owner_id"), Office: f.Text("office"), DueOn: f.Date("due_on", "Due"),
		Priority: f.Text("priority"), Label: label.TLP(f.Text("label")), LabelReason: f.Text("label_reason"),
	}
}

func (p *Pages) propose(c *web.Call) error {
	page, err := p.loadForm(c, c.Path("assessment"))
	if err != nil {
		return err
	}
	form := c.Form()
	d := readDraft(form)
	again := func(status int) error { return showForm(c, status, page, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	id, err := p.Recommendations.Propose(c.Context(), c.Actor, page.Assessment.ID, d)
	if err != nil {
		return after(form, err, again)
	}
	return c.See(at(id), "The recommendation is proposed. The State accepts it.")
}

// loadChange is the form of a recommendation that is there.
func (p *Pages) loadChange(c *web.Call) (formPage, recommendations.Page, error) {
	found, err := p.Recommendations.Find(c.Context(), c.Actor, c.Path("recommendation"))
	if err != nil {
		return formPage{}, found, err
	}
	page, err := p.loadForm(c, found.Recommendation.AssessmentID)
	page.ID, page.Action, page.Title = found.Recommendation.ID, at(found.Recommendation.ID), "Change the recommendation"
	return page, found, err
}

func (p *Pages) changeForm(c *web.Call) error {
	page, found, err := p.loadChange(c)
	if err != nil {
		return err
	}
	r := found.Recommendation
	form := web.NewForm(map[string]string{
		"title": r.Title, "words": r.Words, "owner_id": r.OwnerID, "office": r.Office, "due_on": string(r.DueOn), "priority": r.Priority, "label": string(r.Label), "version": strconv.Itoa(r.Version),
	})
	for _, x := range found.Provisions {
		form.Values.Add("provisions", x.ID)
	}
	return showForm(c, 200, page, form)
}

func (p *Pages) change(c *web.Call) error {
	page, found, err := p.loadChange(c)
	if err != nil {
		return err
	}
	form := c.Form()
	d, version := readDraft(form), form.Int("version", "Version")
	again := func(status int) error { return showForm(c, status, page, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Recommendations.Change(c.Context(), c.Actor, page.ID, version, d); err != nil {
		if version != found.Recommendation.Version && form.Overtaken(err, found.Recommendation.Version) {
			return again(409)
		}
		return after(form, err, again)
	}
	return c.See(at(page.ID), "It is kept.")
}
