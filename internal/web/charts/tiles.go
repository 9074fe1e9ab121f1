package charts

import (
	"cmp"
	"slices"
)

// Tile is one place of a map of tiles: a country or an organisation.
type Tile struct {
	Code   string // stands on the tile
	Label  string
	Href   string
	Region string // tiles of one region stand together
	Column int    // in which column of the map the region stands, from the west to the east
	Values []Value
}

// Tiles draws a schematic map: a square for each tile, the regions in columns from the west to the east, the darker the greater
// the last of its values.
func Tiles(w Words, of string, names []string, tiles []Tile) Chart {
	tiles = slices.Clone(tiles)
	slices.SortStableFunc(tiles, func(a, b Tile) int {
		return cmp.Or(cmp.Compare(a.Column, b.Column), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Label, b.Label))
	})
	d := Data{Of: of, Series: names}
	for _, t := range tiles {
		d.Rows = append(d.Rows, Row{Label: t.Label, Href: t.Href, Values: t.Values})
	}
	return Chart{form: "tiles", words: w, data: d, table: tableOf(d), draw: func(p *pen, phone bool) {
		l := tileLayout{data: d, tiles: tiles, perRow: 5, columns: 4, side: 34}
		if phone {
			l.perRow, l.columns, l.side = 9, 1, 36
		}
		l.draw(p)
	}}
}

type tileLayout struct {
	data            Data
	tiles           []Tile
	perRow, columns int
	side            float64
}

func (l tileLayout) draw(p *pen) {
	most, last := 0, len(l.data.Series)-1
	for r := range l.data.Rows {
		if last >= 0 {
			most = max(most, l.data.value(r, last).size())
		}
	}
	width := float64(l.perRow)*l.side + 20
	feet := make([]float64, l.columns)
	for from := 0; from < len(l.tiles); {
		to := from
		for to < len(l.tiles) && l.tiles[to].Region == l.tiles[from].Region && l.tiles[to].Column == l.tiles[from].Column {
			to++
		}
		column := max(0, min(l.tiles[from].Column, l.columns-1))
		x := width * float64(column)
		p.words("chart-label", x, feet[column]+textSize, "start", fit(l.tiles[from].Region, width))
		top := feet[column] + textSize + 6
		for i := from; i < to; i++ {
			k := i - from
			v := Unknown()
			if last >= 0 {
				v = l.data.value(i, last)
			}
			l.tile(p, l.tiles[i], v, most, x+l.side*float64(k%l.perRow), top+l.side*float64(k/l.perRow))
		}
		feet[column] = top + l.side*float64((to-from+l.perRow-1)/l.perRow) + gap
		from = to
	}
	p.width, p.height = width*float64(l.columns)-20, slices.Max(feet)
}

func (l tileLayout) tile(p *pen, t Tile, v Value, most int, x, y float64) {
	p.rect("chart-field chart-h"+level(v, most), x+1, y+1, l.side-2, l.side-2, t.Label+": "+v.String())
	p.words("chart-in chart-i"+level(v, most), x+l.side/2, y+l.side/2+5, "middle", fit(t.Code, l.side-2))
}
