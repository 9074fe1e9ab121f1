package networkingweb

import (
	"strings"
	"time"

	"counterpart/internal/activities"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/networking"
	"counterpart/internal/networking/agenda"
	"counterpart/internal/networking/exchange"
	"counterpart/internal/networking/places"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// schedulePage is a person's meetings.
type schedulePage struct {
	ownPage
	networking.Schedule
}

func (p *Pages) schedule(c *web.Call, w who) error {
	s, err := p.Networking.Mine(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	page := schedulePage{ownPage: ownPage{who: w, Title: "My meetings", Activity: s.Activity}, Schedule: s}
	return page.show(c, 200, scheduleView(page))
}

func (p *Pages) absences(c *web.Call, w who) error {
	if err := p.Networking.SetAbsences(c.Context(), w.Actor, w.Activity, w.Person, c.Form().Texts("slot")); err != nil {
		return err
	}
	return c.See(w.Base, "Your times are kept. A plan that is made from now on respects them; meetings that stand already you move or decline yourself.")
}

// meetingPage is one meeting with what can be done with it.
type meetingPage struct {
	ownPage
	Meeting networking.Appointment
	Choices []places.Slot
	Begun   bool
	Form    *web.Form
}

func (p *Pages) meeting(c *web.Call, w who) error { return p.showMeeting(c, w, 200, nil) }

func (p *Pages) showMeeting(c *web.Call, w who, status int, form *web.Form) error {
	s, err := p.Networking.Mine(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	for _, m := range s.Meetings {
		if m.ID != c.Path("meeting") {
			continue
		}
		page := meetingPage{ownPage: ownPage{who: w, Title: "Meeting with " + m.Other, Activity: s.Activity}, Meeting: m, Form: form}
		page.Begun = !m.StartsAt.IsZero() && !c.Site.Now().Before(m.StartsAt.Time)
		if form == nil {
			page.Form = web.NewForm(map[string]string{"outcome": m.Outcome, "follow_up": m.FollowUp, "owner": m.OwnerID, "held": "1"})
		}
		if m.State == networking.Scheduled || m.State == networking.Requested {
			if page.Choices, err = p.Networking.Choices(c.Context(), w.Actor, w.Activity, w.Person, m.ID); err != nil {
				return err
			}
		}
		return page.show(c, status, meetingView(page))
	}
	return fault.Missing("meeting of yours")
}

// did answers a verb on a meeting: the words when it went well, the page again when the form was wrong.
func (p *Pages) did(c *web.Call, w who, err error, words string) error {
	if err == nil {
		return c.See(w.Base+"/of/"+c.Path("meeting"), words)
	}
	form := c.Form()
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showMeeting(c, w, 422, form)
}

func (p *Pages) accept(c *web.Call, w who) error {
	return p.did(c, w, p.Networking.Accept(c.Context(), w.Actor, w.Activity, w.Person, c.Path("meeting")), "You come to this meeting.")
}

func (p *Pages) decline(c *web.Call, w who) error {
	return p.did(c, w, p.Networking.Decline(c.Context(), w.Actor, w.Activity, w.Person, c.Path("meeting"), c.Form().Text("reason")), "The meeting is declined. The other side is told.")
}

func (p *Pages) move(c *web.Call, w who) error {
	return p.did(c, w, p.Networking.Move(c.Context(), w.Actor, w.Activity, w.Person, c.Path("meeting"), c.Form().Text("slot")), "The meeting has its new time. The other side is told and asked again.")
}

func (p *Pages) note(c *web.Call, w who) error {
	f := c.Form()
	d := networking.OutcomeDraft{Held: f.Text("held") == "1", Outcome: f.Text("outcome"), FollowUp: f.Text("follow_up"), OwnerID: f.Text("owner"), Shares: f.Texts("share")}
	words := "Noted. You find who shared something with you among your contacts."
	if !d.Held {
		words = "Noted: this meeting was not held."
	}
	return p.did(c, w, p.Networking.Note(c.Context(), w.Actor, w.Activity, w.Person, c.Path("meeting"), d), words)
}

func (p *Pages) ask(c *web.Call, w who) error {
	id, err := p.Networking.Ask(c.Context(), w.Actor, w.Activity, w.Person, c.Form().Text("person"))
	if err != nil {
		return err
	}
	return c.See(w.Base+"/of/"+id, "Asked. The other side chooses a time, or declines; an answer is not promised.")
}

// calendar is the meetings as a file for calendar programs.
func (p *Pages) calendar(c *web.Call, w who) error {
	s, err := p.Networking.Take(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	var list []agenda.Entry
	for _, m := range s.Meetings {
		if m.State.Stands() {
			list = append(list, agenda.Entry{ID: m.ID, StartsAt: m.StartsAt, EndsAt: m.EndsAt, Table: m.Table, Room: m.Room, Version: m.Version, With: withParty(m.Other, m.Party)})
		}
	}
	programme := activities.Programme{Activity: s.Activity, Sessions: agenda.Sessions(s.Activity, list)}
	return c.Send("meetings "+string(s.Activity.StartsOn)+" "+tlp(s.Activity).Slug()+".ics", "text/calendar; charset=utf-8", activities.Calendar(programme, p.Host, c.Site.Now()), false)
}

func withParty(name, party string) string {
	if party == "" {
		return name
	}
	return name + ", " + party
}

// metPage notes that two people met, by the code of a badge.
type metPage struct {
	ownPage
	QR      string // outline of the own code, "" without a badge
	Side    int    // of its picture, in modules
	Number  string
	Found   *exchange.Met
	Waiting []exchange.Waiting
	Form    *web.Form
}

func (p *Pages) met(c *web.Call, w who) error {
	form := web.NewForm(map[string]string{"code": c.Query("code")})
	return p.showMet(c, w, 200, form, c.Query("code"))
}

func (p *Pages) showMet(c *web.Call, w who, status int, form *web.Form, code string) error {
	s, err := p.Exchange.Mine(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	page := metPage{ownPage: ownPage{who: w, Title: "We met", Activity: s.Activity, Current: "/met"}, Waiting: s.Waiting, Form: form}
	if s.Code != "" {
		page.Number, page.QR, page.Side = groupCode(s.Code), outline(qrText(s.Code)), side(qrText(s.Code))
	}
	if code != "" && status == 200 {
		found, err := p.Exchange.Lookup(c.Context(), w.Actor, w.Activity, w.Person, lastPart(code))
		if err != nil {
			if err = form.Merge(err); form.Wrong.Err() == nil {
				return err
			}
		} else {
			page.Found = &found
		}
	}
	return page.show(c, status, metView(page), "scan.js")
}

// lastPart takes the code out of an address that a camera read.
func lastPart(code string) string {
	code = strings.TrimSpace(code)
	return code[strings.LastIndex(code, "/")+1:]
}

func (p *Pages) exchange(c *web.Call, w who) error {
	form := c.Form()
	found, err := p.Exchange.Exchange(c.Context(), w.Actor, w.Activity, w.Person, lastPart(form.Text("code")))
	if c.WantsJSON() {
		if err != nil {
			var wrong web.Form
			if err = wrong.Merge(err); wrong.Wrong.Err() == nil {
				return err
			}
			return c.WriteJSON(422, said{Tone: ui.Problem, Title: "Not found", Words: wrong.Wrong.Words("code")})
		}
		return c.WriteJSON(200, said{Tone: ui.Success, Title: "You met " + found.Name, Words: found.Party + ". Load the page again to say what you share."})
	}
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showMet(c, w, 422, form, "")
	}
	return c.See(w.Base+"/met", "You met "+withParty(found.Name, found.Party)+". Say below what you share.")
}

// said is the answer to the page's script.
type said struct {
	Tone  ui.Tone `json:"tone"`
	Title string  `json:"title"`
	Words string  `json:"words"`
}

func (p *Pages) share(c *web.Call, w who) error {
	form := c.Form()
	if err := p.Exchange.Share(c.Context(), w.Actor, w.Activity, w.Person, c.Path("connection"), form.Texts("share")); err != nil {
		return err
	}
	back := w.Base + "/contacts"
	if form.Text("back") == "met" {
		back = w.Base + "/met"
	}
	words := "Kept. They see what you share among their contacts."
	if len(form.Texts("share")) == 0 {
		words = "Kept: you share nothing with them."
	}
	return c.See(back, words)
}

// contactsPage is whom a person met.
type contactsPage struct {
	ownPage
	connections.Contacts
}

func (p *Pages) contacts(c *web.Call, w who) error {
	a, err := p.Interests.Belongs(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	list, err := p.Connections.Mine(c.Context(), w.Actor, w.Person)
	if err != nil {
		return err
	}
	page := contactsPage{ownPage: ownPage{who: w, Title: "My contacts", Activity: a, Current: "/contacts"}, Contacts: list}
	return page.show(c, 200, contactsView(page))
}

func (p *Pages) cards(c *web.Call, w who) error {
	a, err := p.Interests.Belongs(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	list, err := p.Connections.Take(c.Context(), w.Actor, w.Person)
	if err != nil {
		return err
	}
	return c.Send("my contacts "+list.Label(a.Label).Slug()+".vcf", "text/vcard; charset=utf-8", connections.VCards(list.List), false)
}

// clock is a time on the clock of the activity's place.
func clock(a activities.Activity, from, to db.Time) string {
	if from.IsZero() {
		return ""
	}
	return from.In(a.Zone()).Format("Mon 2 Jan, 15:04") + " to " + to.In(a.Zone()).Format("15:04")
}

func iso(t db.Time) string { return t.Format(time.RFC3339) }
