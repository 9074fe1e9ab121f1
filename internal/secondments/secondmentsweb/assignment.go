package secondmentsweb

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/label"
	"counterpart/internal/secondments"
	"counterpart/internal/secondments/assignments"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// assignmentsPage is the list of assignments.
type assignmentsPage struct {
	Form *web.Form
	Rows []secondments.Assignment
	Next string
	May  bool // write terms of reference
}

func (p *Pages) assignments(c *web.Call) error {
	key, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	form := c.Form()
	rows, next, err := p.Secondments.Assignments(c.Context(), c.Actor, secondments.AssignmentFilter{Query: form.Text("q"), State: secondments.Phase(form.Text("state")), After: key, Limit: pageSize})
	if err != nil {
		return err
	}
	page := assignmentsPage{Form: form, Rows: rows, May: c.Actor.Holds(secondments.RightEdit)}
	if next != nil {
		page.Next = c.NextPage(next)
	}
	return c.Show(web.View{Title: "Assignments", Content: assignmentsView(page), Label: string(secondments.StrictestAssignment(rows))})
}

// assignmentPage is one assignment.
type assignmentPage struct {
	secondments.AssignmentPage
	Actor access.Actor
	Words *vocabulary.Words
}

func (p assignmentPage) at(part string) string { return "/assignments/" + p.Assignment.ID + part }

func (p assignmentPage) can(a secondments.Act) bool { return slices.Contains(p.Can, a) }

// buttons are the steps that are taken on a page of their own.
func (p assignmentPage) buttons() []secondments.Act {
	return slices.DeleteFunc(slices.Clone(p.Can), func(a secondments.Act) bool { return actWords[a].button == "" })
}

func (p *Pages) loadAssignment(c *web.Call) (assignmentPage, error) {
	found, err := p.Secondments.FindAssignment(c.Context(), c.Actor, c.Path("assignment"))
	if err != nil {
		return assignmentPage{}, err
	}
	words, err := p.Vocabulary.Words(c.Context())
	return assignmentPage{AssignmentPage: found, Actor: c.Actor, Words: words}, err
}

func (p assignmentPage) label() string {
	return string(label.Strictest(p.Assignment.Label, secondments.Strictest(p.Dossiers)))
}

func (p *Pages) assignment(c *web.Call) error {
	page, err := p.loadAssignment(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Assignment.Title, Content: assignmentView(page), Label: page.label()})
}

// termsPage is the form of terms of reference.
type termsPage struct {
	Title, Action, Back string
	Form                *web.Form
	Words               *vocabulary.Words
	Desks               []ui.Option
	New                 bool
}

// costLines is how many lines of the cost-sharing table the form shows.
const costLines = 6

func (p *Pages) draftForm(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	form := c.Form()
	form.Values.Set("label", string(assignments.DefaultLabel(words)))
	form.Values.Set("places", "1")
	return p.showTerms(c, 200, termsPage{Title: "Write terms of reference", Action: "/assignments", Back: "/assignments", Form: form, New: true})
}

func (p *Pages) showTerms(c *web.Call, status int, page termsPage) error {
	var err error
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	if page.Desks, err = p.deskOptions(c); err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Title, Content: termsView(page), Status: status, Label: string(label.Amber)})
}

func readTerms(f *web.Form) secondments.TermsDraft {
	d := secondments.TermsDraft{
		Title: f.Text("title"), Project: f.Text("project"), Tasks: f.Text("tasks"), Deliverables: f.Text("deliverables"), Profile: f.Text("profile"), Criteria: f.Text("criteria"), Languages: f.Text("languages"),
		Office: f.Text("office"), Station: f.Text("duty_station"), DeskID: f.Text("desk_id"), From: f.Date("from", "First day"), To: f.Date("to", "Last day"), Places: f.Int("places", "Officers"),
		Area: f.Text("area"), Topic: f.Text("topic"), Label: label.TLP(f.Text("label")), LabelReason: f.Text("label_reason"),
	}
	for i := range costLines {
		n := strconv.Itoa(i)
		if item := f.Text("item" + n); item != "" {
			d.Costs = append(d.Costs, secondments.Cost{
				Item: item, Bearer: f.Text("bearer" + n), Year: f.Int("year"+n, "Year"), Amount: f.Int("amount"+n, "Amount"), Currency: f.Text("currency" + n),
			})
		}
	}
	return d
}

func (p *Pages) draft(c *web.Call) error {
	form := c.Form()
	d := readTerms(form)
	again := func(status int) error {
		return p.showTerms(c, status, termsPage{Title: "Write terms of reference", Action: "/assignments", Back: "/assignments", Form: form, New: true})
	}
	if form.Wrong.Err() != nil {
		return again(422)
	}
	id, err := p.Secondments.Draft(c.Context(), c.Actor, d)
	if err != nil {
		return after(form, err, again)
	}
	return c.See("/assignments/"+id, "The terms of reference are kept as a draft.")
}

