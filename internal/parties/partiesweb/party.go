package partiesweb

import (
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/reach"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// mostStaff bounds the people on the page of a party; the list of people has them all.
const mostStaff = 200

// mostLetters bounds the letters on it; the outbox has them all.
const mostLetters = 40

// partyPage is everything that concerns a party.
type partyPage struct {
	Party       parties.Party
	AsAt        db.Date // as asked for
	Day         db.Date // as shown
	Today       db.Date
	Memberships []parties.Membership
	Seats       []parties.Seat
	Inside      []parties.Party
	Staff       []people.Affiliation
	Posts       []parties.Post
	Holders     []people.Holding
	Invitations []delegations.Invitation
	Nominations []delegations.Nomination
	Visits      []attendance.Visit
	Roles       []activities.Role
	Messages    []letters.Message
	Timeline    []ui.Entry
	Words       *vocabulary.Words
	Form        *web.Form
	MayEdit     bool
	MayReach    bool // how often it was reached, over the years
	MayTies     bool
	MayPeople   bool // may see people
	MayHold     bool // may say who holds a post
	MayAsk      bool // may ask for support in the party's name
	// What the rooms above keep of the party.
	MaySeeCommitments bool
}

func (p *Pages) show(c *web.Call) error { return p.showParty(c, 200, web.NewForm(nil)) }

func (p *Pages) showParty(c *web.Call, status int, form *web.Form) error {
	ctx, id := c.Context(), c.Path("id")
	asAt := web.NewForm(map[string]string{"as_at": c.Query("as_at")}).Date("as_at", "As at")
	page := partyPage{Form: form, AsAt: asAt, Day: asAt, Today: db.At(c.Site.Now()).Date()}
	if page.Day == "" {
		page.Day = page.Today
	}
	var err error
	if page.Party, err = p.Parties.Find(ctx, c.Actor, id, asAt); err != nil {
		return err
	}
	page.MayEdit = c.Actor.Can(parties.RightEdit, page.Party.Object())
	page.MayReach = page.Party.ParentID == "" && c.Actor.Can(reach.RightSee, page.Party.Object())
	page.MayTies = c.Actor.Can(connections.RightSee, page.Party.Object())
	page.MayPeople = c.Actor.Can(people.RightSee, page.Party.Object())
	page.MayAsk = c.Actor.Can("support.ask", access.Object{Parties: []string{id}})
	page.MaySeeCommitments = c.Actor.Can("commitments.see", access.Object{Parties: []string{id}})
	page.MayHold = c.Actor.Can(people.RightEdit, page.Party.Object())
	for _, load := range []func(*web.Call, *partyPage) error{p.loadRegister, p.loadPeople, p.loadWork} {
		if err := load(c, &page); err != nil {
			return err
		}
	}
	page.Timeline = timeline(page)
	return c.Show(web.View{Title: page.Party.Name, Content: partyView(page), Status: status})
}

// loadRegister loads what this room keeps.
func (p *Pages) loadRegister(c *web.Call, page *partyPage) (err error) {
	ctx, id := c.Context(), page.Party.ID
	if page.Words, err = p.Vocabulary.Words(ctx); err != nil {
		return err
	}
	if page.Memberships, err = p.Parties.Memberships(ctx, c.Actor, id); err != nil {
		return err
	}
	if page.Seats, err = p.Parties.Seats(ctx, c.Actor, id); err != nil {
		return err
	}
	if page.Posts, err = p.Parties.Posts(ctx, c.Actor, id); err != nil {
		return err
	}
	page.Inside, _, err = p.Parties.List(ctx, c.Actor, parties.Filter{ParentID: id, Limit: 500})
	return err
}

func (p *Pages) loadPeople(c *web.Call, page *partyPage) (err error) {
	if !page.MayPeople {
		return nil
	}
	if page.Staff, err = p.People.Staff(c.Context(), c.Actor, page.Party.ID, page.AsAt, mostStaff+1); err != nil {
		return err
	}
	page.Holders, err = p.People.HoldersOfParty(c.Context(), c.Actor, page.Party.ID)
	return err
}

// loadWork loads what the party did and what was sent to it, as far as the actor may see it.
func (p *Pages) loadWork(c *web.Call, page *partyPage) (err error) {
	ctx, id := c.Context(), page.Party.ID
	if c.Actor.Holds(activities.RightSee) {
		if page.Roles, err = p.Activities.RolesOf(ctx, c.Actor, id); err != nil {
			return err
		}
	}
	if c.Actor.Holds(letters.RightSee) {
		if page.Messages, _, err = p.Letters.Messages(ctx, c.Actor, letters.Filter{PartyID: id, Limit: mostLetters}); err != nil {
			return err
		}
	}
	if !c.Actor.Holds(delegations.RightSee) {
		return nil
	}
	if page.Invitations, err = p.Delegations.Invitations(ctx, c.Actor, id); err != nil {
		return err
	}
	if page.Nominations, err = p.Delegations.Nominations(ctx, c.Actor, delegations.Filter{PartyID: id, All: true, Limit: 1000}); err != nil {
		return err
	}
	page.Visits, err = p.Attendance.VisitsOfParty(ctx, c.Actor, id)
	return err
}

func (p *Pages) setMembership(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	draft := parties.MembershipDraft{Status: form.Text("status"), From: form.Date("from", "From"), To: form.Date("to", "To"), Note: form.Text("note")}
	if err := form.Wrong.Err(); err != nil {
		return p.showParty(c, 422, form)
	}
	_, err := p.Parties.SetMembership(c.Context(), c.Actor, id, draft)
	return p.afterParty(c, form, err, "The status is kept.")
}

func (p *Pages) endMembership(c *web.Call) error {
	form := c.Form()
	lastDay := form.Date("to", "Last day")
	if err := form.Wrong.Err(); err != nil {
		return p.showParty(c, 422, form)
	}
	return p.afterParty(c, form, p.Parties.EndMembership(c.Context(), c.Actor, c.Path("id"), c.Path("membership"), lastDay), "The status has its last day.")
}

func (p *Pages) addPartyPost(c *web.Call) error {
	form := c.Form()
	draft := readPost(form)
	draft.PartyID = c.Path("id")
	_, err := p.Parties.AddPost(c.Context(), c.Actor, draft)
	return p.afterParty(c, form, err, "The post is in the register.")
}

// afterParty shows the party again with what was wrong, or leads back to its page.
func (p *Pages) afterParty(c *web.Call, form *web.Form, err error, notice string) error {
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showParty(c, 422, form)
	}
	return c.See("/parties/"+c.Path("id"), notice)
}

// holderOn names who holds a post on a day.
func holderOn(holders []people.Holding, postID string, day db.Date) (people.Holding, bool) {
	for _, h := range holders {
		if h.PostID == postID && h.Covers(day) {
			return h, true
		}
	}
	return people.Holding{}, false
}

func joined(position, unit string) string {
	if position != "" && unit != "" {
		return position + ", " + unit
	}
	return position + unit
}

// roleWords says what a party is to an activity.
var roleWords = map[string]string{
	activities.Organiser: "Organiser", activities.Partner: "Partner", activities.Funder: "Funder", activities.Host: "Host",
}

// placeWords says what place a party has in a body.
var placeWords = map[string]string{"chair": "Chair", "member": "Member", "observer": "Observer"}
