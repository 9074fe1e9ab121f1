package publicationsweb

import (
	"errors"
	"strconv"
	"strings"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/names"
	"counterpart/internal/periodic"
	"counterpart/internal/publications"
	"counterpart/internal/results"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/prose"
	"counterpart/internal/web/ui"
)

// editPage is the source of a publication as a form; a new one has no id.
type editPage struct {
	Page       publications.Page
	Form       *web.Form
	Words      *vocabulary.Words
	Activities []ui.Option
	Preview    bool
	Filled     publications.Filled   // of the preview
	Theirs     *publications.Version // what somebody else saved in the meantime
}

// scope is the period of the text in the form.
func (p editPage) scope() periodic.Scope { return scopeOf(p.Form) }

func scopeOf(form *web.Form) periodic.Scope {
	return periodic.Scope{Template: form.Text("template"), Frequency: form.Text("frequency"), Code: form.Text("period")}
}

func (p editPage) isNew() bool { return p.Page.Publication.ID == "" }

func (p editPage) action() string {
	if p.isNew() {
		return "/publications"
	}
	return workPath(p.Page.Publication.ID)
}

func (p editPage) label() string {
	if p.isNew() {
		return string(label.Amber)
	}
	return string(p.Page.Publication.Label)
}

func (p *Pages) newForm(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"label": string(publications.DefaultLabel(words)), "source_language": words.Pack.Mechanism.Languages[0], "kind": c.Query("kind"), "activity_id": c.Query("activity"),
	})
	return p.showEdit(c, 200, editPage{Form: form, Words: words})
}

func (p *Pages) showEdit(c *web.Call, status int, page editPage) error {
	list, _, err := p.Activities.List(c.Context(), c.Actor, activities.Filter{Limit: 300})
	if err != nil {
		return err
	}
	for _, a := range list {
		page.Activities = append(page.Activities, ui.Option{Value: a.ID, Label: a.Title + ", " + a.Dates()})
	}
	if id := page.Form.Text("activity_id"); id != "" && page.Page.Publication.ActivityID == id {
		page.Activities = withOption(page.Activities, ui.Option{Value: id, Label: page.Page.Activity})
	}
	title := "Write a publication"
	if !page.isNew() {
		title = "Write: " + page.Page.Publication.Title
	}
	return c.Show(web.View{Title: title, Content: editView(page), Status: status, Label: page.label(), Chatham: page.Page.Publication.Chatham()})
}

// withOption adds an answer that a long list was cut before.
func withOption(options []ui.Option, one ui.Option) []ui.Option {
	for _, o := range options {
		if o.Value == one.Value {
			return options
		}
	}
	return append(options, one)
}

func (p *Pages) editForm(c *web.Call) error {
	page, err := p.Publications.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return p.showEdit(c, 200, editPage{Page: page, Words: page.Words, Form: sourceForm(page)})
}

func sourceForm(page publications.Page) *web.Form {
	a, v := page.About, page.Source
	form := web.NewForm(map[string]string{
		"title": v.Title, "summary": v.Summary, "body": v.Body, "version": strconv.Itoa(v.Number), "kind": a.Kind, "activity_id": a.ActivityID,
		"template": a.Scope.Template, "frequency": a.Scope.Frequency, "period": a.Scope.Code,
		"authors": strings.Join(a.Authors, "\n"), "doi": a.DOI, "isbn": a.ISBN, "series": a.Series, "issue": a.Issue, "label": string(page.Publication.Label),
	})
	form.Values["topics"], form.Values["areas"] = a.Topics, a.Areas
	if !a.EmbargoAt.IsZero() {
		form.Values.Set("embargo_at", a.EmbargoAt.In(zone(page.Words)).Format("2006-01-02T15:04"))
	}
	return form
}

