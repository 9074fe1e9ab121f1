package charts

import "fmt"

// Heat draws a field for each row and series of the data, the darker the greater its number.
func Heat(w Words, d Data) Chart {
	t := tableOf(d)
	if len(d.Series) > columnsAtMost {
		t = pairsOf(d, w.Unit)
	}
	return Chart{form: "heat", words: w, data: d, wide: true, table: t, draw: func(p *pen, _ bool) { heat(p, d) }}
}

// columnsAtMost is how many columns a table of a matrix has; beyond that it lists the pairs.
const columnsAtMost = 8

// pairsOf lists the fields of a matrix that are not 0.
func pairsOf(d Data, unit string) table {
	if unit == "" {
		unit = "Number"
	}
	t := table{of: d.Of, words: 1, head: []string{d.Of, "With", unit}}
	left := 0
	for r, row := range d.Rows {
		for s, name := range d.Series {
			v := d.value(r, s)
			if v.kind == unknown || v.kind == counted && v.n == 0 {
				left++
				continue
			}
			t.rows = append(t.rows, line{cells: []string{row.Label, name, v.String()}, href: row.Href})
		}
	}
	if left > 0 {
		t.more = fmt.Sprintf("%d further fields of the drawing are 0 or empty.", left)
	}
	if len(t.rows) == 0 && len(d.Rows) > 0 {
		t.rows = []line{{cells: []string{"All", "All", "0"}}}
	}
	return t
}

const (
	field     = 26.0
	heatLabel = 180.0
	heatHead  = 110.0
)

func heat(p *pen, d Data) {
	most := d.most()
	for s, name := range d.Series {
		x := heatLabel + field*float64(s) + field/2
		p.text("text", fit(name, heatHead+16), "class", "chart-label", "x", tidy(x+4), "y", tidy(heatHead-6),
			"transform", "rotate(-55 "+tidy(x+4)+" "+tidy(heatHead-6)+")")
	}
	for r, row := range d.Rows {
		y := heatHead + field*float64(r)
		p.words("chart-label", heatLabel-8, y+field-8, "end", fit(row.Label, heatLabel-8))
		for s, name := range d.Series {
			v := d.value(r, s)
			x := heatLabel + field*float64(s)
			p.rect("chart-field chart-h"+level(v, most), x+1, y+1, field-2, field-2, row.Label+", "+name+": "+v.String())
			if v.size() > 0 && v.size() < 1000 {
				p.words("chart-in chart-i"+level(v, most), x+field/2, y+field-9, "middle", v.String())
			}
		}
	}
	p.width = heatLabel + field*float64(len(d.Series)) + heatHead*0.6
	p.height = heatHead + field*float64(len(d.Rows)) + 4
}

// level is how dark a number is drawn: 0 for nothing, 1 to 5 for more, x for what is not shown.
func level(v Value, most int) string {
	switch n := v.size(); {
	case v.kind == hidden:
		return "x"
	case v.kind == unknown:
		return "u"
	case n == 0 || most == 0:
		return "0"
	default:
		return fmt.Sprint(min(5, 1+(5*n-1)/most))
	}
}
