package trainingweb

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/training"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// registerPage is who was in which session, for how long.
type registerPage struct {
	training.Register
	Actor access.Actor
	ByDay bool
}

func (p registerPage) at(part string) string { return path(p.Convened.ID) + part }

func (p *Pages) register(c *web.Call) error {
	r, err := p.Training.Register(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := registerPage{Register: r, Actor: c.Actor, ByDay: c.Query("by") == "day"}
	return c.Show(view("Presence", r.Convened, namesPeople, 200, registerView(page)))
}

// columns are the heads of the grid.
func (p registerPage) columns() []ui.Column {
	out := []ui.Column{{Label: "Person"}, {Label: "Party"}}
	if p.ByDay {
		for _, d := range p.Days {
			out = append(out, ui.Column{Label: web.Day(d)})
		}
	} else {
		for _, s := range p.Sessions {
			out = append(out, ui.Column{Label: p.head(s)})
		}
	}
	return append(out, ui.Column{Label: "Hours"}, ui.Column{Label: "Present", Num: true})
}

func (p registerPage) head(s training.Session) string {
	if !s.Counts {
		return s.Title + " (does not count)"
	}
	return s.Title
}

// cellWords says what the register says of one person in one session.
func cellWords(c training.Cell) string {
	out := "Not there"
	switch {
	case c.There() && c.Minutes >= c.Of:
		out = "There"
	case c.There():
		out = fmt.Sprintf("%d of %d minutes", c.Minutes, c.Of)
	}
	if c.Late > 0 {
		out += ", " + strconv.Itoa(c.Late) + " minutes late"
	}
	if c.Reason != "" {
		out += " (corrected)"
	}
	return out
}

func dayWords(row training.RegisterRow, day db.Date) string {
	for _, d := range row.Days {
		if d.Day == day {
			return curricula.Hours(d.Minutes) + " of " + curricula.Hours(d.Of) + " hours"
		}
	}
	return ""
}

func (p *Pages) registerCSV(c *web.Call) error {
	r, err := p.Training.TakeRegister(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	zone := r.Convened.Zone()
	rows := [][]string{{"form of address", "name", "native name", "party", "agency", "session", "day", "arrived", "left", "minutes", "of", "minutes late", "corrected because", "per cent of all hours"}}
	at := func(t db.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(zone).Format(time.RFC3339)
	}
	for _, row := range r.Rows {
		for i, cell := range row.Cells {
			s := r.Sessions[i]
			rows = append(rows, []string{
				row.AddressForm, row.Given, row.NativeName, row.Party, row.Agency, s.Title, string(s.Day), at(cell.Arrived), at(cell.Left), strconv.Itoa(cell.Minutes), strconv.Itoa(cell.Of),
				strconv.Itoa(cell.Late), cell.Reason, strconv.Itoa(row.Percent),
			})
		}
	}
	return sendCSV(c, "presence "+string(r.Convened.StartsOn), label.Strictest(r.Convened.Label, namesPeople), rows)
}

// correctPage is the form that corrects the register for one person and session.
type correctPage struct {
	registerPage
	Row     training.RegisterRow
	Session training.Session
	Cell    training.Cell
	Form    *web.Form
}

func (p correctPage) action() string {
	return p.at("/register/" + p.Row.NominationID + "/" + p.Session.ID)
}

func (p *Pages) correctForm(c *web.Call) error { return p.showCorrect(c, 200, web.NewForm(nil)) }

func (p *Pages) loadCell(c *web.Call) (correctPage, error) {
	r, err := p.Training.Register(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return correctPage{}, err
	}
	page := correctPage{registerPage: registerPage{Register: r, Actor: c.Actor}}
	i := slices.IndexFunc(r.Rows, func(x training.RegisterRow) bool { return x.NominationID == c.Path("nomination") })
	j := slices.IndexFunc(r.Sessions, func(s training.Session) bool { return s.ID == c.Path("session") })
	if i < 0 || j < 0 {
		return page, fault.Missing("entry of the register")
	}
	page.Row, page.Session, page.Cell = r.Rows[i], r.Sessions[j], r.Rows[i].Cells[j]
	return page, nil
}

func (p *Pages) showCorrect(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadCell(c)
	if err != nil {
		return err
	}
	page.Form = form
	zone := page.Convened.Zone()
	if form.Text("there") == "" {
		form.Values.Set("there", "yes")
		form.Values.Set("from", page.Session.StartsAt.In(zone).Format("2006-01-02T15:04"))
		form.Values.Set("until", page.Session.EndsAt.In(zone).Format("2006-01-02T15:04"))
	}
	return c.Show(view("Correct the register", page.Convened, namesPeople, status, correctView(page)))
}

func (p *Pages) correct(c *web.Call) error {
	page, err := p.loadCell(c)
	if err != nil {
		return err
	}
	form, zone := c.Form(), page.Convened.Zone()
	x := training.CorrectionDraft{NominationID: page.Row.NominationID, SessionID: page.Session.ID, Absent: form.Text("there") == "no", Reason: form.Text("reason")}
	if !x.Absent {
		x.From, x.Until = form.LocalTime("from", "From", zone), form.LocalTime("until", "Until", zone)
	}
	again := func(status int) error { return p.showCorrect(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Training.Correct(c.Context(), c.Actor, page.Convened.ID, x); err != nil {
		return after(form, err, again)
	}
	return c.See(page.at("/register"), "The register is corrected, with your reason.")
}
