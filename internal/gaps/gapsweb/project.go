package gapsweb

import (
	"slices"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/label"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

type listPage struct {
	Actor access.Actor
	Rows  []gaps.Listed
	Next  string
}

func (p *Pages) list(c *web.Call) error {
	key, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	rows, next, err := p.Gaps.List(c.Context(), c.Actor, gaps.Filter{After: key, Limit: pageSize})
	if err != nil {
		return err
	}
	page := listPage{Actor: c.Actor, Rows: rows}
	if next != nil {
		page.Next = c.NextPage(next)
	}
	tlp := label.Clear
	for _, r := range rows {
		tlp = label.Strictest(tlp, strictest(r.Assessments))
	}
	return c.Show(web.View{Title: "Gap assessments", Content: listView(page), Label: string(tlp)})
}

func strictest(list []gaps.Assessment) label.TLP {
	out := label.Green
	for _, a := range list {
		out = label.Strictest(out, a.Label)
	}
	return out
}

// editPage is the form of a project.
type editPage struct {
	Title, Action, Back string
	Form                *web.Form
	Initiatives         []ui.Option
}

func (p *Pages) showProjectForm(c *web.Call, status int, page editPage) error {
	list, err := p.Activities.Initiatives(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, i := range list {
		page.Initiatives = append(page.Initiatives, ui.Option{Value: i.ID, Label: i.Name})
	}
	return c.Show(web.View{Title: page.Title, Content: projectFormView(page), Status: status, Label: string(label.Green)})
}

func newProject(form *web.Form) editPage {
	return editPage{Title: "New project", Action: "/gap-projects", Back: "/gaps", Form: form}
}

func (p *Pages) projectForm(c *web.Call) error {
	return p.showProjectForm(c, 200, newProject(web.NewForm(nil)))
}

func readProject(f *web.Form) gaps.ProjectDraft {
	return gaps.ProjectDraft{Title: f.Text("title"), Purpose: f.Text("purpose"), InitiativeID: f.Text("initiative_id")}
}

func (p *Pages) beginProject(c *web.Call) error {
	form := c.Form()
	id, err := p.Gaps.BeginProject(c.Context(), c.Actor, readProject(form))
	if err != nil {
		return after(form, err, func(status int) error { return p.showProjectForm(c, status, newProject(form)) })
	}
	return c.See("/gap-projects/"+id, "The project is kept. Add the States whose law is assessed.")
}

type projectPage struct {
	gaps.ProjectPage
}

func (p projectPage) at(part string) string { return "/gap-projects/" + p.ID + part }

func (p *Pages) project(c *web.Call) error {
	page, err := p.Gaps.Project(c.Context(), c.Actor, c.Path("project"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Title, Content: projectView(projectPage{page}), Label: string(strictest(page.Assessments))})
}

func (p *Pages) changeProjectForm(c *web.Call) error {
	page, err := p.Gaps.Project(c.Context(), c.Actor, c.Path("project"))
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"title": page.Title, "purpose": page.Purpose, "initiative_id": page.InitiativeID, "version": strconv.Itoa(page.Version)})
	return p.showProjectForm(c, 200, changedProject(page.ID, form))
}

func changedProject(id string, form *web.Form) editPage {
	return editPage{Title: "Change the project", Action: "/gap-projects/" + id, Back: "/gap-projects/" + id, Form: form}
}

func (p *Pages) changeProject(c *web.Call) error {
	form, id := c.Form(), c.Path("project")
	err := p.Gaps.ChangeProject(c.Context(), c.Actor, id, form.Int("version", "Version"), readProject(form))
	if err == nil {
		return c.See("/gap-projects/"+id, "The change is kept.")
	}
	again := func(status int) error { return p.showProjectForm(c, status, changedProject(id, form)) }
	page, found := p.Gaps.Project(c.Context(), c.Actor, id)
	if found == nil && form.Overtaken(err, page.Version) {
		return again(409)
	}
	return after(form, err, again)
}

// statePage is the form that begins the assessment of a State.
type statePage struct {
	projectPage
	Form        *web.Form
	States      []ui.Option
	Instruments []ui.Option
}

func (p *Pages) stateForm(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	return p.showStateForm(c, 200, web.NewForm(map[string]string{"label": string(gaps.DefaultLabel(words))}))
}

func (p *Pages) showStateForm(c *web.Call, status int, form *web.Form) error {
	project, err := p.Gaps.Project(c.Context(), c.Actor, c.Path("project"))
	if err != nil {
		return err
	}
	if err := c.Actor.Require(gaps.RightManage, access.Anything); err != nil {
		return err
	}
	page := statePage{projectPage: projectPage{project}, Form: form}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	states := append(words.Codes(vocabulary.PartyKinds, "state"), words.Codes(vocabulary.PartyKinds, "territory")...)
	list, err := db.Whole(func(after []string) ([]parties.Party, []string, error) {
		return p.Parties.List(c.Context(), c.Actor, parties.Filter{After: after, Limit: 200})
	})
	if err != nil {
		return err
	}
	for _, x := range list {
		taken := slices.ContainsFunc(project.Assessments, func(a gaps.Assessment) bool { return a.PartyID == x.ID })
		if slices.Contains(states, x.Kind) && !taken {
			page.States = append(page.States, ui.Option{Value: x.ID, Label: x.Name})
		}
	}
	for _, v := range project.Latest {
		page.Instruments = append(page.Instruments, ui.Option{Value: v.InstrumentID, Label: v.Short, Hint: v.Title})
	}
	return c.Show(web.View{Title: "Add States", Content: stateFormView(page), Status: status, Label: string(label.Green)})
}

func (p *Pages) begin(c *web.Call) error {
	form := c.Form()
	d := gaps.StateDraft{Instruments: form.Texts("instruments"), Label: label.TLP(form.Text("label")), AsAt: form.Date("as_at", "As of")}
	again := func(status int) error { return p.showStateForm(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	ids, err := p.Gaps.BeginEach(c.Context(), c.Actor, c.Path("project"), form.Texts("party_id"), d)
	if err != nil {
		return after(form, err, again)
	}
	if len(ids) > 1 {
		return c.See("/gap-projects/"+c.Path("project"), strconv.Itoa(len(ids))+" assessments have begun. Name for each who writes, and who clears for the State.")
	}
	return c.See(at(ids[0]), "The assessment has begun. Name who writes, and who clears for the State.")
}
