package reachweb

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/fault"
	"counterpart/internal/reach"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/charts"
	"counterpart/internal/web/ui"
)

// listPage is the list of parties, those that were never reached among them.
type listPage struct {
	reach.List
	Actor access.Actor
	Tabs  []ui.NavItem
	Words *vocabulary.Words
	Form  *web.Form
	Rows  []reach.Party // of this page
	Next  string
	CSV   string
}

const partiesAtOnce = 100

func (p *Pages) list(c *web.Call) error {
	form := c.Form()
	page := listPage{Actor: c.Actor, Form: form, Tabs: p.tabs(c.Actor, "/reach")}
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	status := 200
	f, err := filter(form), form.Wrong.Err()
	if err == nil {
		page.List, err = p.Reach.List(c.Context(), c.Actor, f)
	}
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		status = 422
		if page.List, err = p.Reach.List(c.Context(), c.Actor, reach.Filter{}); err != nil {
			return err
		}
	} else {
		form.Values.Set("from", strconv.Itoa(page.From))
		form.Values.Set("to", strconv.Itoa(page.To))
	}
	page.cut(after)
	page.CSV = query("/reach.csv", form)
	return c.Show(web.View{Title: "Whom have we not reached?", Label: string(shown), Content: listView(page), Status: status})
}

// cut keeps the parties after a key, as many as a page holds.
func (p *listPage) cut(after []string) {
	p.Rows = p.Parties
	if len(after) == 2 {
		from := slices.IndexFunc(p.Rows, func(row reach.Party) bool {
			return row.SortKey > after[0] || row.SortKey == after[0] && row.ID > after[1]
		})
		if from < 0 {
			from = len(p.Rows)
		}
		p.Rows = p.Rows[from:]
	}
	if len(p.Rows) > partiesAtOnce {
		p.Rows = p.Rows[:partiesAtOnce]
		last := p.Rows[partiesAtOnce-1]
		p.Next = query("/reach", p.Form, "after", web.EncodeKey(last.SortKey, last.ID))
	}
}

// all is how many parties match, whatever the step.
func (p listPage) all() int {
	n := 0
	for _, k := range p.Steps {
		n += k
	}
	return n
}

func (p listPage) span() string {
	if p.From == p.To {
		return "in " + strconv.Itoa(p.From)
	}
	return fmt.Sprintf("from %d to %d", p.From, p.To)
}

// steps is how far the parties of each region have come.
func (p listPage) steps() charts.Chart {
	d := charts.Data{Of: "Region"}
	steps := reach.Steps()
	for _, s := range slices.Backward(steps) {
		d.Series = append(d.Series, reach.StepWords[s])
	}
	row := map[string]int{}
	sums := [][]int{}
	for _, party := range p.Parties {
		region := party.Region
		if region == "" {
			region = "No region"
		}
		i, known := row[region]
		if !known {
			i = len(sums)
			row[region] = i
			sums = append(sums, make([]int, len(steps)))
			d.Rows = append(d.Rows, charts.Row{Label: region})
		}
		sums[i][len(steps)-1-slices.Index(steps, party.Step)]++
	}
	for i, list := range sums {
		for _, n := range list {
			d.Rows[i].Values = append(d.Rows[i].Values, charts.Number(n))
		}
	}
	slices.SortFunc(d.Rows, func(a, b charts.Row) int { return compare(a.Label, b.Label) })
	return charts.Stacked(charts.Words{
		ID: "steps", Title: "How far the parties of each region have come, " + p.span(), Unit: "parties",
		Finding: fmt.Sprintf("Of %s, %d came to an activity %s; %d named people of whom nobody came, %d were invited and named nobody, and %d were never invited.",
			count(p.all(), "party", "parties"), p.Steps["came"], p.span(), p.Steps["named"], p.Steps["invited"], p.Steps[reach.Never]),
	}, d)
}

func compare(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "No region" || b != "No region" && a > b:
		return 1
	default:
		return -1
	}
}

