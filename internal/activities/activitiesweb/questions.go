package activitiesweb

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/activities/activityframe"
	"counterpart/internal/forms"
	"counterpart/internal/web"
)

// blankRows are the empty questions at the end of the form, to add to it without JavaScript.
const blankRows = 3

// questionsPage is the form of an activity's questions.
type questionsPage struct {
	Actor    access.Actor
	Activity activities.Activity
	Form     *web.Form
	Rows     []questionRow
}

// questionRow is one question in the form of the questions.
type questionRow struct {
	Number int
	At     string // beginning of its field names, "questions.2."
	New    bool
}

func (p *Pages) questionsForm(c *web.Call) error {
	a, err := p.Activities.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return p.showQuestions(c, 200, a, a.Version, a.Questions, web.NewForm(nil))
}

func (p *Pages) questions(c *web.Call) error {
	sent, id := c.Form(), c.Path("id")
	a, err := p.Activities.Find(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	version := sent.Int("version", "Version")
	questions := readQuestions(sent, a.Questions)
	err = p.Activities.SetQuestions(c.Context(), c.Actor, id, version, questions)
	if err == nil {
		return c.See("/activities/"+id+"#questions", "The questions are kept.")
	}
	form := web.NewForm(nil)
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showQuestions(c, 422, a, version, questions, form)
}

// showQuestions writes the questions into the form: one row each, and some empty ones.
func (p *Pages) showQuestions(c *web.Call, status int, a activities.Activity, version int, questions []forms.Question, form *web.Form) error {
	page := questionsPage{Actor: c.Actor, Activity: a, Form: form}
	form.Values.Set("version", strconv.Itoa(version))
	for i := range min(len(questions)+blankRows, forms.MaxQuestions) {
		row := questionRow{Number: i + 1, At: fmt.Sprintf("questions.%d.", i), New: i >= len(questions)}
		form.Values.Set(row.At+"place", strconv.Itoa(i+1))
		if !row.New {
			fillQuestion(form, row.At, questions[i])
		}
		page.Rows = append(page.Rows, row)
	}
	return c.Show(web.View{Title: "Questions of " + a.Title, Content: questionsView(page), Status: status})
}

func fillQuestion(form *web.Form, at string, q forms.Question) {
	var options []string
	for _, o := range q.Options {
		options = append(options, o.Label)
	}
	for name, value := range map[string]string{
		"key": q.Key, "label": q.Label, "help": q.Help, "kind": q.Kind, "purpose": q.Purpose, "options": strings.Join(options, "\n"),
	} {
		form.Values.Set(at+name, value)
	}
	for name, on := range map[string]bool{"required": q.Required, "sensitive": q.Sensitive} {
		if on {
			form.Values.Set(at+name, "1")
		}
	}
}

// readQuestions reads the rows that have a question, in the order of their places. Keys and codes of before are kept, so
// that answers given already stay what they were.
func readQuestions(f *web.Form, before []forms.Question) []forms.Question {
	type placed struct {
		place    int
		moved    int // -1 for up, 1 for down: who moves goes past the one that stands there
		question forms.Question
	}
	var rows []placed
	out := []forms.Question{}
	for i := range forms.MaxQuestions {
		at := fmt.Sprintf("questions.%d.", i)
		q := forms.Question{
			Key: f.Text(at + "key"), Label: f.Text(at + "label"), Help: f.Text(at + "help"), Kind: f.Text(at + "kind"), Purpose: f.Text(at + "purpose"),
			Required: f.Checked(at + "required"), Sensitive: f.Checked(at + "sensitive"),
		}
		if q.Label == "" {
			continue
		}
		var known forms.Question
		if n := slices.IndexFunc(before, func(b forms.Question) bool { return b.Key == q.Key }); n >= 0 {
			known = before[n]
		}
		if q.Chooses() {
			q.Options = forms.Options(f.Text(at+"options"), known.Options)
		}
		place, err := strconv.Atoi(f.Text(at + "place"))
		if err != nil {
			place = i + 1
		}
		rows = append(rows, placed{place, cmp.Compare(place, i+1), q})
	}
	slices.SortStableFunc(rows, func(x, y placed) int { return cmp.Or(cmp.Compare(x.place, y.place), cmp.Compare(x.moved, y.moved)) })
	for _, r := range rows {
		if r.question.Key == "" {
			r.question.Key = forms.NewKey(r.question.Label, append(out, before...))
		}
		out = append(out, r.question)
	}
	return out
}

func (r questionRow) legend() string {
	if r.New {
		return "New question"
	}
	return fmt.Sprintf("Question %d", r.Number)
}

const questionsTab = activityframe.Overview
