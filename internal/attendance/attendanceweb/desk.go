package attendanceweb

import (
	"errors"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// liveSeconds is how often the counts refresh themselves.
const liveSeconds = "10"

// deskPage is the check-in desk.
type deskPage struct {
	Actor     access.Actor
	Desk      attendance.Desk
	Session   string
	Direction string
	Form      *web.Form
	Query     string
	Found     []attendance.Guest
	Counts    attendance.Counts
	Told      *attendance.Outcome // what became of a scan that recorded nothing
	Refused   string
}

// Action is the address of the desk.
func (p deskPage) Action() string { return "/activities/" + p.Desk.Activity.ID + "/checkin" }

// Here is the desk's own address with its place and direction.
func (p deskPage) Here(direction string) string {
	return web.Address(p.Action(), "session", p.Session, "direction", direction)
}

func (p *Pages) desk(c *web.Call) error {
	page := deskPage{Session: c.Query("session"), Direction: direction(c.Query("direction")), Query: c.Query("q")}
	return p.showDesk(c, 200, page)
}

func direction(typed string) string {
	if typed == attendance.Out {
		return attendance.Out
	}
	return attendance.In
}

func (p *Pages) showDesk(c *web.Call, status int, page deskPage) error {
	ctx, id := c.Context(), c.Path("id")
	var err error
	if page.Desk, err = p.Attendance.Desk(ctx, c.Actor, id); err != nil {
		return err
	}
	if page.Counts, err = p.Attendance.Counts(ctx, c.Actor, id, page.Session); err != nil {
		return err
	}
	if page.Query != "" {
		if page.Found, err = p.Attendance.Search(ctx, c.Actor, id, page.Session, page.Query); err != nil {
			return err
		}
	}
	page.Actor = c.Actor
	if page.Form == nil {
		page.Form = web.NewForm(map[string]string{"q": page.Query})
	}
	return c.Show(view("Check-in", page.Desk.Activity, status, deskView(page), "scan.js"))
}

// scan takes one scan, from the page's script or from the form.
func (p *Pages) scan(c *web.Call) error {
	form := c.Form()
	draft := attendance.ScanDraft{
		ID: form.Text("_key"), ActivityID: c.Path("id"), SessionID: form.Text("session"), Code: form.Text("code"),
		NominationID: form.Text("nomination"), Direction: direction(form.Text("direction")), Method: attendance.ByCode,
		At: scannedAt(form.Text("scanned_at")),
	}
	if draft.NominationID != "" {
		draft.Code, draft.Method = "", attendance.BySearch
	}
	out, err := p.Attendance.Record(c.Context(), c.Actor, draft)
	if c.WantsJSON() {
		return p.answerScript(c, out, err)
	}
	page := deskPage{Session: draft.SessionID, Direction: draft.Direction, Form: form, Query: form.Text("q")}
	switch {
	case err == nil && out.Recorded && !out.Over:
		return c.See(page.here(c.Path("id")), out.Title()+": "+out.Words())
	case err == nil:
		page.Told = &out
		return p.showDesk(c, 200, page)
	}
	words, status := refusal(err)
	if words == "" {
		return err
	}
	page.Refused = words
	if fault.AsInvalid(err) != nil && draft.SessionID != "" && fault.AsInvalid(err).Words("session_id") != "" {
		page.Session = ""
	}
	return p.showDesk(c, status, page)
}

func (p deskPage) here(id string) string {
	return web.Address("/activities/"+id+"/checkin", "session", p.Session, "direction", p.Direction)
}

// scannedAt reads the time at which the device made the scan; what cannot be read is now.
func scannedAt(s string) db.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return db.Time{}
	}
	return db.At(t)
}

// said is the answer to the page's script.
type said struct {
	Tone  ui.Tone `json:"tone"`
	Title string  `json:"title"`
	Words string  `json:"words"`
}

func (p *Pages) answerScript(c *web.Call, out attendance.Outcome, err error) error {
	if err != nil {
		words, status := refusal(err)
		if words == "" {
			return err
		}
		return c.WriteJSON(status, said{Tone: ui.Problem, Title: "Stop", Words: words})
	}
	tone := ui.Success
	if !out.Recorded || out.Over {
		tone = ui.Warning
	}
	return c.WriteJSON(200, said{Tone: tone, Title: out.Title(), Words: out.Words()})
}

// refusal is what to say to the desk about a scan that was refused, or "" for an error of another kind.
func refusal(err error) (words string, status int) {
	if invalid := fault.AsInvalid(err); invalid != nil && len(invalid.Fields) > 0 {
		return invalid.Fields[0].Words, 422
	}
	if e, ok := errors.AsType[*fault.Conflict](err); ok {
		return e.Words, 409
	}
	if e, ok := errors.AsType[*fault.Forbidden](err); ok {
		return e.Words, 403
	}
	return "", 0
}

// deskCounts is the live part of the desk: how many are there.
func (p *Pages) deskCounts(c *web.Call) error {
	counts, err := p.Attendance.Counts(c.Context(), c.Actor, c.Path("id"), c.Query("session"))
	if err != nil {
		return err
	}
	return fragment(c, deskCountsView(counts))
}

// arrivalsPage tells of each party whether it has arrived.
type arrivalsPage struct {
	Actor   access.Actor
	Counts  attendance.Counts
	Session string
}

func (p *Pages) arrivals(c *web.Call) error {
	page, err := p.arrivalsPage(c)
	if err != nil {
		return err
	}
	return c.Show(view("Arrivals", page.Counts.Activity, 200, arrivalsView(page)))
}

func (p *Pages) arrivalsBoard(c *web.Call) error {
	page, err := p.arrivalsPage(c)
	if err != nil {
		return err
	}
	return fragment(c, arrivalsBoardView(page.Counts))
}

func (p *Pages) arrivalsPage(c *web.Call) (arrivalsPage, error) {
	counts, err := p.Attendance.Counts(c.Context(), c.Actor, c.Path("id"), c.Query("session"))
	return arrivalsPage{Actor: c.Actor, Counts: counts, Session: c.Query("session")}, err
}
