package networkingweb

import (
	"fmt"
	"slices"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/connections"
	"counterpart/internal/interests"
	"counterpart/internal/mixers"
	"counterpart/internal/networking"
	"counterpart/internal/networking/places"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"

	"github.com/a-h/templ"
)

// officePage is what all pages of the secretariat have.
type officePage struct {
	Actor    access.Actor
	Activity activities.Activity
}

func (p officePage) base() string { return "/activities/" + p.Activity.ID + "/networking" }

func (p officePage) may(right access.Right) bool { return p.Actor.Can(right, p.Activity.Object()) }

// mayPlan tells whether the actor can arrange anything here.
func (p officePage) mayPlan() bool { return p.may(networking.RightPlan) && !over(p.Activity) }

// parts are the pages of the secretariat, as links under the tab.
func (p officePage) parts(current string) []ui.NavItem {
	var out []ui.NavItem
	for _, t := range []struct {
		path, label string
		right       access.Right
	}{
		{"", "Overview", networking.RightSee}, {"/setup", "Slots and tables", networking.RightPlan}, {"/plan", "Plan", networking.RightSee}, {"/mixers", "Mixers", mixers.RightSee}, {"/connections", "Connections", connections.RightSee},
	} {
		if p.Actor.Holds(t.right) && (t.path != "/setup" || !over(p.Activity)) {
			out = append(out, ui.NavItem{Label: t.label, Href: p.base() + t.path, Current: t.path == current})
		}
	}
	return out
}

func (p officePage) show(c *web.Call, title string, status int, content templ.Component) error {
	return c.Show(web.View{Title: title + ": " + p.Activity.Title, Content: content, Status: status, Label: string(tlp(p.Activity))})
}

// overviewPage is how far the meetings are.
type overviewPage struct {
	officePage
	Overview interests.Overview
	Tally    networking.Tally
	places.Room
	Runs  []networking.Run
	Words *vocabulary.Words
	Form  *web.Form
}

func (p *Pages) overview(c *web.Call) error { return p.showOverview(c, 200, nil) }

func (p *Pages) showOverview(c *web.Call, status int, form *web.Form) error {
	ctx, id := c.Context(), c.Path("id")
	page := overviewPage{Form: form}
	if form == nil {
		page.Form = web.NewForm(map[string]string{"seconds": "10", "kind": networking.Plan})
	}
	tally, activity, err := p.Networking.Tally(ctx, c.Actor, id)
	if err != nil {
		return err
	}
	page.officePage, page.Tally = officePage{c.Actor, activity}, tally
	if page.Overview, err = p.Interests.Overview(ctx, c.Actor, id); err != nil {
		return err
	}
	if page.Room, err = p.Places.Room(ctx, c.Actor, id); err != nil {
		return err
	}
	if page.Runs, err = p.Networking.Runs(ctx, c.Actor, id); err != nil {
		return err
	}
	if page.Words, err = p.Vocabulary.Words(ctx); err != nil {
		return err
	}
	return page.show(c, "Networking", status, overviewView(page))
}

// setupPage is the rules, slots and tables.
type setupPage struct {
	officePage
	places.Arrangement
	Form *web.Form
}

func (p *Pages) setup(c *web.Call) error { return p.showSetup(c, 200, nil) }

