package delegationsweb

import (
	"fmt"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// ownPage is a party's part in an activity on one page: for a focal point with a link or an account, and for the
// secretariat entering what reached it by letter or telephone.
type ownPage struct {
	delegations.Own
	Base      string // address of the page, and of its forms
	Link      bool   // reached through a signed link, without an account
	Office    bool   // the secretariat acts on behalf of the party
	Words     *vocabulary.Words
	Mechanism pack.Mechanism
	Sent      sent
}

// door is who came in, where to, and from which address.
type door struct {
	actor    access.Actor
	activity string
	party    string
	base     string
	link     bool
}

// enter finds out who acts for which party: by the signed link, or by the account.
func (p *Pages) enter(c *web.Call) (door, error) {
	token := c.Path("token")
	if token == "" {
		base := "/activities/" + c.Path("id") + "/delegations/" + c.Path("party")
		return door{actor: c.Actor, activity: c.Path("id"), party: c.Path("party"), base: base}, nil
	}
	actor, link, err := p.Accounts.Follow(c.Context(), token, accounts.PurposeNominate)
	return door{actor: actor, activity: link.ActivityID, party: link.PartyID, base: "/n/" + token, link: true}, err
}

func (p *Pages) own(c *web.Call) error {
	d, err := p.enter(c)
	if err != nil {
		return err
	}
	return p.showOwn(c, d, 200, sent{})
}

func (p *Pages) loadOwn(c *web.Call, d door) (ownPage, error) {
	page := ownPage{Base: d.base, Link: d.link}
	var err error
	if page.Own, err = p.Delegations.Own(c.Context(), d.actor, d.activity, d.party); err != nil {
		return page, err
	}
	page.Office = d.actor.Can(delegations.RightScreen, page.Activity.Object())
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return page, err
	}
	page.Mechanism = page.Words.Pack.Mechanism
	return page, nil
}

func (p *Pages) showOwn(c *web.Call, d door, status int, form sent) error {
	page, err := p.loadOwn(c, d)
	if err != nil {
		return err
	}
	page.Sent = form
	view := web.View{Title: page.Party.Name + ": " + page.Activity.Title, Content: ownView(page), Status: status, Public: d.link, NoIndex: true, Label: namesPeople(page.Activity.Label)}
	return c.Show(view)
}

// act runs a verb of the page and shows the page again with the words where it was refused.
func (p *Pages) act(c *web.Call, name, notice string, do func(d door, form *web.Form) error) error {
	d, err := p.enter(c)
	if err != nil {
		return err
	}
	form := c.Form()
	if err = form.Wrong.Err(); err == nil {
		if err = do(d, form); err == nil {
			return c.See(d.base, notice)
		}
	} else {
		err = nil
	}
	status, err := again(form, err)
	if status == 0 {
		return err
	}
	return p.showOwn(c, d, status, sent{name, form})
}

func (p *Pages) nominate(c *web.Call) error {
	return p.act(c, "nominate", "The nomination is kept. The secretariat will confirm it.", func(d door, form *web.Form) error {
		draft := delegations.NominationDraft{AllocationID: form.Text("allocation_id"), PartyID: d.party, PersonDraft: readPerson(form), Head: form.Checked("head")}
		_, err := p.Delegations.Nominate(c.Context(), d.actor, d.activity, draft)
		return err
	})
}

func readPerson(f *web.Form) delegations.PersonDraft {
	return delegations.PersonDraft{
		PersonID: f.Text("person_id"), Given: f.Text("given"), AddressForm: f.Text("address_form"), NativeName: f.Text("native_name"),
		Sex: f.Text("sex"), Email: f.Text("email"), FromPartyID: f.Text("from_party_id"), NewAgency: f.Text("new_agency"),
		Position: f.Text("position"), Unit: f.Text("unit"),
	}
}

func (p *Pages) attachNote(c *web.Call) error {
	return p.act(c, "note", "The note verbale is kept.", func(d door, form *web.Form) error {
		return p.Delegations.AttachNote(c.Context(), d.actor, d.activity, d.party, form.Text("note_number"), form.Upload("note_file"))
	})
}

