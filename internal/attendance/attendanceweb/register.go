package attendanceweb

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/attendance"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

const pageSize = 100

// registerPage is who was where, in and out, by whom.
type registerPage struct {
	Actor    access.Actor
	Register attendance.Register
	Form     *web.Form
	Next     string
}

func (p *Pages) register(c *web.Call) error {
	form := c.Form()
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	id := c.Path("id")
	reg, err := p.Attendance.Register(c.Context(), c.Actor, attendance.RegisterFilter{
		ActivityID: id, SessionID: form.Text("session"), PartyID: form.Text("party"), Query: form.Text("q"), After: after, Limit: pageSize,
	})
	if err != nil {
		return err
	}
	page := registerPage{Actor: c.Actor, Register: reg, Form: form}
	if reg.Next != nil {
		page.Next = web.Address("/activities/"+id+"/attendance", "session", form.Text("session"), "party", form.Text("party"),
			"q", form.Text("q"), "after", web.EncodeKey(reg.Next...))
	}
	return c.Show(view("Register", reg.Activity, 200, registerView(page)))
}

func (p *Pages) registerCSV(c *web.Call) error {
	reg, err := p.Attendance.Export(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	zone := reg.Activity.Zone()
	rows := [][]string{{"time", "time zone", "direction", "place", "form of address", "name", "native name", "party", "method", "recorded by", "taken back because", "label"}}
	tlp := label.Strictest(reg.Activity.Label, label.AmberStrict) // it names people
	for _, l := range reg.Lines {
		place := l.Session
		if place == "" {
			place = "venue"
		}
		rows = append(rows, []string{
			l.At.In(zone).Format(time.RFC3339), reg.Activity.TimeZone, l.Direction, place, l.AddressForm, l.Given, l.NativeName,
			l.Party, l.Method, l.By, l.VoidReason, string(tlp),
		})
	}
	for _, s := range reg.Counted {
		rows = append(rows, []string{
			"", reg.Activity.TimeZone, "", s.Session, "", fmt.Sprintf("Chatham House Rule: %d people, not named", s.People), "", "", "", "", "", string(tlp),
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
	return c.Send("attendance "+string(reg.Activity.StartsOn)+" "+tlp.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

// voidPage asks why a check-in is wrong.
type voidPage struct {
	ActivityID string
	Line       attendance.Line
	Form       *web.Form
}

func (p *Pages) voidForm(c *web.Call) error { return p.showVoid(c, 200, web.NewForm(nil)) }

func (p *Pages) showVoid(c *web.Call, status int, form *web.Form) error {
	line, err := p.Attendance.Line(c.Context(), c.Actor, c.Path("id"), c.Path("checkin"))
	if err != nil {
		return err
	}
	page := voidPage{ActivityID: c.Path("id"), Line: line, Form: form}
	return c.Show(web.View{Title: "Take a check-in back", Content: voidView(page), Status: status, Label: "TLP:AMBER"})
}

func (p *Pages) void(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	if err := p.Attendance.Void(c.Context(), c.Actor, id, c.Path("checkin"), form.Text("reason")); err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showVoid(c, 422, form)
	}
	return c.See("/activities/"+id+"/attendance", "The check-in no longer counts. It stays in the register with your reason.")
}

func partyOptions(counts []attendance.PartyCount) []ui.Option {
	out := make([]ui.Option, len(counts))
	for i, p := range counts {
		out[i] = ui.Option{Value: p.PartyID, Label: p.Party}
	}
	return out
}

func registerSessions(r attendance.Register) []ui.Option {
	return sessionOptions(attendance.Desk{Activity: r.Activity, Sessions: r.Sessions})
}
