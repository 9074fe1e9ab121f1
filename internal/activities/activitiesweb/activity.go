package activitiesweb

import (
	"strconv"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/activities/activityframe"
	"counterpart/internal/audit"
	"counterpart/internal/letters"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// activityPage is the overview of an activity.
type activityPage struct {
	Actor    access.Actor
	Activity activities.Activity
	Words    *vocabulary.Words
	Steps    []ui.Step
	History  []audit.Entry
	MayEdit  bool
}

func (p *Pages) show(c *web.Call) error {
	ctx := c.Context()
	a, err := p.Activities.Find(ctx, c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := activityPage{Actor: c.Actor, Activity: a, MayEdit: c.Actor.Can(activities.RightEdit, a.Object())}
	if page.Words, err = p.Vocabulary.Words(ctx); err != nil {
		return err
	}
	if page.Steps, err = p.steps(c, a); err != nil {
		return err
	}
	if page.MayEdit {
		if page.History, err = p.Activities.History(ctx, c.Actor, a.ID); err != nil {
			return err
		}
	}
	return c.Show(web.View{Title: a.Title, Content: activityView(page), Label: string(a.Label)})
}

// steps says how far the activity has come, from its state, its letters, its deadlines and its report.
func (p *Pages) steps(c *web.Call, a activities.Activity) ([]ui.Step, error) {
	invited := false
	if p.Letters != nil && c.Actor.Can(letters.RightSee, a.Object()) {
		counts, err := p.Letters.Counts(c.Context(), c.Actor, a.ID)
		if err != nil {
			return nil, err
		}
		for _, n := range counts {
			invited = invited || n.Kind == letters.Invitation && n.Sent+n.Queued > 0
		}
	}
	reported := false
	if p.Reported != nil {
		var err error
		if reported, err = p.Reported(c.Context(), a.ID); err != nil {
			return nil, err
		}
	}
	return stepsOf(c.Actor, a, p.Now(), invited, reported), nil
}

func stepsOf(actor access.Actor, a activities.Activity, now time.Time, invited, reported bool) []ui.Step {
	begun := !now.Before(a.Begins())
	over := a.State == activities.Held
	passed := func(deadline time.Time) bool { return begun || over || !deadline.IsZero() && now.After(deadline) }
	href := func(tab string) string { return activityframe.Href(actor, a, tab) }
	steps := []ui.Step{
		{Label: "Planned", State: ui.StepDone},
		{Label: "Invited", Href: href(activityframe.Letters), State: done(invited || over)},
		{Label: "Nominations", Href: href(activityframe.Delegations), When: until(a.NominationDeadline.In(a.Zone())), State: done(passed(a.NominationDeadline.Time))},
		{Label: "Registration", Href: href(activityframe.Delegations), When: until(a.RegistrationDeadline.In(a.Zone())), State: done(passed(a.RegistrationDeadline.Time))},
		{Label: "Held", Href: href(activityframe.CheckIn), When: a.StartsOn.Time().Format("2 Jan"), State: done(over)},
		{Label: "Reported", Href: href(activityframe.Report), State: done(reported)},
	}
	for i := range steps {
		if steps[i].State != ui.StepDone && a.State != activities.Cancelled {
			steps[i].State = ui.StepCurrent
			break
		}
	}
	return steps
}

func done(yes bool) ui.StepState {
	if yes {
		return ui.StepDone
	}
	return ui.StepAhead
}

func until(t time.Time) string {
	if t.Year() < 1900 {
		return ""
	}
	return "until " + t.Format("2 Jan")
}

func (p *Pages) open(c *web.Call) error {
	id := c.Path("id")
	if err := p.Activities.Open(c.Context(), c.Actor, id); err != nil {
		return err
	}
	return c.See("/activities/"+id, "The activity is open: parties can be invited.")
}

func (p *Pages) held(c *web.Call) error {
	id := c.Path("id")
	if err := p.Activities.MarkHeld(c.Context(), c.Actor, id); err != nil {
		return err
	}
	return c.See("/activities/"+id, "The activity is marked as held.")
}

func (p *Pages) cancelForm(c *web.Call) error { return p.showCancel(c, 200, web.NewForm(nil)) }

func (p *Pages) showCancel(c *web.Call, status int, form *web.Form) error {
	a, err := p.Activities.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Cancel " + a.Title, Content: cancelView(a, form), Status: status})
}

func (p *Pages) cancel(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	err := p.Activities.Cancel(c.Context(), c.Actor, id, form.Text("reason"))
	if err == nil {
		return c.See("/activities/"+id, "The activity is cancelled.")
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showCancel(c, 422, form)
}

// facts are what is known about the activity, without what is empty.
func (p activityPage) facts() []ui.Fact {
	a, zone := p.Activity, p.Activity.Zone()
	var areas []string
	for _, code := range a.Areas {
		areas = append(areas, p.Words.Name(vocabulary.Areas, code))
	}
	all := []ui.Fact{
		{Term: "Kind", Value: a.KindName},
		{Term: "Days", Value: a.Dates()},
		{Term: "Place", Value: a.Where()},
		{Term: "How it meets", Value: modeWords[a.Mode]},
		{Term: "Time zone", Value: a.TimeZone},
		{Term: "Working languages", Value: a.LanguageNames()},
		{Term: "Nominations until", Value: instant(a.NominationDeadline, zone)},
		{Term: "Registration until", Value: instant(a.RegistrationDeadline, zone)},
	}
	for _, role := range roles {
		var names []string
		for _, party := range a.With(role) {
			names = append(names, party.Party)
		}
		all = append(all, ui.Fact{Term: roleWords[role], Value: strings.Join(names, ", ")})
	}
	all = append(all, ui.Fact{Term: "Strategy areas", Value: strings.Join(areas, ", ")})
	var out []ui.Fact
	for _, f := range all {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	if a.InitiativeID != "" {
		out = append(out, ui.Fact{Term: "Initiative", Content: link(a.Initiative, "/initiatives/"+a.InitiativeID)})
	}
	return out
}

func (p activityPage) entries() []ui.Entry {
	var out []ui.Entry
	for _, e := range p.History {
		at := e.At.In(p.Activity.Zone())
		out = append(out, ui.Entry{ISO: e.At.Format(time.RFC3339), When: at.Format("2 Jan 2006, 15:04"), What: actionWords[e.Action], By: e.Actor})
	}
	return out
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
