// Package evaluationsweb shows how activities were, as those who took part said: the form, the answers once it is closed, and the JSON
// API.
package evaluationsweb

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/evaluations"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
	"counterpart/internal/web"
	"counterpart/internal/web/charts"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Evaluations *evaluations.Service
	Accounts    *accounts.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, manage, answer := evaluations.RightSee, evaluations.RightManage, evaluations.RightAnswer
	const token, at = "the token is checked", "/activities/{id}/evaluation"
	return []web.Route{
		{Pattern: "GET " + at, Right: see, Do: p.show},
		{Pattern: "GET " + at + ".csv", Right: see, Do: p.csv},
		{Pattern: "GET " + at + "/edit", Right: manage, Do: p.edit},
		{Pattern: "POST " + at, Right: manage, Do: p.setUp},
		{Pattern: "POST " + at + "/begin", Right: manage, Do: p.begin},
		{Pattern: "POST " + at + "/close", Right: manage, Do: p.close},
		{Pattern: "POST " + at + "/send", Right: manage, Do: p.send},
		{Pattern: "GET /activities/{id}/my-evaluation", Right: answer, Do: p.own},
		{Pattern: "POST /activities/{id}/my-evaluation", Right: answer, Do: p.say},
		{Pattern: "GET /e/{token}", Open: token, Do: p.own},
		{Pattern: "POST /e/{token}", Open: token, Do: p.say},
	}
}

func at(activityID, part string) string { return "/activities/" + activityID + "/evaluation" + part }

// after is what a form leads to: shown again with the words beside the fields, or the error.
func after(form *web.Form, err error, again func(status int) error) error {
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return again(422)
}

// page is the evaluation of an activity.
type page struct {
	evaluations.Page
	Actor access.Actor
}

func tlp(a activities.Activity) label.TLP { return label.Strictest(label.Amber, a.Label) }

func (p *Pages) show(c *web.Call) error {
	found, err := p.Evaluations.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Evaluation: " + found.Activity.Title, Content: showView(page{found, c.Actor}), Label: string(tlp(found.Activity))})
}

// group is the questions about one thing: the activity, a session or a speaker.
type group struct {
	Of   string
	List []evaluations.Summary
}

func (p page) groups() []group {
	var out []group
	for _, s := range p.Summaries {
		if len(out) == 0 || out[len(out)-1].Of != s.Of {
			out = append(out, group{Of: s.Of})
		}
		out[len(out)-1].List = append(out[len(out)-1].List, s)
	}
	return out
}

var likertWords = []string{"1 disagree strongly", "2", "3", "4", "5 agree strongly"}

// chart draws how many chose each answer, for the questions of a group of which enough answered.
func (g group) chart(n int) (charts.Chart, bool) {
	d := charts.Data{Of: "Question", Series: likertWords}
	for _, s := range g.List {
		if s.Kind != evaluations.Likert {
			continue
		}
		row := charts.Row{Label: s.Label}
		for k := range likertWords {
			v := charts.Hidden()
			if s.Shown && k < len(s.Counts) {
				v = charts.Number(s.Counts[k])
			}
			row.Values = append(row.Values, v)
		}
		d.Rows = append(d.Rows, row)
	}
	return charts.Stacked(charts.Words{ID: "answers-" + strconv.Itoa(n), Title: g.title(), Unit: "people", Finding: g.finding()}, d), len(d.Rows) > 0
}

func (g group) title() string {
	if g.Of == "" {
		return "The activity"
	}
	return g.Of
}

// finding says the mean of each question that is shown.
func (g group) finding() string {
	var out []string
	for _, s := range g.List {
		if s.Kind == evaluations.Likert && s.Shown && s.N > 0 {
			out = append(out, strings.TrimSuffix(s.Label, ".")+": mean "+decimal(s.Mean))
		}
	}
	if len(out) == 0 {
		return "Too few people answered for any number to be shown."
	}
	return strings.Join(out, "; ") + ", of 5."
}

