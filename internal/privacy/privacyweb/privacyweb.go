// Package privacyweb shows people what is held of them and what they can do about it, and the secretariat its duties:
// erasures, retention, the register of processing and the log of breaches.
package privacyweb

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/held"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
	"counterpart/internal/privacy"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Privacy *privacy.Service
	People  *people.Service
}

// namesPeople is the label of pages that name people.
const namesPeople = string(label.AmberStrict)

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	own, review, register, log := privacy.RightOwn, privacy.RightReview, privacy.RightRegister, privacy.RightLog
	routes := []web.Route{
		{Pattern: "GET /privacy/erasures", Right: review, Do: p.erasures},
		{Pattern: "POST /privacy/erasures/{id}/review", Right: review, Do: p.review},
		{Pattern: "POST /privacy/erasures/{id}/refuse", Right: review, Do: p.refuse},
		{Pattern: "POST /privacy/erasures/{id}/carry-out", Right: review, Do: p.erase},
		{Pattern: "GET /privacy/retention", Right: review, Do: p.retention},
		{Pattern: "POST /privacy/retention/clock", Right: review, Do: p.confirmClock},
		{Pattern: "POST /privacy/retention/{id}/keep", Right: review, Do: p.keep},
		{Pattern: "POST /privacy/retention/{id}/carry-out", Right: review, Do: p.carryOut},
		{Pattern: "GET /privacy/processing", Right: register, Do: p.processing},
		{Pattern: "GET /privacy/breaches", Right: register, Do: p.breaches},
		{Pattern: "POST /privacy/breaches", Right: log, Do: p.logBreach},
		{Pattern: "GET /privacy/breaches/{id}", Right: register, Do: p.breach},
		{Pattern: "POST /privacy/breaches/{id}", Right: log, Do: p.changeBreach},
		{Pattern: "POST /people/{id}/alias", Right: people.RightAlias, Do: p.alias},
		{Pattern: "POST /people/{id}/hold", Right: people.RightHold, Do: p.hold},
		{Pattern: "POST /people/{id}/hold/lift", Right: people.RightHold, Do: p.lift},
	}
	for _, at := range []struct {
		base  string
		right access.Right
	}{{"/me/data", own}, {"/people/{id}/data", review}} {
		routes = append(routes, []web.Route{
			{Pattern: "GET " + at.base, Right: at.right, Do: p.data},
			{Pattern: "POST " + at.base + "/shown", Right: at.right, Do: p.show},
			{Pattern: "POST " + at.base + "/withdraw", Right: at.right, Do: p.withdraw},
			{Pattern: "GET " + at.base + "/copy", Right: at.right, Do: p.copy},
			{Pattern: "GET " + at.base + "/erasure", Right: at.right, Do: p.askForm},
			{Pattern: "POST " + at.base + "/erasure", Right: at.right, Do: p.ask},
			{Pattern: "POST " + at.base + "/erasure/withdraw", Right: at.right, Do: p.takeBack},
		}...)
	}
	return routes
}

// whose is the person whose data a page is about, with the address of the page.
func whose(c *web.Call) (personID, base string) {
	if id := c.Path("id"); id != "" {
		return id, "/people/" + id + "/data"
	}
	return c.Actor.Person, "/me/data"
}

// dataPage is everything that is held of a person.
type dataPage struct {
	privacy.Data
	Base    string
	Form    *web.Form
	MayFlag bool // alias
	MayHold bool
}

func (p *Pages) data(c *web.Call) error { return p.showData(c, 200, web.NewForm(nil)) }

