package delegationsweb

import (
	"fmt"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/delegations"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// seatsPage is the table of an activity's seats.
type seatsPage struct {
	Actor    access.Actor
	Activity activities.Activity
	Words    *vocabulary.Words
	Rows     []delegations.Allocation
	Totals   delegations.Allocation
	Parties  []ui.Option
	Sent     sent
	Reached  reached
}

func (p *Pages) seats(c *web.Call) error { return p.showSeats(c, 200, sent{}) }

func (p *Pages) showSeats(c *web.Call, status int, form sent) error {
	page := seatsPage{Actor: c.Actor, Sent: form}
	var err error
	if page.Activity, err = p.Activities.Find(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	if page.Rows, err = p.Delegations.Seats(c.Context(), c.Actor, page.Activity.ID); err != nil {
		return err
	}
	page.Totals = delegations.Totals(page.Rows)
	if page.Parties, err = p.partyOptions(c); err != nil {
		return err
	}
	if page.Reached, err = p.reachedBefore(c, page.Activity); err != nil {
		return err
	}
	page.Reached.mark(page.Parties)
	return c.Show(web.View{Title: "Seats: " + page.Activity.Title, Label: string(page.Activity.Label), Content: seatsView(page), Status: status})
}

// partyOptions lists every party, agencies with the party that they are inside.
func (p *Pages) partyOptions(c *web.Call) ([]ui.Option, error) {
	all, _, err := p.Parties.List(c.Context(), c.Actor, parties.Filter{Limit: 3000})
	if err != nil {
		return nil, err
	}
	out := make([]ui.Option, len(all))
	for i, party := range all {
		out[i] = ui.Option{Value: party.ID, Label: joined(party.Name, party.ParentName)}
	}
	return out, nil
}

func (p *Pages) setSeats(c *web.Call) error {
	form := c.Form()
	draft := delegations.SeatsDraft{
		PartyID: form.Text("party_id"), Category: form.Text("category"), Mode: form.Text("mode"),
		Seats: form.Int("seats", "Seats"), RoomCap: form.Int("room_cap", "At once in the room"), Version: form.Int("version", "Version"),
	}
	err := form.Wrong.Err()
	if err == nil {
		_, err = p.Delegations.SetSeats(c.Context(), c.Actor, c.Path("id"), draft)
		if err == nil {
			return c.See("/activities/"+c.Path("id")+"/seats", "The seats are set.")
		}
	} else {
		err = nil
	}
	status, err := again(form, err)
	if status == 0 {
		return err
	}
	return p.showSeats(c, status, sent{form.Text("box"), form})
}

// manyPage is the rehearsal of seats for many parties.
type manyPage struct {
	Actor     access.Actor
	Activity  activities.Activity
	Words     *vocabulary.Words
	Form      *web.Form
	Bodies    []ui.Option
	Parties   []ui.Option
	Asked     bool
	Rehearsal delegations.Rehearsal
	Reached   reached
}

func (p *Pages) rehearseSeats(c *web.Call) error { return p.showMany(c, 200, c.Form()) }

func (p *Pages) showMany(c *web.Call, status int, form *web.Form) error {
	ctx := c.Context()
	page := manyPage{Actor: c.Actor, Form: form, Asked: form.Text("choice") != ""}
	var err error
	if page.Activity, err = p.Activities.Find(ctx, c.Actor, c.Path("id")); err != nil {
		return err
	}
	if page.Words, err = p.Vocabulary.Words(ctx); err != nil {
		return err
	}
	if page.Parties, err = p.partyOptions(c); err != nil {
		return err
	}
	if page.Reached, err = p.reachedBefore(c, page.Activity); err != nil {
		return err
	}
	page.Reached.mark(page.Parties)
	bodies, err := p.Parties.Bodies(ctx, c.Actor)
	if err != nil {
		return err
	}
	for _, b := range bodies {
		page.Bodies = append(page.Bodies, ui.Option{Value: b.ID, Label: b.Name})
	}
	if page.Asked && status == 200 {
		draft := readGive(form)
		err := form.Wrong.Err()
		if err == nil {
			page.Rehearsal, err = p.Delegations.RehearseGive(ctx, c.Actor, page.Activity.ID, draft)
		}
		if err != nil {
			if err = form.Merge(err); form.Wrong.Err() == nil {
				return err
			}
			page.Asked, status = false, 422
		}
	}
	return c.Show(web.View{Title: "Seats for many: " + page.Activity.Title, Label: string(page.Activity.Label), Content: manyView(page), Status: status})
}

func readGive(f *web.Form) delegations.GiveDraft {
	return delegations.GiveDraft{
		Choice: f.Text("choice"), Status: f.Text("status"), BodyID: f.Text("body_id"), PartyIDs: f.Texts("party_ids"),
		Category: f.Text("category"), Mode: f.Text("mode"), Seats: f.Int("seats", "Seats"), RoomCap: f.Int("room_cap", "At once in the room"), Seen: f.Text("seen"),
	}
}

func (p *Pages) giveSeats(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	r, err := p.Delegations.Give(c.Context(), c.Actor, id, readGive(form))
	if err != nil {
		status, err := again(form, err)
		if status == 0 {
			return err
		}
		return p.showMany(c, status, form)
	}
	changed := r.Count(delegations.VerdictNew) + r.Count(delegations.VerdictChanged)
	return c.See("/activities/"+id+"/seats", fmt.Sprintf("The seats of %s are set.", someParties(changed)))
}

func someParties(n int) string { return count(n, "party", "parties") }

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// rowBox names the form of one row, so that an error comes back to it.
func rowBox(a delegations.Allocation) string { return "seats-" + a.ID }

func rowValues(a delegations.Allocation) map[string]string {
	return map[string]string{"seats": strconv.Itoa(a.Seats), "room_cap": strconv.Itoa(a.RoomCap)}
}

func seatBar(a delegations.Allocation) ui.Seats {
	return ui.Seats{Used: a.Used, Held: a.Held, Of: a.Seats}
}

// verdicts says what a rehearsal would do, in the order in which it matters.
var verdicts = []struct {
	verdict delegations.Verdict
	title   string
	state   ui.State
}{
	{delegations.VerdictNew, "New", "new"},
	{delegations.VerdictChanged, "Changed", "moving"},
	{delegations.VerdictRefused, "Refused", "refused"},
	{delegations.VerdictSame, "As before", "kept"},
	{delegations.VerdictLeftOut, "Left out", "absent"},
}

// hiddenGive carries the question of a rehearsal into the form that takes it.
func hiddenGive(p manyPage) []ui.Option {
	out := []ui.Option{{Label: "seen", Value: p.Rehearsal.Seen}}
	for _, name := range []string{"choice", "status", "body_id", "category", "mode", "seats", "room_cap"} {
		out = append(out, ui.Option{Label: name, Value: p.Form.Text(name)})
	}
	for _, id := range p.Form.Texts("party_ids") {
		out = append(out, ui.Option{Label: "party_ids", Value: id})
	}
	return out
}
