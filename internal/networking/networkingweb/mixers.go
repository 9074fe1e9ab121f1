package networkingweb

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/fault"
	"counterpart/internal/interests"
	"counterpart/internal/mixers"
	"counterpart/internal/print"
	"counterpart/internal/web"
)

func (p *Pages) mixerRoutes() []web.Route {
	const base, one = " /activities/{id}/networking/mixers", " /activities/{id}/networking/mixers/{mixer}"
	return []web.Route{
		{Pattern: "GET" + base, Right: mixers.RightSee, Do: p.mixerList},
		{Pattern: "POST" + base, Right: mixers.RightPlan, Do: p.addMixer},
		{Pattern: "GET" + one, Right: mixers.RightSee, Do: p.mixer},
		{Pattern: "POST" + one + "/remove", Right: mixers.RightPlan, Do: p.removeMixer},
		{Pattern: "POST" + one + "/seat", Right: mixers.RightPlan, Do: p.seat},
		{Pattern: "POST" + one + "/say", Right: mixers.RightPlan, Do: p.sayAtMixer},
		{Pattern: "POST" + one + "/next", Right: mixers.RightPlan, Do: p.nextRound},
		{Pattern: "POST" + one + "/end", Right: mixers.RightPlan, Do: p.endMixer},
		{Pattern: "GET" + one + "/screen", Right: mixers.RightSee, Do: p.screen},
		{Pattern: "GET" + one + "/tables.pdf", Right: mixers.RightPlan, Do: p.mixerPDF},
	}
}

type (
	mixerIn struct {
		ID    string `path:"id" maxLength:"40"`
		Mixer string `path:"mixer" maxLength:"40"`
	}
	roundIn struct {
		ID    string `path:"id" maxLength:"40"`
		Mixer string `path:"mixer" maxLength:"40"`
		Round int    `query:"round" minimum:"0" maximum:"20" doc:"0 for the one under way, or the first before it begins"`
	}
	sayAtIn struct {
		ID    string `path:"id" maxLength:"40"`
		Mixer string `path:"mixer" maxLength:"40"`
		Body  mixers.SayDraft
	}
	nextIn struct {
		ID    string `path:"id" maxLength:"40"`
		Mixer string `path:"mixer" maxLength:"40"`
		Body  struct {
			From int `json:"from" minimum:"0" maximum:"20" doc:"The round that ends, 0 before the first"`
		}
	}
	nextOut struct {
		Body struct {
			Round int `json:"round"`
		}
	}
)

// mixerAPI adds what the secretariat does with mixers, and what their people read.
func (p *Pages) mixerAPI(api *web.API) {
	const tag, base, one = "networking", "/activities/{id}/networking/mixers", "/activities/{id}/networking/mixers/{mixer}"
	plan := func(id, method, path, summary string, status int) web.Operation {
		return web.Operation{ID: id, Method: method, Path: path, Summary: summary, Tag: tag, Right: mixers.RightPlan, Status: status}
	}
	web.Handle(api, web.Operation{ID: "listMixers", Method: "GET", Path: base, Summary: "Mixers of an activity", Tag: tag, Right: mixers.RightSee}, func(ctx context.Context, a access.Actor, in *web.IDIn) (*web.Out[mixers.List], error) {
		out, err := p.Mixers.List(ctx, a, in.ID)
		return &web.Out[mixers.List]{Body: out}, err
	})
	web.Handle(api, plan("addMixer", "POST", base, "Arrange a mixer", 201), func(ctx context.Context, a access.Actor, in *web.UnderIn[mixers.Draft]) (*web.IDOut, error) {
		id, err := p.Mixers.Add(ctx, a, in.ID, in.Body)
		return web.NewID(id), err
	})
	web.Handle(api, web.Operation{ID: "findMixer", Method: "GET", Path: one, Summary: "A mixer with the tables of a round", Tag: tag, Right: mixers.RightSee}, func(ctx context.Context, a access.Actor, in *roundIn) (*web.Out[mixers.Page], error) {
		out, err := p.Mixers.Find(ctx, a, in.ID, in.Mixer, in.Round)
		return &web.Out[mixers.Page]{Body: out}, err
	})
	web.Handle(api, plan("removeMixer", "DELETE", one, "Take a mixer away that has not begun", 204), func(ctx context.Context, a access.Actor, in *mixerIn) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Mixers.Remove(ctx, a, in.ID, in.Mixer)
	})
	web.Handle(api, plan("seatMixer", "POST", one+"/seat", "Seat the people in the rounds to come", 204), func(ctx context.Context, a access.Actor, in *mixerIn) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Mixers.Seat(ctx, a, in.ID, in.Mixer)
	})
	web.Handle(api, plan("sayAtMixer", "POST", one+"/say", "Say that somebody hosts a table or is away", 204), func(ctx context.Context, a access.Actor, in *sayAtIn) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Mixers.Say(ctx, a, in.ID, in.Mixer, in.Body)
	})
	web.Handle(api, plan("nextRound", "POST", one+"/next", "Begin the next round", 0), func(ctx context.Context, a access.Actor, in *nextIn) (*nextOut, error) {
		out := &nextOut{}
		var err error
		out.Body.Round, err = p.Mixers.Next(ctx, a, in.ID, in.Mixer, in.Body.From)
		return out, err
	})
	web.Handle(api, plan("endMixer", "POST", one+"/end", "End a mixer after the round under way", 204), func(ctx context.Context, a access.Actor, in *mixerIn) (*web.DoneOut, error) {
		return &web.DoneOut{}, p.Mixers.End(ctx, a, in.ID, in.Mixer)
	})
	web.Handle(api, web.Operation{ID: "myTables", Method: "GET", Path: "/activities/{id}/meetings/tables", Summary: "At which tables I sit, and with whom", Tag: tag, Right: interests.RightTakePart}, func(ctx context.Context, a access.Actor, in *web.IDIn) (*web.Out[mixers.Own], error) {
		out, err := p.Mixers.Mine(ctx, a, in.ID, a.Person)
		return &web.Out[mixers.Own]{Body: out}, err
	})
}

