package supportweb

import (
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/support"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// requestPage is one request as its reader's side is shown it.
type requestPage struct {
	support.Page
	Actor access.Actor
	Words *vocabulary.Words
}

func (p requestPage) at(part string) string { return "/requests/" + p.Request.ID + part }

// mayChange tells whether the reader may rewrite the request: the party until it was authenticated, the secretariat until its end.
func (p requestPage) mayChange() bool {
	return !p.Request.State.Ended() && p.Answers(p.Request.PartyID) && (p.Request.State == support.Received || p.Actor.Holds(support.RightHandle))
}

// mayOffer tells whether the reader's party can answer the request with an offer.
func (p requestPage) mayOffer() bool {
	_, open := p.Request.State.After(support.TakeOffer)
	return open && p.Side == support.Receiver && len(p.Parties) > 0
}

// mayRespond tells whether the reader can note what was done.
func (p requestPage) mayRespond() bool {
	return p.Actor.Holds(support.RightHandle) && p.Request.State != support.Received && !p.Request.State.Ended()
}

func (p requestPage) mayPropose() bool {
	_, open := p.Request.State.After(support.TakeOffer)
	return open && p.Actor.Holds(support.RightHandle)
}

// sides are those for which the reader can answer a proposed match now.
func (p requestPage) sides(m support.Matching) []string {
	var out []string
	if m.State != support.Proposed {
		return nil
	}
	if m.AskerAnswer == "" && p.Answers(p.Request.PartyID) {
		out = append(out, support.Asker)
	}
	if m.GiverAnswer == "" && p.Answers(m.PartyID) {
		out = append(out, support.Giver)
	}
	return out
}

// toSay are the parties for which the reader can say now whether the request was met.
func (p requestPage) toSay() []ui.Option {
	var out []ui.Option
	if p.Request.State == support.Asked && p.Answers(p.Request.PartyID) {
		out = append(out, ui.Option{Value: p.Request.PartyID, Label: p.Request.Party})
	}
	if p.Request.DeliveredOn == "" || p.Request.State.Ended() {
		return out
	}
	said := map[string]bool{}
	for _, f := range p.Fulfilments {
		said[f.PartyID] = true
	}
	for _, m := range p.Matches {
		if m.State == support.Agreed && p.Answers(m.PartyID) && !said[m.PartyID] {
			said[m.PartyID] = true
			out = append(out, ui.Option{Value: m.PartyID, Label: m.Party})
		}
	}
	return out
}

func (p *Pages) load(c *web.Call) (requestPage, error) {
	found, err := p.Support.Find(c.Context(), c.Actor, c.Path("request"))
	if err != nil {
		return requestPage{}, err
	}
	words, err := p.Vocabulary.Words(c.Context())
	return requestPage{Page: found, Actor: c.Actor, Words: words}, err
}

func (p *Pages) show(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Request.Title, Content: requestView(page), Label: string(page.Request.Label)})
}

// enterPage is the form of a request, new or known.
type enterPage struct {
	Title, Action, Back string
	Form                *web.Form
	Words               *vocabulary.Words
	Parties             []ui.Option
	New, Office         bool
}

func (p *Pages) enterForm(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"label": string(support.DefaultLabel(words, support.Kind)), "channel": support.ByForm, "urgency": "normal", "received_on": string(db.At(c.Site.Now()).Date()), "party_id": c.Query("party"),
	})
	return p.showEnter(c, 200, newRequest(form))
}

func newRequest(form *web.Form) enterPage {
	return enterPage{Title: "Enter a request for support", Action: "/requests", Back: "/requests", Form: form, New: true}
}

func (p *Pages) showEnter(c *web.Call, status int, page enterPage) error {
	var err error
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	if page.New {
		if page.Parties, err = p.askingParties(c); err != nil {
			return err
		}
		if len(page.Parties) == 1 {
			page.Form.Values.Set("party_id", page.Parties[0].Value)
		}
	}
	page.Office = c.Actor.Holds(support.RightHandle)
	return c.Show(web.View{Title: page.Title, Content: enterView(page), Status: status, Label: "TLP:AMBER"})
}

// askingParties are the parties for which the actor may ask and offer.
func (p *Pages) askingParties(c *web.Call) ([]ui.Option, error) {
	all, err := p.partyOptions(c)
	var out []ui.Option
	for _, o := range all {
		if c.Actor.Can(support.RightAsk, access.Object{Parties: []string{o.Value}}) {
			out = append(out, o)
		}
	}
	return out, err
}

func readDraft(f *web.Form) support.Draft {
	return support.Draft{
		PartyID: f.Text("party_id"), Channel: f.Text("channel"), ReceivedOn: f.Date("received_on", "Received on"), DocumentNo: f.Text("document_no"),
		Subject: f.Text("subject"), Title: f.Text("title"), Body: f.Text("body"), Beneficiaries: f.Text("beneficiaries"), Help: f.Text("help"),
		Languages: tags(f.Text("languages")), Urgency: f.Text("urgency"), WantedFrom: f.Date("wanted_from", "Wanted from"), WantedTo: f.Date("wanted_to", "Wanted until"),
		Tried: f.Text("tried"), SummaryAgreed: f.Checked("summary_agreed"), Summary: f.Text("summary"), Label: label.TLP(f.Text("label")), LabelReason: f.Text("label_reason"),
	}
}

func tags(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == ';' })
}

func (p *Pages) enter(c *web.Call) error {
	form := c.Form()
	d := readDraft(form)
	var id string
	err := form.Wrong.Err()
	if err == nil {
		if id, err = p.Support.Enter(c.Context(), c.Actor, d); err == nil {
			return c.See("/requests/"+id, "The request is entered.")
		}
		return after(form, err, func(status int) error { return p.showEnter(c, status, newRequest(form)) })
	}
	return p.showEnter(c, 422, newRequest(form))
}

func (p *Pages) changeForm(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	r := page.Request
	if err := c.Actor.Require(support.RightAsk, access.Object{Parties: []string{r.PartyID}, Activities: []string{r.ID}, Label: r.Label, Named: r.Named}); err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"channel": r.Channel, "received_on": string(r.ReceivedOn), "document_no": r.DocumentNo, "subject": r.Subject, "title": r.Title, "body": r.Body,
		"beneficiaries": r.Beneficiaries, "help": r.Help, "languages": strings.Join(r.Languages, " "), "urgency": r.Urgency, "wanted_from": string(r.WantedFrom),
		"wanted_to": string(r.WantedTo), "tried": r.Tried, "summary": r.Summary, "label": string(r.Label), "version": strconv.Itoa(r.Version),
	})
	if r.SummaryAgreed {
		form.Values.Set("summary_agreed", "1")
	}
	return p.showEnter(c, 200, knownRequest(r.ID, form))
}

func knownRequest(id string, form *web.Form) enterPage {
	return enterPage{Title: "Change the request", Action: "/requests/" + id, Back: "/requests/" + id, Form: form}
}

func (p *Pages) change(c *web.Call) error {
	form, id := c.Form(), c.Path("request")
	d, version := readDraft(form), form.Int("version", "Version")
	again := func(status int) error { return p.showEnter(c, status, knownRequest(id, form)) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	err := p.Support.Change(c.Context(), c.Actor, id, version, d)
	if err == nil {
		return c.See("/requests/"+id, "The change is kept.")
	}
	if found, findErr := p.Support.Find(c.Context(), c.Actor, id); findErr == nil && form.Overtaken(err, found.Request.Version) {
		return again(409)
	}
	return after(form, err, again)
}
