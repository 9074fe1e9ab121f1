package tiesweb

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"counterpart/internal/ties"
	"counterpart/internal/web/charts"
)

// How many parties a drawing holds, so that their names can be read. The table under it and the file have them all.
const (
	inNetwork = 60
	inMatrix  = 24
)

// foremost are the parties with the most ties, at most n of them; those without any come last.
func (p networkPage) foremost(n int) []ties.Party {
	list := slices.Clone(p.Parties)
	slices.SortStableFunc(list, func(a, b ties.Party) int {
		return cmp.Or(cmp.Compare(b.After, a.After), cmp.Compare(b.Connections, a.Connections))
	})
	return list[:min(n, len(list))]
}

func (p networkPage) left(n int) string {
	if len(p.Parties) <= n {
		return ""
	}
	return fmt.Sprintf("Drawn are the %d parties with the most ties; %d more stand in the table of parties.", n, len(p.Parties)-n)
}

// when says what before means on this page.
func (p networkPage) when() string {
	if p.Activity.ID != "" {
		return "before the activity"
	}
	return "before " + day(string(p.Query.From))
}

// graph is the network on a circle, region by region.
func (p networkPage) graph() charts.Chart {
	g := charts.Graph{Of: "Party", Series: []string{"Connections " + p.when(), "Connections now"}}
	for _, party := range p.foremost(inNetwork) {
		g.Nodes = append(g.Nodes, charts.Node{ID: party.ID, Label: party.Name, Short: short(party), Group: region(party).name, Href: "/parties/" + party.ID + "/connections", Mark: party.Bridge})
	}
	for _, pair := range p.Pairs {
		g.Links = append(g.Links, charts.Link{One: pair.One, Two: pair.Two, New: pair.Before == 0, Values: []charts.Value{charts.Number(pair.Before), charts.Number(pair.After)}})
	}
	return charts.Network(charts.Words{ID: "graph", Title: "The network", Finding: p.finding(), Note: strings.TrimSpace("A line is as thick as the people who met are many. A ring marks a bridge; an empty point stands alone. " + p.left(inNetwork))}, g)
}

// finding says what changed.
func (p networkPage) finding() string {
	b, a := p.Before, p.After
	return fmt.Sprintf("%s tied, %d of them for the first time; %d stand alone, %d did before. %s connect people of two parties, %d before.",
		many(a.Ties, "pair of parties is", "pairs of parties are"), a.Ties-b.Ties, a.Alone, b.Alone, many(a.Connections, "connection", "connections"), b.Connections)
}

// tiles is the map.
func (p networkPage) tiles() charts.Chart {
	var list []charts.Tile
	for _, party := range p.Parties {
		r := region(party)
		list = append(list, charts.Tile{
			Code: short(party), Label: party.Name, Href: "/parties/" + party.ID + "/connections", Region: r.name, Column: r.column,
			Values: []charts.Value{charts.Number(party.Before), charts.Number(party.After)},
		})
	}
	return charts.Tiles(charts.Words{
		ID: "map", Title: "The map", Unit: "parties",
		Note: "A square is a party, in its region, from the west to the east; it is the darker the more parties it is tied to now. It is a scheme and shows no borders.",
	}, "Party", []string{"Tied to, " + p.when(), "Tied to now"}, list)
}

// matrix is who is tied to whom.
func (p networkPage) matrix() charts.Chart {
	top := p.foremost(inMatrix)
	d := charts.Data{Of: "Party"}
	place := map[string]int{}
	for i, party := range top {
		place[party.ID] = i
		d.Series = append(d.Series, party.Name)
		values := make([]charts.Value, len(top))
		for j := range values {
			values[j] = charts.Number(0)
		}
		values[i] = charts.Unknown()
		d.Rows = append(d.Rows, charts.Row{Label: party.Name, Href: "/parties/" + party.ID + "/connections", Values: values})
	}
	most, between := 0, ""
	for _, pair := range p.Pairs {
		i, one := place[pair.One]
		j, two := place[pair.Two]
		if !one || !two {
			continue
		}
		d.Rows[i].Values[j], d.Rows[j].Values[i] = charts.Number(pair.After), charts.Number(pair.After)
		if pair.After > most {
			most, between = pair.After, top[i].Name+" and "+top[j].Name
		}
	}
	found := "None of these parties is tied to another."
	if most > 0 {
		found = fmt.Sprintf("Most people met between %s: %s of people.", between, many(most, "pair", "pairs"))
	}
	return charts.Heat(charts.Words{ID: "matrix", Title: "Who is tied to whom", Unit: "Connections", Finding: found, Note: p.left(inMatrix)}, d)
}

// short is what stands where there is little room.
func short(p ties.Party) string {
	switch {
	case p.ISO != "":
		return p.ISO
	case p.Short != "":
		return p.Short
	default:
		return p.Name
	}
}

// place is a region and the column of the map in which it stands.
type place struct {
	name   string
	column int
}

// columns of the map, by the regions of UN M49: the Americas; Europe and Africa; West, Central and South Asia; East and South-East
// Asia and Oceania.
var columns = map[string]int{
	"019": 0, "150": 1, "002": 1, "145": 2, "143": 2, "034": 2, "030": 3, "035": 3, "009": 3,
}

// region is the region that the register gives a party, or the one of M49 in which its country lies; the column is that of the
// country.
func region(p ties.Party) place {
	out := place{name: p.Region, column: 0}
	country, err := language.ParseRegion(p.ISO)
	if p.ISO == "" || err != nil {
		if out.name == "" {
			out.name = "Organisations"
		}
		return out
	}
	for _, code := range []string{"019", "150", "002", "145", "143", "034", "030", "035", "009"} {
		if m49, err := language.ParseRegion(code); err == nil && m49.Contains(country) {
			out.column = columns[code]
			if out.name == "" {
				out.name = display.English.Regions().Name(m49)
			}
		}
	}
	return out
}

func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
