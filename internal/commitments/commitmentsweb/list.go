package commitmentsweb

import (
	"bytes"
	"encoding/csv"

	"counterpart/internal/access"
	"counterpart/internal/commitments"
	"counterpart/internal/db"
	"counterpart/internal/registrations"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// listPage is what the list of commitments shows.
type listPage struct {
	Actor           access.Actor
	Form            *web.Form
	Rows            []commitments.Commitment
	Next, CSV       string
	Parties, Bodies []ui.Option
	Today           db.Date
	Whole           bool // the reader sees the commitments of all parties
}

// The narrowings of the list.
const (
	showOpen = "open"
	showLate = "late"
	showAll  = "all"
)

func readFilter(f *web.Form) commitments.Filter {
	show := f.Text("show")
	return commitments.Filter{
		Query: f.Text("q"), State: commitments.State(f.Text("state")), PartyID: f.Text("party"), BodyID: f.Text("body"), From: f.Date("from", "Due from"), Until: f.Date("until", "Due until"),
		Open: show != showAll && f.Text("state") == "", Late: show == showLate,
	}
}

func (p *Pages) list(c *web.Call) error {
	ctx, form := c.Context(), c.Form()
	key, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	filter := readFilter(form)
	filter.After, filter.Limit = key, pageSize
	page := listPage{Actor: c.Actor, Form: form, Today: db.At(c.Site.Now()).Date(), Whole: c.Actor.Can(commitments.RightSee, access.Anything)}
	rows, next, err := p.Commitments.List(ctx, c.Actor, filter)
	if err != nil {
		return err
	}
	page.Rows = rows
	var pairs []string
	for _, name := range []string{"q", "show", "state", "party", "body", "from", "until"} {
		pairs = append(pairs, name, form.Text(name))
	}
	page.CSV = web.Address("/commitments.csv", pairs...)
	if next != nil {
		page.Next = web.Address("/commitments", append(pairs, "after", web.EncodeKey(next...))...)
	}
	if page.Parties, err = p.partyOptions(c); err != nil {
		return err
	}
	if page.Bodies, err = p.bodyOptions(c); err != nil {
		return err
	}
	if form.Text("show") == "" {
		form.Values.Set("show", showOpen)
	}
	return c.Show(web.View{Title: "Commitments", Content: listView(page), Label: string(commitments.Strictest(rows))})
}

func (p *Pages) csv(c *web.Call) error {
	taken, err := p.Commitments.TakeAlong(c.Context(), c.Actor, readFilter(c.Form()))
	if err != nil {
		return err
	}
	today := db.At(c.Site.Now()).Date()
	rows := [][]string{{"number", "party", "post", "commitment", "made on", "activity", "session", "body", "due", "state", "overdue", "settled on", "said last", "said on", "label"}}
	for _, x := range taken.List {
		rows = append(rows, []string{
			x.Reference(), x.Party, x.Post, x.Title, string(x.MadeOn), x.Activity, x.Session, x.Body, string(x.DueOn), x.State.Words(), yes(x.Late(today)), string(x.SettledOn),
			x.LastWords, string(x.LastOn), string(x.Label),
		})
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	for _, row := range rows {
		for i := range row {
			row[i] = registrations.Guard(row[i])
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return c.Send("commitments "+string(today)+" "+taken.Label.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func (p *Pages) own(c *web.Call) error {
	if len(c.Actor.Parties(access.FocalPoint)) == 0 {
		return c.See("/commitments", "")
	}
	found, err := p.Commitments.Mine(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	all := append(append(append([]commitments.Commitment{}, found.Confirm...), found.Open...), found.Settled...)
	return c.Show(web.View{Title: "Our commitments", Content: ownView(found), Label: string(commitments.Strictest(all))})
}
