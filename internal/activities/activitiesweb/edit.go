package activitiesweb

import (
	"strconv"
	"strings"
	"time"

	"counterpart/internal/activities"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// editPage is the form of an activity, new or known.
type editPage struct {
	Title       string
	Action      string
	Back        string
	Form        *web.Form
	Words       *vocabulary.Words
	Parties     []ui.Option
	Initiatives []ui.Option
}

func (p *Pages) planForm(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"time_zone": words.Pack.Mechanism.TimeZone, "mode": activities.InPerson, "label": string(activities.DefaultLabel(words)),
		"languages": strings.Join(words.Pack.Mechanism.Languages[:min(1, len(words.Pack.Mechanism.Languages))], " "), "initiative_id": c.Query("initiative"),
	})
	return p.showEdit(c, 200, planPage(form))
}

func planPage(form *web.Form) editPage {
	return editPage{Title: "Plan an activity", Action: "/activities", Back: "/activities", Form: form}
}

func (p *Pages) plan(c *web.Call) error {
	form := c.Form()
	draft := readDraft(form)
	if form.Wrong.Err() == nil {
		id, err := p.Activities.Plan(c.Context(), c.Actor, draft)
		if err == nil {
			return c.See("/activities/"+id, "The activity is planned.")
		}
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
	}
	return p.showEdit(c, 422, planPage(form))
}

func (p *Pages) editForm(c *web.Call) error {
	a, err := p.Activities.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	zone := a.Zone()
	form := web.NewForm(map[string]string{
		"initiative_id": a.InitiativeID, "kind": a.Kind, "title": a.Title, "summary": a.Summary, "place": a.Place, "country": a.Country,
		"mode": a.Mode, "time_zone": a.TimeZone, "starts_on": string(a.StartsOn), "ends_on": string(a.EndsOn), "languages": strings.Join(a.Languages, " "),
		"label": string(a.Label), "nomination_deadline": local(a.NominationDeadline, zone), "registration_deadline": local(a.RegistrationDeadline, zone),
		"version": strconv.Itoa(a.Version),
	})
	if a.Chatham {
		form.Values.Set("chatham", "1")
	}
	form.Values["areas"] = a.Areas
	for _, party := range a.Parties {
		form.Values.Add(party.Role, party.PartyID)
	}
	return p.showEdit(c, 200, changePage(a.ID, form))
}

func changePage(id string, form *web.Form) editPage {
	return editPage{Title: "Change the activity", Action: "/activities/" + id, Back: "/activities/" + id, Form: form}
}

func (p *Pages) edit(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	draft := readDraft(form)
	version := form.Int("version", "Version")
	if form.Wrong.Err() == nil {
		err := p.Activities.Change(c.Context(), c.Actor, id, version, draft)
		if err == nil {
			return c.See("/activities/"+id, "The change is kept.")
		}
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
	}
	return p.showEdit(c, 422, changePage(id, form))
}

func (p *Pages) showEdit(c *web.Call, status int, page editPage) error {
	var err error
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	if page.Initiatives, err = p.initiativeOptions(c); err != nil {
		return err
	}
	all, err := p.Parties.All(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, party := range all {
		page.Parties = append(page.Parties, ui.Option{Value: party.ID, Label: party.Name})
	}
	return c.Show(web.View{Title: page.Title, Content: editView(page), Status: status})
}

// readDraft reads the form. Deadlines are typed by the clock of the activity's zone; where the zone is wrong, the verb says so.
func readDraft(f *web.Form) activities.Draft {
	zone, err := activities.LoadZone(f.Text("time_zone"))
	if err != nil {
		zone = time.UTC
	}
	d := activities.Draft{
		InitiativeID: f.Text("initiative_id"), Kind: f.Text("kind"), Title: f.Text("title"), Summary: f.Text("summary"), Place: f.Text("place"),
		Country: f.Text("country"), Mode: f.Text("mode"), TimeZone: f.Text("time_zone"), StartsOn: f.Date("starts_on", "First day"),
		EndsOn: f.Date("ends_on", "Last day"), Languages: strings.FieldsFunc(f.Text("languages"), func(r rune) bool { return r == ' ' || r == ',' || r == ';' }),
		Label: label.TLP(f.Text("label")), LabelReason: f.Text("label_reason"), Chatham: f.Checked("chatham"),
		NominationDeadline:   f.LocalTime("nomination_deadline", "Deadline for nominations", zone),
		RegistrationDeadline: f.LocalTime("registration_deadline", "Deadline for registration", zone), Areas: f.Texts("areas"),
	}
	for _, role := range activities.PartyRoles {
		for _, id := range f.Texts(role) {
			d.Parties = append(d.Parties, activities.PartyRole{PartyID: id, Role: role})
		}
	}
	return d
}

// partyField is the choice of the parties that have a role.
func (p editPage) partyField(role string) ui.Field {
	f := p.Form.Field(role, roleWords[role])
	f.Multiple, f.Filter, f.Value = true, "Find a party", ""
	return f
}
