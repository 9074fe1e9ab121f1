package comparisonsweb

import (
	"slices"
	"strconv"

	"counterpart/internal/comparisons"
	"counterpart/internal/registrations"
	"counterpart/internal/web"
	"counterpart/internal/web/charts"
	"counterpart/internal/web/ui"
)

// overviewPage is the instruments that can be compared.
type overviewPage struct {
	List []comparisons.Comparable
}

func (p *Pages) overview(c *web.Call) error {
	list, err := p.Comparisons.Overview(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{
		Title: "States side by side", Content: overviewView(overviewPage{list}), Public: !c.Actor.SignedIn(),
		Describe: "What States cleared of the assessment of their laws against instruments",
	})
}

// mapPage is the provisions of an instrument by States.
type mapPage struct {
	comparisons.Map
	Form *web.Form
}

func (p *Pages) readMap(c *web.Call) (mapPage, int, error) {
	form := c.Form()
	m, status, err := asked(form, func(f comparisons.Filter) (comparisons.Map, error) {
		return p.Comparisons.Map(c.Context(), c.Actor, c.Path("code"), f)
	})
	return mapPage{m, form}, status, err
}

func (p *Pages) showMap(c *web.Call) error {
	page, status, err := p.readMap(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Version.Short + ", State by State", Content: mapView(page), Label: string(page.Label), Status: status, Public: !c.Actor.SignedIn()})
}

// looks are how the grades look. The darkest is where most is there, in each measure.
var looks = map[comparisons.Grade]charts.Look{
	"beyond": charts.Most, "full": charts.Much, "partial": charts.Some, "none": charts.None,
	"regularly": charts.Much, "rarely": charts.Some, "not_applied": charts.None, "unknown": charts.Open,
	comparisons.Needed: charts.Much, comparisons.NotNeeded: charts.None, comparisons.Unanswered: charts.Open,
	comparisons.NotParty: charts.Aside, comparisons.NotApplicable: charts.Aside, comparisons.Nothing: charts.Blank,
}

// matrix is the map as a table of words.
func (p mapPage) matrix() charts.Matrix {
	grades := p.Filter.Measure.Grades()
	g := charts.Grid{Of: "Provision"}
	for _, grade := range grades {
		g.Marks = append(g.Marks, charts.Mark{Words: grade.Words(), Look: looks[grade]})
	}
	for _, c := range p.Columns {
		g.Columns = append(g.Columns, charts.MatrixColumn{Label: c.Name, Note: c.RoundWords() + ", law of " + day(c.AsAt)})
	}
	for _, l := range p.Lines {
		g.Rows = append(g.Rows, p.row(l, grades))
	}
	return charts.NewMatrix(charts.Words{
		ID: "map", Title: p.Filter.Measure.Words() + ", provision by provision", Unit: "fields",
		Note: "States stand in alphabetical order. “Nothing to show” is no gap: the State has not cleared an answer for you to read. What does not apply counts neither way.",
	}, g)
}

func (p mapPage) row(l comparisons.Line, grades []comparisons.Grade) charts.MatrixRow {
	r := charts.MatrixRow{Label: l.Name(), Depth: l.Depth, Heading: !l.Assessable}
	if r.Heading {
		return r
	}
	r.Note, r.Href = l.Obligation.Words(), web.Address(of(p.Version.Code)+"/provisions/"+path(l.Key), "round", p.Form.Text("round"))
	r.Marks = make([]int, len(l.Grades))
	for i, g := range l.Grades {
		r.Marks[i] = slices.Index(grades, g)
	}
	r.Link = func(column int) string {
		if l.Grades[column] == comparisons.Nothing {
			return ""
		}
		return r.Href + "#" + path(p.Columns[column].Mark())
	}
	return r
}

func (p *Pages) mapCSV(c *web.Call) error {
	m, err := p.Comparisons.Export(c.Context(), c.Actor, c.Path("code"), filter(c.Form()))
	if err != nil {
		return err
	}
	rows := [][]string{{"provision", "title", "obligation", "theme", "state", "round", "law_as_at", string(m.Filter.Measure), "label"}}
	for _, l := range m.Lines {
		for i, g := range l.Grades {
			column, tlp := m.Columns[i], l.Labels[i]
			if g == comparisons.Nothing {
				tlp = m.Label
			}
			rows = append(rows, []string{
				registrations.Guard(l.Number), registrations.Guard(l.Title), l.Obligation.Words(), registrations.Guard(themeWords(m.Words, l.Theme)),
				registrations.Guard(column.Name), strconv.Itoa(column.Round), string(column.AsAt), g.Words(), string(tlp),
			})
		}
	}
	return send(c, m.Version.Short+" by State", m.Label, rows)
}

func (p mapPage) filters(names ...string) []ui.Field {
	labels := map[string]ui.Field{
		"measure":    p.Form.Field("measure", "What is compared").OrNone(comparisons.DeJure.Words()),
		"round":      p.Form.Field("round", "Round").OrNone("The newest of each State"),
		"from":       p.Form.Field("from", "Compared with").OrNone("Baseline"),
		"theme":      p.Form.Field("theme", "Theme").OrNone("All"),
		"obligation": p.Form.Field("obligation", "Level of obligation").OrNone("All"),
		"group":      p.Form.Field("group", "Group of States").OrNone("All"),
		"state":      p.Form.Field("state", "One State").OrNone("All"),
	}
	out := make([]ui.Field, len(names))
	for i, n := range names {
		out[i] = labels[n]
	}
	return out
}

// options are the answers of a filter.
func (p mapPage) options(name string) []ui.Option {
	switch name {
	case "measure":
		return measureOptions()[1:] // the first is what is shown where nothing is chosen
	case "round":
		return roundOptions(p.Rounds)
	case "from":
		return roundOptions(p.Rounds)[1:] // the baseline is what is compared with where nothing is chosen
	case "theme":
		return themeOptions(p.Words, p.Themes)
	case "obligation":
		return levelOptions()
	case "group":
		return groupOptions(p.Groups)
	default:
		return stateOptions(p.States)
	}
}

// which names the States that show something under an instrument.
func which(c comparisons.Comparable) string {
	list := make([]string, len(c.States))
	for i, s := range c.States {
		list[i] = s.Name
	}
	if len(list) == 0 {
		return "Nothing to show"
	}
	return names(list)
}
