package actionplansweb

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/actionplans"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/charts"
	"counterpart/internal/web/ui"
)

// listPage is the list of plans, with what became of them over the years.
type listPage struct {
	Actor     access.Actor
	Form      *web.Form
	Rows      []actionplans.Plan
	Next, CSV string
	Today     db.Date
	Whole     bool // the reader sees the plans of all parties
	Overview  actionplans.Overview
}

func readFilter(f *web.Form) actionplans.Filter {
	return actionplans.Filter{State: actionplans.State(f.Text("state")), Late: f.Text("show") == "late", ActivityID: f.Text("activity"), PartyID: f.Text("party")}
}

func (p *Pages) list(c *web.Call) error {
	form := c.Form()
	key, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	filter := readFilter(form)
	filter.After, filter.Limit = key, pageSize
	page := listPage{Actor: c.Actor, Form: form, Today: db.At(c.Site.Now()).Date(), Whole: c.Actor.Can(actionplans.RightSee, access.Anything)}
	rows, next, err := p.Plans.List(c.Context(), c.Actor, filter)
	if err != nil {
		return err
	}
	page.Rows = rows
	page.CSV = web.Address("/action-plans.csv", "state", form.Text("state"), "show", form.Text("show"), "activity", form.Text("activity"), "party", form.Text("party"))
	if next != nil {
		page.Next = c.NextPage(next)
	}
	if page.Whole {
		if page.Overview, err = p.Plans.Overview(c.Context(), c.Actor); err != nil {
			return err
		}
	}
	return c.Show(web.View{Title: "Action plans", Content: listView(page), Label: string(actionplans.Strictest(rows))})
}

// years draws how many plans were signed off and followed up in each year.
func (p listPage) years() charts.Chart {
	d := charts.Data{Of: "Year", Series: []string{"Signed off", "Due for follow-up", "Followed up"}}
	for _, y := range p.Overview.Years {
		d.Rows = append(d.Rows, charts.Row{Label: y.Year, Values: []charts.Value{charts.Number(y.Signed), charts.Number(y.Due), charts.Number(y.Followed)}})
	}
	return charts.Bars(charts.Words{ID: "years", Title: "Action plans by year of the activity", Unit: "plans"}, d)
}

func shareWords(t actionplans.Tally) string {
	if !t.Shown {
		return "not shown"
	}
	return strconv.Itoa(t.Share) + " %"
}

