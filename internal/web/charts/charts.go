// Package charts draws numbers as SVG on the server: bars, lines over years, a matrix, a map of tiles and a network.
//
// A chart is made of its data once and writes three things from it: the drawing for a desk and for a phone, the words that say
// what it shows, and the table of its numbers. None of the three can be left out: the fields of a Chart are closed, the words
// are worked out where the caller gives none, and only Render writes.
//
// It knows no database and no clock, and the same data gives the same bytes. Colours come from classes, which the style sheet
// gives a light and a dark look; nothing in a drawing needs a style or a script of its own.
package charts

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"
)

// Value is one number, or why there is none.
type Value struct {
	n    int
	kind kind
}

type kind uint8

const (
	counted kind = iota
	hidden
	unknown
)

// Number is a counted number.
func Number(n int) Value { return Value{n: n} }

// Hidden is a number that is not shown, because it would tell of single people. Nothing of its size is drawn.
func Hidden() Value { return Value{kind: hidden} }

// Unknown is a number that nobody knows, such as that of a year to come.
func Unknown() Value { return Value{kind: unknown} }

// String is the value as a table shows it.
func (v Value) String() string {
	switch v.kind {
	case hidden:
		return "not shown"
	case unknown:
		return "–"
	default:
		return strconv.Itoa(v.n)
	}
}

// size is what is drawn of a value: nothing where it is hidden, unknown or below zero.
func (v Value) size() int {
	if v.kind != counted {
		return 0
	}
	return max(v.n, 0)
}

// Row is one line of the data: a party, a year.
type Row struct {
	Label  string
	Href   string // where the label leads in the table
	Values []Value
}

// Data is what a chart shows: rows of values, one value for each series.
type Data struct {
	Of     string // what a row is: "Party", "Year"
	Series []string
	Rows   []Row
}

// value is that of a series in a row; a row may be shorter than the series.
func (d Data) value(row, series int) Value {
	if v := d.Rows[row].Values; series < len(v) {
		return v[series]
	}
	return Unknown()
}

// most is the greatest number of the data, 0 where there is none.
func (d Data) most() int {
	out := 0
	for r := range d.Rows {
		for s := range d.Series {
			out = max(out, d.value(r, s).size())
		}
	}
	return out
}

// Words say what a chart shows.
type Words struct {
	ID      string // of the figure, an anchor of the page
	Title   string
	Finding string // what the numbers say; worked out from them when empty
	Unit    string // what is counted: "people"
	// Withheld says why nothing is shown, where numbers would tell of single people.
	Withheld string
	Note     string // under the table: how it is counted, what is left out
}

// Chart is a drawing with its words and its table.
type Chart struct {
	form   string
	words  Words
	data   Data
	legend []string // names of the series, where the drawing does not write them
	wide   bool     // the drawing keeps its size and is moved sideways where there is little room
	draw   func(p *pen, phone bool)
	table  table
}

var _ templ.Component = Chart{}

// Render writes the figure: words, drawings, table.
func (c Chart) Render(_ context.Context, w io.Writer) error {
	var b page
	c.write(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// Table is the head and the rows of the numbers, for files and for print.
func (c Chart) Table() [][]string {
	out := [][]string{c.table.head}
	for _, r := range c.table.rows {
		out = append(out, r.cells)
	}
	return out
}

// Finding says in words what the chart shows.
func (c Chart) Finding() string {
	if c.words.Withheld != "" {
		return c.words.Withheld
	}
	if c.words.Finding != "" {
		return c.words.Finding
	}
	return found(c.data, c.words.Unit)
}

func (c Chart) title() string {
	if c.words.Title == "" {
		return "Numbers"
	}
	return c.words.Title
}

func (c Chart) write(b *page) {
	b.open("figure", "class", "chart chart-"+c.form, "id", c.words.ID)
	b.open("figcaption")
	b.text("p", c.title(), "class", "chart-title")
	b.text("p", c.Finding(), "class", "chart-finding")
	b.shut("figcaption")
	if c.draw == nil || len(c.table.rows) == 0 {
		if c.words.Withheld == "" {
			b.text("p", "There are no numbers yet.", "class", "chart-empty")
		}
		b.shut("figure")
		return
	}
	c.writeLegend(b)
	c.writeDrawing(b, false)
	if !c.wide {
		c.writeDrawing(b, true)
	}
	c.table.write(b, c.title())
	if c.words.Note != "" {
		b.text("p", c.words.Note, "class", "chart-note")
	}
	b.shut("figure")
}

func (c Chart) writeLegend(b *page) {
	if len(c.legend) < 2 {
		return
	}
	b.open("ul", "class", "chart-legend", "aria-hidden", "true")
	for i, name := range c.legend {
		b.open("li")
		b.open("svg", "class", "chart-key", "width", "14", "height", "14", "viewBox", "0 0 14 14")
		b.text("rect", "", "class", series(i), "x", "1", "y", "1", "width", "12", "height", "12")
		b.shut("svg")
		b.text("span", name)
		b.shut("li")
	}
	b.shut("ul")
}

func (c Chart) writeDrawing(b *page, phone bool) {
	class, kind := "chart-drawing", "desk"
	switch {
	case c.wide:
		b.open("div", "class", class+" chart-wide", "tabindex", "0", "role", "group", "aria-label", c.title()+", drawing")
		kind = "wide"
	case phone:
		b.open("div", "class", class+" chart-phone")
		kind = "phone"
	default:
		b.open("div", "class", class+" chart-desk")
	}
	p := &pen{}
	c.draw(p, phone)
	p.write(b, c.title(), c.Finding(), c.words.ID+"-"+c.form+"-"+kind)
	b.shut("div")
}

// series is the class of the n-th series; there are as many looks as a reader tells apart.
func series(n int) string { return "chart-s" + strconv.Itoa(n%looks) }

const looks = 6
