package charts

import (
	"html"
	"strconv"
	"strings"
)

// page writes markup. Every text and every attribute passes through it, and it escapes each of them.
type page struct{ strings.Builder }

// open begins an element; attributes are pairs, and those without a value are left out.
func (b *page) open(name string, attributes ...string) {
	b.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			b.WriteString(" " + attributes[i] + `="` + html.EscapeString(attributes[i+1]) + `"`)
		}
	}
	b.WriteByte('>')
}

func (b *page) shut(name string) { b.WriteString("</" + name + ">") }

// text writes an element that holds words only.
func (b *page) text(name, words string, attributes ...string) {
	b.open(name, attributes...)
	b.WriteString(html.EscapeString(words))
	b.shut(name)
}

// pen draws within a box whose size grows with what is drawn. Sizes below zero are drawn as zero.
type pen struct {
	page
	width, height float64
}

// num is a length as SVG takes it.
func num(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// tidy rounds to a tenth.
func tidy(x float64) string { return num(float64(int64(x*10+half(x))) / 10) }

func half(x float64) float64 {
	if x < 0 {
		return -0.5
	}
	return 0.5
}

func (p *pen) rect(class string, x, y, width, height float64, tip string) {
	p.open("rect", "class", class, "x", tidy(x), "y", tidy(y), "width", tidy(max(width, 0)), "height", tidy(max(height, 0)))
	p.tip(tip)
	p.shut("rect")
}

func (p *pen) circle(class string, x, y, r float64, tip string) {
	p.open("circle", "class", class, "cx", tidy(x), "cy", tidy(y), "r", tidy(max(r, 0)))
	p.tip(tip)
	p.shut("circle")
}

func (p *pen) line(class string, x1, y1, x2, y2 float64) {
	p.text("line", "", "class", class, "x1", tidy(x1), "y1", tidy(y1), "x2", tidy(x2), "y2", tidy(y2))
}

// words writes a label; anchor is start, middle or end.
func (p *pen) words(class string, x, y float64, anchor, words string) {
	p.text("text", words, "class", class, "x", tidy(x), "y", tidy(y), "text-anchor", anchor)
}

// tip is what a pointer that rests on a part reads.
func (p *pen) tip(words string) {
	if words != "" {
		p.text("title", words)
	}
}

// write puts the drawing with its words into the page.
func (p *pen) write(b *page, title, finding, id string) {
	b.open(
		"svg", "class", "chart-svg", "role", "img", "aria-labelledby", id+"-title", "aria-describedby", id+"-desc",
		"width", tidy(p.width), "height", tidy(p.height), "viewBox", "0 0 "+tidy(p.width)+" "+tidy(p.height), "focusable", "false",
	)
	b.text("title", title, "id", id+"-title")
	b.text("desc", finding, "id", id+"-desc")
	b.WriteString(p.String())
	b.shut("svg")
}

// fit shortens a label to what stands in a width, at about seven units a letter of the chart's size.
func fit(label string, width float64) string {
	most := max(int(width/letter), 1)
	runes := []rune(label)
	if len(runes) <= most {
		return label
	}
	return strings.TrimSpace(string(runes[:max(most-1, 1)])) + "…"
}

const letter = 6.8

// table is the numbers of a chart.
type table struct {
	of    string
	words int // columns of words after the first one
	head  []string
	rows  []line
	more  string // words under the table: what is not written out
}

type line struct {
	cells []string // the first names the row
	href  string
}

// tableOf writes every value of the data, a row for each of its rows.
func tableOf(d Data) table {
	t := table{of: d.Of, head: append([]string{d.Of}, d.Series...)}
	for r, row := range d.Rows {
		l := line{cells: []string{row.Label}, href: row.Href}
		for s := range d.Series {
			l.cells = append(l.cells, d.value(r, s).String())
		}
		t.rows = append(t.rows, l)
	}
	return t
}

// openAtMost is how many rows a table has that stands open: a longer one would push the rest of the page out of sight.
const openAtMost = 12

// write puts the table under the drawing.
func (t table) write(b *page, caption string) {
	open := ""
	if len(t.rows) <= openAtMost {
		open = "open"
	}
	b.open("details", "class", "chart-numbers", "open", open)
	b.text("summary", "The numbers as a table")
	b.open("div", "class", "table-box")
	b.open("table", "class", "table")
	b.text("caption", caption, "class", "vh")
	b.open("thead")
	b.open("tr")
	for i, h := range t.head {
		b.text("th", h, "scope", "col", "class", t.numeric(i))
	}
	b.shut("tr")
	b.shut("thead")
	b.open("tbody")
	for _, r := range t.rows {
		b.open("tr")
		for i, cell := range r.cells {
			t.cell(b, r, i, cell)
		}
		b.shut("tr")
	}
	b.shut("tbody")
	b.shut("table")
	b.shut("div")
	if t.more != "" {
		b.text("p", t.more, "class", "chart-note")
	}
	b.shut("details")
}

func (t table) cell(b *page, r line, i int, cell string) {
	if i > 0 {
		b.open("td", "class", t.numeric(i), "data-label", t.head[i])
		b.text("div", cell, "class", "cell")
		b.shut("td")
		return
	}
	b.open("th", "scope", "row", "data-label", t.head[0])
	if r.href != "" {
		b.text("a", cell, "href", r.href)
	} else {
		b.WriteString(html.EscapeString(cell))
	}
	b.shut("th")
}

func (t table) numeric(column int) string {
	if column > t.words {
		return "num"
	}
	return ""
}
