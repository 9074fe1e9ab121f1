// Package outcomesweb shows the changes that were harvested: pages, forms, what everybody may read, and the JSON API.
package outcomesweb

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/outcomes"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/registrations"
	"counterpart/internal/threads"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Outcomes   *outcomes.Service
	Parties    *parties.Service
	People     *people.Service
	Activities *activities.Service
	Threads    *threads.Service
	Accounts   *accounts.Service
	Vocabulary *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, propose, review := outcomes.RightSee, outcomes.RightPropose, outcomes.RightReview
	const token = "the token is checked"
	return []web.Route{
		{Pattern: "GET /outcomes", Right: see, Do: p.list},
		{Pattern: "GET /outcomes.csv", Right: see, Do: p.csv},
		{Pattern: "GET /outcomes/counts", Right: see, Do: p.counts},
		{Pattern: "GET /outcomes/published", Open: "summaries that parties agreed to publish", Do: p.public},
		{Pattern: "GET /outcomes/new", Right: propose, Do: p.proposeForm},
		{Pattern: "POST /outcomes", Right: propose, Do: p.propose},
		{Pattern: "GET /outcomes/ask", Right: review, Do: p.askForm},
		{Pattern: "POST /outcomes/ask", Right: review, Do: p.ask},
		{Pattern: "GET /outcomes/{outcome}", Right: see, Do: p.show},
		{Pattern: "GET /outcomes/{outcome}/edit", Right: propose, Do: p.reviseForm},
		{Pattern: "POST /outcomes/{outcome}", Right: propose, Do: p.revise},
		{Pattern: "GET /outcomes/{outcome}/take/{verb}", Right: see, Do: p.takeForm},
		{Pattern: "POST /outcomes/{outcome}/take/{verb}", Right: see, Do: p.take},
		{Pattern: "GET /outcomes/{outcome}/substantiate", Right: review, Do: p.witnessForm},
		{Pattern: "POST /outcomes/{outcome}/substantiate", Right: review, Do: p.witness},
		{Pattern: "GET /outcomes/{outcome}/source", Right: propose, Do: p.sourceForm},
		{Pattern: "POST /outcomes/{outcome}/source", Right: propose, Do: p.source},
		{Pattern: "GET /outcomes/{outcome}/sources/{source}", Right: see, Do: p.file},
		{Pattern: "GET /outcomes/{outcome}/contribute", Right: propose, Do: p.contributeForm},
		{Pattern: "POST /outcomes/{outcome}/contribute", Right: propose, Do: p.contribute},
		{Pattern: "GET /o/{token}", Open: token, Do: p.linkForm},
		{Pattern: "POST /o/{token}", Open: token, Do: p.link},
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

// partyOptions are the parties for which the actor holds the right.
func (p *Pages) partyOptions(c *web.Call, right access.Right) ([]ui.Option, error) {
	list, err := p.Parties.Names(c.Context(), c.Actor)
	var out []ui.Option
	for _, one := range list {
		if c.Actor.Can(right, access.Object{Parties: []string{one.ID}}) {
			out = append(out, ui.Option{Value: one.ID, Label: one.Name})
		}
	}
	return out, err
}

// listPage is what the list of outcomes shows.
type listPage struct {
	Actor     access.Actor
	Form      *web.Form
	Rows      []outcomes.Outcome
	Next, CSV string
	Words     *vocabulary.Words
	Parties   []ui.Option
	Whole     bool // the reader sees the outcomes of all parties
}

func readFilter(f *web.Form) outcomes.Filter {
	year, err := strconv.Atoi(f.Text("year"))
	if err != nil {
		year = 0
	}
	return outcomes.Filter{
		Query: f.Text("q"), Year: year, State: outcomes.State(f.Text("state")), Kind: f.Text("kind"), Area: f.Text("area"), Topic: f.Text("topic"), PartyID: f.Text("party"), Substantiated: f.Text("substantiated"),
	}
}

func (p *Pages) list(c *web.Call) error {
	form := c.Form()
	key, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	filter := readFilter(form)
	filter.After, filter.Limit = key, pageSize
	page := listPage{Actor: c.Actor, Form: form, Whole: c.Actor.Can(outcomes.RightSee, access.Anything)}
	rows, next, err := p.Outcomes.List(c.Context(), c.Actor, filter)
	if err != nil {
		return err
	}
	page.Rows = rows
	var pairs []string
	for _, name := range []string{"q", "year", "state", "kind", "area", "topic", "party", "substantiated"} {
		pairs = append(pairs, name, form.Text(name))
	}
	page.CSV = web.Address("/outcomes.csv", pairs...)
	if next != nil {
		page.Next = web.Address("/outcomes", append(pairs, "after", web.EncodeKey(next...))...)
	}
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	if page.Parties, err = p.partyOptions(c, outcomes.RightSee); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Outcomes", Content: listView(page), Label: string(outcomes.Strictest(rows))})
}

func (p *Pages) csv(c *web.Call) error {
	taken, err := p.Outcomes.TakeAlong(c.Context(), c.Actor, readFilter(c.Form()))
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	rows := [][]string{{"number", "party", "institution", "what changed", "kind", "from", "to", "where", "area", "topic", "state", "substantiated", "label"}}
	for _, o := range taken.List {
		rows = append(rows, []string{
			o.Reference(), o.Party, o.Institution, o.Title, outcomes.KindName(words, o.Kind), string(o.From), string(o.To), o.Place, words.Name(vocabulary.Areas, o.Area), words.Name(vocabulary.Topics, o.Topic),
			o.State.Words(), yesNo(o.Substantiated), string(o.Label),
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
	return c.Send("outcomes "+string(db.At(c.Site.Now()).Date())+" "+taken.Label.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

// countsPage shows how many outcomes there are.
type countsPage struct {
	List  []outcomes.Count
	Words *vocabulary.Words
}

func (p *Pages) counts(c *web.Call) error {
	list, err := p.Outcomes.Counts(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Outcomes in numbers", Content: countsView(countsPage{list, words}), Label: string(label.Amber)})
}

// publicPage is what everybody may read.
type publicPage struct {
	List  []outcomes.Summary
	Words *vocabulary.Words
}

func (p *Pages) public(c *web.Call) error {
	list, err := p.Outcomes.Published(c.Context())
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "What has changed", Content: publicView(publicPage{list, words}), Public: !c.Actor.SignedIn(), Label: string(label.Clear)})
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// ref reads a record from "kind:id".
func ref(s string) threads.Ref {
	kind, id, _ := strings.Cut(s, ":")
	return threads.Ref{Kind: kind, ID: id}
}
