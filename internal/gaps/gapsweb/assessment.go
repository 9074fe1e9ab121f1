package gapsweb

import (
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// assessmentPage is an assessment with its rounds.
type assessmentPage struct {
	gaps.Page
	Actor access.Actor
	Form  *web.Form
}

func (p assessmentPage) at(part string) string { return at(p.Assessment.ID) + part }

func (p assessmentPage) round() gaps.Round { return p.Rounds[0] }

func (p *Pages) load(c *web.Call) (assessmentPage, error) {
	found, err := p.Gaps.Find(c.Context(), c.Actor, c.Path("assessment"))
	return assessmentPage{Page: found, Actor: c.Actor, Form: web.NewForm(nil)}, err
}

// loadManaged is load for forms that only those who manage may send.
func (p *Pages) loadManaged(c *web.Call) (assessmentPage, error) {
	page, err := p.load(c)
	if err == nil {
		err = c.Actor.Require(gaps.RightManage, page.Assessment.Object())
	}
	return page, err
}

func (p *Pages) assessment(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Assessment.Party + ": " + page.Assessment.Project, Content: assessmentView(page), Label: string(page.Assessment.Label)})
}

func (p *Pages) memberForm(c *web.Call) error { return p.showMemberForm(c, 200, web.NewForm(nil)) }

func (p *Pages) showMemberForm(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadManaged(c)
	if err != nil {
		return err
	}
	page.Form = form
	return c.Show(web.View{Title: "Add a member", Content: memberFormView(page), Status: status, Label: string(page.Assessment.Label)})
}

func (p *Pages) appoint(c *web.Call) error {
	form, id := c.Form(), c.Path("assessment")
	d := gaps.MemberDraft{Email: form.Text("email"), Part: gaps.Part(form.Text("part")), Note: form.Text("note")}
	if err := p.Gaps.Appoint(c.Context(), c.Actor, id, d); err != nil {
		return after(form, err, func(status int) error { return p.showMemberForm(c, status, form) })
	}
	return c.See(at(id)+"#members", "The member is kept.")
}

func (p *Pages) dismiss(c *web.Call) error {
	id := c.Path("assessment")
	if err := p.Gaps.Dismiss(c.Context(), c.Actor, id, c.Path("account")); err != nil {
		return err
	}
	return c.See(at(id)+"#members", "The part has ended. What was written stays.")
}

func (p *Pages) addInstrument(c *web.Call) error {
	form, id := c.Form(), c.Path("assessment")
	if err := p.Gaps.AddInstrument(c.Context(), c.Actor, id, form.Text("instrument_id")); err != nil {
		return err
	}
	return c.See(at(id)+"#instruments", "The instrument is part of the assessment.")
}

type movePage struct {
	assessmentPage
	Move gaps.Move
}

func (p *Pages) moveForm(c *web.Call) error {
	page, err := p.loadManaged(c)
	if err != nil {
		return err
	}
	m, err := p.Gaps.ShowMove(c.Context(), c.Actor, page.Assessment.ID, c.Path("instrument"))
	if err != nil {
		return err
	}
	if !m.Change {
		return c.See(page.at("#instruments"), "The assessment is held against the version in use.")
	}
	return c.Show(web.View{Title: "Move to version " + strconv.Itoa(m.To.Number), Content: moveView(movePage{page, m}), Label: string(page.Assessment.Label)})
}

// moveEffects says what the move does, before it does it.
func moveEffects(m gaps.Move) []string {
	return []string{
		strconv.Itoa(m.Kept) + " provisions are asked as before; their answers stay where they are.",
		strconv.Itoa(len(m.New)) + " are new: " + nodeNames(len(m.New), func(i int) string { return m.New[i].Name() }),
		strconv.Itoa(len(m.Gone)) + " are no longer asked: " + nodeNames(len(m.Gone), func(i int) string { return m.Gone[i].Name() }),
		strconv.Itoa(m.Stays) + " answers stand under provisions that are no longer asked. They stay readable, and are offered where the version says what became of them.",
	}
}

// nodeNames lists names, the first twenty in full.
func nodeNames(n int, name func(i int) string) string {
	if n == 0 {
		return "none."
	}
	var out []string
	for i := range min(n, 20) {
		out = append(out, name(i))
	}
	if n > 20 {
		return strings.Join(out, "; ") + " and " + strconv.Itoa(n-20) + " more."
	}
	return strings.Join(out, "; ") + "."
}

func (p *Pages) move(c *web.Call) error {
	form, id := c.Form(), c.Path("assessment")
	if err := p.Gaps.MoveTo(c.Context(), c.Actor, id, c.Path("instrument"), form.Text("version_id")); err != nil {
		return err
	}
	return c.See(at(id)+"#instruments", "The assessment is held against the new version. No answer was moved.")
}

