package assessmentsweb

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/assessments"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/charts"
)

// overviewPage is the test of an activity with what came of it.
type overviewPage struct {
	assessments.Overview
	Actor access.Actor
}

func at(activityID, part string) string { return "/activities/" + activityID + "/learning" + part }

func (p overviewPage) at(part string) string { return at(p.Activity.ID, part) }

func (p *Pages) overview(c *web.Call) error {
	o, err := p.Assessments.Overview(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Test: " + o.Activity.Title, Content: overviewView(overviewPage{o, c.Actor}), Label: string(label.Strictest(label.Amber, o.Activity.Label))})
}

// chart draws the medians of all, and of the parties that are large enough.
func (p overviewPage) chart() charts.Chart {
	round := func(x float64) charts.Value { return charts.Number(int(math.Round(x))) }
	d := charts.Data{Of: "Who", Series: []string{"Before", "After"}, Rows: []charts.Row{{Label: "All", Values: []charts.Value{round(p.Gain.Before), round(p.Gain.After)}}}}
	for _, g := range p.ByParty {
		d.Rows = append(d.Rows, charts.Row{Label: partyWords(g), Values: []charts.Value{round(g.Before), round(g.After)}})
	}
	return charts.Bars(charts.Words{
		ID: "gain", Title: "What was known before and after", Unit: "%", Finding: fmt.Sprintf("Of %d people who took both tests, the median was %s before and %s after.", p.Gain.N, percent(p.Gain.Before), percent(p.Gain.After)),
		Note: fmt.Sprintf("Medians, in per cent of the points. Parties with fewer than %d people are put together, or left out.", p.Least),
	}, d)
}

func partyWords(g assessments.PartyGain) string {
	if g.Party == "" {
		return "Other parties together"
	}
	return g.Party
}

// setUpPage is the form of a test.
type setUpPage struct {
	Actor    access.Actor
	Activity activities.Activity
	Form     *web.Form
}

func (p *Pages) setUpForm(c *web.Call) error {
	o, err := p.Assessments.Overview(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	local := func(t db.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(o.Activity.Zone()).Format("2006-01-02T15:04")
	}
	t := o.Test
	form := web.NewForm(map[string]string{
		"title": t.Title, "intro": t.Intro, "version": strconv.Itoa(t.Version),
		"before_opens": local(t.BeforeOpens), "before_closes": local(t.BeforeCloses), "after_opens": local(t.AfterOpens), "after_closes": local(t.AfterCloses),
	})
	if t.Shuffle || !o.There {
		form.Values.Set("shuffle", "1")
	}
	if !o.There {
		form.Values.Set("title", o.Activity.Title)
		first, last := o.Activity.StartsOn.Time(), o.Activity.EndsOn.Time()
		for name, when := range map[string]time.Time{"before_opens": first.AddDate(0, 0, -3), "before_closes": first.Add(12 * time.Hour), "after_opens": last.Add(12 * time.Hour), "after_closes": last.AddDate(0, 0, 7)} {
			form.Values.Set(name, when.Format("2006-01-02T15:04"))
		}
	}
	return p.showSetUp(c, 200, o.Activity, form)
}

func (p *Pages) showSetUp(c *web.Call, status int, a activities.Activity, form *web.Form) error {
	return c.Show(web.View{Title: "Test: " + a.Title, Content: setUpView(setUpPage{c.Actor, a, form}), Status: status, Label: string(a.Label)})
}

func (p *Pages) setUp(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	o, err := p.Assessments.Overview(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	zone := o.Activity.Zone()
	d := assessments.TestPlan{
		Title: form.Text("title"), Intro: form.Text("intro"), Shuffle: form.Checked("shuffle"), Version: form.Int("version", "Version"),
		BeforeOpens: form.LocalTime("before_opens", "Opens before", zone), BeforeCloses: form.LocalTime("before_closes", "Closes before", zone),
		AfterOpens: form.LocalTime("after_opens", "Opens after", zone), AfterCloses: form.LocalTime("after_closes", "Closes after", zone),
	}
	again := func(status int) error { return p.showSetUp(c, status, o.Activity, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	err = p.Assessments.SetUp(c.Context(), c.Actor, id, d)
	switch {
	case err == nil && len(o.Items) == 0:
		return c.See(at(id, "/items"), "The test is kept. Choose its questions.")
	case err == nil:
		return c.See(at(id, ""), "The test is kept.")
	case form.Overtaken(err, o.Test.Version):
		return again(409)
	default:
		return after(form, err, again)
	}
}

// choosePage is the list from which the questions of a test are chosen.
type choosePage struct {
	Actor    access.Actor
	Activity activities.Activity
	Form     *web.Form
	Items    []assessments.Item
	Words    *vocabulary.Words
	Fixed    bool
}

// mostOffered bounds the list of questions to choose from; the filter narrows it.
const mostOffered = 200

func (p *Pages) chooseForm(c *web.Call) error {
	form := c.Form()
	o, err := p.Assessments.Overview(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	if len(form.Values["item"]) == 0 {
		for _, i := range o.Items {
			form.Values.Add("item", i.ID)
		}
	}
	return p.showChoose(c, 200, o, form)
}

func (p *Pages) showChoose(c *web.Call, status int, o assessments.Overview, form *web.Form) error {
	page := choosePage{Actor: c.Actor, Activity: o.Activity, Form: form, Fixed: o.Test.Fixed(), Items: o.Items}
	list, _, err := p.Assessments.Items(c.Context(), c.Actor, assessments.ItemFilter{State: assessments.Reviewed, Topic: form.Text("topic"), Query: form.Text("q"), Limit: mostOffered})
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, i := range o.Items {
		there[i.ID] = true
	}
	for _, i := range list {
		if !there[i.ID] {
			page.Items = append(page.Items, i)
		}
	}
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Questions: " + o.Activity.Title, Content: chooseView(page), Status: status, Label: string(label.Strictest(label.Amber, o.Activity.Label))})
}

func (p *Pages) choose(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	o, err := p.Assessments.Overview(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	if err := p.Assessments.Choose(c.Context(), c.Actor, id, form.Texts("item")); err != nil {
		return after(form, err, func(status int) error { return p.showChoose(c, status, o, form) })
	}
	return c.See(at(id, ""), "The questions are kept. Fix them when they are complete.")
}

func (p *Pages) fix(c *web.Call) error {
	id := c.Path("id")
	if c.Query("do") == "open" {
		if err := p.Assessments.Unfix(c.Context(), c.Actor, id); err != nil {
			return err
		}
		return c.See(at(id, ""), "The questions can be chosen again.")
	}
	if err := p.Assessments.Fix(c.Context(), c.Actor, id); err != nil {
		return err
	}
	return c.See(at(id, ""), "The questions stand: they are the same before and after. Everybody who is confirmed has a code.")
}

func (p *Pages) codes(c *web.Call) error {
	n, err := p.Assessments.Codes(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.See(at(c.Path("id"), ""), fmt.Sprintf("Codes given: %d.", n))
}

func (p *Pages) send(c *web.Call) error {
	n, err := p.Assessments.SendTest(c.Context(), c.Actor, c.Path("id"), assessments.Phase(c.Query("phase")))
	if err != nil {
		return err
	}
	return c.See(at(c.Path("id"), ""), fmt.Sprintf("Mails with the link that are on their way: %d.", n))
}

// peoplePage is the scores by name.
type peoplePage struct {
	assessments.Scores
	Actor access.Actor
}

func (p *Pages) people(c *web.Call) error {
	s, err := p.Assessments.People(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Scores: " + s.Activity.Title, Content: peopleView(peoplePage{s, c.Actor}), Label: string(assessments.Label(s.Activity))})
}

func (p *Pages) peopleCSV(c *web.Call) error {
	s, err := p.Assessments.TakePeople(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	tlp := assessments.Label(s.Activity)
	rows := [][]string{{"party", "name", "code", "before", "before possible", "before source", "after", "after possible", "after source", "gain in points of per cent", "label"}}
	for _, x := range s.People {
		row := []string{x.Party, x.Person, x.Code}
		for _, of := range []assessments.Sitting{x.Before, x.After} {
			if !of.Done() {
				row = append(row, "", "", "")
				continue
			}
			row = append(row, strconv.Itoa(of.Score), strconv.Itoa(of.Possible), of.Source)
		}
		rows = append(rows, append(row, gainWords(x), string(tlp)))
	}
	return sendCSV(c, "test scores "+string(s.Activity.StartsOn)+" "+tlp.Slug()+".csv", rows)
}

// sendCSV writes rows as a file, none of which a spreadsheet reads as a formula.
func sendCSV(c *web.Call, name string, rows [][]string) error {
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
	return c.Send(name, "text/csv; charset=utf-8", out.Bytes(), false)
}

func (p *Pages) ours(c *web.Call) error {
	list, err := p.Assessments.OfOurs(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "What our people learnt", Content: oursView(list), Label: string(label.AmberStrict)})
}
