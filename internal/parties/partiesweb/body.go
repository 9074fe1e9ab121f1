package partiesweb

import (
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// bodiesPage is the list of bodies.
type bodiesPage struct {
	Rows    []parties.Body
	Words   *vocabulary.Words
	MayEdit bool
}

func (p *Pages) bodies(c *web.Call) error {
	rows, err := p.Parties.Bodies(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	page := bodiesPage{Rows: rows, MayEdit: c.Actor.Can(parties.RightEdit, access.Anything)}
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Bodies", Content: bodiesView(page)})
}

// bodyPage is a body with its members as at a day, its posts and their holders.
type bodyPage struct {
	parties.BodyPage
	AsAt    db.Date
	Day     db.Date
	Holders []people.Holding
	Words   *vocabulary.Words
	Parties []ui.Option
	Form    *web.Form
	MayEdit bool
	MayHold bool
}

func (p *Pages) body(c *web.Call) error { return p.showBody(c, 200, web.NewForm(nil)) }

func (p *Pages) showBody(c *web.Call, status int, form *web.Form) error {
	ctx, id := c.Context(), c.Path("id")
	asAt := web.NewForm(map[string]string{"as_at": c.Query("as_at")}).Date("as_at", "As at")
	page := bodyPage{AsAt: asAt, Day: asAt, Form: form, MayEdit: c.Actor.Can(parties.RightEdit, access.Anything)}
	if page.Day == "" {
		page.Day = db.At(c.Site.Now()).Date()
	}
	page.MayHold = c.Actor.Can(people.RightEdit, access.Anything)
	var err error
	if page.BodyPage, err = p.Parties.Body(ctx, c.Actor, id, asAt); err != nil {
		return err
	}
	if page.Words, err = p.Vocabulary.Words(ctx); err != nil {
		return err
	}
	if c.Actor.Can(people.RightSee, access.Anything) {
		if page.Holders, err = p.People.HoldersOfBody(ctx, c.Actor, id); err != nil {
			return err
		}
	}
	if page.MayEdit {
		all, err := p.Parties.All(ctx, c.Actor)
		if err != nil {
			return err
		}
		for _, party := range all {
			page.Parties = append(page.Parties, ui.Option{Value: party.ID, Label: party.Name})
		}
	}
	return c.Show(web.View{Title: page.Body.Name, Content: bodyView(page), Status: status})
}

// bodyEdit is the form of a body, new or known.
type bodyEdit struct {
	Title  string
	Action string
	Back   string
	Form   *web.Form
	Words  *vocabulary.Words
	Inside []ui.Option
}

func newBody(form *web.Form) bodyEdit {
	return bodyEdit{Title: "Add a body", Action: "/bodies", Back: "/bodies", Form: form}
}

func knownBody(id string, form *web.Form) bodyEdit {
	return bodyEdit{Title: "Change the body", Action: "/bodies/" + id, Back: "/bodies/" + id, Form: form}
}

func (p *Pages) addBodyForm(c *web.Call) error { return p.showBodyForm(c, 200, newBody(c.Form())) }

func (p *Pages) bodyForm(c *web.Call) error {
	page, err := p.Parties.Body(c.Context(), c.Actor, c.Path("id"), "")
	if err != nil {
		return err
	}
	b := page.Body
	return p.showBodyForm(c, 200, knownBody(b.ID, web.NewForm(map[string]string{
		"name": b.Name, "code": b.Code, "kind": b.Kind, "parent_id": b.ParentID, "terms_of_reference": b.TermsOfReference,
		"from": string(b.From), "to": string(b.To), "version": strconv.Itoa(b.Version),
	})))
}

func (p *Pages) showBodyForm(c *web.Call, status int, page bodyEdit) error {
	var err error
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	all, err := p.Parties.Bodies(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, b := range all {
		page.Inside = append(page.Inside, ui.Option{Value: b.ID, Label: b.Name})
	}
	return c.Show(web.View{Title: page.Title, Content: bodyEditView(page), Status: status})
}

func readBody(f *web.Form) parties.BodyDraft {
	return parties.BodyDraft{
		Code: f.Text("code"), Name: f.Text("name"), Kind: f.Text("kind"), ParentID: f.Text("parent_id"),
		TermsOfReference: f.Text("terms_of_reference"), From: f.Date("from", "From"), To: f.Date("to", "To"),
	}
}

func (p *Pages) addBody(c *web.Call) error {
	form := c.Form()
	draft := readBody(form)
	if form.Wrong.Err() != nil {
		return p.showBodyForm(c, 422, newBody(form))
	}
	id, err := p.Parties.AddBody(c.Context(), c.Actor, draft)
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showBodyForm(c, 422, newBody(form))
	}
	return c.See("/bodies/"+id, "The body is in the register.")
}

func (p *Pages) changeBody(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	draft := readBody(form)
	if form.Wrong.Err() != nil {
		return p.showBodyForm(c, 422, knownBody(id, form))
	}
	err := p.Parties.ChangeBody(c.Context(), c.Actor, id, form.Int("version", "Version"), draft)
	if fault.IsConflict(err) {
		now, findErr := p.Parties.Body(c.Context(), c.Actor, id, "")
		if findErr == nil && form.Overtaken(err, now.Body.Version) {
			return p.showBodyForm(c, 409, knownBody(id, form))
		}
	}
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showBodyForm(c, 422, knownBody(id, form))
	}
	return c.See("/bodies/"+id, "The change is kept.")
}

func (p *Pages) seat(c *web.Call) error {
	form := c.Form()
	draft := parties.SeatDraft{PartyID: form.Text("party_id"), Role: form.Text("role"), From: form.Date("from", "From"), To: form.Date("to", "To")}
	if form.Wrong.Err() != nil {
		return p.showBody(c, 422, form)
	}
	_, err := p.Parties.Seat(c.Context(), c.Actor, c.Path("id"), draft)
	return p.afterBody(c, form, err, "The party has its place.")
}

func (p *Pages) endSeat(c *web.Call) error {
	form := c.Form()
	lastDay := form.Date("to", "Last day")
	if form.Wrong.Err() != nil {
		return p.showBody(c, 422, form)
	}
	return p.afterBody(c, form, p.Parties.EndSeat(c.Context(), c.Actor, c.Path("id"), c.Path("seat"), lastDay), "The place has its last day.")
}

func (p *Pages) addBodyPost(c *web.Call) error {
	form := c.Form()
	draft := readPost(form)
	draft.BodyID = c.Path("id")
	_, err := p.Parties.AddPost(c.Context(), c.Actor, draft)
	return p.afterBody(c, form, err, "The post is in the register.")
}

func (p *Pages) afterBody(c *web.Call, form *web.Form, err error, notice string) error {
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showBody(c, 422, form)
	}
	return c.See("/bodies/"+c.Path("id"), notice)
}

// seatsIn are the places of one role.
func seatsIn(seats []parties.Seat, role string) []parties.Seat {
	var out []parties.Seat
	for _, s := range seats {
		if s.Role == role {
			out = append(out, s)
		}
	}
	return out
}

var placeOptions = []ui.Option{{Value: "chair", Label: "Chair"}, {Value: "member", Label: "Member"}, {Value: "observer", Label: "Observer"}}

// rolePlural heads the list of the places of a role.
var rolePlural = map[string]string{"chair": "Chairs", "member": "Members", "observer": "Observers"}

func wide(f ui.Field) ui.Field {
	f.Wide, f.Rows = true, 6
	return f
}