// draftOf reads the source from its form.
func draftOf(form *web.Form, words *vocabulary.Words) publications.Draft {
	return publications.Draft{
		About: publications.About{
			Kind: form.Text("kind"), ActivityID: form.Text("activity_id"), Authors: strings.Split(form.Text("authors"), "\n"), Topics: form.Texts("topics"), Areas: form.Texts("areas"),
			DOI: form.Text("doi"), ISBN: form.Text("isbn"), Series: form.Text("series"), Issue: form.Text("issue"),
			Scope: scopeOf(form), EmbargoAt: form.LocalTime("embargo_at", "Embargo", zone(words)),
		},
		Text: textOf(form), SourceLang: form.Text("source_language"), Slug: form.Text("slug"), Label: label.TLP(form.Text("label")), LabelReason: form.Text("label_reason"),
	}
}

func textOf(form *web.Form) publications.Text {
	return publications.Text{Title: form.Text("title"), Summary: form.Text("summary"), Body: form.Values.Get("body"), Changed: form.Text("changed")}
}

func (p *Pages) draft(c *web.Call) error {
	form := c.Form()
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	d, page := draftOf(form, words), editPage{Form: form, Words: words}
	if form.Text("do") == "preview" {
		return p.preview(c, page, d.ActivityID)
	}
	id, err := "", form.Wrong.Err()
	if err == nil {
		id, err = p.Publications.Draft(c.Context(), c.Actor, d)
	}
	if err == nil {
		return c.See(workPath(id), "The draft is kept.")
	}
	if err = mergeOnce(form, err); form.Wrong.Err() == nil {
		return err
	}
	return p.showEdit(c, 422, page)
}

// mergeOnce joins what the verb found wrong with what the form could not read.
func mergeOnce(form *web.Form, err error) error {
	if err == form.Wrong.Err() {
		return err
	}
	return form.Merge(err)
}

// preview shows what is in the form as it would look, and keeps nothing.
func (p *Pages) preview(c *web.Call, page editPage, activityID string) error {
	var err error
	if page.Filled, err = p.Publications.Preview(c.Context(), c.Actor, page.Page.Publication.ID, activityID, page.scope(), page.Form.Values.Get("body")); err != nil {
		return err
	}
	page.Preview = true
	return p.showEdit(c, 200, page)
}