func (p *Pages) note(c *web.Call) error {
	d, err := p.enter(c)
	if err != nil {
		return err
	}
	f, data, err := p.Delegations.Note(c.Context(), d.actor, d.activity, d.party)
	if err != nil {
		return err
	}
	return c.Send(f.Name, f.MediaType, data, true)
}

func (p *Pages) notComing(c *web.Call) error {
	return p.act(c, "decline", "The answer is kept: nobody will be sent.", func(d door, form *web.Form) error {
		return p.Delegations.DeclineInvitation(c.Context(), d.actor, d.activity, d.party, form.Text("reason"))
	})
}

// nominationBehind is the one that the address names, if it belongs to the party and the activity of the same address.
func (p *Pages) nominationBehind(c *web.Call, d door) (delegations.Nomination, error) {
	found, err := p.Delegations.Find(c.Context(), d.actor, c.Path("nomination"))
	if err == nil && (found.PartyID != d.party || found.ActivityID != d.activity) {
		err = fault.Missing("nomination in this delegation")
	}
	return found.Nomination, err
}

func (p *Pages) reply(c *web.Call) error {
	id := c.Path("nomination")
	return p.act(c, "reply-"+id, "The answer is with the secretariat.", func(d door, form *web.Form) error {
		if _, err := p.nominationBehind(c, d); err != nil {
			return err
		}
		return p.Delegations.Reply(c.Context(), d.actor, id, form.Int("version", "Version"), form.Text("reason"))
	})
}

func (p *Pages) withdraw(c *web.Call) error {
	id := c.Path("nomination")
	return p.act(c, "withdraw-"+id, "The nomination is withdrawn and the seat is free.", func(d door, form *web.Form) error {
		if _, err := p.nominationBehind(c, d); err != nil {
			return err
		}
		return p.Delegations.Withdraw(c.Context(), d.actor, id, form.Int("version", "Version"), form.Text("reason"))
	})
}

// substitutePage asks who takes somebody's seat.
type substitutePage struct {
	ownPage
	Old  delegations.Nomination
	Form *web.Form
}

func (p *Pages) substituteForm(c *web.Call) error {
	d, err := p.enter(c)
	if err != nil {
		return err
	}
	return p.showSubstitute(c, d, 200, web.NewForm(nil))
}

func (p *Pages) showSubstitute(c *web.Call, d door, status int, form *web.Form) error {
	own, err := p.loadOwn(c, d)
	if err != nil {
		return err
	}
	old, err := p.nominationBehind(c, d)
	if err != nil {
		return err
	}
	page := substitutePage{ownPage: own, Old: old, Form: form}
	view := web.View{Title: "Substitute " + page.Old.Person, Content: substituteView(page), Status: status, Public: d.link, NoIndex: true, Label: namesPeople(page.Activity.Label)}
	return c.Show(view)
}

func (p *Pages) substitute(c *web.Call) error {
	d, err := p.enter(c)
	if err != nil {
		return err
	}
	if _, err := p.nominationBehind(c, d); err != nil {
		return err
	}
	form := c.Form()
	_, err = p.Delegations.Substitute(c.Context(), d.actor, c.Path("nomination"), form.Int("version", "Version"), readPerson(form), form.Text("reason"))
	if err == nil {
		return c.See(d.base, "The seat is handed over. The secretariat will confirm the new person.")
	}
	status, err := again(form, err)
	if status == 0 {
		return err
	}
	return p.showSubstitute(c, d, status, form)
}