func (p *Pages) csv(c *web.Call) error {
	list, tlp, err := p.Plans.TakeAlong(c.Context(), c.Actor, readFilter(c.Form()))
	if err != nil {
		return err
	}
	rows := [][]string{{"activity", "party", "person", "state", "signed off on", "follow-up on", "followed up on", "action", "with", "by", "status", "what changed", "what shows it", "address", "obstacles", "level", "label"}}
	for _, x := range list {
		actions := x.Actions
		if len(actions) == 0 {
			actions = []actionplans.Action{{}}
		}
		for _, a := range actions {
			level := ""
			if a.Level > 0 {
				level = strconv.Itoa(a.Level)
			}
			rows = append(rows, []string{
				x.Activity, x.Party, x.Person, x.State.Words(), string(x.SignedOn), string(x.FollowOn), string(x.FollowedOn), a.What, a.With, string(a.By), a.Status.Words(), a.Changed, a.Evidence, a.Address, a.Obstacles, level, string(tlp),
			})
		}
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	for _, row := range rows {
		for i := range row {
			row[i] = registrations.Guard(row[i])
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return c.Send("action plans "+string(db.At(c.Site.Now()).Date())+" "+tlp.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

// planPage is one plan.
type planPage struct {
	actionplans.Page
	Actor access.Actor
	Words *vocabulary.Words
}

func (p planPage) at(part string) string { return "/action-plans/" + p.Plan.ID + part }

func (p *Pages) load(c *web.Call) (planPage, error) {
	found, err := p.Plans.Find(c.Context(), c.Actor, c.Path("plan"))
	if err != nil {
		return planPage{}, err
	}
	words, err := p.Vocabulary.Words(c.Context())
	return planPage{found, c.Actor, words}, err
}

func tlpOf(p actionplans.Plan) string { return string(label.Strictest(label.AmberStrict, p.Label)) }

func (p *Pages) show(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Action plan: " + page.Plan.Person, Content: planView(page), Label: tlpOf(page.Plan)})
}

func (p *Pages) ask(c *web.Call) error {
	id := c.Path("plan")
	if err := p.Plans.Ask(c.Context(), c.Actor, id); err != nil {
		return err
	}
	return c.See("/action-plans/"+id, "The person gets a mail with a link.")
}

// takePage is the form of a step.
type takePage struct {
	planPage
	Verb actionplans.Verb
	Form *web.Form
}

func (p *Pages) takeForm(c *web.Call) error { return p.showTake(c, 200, web.NewForm(nil)) }

func (p *Pages) showTake(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	verb := actionplans.Verb(c.Path("verb"))
	words, known := verbWords[verb]
	if _, can := page.Plan.State.After(verb); !known || !can {
		return c.See(page.at(""), "")
	}
	return c.Show(web.View{Title: words.button, Content: takeView(takePage{page, verb, form}), Status: status, Label: tlpOf(page.Plan)})
}

func (p *Pages) take(c *web.Call) error {
	form, id, verb := c.Form(), c.Path("plan"), actionplans.Verb(c.Path("verb"))
	if err := p.Plans.Take(c.Context(), c.Actor, id, verb, form.Text("words")); err != nil {
		return after(form, err, func(status int) error { return p.showTake(c, status, form) })
	}
	return c.See("/action-plans/"+id, verbWords[verb].done)
}

// outcomePage is the form of an outcome that is made of an action.
type outcomePage struct {
	planPage
	Action actionplans.Action
	Form   *web.Form
}

func (p *Pages) outcomeForm(c *web.Call) error {
	return p.showOutcome(c, 200, web.NewForm(map[string]string{"level": strconv.Itoa(actionplans.Behaviour)}))
}

func (p *Pages) showOutcome(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	for _, a := range page.Actions {
		if a.ID != c.Path("action") || !a.Ready() {
			continue
		}
		if !form.Values.Has("title") {
			title, _, _ := strings.Cut(a.What, "\n")
			form.Values.Set("title", title)
		}
		return c.Show(web.View{Title: "Propose an outcome", Content: outcomeView(outcomePage{page, a, form}), Status: status, Label: tlpOf(page.Plan)})
	}
	return c.See(page.at(""), "")
}

func (p *Pages) outcome(c *web.Call) error {
	form := c.Form()
	d := actionplans.OutcomeDraft{ActionID: c.Path("action"), Kind: form.Text("kind"), Level: form.Int("level", "Level"), Title: form.Text("title"), Agreed: form.Text("agreed")}
	again := func(status int) error { return p.showOutcome(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	id, err := p.Plans.Propose(c.Context(), c.Actor, c.Path("plan"), d)
	if err != nil {
		return after(form, err, again)
	}
	return c.See("/outcomes/"+id, "The outcome is proposed, and linked with the plan. Somebody else reads it.")
}

func (p *Pages) file(c *web.Call) error {
	f, data, err := p.Plans.File(c.Context(), c.Actor, c.Path("plan"), c.Path("action"))
	if err != nil {
		return err
	}
	return c.Send(f.Name, f.MediaType, data, false)
}

// activityPage is the plans of one activity.
type activityPage struct {
	actionplans.ActivityPage
	Actor access.Actor
}

func (p *Pages) ofActivity(c *web.Call) error {
	found, err := p.Plans.Of(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Action plans: " + found.Activity.Title, Content: activityView(activityPage{found, c.Actor}), Label: string(label.Strictest(actionplans.Strictest(found.Plans), found.Activity.Label))})
}

func (p *Pages) send(c *web.Call) error {
	n, err := p.Plans.Send(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.See("/activities/"+c.Path("id")+"/action-plans", fmt.Sprintf("Mails with the link that are on their way: %d.", n))
}

func timeline(steps []actionplans.Step) []ui.Entry {
	out := make([]ui.Entry, len(steps))
	for i, s := range steps {
		out[i] = web.At(s.At, stepWords[s.Verb], s.Words, "")
		out[i].By = s.By
	}
	return out
}
