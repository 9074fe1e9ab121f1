package periodic

import (
	"counterpart/internal/db"
	"counterpart/internal/indicators"
	"counterpart/internal/indicators/catalogue"
)

// Chart is a figure divided, or one over several periods: what is drawn, and the table of its numbers.
type Chart struct {
	Ref   Ref
	Title string
	Of    string // what a row is: "Sex", "Period"
	Unit  string
	Rows  []Row
	// Closed charts would tell of single people.
	Closed bool
}

// Row is one line of a chart. A value that is not known, such as that of a period to come, is empty.
type Row struct {
	Label string
	Value string
}

// ChartsIn makes the charts that references name out of figures.
func ChartsIn(tx *db.Tx, scope Scope, refs []Ref, figures []Figure) ([]Chart, error) {
	var out []Chart
	for _, r := range refs {
		if r.By == "" {
			continue
		}
		c, err := chartIn(tx, scope, r, figures)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func chartIn(tx *db.Tx, scope Scope, r Ref, figures []Figure) (Chart, error) {
	comp, _ := catalogue.Find(r.Key)
	out := Chart{Ref: r, Title: r.Title(), Of: catalogue.DimensionNames[r.By], Unit: comp.Unit}
	own := scope.Period()
	if r.By == catalogue.Periods {
		out.Of = "Period"
		for _, p := range own.Row(scope.Frequency) {
			f, _ := Find(figures, r.Key, p.Code)
			out.Rows = append(out.Rows, Row{Label: p.Words(), Value: f.Value})
		}
		return out, nil
	}
	f, ok := Find(figures, r.Key, own.Code)
	if out.Closed = f.closed(r.By); !ok || out.Closed {
		return out, nil
	}
	groups, err := indicators.DivideIn(tx, comp, f.Records, r.By)
	for _, g := range groups {
		out.Rows = append(out.Rows, Row{Label: g.Name, Value: g.Value})
	}
	return out, err
}