// ours lists the activities in which the focal point's party has seats.
func (p *Pages) ours(c *web.Call) error {
	list, err := p.Delegations.MyActivities(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Our delegations", Content: oursView(list)})
}

// deadlineWords says a deadline on the host's clock and in UTC.
func deadlineWords(a activities.Activity, t db.Time) string {
	if t.IsZero() {
		return "no deadline"
	}
	host, utc := t.In(a.Zone()), t.UTC()
	words := host.Format("2 January 2006, 15:04") + " (" + a.TimeZone + ")"
	if utc.Day() == host.Day() {
		return words + ", " + utc.Format("15:04") + " UTC"
	}
	return words + ", " + utc.Format("2 January 15:04") + " UTC"
}

// freeSeats are the kinds of seat that somebody can still be named for.
func (p ownPage) freeSeats() []ui.Option {
	var out []ui.Option
	for _, a := range p.Delegation.Seats {
		if a.Seats > 0 {
			label := fmt.Sprintf("%s, %s (%d of %d free)", p.Words.Name(vocabulary.Categories, a.Category), p.Words.Name(vocabulary.Modes, a.Mode), a.Free(), a.Seats)
			out = append(out, ui.Option{Value: a.ID, Label: label, Disabled: a.Free() == 0})
		}
	}
	return out
}

// ours speaks to the party about what is its own, and to the secretariat about the party.
func (p ownPage) ours(what string) string {
	if p.Office {
		return strings.ToUpper(what[:1]) + what[1:] + " of " + p.Party.Name
	}
	return "Your " + what
}

// free tells how many people can still be named.
func (p ownPage) free() int {
	n := 0
	for _, a := range p.Delegation.Seats {
		n += a.Free()
	}
	return n
}

// knownPeople are the people whom the register knows at the party, each once.
func (p ownPage) knownPeople() []ui.Option {
	var out []ui.Option
	seen := map[string]bool{}
	for _, k := range p.Known {
		if seen[k.PersonID] {
			continue
		}
		seen[k.PersonID] = true
		label := joined(joined(k.Person, k.Position), agencyName(k, p.Party.ID))
		if k.Named {
			label += " (named already)"
		}
		out = append(out, ui.Option{Value: k.PersonID, Label: label, Disabled: k.Named})
	}
	return out
}

func agencyName(k delegations.Known, partyID string) string {
	if k.FromPartyID == partyID {
		return ""
	}
	return k.FromParty
}

func agencyOf(n delegations.Nomination) string {
	if n.FromPartyID == n.PartyID {
		return n.Unit
	}
	return joined(n.Unit, n.FromParty)
}

func (p ownPage) agencyOptions() []ui.Option {
	out := make([]ui.Option, len(p.Agencies))
	for i, a := range p.Agencies {
		out[i] = ui.Option{Value: a.ID, Label: a.Name}
	}
	return out
}

var sexes = []ui.Option{{Value: "f", Label: "Female"}, {Value: "m", Label: "Male"}, {Value: "x", Label: "Another"}}

// history is what happened to a nomination, the last first.
func history(a activities.Activity, steps []delegations.Step, withPerson bool) []ui.Entry {
	out := make([]ui.Entry, 0, len(steps))
	for i := len(steps) - 1; i >= 0; i-- {
		s := steps[i]
		e := ui.Entry{ISO: s.At.Format("2006-01-02T15:04:05Z"), When: delegations.When(a, s.At), What: stepWords(steps, i), Detail: s.Reason, By: s.By}
		if withPerson {
			e.What = s.Person + ": " + e.What
		}
		out = append(out, e)
	}
	return out
}

// stepWords says a step; a nomination that comes back after a question was answered.
func stepWords(steps []delegations.Step, i int) string {
	if steps[i].State == delegations.Nominated && i > 0 && steps[i-1].State == delegations.Queried && steps[i-1].NominationID == steps[i].NominationID {
		return "Question answered"
	}
	return steps[i].State.Words()
}

// contactWords says whom to ask.
func (p ownPage) contactWords() string {
	e := p.Mechanism.Email
	address := e.ReplyTo
	if address == "" {
		address = e.FromAddress
	}
	return joined(e.FromName, address)
}

// active are the people in the running, over those who are not any more.
func (p ownPage) split() (active, over []delegations.Nomination) {
	for _, n := range p.Delegation.Nominations {
		if n.Active {
			active = append(active, n)
		} else {
			over = append(over, n)
		}
	}
	return active, over
}

func version(n delegations.Nomination) string { return strconv.Itoa(n.Version) }

// declined tells whether the party said that it sends nobody.
func (p ownPage) declined() bool {
	return p.Delegation.Invitation != nil && p.Delegation.Invitation.State == delegations.InvitationDeclined
}

func (p ownPage) noteValues() map[string]string {
	if p.Delegation.Invitation == nil {
		return nil
	}
	return map[string]string{"note_number": p.Delegation.Invitation.NoteNumber}
}
