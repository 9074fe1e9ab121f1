package delegationsweb

import (
	"bytes"
	"fmt"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/delegations"
	"counterpart/internal/label"
	"counterpart/internal/print"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// delegationsPage is everybody who was named for an activity, by party.
type delegationsPage struct {
	Actor    access.Actor
	Activity activities.Activity
	Words    *vocabulary.Words
	State    delegations.State // narrows the list
	Parties  []delegations.Delegation
	States   map[string]string // registrations, by nomination
	Counts   map[delegations.State]int
	Seats    delegations.Allocation
	Answered int
	Invited  int
	Waiting  int // nominations to screen among those shown
	Form     *web.Form
	Screens  bool
}

func (p *Pages) delegations(c *web.Call) error { return p.showDelegations(c, 200, web.NewForm(nil)) }

func (p *Pages) showDelegations(c *web.Call, status int, form *web.Form) error {
	ctx := c.Context()
	page := delegationsPage{Actor: c.Actor, Form: form, State: delegations.State(c.Query("state")), Counts: map[delegations.State]int{}}
	var err error
	if page.Activity, err = p.Activities.Find(ctx, c.Actor, c.Path("id")); err != nil {
		return err
	}
	if page.Words, err = p.Vocabulary.Words(ctx); err != nil {
		return err
	}
	if page.Parties, err = p.Delegations.Delegations(ctx, c.Actor, page.Activity.ID); err != nil {
		return err
	}
	if page.States, err = p.Registrations.States(ctx, c.Actor, page.Activity.ID); err != nil {
		return err
	}
	page.Screens = c.Actor.Can(delegations.RightScreen, page.Activity.Object())
	page.count()
	return c.Show(web.View{Title: "Delegations: " + page.Activity.Title, Label: namesPeople(page.Activity.Label), Content: delegationsView(page), Status: status})
}

// count adds up everything and then narrows the list to the state asked for.
func (p *delegationsPage) count() {
	for i, d := range p.Parties {
		t := delegations.Totals(d.Seats)
		p.Seats.Seats, p.Seats.Used, p.Seats.Held = p.Seats.Seats+t.Seats, p.Seats.Used+t.Used, p.Seats.Held+t.Held
		if d.Invitation != nil {
			p.Invited++
			if d.Invitation.Fate() == delegations.FateAnswered {
				p.Answered++
			}
		}
		var shown []delegations.Nomination
		for _, n := range d.Nominations {
			p.Counts[n.State]++
			if p.State == "" || n.State == p.State {
				shown = append(shown, n)
			}
		}
		p.Parties[i].Nominations = shown
	}
	p.Waiting = p.Counts[delegations.Nominated]
}

// shown leaves out parties without people of the state asked for.
func (p delegationsPage) shown() []delegations.Delegation {
	if p.State == "" {
		return p.Parties
	}
	var out []delegations.Delegation
	for _, d := range p.Parties {
		if len(d.Nominations) > 0 {
			out = append(out, d)
		}
	}
	return out
}

func (p *Pages) confirmAll(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	n, err := p.Delegations.ConfirmAll(c.Context(), c.Actor, id, form.Texts("nomination"))
	if err != nil {
		status, err := again(form, err)
		if status == 0 {
			return err
		}
		return p.showDelegations(c, status, form)
	}
	return c.See("/activities/"+id+"/delegations", fmt.Sprintf("%s confirmed and can register.", count(n, "person is", "people are")))
}

// stateTabs narrow the list to a state.
func (p delegationsPage) stateTabs() []ui.NavItem {
	base := "/activities/" + p.Activity.ID + "/delegations"
	out := []ui.NavItem{{Label: "All", Href: base, Current: p.State == ""}}
	for _, s := range []delegations.State{delegations.Nominated, delegations.Queried, delegations.Confirmed, delegations.Reserve} {
		if n := p.Counts[s]; n > 0 || p.State == s {
			out = append(out, ui.NavItem{Label: s.Words(), Href: web.Address(base, "state", string(s)), Current: p.State == s, Count: fmt.Sprint(n)})
		}
	}
	return out
}

func stateChip(s delegations.State) ui.State {
	if s == delegations.Queried {
		return "waiting"
	}
	return ui.State(s)
}

// participantList draws the list of participants: provisional until the activity is held, then final. The shared copy
// leaves out the names of those who did not agree.
func (p *Pages) participantList(c *web.Call) error {
	ctx := c.Context()
	shared := c.Query("copy") == "shared"
	list, err := p.Delegations.ListOfParticipants(ctx, c.Actor, c.Path("id"), shared)
	if err != nil {
		return err
	}
	mechanism, err := p.Vocabulary.Mechanism(ctx)
	if err != nil {
		return err
	}
	a := list.Activity
	doc := print.List{
		Head:  print.Letterhead{Mechanism: mechanism.Name.Default, Created: list.AsAt.Time},
		Title: a.Title, Place: a.Where(), Dates: a.Dates(), Final: list.Final, Label: string(a.Label), Demo: c.Site.Demo,
		AsAt: delegations.When(a, list.AsAt),
	}
	if len(mechanism.Letterhead) > 0 {
		doc.Head.Office = mechanism.Letterhead[0]
	}
	if !shared {
		doc.Label = namesPeople(a.Label)
	}
	for _, party := range list.Parties {
		out := print.ListParty{Name: party.Name}
		for _, person := range party.People {
			out.People = append(out.People, listPerson(person, shared))
		}
		doc.Parties = append(doc.Parties, out)
	}
	var b bytes.Buffer
	if err := print.ParticipantList(&b, doc); err != nil {
		return err
	}
	return c.Send("List of participants "+list.AsAt.Format(time.DateOnly)+" "+label.TLP(doc.Label).Slug()+".pdf", "application/pdf", b.Bytes(), true)
}

// listPerson is a line of the list. A shared copy also says how people are reached who agreed to that.
func listPerson(person delegations.Participant, shared bool) print.ListPerson {
	f := person.Face
	if shared {
		f.Unit = joined(joined(f.Unit, f.Email), f.Phone)
	}
	return print.ListPerson{Address: f.AddressForm, Name: f.Name, NativeName: f.NativeName, Position: f.Position, Unit: f.Unit, Head: person.Head}
}

// joined puts two parts behind each other, where there are two.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}