// mixersPage is the mixers of an activity.
type mixersPage struct {
	officePage
	mixers.List
	Form *web.Form
}

func (p *Pages) mixerList(c *web.Call) error { return p.showMixers(c, 200, nil) }

func (p *Pages) showMixers(c *web.Call, status int, form *web.Form) error {
	list, err := p.Mixers.List(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	if form == nil {
		form = web.NewForm(map[string]string{"size": "8", "rounds": "4", "minutes": "15"})
	}
	page := mixersPage{officePage{c.Actor, list.Activity}, list, form}
	return page.show(c, "Mixers", status, mixersView(page))
}

func (p *Pages) addMixer(c *web.Call) error {
	f := c.Form()
	d := mixers.Draft{Title: f.Text("title"), Size: f.Int("size", "People at a table"), Rounds: f.Int("rounds", "Rounds"), Minutes: f.Int("minutes", "Minutes"), PresentOnly: f.Checked("present_only")}
	var id string
	err := firstError(f.Wrong.Err(), func() (err error) {
		id, err = p.Mixers.Add(c.Context(), c.Actor, c.Path("id"), d)
		return err
	})
	if err != nil {
		if err = f.Merge(err); f.Wrong.Err() == nil {
			return err
		}
		return p.showMixers(c, 422, f)
	}
	return c.See(mixerBase(c.Path("id"), id), "The mixer is arranged. Seat the people next.")
}

func mixerBase(activityID, id string) string {
	return "/activities/" + activityID + "/networking/mixers/" + id
}

// mixerPage is one mixer, before and on the night.
type mixerPage struct {
	officePage
	mixers.Page
	Round int
}

func (p mixerPage) address() string { return mixerBase(p.officePage.Activity.ID, p.Mixer.ID) }

func (p *Pages) mixer(c *web.Call) error {
	round, err := strconv.Atoi(c.Query("round"))
	if err != nil {
		round = 0 // no round is asked for
	}
	in, err := p.Mixers.Find(c.Context(), c.Actor, c.Path("id"), c.Path("mixer"), round)
	if err != nil {
		return err
	}
	page := mixerPage{officePage: officePage{c.Actor, in.Activity}, Page: in, Round: max(1, in.Mixer.Round)}
	if round >= 1 && round <= in.Mixer.Rounds {
		page.Round = round
	}
	return page.show(c, in.Mixer.Title, 200, mixerView(page))
}

func (p *Pages) removeMixer(c *web.Call) error {
	if err := p.Mixers.Remove(c.Context(), c.Actor, c.Path("id"), c.Path("mixer")); err != nil {
		return err
	}
	return c.See("/activities/"+c.Path("id")+"/networking/mixers", "The mixer is gone.")
}

func (p *Pages) seat(c *web.Call) error {
	if err := p.Mixers.Seat(c.Context(), c.Actor, c.Path("id"), c.Path("mixer")); err != nil {
		return err
	}
	return c.See(mixerBase(c.Path("id"), c.Path("mixer")), "Everybody who is there has a seat in the rounds to come.")
}

func (p *Pages) sayAtMixer(c *web.Call) error {
	f := c.Form()
	d := mixers.SayDraft{PersonID: f.Text("person"), Away: f.Text("what") == "away"}
	if f.Text("what") == "host" {
		if d.Host = f.Int("host", "Which table"); d.Host < 1 {
			return fault.Wrong("host", "Say at which table they stay.")
		}
	}
	if err := p.Mixers.Say(c.Context(), c.Actor, c.Path("id"), c.Path("mixer"), d); err != nil {
		return err
	}
	return c.See(web.Address(mixerBase(c.Path("id"), c.Path("mixer")), "round", f.Text("round")), "Noted. Seat again, so that the rounds to come obey it.")
}

func (p *Pages) nextRound(c *web.Call) error {
	round, err := p.Mixers.Next(c.Context(), c.Actor, c.Path("id"), c.Path("mixer"), c.Form().Int("from", "Round"))
	if err != nil {
		return err
	}
	return c.See(mixerBase(c.Path("id"), c.Path("mixer")), fmt.Sprintf("Round %d has begun.", round))
}

func (p *Pages) endMixer(c *web.Call) error {
	if err := p.Mixers.End(c.Context(), c.Actor, c.Path("id"), c.Path("mixer")); err != nil {
		return err
	}
	return c.See(mixerBase(c.Path("id"), c.Path("mixer")), "The mixer is over. Who met whom is kept.")
}

// screenPage is what hangs on the wall.
type screenPage struct {
	officePage
	mixers.Screen
}

// wallSeconds is how often the wall loads itself again, with and without JavaScript.
const wallSeconds = "10"

func (p *Pages) screen(c *web.Call) error {
	in, err := p.Mixers.OnScreen(c.Context(), c.Actor, c.Path("id"), c.Path("mixer"))
	if err != nil {
		return err
	}
	c.W.Header().Set("Refresh", wallSeconds)
	page := screenPage{officePage{c.Actor, in.Activity}, in}
	return c.Show(web.View{Title: in.Mixer.Title + ": " + in.Activity.Title, Content: screenView(page), Label: string(tlp(in.Activity)), Public: true, NoIndex: true})
}

// ends says until when a round goes.
func ends(m mixers.Mixer, zone *time.Location) string {
	if m.State != mixers.Running {
		return ""
	}
	return m.BeganAt.Add(time.Duration(m.Minutes) * time.Minute).In(zone).Format("15:04")
}

// unnamedSeats counts those at a table whose name is not shown.
func unnamedSeats(t mixers.Table) int {
	n := 0
	for _, s := range t.Seats {
		if s.Name == "" {
			n++
		}
	}
	return n
}

// mixerPDF prints a sheet for each table: who sits there in each round.
func (p *Pages) mixerPDF(c *web.Call) error {
	in, err := p.Mixers.Take(c.Context(), c.Actor, c.Path("id"), c.Path("mixer"))
	if err != nil {
		return err
	}
	s, err := p.sheets(c.Context(), c, in.Activity, in.Mixer.Title)
	if err != nil {
		return err
	}
	slices.SortStableFunc(in.Tables, func(a, b mixers.Table) int { return a.Number - b.Number })
	for i, t := range in.Tables {
		if i == 0 || in.Tables[i-1].Number != t.Number {
			s.Sheets = append(s.Sheets, print.Sheet{Title: "Table " + strconv.Itoa(t.Number), Lead: in.Mixer.Title})
		}
		sheet := &s.Sheets[len(s.Sheets)-1]
		for _, seat := range t.Seats {
			sheet.Rows = append(sheet.Rows, print.SheetRow{Day: "Round " + strconv.Itoa(t.Round), What: seat.Name, Detail: seat.Party})
		}
	}
	if len(s.Sheets) == 0 {
		s.Sheets = []print.Sheet{{Title: in.Mixer.Title, None: "Nobody has a seat yet."}}
	}
	return send(c, in.Activity, "tables", s)
}

// ownTablesPage is at which tables a person sits.
type ownTablesPage struct {
	ownPage
	mixers.Own
}

func (p *Pages) ownTables(c *web.Call, w who) error {
	own, err := p.Mixers.Mine(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	page := ownTablesPage{ownPage: ownPage{who: w, Title: "My tables", Activity: own.Activity, Current: "/tables"}, Own: own}
	return page.show(c, 200, ownTablesView(page))
}

// mayPlan tells whether the reader arranges mixers.
