package instrumentsweb

import (
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/instruments"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// matrixPage is what the States' standings show.
type matrixPage struct {
	instruments.Matrix
	Form *web.Form
	Load bool // the reader may bring files
}

func (p *Pages) matrix(c *web.Call) error {
	form := c.Form()
	at := form.Date("at", "As at")
	status := 200
	if form.Wrong.Err() != nil {
		at, status = "", 422
	}
	m, err := p.Instruments.Standings(c.Context(), c.Actor, at)
	if err != nil {
		return err
	}
	if status == 200 {
		form.Values.Set("at", string(m.At))
	}
	return show(c, web.View{
		Title: "Treaty status", Status: status, Content: matrixView(matrixPage{m, form, c.Actor.Holds(instruments.RightStatus)}),
		Describe: "Which States are party to which instruments, and since when",
	})
}

var standingLook = map[instruments.Standing]ui.State{
	instruments.Party: "confirmed", instruments.Consented: "pending", instruments.Signatory: "running", instruments.NotParty: "closed",
}

// cellWords are what a cell of the matrix says below the standing.
func (p matrixPage) cellWords(s instruments.Status) string {
	since := s.Since(p.At)
	if since == "" {
		return ""
	}
	return string(since)
}

func (p matrixPage) noted(party, instrument string) string {
	return counted(p.Noted(party, instrument), "reservation or declaration", "reservations and declarations")
}

func (p *Pages) standing(c *web.Call) error {
	found, err := p.Instruments.Standing(c.Context(), c.Actor, c.Path("party"), c.Path("code"))
	if err != nil {
		return err
	}
	page := standingPage{found, db.At(c.Site.Now()).Date()}
	return show(c, web.View{Title: found.Party + " and the " + found.Instrument.Short, Content: standingView(page)})
}

// standingPage is what a party's status to one instrument shows.
type standingPage struct {
	instruments.StandingPage
	Today db.Date
}

func (p standingPage) at(rest string) string {
	return standingPath(p.Status.PartyID, p.Instrument.Code) + rest
}

func (p standingPage) facts() []ui.Fact {
	var out []ui.Fact
	for _, f := range []ui.Fact{
		{Term: "Signed", Value: web.Day(p.Status.SignedOn)},
		{Term: "Consent to be bound", Value: strings.TrimSpace(instruments.MeansWords(p.Status.Means) + " " + web.Day(p.Status.ConsentOn))},
		{Term: "In force for it", Value: web.Day(p.Status.InForceOn)},
		{Term: "Denounced with effect from", Value: web.Day(p.Status.EndedOn)},
		{Term: "Source", Value: p.Status.Source},
	} {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	if p.Status.URL != "" {
		out = append(out, ui.Fact{Term: "Address", Content: outside(p.Status.URL)})
	}
	return out
}

// formPage is a form about a party's status or a reservation.
type formPage struct {
	standingPage
	Form        *web.Form
	Reservation instruments.Reservation
	Keys        []ui.Option
}

func (p *Pages) loadForm(c *web.Call) (formPage, error) {
	found, err := p.Instruments.Standing(c.Context(), c.Actor, c.Path("party"), c.Path("code"))
	return formPage{standingPage: standingPage{found, db.At(c.Site.Now()).Date()}}, err
}

func (p *Pages) statusForm(c *web.Call) error {
	page, err := p.loadForm(c)
	if err != nil {
		return err
	}
	s := page.Status
	return showStatus(c, 200, page, web.NewForm(map[string]string{
		"signed_on": string(s.SignedOn), "consent_on": string(s.ConsentOn), "consent_means": s.Means, "in_force_on": string(s.InForceOn), "ended_on": string(s.EndedOn),
		"source": s.Source, "url": s.URL, "version": strconv.Itoa(s.Version),
	}))
}

func showStatus(c *web.Call, status int, page formPage, form *web.Form) error {
	page.Form = form
	return c.Show(web.View{Title: "Status of " + page.Party, Content: statusFormView(page), Status: status})
}

func (p *Pages) setStatus(c *web.Call) error {
	page, err := p.loadForm(c)
	if err != nil {
		return err
	}
	form := c.Form()
	version := form.Int("version", "Version")
	d := instruments.StatusDraft{
		SignedOn: form.Date("signed_on", "Signed"), ConsentOn: form.Date("consent_on", "Consent"), Means: form.Text("consent_means"), InForceOn: form.Date("in_force_on", "In force"),
		EndedOn: form.Date("ended_on", "Denounced"), Source: form.Text("source"), URL: form.Text("url"),
	}
	again := func(status int) error { return showStatus(c, status, page, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	err = p.Instruments.SetStatus(c.Context(), c.Actor, page.Status.PartyID, page.Instrument.InstrumentID, version, d)
	if err != nil {
		if form.Overtaken(err, page.Status.Version) {
			return again(409)
		}
		return after(form, err, again)
	}
	return c.See(page.at(""), "The status is kept.")
}

func (p *Pages) removeStatus(c *web.Call) error {
	page, err := p.loadForm(c)
	if err != nil {
		return err
	}
	version := c.Form().Int("version", "Version")
	if err := p.Instruments.RemoveStatus(c.Context(), c.Actor, page.Status.PartyID, page.Instrument.InstrumentID, version); err != nil {
		return err
	}
	return c.See(page.at(""), "The status is taken away.")
}

// loadReservation adds the reservation of the path, if there is one, and the provisions that can be named.
func (p *Pages) loadReservation(c *web.Call) (formPage, error) {
	page, err := p.loadForm(c)
	if err != nil {
		return page, err
	}
	if id := c.Path("reservation"); id != "" {
		i := slices.IndexFunc(page.Reservations, func(r instruments.Reservation) bool { return r.ID == id })
		if i < 0 {
			return page, fault.Missing("reservation")
		}
		page.Reservation = page.Reservations[i]
	}
	found, err := p.Instruments.Find(c.Context(), c.Actor, page.Instrument.Code, 0)
	for _, n := range found.Provisions {
		page.Keys = append(page.Keys, ui.Option{Value: n.Key, Label: n.Name()})
	}
	return page, err
}

func (p *Pages) reservationForm(c *web.Call) error {
	page, err := p.loadReservation(c)
	if err != nil {
		return err
	}
	r := page.Reservation
	form := web.NewForm(map[string]string{
		"kind": r.Kind, "made_on": string(r.MadeOn), "withdrawn_on": string(r.WithdrawnOn), "words": r.Words, "source": r.Source, "version": strconv.Itoa(r.Version),
	})
	form.Values["provisions"] = r.Provisions
	return showReservation(c, 200, page, form)
}

func showReservation(c *web.Call, status int, page formPage, form *web.Form) error {
	page.Form = form
	title := "Add a reservation or declaration"
	if page.Reservation.ID != "" {
		title = "Change a " + page.Reservation.Kind
	}
	return c.Show(web.View{Title: title, Content: reservationFormView(page, title), Status: status})
}

func (p *Pages) keepReservation(c *web.Call) error {
	page, err := p.loadReservation(c)
	if err != nil {
		return err
	}
	form := c.Form()
	d := instruments.ReservationDraft{
		Kind: form.Text("kind"), MadeOn: form.Date("made_on", "Made"), WithdrawnOn: form.Date("withdrawn_on", "Withdrawn"), Provisions: form.Texts("provisions"),
		Words: form.Text("words"), Source: form.Text("source"),
	}
	again := func(status int) error { return showReservation(c, status, page, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if page.Reservation.ID == "" {
		_, err = p.Instruments.AddReservation(c.Context(), c.Actor, page.Status.PartyID, page.Instrument.InstrumentID, d)
	} else {
		err = p.Instruments.ChangeReservation(c.Context(), c.Actor, page.Reservation.ID, form.Int("version", "Version"), d)
	}
	if err != nil {
		if form.Overtaken(err, page.Reservation.Version) {
			return again(409)
		}
		return after(form, err, again)
	}
	return c.See(page.at(""), "It is kept.")
}

func (p *Pages) removeReservation(c *web.Call) error {
	page, err := p.loadReservation(c)
	if err != nil {
		return err
	}
	if err := p.Instruments.RemoveReservation(c.Context(), c.Actor, page.Reservation.ID, c.Form().Int("version", "Version")); err != nil {
		return err
	}
	return c.See(page.at(""), "It is taken away.")
}

// day reads the day of a question; none is today.
func day(s string) (db.Date, error) {
	if s == "" {
		return "", nil
	}
	d, err := db.ParseDate(s)
	if err != nil {
		return "", fault.Wrong("at", "%q is not a day. Write it as 2024-06-05.", s)
	}
	return d, nil
}