func decimal(x float64) string { return strconv.FormatFloat(math.Round(x*10)/10, 'f', 1, 64) }

// signed writes the net recommendation, which can be below zero.
func signed(x float64) string {
	out := strconv.FormatFloat(math.Round(x), 'f', 0, 64)
	if x > 0 {
		return "+" + out
	}
	return strings.Replace(out, "-", "−", 1)
}

var levelWords = map[int]string{1: "1 reaction", 2: "2 learning", 3: "3 behaviour", 4: "4 results"}

var (
	kindWords = map[string]string{evaluations.Likert: "1 to 5: disagree or agree", evaluations.Recommend: "0 to 10: recommend", evaluations.Free: "Words"}
	perWords  = map[string]string{evaluations.PerActivity: "The activity", evaluations.PerSession: "Each session", evaluations.PerSpeaker: "Each speaker"}
)

func (p *Pages) csv(c *web.Call) error {
	found, err := p.Evaluations.TakeAlong(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	mark := tlp(found.Activity)
	rows := [][]string{{"question", "about", "level", "kind", "answers", "mean", "median", "net recommendation", "counts from the lowest answer", "words", "label"}}
	for _, s := range found.Summaries {
		row := []string{s.Label, s.Of, strconv.Itoa(s.Level), s.Kind, strconv.Itoa(s.N), "", "", "", "", "", string(mark)}
		if s.Shown && len(s.Counts) > 0 {
			row[5], row[6] = decimal(s.Mean), decimal(s.Median)
			if s.Kind == evaluations.Recommend {
				row[7] = signed(s.Recommend)
			}
			row[8] = strings.Trim(fmt.Sprint(s.Counts), "[]")
		}
		row[9] = strings.Join(s.Texts, " | ")
		rows = append(rows, row)
	}
	if len(rows) == 1 {
		rows = append(rows, []string{"Nothing is shown before the evaluation is closed", "", "", "", strconv.Itoa(found.Answered), "", "", "", "", "", string(mark)})
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
	return c.Send("evaluation "+string(found.Activity.StartsOn)+" "+mark.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

// editPage is the form of an evaluation.
type editPage struct {
	Actor    access.Actor
	Activity activities.Activity
	Form     *web.Form
	Rows     []int
}

// blankRows are the empty questions at the end of the form.
const blankRows = 3

func (p *Pages) edit(c *web.Call) error {
	found, err := p.Evaluations.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	questions := found.Questions
	form := web.NewForm(map[string]string{"intro": found.Intro, "version": strconv.Itoa(found.Version)})
	if !found.There {
		questions = found.Defaults
	}
	if !found.ClosesAt.IsZero() {
		form.Values.Set("closes_at", found.ClosesAt.In(found.Activity.Zone()).Format("2006-01-02T15:04"))
	} else if !found.There {
		form.Values.Set("closes_at", found.Activity.EndsOn.Time().AddDate(0, 0, 14).Format("2006-01-02T15:04"))
	}
	for n, q := range questions {
		i := strconv.Itoa(n)
		for name, value := range map[string]string{"label": q.Label, "kind": q.Kind, "per": q.Per, "level": strconv.Itoa(q.Level)} {
			form.Values.Set(name+"."+i, value)
		}
	}
	return p.showEdit(c, 200, found.Activity, form)
}

func (p *Pages) showEdit(c *web.Call, status int, a activities.Activity, form *web.Form) error {
	out := editPage{Actor: c.Actor, Activity: a, Form: form}
	blank := 0
	for n := 0; n < 40 && blank < blankRows; n++ {
		if form.Text("label."+strconv.Itoa(n)) == "" {
			blank++
		}
		out.Rows = append(out.Rows, n)
	}
	return c.Show(web.View{Title: "Evaluation: " + a.Title, Content: editView(out), Status: status, Label: string(tlp(a))})
}

func (p *Pages) setUp(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	found, err := p.Evaluations.Find(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	d := evaluations.Plan{Intro: form.Text("intro"), Version: form.Int("version", "Version"), ClosesAt: form.LocalTime("closes_at", "Closes", found.Activity.Zone())}
	for n := range 40 {
		i := strconv.Itoa(n)
		if form.Values.Has("label." + i) {
			d.Questions = append(d.Questions, evaluations.Asked{Label: form.Text("label." + i), Kind: form.Text("kind." + i), Per: form.Text("per." + i), Level: form.Int("level."+i, "Level")})
		}
	}
	again := func(status int) error { return p.showEdit(c, status, found.Activity, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	err = p.Evaluations.SetUp(c.Context(), c.Actor, id, d)
	switch {
	case err == nil:
		return c.See(at(id, ""), "The evaluation is kept. Nobody is asked before you open it.")
	case form.Overtaken(err, found.Version):
		return again(409)
	default:
		return after(form, err, again)
	}
}

func (p *Pages) begin(c *web.Call) error {
	if err := p.Evaluations.Begin(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	return c.See(at(c.Path("id"), ""), "The evaluation is open. Everybody who is confirmed can answer once.")
}

func (p *Pages) close(c *web.Call) error {
	if err := p.Evaluations.Close(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	return c.See(at(c.Path("id"), ""), "The evaluation is closed.")
}

func (p *Pages) send(c *web.Call) error {
	if _, err := p.Evaluations.Send(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	return c.See(at(c.Path("id"), ""), "Whoever has not answered gets a mail with a link.")
}

// ownPage is the form that somebody answers.
type ownPage struct {
	evaluations.Own
	Form *web.Form
	Base string
}

// groupsOf puts the questions about one thing together.
func (p ownPage) groups() []group {
	var out []group
	for _, q := range p.Questions {
		if len(out) == 0 || out[len(out)-1].Of != q.Of {
			out = append(out, group{Of: q.Of})
		}
		out[len(out)-1].List = append(out[len(out)-1].List, evaluations.Summary{Asked: q})
	}
	return out
}

func (p *Pages) whose(c *web.Call) (actor access.Actor, activityID, personID, base string, err error) {
	if token := c.Path("token"); token != "" {
		actor, link, err := p.Accounts.Follow(c.Context(), token, accounts.PurposeEvaluate)
		return actor, link.ActivityID, link.PersonID, "/e/" + token, err
	}
	id := c.Path("id")
	return c.Actor, id, c.Actor.Person, "/activities/" + id + "/my-evaluation", nil
}

func (p *Pages) own(c *web.Call) error {
	actor, activityID, personID, base, err := p.whose(c)
	if err != nil {
		return err
	}
	found, err := p.Evaluations.Mine(c.Context(), actor, activityID, personID)
	if err != nil {
		return err
	}
	return p.showOwn(c, 200, ownPage{found, web.NewForm(nil), base})
}

func (p *Pages) showOwn(c *web.Call, status int, out ownPage) error {
	return c.Show(web.View{Title: "How was it?", Content: ownView(out), Status: status, Public: c.Path("token") != "", NoIndex: true, Label: string(tlp(out.Activity))})
}

func (p *Pages) say(c *web.Call) error {
	actor, activityID, personID, base, err := p.whose(c)
	if err != nil {
		return err
	}
	found, err := p.Evaluations.Mine(c.Context(), actor, activityID, personID)
	if err != nil {
		return err
	}
	form, said := c.Form(), evaluations.Said{}
	for _, q := range found.Questions {
		said[q.Key] = form.Text(q.Key)
	}
	if err := p.Evaluations.Say(c.Context(), actor, activityID, personID, said); err != nil {
		return after(form, err, func(status int) error { return p.showOwn(c, status, ownPage{found, form, base}) })
	}
	return c.See(base, "Thank you. Your answers are kept without your name.")
}

func numbers(from, to int) []ui.Option {
	var out []ui.Option
	for n := from; n <= to; n++ {
		o := ui.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n)}
		if to == 5 && (n == 1 || n == 5) {
			o.Label = likertWords[n-1]
		}
		out = append(out, o)
	}
	return out
}
