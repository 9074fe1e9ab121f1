package secondmentsweb

import (
	"bytes"
	"encoding/csv"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
	"counterpart/internal/secondments"
	"counterpart/internal/secondments/overview"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// listPage is the list of dossiers.
type listPage struct {
	Actor   access.Actor
	Form    *web.Form
	Rows    []secondments.Dossier
	Next    string
	CSV     string
	Today   db.Date
	Whole   bool // the reader sees the dossiers of all parties
	Parties []ui.Option
}

func readFilter(f *web.Form) secondments.Filter {
	show := f.Text("show")
	return secondments.Filter{
		Query: f.Text("q"), State: secondments.State(f.Text("state")), Owner: secondments.Owner(f.Text("owner")), PartyID: f.Text("party"), Running: show == "running" || show == "", Late: show == "late",
	}
}

func (p *Pages) list(c *web.Call) error {
	if !c.Actor.Can(secondments.RightSee, access.Anything) && !c.Actor.Holds(secondments.RightNominate) {
		return c.See("/my-secondment", "")
	}
	key, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	form := c.Form()
	f := readFilter(form)
	if f.State != "" {
		f.Running = false
	}
	f.After, f.Limit = key, pageSize
	rows, next, err := p.Secondments.List(c.Context(), c.Actor, f)
	if err != nil {
		return err
	}
	page := listPage{Actor: c.Actor, Form: form, Rows: rows, Today: db.At(c.Site.Now()).Date(), Whole: c.Actor.Can(secondments.RightSee, access.Anything)}
	var pairs []string
	for _, name := range []string{"q", "show", "state", "owner", "party"} {
		pairs = append(pairs, name, form.Text(name))
	}
	page.CSV = web.Address("/secondments.csv", pairs...)
	if next != nil {
		page.Next = web.Address("/secondments", append(pairs, "after", web.EncodeKey(next...))...)
	}
	list, err := p.Parties.Names(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, one := range list {
		page.Parties = append(page.Parties, ui.Option{Value: one.ID, Label: one.Name})
	}
	if form.Text("show") == "" {
		form.Values.Set("show", "running")
	}
	return c.Show(web.View{Title: "Secondments", Content: listView(page), Label: string(secondments.Strictest(rows))})
}

func (p *Pages) csv(c *web.Call) error {
	taken, err := p.Secondments.TakeAlong(c.Context(), c.Actor, readFilter(c.Form()))
	if err != nil {
		return err
	}
	today := db.At(c.Site.Now()).Date()
	rows := [][]string{{"number", "officer", "party", "assignment", "office", "state", "since", "waits for", "due", "overdue", "first day", "last day", "desk", "supervisor", "note verbale", "label"}}
	for _, d := range taken.List {
		rows = append(rows, []string{
			d.Reference(), d.Person, d.Party, d.Assignment, d.Office, d.State.Words(), string(d.Since), d.Waits(), string(d.DueOn), yes(d.Late(today)), string(d.Start), string(d.EndOn), d.Desk, d.Supervisor,
			d.NoteNumber, string(label.Strictest(d.Label, d.PersonLabel)),
		})
	}
	return sendCSV(c, "secondments", taken.Label, rows)
}

// sendCSV sends a table whose cells cannot be formulas.
func sendCSV(c *web.Call, name string, tlp label.TLP, rows [][]string) error {
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
	return c.Send(name+" "+string(db.At(c.Site.Now()).Date())+" "+tlp.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

func (p *Pages) calendar(c *web.Call) error {
	form := c.Form()
	found, err := p.Overview.Calendar(c.Context(), c.Actor, form.Int("year", "Year"))
	if err != nil {
		return err
	}
	form.Values.Set("year", strconv.Itoa(found.Year))
	return c.Show(web.View{Title: "Desks in " + strconv.Itoa(found.Year), Content: calendarView(found, form, c.Actor.Holds(secondments.RightEdit)), Label: string(label.Amber)})
}

func (p *Pages) costs(c *web.Call) error {
	list, err := p.Overview.Costs(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Cost-sharing", Content: costsView(list), Label: string(label.Amber)})
}

func (p *Pages) members(c *web.Call) error {
	found, err := p.Overview.Representation(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Who has seconded", Content: membersView(found), Label: string(label.Amber)})
}

func (p *Pages) membersCSV(c *web.Call) error {
	found, err := p.Overview.TakeAlong(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	head := []string{"member", "never represented", "nominated", "seconded", "last day"}
	for _, y := range found.Years {
		head = append(head, "days "+strconv.Itoa(y))
	}
	rows := [][]string{append(head, "days", "months", "label")}
	for _, m := range found.Members {
		row := []string{m.Party, yes(m.Never), strconv.Itoa(m.Nominated), strconv.Itoa(m.Seconded), string(m.Last)}
		for _, n := range m.Days {
			row = append(row, strconv.Itoa(n))
		}
		rows = append(rows, append(row, strconv.Itoa(m.Total), overview.Months(m.Total), string(label.Amber)))
	}
	return sendCSV(c, "seconded", label.Amber, rows)
}
