package activitiesweb

import (
	"strconv"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// programmePage is the programme of an activity, day by day.
type programmePage struct {
	Actor     access.Actor
	Programme activities.Programme
	Days      []day
	Form      *web.Form
	MayEdit   bool
}

// day is one day of a programme by the activity's clock.
type day struct {
	Title    string
	Sessions []activities.Session
}

func (p *Pages) programme(c *web.Call) error { return p.showProgramme(c, 200, web.NewForm(nil)) }

func (p *Pages) showProgramme(c *web.Call, status int, form *web.Form) error {
	prog, err := p.Activities.Programme(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := programmePage{Actor: c.Actor, Programme: prog, Form: form, Days: daysOf(prog), MayEdit: c.Actor.Can(activities.RightEdit, prog.Activity.Object())}
	return c.Show(web.View{Title: "Programme of " + prog.Activity.Title, Content: programmeView(page), Status: status, Label: string(prog.Activity.Label)})
}

func daysOf(p activities.Programme) []day {
	var out []day
	for _, s := range p.Sessions {
		title := s.StartsAt.In(p.Activity.Zone()).Format("Monday, 2 January 2006")
		if len(out) == 0 || out[len(out)-1].Title != title {
			out = append(out, day{Title: title})
		}
		out[len(out)-1].Sessions = append(out[len(out)-1].Sessions, s)
	}
	return out
}

func (p *Pages) calendar(c *web.Call) error {
	prog, err := p.Activities.Programme(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Send("programme.ics", "text/calendar; charset=utf-8", activities.Calendar(prog, p.Host, p.Now()), false)
}

func (p *Pages) addRoom(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	draft := activities.RoomDraft{Name: form.Text("name"), Capacity: form.Int("capacity", "Places")}
	if form.Wrong.Err() == nil {
		_, err := p.Activities.AddRoom(c.Context(), c.Actor, id, draft)
		if err == nil {
			return c.See("/activities/"+id+"/programme", "The room is added.")
		}
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
	}
	return p.showProgramme(c, 422, form)
}

// sessionPage is the form of a session, new or known, with its speakers.
type sessionPage struct {
	Actor    access.Actor
	Activity activities.Activity
	Session  activities.Session // without ID when new
	Rooms    []ui.Option
	Form     *web.Form
	Speaker  *web.Form
	Found    []people.Person
	Searched bool
}

func (p sessionPage) action() string {
	if p.Session.ID == "" {
		return "/activities/" + p.Activity.ID + "/sessions"
	}
	return "/sessions/" + p.Session.ID
}

func (p sessionPage) title() string {
	if p.Session.ID == "" {
		return "Add a session"
	}
	return p.Session.Title
}

func (p *Pages) addSessionForm(c *web.Call) error {
	a, err := p.Activities.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"starts_at": string(a.StartsOn) + "T09:00", "ends_at": string(a.StartsOn) + "T10:30", "label": string(a.Label),
	})
	return p.showSession(c, 200, sessionPage{Activity: a, Form: form})
}

func (p *Pages) addSession(c *web.Call) error {
	a, err := p.Activities.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	form := c.Form()
	draft := readSession(form, a.Zone())
	if form.Wrong.Err() == nil {
		id, err := p.Activities.AddSession(c.Context(), c.Actor, a.ID, draft)
		if err == nil {
			return c.See("/sessions/"+id, "The session is in the programme. Name its speakers below.")
		}
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
	}
	return p.showSession(c, 422, sessionPage{Activity: a, Form: form})
}

func (p *Pages) sessionForm(c *web.Call) error {
	s, a, err := p.Activities.Session(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return p.showSession(c, 200, sessionPage{Activity: a, Session: s, Form: sessionValues(s, a.Zone())})
}

func sessionValues(s activities.Session, zone *time.Location) *web.Form {
	values := map[string]string{
		"title": s.Title, "kind": s.Kind, "summary": s.Summary, "room_id": s.RoomID, "starts_at": local(s.StartsAt, zone), "ends_at": local(s.EndsAt, zone),
		"label": string(s.Label), "version": strconv.Itoa(s.Version),
	}
	if s.Capacity > 0 {
		values["capacity"] = strconv.Itoa(s.Capacity)
	}
	if s.Chatham {
		values["chatham"] = "1"
	}
	return web.NewForm(values)
}

func (p *Pages) changeSession(c *web.Call) error {
	s, a, err := p.Activities.Session(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	form := c.Form()
	draft := readSession(form, a.Zone())
	version := form.Int("version", "Version")
	if form.Wrong.Err() == nil {
		err := p.Activities.ChangeSession(c.Context(), c.Actor, s.ID, version, draft)
		if err == nil {
			return c.See("/activities/"+a.ID+"/programme", "The change is kept.")
		}
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
	}
	return p.showSession(c, 422, sessionPage{Activity: a, Session: s, Form: form})
}

func readSession(f *web.Form, zone *time.Location) activities.SessionDraft {
	return activities.SessionDraft{
		RoomID: f.Text("room_id"), Title: f.Text("title"), Kind: f.Text("kind"), Summary: f.Text("summary"),
		StartsAt: f.LocalTime("starts_at", "Begins", zone), EndsAt: f.LocalTime("ends_at", "Ends", zone),
		Capacity: f.Int("capacity", "Places"), Label: label.TLP(f.Text("label")), Chatham: f.Checked("chatham"),
		LabelReason: f.Text("label_reason"),
	}
}

func (p *Pages) showSession(c *web.Call, status int, page sessionPage) error {
	page.Actor = c.Actor
	if err := c.Actor.Require(activities.RightEdit, page.Activity.Object()); err != nil {
		return err
	}
	prog, err := p.Activities.Programme(c.Context(), c.Actor, page.Activity.ID)
	if err != nil {
		return err
	}
	for _, r := range prog.Rooms {
		page.Rooms = append(page.Rooms, ui.Option{Value: r.ID, Label: r.Name})
	}
	if page.Speaker == nil {
		page.Speaker = web.NewForm(map[string]string{"find": c.Query("find")})
	}
	if find := page.Speaker.Text("find"); find != "" && page.Session.ID != "" {
		page.Searched = true
		if page.Found, _, err = p.People.List(c.Context(), c.Actor, people.Filter{Query: find, Limit: 20}); err != nil {
			return err
		}
	}
	return c.Show(web.View{Title: page.title(), Content: sessionView(page), Status: status})
}

func (p *Pages) removeSession(c *web.Call) error {
	s, a, err := p.Activities.Session(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	if err := p.Activities.RemoveSession(c.Context(), c.Actor, s.ID); err != nil {
		return err
	}
	return c.See("/activities/"+a.ID+"/programme", "The session is out of the programme.")
}

func (p *Pages) addSpeaker(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	err := p.Activities.AddSpeaker(c.Context(), c.Actor, id, activities.SpeakerDraft{PersonID: form.Text("person_id"), Role: form.Text("role")})
	if err == nil {
		return c.See("/sessions/"+id+"#speakers", "The speaker is named.")
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	s, a, findErr := p.Activities.Session(c.Context(), c.Actor, id)
	if findErr != nil {
		return findErr
	}
	return p.showSession(c, 422, sessionPage{Activity: a, Session: s, Form: sessionValues(s, a.Zone()), Speaker: form})
}

func (p *Pages) removeSpeaker(c *web.Call) error {
	id := c.Path("id")
	if err := p.Activities.RemoveSpeaker(c.Context(), c.Actor, id, c.Path("person")); err != nil {
		return err
	}
	return c.See("/sessions/"+id+"#speakers", "The speaker is taken off the session.")
}

// choices are the persons found, as the answers of a form.
func (p sessionPage) choices() []ui.Option {
	out := make([]ui.Option, len(p.Found))
	for i, person := range p.Found {
		out[i] = ui.Option{Value: person.ID, Label: person.AddressForm + " " + person.Given, Hint: place(person.Position, person.Party)}
	}
	return out
}

func place(position, party string) string {
	if position != "" && party != "" {
		return position + ", " + party
	}
	return position + party
}
