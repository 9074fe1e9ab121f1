package alumniweb

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/alumni"
	"counterpart/internal/label"
	"counterpart/internal/people/shown"
	"counterpart/internal/registrations"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// directoryPage is the directory as its reader may see it.
type directoryPage struct {
	head
	Form    *web.Form
	Rows    []alumni.Entry
	Next    string
	CSV     string
	Parties []ui.Option
	Office  bool
}

func readFilter(f *web.Form) alumni.Filter {
	return alumni.Filter{Query: f.Text("q"), PartyID: f.Text("party"), Topic: f.Text("topic"), Willing: f.Text("willing")}
}

var willingWords = map[string]string{"train": "Would train", "speak": "Would speak", "mentor": "Would mentor"}

func willingOptions() []ui.Option {
	return ui.Named([]string{"train", "speak", "mentor"}, willingWords)
}

func (p *Pages) directory(c *web.Call) error {
	form := c.Form()
	key, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	h, err := p.head(c, "/alumni")
	if err != nil {
		return err
	}
	page := directoryPage{head: h, Form: form, Office: c.Actor.Holds(alumni.RightSee)}
	filter := readFilter(form)
	filter.After, filter.Limit = key, pageSize
	var next []string
	if page.Rows, next, err = p.Alumni.List(c.Context(), c.Actor, filter); err != nil {
		return err
	}
	pairs := []string{"q", form.Text("q"), "party", form.Text("party"), "topic", form.Text("topic"), "willing", form.Text("willing")}
	page.CSV = web.Address("/alumni.csv", pairs...)
	if next != nil {
		page.Next = web.Address("/alumni", append(pairs, "after", web.EncodeKey(next...))...)
	}
	if page.Parties, err = p.partyOptions(c); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Alumni", Content: directoryView(page), Label: string(entriesLabel(page.Rows, page.Office))})
}

// entriesLabel is the label of a page with entries: what people show in the directory is for the mechanism, what the office sees is as
// strict as the strictest person.
func entriesLabel(list []alumni.Entry, office bool) label.TLP {
	out := label.Amber
	for _, e := range list {
		if office {
			out = label.Strictest(out, e.Label)
		}
	}
	return out
}

