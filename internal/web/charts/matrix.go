package charts

import (
	"context"
	"html"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Look is how a field of a matrix looks. The style sheet gives each a sign of its own beside its colour, and the field says its word.
type Look string

// The looks, from the fullest to what says nothing.
const (
	Most  Look = "most"
	Much  Look = "much"
	Some  Look = "some"
	None  Look = "none"
	Open  Look = "open"  // not answered, not known
	Aside Look = "aside" // neither a gap nor an achievement
	Blank Look = "blank" // nothing to show
)

// Mark is one of the few things that a field of a matrix can say.
type Mark struct {
	Words string
	Look  Look
}

// MatrixRow is one row of a matrix: its fields by their place among the marks, or a heading over those below.
type MatrixRow struct {
	Label   string
	Note    string
	Href    string
	Depth   int
	Heading bool
	Marks   []int
	Link    func(column int) string // where a field leads; "" is nowhere
}

// MatrixColumn is the head of a column.
type MatrixColumn struct {
	Label string
	Note  string
	Href  string
}

// Grid is what a matrix shows.
type Grid struct {
	Of      string // what a row is: "Provision"
	Marks   []Mark // all that a field can say, in the order of the legend
	Columns []MatrixColumn
	Rows    []MatrixRow
}

// Matrix is rows by columns of which every field says one of a few words. It is a table, so that it needs no other one beside it.
type Matrix struct {
	words Words
	grid  Grid
}

var _ templ.Component = Matrix{}

// NewMatrix makes a matrix.
func NewMatrix(w Words, g Grid) Matrix { return Matrix{w, g} }

// Finding says in words what the matrix shows.
func (m Matrix) Finding() string {
	if m.words.Finding != "" {
		return m.words.Finding
	}
	counts, all := make([]int, len(m.grid.Marks)), 0
	for _, r := range m.grid.Rows {
		for _, i := range r.Marks {
			counts[i]++
			all++
		}
	}
	if all == 0 {
		return "Nothing is shown."
	}
	var parts []string
	for i, mark := range m.grid.Marks {
		if counts[i] > 0 {
			parts = append(parts, strconv.Itoa(counts[i])+" "+strings.ToLower(mark.Words))
		}
	}
	return "Of " + amount(Number(all), m.words.Unit) + ": " + strings.Join(parts, ", ") + "."
}

// Render writes the figure: words, legend, table.
func (m Matrix) Render(_ context.Context, w io.Writer) error {
	var b page
	b.open("figure", "class", "chart chart-matrix", "id", m.words.ID)
	b.open("figcaption")
	b.text("p", m.words.Title, "class", "chart-title")
	b.text("p", m.Finding(), "class", "chart-finding")
	b.shut("figcaption")
	if len(m.grid.Columns) == 0 || len(m.grid.Rows) == 0 {
		b.text("p", "There is nothing to show yet.", "class", "chart-empty")
	} else {
		m.legend(&b)
		m.table(&b)
	}
	if m.words.Note != "" {
		b.text("p", m.words.Note, "class", "chart-note")
	}
	b.shut("figure")
	_, err := io.WriteString(w, b.String())
	return err
}

// legend names what a field can say; a screen reader hears it in the fields.
func (m Matrix) legend(b *page) {
	b.open("ul", "class", "chart-legend", "aria-hidden", "true")
	for _, mark := range m.grid.Marks {
		b.open("li")
		b.text("span", mark.Words, "class", "matrix-key m-"+string(mark.Look))
		b.shut("li")
	}
	b.shut("ul")
}

func (m Matrix) table(b *page) {
	b.open("div", "class", "matrix-box", "tabindex", "0", "role", "group", "aria-label", m.words.Title)
	b.open("table", "class", "matrix")
	b.text("caption", m.words.Title, "class", "vh")
	b.open("thead")
	b.open("tr")
	b.text("th", m.grid.Of, "scope", "col")
	for _, c := range m.grid.Columns {
		b.open("th", "scope", "col")
		head(b, c.Label, c.Note, c.Href)
		b.shut("th")
	}
	b.shut("tr")
	b.shut("thead")
	b.open("tbody")
	fields := m.fields()
	for _, r := range m.grid.Rows {
		m.row(b, r, fields)
	}
	b.shut("tbody")
	b.shut("table")
	b.shut("div")
}

func (m Matrix) row(b *page, r MatrixRow, fields []written) {
	depth := "d" + strconv.Itoa(min(max(r.Depth, 0), 4))
	if r.Heading {
		b.open("tr", "class", "matrix-heading")
		b.open("th", "class", depth, "scope", "row", "colspan", strconv.Itoa(len(m.grid.Columns)+1))
		head(b, r.Label, r.Note, r.Href)
		b.shut("th")
		b.shut("tr")
		return
	}
	b.open("tr")
	b.open("th", "class", depth, "scope", "row")
	head(b, r.Label, r.Note, r.Href)
	b.shut("th")
	for column, i := range r.Marks {
		href := ""
		if r.Link != nil {
			href = r.Link(column)
		}
		b.WriteString(fields[i].open)
		if href != "" {
			b.WriteString(`<a href="` + html.EscapeString(href) + `">` + fields[i].words + `</a></td>`)
		} else {
			b.WriteString(fields[i].words + `</td>`)
		}
	}
	b.shut("tr")
}

func head(b *page, label, note, href string) {
	if href != "" {
		b.text("a", label, "href", href)
	} else {
		b.text("span", label)
	}
	if note != "" {
		b.text("span", note, "class", "matrix-note")
	}
}

// written is how a field begins and what it says, as it is written thousands of times.
type written struct{ open, words string }

func (m Matrix) fields() []written {
	out := make([]written, len(m.grid.Marks))
	for i, mark := range m.grid.Marks {
		out[i] = written{`<td class="m-` + html.EscapeString(string(mark.Look)) + `">`, html.EscapeString(mark.Words)}
	}
	return out
}
