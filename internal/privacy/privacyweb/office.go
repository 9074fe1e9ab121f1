package privacyweb

import (
	"fmt"
	"strconv"
	"time"

	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/privacy"
	"counterpart/internal/vocabulary/pack"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

type packRetention = pack.Retention

// erasuresPage lists the wishes to be erased; Form is what was wrong with the one of ID.
type erasuresPage struct {
	List []privacy.Erasure
	Me   string
	ID   string
	Form *web.Form
}

func (p *Pages) erasures(c *web.Call) error { return p.showErasures(c, 200, web.NewForm(nil)) }

func (p *Pages) showErasures(c *web.Call, status int, form *web.Form) error {
	list, err := p.Privacy.Erasures(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	page := erasuresPage{List: list, Me: c.Actor.Key(), ID: c.Path("id"), Form: form}
	return c.Show(web.View{Title: "Erasures", Content: erasuresView(page), Status: status, Label: namesPeople})
}

func (p *Pages) review(c *web.Call) error {
	return p.afterErasure(c, p.Privacy.Review(c.Context(), c.Actor, c.Path("id"), c.Form().Text("note")), "Reviewed. A second person carries it out.")
}

func (p *Pages) refuse(c *web.Call) error {
	return p.afterErasure(c, p.Privacy.Refuse(c.Context(), c.Actor, c.Path("id"), c.Form().Text("note")), "Refused. The person reads why on the page with their data.")
}

func (p *Pages) erase(c *web.Call) error {
	return p.afterErasure(c, p.Privacy.Erase(c.Context(), c.Actor, c.Path("id")), "The person is erased. Counts and published figures stay as they were.")
}

func (p *Pages) afterErasure(c *web.Call, err error, notice string) error {
	if err != nil {
		form := c.Form()
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showErasures(c, 422, form)
	}
	return c.See("/privacy/erasures", notice)
}

// box gives the fields of one of several forms ids of their own, and only the one that was sent its errors.
func box(id, sent string, form *web.Form, name, label string) ui.Field {
	if id != sent {
		form = web.NewForm(nil)
	}
	f := form.Field(name, label)
	f.ID = ui.FieldID(name + "-" + id)
	return f
}

// retentionPage is what waits for a decision.
type retentionPage struct {
	privacy.Retention
	ID   string
	Form *web.Form
}

func (p *Pages) retention(c *web.Call) error { return p.showRetention(c, 200, web.NewForm(nil)) }

func (p *Pages) showRetention(c *web.Call, status int, form *web.Form) error {
	r, err := p.Privacy.Retention(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Retention", Content: retentionView(retentionPage{r, c.Path("id"), form}), Status: status, Label: namesPeople})
}

func (p *Pages) confirmClock(c *web.Call) error {
	n, err := p.Privacy.ConfirmClock(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.See("/privacy/retention", fmt.Sprintf("The clock is confirmed. New on the list: %d.", n))
}

func (p *Pages) keep(c *web.Call) error {
	form := c.Form()
	until := form.Date("until", "Until")
	return p.afterItem(c, p.Privacy.Keep(c.Context(), c.Actor, c.Path("id"), form.Text("reason"), until), "It is kept, and looked at again on that day.")
}

func (p *Pages) carryOut(c *web.Call) error {
	return p.afterItem(c, p.Privacy.CarryOut(c.Context(), c.Actor, c.Path("id")), "It is done.")
}

func (p *Pages) afterItem(c *web.Call, err error, notice string) error {
	if err != nil {
		form := c.Form()
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showRetention(c, 422, form)
	}
	return c.See("/privacy/retention", notice)
}

// startWords say from when the months are counted.
var startWords = map[string]string{
	"last_involvement": "the last time the person had part in anything", "activity_end": "the end of the activity",
	"taken": "the day on which the list was taken", "last_sign_in": "the last sign-in",
}

var endWords = map[string]string{
	"review": "a person of the secretariat looks whether they are still needed", "anonymise": "the person is proposed to be made anonymous",
	"delete": "they are proposed to be deleted",
}

func retentionWords(r pack.Retention) string {
	return fmt.Sprintf("%d months from %s; then %s.", r.KeepMonths, startWords[r.From], endWords[r.Then])
}

func itemClass(class string) string {
	if words, ok := map[string]string{"person": "Person", "registrations": "Answers of registrations", "letters": "Content of mails", "imports": "Imported list", "accounts": "Account"}[class]; ok {
		return words
	}
	return class
}

func (p *Pages) processing(c *web.Call) error {
	words, err := p.Privacy.Processing(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Register of processing", Content: processingView(words.Pack)})
}

// breachPage is one entry of the log, or the form of a new one.
type breachPage struct {
	Breach  privacy.Breach
	History []audit.Entry
	Form    *web.Form
	MayLog  bool
	Now     db.Time
}

type breachesPage struct {
	List   []privacy.Breach
	Form   *web.Form
	MayLog bool
	Now    db.Time
}

func (p *Pages) breaches(c *web.Call) error {
	return p.showBreaches(c, 200, web.NewForm(map[string]string{"noticed_at": db.At(c.Site.Now()).Format("2006-01-02T15:04")}))
}

func (p *Pages) showBreaches(c *web.Call, status int, form *web.Form) error {
	list, err := p.Privacy.Breaches(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	page := breachesPage{List: list, Form: form, MayLog: c.Actor.Holds(privacy.RightLog), Now: db.At(c.Site.Now())}
	return c.Show(web.View{Title: "Breaches", Content: breachesView(page), Status: status, Label: "TLP:AMBER+STRICT"})
}

func breachDraft(f *web.Form) privacy.BreachDraft {
	return privacy.BreachDraft{
		Title: f.Text("title"), Happened: f.Text("happened"), Concerns: f.Text("concerns"), Severity: f.Text("severity"), Measures: f.Text("measures"),
		NoticedAt: f.LocalTime("noticed_at", "Noticed", time.UTC), Told: f.Text("told"), Closed: f.Checked("closed"),
	}
}

func (p *Pages) logBreach(c *web.Call) error {
	form := c.Form()
	id, err := p.Privacy.LogBreach(c.Context(), c.Actor, breachDraft(form))
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showBreaches(c, 422, form)
	}
	return c.See("/privacy/breaches/"+id, "The clock runs.")
}

func (p *Pages) breach(c *web.Call) error { return p.showBreach(c, 200, nil) }

func (p *Pages) showBreach(c *web.Call, status int, form *web.Form) error {
	b, history, err := p.Privacy.Breach(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	if form == nil {
		form = web.NewForm(map[string]string{
			"title": b.Title, "happened": b.Happened, "concerns": b.Concerns, "severity": b.Severity, "measures": b.Measures, "told": b.Told,
			"version": strconv.Itoa(b.Version),
		})
	}
	page := breachPage{Breach: b, History: history, Form: form, MayLog: c.Actor.Holds(privacy.RightLog) && b.ClosedAt.IsZero(), Now: db.At(c.Site.Now())}
	return c.Show(web.View{Title: b.Title, Content: breachView(page), Status: status, Label: "TLP:AMBER+STRICT"})
}

func (p *Pages) changeBreach(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	if err := p.Privacy.ChangeBreach(c.Context(), c.Actor, id, form.Int("version", "Version"), breachDraft(form)); err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showBreach(c, 422, form)
	}
	return c.See("/privacy/breaches/"+id, "It is written down.")
}

var severityOptions = []ui.Option{{Value: "low", Label: "Low"}, {Value: "medium", Label: "Medium"}, {Value: "high", Label: "High"}}

func moment(t db.Time) string {
	if t.IsZero() {
		return "not yet"
	}
	return t.Format("2 January 2006, 15:04 UTC")
}

func clockWords(b privacy.Breach, now db.Time) string {
	switch {
	case !b.Runs():
		return "told on " + moment(b.ToldAt)
	case b.Overdue(now):
		return "overdue since " + moment(b.DueAt)
	default:
		return "to be told by " + moment(b.DueAt)
	}
}
