package comparisonsweb

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/comparisons"
	"counterpart/internal/registrations"
	"counterpart/internal/web"
	"counterpart/internal/web/charts"
)

// movesPage is what moved between two rounds.
type movesPage struct {
	mapPage
	comparisons.Moves
}

func (p *Pages) moves(c *web.Call) error {
	form := c.Form()
	m, status, err := asked(form, func(f comparisons.Filter) (comparisons.Moves, error) {
		return p.Comparisons.Moves(c.Context(), c.Actor, c.Path("code"), f)
	})
	if err != nil {
		return err
	}
	page := movesPage{mapPage{m.Map, form}, m}
	return c.Show(web.View{Title: m.Map.Version.Short + ", over the rounds", Content: movesView(page), Label: string(m.Label), Status: status, Public: !c.Actor.SignedIn()})
}

// ways are how a provision can have moved, with the words for it.
var ways = []string{"More than before", "The same", "Less than before", "Cannot be said"}

func (p movesPage) way(m comparisons.Move) int {
	if m.From.Neutral() || m.To.Neutral() || m.From == "unknown" || m.To == "unknown" {
		return 3
	}
	return 1 - p.measure().Way(m.From, m.To)
}

func (p movesPage) measure() comparisons.Measure { return p.Moves.Filter.Measure }

// level is a bar for each State, of the provisions of one level.
func (p movesPage) level(at int) charts.Chart {
	o := comparisons.Levels[at]
	d, all := charts.Data{Of: "State", Series: ways}, make([]int, len(ways))
	for _, s := range p.Moves.States {
		numbers := make([]int, len(ways))
		for _, m := range s.Moves {
			if m.Obligation == o {
				numbers[p.way(m)] += m.Provisions
				all[p.way(m)] += m.Provisions
			}
		}
		row := charts.Row{Label: s.After.Name}
		for _, n := range numbers {
			row.Values = append(row.Values, charts.Number(n))
		}
		d.Rows = append(d.Rows, row)
	}
	return charts.Stacked(charts.Words{
		ID: "level-" + string(o), Title: o.Words() + ": each State, in alphabetical order", Unit: "provisions",
		Finding: fmt.Sprintf("All States together: more than before under %s, the same under %d, less under %d; of %d it cannot be said.", count(all[0], "provision", "provisions"), all[1], all[2], all[3]),
	}, d)
}

// moved are the moves of all States together, level by level, without what stayed.
func (p movesPage) moved() []comparisons.Move {
	grades := p.measure().Grades()
	out := slices.DeleteFunc(slices.Clone(p.Together), func(m comparisons.Move) bool { return m.From == m.To })
	slices.SortFunc(out, func(a, b comparisons.Move) int {
		place := func(m comparisons.Move) int {
			return slices.Index(comparisons.Levels, m.Obligation)*10000 + slices.Index(grades, m.From)*100 + slices.Index(grades, m.To)
		}
		return place(a) - place(b)
	})
	return out
}

// between says which rounds of a State are compared.
func (p movesPage) between() string {
	var parts []string
	for _, s := range p.Moves.States {
		parts = append(parts, fmt.Sprintf("%s: %s, law of %s, with %s, law of %s", s.After.Name, lower(s.Before.RoundWords()), day(s.Before.AsAt), lower(s.After.RoundWords()), day(s.After.AsAt)))
	}
	return strings.Join(parts, "; ")
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func (p *Pages) movesCSV(c *web.Call) error {
	m, err := p.Comparisons.ExportMoves(c.Context(), c.Actor, c.Path("code"), filter(c.Form()))
	if err != nil {
		return err
	}
	rows := [][]string{{"state", "from_round", "to_round", "obligation", "from", "to", "provisions", "note", "label"}}
	for _, s := range m.States {
		for _, x := range s.Moves {
			rows = append(rows, []string{
				registrations.Guard(s.After.Name), strconv.Itoa(s.Before.Round), strconv.Itoa(s.After.Round), x.Obligation.Words(), x.From.Words(), x.To.Words(), strconv.Itoa(x.Provisions), "", string(m.Label),
			})
		}
	}
	for _, name := range m.OneRound {
		rows = append(rows, []string{registrations.Guard(name), "", "", "", "", "", "", "only one of the two rounds is shown", string(m.Label)})
	}
	return send(c, m.Map.Version.Short+" over the rounds", m.Label, rows)
}
