package publicationsweb

import (
	"cmp"
	"encoding/json"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/publications"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// workPage is a publication for those who work on it.
type workPage struct {
	publications.Page
	Form *web.Form
	May  map[access.Right]bool
	Now  db.Time
	Mine bool // the actor wrote a part of what is under way
}

func (p *Pages) show(c *web.Call) error { return p.showWork(c, 200, web.NewForm(nil)) }

func (p *Pages) showWork(c *web.Call, status int, form *web.Form) error {
	page, err := p.Publications.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	view := workPage{Page: page, Form: form, May: map[access.Right]bool{}, Now: db.At(c.Site.Now())}
	for _, right := range []access.Right{publications.RightWrite, publications.RightReview, publications.RightRelease, publications.RightWithdraw} {
		view.May[right] = c.Actor.Can(right, page.Publication.Object())
	}
	for _, w := range page.Flow.Writers {
		view.Mine = view.Mine || w == c.Actor.Key()
	}
	return c.Show(web.View{Title: page.Publication.Title, Content: workView(view), Status: status, Label: string(page.Publication.Label), Chatham: page.Publication.Chatham()})
}

// done goes back to the publication after a step, or shows what is wrong beside its field.
func (p *Pages) done(c *web.Call, err error, notice string) error {
	form := c.Form()
	if err == nil {
		return c.See(workPath(c.Path("id")), notice)
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showWork(c, 422, form)
}

func (p *Pages) submit(c *web.Call) error {
	err := p.Publications.Submit(c.Context(), c.Actor, c.Path("id"), c.Form().Int("version", "Version"))
	return p.done(c, err, "It is in review. It waits for somebody who did not write it.")
}

func (p *Pages) giveBack(c *web.Call) error {
	err := p.Publications.Return(c.Context(), c.Actor, c.Path("id"), c.Form().Text("reason"))
	return p.done(c, err, "It is back with its authors.")
}

func (p *Pages) approve(c *web.Call) error {
	err := p.Publications.Approve(c.Context(), c.Actor, c.Path("id"), c.Form().Int("version", "Version"))
	return p.done(c, err, "You approved it. It waits for its release.")
}

func (p *Pages) release(c *web.Call) error {
	out, err := p.Publications.Release(c.Context(), c.Actor, c.Path("id"), c.Form().Int("version", "Version"), c.Form().Text("note"))
	if out {
		return p.done(c, err, "It is released. Its texts and figures are frozen.")
	}
	return p.done(c, err, "You agreed to the release. It waits for the next agreement.")
}

// withdrawPage asks once more, and why.
type withdrawPage struct {
	Publication publications.Publication
	Form        *web.Form
}

func (p *Pages) withdrawForm(c *web.Call) error { return p.showWithdraw(c, 200, web.NewForm(nil)) }

func (p *Pages) showWithdraw(c *web.Call, status int, form *web.Form) error {
	page, err := p.Publications.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	if page.Publication.Standing != publications.Out {
		return fault.Clash("Only what is released can be withdrawn.")
	}
	return c.Show(web.View{Title: "Withdraw", Content: withdrawView(withdrawPage{page.Publication, form}), Status: status, Label: string(page.Publication.Label)})
}

func (p *Pages) withdraw(c *web.Call) error {
	form := c.Form()
	err := p.Publications.Withdraw(c.Context(), c.Actor, c.Path("id"), form.Text("reason"))
	if err == nil {
		return c.See(workPath(c.Path("id")), "It is withdrawn. Its address says so and why.")
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showWithdraw(c, 422, form)
}

func (p *Pages) version(c *web.Call) error {
	n, err := strconv.Atoi(c.Path("number"))
	if err != nil {
		return fault.Missing("version")
	}
	pub, v, err := p.Publications.Saved(c.Context(), c.Actor, c.Path("id"), n)
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Version " + strconv.Itoa(n), Content: versionView(pub, v, words), Label: string(pub.Label), Chatham: pub.Chatham()})
}

func (p *Pages) compare(c *web.Call) error {
	form := c.Form()
	from, to := form.Int("from", "From"), form.Int("to", "To")
	if err := form.Wrong.Err(); err != nil {
		return err
	}
	page, err := p.Publications.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	if to == 0 { // the latest change of the source
		to = page.Source.Number
	}
	if from == 0 {
		from = max(workPage{Page: page}.versionBefore(page.Source), 1)
	}
	found, err := p.Publications.Compare(c.Context(), c.Actor, c.Path("id"), from, to)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "What changed", Content: compareView(found), Label: string(found.Publication.Label), Chatham: found.Publication.Chatham()})
}

func (p *Pages) counts(c *web.Call) error {
	pub, counts, err := p.Publications.Counts(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "How often it was read", Content: countsView(pub, counts), Label: string(pub.Label)})
}

func (p workPage) steps() []ui.Step {
	order := map[string]int{publications.StateDraft: 0, publications.StateReview: 1, publications.StateApproved: 2, publications.StateReleased: 4}
	at := order[p.Publication.State]
	out := make([]ui.Step, 4)
	for i, words := range []string{"Draft", "Review", "Approved", "Released"} {
		out[i] = ui.Step{Label: words, State: ui.StepAhead}
		if i < at {
			out[i].State = ui.StepDone
		} else if i == at {
			out[i].State = ui.StepCurrent
		}
	}
	return out
}

// publicPath is where readers find it; "" where they do not yet.
func (p workPage) publicPath() string {
	if p.Publication.Standing != publications.Out || len(p.Releases) == 0 || embargoed(p.Releases[len(p.Releases)-1], p.Now) {
		return ""
	}
	return readPath(p.Publication.Slug, "", 0)
}

// versionsBefore finds the version of the same language before a version, 0 where there is none.
func (p workPage) versionBefore(v publications.Version) int {
	for _, other := range p.Versions {
		if other.Lang == v.Lang && other.Number < v.Number {
			return other.Number
		}
	}
	return 0
}

// actionWords says a step of the history.
var actionWords = map[audit.Action]string{
	publications.ActionDraft: "Begun", publications.ActionChange: "Text saved", publications.ActionTranslate: "Translation saved", publications.ActionAttach: "File attached",
	publications.ActionDetach: "File taken off", publications.ActionSubmit: "Submitted for review", publications.ActionReturn: "Returned", publications.ActionApprove: "Approved",
	publications.ActionConsent: "Agreed to the release", publications.ActionRelease: "Released", publications.ActionWithdraw: "Withdrawn",
	"labels.set": "Label set", "labels.raise": "Label made stricter", "labels.lower": "Label loosened", "labels.name_reader": "Reader named", "labels.remove_reader": "Reader's name taken off",
	"labels.view": "Label looked at",
}

func historyOf(p workPage) []ui.Entry {
	out := make([]ui.Entry, len(p.History))
	for i, e := range p.History {
		words := actionWords[e.Action]
		if words == "" {
			words = string(e.Action)
		}
		out[i] = ui.Entry{ISO: e.At.Format("2006-01-02T15:04:05Z07:00"), When: moment(p.Words, e.At), What: words, Detail: reasonIn(e.Detail), By: e.Actor}
	}
	return out
}

// reasonIn takes the words out of a step's detail that somebody wrote for the others.
func reasonIn(detail string) string {
	var d struct{ Reason, Note, Changed string }
	if json.Unmarshal([]byte(detail), &d) != nil {
		return ""
	}
	return cmp.Or(d.Reason, d.Note, d.Changed)
}