func (p *Pages) showData(c *web.Call, status int, form *web.Form) error {
	id, base := whose(c)
	d, err := p.Privacy.Data(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	page := dataPage{Data: d, Base: base, Form: form}
	if base != "/me/data" {
		page.MayFlag, page.MayHold = c.Actor.Holds(people.RightAlias), c.Actor.Holds(people.RightHold)
	}
	return c.Show(web.View{Title: "Data held of " + d.Person.Given, Content: dataView(page), Status: status, Label: namesPeople})
}

// again shows the data with what was wrong, or leads back with a notice.
func (p *Pages) again(c *web.Call, err error, notice string) error {
	_, base := whose(c)
	if err != nil {
		form := c.Form()
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showData(c, 422, form)
	}
	return c.See(base, notice)
}

func (p *Pages) show(c *web.Call) error {
	id, _ := whose(c)
	audience := shown.Audience(c.Form().Text("audience"))
	var fields []shown.Field
	for _, f := range c.Form().Texts("field") {
		fields = append(fields, shown.Field(f))
	}
	return p.again(c, p.Privacy.Show(c.Context(), c.Actor, id, audience, fields), "From now on this is what is shown.")
}

func (p *Pages) withdraw(c *web.Call) error {
	id, _ := whose(c)
	return p.again(c, p.Privacy.Withdraw(c.Context(), c.Actor, id, c.Form().Text("item")), "The consent is taken back.")
}

func (p *Pages) copy(c *web.Call) error {
	id, _ := whose(c)
	data, err := p.Privacy.Copy(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.Send("copy of my data.zip", "application/zip", data, false)
}

func (p *Pages) askForm(c *web.Call) error { return p.showAsk(c, 200, web.NewForm(nil)) }

func (p *Pages) showAsk(c *web.Call, status int, form *web.Form) error {
	id, base := whose(c)
	d, err := p.Privacy.Data(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Erasure", Content: askView(dataPage{Data: d, Base: base, Form: form}), Status: status, Label: namesPeople})
}

func (p *Pages) ask(c *web.Call) error {
	id, base := whose(c)
	if err := p.Privacy.AskErasure(c.Context(), c.Actor, id, c.Form().Text("reason")); err != nil {
		form := c.Form()
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showAsk(c, 422, form)
	}
	return c.See(base+"/erasure", "The secretariat has your wish. Two people look at it.")
}

func (p *Pages) takeBack(c *web.Call) error {
	id, base := whose(c)
	if err := p.Privacy.WithdrawErasure(c.Context(), c.Actor, id); err != nil {
		return err
	}
	return c.See(base+"/erasure", "The wish is taken back. Nothing was erased.")
}

func (p *Pages) alias(c *web.Call) error {
	form := c.Form()
	err := p.People.SetAlias(c.Context(), c.Actor, c.Path("id"), form.Int("version", "Version"), form.Text("alias"))
	return p.again(c, err, "The alias is kept.")
}

func (p *Pages) hold(c *web.Call) error {
	return p.again(c, p.People.PlaceHold(c.Context(), c.Actor, c.Path("id"), c.Form().Text("reason")), "The record is under a legal hold.")
}

func (p *Pages) lift(c *web.Call) error {
	return p.again(c, p.People.LiftHold(c.Context(), c.Actor, c.Path("id"), c.Form().Text("reason")), "The hold is lifted.")
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	web.Handle(api, web.Operation{ID: "getDataOfPerson", Method: "GET", Path: "/people/{id}/data", Summary: "Everything that is held of a person", Tag: "privacy", Right: privacy.RightReview}, p.apiData)
}

type recordList struct {
	Records []held.Record `json:"records" nullable:"false"`
}

func (p *Pages) apiData(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[recordList], error) {
	d, err := p.Privacy.Data(ctx, actor, in.ID)
	return &web.Out[recordList]{Body: recordList{d.Records}}, err
}

// classWords say each class as people read it.
var classWords = map[string]string{
	held.Identity: "Who you are", held.Contact: "How you are reached", held.Affiliations: "For whom you work", held.Posts: "Posts",
	held.Nominations: "Nominations", held.Registrations: "Registrations", held.Attendance: "Attendance", held.Networking: "Interests, meetings and connections", held.Capacity: "Training, certificates and secondments", held.Letters: "Mails sent",
	held.Consents: "Consents", held.Accounts: "Accounts, sessions and links", held.Imports: "Imported lists",
}

// keptFor says how long a class is kept.
func keptFor(d privacy.Data, class string) string {
	i := slices.IndexFunc(d.Words.Pack.Retention, func(r packRetention) bool { return r.Class == class })
	if i < 0 {
		i = slices.IndexFunc(d.Words.Pack.Retention, func(r packRetention) bool { return r.Class == "person" })
	}
	if i < 0 {
		return "The mechanism has set no time."
	}
	return retentionWords(d.Words.Pack.Retention[i])
}

// shown is the group of switches of one audience.
func (p dataPage) shown(a shown.Audience) ui.Field {
	f := ui.Field{Name: "field", ID: ui.FieldID("field-" + string(a)), Label: "May be seen by " + privacy.AudienceWords[a]}
	for _, s := range p.Shown {
		if s.Audience == a && s.On {
			f.Values = append(f.Values, string(s.Field))
		}
	}
	return f
}
