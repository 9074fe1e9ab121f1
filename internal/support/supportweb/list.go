package supportweb

import (
	"bytes"
	"encoding/csv"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/registrations"
	"counterpart/internal/support"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// listPage is what the list of requests shows.
type listPage struct {
	Actor   access.Actor
	Form    *web.Form
	Rows    []support.Request
	Next    string
	CSV     string
	Words   *vocabulary.Words
	Parties []ui.Option
	Today   db.Date
	Whole   bool // the reader sees the requests of all parties
}

// The narrowings of the list.
const (
	showOpen = "open"
	showLate = "late"
	showAll  = "all"
)

func readFilter(f *web.Form) support.Filter {
	show := f.Text("show")
	return support.Filter{
		Query: f.Text("q"), State: support.State(f.Text("state")), Subject: f.Text("subject"), Help: f.Text("help"), PartyID: f.Text("party"),
		Open: show != showAll && f.Text("state") == "", Late: show == showLate,
	}
}

func (p *Pages) list(c *web.Call) error {
	ctx, form := c.Context(), c.Form()
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	filter := readFilter(form)
	filter.After, filter.Limit = after, pageSize
	page := listPage{Actor: c.Actor, Form: form, Today: db.At(c.Site.Now()).Date(), Whole: c.Actor.Can(support.RightSee, access.Anything)}
	rows, next, err := p.Support.List(ctx, c.Actor, filter)
	if err != nil {
		return err
	}
	page.Rows = rows
	pairs := []string{"q", form.Text("q"), "show", form.Text("show"), "state", form.Text("state"), "subject", form.Text("subject"), "help", form.Text("help"), "party", form.Text("party")}
	page.CSV = web.Address("/requests.csv", pairs...)
	if next != nil {
		page.Next = web.Address("/requests", append(pairs, "after", web.EncodeKey(next...))...)
	}
	if page.Words, err = p.Vocabulary.Words(ctx); err != nil {
		return err
	}
	if page.Parties, err = p.partyOptions(c); err != nil {
		return err
	}
	if form.Text("show") == "" {
		form.Values.Set("show", showOpen)
	}
	return c.Show(web.View{Title: "Requests for support", Content: listView(page), Label: "TLP:AMBER"})
}

func (p *Pages) csv(c *web.Call) error {
	taken, err := p.Support.TakeAlong(c.Context(), c.Actor, readFilter(c.Form()))
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{{
		"number", "party", "title", "subject", "type of help", "received", "channel", "document number", "urgency", "state", "acknowledged", "working days to acknowledgement",
		"first response", "working days to first response", "overdue", "label",
	}}
	today := db.At(c.Site.Now()).Date()
	for _, r := range taken.List {
		rows = append(rows, []string{
			r.Reference(), r.Party, r.Title, words.Name(vocabulary.Topics, r.Subject), words.Name(vocabulary.HelpTypes, r.Help), string(r.ReceivedOn), channelWords[r.Channel],
			r.DocumentNo, urgencyWords[r.Urgency], r.State.Words(), string(r.AcknowledgedOn), days(r.AcknowledgedOn, r.AcknowledgeDays), string(r.RespondedOn),
			days(r.RespondedOn, r.RespondDays), late(r, today), string(r.Label),
		})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = registrations.Guard(row[i])
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return c.Send("requests "+string(today)+" "+taken.Label.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

// days are the working days to something that has happened.
func days(on db.Date, n int) string {
	if on == "" {
		return ""
	}
	return strconv.Itoa(n)
}

func (p *Pages) clocks(c *web.Call) error {
	found, err := p.Support.Clocks(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "How fast requests are answered", Content: clocksView(found), Label: "TLP:AMBER"})
}
