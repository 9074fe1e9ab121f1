package curriculaweb

import (
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/training"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

type listPage struct {
	Actor access.Actor
	Form  *web.Form
	Rows  []curricula.Curriculum
	Next  string
}

func (p *Pages) list(c *web.Call) error {
	key, err := web.DecodeKey(c.Query("after"), 1)
	if err != nil {
		return err
	}
	form := c.Form()
	rows, next, err := p.Curricula.List(c.Context(), c.Actor, curricula.Filter{Query: form.Text("q"), State: curricula.State(form.Text("state")), After: key, Limit: pageSize})
	if err != nil {
		return err
	}
	page := listPage{Actor: c.Actor, Form: form, Rows: rows}
	if next != nil {
		page.Next = c.NextPage(next)
	}
	return c.Show(web.View{Title: "Curricula", Content: listView(page), Label: string(curricula.Strictest(rows))})
}

// curriculumPage is a curriculum with all its versions and its deliveries.
type curriculumPage struct {
	curricula.Page
	Actor     access.Actor
	Form      *web.Form
	Delivered []training.Delivered
}

func (p curriculumPage) at(part string) string { return path(p.Curriculum.ID) + part }

func (p *Pages) load(c *web.Call) (curriculumPage, error) {
	found, err := p.Curricula.Find(c.Context(), c.Actor, c.Path("curriculum"))
	return curriculumPage{Page: found, Actor: c.Actor}, err
}

func (p *Pages) show(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if page.Delivered, err = p.Training.OfCurriculum(c.Context(), c.Actor, page.Curriculum.ID); err != nil {
		return err
	}
	page.Form = web.NewForm(nil)
	return c.Show(web.View{Title: page.Curriculum.Code + " " + page.Curriculum.Title, Content: curriculumView(page), Label: string(page.label())})
}

// label is the strictest of everything on the page.
func (p curriculumPage) label() label.TLP {
	out := p.Curriculum.Label
	if len(p.Delivered) > 0 || len(p.Feedback) > 0 {
		out = label.Strictest(out, label.Amber)
	}
	return out
}

// versionOptions are the versions to choose from, the newest first.
func versionOptions(list []curricula.Version) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, v := range list {
		out[i] = ui.Option{Value: strconv.Itoa(v.Number), Label: versionName(v) + ", " + strings.ToLower(v.State.Words())}
	}
	return out
}

func (p *Pages) compare(c *web.Call) error {
	form := c.Form()
	from, to := form.Int("from", "From"), form.Int("to", "To")
	if form.Wrong.Err() != nil {
		return form.Wrong.Err()
	}
	found, err := p.Curricula.Compare(c.Context(), c.Actor, c.Path("curriculum"), from, to)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "What changed: " + found.Curriculum.Code, Content: compareView(found), Label: string(found.Curriculum.Label)})
}