func (p *Pages) rewriteForm(c *web.Call) error {
	page, err := p.loadAssignment(c)
	if err != nil {
		return err
	}
	if !page.can(secondments.Rewrite) {
		return c.See(page.at(""), "")
	}
	a := page.Assignment
	values := map[string]string{
		"title": a.Title, "project": a.Project, "tasks": a.Tasks, "deliverables": a.Deliverables, "profile": a.Profile, "criteria": a.Lines, "languages": a.Languages, "office": a.Office, "duty_station": a.Station,
		"desk_id": a.DeskID, "from": string(a.From), "to": string(a.To), "places": strconv.Itoa(a.Places), "area": a.Area, "topic": a.Topic, "label": string(a.Label), "version": strconv.Itoa(a.Version),
	}
	for i, x := range page.Costs {
		n := strconv.Itoa(i)
		values["item"+n], values["bearer"+n], values["year"+n], values["amount"+n], values["currency"+n] = x.Item, x.Bearer, strconv.Itoa(x.Year), amount(x.Amount), x.Currency
	}
	return p.showTerms(c, 200, knownTerms(a, web.NewForm(values)))
}

func knownTerms(a secondments.Assignment, form *web.Form) termsPage {
	at := "/assignments/" + a.ID
	return termsPage{Title: "Change the terms of reference", Action: at, Back: at, Form: form}
}