func (p *Pages) showSetup(c *web.Call, status int, form *web.Form) error {
	a, err := p.Places.Arrangement(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	if form == nil {
		form = web.NewForm(nil)
	}
	s := a.Setup
	if s.Fill && !form.Values.Has("version") { // an empty box is typed only in the form of the rules
		form.Values.Set("fill", "1")
	}
	if s.Exclusive && !form.Values.Has("version") {
		form.Values.Set("exclusive", "1")
	}
	for name, n := range map[string]int{
		"min_per_party": s.MinPerParty, "max_per_person": s.MaxPerPerson, "max_in_row": s.MaxInRow, "version": s.Version, "minutes": 20, "pause": 5, "number": 10,
	} {
		if !form.Values.Has(name) {
			form.Values.Set(name, strconv.Itoa(n))
		}
	}
	page := setupPage{officePage: officePage{c.Actor, a.Activity}, Arrangement: a, Form: form}
	return page.show(c, "Slots and tables", status, setupView(page))
}

// arranged answers a verb of the setup page.
func (p *Pages) arranged(c *web.Call, err error, words string) error {
	if err == nil {
		return c.See("/activities/"+c.Path("id")+"/networking/setup", words)
	}
	form := c.Form()
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showSetup(c, 422, form)
}

func (p *Pages) saveSetup(c *web.Call) error {
	f := c.Form()
	d := places.Setup{
		MinPerParty: f.Int("min_per_party", "Meetings for each party"), MaxPerPerson: f.Int("max_per_person", "Meetings of a person at most"),
		MaxInRow: f.Int("max_in_row", "Meetings in a row"), Fill: f.Checked("fill"), Exclusive: f.Checked("exclusive"), Version: f.Int("version", "Version"),
	}
	return p.arranged(c, firstError(f.Wrong.Err(), func() error { return p.Places.SetUp(c.Context(), c.Actor, c.Path("id"), d) }), "The rules are kept.")
}

// firstError does not do what follows when the form could not be read.
func firstError(err error, then func() error) error {
	if err != nil {
		return err
	}
	return then()
}

func (p *Pages) addSlots(c *web.Call) error {
	f := c.Form()
	d := places.SlotsDraft{SessionID: f.Text("session"), Minutes: f.Int("minutes", "Minutes"), Pause: f.Int("pause", "Pause")}
	n := 0
	err := firstError(f.Wrong.Err(), func() (err error) {
		n, err = p.Places.AddSlots(c.Context(), c.Actor, c.Path("id"), d)
		return err
	})
	return p.arranged(c, err, strconv.Itoa(n)+" slots are made.")
}

func (p *Pages) removeSlots(c *web.Call) error {
	return p.arranged(c, p.Places.RemoveSlots(c.Context(), c.Actor, c.Path("id"), c.Form().Text("session")), "The slots are taken away.")
}

func (p *Pages) addTables(c *web.Call) error {
	f := c.Form()
	d := places.TablesDraft{RoomID: f.Text("room"), Number: f.Int("number", "Number")}
	err := firstError(f.Wrong.Err(), func() error {
		_, err := p.Places.AddTables(c.Context(), c.Actor, c.Path("id"), d)
		return err
	})
	return p.arranged(c, err, "The tables are there.")
}

func (p *Pages) removeTables(c *web.Call) error {
	return p.arranged(c, p.Places.RemoveTables(c.Context(), c.Actor, c.Path("id"), c.Form().Text("room")), "The tables are taken away.")
}

func (p *Pages) addInterpreter(c *web.Call) error {
	f := c.Form()
	d := places.InterpreterDraft{Name: f.Text("name"), Languages: tags(f.Text("languages")), SessionID: f.Text("interpreter_session")}
	_, err := p.Places.AddInterpreter(c.Context(), c.Actor, c.Path("id"), d)
	return p.arranged(c, err, d.Name+" interprets.")
}

func (p *Pages) removeInterpreter(c *web.Call) error {
	return p.arranged(c, p.Places.RemoveInterpreter(c.Context(), c.Actor, c.Path("id"), c.Form().Text("interpreter")), "The interpreter is taken away.")
}

func (p *Pages) startRun(c *web.Call) error {
	f := c.Form()
	d := networking.RunDraft{Kind: f.Text("kind"), Seconds: f.Int("seconds", "Seconds"), Seed: int64(f.Int("seed", "Seed"))}
	if f.Wrong.Err() == nil && f.Text("seconds") != "" { // a nought that is typed is not the same as nothing
		f.Wrong.Check(d.Seconds != 0, "seconds", "A run takes a second at least. Left empty, it takes 10.")
	}
	id := ""
	err := firstError(f.Wrong.Err(), func() (err error) {
		id, err = p.Networking.Start(c.Context(), c.Actor, c.Path("id"), d)
		return err
	})
	if err == nil {
		return c.See("/activities/"+c.Path("id")+"/networking/runs/"+id, "")
	}
	if err = f.Merge(err); f.Wrong.Err() == nil {
		return err
	}
	return p.showOverview(c, 422, f)
}

func (p *Pages) invite(c *web.Call) error {
	n, err := p.Networking.Invite(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.See("/activities/"+c.Path("id")+"/networking", people(n)+" are asked to take part.")
}

// runPage is one run: live while it computes, and then what it found.
type runPage struct {
	officePage
	networking.RunPage
}

// refreshSeconds is how often the page of a live run loads itself again, with and without JavaScript.
const refreshSeconds = "2"

func (p *Pages) run(c *web.Call) error {
	r, err := p.Networking.FindRun(c.Context(), c.Actor, c.Path("id"), c.Path("run"))
	if err != nil {
		return err
	}
	page := runPage{officePage: officePage{c.Actor, r.Activity}, RunPage: r}
	if r.Run.Live() {
		c.W.Header().Set("Refresh", refreshSeconds)
	}
	return page.show(c, "Rehearsal", 200, runView(page))
}

func (p *Pages) stopRun(c *web.Call) error {
	if err := p.Networking.Stop(c.Context(), c.Actor, c.Path("id"), c.Path("run")); err != nil {
		return err
	}
	return c.See("/activities/"+c.Path("id")+"/networking/runs/"+c.Path("run"), "It stops, and keeps the best plan so far.")
}

func (p *Pages) publish(c *web.Call) error {
	told, err := p.Networking.Publish(c.Context(), c.Actor, c.Path("id"), c.Path("run"))
	if err != nil {
		return err
	}
	return c.See("/activities/"+c.Path("id")+"/networking/plan", "The plan holds. "+people(told)+" are told.")
}

// planPage is the meetings by time and table. Where there are many, it shows one time of day at once.
type planPage struct {
	officePage
	networking.PlanPage
	Previous, Next string // pages of the time before and after
	Words          string // which time is shown, when not all are
}

const linesAtOnce = 150

// turn leads from the time that is shown to those before and after.
func (p *planPage) turn() {
	at := slices.Index(p.Slots, p.Slot)
	if at < 0 || len(p.Lines) == 0 {
		return
	}
	when := "Without a time"
	if first := p.Lines[0]; !first.StartsAt.IsZero() {
		when = clock(p.officePage.Activity, first.StartsAt, first.EndsAt)
	}
	p.Words = fmt.Sprintf("%s: time %d of %d", when, at+1, len(p.Slots))
	if at > 0 {
		p.Previous = web.Address(p.base()+"/plan", "slot", p.Slots[at-1])
	}
	if at+1 < len(p.Slots) {
		p.Next = web.Address(p.base()+"/plan", "slot", p.Slots[at+1])
	}
}

func (p *Pages) plan(c *web.Call) error {
	in, err := p.Networking.Plan(c.Context(), c.Actor, c.Path("id"), networking.PlanFilter{Slot: c.Query("slot"), Most: linesAtOnce})
	if err != nil {
		return err
	}
	page := planPage{officePage: officePage{c.Actor, in.Activity}, PlanPage: in}
	page.turn()
	return page.show(c, "Plan", 200, planView(page))
}

func (p *Pages) lock(c *web.Call) error { return p.setLock(c, true, "Promised: no plan moves it.") }

func (p *Pages) unlock(c *web.Call) error { return p.setLock(c, false, "A plan may move it again.") }

func (p *Pages) setLock(c *web.Call, on bool, words string) error {
	if err := p.Networking.Lock(c.Context(), c.Actor, c.Path("id"), c.Path("meeting"), on); err != nil {
		return err
	}
	return c.See("/activities/"+c.Path("id")+"/networking/plan", words)
}

// cancelPage asks before a meeting is called off.
type cancelPage struct {
	officePage
	Line networking.Line
	Form *web.Form
}

func (p *Pages) cancelForm(c *web.Call) error { return p.showCancel(c, 200, web.NewForm(nil)) }

func (p *Pages) showCancel(c *web.Call, status int, form *web.Form) error {
	line, activity, err := p.Networking.FindLine(c.Context(), c.Actor, c.Path("id"), c.Path("meeting"))
	if err != nil {
		return err
	}
	page := cancelPage{officePage{c.Actor, activity}, line, form}
	return page.show(c, "Cancel a meeting", status, cancelView(page))
}

func (p *Pages) cancel(c *web.Call) error {
	f := c.Form()
	if err := p.Networking.Cancel(c.Context(), c.Actor, c.Path("id"), c.Path("meeting"), f.Text("reason")); err != nil {
		if err = f.Merge(err); f.Wrong.Err() == nil {
			return err
		}
		return p.showCancel(c, 422, f)
	}
	return c.See("/activities/"+c.Path("id")+"/networking/plan", "Cancelled. Both are told.")
}

// connectionsPage is who met at an activity.
type connectionsPage struct {
	officePage
	connections.ActivityPage
	NextPage string
}

const pairsAtOnce = 100

func (p *Pages) connections(c *web.Call) error {
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	in, err := p.Connections.OfActivity(c.Context(), c.Actor, c.Path("id"), after, pairsAtOnce)
	if err != nil {
		return err
	}
	page := connectionsPage{officePage: officePage{c.Actor, in.Activity}, ActivityPage: in}
	if in.Next != nil {
		page.NextPage = web.Address(page.base()+"/connections", "after", web.EncodeKey(in.Next...))
	}
	return page.show(c, "Connections", 200, connectionsView(page))
}

func (p *Pages) partyConnections(c *web.Call) error {
	in, err := p.Connections.OfParty(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Connections of " + in.Party.Name, Content: partyView(in), Label: "TLP:AMBER"})
}