func (p *Pages) save(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	page, err := p.Publications.Find(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	edit := editPage{Page: page, Form: form, Words: page.Words}
	d := draftOf(form, page.Words)
	if form.Text("do") == "preview" {
		return p.preview(c, edit, d.ActivityID)
	}
	version := form.Int("version", "Version")
	if err = form.Wrong.Err(); err == nil {
		err = p.Publications.Save(c.Context(), c.Actor, id, version, d)
	}
	if err == nil {
		return c.See(workPath(id), "The version is kept.")
	}
	if stale, ok := errors.AsType[*publications.Stale](err); ok {
		form.Values.Set("version", strconv.Itoa(stale.Current.Number))
		edit.Theirs = &stale.Current
		return p.showEdit(c, 409, edit)
	}
	if err = mergeOnce(form, err); form.Wrong.Err() == nil {
		return err
	}
	return p.showEdit(c, 422, edit)
}

// workMarks fills a text that is worked on with the figures as they are published now.
func workMarks(filled publications.Filled) prose.Fill {
	published := fill(filled.Figures, func(f results.Figure, _ bool, _ string) prose.Mark {
		return prose.Mark{Text: number(f), Href: "/figures/" + f.ID}
	})
	return withCounts(published, filled.Counted, func(f periodic.Figure) prose.Mark { return prose.Mark{Text: f.Text(), Href: "#text"} })
}

// translatePage is a translation beside its source.
type translatePage struct {
	Page   publications.Page
	Lang   string
	Form   *web.Form
	Since  []publications.Line // what changed in the source since the version that is translated
	Theirs *publications.Version
}

// chooseLanguage leads to the translation into the language that was asked for.
func (p *Pages) chooseLanguage(c *web.Call) error {
	if c.Form().Text("language") == "" {
		return c.See(workPath(c.Path("id"))+"#languages", "")
	}
	tag, ok := names.Language(c.Form().Text("language"))
	if !ok {
		return fault.Wrong("language", "Write the language as a tag: en, id, th, ar, fa.")
	}
	return c.See(workPath(c.Path("id"))+"/languages/"+tag, "")
}

func (p *Pages) translateForm(c *web.Call) error {
	page, err := p.Publications.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	lang, ok := names.Language(c.Path("lang"))
	if !ok || lang != c.Path("lang") {
		return fault.Missing("language")
	}
	if lang == page.Publication.SourceLang {
		return c.See(workPath(page.Publication.ID)+"/edit", "")
	}
	form := web.NewForm(map[string]string{"version": "0", "of_source": strconv.Itoa(page.Source.Number)})
	if t := translationOf(page, lang); t != nil {
		form = web.NewForm(map[string]string{
			"title": t.Title, "summary": t.Summary, "body": t.Body, "version": strconv.Itoa(t.Number), "of_source": strconv.Itoa(page.Source.Number),
		})
	}
	return p.showTranslate(c, 200, translatePage{Page: page, Lang: lang, Form: form})
}

func translationOf(page publications.Page, lang string) *publications.Translation {
	for i, t := range page.Translations {
		if t.Lang == lang {
			return &page.Translations[i]
		}
	}
	return nil
}

func (p *Pages) showTranslate(c *web.Call, status int, page translatePage) error {
	if t := translationOf(page.Page, page.Lang); t != nil && t.Behind {
		compared, err := p.Publications.Compare(c.Context(), c.Actor, page.Page.Publication.ID, t.OfSource, page.Page.Source.Number)
		if err != nil {
			return err
		}
		page.Since = compared.Lines
	}
	return c.Show(web.View{
		Title: "Translate: " + page.Page.Publication.Title, Content: translateView(page), Status: status, Label: string(page.Page.Publication.Label), Chatham: page.Page.Publication.Chatham(),
	})
}

func (p *Pages) translate(c *web.Call) error {
	form, id, lang := c.Form(), c.Path("id"), c.Path("lang")
	version, of := form.Int("version", "Version"), form.Int("of_source", "Version of the source")
	err := form.Wrong.Err()
	if err == nil {
		err = p.Publications.Translate(c.Context(), c.Actor, id, lang, version, of, textOf(form))
	}
	if err == nil {
		return c.See(workPath(id)+"#languages", "The translation is kept.")
	}
	stale, isStale := errors.AsType[*publications.Stale](err)
	if !isStale {
		if err = mergeOnce(form, err); form.Wrong.Err() == nil {
			return err
		}
	}
	page, loadErr := p.Publications.Find(c.Context(), c.Actor, id)
	if loadErr != nil {
		return loadErr
	}
	if !isStale {
		return p.showTranslate(c, 422, translatePage{Page: page, Lang: lang, Form: form})
	}
	form.Values.Set("version", strconv.Itoa(stale.Current.Number))
	return p.showTranslate(c, 409, translatePage{Page: page, Lang: lang, Form: form, Theirs: &stale.Current})
}

// attach takes a file.
func (p *Pages) attach(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	d := publications.AttachmentDraft{Title: form.Text("title"), Lang: form.Text("language"), Label: label.TLP(form.Text("label"))}
	if u := form.Upload("file"); u != nil {
		d.File = *u
	}
	return p.done(c, p.Publications.Attach(c.Context(), c.Actor, id, d), "The file is attached. It goes out with the next release.")
}

func (p *Pages) detach(c *web.Call) error {
	return p.done(c, p.Publications.Detach(c.Context(), c.Actor, c.Path("id"), c.Path("file")), "The file is taken off. Releases that had it keep it.")
}

func (p *Pages) workingFile(c *web.Call) error {
	f, err := p.Publications.WorkingFile(c.Context(), c.Actor, c.Path("id"), c.Path("file"))
	if err != nil {
		return err
	}
	return c.Send(f.FileName(), f.MediaType, f.Content, true)
}

// embargoed tells until when what is released is open to nobody; zero where it is open.
func embargoed(r publications.Release, now db.Time) bool { return r.PublicFrom.After(now.Time) }