func (p *Pages) rewrite(c *web.Call) error {
	page, err := p.loadAssignment(c)
	if err != nil {
		return err
	}
	form := c.Form()
	d, version := readTerms(form), form.Int("version", "Version")
	again := func(status int) error { return p.showTerms(c, status, knownTerms(page.Assignment, form)) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	err = p.Secondments.Rewrite(c.Context(), c.Actor, page.Assignment.ID, version, d)
	if err == nil {
		return c.See(page.at(""), "The new text is kept. It is to be submitted and approved.")
	}
	if form.Overtaken(err, page.Assignment.Version) {
		return again(409)
	}
	return after(form, err, again)
}

// actPage is the form of a step of an assignment.
type actPage struct {
	assignmentPage
	Act  secondments.Act
	Form *web.Form
}

func (p *Pages) actForm(c *web.Call) error { return p.showAct(c, 200, c.Form()) }

func (p *Pages) showAct(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadAssignment(c)
	if err != nil {
		return err
	}
	act := secondments.Act(c.Path("act"))
	words, known := actWords[act]
	if !known || !page.can(act) {
		return c.See(page.at(""), "")
	}
	return c.Show(web.View{Title: words.button, Content: actView(actPage{page, act, form}), Status: status, Label: page.label()})
}

func (p *Pages) act(c *web.Call) error {
	form, id, act := c.Form(), c.Path("assignment"), secondments.Act(c.Path("act"))
	err := p.Secondments.Act(c.Context(), c.Actor, id, secondments.ActDraft{Act: act, Version: form.Int("version", "Version"), Words: form.Text("words")})
	if err == nil {
		return c.See("/assignments/"+id, actWords[act].done)
	}
	return after(form, err, func(status int) error { return p.showAct(c, status, form) })
}

// callPage is the form of a call.
type callPage struct {
	assignmentPage
	Form    *web.Form
	Parties []ui.Option
}

func (p *Pages) callForm(c *web.Call) error { return p.showCall(c, 200, c.Form()) }

func (p *Pages) showCall(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadAssignment(c)
	if err != nil {
		return err
	}
	if !page.can(secondments.Issue) {
		return c.See(page.at(""), "")
	}
	list, err := p.Secondments.Callables(c.Context(), c.Actor, page.Assignment.ID)
	if err != nil {
		return err
	}
	out := callPage{assignmentPage: page, Form: form}
	for _, x := range list {
		if !x.Called {
			out.Parties = append(out.Parties, ui.Option{Value: x.ID, Label: x.Name, Hint: x.Closed})
		}
	}
	if status == 200 {
		form.Values.Set("number", page.Assignment.CallNumber)
		form.Values.Set("closes_on", string(page.Assignment.ClosesOn))
		form.Values.Set("most", strconv.Itoa(page.Assignment.Most))
		if len(page.Assignment.Called) == 0 {
			for _, x := range list {
				if x.Closed == "" {
					form.Values.Add("party_ids", x.ID)
				}
			}
		}
	}
	return c.Show(web.View{Title: "Call for nominations", Content: callView(out), Status: status, Label: page.label()})
}

func (p *Pages) call(c *web.Call) error {
	form, id := c.Form(), c.Path("assignment")
	d := secondments.CallDraft{Number: form.Text("number"), ClosesOn: form.Date("closes_on", "Closes on"), Most: form.Int("most", "Nominations"), PartyIDs: form.Texts("party_ids"), Version: form.Int("version", "Version")}
	again := func(status int) error { return p.showCall(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Secondments.Issue(c.Context(), c.Actor, id, d); err != nil {
		return after(form, err, again)
	}
	return c.See("/assignments/"+id, fmt.Sprintf("The call goes to %d parties, each with a link to nominate.", len(d.PartyIDs)))
}

// seatPage is the form of the panel.
type seatPage struct {
	assignmentPage
	Form    *web.Form
	Choices []ui.Option
}

func (p *Pages) seatForm(c *web.Call) error { return p.showSeats(c, 200, c.Form()) }

func (p *Pages) showSeats(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadAssignment(c)
	if err != nil {
		return err
	}
	list, err := p.Secondments.Panellists(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	out := seatPage{assignmentPage: page, Form: form}
	for _, x := range list {
		if !slices.ContainsFunc(page.Panel, func(m secondments.Panellist) bool { return m.Account == x.Account }) {
			out.Choices = append(out.Choices, ui.Option{Value: x.Account, Label: x.Name})
		}
	}
	return c.Show(web.View{Title: "The panel", Content: seatView(out), Status: status, Label: page.label()})
}

func (p *Pages) seat(c *web.Call) error {
	form, id := c.Form(), c.Path("assignment")
	on := form.Text("off") == ""
	account := form.Text("account_id")
	if !on {
		account = form.Text("off")
	}
	if err := p.Secondments.Seat(c.Context(), c.Actor, id, account, on); err != nil {
		return after(form, err, func(status int) error { return p.showSeats(c, status, form) })
	}
	return c.See("/assignments/"+id+"/panel", "The panel is kept.")
}

// nominatePage is the form by which an officer is named.
type nominatePage struct {
	Terms   secondments.AssignmentPage
	Form    *web.Form
	Action  string
	Back    string
	Parties []ui.Option
	Staff   []ui.Option
	Link    bool
}

func (p *Pages) nominateForm(c *web.Call) error { return p.showNominate(c, 200, c.Form()) }

func (p *Pages) showNominate(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadAssignment(c)
	if err != nil {
		return err
	}
	if len(page.MayName) == 0 {
		return c.See(page.at(""), "")
	}
	out := nominatePage{Terms: page.AssignmentPage, Form: form, Action: page.at("/nominate"), Back: page.at("")}
	if out.Parties, err = p.named(c, page.MayName); err != nil {
		return err
	}
	if len(out.Parties) == 1 {
		form.Values.Set("party_id", out.Parties[0].Value)
	}
	if party := form.Text("party_id"); slices.Contains(page.MayName, party) {
		if out.Staff, err = p.staff(c, page.Assignment.ID, party); err != nil {
			return err
		}
	}
	return c.Show(web.View{Title: "Nominate an officer", Content: nominateView(out), Status: status, Label: string(label.AmberStrict)})
}

// named are parties by their ids, as options.
func (p *Pages) named(c *web.Call, ids []string) ([]ui.Option, error) {
	list, err := p.Parties.Names(c.Context(), c.Actor)
	var out []ui.Option
	for _, one := range list {
		if slices.Contains(ids, one.ID) {
			out = append(out, ui.Option{Value: one.ID, Label: one.Name})
		}
	}
	return out, err
}

func (p *Pages) staff(c *web.Call, assignment, party string) ([]ui.Option, error) {
	list, err := p.Secondments.Staff(c.Context(), c.Actor, assignment, party)
	var out []ui.Option
	for _, x := range list {
		out = append(out, ui.Option{Value: x.PersonID, Label: x.Person, Hint: strings.Trim(x.Position+", "+x.Party, ", ")})
	}
	return out, err
}

func readNomination(f *web.Form) secondments.NominationDraft {
	return secondments.NominationDraft{
		PartyID: f.Text("party_id"), NoteNumber: f.Text("note_number"), PersonID: f.Text("person_id"), Given: f.Text("given"), Email: f.Text("email"), Position: f.Text("position"), CV: f.Upload("file"),
	}
}

func (p *Pages) nominate(c *web.Call) error {
	form, id := c.Form(), c.Path("assignment")
	dossier, err := p.Secondments.Nominate(c.Context(), c.Actor, id, readNomination(form))
	if err != nil {
		return after(form, err, func(status int) error { return p.showNominate(c, status, form) })
	}
	return c.See("/secondments/"+dossier, "The officer is nominated.")
}