func (p *Pages) next(c *web.Call) error {
	id := c.Path("curriculum")
	version, err := p.Curricula.NextVersion(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.See(path(id)+"/versions/"+version, "The next version begins as a copy of the last one. Change what is to change.")
}

// feedbackPage is the form in which somebody says what was found.
type feedbackPage struct {
	curriculumPage
	Versions, Modules, Deliveries []ui.Option
}

func (p *Pages) feedbackForm(c *web.Call) error { return p.showFeedback(c, 200, c.Form()) }

func (p *Pages) showFeedback(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	page.Form = form
	out := feedbackPage{curriculumPage: page}
	chosen := form.Text("version_id")
	for _, v := range page.Versions {
		if v.State != curricula.Draft {
			out.Versions = append(out.Versions, ui.Option{Value: v.ID, Label: versionName(v)})
		}
	}
	if chosen == "" && page.Curriculum.CurrentID != "" {
		chosen = page.Curriculum.CurrentID
		form.Values.Set("version_id", chosen)
	}
	if chosen != "" {
		v, err := p.Curricula.Version(c.Context(), c.Actor, chosen)
		if err != nil {
			return err
		}
		for _, m := range v.Version.Modules {
			out.Modules = append(out.Modules, ui.Option{Value: m.Key, Label: m.Title})
		}
	}
	delivered, err := p.Training.OfCurriculum(c.Context(), c.Actor, page.Curriculum.ID)
	if err != nil {
		return err
	}
	for _, d := range delivered {
		out.Deliveries = append(out.Deliveries, ui.Option{Value: d.ActivityID, Label: d.Activity})
	}
	return c.Show(web.View{Title: "What was found", Content: feedbackView(out), Status: status, Label: string(label.Strictest(page.Curriculum.Label, label.Amber))})
}

func (p *Pages) feedback(c *web.Call) error {
	form, id := c.Form(), c.Path("curriculum")
	if _, err := p.load(c); err != nil {
		return err
	}
	_, err := p.Curricula.SayFeedback(c.Context(), c.Actor, curricula.FeedbackDraft{
		VersionID: form.Text("version_id"), ModuleKey: form.Text("module_key"), ActivityID: form.Text("activity_id"), Words: form.Text("words"),
	})
	if err != nil {
		return after(form, err, func(status int) error { return p.showFeedback(c, status, form) })
	}
	return c.See(path(id), "What was found is kept.")
}

// editPage is the form of a curriculum that begins, or of the draft of a version.
type editPage struct {
	Title, Action, Back string
	Form                *web.Form
	New                 bool
}

func (p *Pages) beginForm(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	return p.showEdit(c, 200, editPage{New: true, Form: web.NewForm(map[string]string{"label": string(curricula.DefaultLabel(words)), "min_presence": "80", "languages": "en"})})
}

func (p *Pages) showEdit(c *web.Call, status int, page editPage) error {
	if page.New {
		page.Title, page.Action, page.Back = "New curriculum", "/training/curricula", "/training/curricula"
	}
	return c.Show(web.View{Title: page.Title, Content: editView(page), Status: status, Label: "TLP:AMBER"})
}

func readVersion(f *web.Form) curricula.VersionDraft {
	return curricula.VersionDraft{
		Title: f.Text("title"), Summary: f.Text("summary"), Audience: f.Text("audience"), Languages: strings.Fields(strings.ReplaceAll(f.Text("languages"), ",", " ")),
		MinPresence: f.Int("min_presence", "Least presence"), NeedsTest: f.Checked("needs_test"), NeedsPlan: f.Checked("needs_plan"), Criteria: f.Text("criteria"), Changes: f.Text("changes"),
	}
}

func (p *Pages) begin(c *web.Call) error {
	form := c.Form()
	d := curricula.NewDraft{Code: form.Text("code"), Label: label.TLP(form.Text("label")), VersionDraft: readVersion(form)}
	again := func(status int) error { return p.showEdit(c, status, editPage{New: true, Form: form}) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	id, err := p.Curricula.Begin(c.Context(), c.Actor, d)
	if err != nil {
		return after(form, err, again)
	}
	found, err := p.Curricula.Find(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.See(versionPath(found.Versions[0]), "The draft is kept. Add its modules.")
}

// versionPage is one version of a curriculum.
type versionPage struct {
	curricula.VersionPage
	Actor access.Actor
	Words *vocabulary.Words
}

func (p versionPage) at(part string) string { return versionPath(p.Version) + part }

func (p *Pages) loadVersion(c *web.Call) (versionPage, error) {
	found, err := p.Curricula.Version(c.Context(), c.Actor, c.Path("version"))
	if err == nil && found.Curriculum.ID != c.Path("curriculum") {
		err = fault.Missing("version")
	}
	if err != nil {
		return versionPage{}, err
	}
	words, err := p.Vocabulary.Words(c.Context())
	return versionPage{VersionPage: found, Actor: c.Actor, Words: words}, err
}

func (p *Pages) version(c *web.Call) error {
	page, err := p.loadVersion(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Curriculum.Code + ": " + versionName(page.Version), Content: versionView(page), Label: string(page.label())})
}

// label is the strictest of the curriculum and of the materials that are shown.
func (p versionPage) label() label.TLP {
	out := p.Curriculum.Label
	for _, m := range p.Version.Modules {
		for _, x := range m.Materials {
			out = label.Strictest(out, x.Label)
		}
	}
	return out
}

func (p *Pages) changeForm(c *web.Call) error {
	page, err := p.loadVersion(c)
	if err != nil {
		return err
	}
	if err := c.Actor.Require(curricula.RightWrite, page.Curriculum.Object()); err != nil {
		return err
	}
	v := page.Version
	values := map[string]string{
		"title": v.Title, "summary": v.Summary, "audience": v.Audience, "languages": strings.Join(v.Languages, " "), "min_presence": strconv.Itoa(v.MinPresence), "criteria": v.Criteria,
		"changes": v.Changes, "version": strconv.Itoa(v.Saved), "needs_test": ticked(v.NeedsTest), "needs_plan": ticked(v.NeedsPlan),
	}
	return p.showEdit(c, 200, page.edit(web.NewForm(values)))
}

func ticked(yes bool) string {
	if yes {
		return "on"
	}
	return ""
}

func (p versionPage) edit(form *web.Form) editPage {
	return editPage{Title: "Change " + p.Curriculum.Code + ", " + strings.ToLower(versionName(p.Version)), Action: p.at(""), Back: p.at(""), Form: form}
}

func (p *Pages) change(c *web.Call) error {
	page, err := p.loadVersion(c)
	if err != nil {
		return err
	}
	form := c.Form()
	d, saved := readVersion(form), form.Int("version", "Version")
	again := func(status int) error { return p.showEdit(c, status, page.edit(form)) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	err = p.Curricula.Change(c.Context(), c.Actor, page.Version.ID, saved, d)
	if err == nil {
		return c.See(page.at(""), "The change is kept.")
	}
	if page.MayChange && form.Overtaken(err, page.Version.Saved) {
		return again(409)
	}
	return after(form, err, again)
}

// takePage asks before a step is taken.
type takePage struct {
	versionPage
	Verb curricula.Verb
	Form *web.Form
}

func (p *Pages) takeForm(c *web.Call) error { return p.showTake(c, 200, web.NewForm(nil)) }

func (p *Pages) showTake(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadVersion(c)
	if err != nil {
		return err
	}
	verb := curricula.Verb(c.Path("verb"))
	if verbWords[verb].button == "" {
		return c.See(page.at(""), "")
	}
	return c.Show(web.View{Title: verbWords[verb].button, Content: takeView(takePage{versionPage: page, Verb: verb, Form: form}), Status: status, Label: string(page.Curriculum.Label)})
}

func (p *Pages) take(c *web.Call) error {
	page, err := p.loadVersion(c)
	if err != nil {
		return err
	}
	form, verb := c.Form(), curricula.Verb(c.Path("verb"))
	d := curricula.StepDraft{Verb: verb, Words: form.Text("words"), Saved: form.Int("version", "Version")}
	if err := p.Curricula.Take(c.Context(), c.Actor, page.Version.ID, d); err != nil {
		return after(form, err, func(status int) error { return p.showTake(c, status, form) })
	}
	return c.See(page.at(""), verbWords[verb].done)
}

// since is the day on which a version came to its state.
func since(v curricula.Version) db.Date {
	switch v.State {
	case curricula.Pilot:
		return v.PilotOn
	case curricula.Adopted:
		return v.AdoptedOn
	case curricula.Retired:
		return v.RetiredOn
	default:
		return ""
	}
}

// mayBegin tells whether the actor can begin the next version now.
func (p curriculumPage) mayBegin() bool {
	newest := p.Versions[0].State
	return p.MayWrite && newest != curricula.Draft && newest != curricula.Submitted
}

func feedbackEntries(list []curricula.Feedback) []ui.Entry {
	out := make([]ui.Entry, len(list))
	for i, f := range list {
		what := "Version " + strconv.Itoa(f.Number)
		if f.Module != "" {
			what += ", " + f.Module
		}
		out[i] = web.At(f.At, what, f.Words, "")
		out[i].By = f.By
	}
	return out
}
