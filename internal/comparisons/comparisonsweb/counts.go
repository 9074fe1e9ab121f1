package comparisonsweb

import (
	"fmt"
	"strconv"
	"strings"

	"counterpart/internal/comparisons"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/charts"
)

// countsPage is what a map counts, level by level.
type countsPage struct {
	mapPage
	Counts comparisons.Counts
}

func (p *Pages) counts(c *web.Call) error {
	m, status, err := p.readMap(c)
	if err != nil {
		return err
	}
	page := countsPage{m, m.Counts()}
	return c.Show(web.View{Title: m.Version.Short + ", counts", Content: countsView(page), Label: string(m.Label), Status: status, Public: !c.Actor.SignedIn()})
}

// aside joins what says nothing of the law, for a drawing: a reader tells six looks apart.
const aside = "Not bound, or not applicable"

// series are the grades as a drawing has them; what shows nothing is not drawn.
func series(m comparisons.Measure) []string {
	var out []string
	for _, g := range m.Grades() {
		if g != comparisons.NotParty && g != comparisons.NotApplicable && g != comparisons.Nothing {
			out = append(out, g.Words())
		}
	}
	return append(out, aside)
}

func values(m comparisons.Measure, n comparisons.Numbers) []charts.Value {
	var out []charts.Value
	for _, g := range m.Grades() {
		if g != comparisons.NotParty && g != comparisons.NotApplicable && g != comparisons.Nothing {
			out = append(out, charts.Number(n[g]))
		}
	}
	return append(out, charts.Number(n[comparisons.NotParty]+n[comparisons.NotApplicable]))
}

// said words the numbers of one level.
func said(m comparisons.Measure, n comparisons.Numbers) string {
	var parts []string
	for _, g := range m.Grades() {
		if n[g] > 0 {
			parts = append(parts, strconv.Itoa(n[g])+" "+strings.ToLower(g.Words()))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// together is a bar for each level of obligation.
func (p countsPage) together() charts.Chart {
	d, finding := charts.Data{Of: "Level of obligation", Series: series(p.Filter.Measure)}, []string{}
	for _, l := range p.Counts.Together {
		d.Rows = append(d.Rows, charts.Row{Label: l.Obligation.Words(), Values: values(p.Filter.Measure, l.Numbers)})
		finding = append(finding, l.Obligation.Words()+": "+said(p.Filter.Measure, l.Numbers)+".")
	}
	return charts.Stacked(charts.Words{
		ID: "together", Title: "All States together, by level of obligation", Unit: "answers", Finding: strings.Join(finding, " "),
		Note: "A field for each provision and State. Levels are never added up: what must be done and what may be done are different questions.",
	}, d)
}

// level is a bar for each State, of the provisions of one level.
func (p countsPage) level(at int) charts.Chart {
	o := comparisons.Levels[at]
	d := charts.Data{Of: "State", Series: series(p.Filter.Measure)}
	for _, s := range p.Counts.States {
		d.Rows = append(d.Rows, charts.Row{Label: s.Name, Values: values(p.Filter.Measure, s.Levels[at].Numbers)})
	}
	return charts.Stacked(charts.Words{
		ID: "level-" + string(o), Title: o.Words() + ": each State, in alphabetical order", Unit: "provisions",
		Finding: fmt.Sprintf("%s of the level “%s”, of %s.", count(p.provisions(o), "provision", "provisions"), o.Words(), count(len(p.Counts.States), "State", "States")),
	}, d)
}

func (p mapPage) provisions(o instruments.Obligation) int {
	n := 0
	for _, l := range p.Lines {
		if l.Assessable && l.Obligation == o {
			n++
		}
	}
	return n
}

func (p *Pages) countsCSV(c *web.Call) error {
	m, err := p.Comparisons.Export(c.Context(), c.Actor, c.Path("code"), filter(c.Form()))
	if err != nil {
		return err
	}
	rows := [][]string{{"state", "round", "law_as_at", "obligation"}}
	rows[0] = append(codes(m.Filter.Measure, rows[0]), "label")
	counts := m.Counts()
	for _, l := range counts.Together {
		rows = append(rows, append(numbers(m.Filter.Measure, l.Numbers, "All together", "", "", l.Obligation.Words()), string(m.Label)))
	}
	for _, s := range counts.States {
		for _, l := range s.Levels {
			row := numbers(m.Filter.Measure, l.Numbers, registrations.Guard(s.Name), strconv.Itoa(s.Round), string(s.AsAt), l.Obligation.Words())
			rows = append(rows, append(row, string(m.Label)))
		}
	}
	return send(c, m.Version.Short+" counts", m.Label, rows)
}

func codes(m comparisons.Measure, row []string) []string {
	for _, g := range m.Grades() {
		row = append(row, string(g))
	}
	return row
}

func numbers(m comparisons.Measure, n comparisons.Numbers, row ...string) []string {
	for _, g := range m.Grades() {
		row = append(row, strconv.Itoa(n[g]))
	}
	return row
}

// themesPage is the counts by theme, over all instruments.
type themesPage struct {
	comparisons.Themes
	Form *web.Form
}

func (p *Pages) themes(c *web.Call) error {
	form := c.Form()
	t, status, err := asked(form, func(f comparisons.Filter) (comparisons.Themes, error) {
		return p.Comparisons.Themes(c.Context(), c.Actor, f)
	})
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "States side by side, by theme", Content: themesView(themesPage{t, form}), Label: string(t.Label), Status: status, Public: !c.Actor.SignedIn()})
}

// level is a bar for each theme, of the provisions of one level.
func (p themesPage) level(at int) charts.Chart {
	o := comparisons.Levels[at]
	d, finding := charts.Data{Of: "Theme", Series: series(p.Filter.Measure)}, []string{}
	for _, t := range p.Themes.Themes {
		name := themeWords(p.Words, t.Theme)
		d.Rows = append(d.Rows, charts.Row{Label: name, Values: values(p.Filter.Measure, t.Levels[at].Numbers)})
		finding = append(finding, name+": "+said(p.Filter.Measure, t.Levels[at].Numbers)+".")
	}
	return charts.Stacked(charts.Words{ID: "level-" + string(o), Title: o.Words(), Unit: "answers", Finding: strings.Join(finding, " ")}, d)
}

func (p themesPage) counted() string {
	var short []string
	for _, v := range p.Instruments {
		short = append(short, v.Short)
	}
	return fmt.Sprintf("%s: %s. %s: %s.", count(len(short), "instrument", "instruments"), names(short), count(len(p.States), "State", "States"), names(p.States))
}

func (p *Pages) themesCSV(c *web.Call) error {
	t, err := p.Comparisons.ExportThemes(c.Context(), c.Actor, filter(c.Form()))
	if err != nil {
		return err
	}
	return send(c, "Laws by theme", t.Label, themeRows(t.Words, t.Filter.Measure, t.Themes, t.Label))
}

func themeRows(words *vocabulary.Words, m comparisons.Measure, list []comparisons.ThemeCount, tlp label.TLP) [][]string {
	rows := [][]string{append(codes(m, []string{"theme", "obligation"}), "label")}
	for _, t := range list {
		for _, l := range t.Levels {
			rows = append(rows, append(numbers(m, l.Numbers, registrations.Guard(themeWords(words, t.Theme)), l.Obligation.Words()), string(tlp)))
		}
	}
	return rows
}
