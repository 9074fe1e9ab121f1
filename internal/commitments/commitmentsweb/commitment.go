package commitmentsweb

import (
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/commitments"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/parties"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// commitmentPage is one commitment as its reader's side is shown it.
type commitmentPage struct {
	commitments.Page
	Actor access.Actor
}

func (p commitmentPage) at(part string) string { return "/commitments/" + p.Commitment.ID + part }

func (p commitmentPage) can(v commitments.Verb) bool {
	for _, one := range p.Can {
		if one == v {
			return true
		}
	}
	return false
}

// mayReport tells whether the reader can say now how it stands.
func (p commitmentPage) mayReport() bool { return len(reportOptions(p.Can)) > 0 }

func (p *Pages) load(c *web.Call) (commitmentPage, error) {
	found, err := p.Commitments.Find(c.Context(), c.Actor, c.Path("commitment"))
	return commitmentPage{Page: found, Actor: c.Actor}, err
}

func (p *Pages) show(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Commitment.Title, Content: commitmentView(page), Label: string(page.Commitment.Label)})
}

// editPage is the form of a commitment, new or known.
type editPage struct {
	Title, Action, Back string
	Form                *web.Form
	New                 bool
	Activity            activities.Activity // at which it was made; empty until one is chosen
	Looked              bool
	Found               []activities.Activity
	Parties, Posts      []ui.Option
	Sessions, Bodies    []ui.Option
}

func (p *Pages) recordForm(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	form := c.Form()
	form.Values.Set("label", string(commitments.DefaultLabel(words)))
	if form.Text("activity_id") != "" && c.Actor.Holds(activities.RightSee) {
		t, err := p.Commitments.OnTable(c.Context(), c.Actor, form.Text("activity_id"))
		if err != nil {
			return err
		}
		form.Values.Set("body_id", t.BodyID)
		form.Values.Set("made_on", string(min(t.Activity.StartsOn, t.Today)))
	}
	return p.showRecord(c, 200, form)
}

func (p *Pages) showRecord(c *web.Call, status int, form *web.Form) error {
	page := editPage{Title: "Record a commitment", Action: "/commitments", Back: "/commitments", Form: form, New: true}
	if id := form.Text("activity_id"); id != "" {
		programme, err := p.Activities.Programme(c.Context(), c.Actor, id)
		if err != nil && !fault.IsNotFound(err) && !fault.IsForbidden(err) {
			return err
		}
		if err == nil {
			page.Activity, page.Back = programme.Activity, "/activities/"+id+"/commitments"
			for _, s := range programme.Sessions {
				page.Sessions = append(page.Sessions, ui.Option{Value: s.ID, Label: s.Title})
			}
		}
	}
	if page.Activity.ID == "" {
		page.Looked = true
		list, _, err := p.Activities.List(c.Context(), c.Actor, activities.Filter{Query: form.Text("find"), Limit: 20})
		if err != nil {
			return err
		}
		page.Found = list
	}
	return p.showEdit(c, status, page)
}

// showEdit fills the choices and shows the form.
func (p *Pages) showEdit(c *web.Call, status int, page editPage) error {
	var err error
	if page.Bodies, err = p.bodyOptions(c); err != nil {
		return err
	}
	if page.New {
		if page.Parties, err = p.partyOptions(c); err != nil {
			return err
		}
	}
	if party := page.Form.Text("party_id"); party != "" && c.Actor.Can(parties.RightSee, access.Object{Parties: []string{party}}) {
		posts, err := p.Parties.Posts(c.Context(), c.Actor, party)
		if err != nil && !fault.IsNotFound(err) {
			return err
		}
		for _, o := range posts {
			page.Posts = append(page.Posts, ui.Option{Value: o.ID, Label: o.Title})
		}
	}
	return c.Show(web.View{Title: page.Title, Content: editView(page), Status: status, Label: "TLP:AMBER"})
}

func readDraft(f *web.Form) commitments.Draft {
	return commitments.Draft{
		PartyID: f.Text("party_id"), PostID: f.Text("post_id"), Title: f.Text("title"), Words: f.Text("words"), DueOn: f.Date("due_on", "Due on"), MadeOn: f.Date("made_on", "Said on"),
		ActivityID: f.Text("activity_id"), SessionID: f.Text("session_id"), BodyID: f.Text("body_id"), Label: label.TLP(f.Text("label")), LabelReason: f.Text("label_reason"),
	}
}

func (p *Pages) record(c *web.Call) error {
	form := c.Form()
	d := readDraft(form)
	again := func(status int) error { return p.showRecord(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	id, err := p.Commitments.Record(c.Context(), c.Actor, d)
	if err != nil {
		return after(form, err, again)
	}
	return c.See("/commitments/"+id, "The commitment is recorded, and linked with the activity.")
}

func (p *Pages) changeForm(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	x := page.Commitment
	if err := c.Actor.Require(commitments.RightRecord, x.Object()); err != nil {
		return err
	}
	return p.showEdit(c, 200, known(x, web.NewForm(map[string]string{
		"party_id": x.PartyID, "post_id": x.PostID, "title": x.Title, "words": x.Words, "due_on": string(x.DueOn), "body_id": x.BodyID, "label": string(x.Label), "version": strconv.Itoa(x.Version),
	})))
}

func known(x commitments.Commitment, form *web.Form) editPage {
	at := "/commitments/" + x.ID
	return editPage{Title: "Change the commitment", Action: at, Back: at, Form: form, Activity: activities.Activity{ID: x.ActivityID, Title: x.Activity}}
}

func (p *Pages) change(c *web.Call) error {
	form := c.Form()
	page, err := p.load(c)
	if err != nil {
		return err
	}
	x := page.Commitment
	form.Values.Set("party_id", x.PartyID)
	d, version := readDraft(form), form.Int("version", "Version")
	again := func(status int) error { return p.showEdit(c, status, known(x, form)) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	err = p.Commitments.Change(c.Context(), c.Actor, x.ID, version, d)
	if err == nil {
		return c.See(page.at(""), "The change is kept.")
	}
	if form.Overtaken(err, x.Version) {
		return again(409)
	}
	return after(form, err, again)
}

func (p *Pages) ask(c *web.Call) error {
	id := c.Path("commitment")
	if err := p.Commitments.Ask(c.Context(), c.Actor, id); err != nil {
		return err
	}
	return c.See("/commitments/"+id, "The holder of the post gets a mail with a link.")
}
