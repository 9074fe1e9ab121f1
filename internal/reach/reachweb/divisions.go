package reachweb

import (
	"fmt"
	"strconv"

	"counterpart/internal/reach"
	"counterpart/internal/registrations"
	"counterpart/internal/web"
	"counterpart/internal/web/charts"
	"counterpart/internal/web/ui"
)

// divisionsPage is women and men among those who came.
type divisionsPage struct {
	reach.Divisions
	Tabs []ui.NavItem
}

func (p *Pages) divisions(c *web.Call) error {
	got, err := p.Reach.Divisions(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	page := divisionsPage{got, p.tabs(c.Actor, "/reach/women-and-men")}
	return c.Show(web.View{Title: "Women and men among those who came", Label: string(shown), Content: divisionsView(page)})
}

var sexes = []string{"Women", "Men", "Other than women and men", "Not stated"}

func values(d reach.Division) []charts.Value {
	if d.Hidden {
		return []charts.Value{charts.Hidden(), charts.Hidden(), charts.Hidden(), charts.Hidden()}
	}
	return []charts.Value{charts.Number(d.Women), charts.Number(d.Men), charts.Number(d.Other), charts.Number(d.NotStated)}
}

func (p divisionsPage) years() charts.Chart {
	d := charts.Data{Of: "Year", Series: sexes}
	for _, y := range p.Years {
		d.Rows = append(d.Rows, charts.Row{Label: y.Label, Values: values(y)})
	}
	return charts.Stacked(charts.Words{ID: "years", Title: "Women and men, by year", Unit: "people", Finding: p.finding()}, d)
}

func (p divisionsPage) finding() string {
	if p.All.Hidden {
		return fmt.Sprintf("%s came in all. How they divide is not shown: a group would tell of single people.", count(p.All.People, "person", "people"))
	}
	return fmt.Sprintf("Of %d who came, counted once for each activity, %d are women, %d men, %d neither, and of %d it is not stated.",
		p.All.People, p.All.Women, p.All.Men, p.All.Other, p.All.NotStated)
}

// came are the parties of which somebody came.
func (p divisionsPage) came() []reach.Division {
	var out []reach.Division
	for _, d := range p.Parties {
		if d.People > 0 {
			out = append(out, d)
		}
	}
	return out
}

func (p *Pages) divisionsCSV(c *web.Call) error {
	got, err := p.Reach.ExportDivisions(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	rows := [][]string{{"by", "of", "people", "women", "men", "other", "not_stated", "note", "label"}}
	add := func(by string, list ...reach.Division) {
		for _, d := range list {
			row := []string{by, registrations.Guard(d.Label), strconv.Itoa(d.People), strconv.Itoa(d.Women), strconv.Itoa(d.Men), strconv.Itoa(d.Other), strconv.Itoa(d.NotStated), "", string(shown)}
			if d.Hidden {
				row[3], row[4], row[5], row[6], row[7] = "", "", "", "", "not shown: it would tell of single people"
			}
			rows = append(rows, row)
		}
	}
	add("all", got.All)
	add("year", got.Years...)
	add("party", got.Parties...)
	return send(c, "Women and men", rows)
}
