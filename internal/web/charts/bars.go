package charts

// Bars draws a row for each row of the data, with one bar for each series, one under the other.
func Bars(w Words, d Data) Chart { return bars(w, d, false) }

// Stacked draws a row for each row of the data, with the series one behind the other.
func Stacked(w Words, d Data) Chart { return bars(w, d, true) }

func bars(w Words, d Data, stacked bool) Chart {
	return Chart{form: "bars", words: w, data: d, legend: d.Series, table: tableOf(d), draw: func(p *pen, phone bool) {
		l := barLayout{data: d, stacked: stacked, width: 760, label: 230, thick: 14, phone: phone}
		if phone {
			l.width, l.label = 340, 0
		}
		l.draw(p)
	}}
}

type barLayout struct {
	data                Data
	stacked, phone      bool
	width, label, thick float64
}

const (
	gap      = 12 // between two rows
	numbers  = 66 // room for the number behind a bar
	textSize = 14
)

// scale is how long one is drawn.
func (l barLayout) scale() float64 {
	most := l.data.most()
	if l.stacked {
		for r := range l.data.Rows {
			most = max(most, l.sum(r))
		}
	}
	return (l.width - l.label - numbers) / float64(max(most, 1))
}

func (l barLayout) sum(row int) int {
	out := 0
	for s := range l.data.Series {
		out += l.data.value(row, s).size()
	}
	return out
}

func (l barLayout) draw(p *pen) {
	y, scale := 4.0, l.scale()
	for r, row := range l.data.Rows {
		if l.phone {
			p.words("chart-label", 0, y+textSize, "start", fit(row.Label, l.width))
			y += textSize + 6
		} else {
			p.words("chart-label", l.label-10, y+l.thick-2, "end", fit(row.Label, l.label-10))
		}
		if l.stacked {
			l.stack(p, r, y, scale)
			y += l.thick
		} else {
			y = l.group(p, r, y, scale)
		}
		y += gap
	}
	p.line("chart-axis", l.label, 0, l.label, y-gap+4)
	p.width, p.height = l.width, y
}

func (l barLayout) tip(row, s int) string {
	return l.data.Rows[row].Label + ", " + l.data.Series[s] + ": " + l.data.value(row, s).String()
}

func (l barLayout) group(p *pen, row int, y, scale float64) float64 {
	for s := range l.data.Series {
		v := l.data.value(row, s)
		length := float64(v.size()) * scale
		p.rect(series(s), l.label, y, length, l.thick, l.tip(row, s))
		p.words("chart-number", l.label+length+6, y+l.thick-2, "start", v.String())
		y += l.thick + 2
	}
	return y - 2
}

func (l barLayout) stack(p *pen, row int, y, scale float64) {
	x, closed, known := l.label, 0, 0
	for s := range l.data.Series {
		v := l.data.value(row, s)
		closed += btoi(v.kind == hidden)
		known += btoi(v.kind == counted)
		length := float64(v.size()) * scale
		if length > 0 {
			p.rect(series(s), x, y, length, l.thick, l.tip(row, s))
		}
		x += length
	}
	switch {
	case closed > 0:
		p.words("chart-number", x+6, y+l.thick-2, "start", "not shown")
	case known == 0:
		p.words("chart-number", x+6, y+l.thick-2, "start", Unknown().String())
	default:
		p.words("chart-number", x+6, y+l.thick-2, "start", Number(l.sum(row)).String())
	}
}
