package resultsweb

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
	"counterpart/internal/results"
	"counterpart/internal/web"
)

// publicPage is a published release as everyone reads it.
type publicPage struct {
	results.Published
	Below int // figures of people smaller than this are not shown
}

// number is a figure as the public sees it.
func (p publicPage) number(f results.Figure) string {
	if f.Hidden {
		return "not shown"
	}
	return strconv.Itoa(f.Value)
}

func (p publicPage) marks(key string) (mark, bool) {
	f, ok := p.Figure(key)
	if !ok {
		return mark{}, false
	}
	return mark{Text: p.number(f), Href: "#figure-" + f.Key}, true
}

// description is what search engines show.
func (p publicPage) description() string {
	words := []string{p.Activity.Where(), p.Activity.Dates()}
	for _, key := range []string{"people", "states", "organisations"} {
		if f, ok := p.Figure(key); ok && f.Value > 0 {
			words = append(words, strconv.Itoa(f.Value)+" "+strings.ToLower(f.Name))
		}
	}
	return strings.Join(words, ", ") + "."
}

func (p *Pages) load(c *web.Call) (publicPage, error) {
	number := 0
	if s := c.Path("number"); s != "" {
		var err error
		if number, err = strconv.Atoi(s); err != nil || number < 1 {
			return publicPage{}, fault.Missing("release")
		}
	}
	published, err := p.Results.Published(c.Context(), c.Path("slug"), number)
	if err != nil {
		return publicPage{}, err
	}
	return publicPage{Published: published, Below: published.Words.Pack.Mechanism.SuppressBelow}, nil
}

func (p *Pages) public(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{
		Title: page.Release.Title, Content: publicView(page), Public: true, Label: string(label.Clear),
		Describe: page.description(), NoIndex: page.Release.Number != page.Latest,
	})
}

func (p *Pages) reports(c *web.Call) error {
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	list, next, err := p.Results.Reports(c.Context(), after, 50)
	if err != nil {
		return err
	}
	more := ""
	if next != nil {
		more = "/reports?after=" + web.EncodeKey(next...)
	}
	return c.Show(web.View{
		Title: "Reports", Content: reportsView(list, more), Public: true, Label: string(label.Clear),
		Describe: "Published reports on activities, each figure with its definition and the date on which it was counted.",
	})
}

// figurePage is one published figure on a page of its own.
type figurePage struct {
	results.FigurePage
	Number string
	Inside bool // the reader has an account, so the records can be opened
}

func (p *Pages) figure(c *web.Call) error {
	found, err := p.Results.Figure(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := figurePage{FigurePage: found, Number: publicPage{}.number(found.Figure), Inside: c.Actor.SignedIn()}
	shown := label.Clear
	if found.Secret == "" && found.Figure.Records.Of == results.OfPeople {
		shown = label.AmberStrict // names of people are listed
	}
	return c.Show(web.View{Title: found.Figure.Name + ": " + found.Figure.Activity, Content: figureView(page), Public: !c.Actor.SignedIn(), Label: string(shown), NoIndex: true})
}

func (p *Pages) figuresCSV(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{{"report", "release", "key", "name", "value", "definition", "as_at", "query", "note", "label"}}
	for _, f := range page.Figures {
		value, note := strconv.Itoa(f.Value), ""
		if f.Hidden {
			value, note = "", fmt.Sprintf("not shown: a group has fewer than %d people", page.Below)
		}
		rows = append(rows, []string{
			registrations.Guard(page.Release.Title), strconv.Itoa(page.Release.Number), f.Key, registrations.Guard(f.Name), value, f.Definition,
			f.AsAt.Format(time.RFC3339), f.Query, note, string(label.Clear),
		})
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return c.Send(page.Slug+" "+label.Clear.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

// publicFigure is a figure in the JSON file beside a report. A value that is not shown is null.
type publicFigure struct {
	Key        string    `json:"key"`
	Name       string    `json:"name"`
	Value      *int      `json:"value"`
	Definition string    `json:"definition"`
	AsAt       time.Time `json:"as_at"`
	Query      string    `json:"query"`
	Address    string    `json:"address"`
}

func (p *Pages) figuresJSON(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	figures := make([]publicFigure, len(page.Figures))
	for i, f := range page.Figures {
		figures[i] = publicFigure{Key: f.Key, Name: f.Name, Definition: f.Definition, AsAt: f.AsAt.Time, Query: f.Query, Address: c.Site.BaseURL + "/figures/" + f.ID}
		if !f.Hidden {
			figures[i].Value = &page.Figures[i].Value
		}
	}
	return c.WriteJSON(200, map[string]any{
		"title": page.Release.Title, "activity": page.Activity.Title, "release": page.Release.Number,
		"published_at": page.Release.PublishedAt, "label": label.Clear, "changes": shownChanges(page.Changes), "figures": figures,
	})
}

// shownChanges leaves out corrections of numbers that are not shown.
func shownChanges(changes []results.Change) []results.Change {
	out := []results.Change{}
	for _, c := range changes {
		if !c.Hidden {
			out = append(out, c)
		}
	}
	return out
}

// correction is what one release changed.
type correction struct {
	Release results.Release
	Changes []results.Change
}

// corrections are the releases after the first up to the one that is read, the latest first.
func (p publicPage) corrections() []correction {
	var out []correction
	for _, r := range p.Releases {
		if r.Number == 1 || r.Number > p.Release.Number {
			continue
		}
		one := correction{Release: r}
		for _, c := range shownChanges(p.Changes) {
			if c.Release == r.Number {
				one.Changes = append(one.Changes, c)
			}
		}
		out = append(out, one)
	}
	return out
}

// changeWords says one correction: "people was 101, is 102".
func changeWords(c results.Change) string {
	if c.Was == c.Is {
		return fmt.Sprintf("%s was and is %d; what is counted behind it changed", c.Name, c.Is)
	}
	return fmt.Sprintf("%s was %d, is %d", c.Name, c.Was, c.Is)
}

// sentence ends a note with one full stop.
func sentence(note string) string { return strings.TrimRight(note, ". ") + "." }

func releasePath(slug string, number int) string {
	return "/reports/" + slug + "/releases/" + strconv.Itoa(number)
}
