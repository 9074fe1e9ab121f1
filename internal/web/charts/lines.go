package charts

import "strconv"

// Lines draws the rows of the data, such as years, from left to right and a line for each series. A value that is hidden or
// unknown breaks its line.
func Lines(w Words, d Data) Chart {
	return Chart{form: "lines", words: w, data: d, legend: d.Series, table: tableOf(d), draw: func(p *pen, phone bool) {
		l := lineLayout{data: d, width: 760, height: 280}
		if phone {
			l.width, l.height = 340, 220
		}
		l.top = step(d.most())
		l.draw(p)
	}}
}

type lineLayout struct {
	data          Data
	width, height float64
	top           int // of the scale
}

const (
	lineLeft, lineRight, lineTop, lineFoot = 40.0, 20.0, 10.0, 26.0
	steps                                  = 4
)

// step is the least round number that can be cut into four whole parts and is not less than n.
func step(n int) int {
	for unit := 1; ; unit *= 10 {
		for _, k := range []int{1, 2, 5} {
			if part := k * unit; part*steps >= n || part > 1<<40 {
				return part * steps
			}
		}
	}
}

func (l lineLayout) x(row int) float64 {
	room := l.width - lineLeft - lineRight
	if len(l.data.Rows) == 1 {
		return lineLeft + room/2
	}
	return lineLeft + room*float64(row)/float64(len(l.data.Rows)-1)
}

func (l lineLayout) y(n int) float64 {
	room := l.height - lineTop - lineFoot
	return lineTop + room - room*float64(min(n, l.top))/float64(l.top)
}

func (l lineLayout) draw(p *pen) {
	p.width, p.height = l.width, l.height
	for i := range steps + 1 {
		n := l.top / steps * i
		p.line("chart-grid", lineLeft, l.y(n), l.width-lineRight, l.y(n))
		p.words("chart-number", lineLeft-6, l.y(n)+4, "end", strconv.Itoa(n))
	}
	every := max(1, (len(l.data.Rows)*44)/int(l.width-lineLeft-lineRight)+1)
	for r, row := range l.data.Rows {
		if (len(l.data.Rows)-1-r)%every == 0 { // the last one is always named
			p.words("chart-label", l.x(r), l.height-6, "middle", fit(row.Label, 60))
		}
	}
	for s := range l.data.Series {
		l.series(p, s)
	}
}

func (l lineLayout) series(p *pen, s int) {
	before := -1
	for r, row := range l.data.Rows {
		v := l.data.value(r, s)
		if v.kind != counted {
			before = -1
			continue
		}
		if before >= 0 {
			p.line("chart-line "+series(s), l.x(before), l.y(l.data.value(before, s).size()), l.x(r), l.y(v.size()))
		}
		before = r
		p.circle("chart-dot "+series(s), l.x(r), l.y(v.size()), 3.5, row.Label+", "+l.data.Series[s]+": "+v.String())
	}
}
