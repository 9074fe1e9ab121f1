// Package lawsweb shows the register of national laws: the list, each law with what changed it, its texts by the day, the import of
// Akoma Ntoso with its rehearsal, and the JSON API.
package lawsweb

import (
	"bytes"
	"encoding/csv"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/names"
	"counterpart/internal/parties"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Laws       *laws.Service
	Parties    *parties.Service
	Vocabulary *vocabulary.Service
}

// Routes lists every page, form and download of this room.
func (p *Pages) Routes() []web.Route {
	edit := laws.RightEdit
	const clear = "what is labelled CLEAR is open to everybody; the verb asks for the rest"
	return []web.Route{
		{Pattern: "GET /laws", Open: clear, Do: p.list},
		{Pattern: "GET /laws.csv", Open: clear, Do: p.csv},
		{Pattern: "GET /laws/new", Right: edit, Do: p.enterForm},
		{Pattern: "POST /laws", Right: edit, Do: p.enter},
		{Pattern: "GET /laws/{law}", Open: clear, Do: p.show},
		{Pattern: "GET /laws/{law}/edit", Right: edit, Do: p.changeForm},
		{Pattern: "POST /laws/{law}", Right: edit, Do: p.change},
		{Pattern: "GET /laws/{law}/link", Right: edit, Do: p.linkForm},
		{Pattern: "POST /laws/{law}/link", Right: edit, Do: p.link},
		{Pattern: "POST /laws/{law}/changes/{change}/remove", Right: edit, Do: p.unlink},
		{Pattern: "GET /laws/{law}/file", Right: edit, Do: p.fileForm},
		{Pattern: "POST /laws/{law}/file", Right: edit, Do: p.addFile},
		{Pattern: "GET /laws/{law}/files/{document}", Open: clear, Do: p.file},
		{Pattern: "GET /laws/{law}/import", Right: edit, Do: p.importForm},
		{Pattern: "POST /laws/{law}/import", Right: edit, Do: p.rehearse},
		{Pattern: "GET /laws/{law}/imports/{import}", Right: edit, Do: p.rehearsal},
		{Pattern: "POST /laws/{law}/imports/{import}/take", Right: edit, Do: p.take},
		{Pattern: "POST /laws/{law}/imports/{import}/discard", Right: edit, Do: p.discard},
		{Pattern: "GET /laws/{law}/texts/{text}", Open: clear, Do: p.source},
		{Pattern: "GET /laws/{law}/compare", Open: clear, Do: p.compare},
		{Pattern: "GET /laws/{law}/at/{date}", Open: clear, Do: p.read},
		{Pattern: "GET /laws/{law}/at/{date}/{eid}", Open: clear, Do: p.read},
	}
}

const pageSize = 50

// after is what a form leads to: shown again with the words beside the fields, or the error.
func after(form *web.Form, err error, again func(status int) error) error {
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return again(422)
}

func path(id, part string) string { return "/laws/" + id + part }

// atPath is the address of a law as it stands on a day, or of a unit of it.
func atPath(id string, on db.Date, eid, language string) string {
	at := path(id, "/at/"+string(on))
	if eid != "" {
		at += "/" + url.PathEscape(eid)
	}
	return web.Address(at, "language", language)
}

// partyOptions are the parties for which the actor may enter laws.
func (p *Pages) partyOptions(c *web.Call) ([]ui.Option, error) {
	list, err := p.Parties.Names(c.Context(), c.Actor)
	var out []ui.Option
	for _, one := range list {
		if c.Actor.Can(laws.RightEdit, access.Object{Parties: []string{one.ID}}) {
			out = append(out, ui.Option{Value: one.ID, Label: one.Name})
		}
	}
	return out, err
}

// listPage is what the list of laws shows.
type listPage struct {
	Actor     access.Actor
	Form      *web.Form
	Rows      []laws.Law
	Next, CSV string
	Parties   []ui.Option
	Today     db.Date
}

func readFilter(f *web.Form) laws.Filter {
	return laws.Filter{Query: f.Text("q"), PartyID: f.Text("party"), Form: laws.Form(f.Text("kind")), InForceOn: f.Date("on", "In force on")}
}

func (p *Pages) list(c *web.Call) error {
	form := c.Form()
	key, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	filter := readFilter(form)
	filter.After, filter.Limit = key, pageSize
	page := listPage{Actor: c.Actor, Form: form, Today: db.At(c.Site.Now()).Date()}
	status := 200
	if form.Wrong.Err() != nil {
		status = 422
	}
	rows, next, err := p.Laws.List(c.Context(), c.Actor, filter)
	if err != nil {
		return err
	}
	page.Rows = rows
	var pairs []string
	for _, name := range []string{"q", "party", "kind", "on"} {
		pairs = append(pairs, name, form.Text(name))
	}
	page.CSV = web.Address("/laws.csv", pairs...)
	if next != nil {
		page.Next = web.Address("/laws", append(pairs, "after", web.EncodeKey(next...))...)
	}
	holders, err := p.Laws.Holders(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, h := range holders {
		page.Parties = append(page.Parties, ui.Option{Value: h.ID, Label: h.Name})
	}
	return c.Show(web.View{Title: "National laws", Content: listView(page), Status: status, Public: !c.Actor.SignedIn(), Label: string(laws.Strictest(rows))})
}

func (p *Pages) csv(c *web.Call) error {
	form := c.Form()
	filter := readFilter(form)
	if err := form.Wrong.Err(); err != nil {
		return err
	}
	taken, err := p.Laws.TakeAlong(c.Context(), c.Actor, filter)
	if err != nil {
		return err
	}
	today := db.At(c.Site.Now()).Date()
	rows := [][]string{{"party", "kind", "number", "year", "title", "language", "translation", "enacted on", "in force from", "in force until", "in force today", "address", "akoma ntoso", "eli", "urn:lex", "source", "label", "id"}}
	for _, l := range taken.List {
		rows = append(rows, []string{
			l.Party, l.Form.Words(), l.Number, strconv.Itoa(l.Year), l.Title, l.Language, l.Translation, string(l.EnactedOn), string(l.From), string(l.To), l.On(today).Words(), l.URL, l.AKN, l.ELI, l.URN,
			l.Source, string(l.Label), l.ID,
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
	return c.Send("laws "+string(today)+" "+taken.Label.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

// forceLook is the sign and the colour of whether a law is in force.
var forceLook = map[laws.Force]ui.State{laws.InForce: "adopted", laws.NotYet: "planned", laws.Ended: "closed", laws.Unknown: "unknown"}

func facts(list ...ui.Fact) []ui.Fact {
	return slices.DeleteFunc(list, func(f ui.Fact) bool { return f.Value == "" && f.Content == nil })
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// span is since when and until when a law or a text holds; "" where nothing is known.
func span(from, to db.Date) string {
	if from == "" && to == "" {
		return ""
	}
	return web.Span(from, to)
}

func language(tag string) string { return names.LanguageName(tag) }

// labels are those that a law or a file can have; a file has no named readers of its own.
func fileLabels(l label.TLP) []ui.Option {
	var list []label.TLP
	for _, one := range label.All {
		if one != label.Red && !one.Looser(l) || one == l {
			list = append(list, one)
		}
	}
	return ui.Answers(list)
}