func (p *Pages) csv(c *web.Call) error {
	list, err := p.Alumni.TakeAlong(c.Context(), c.Actor, readFilter(c.Form()))
	if err != nil {
		return err
	}
	h, err := p.head(c, "")
	if err != nil {
		return err
	}
	tlp := entriesLabel(list, c.Actor.Holds(alumni.RightSee))
	lines := [][]string{{"name", "position", "party", "e-mail", "telephone", "knows", "would", "completed", "label"}}
	for _, e := range list {
		lines = append(lines, []string{e.Name, e.Position, e.Party, e.Email, e.Phone, h.topics(e.Knows), strings.Join(e.Willing, ", "), completedWords(e.Completed), string(tlp)})
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	for _, line := range lines {
		for i := range line {
			line[i] = registrations.Guard(line[i])
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return c.Send("alumni "+c.Site.Now().UTC().Format("2006-01-02")+" "+tlp.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

func completedWords(list []alumni.Completed) string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.Title
	}
	return strings.Join(out, "; ")
}

// contactsPage is how the office keeps in touch.
type contactsPage struct {
	head
	Form    *web.Form
	Rows    []alumni.Known
	Next    string
	Parties []ui.Option
	Counts  alumni.Counts
}

func showOptions() []ui.Option {
	return []ui.Option{
		{Value: alumni.ShowSilent, Label: "Not heard of for a year"},
		{Value: alumni.ShowFailed, Label: "Mails come back"},
		{Value: alumni.ShowMoved, Label: "Another post since"},
		{Value: alumni.ShowWilling, Label: "Would train, speak or mentor"},
	}
}

func (p *Pages) contacts(c *web.Call) error {
	form := c.Form()
	key, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	h, err := p.head(c, "/alumni/contacts")
	if err != nil {
		return err
	}
	page := contactsPage{head: h, Form: form}
	rows, next, err := p.Alumni.InTouch(c.Context(), c.Actor, alumni.TouchFilter{Show: form.Text("show"), PartyID: form.Text("party"), After: key, Limit: pageSize})
	if err != nil {
		return err
	}
	page.Rows = rows
	if next != nil {
		page.Next = web.Address("/alumni/contacts", "show", form.Text("show"), "party", form.Text("party"), "after", web.EncodeKey(next...))
	}
	if page.Parties, err = p.partyOptions(c); err != nil {
		return err
	}
	if page.Counts, err = p.Alumni.Counted(c.Context(), c.Actor); err != nil {
		return err
	}
	tlp := label.AmberStrict
	for _, k := range rows {
		tlp = label.Strictest(tlp, k.Label)
	}
	return c.Show(web.View{Title: "In touch", Content: contactsView(page), Label: string(tlp)})
}

// personPage is one alumnus as their reader may see them.
type personPage struct {
	head
	alumni.Page
	Form *web.Form
}

func (p personPage) at(part string) string { return "/alumni/" + p.Entry.PersonID + part }

// tlp is the label of the page.
func (p personPage) tlp() string {
	if p.Office || p.Own {
		return string(label.Strictest(label.Amber, p.Entry.Label))
	}
	return pageLabel
}

func (p *Pages) me(c *web.Call) error { return c.See("/alumni/"+c.Actor.Person, "") }

func (p *Pages) load(c *web.Call) (personPage, error) {
	h, err := p.head(c, "")
	if err != nil {
		return personPage{}, err
	}
	found, err := p.Alumni.Find(c.Context(), c.Actor, c.Path("person"))
	return personPage{head: h, Page: found, Form: c.Form()}, err
}

func (p *Pages) show(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if page.Own {
		page.Path = "/alumni/me"
	}
	return c.Show(web.View{Title: page.Entry.Name, Content: personView(page), Label: page.tlp()})
}

func (p *Pages) profileForm(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if page.Profile == nil || !page.Own && !c.Actor.Holds(alumni.RightTend) {
		return c.Actor.Require(alumni.RightTend, closedObject)
	}
	x := page.Profile
	form := web.NewForm(map[string]string{"about": x.About, "version": strconv.Itoa(x.Version)})
	form.Values["knows"] = x.Knows
	for name, yes := range map[string]bool{"will_train": x.WillTrain, "will_speak": x.WillSpeak, "will_mentor": x.WillMentor, "news": x.News} {
		if yes {
			form.Values.Set(name, "1")
		}
	}
	page.Form = form
	return c.Show(web.View{Title: "Profile", Content: profileView(page), Label: page.tlp()})
}

func (p *Pages) profile(c *web.Call) error {
	form, id := c.Form(), c.Path("person")
	err := p.Alumni.Write(c.Context(), c.Actor, id, alumni.ProfileDraft{
		About: form.Text("about"), Knows: form.Texts("knows"), WillTrain: form.Checked("will_train"), WillSpeak: form.Checked("will_speak"), WillMentor: form.Checked("will_mentor"), News: form.Checked("news"),
		Version: form.Int("version", "Version"),
	})
	if err != nil {
		return after(form, err, func(status int) error {
			page, err := p.load(c)
			if err != nil {
				return err
			}
			page.Form = form
			return c.Show(web.View{Title: "Profile", Content: profileView(page), Status: status, Label: page.tlp()})
		})
	}
	return c.See("/alumni/"+id, "The profile is kept.")
}

func (p *Pages) shownForm(c *web.Call) error { return p.showShown(c, 200, nil) }

func (p *Pages) showShown(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if page.Shows == nil || !page.Own {
		return c.Actor.Require(alumni.RightTend, closedObject)
	}
	page.Form = form
	if form == nil {
		page.Form = web.NewForm(nil)
		for a, fields := range map[shown.Audience][]shown.Field{shown.Alumni: page.Shows.Alumni, shown.Members: page.Shows.Members} {
			for _, f := range fields {
				page.Form.Values.Add(string(a), string(f))
			}
		}
	}
	return c.Show(web.View{Title: "What is shown of me", Content: shownView(page), Status: status, Label: page.tlp()})
}

func (p *Pages) shown(c *web.Call) error {
	form, id := c.Form(), c.Path("person")
	fields := func(a shown.Audience) []shown.Field {
		out := []shown.Field{}
		for _, f := range form.Texts(string(a)) {
			out = append(out, shown.Field(f))
		}
		return out
	}
	if err := p.Alumni.Show(c.Context(), c.Actor, id, alumni.ShowDraft{Alumni: fields(shown.Alumni), Members: fields(shown.Members)}); err != nil {
		return after(form, err, func(status int) error { return p.showShown(c, status, form) })
	}
	return c.See("/alumni/"+id, "What is shown of you is kept. It counts at once.")
}

func fieldOptions() []ui.Option {
	out := make([]ui.Option, len(shown.DirectoryFields))
	for i, f := range shown.DirectoryFields {
		words := alumni.FieldWords(f)
		out[i] = ui.Option{Value: string(f), Label: strings.ToUpper(words[:1]) + words[1:]}
	}
	return out
}

func (p *Pages) neverForm(c *web.Call) error { return p.showNever(c, 200) }

func (p *Pages) showNever(c *web.Call, status int) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if page.Profile == nil || !page.Own && !c.Actor.Holds(alumni.RightTend) {
		return c.Actor.Require(alumni.RightTend, closedObject)
	}
	return c.Show(web.View{Title: "Never list", Content: neverView(page), Status: status, Label: page.tlp()})
}

func (p *Pages) never(c *web.Call) error {
	form, id := c.Form(), c.Path("person")
	never := form.Text("never") == "yes"
	if err := p.Alumni.NeverList(c.Context(), c.Actor, id, alumni.NeverDraft{Never: never, Reason: form.Text("reason")}); err != nil {
		return after(form, err, func(status int) error { return p.showNever(c, status) })
	}
	words := "What was agreed to counts again."
	if never {
		words = "The entry is seen by the office alone from now on."
	}
	return c.See("/alumni/"+id, words)
}

func (p *Pages) vetoForm(c *web.Call) error { return p.showVeto(c, 200) }

func (p *Pages) showVeto(c *web.Call, status int) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if len(page.Vetoers) == 0 {
		return c.Actor.Require(alumni.RightTend, closedObject)
	}
	return c.Show(web.View{Title: "Listing", Content: vetoView(page), Status: status, Label: page.tlp()})
}

func (p *Pages) veto(c *web.Call) error {
	form, id := c.Form(), c.Path("person")
	d := alumni.VetoDraft{Veto: form.Text("veto") == "yes", PartyID: form.Text("party_id"), Words: form.Text("words")}
	if err := p.Alumni.SetVeto(c.Context(), c.Actor, id, d); err != nil {
		return after(form, err, func(status int) error { return p.showVeto(c, status) })
	}
	words := "The person may be listed again, as they agreed."
	if d.Veto {
		words = "The person is not listed. They and the office read your words."
	}
	return c.See("/alumni/"+id, words)
}

// vetoed tells whether a party that the reader speaks for has vetoed the listing.
func (p personPage) vetoed(party string) bool {
	return slices.ContainsFunc(p.Vetoes, func(v alumni.Veto) bool { return v.PartyID == party })
}