// taskPage is the form of a task.
type taskPage struct {
	assessmentPage
	Activities, Members []ui.Option
	Task                gaps.Task
}

func (p *Pages) taskForm(c *web.Call) error { return p.showTaskForm(c, 200, web.NewForm(nil)) }

func (p *Pages) showTaskForm(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadManaged(c)
	if err != nil {
		return err
	}
	page.Form = form
	out := taskPage{assessmentPage: page}
	for _, m := range page.Members {
		out.Members = append(out.Members, ui.Option{Value: m.AccountID, Label: m.Name})
	}
	list, _, err := p.Activities.List(c.Context(), c.Actor, activities.Filter{Limit: 100})
	if err != nil {
		return err
	}
	for _, a := range list {
		out.Activities = append(out.Activities, ui.Option{Value: a.ID, Label: a.Title + ", " + web.Day(a.StartsOn)})
	}
	return c.Show(web.View{Title: "Add a task", Content: taskFormView(out), Status: status, Label: string(page.Assessment.Label)})
}

func (p *Pages) addTask(c *web.Call) error {
	form := c.Form()
	page, err := p.load(c)
	if err != nil {
		return err
	}
	d := gaps.TaskDraft{Phase: form.Text("phase"), Title: form.Text("title"), DueOn: form.Date("due_on", "Due"), AccountID: form.Text("account_id"), ActivityID: form.Text("activity_id")}
	again := func(status int) error { return p.showTaskForm(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if _, err := p.Gaps.AddTask(c.Context(), c.Actor, page.Assessment.RoundID, d); err != nil {
		return after(form, err, again)
	}
	return c.See(page.at("#tasks"), "The task is kept.")
}

func (p *Pages) loadTask(c *web.Call) (taskPage, error) {
	page, err := p.load(c)
	if err != nil {
		return taskPage{}, err
	}
	for _, t := range page.Tasks {
		if t.ID == c.Path("task") {
			return taskPage{assessmentPage: page, Task: t}, nil
		}
	}
	return taskPage{}, fault.Missing("task")
}

func (p *Pages) taskStepForm(c *web.Call) error {
	page, err := p.loadTask(c)
	if err != nil {
		return err
	}
	page.Form = web.NewForm(map[string]string{"words": page.Task.Words})
	return p.showTaskStep(c, 200, page)
}

func (p *Pages) showTaskStep(c *web.Call, status int, page taskPage) error {
	if err := page.maySet(); err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Task.Title, Content: taskStepView(page), Status: status, Label: string(page.Assessment.Label)})
}

// maySet asks whether the actor holds the task or manages the assessment, as the verb does.
func (p taskPage) maySet() error {
	if p.MayManage || p.Task.AccountID != "" && p.Task.AccountID == p.Actor.Account {
		return nil
	}
	return fault.Refuse("Its holder says that it is done, or the secretariat.")
}

func (p *Pages) taskStep(c *web.Call) error {
	page, err := p.loadTask(c)
	if err != nil {
		return err
	}
	form := c.Form()
	page.Form = form
	d := gaps.TaskStep{State: form.Text("state"), Words: form.Text("words"), Version: form.Int("version", "Version")}
	if err := p.Gaps.SetTask(c.Context(), c.Actor, page.Task.ID, d); err != nil {
		return after(form, err, func(status int) error { return p.showTaskStep(c, status, page) })
	}
	return c.See(page.at("#tasks"), "Kept.")
}

func (p *Pages) roundForm(c *web.Call) error { return p.showRoundForm(c, 200, web.NewForm(nil)) }

func (p *Pages) showRoundForm(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadManaged(c)
	if err != nil {
		return err
	}
	page.Form = form
	return c.Show(web.View{Title: "Open a follow-up", Content: roundFormView(page), Status: status, Label: string(page.Assessment.Label)})
}

func (p *Pages) openRound(c *web.Call) error {
	form, id := c.Form(), c.Path("assessment")
	d := gaps.RoundDraft{AsAt: form.Date("as_at", "As of")}
	again := func(status int) error { return p.showRoundForm(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	round, err := p.Gaps.OpenRound(c.Context(), c.Actor, id, d)
	if err != nil {
		return after(form, err, again)
	}
	return c.See(roundAt(id, round), "The follow-up begins with what was said before.")
}

// progress says how far the writing has come.
func progress(s gaps.Scope) string {
	return strconv.Itoa(s.Answered) + " of " + strconv.Itoa(s.Assessable)
}

func memberNote(m gaps.Member) string {
	if m.Note == "" {
		return ""
	}
	return "Note verbale " + m.Note
}