// years is how many parties each year reached.
func (p listPage) years() charts.Chart {
	d := charts.Data{Of: "Year", Series: []string{"In the register"}}
	for _, m := range reach.Measures {
		d.Series = append(d.Series, m.Name)
	}
	for _, y := range p.Years {
		row := charts.Row{Label: strconv.Itoa(y.Year), Values: []charts.Value{charts.Number(y.Parties)}}
		for _, m := range reach.Measures {
			row.Values = append(row.Values, charts.Number(y.Reached[m.Key]))
		}
		d.Rows = append(d.Rows, row)
	}
	return charts.Lines(charts.Words{
		ID: "years", Title: "Parties reached, year by year", Unit: "parties",
		Note: "In the register: parties of the selection, with the status asked for at the end of each year. A party counts once a year, however often it came.",
	}, d)
}

func (p *Pages) listCSV(c *web.Call) error {
	form := c.Form()
	f := filter(form)
	if err := form.Wrong.Err(); err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	l, err := p.Reach.Export(c.Context(), c.Actor, f)
	if err != nil {
		return err
	}
	head := []string{"party", "kind", "region", "year", "status"}
	for _, m := range reach.Measures {
		head = append(head, m.Key, m.Key+"_people")
	}
	rows := [][]string{append(head, "label")}
	for _, party := range l.Parties {
		for _, y := range party.Years {
			row := []string{registrations.Guard(party.Name), words.Name(vocabulary.PartyKinds, party.Kind), registrations.Guard(party.Region), strconv.Itoa(y.Year), words.Name(vocabulary.Statuses, y.Status)}
			for _, m := range reach.Measures {
				row = append(row, strconv.Itoa(y.Counts[m.Key].Activities), strconv.Itoa(y.Counts[m.Key].People))
			}
			rows = append(rows, append(row, string(shown)))
		}
	}
	return send(c, fmt.Sprintf("Reach %d-%d", l.From, l.To), rows)
}

// send writes a table whose rows carry their label.
func send(c *web.Call, name string, rows [][]string) error {
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		return err
	}
	return c.Send(name+" "+shown.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

// partyPage is one party over the years.
type partyPage struct {
	reach.PartyPage
	Words *vocabulary.Words
	Form  *web.Form
}

func (p *Pages) party(c *web.Call) error {
	form := c.Form()
	page := partyPage{Form: form}
	var err error
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	status := 200
	f, err := filter(form), form.Wrong.Err()
	if err == nil {
		page.PartyPage, err = p.Reach.Party(c.Context(), c.Actor, c.Path("id"), f)
	}
	if fault.AsInvalid(err) != nil {
		if form.Wrong.Err() == nil {
			form.Wrong.Fields = fault.AsInvalid(err).Fields
		}
		status = 422
		page.PartyPage, err = p.Reach.Party(c.Context(), c.Actor, c.Path("id"), reach.Filter{})
	} else if err == nil {
		form.Values.Set("from", strconv.Itoa(page.Filter.From))
		form.Values.Set("to", strconv.Itoa(page.Filter.To))
	}
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Reach: " + page.Party.Name, Label: string(shown), Content: partyView(page), Status: status})
}

// years is how often the party took each step in each year.
func (p partyPage) years() charts.Chart {
	d := charts.Data{Of: "Year"}
	for _, m := range reach.Measures {
		d.Series = append(d.Series, m.Name)
	}
	d.Series = append(d.Series, "People who came")
	for _, y := range p.Party.Years {
		row := charts.Row{Label: strconv.Itoa(y.Year)}
		for _, m := range reach.Measures {
			row.Values = append(row.Values, charts.Number(y.Counts[m.Key].Activities))
		}
		d.Rows = append(d.Rows, charts.Row{Label: row.Label, Values: append(row.Values, charts.Number(y.Counts["came"].People))})
	}
	return charts.Lines(charts.Words{ID: "years", Title: "Activities, year by year", Finding: since(p.Party, p.Words) + ".", Note: "People count once for each activity to which they came."}, d)
}

// groups is a chart of people named and come.
func groups(id, title, of string, list []reach.Group) charts.Chart {
	d := charts.Data{Of: of, Series: []string{"Named", "Came"}}
	for _, g := range list {
		d.Rows = append(d.Rows, charts.Row{Label: g.Label, Values: []charts.Value{charts.Number(g.Named), charts.Number(g.Came)}})
	}
	return charts.Bars(charts.Words{ID: id, Title: title, Unit: "people"}, d)
}
