package charts

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Node is one point of a network.
type Node struct {
	ID    string
	Label string
	Short string // for little room: an ISO code, a short name
	Group string // nodes of one group stand beside each other
	Href  string
	Mark  bool // drawn with a ring: without it the network would fall apart
}

// Link joins two nodes, by their ids. Values are those of the series that Network is given; the last one decides the thickness.
type Link struct {
	One, Two string
	Values   []Value
	New      bool // was not there before; drawn in the accent
}

// Graph is a network: points and what joins them.
type Graph struct {
	Of     string   // what a node is: "Party"
	Series []string // names of the values of a link
	Nodes  []Node
	Links  []Link
}

// Network draws the nodes on a circle, group by group, and the links between them. Links to nodes that are not there are left out.
func Network(w Words, g Graph) Chart {
	g.Nodes = slices.Clone(g.Nodes)
	slices.SortFunc(g.Nodes, func(a, b Node) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Label, b.Label), cmp.Compare(a.ID, b.ID))
	})
	at := map[string]int{}
	for i, n := range g.Nodes {
		at[n.ID] = i
	}
	g.Links = slices.DeleteFunc(slices.Clone(g.Links), func(l Link) bool {
		_, one := at[l.One]
		_, two := at[l.Two]
		return !one || !two
	})
	return Chart{
		form: "network", words: w, data: g.data(at), legend: g.legend(), table: g.table(at),
		draw: func(p *pen, phone bool) { newRing(g, at, phone).draw(p) },
	}
}

func (g Graph) legend() []string {
	if slices.ContainsFunc(g.Links, func(l Link) bool { return l.New }) {
		return []string{"met before", "met for the first time"}
	}
	return nil
}

// data is the links as rows, for the words of the chart.
func (g Graph) data(at map[string]int) Data {
	d := Data{Of: g.Of, Series: g.Series}
	for _, l := range g.Links {
		d.Rows = append(d.Rows, Row{Label: g.Nodes[at[l.One]].Label + " and " + g.Nodes[at[l.Two]].Label, Values: l.Values})
	}
	return d
}

func (g Graph) table(at map[string]int) table {
	t := table{of: g.Of, words: 1, head: append([]string{g.Of, "With"}, g.Series...)}
	linked := map[string]bool{}
	d := g.data(at)
	for r, l := range g.Links {
		linked[l.One], linked[l.Two] = true, true
		one := g.Nodes[at[l.One]]
		row := line{cells: []string{one.Label, g.Nodes[at[l.Two]].Label}, href: one.Href}
		for s := range g.Series {
			row.cells = append(row.cells, d.value(r, s).String())
		}
		t.rows = append(t.rows, row)
	}
	var alone []string
	for _, n := range g.Nodes {
		if !linked[n.ID] {
			alone = append(alone, n.Label)
		}
	}
	if len(alone) > 0 {
		t.more = fmt.Sprintf("Without a link in this drawing (%d): %s.", len(alone), strings.Join(alone, ", "))
	}
	if len(t.rows) == 0 && len(g.Nodes) > 0 {
		row := line{cells: []string{"Nobody", "nobody"}}
		for range g.Series {
			row.cells = append(row.cells, "0")
		}
		t.rows = []line{row}
	}
	return t
}

// ring is the layout: where on the circle each node stands.
type ring struct {
	g      Graph
	at     map[string]int
	phone  bool
	r      float64
	margin float64
	angles []float64
}

// newRing leaves a little room between two groups.
func newRing(g Graph, at map[string]int, phone bool) ring {
	l := ring{g: g, at: at, phone: phone, r: 230, margin: 150}
	if phone {
		l.r, l.margin = 124, 46
	}
	groups := 0
	for i, n := range g.Nodes {
		groups += btoi(i == 0 || n.Group != g.Nodes[i-1].Group)
	}
	places := float64(len(g.Nodes)) + 0.8*float64(groups)
	place := 0.0
	for i, n := range g.Nodes {
		if i > 0 && n.Group != g.Nodes[i-1].Group {
			place += 0.8
		}
		l.angles = append(l.angles, 2*math.Pi*place/max(places, 1)-math.Pi/2)
		place++
	}
	return l
}

func (l ring) point(i int) (x, y float64) {
	c := l.r + l.margin
	return c + l.r*math.Cos(l.angles[i]), c + l.r*math.Sin(l.angles[i])
}

func (l ring) draw(p *pen) {
	p.width = 2 * (l.r + l.margin)
	p.height = p.width
	most := 1
	for _, k := range l.g.Links {
		most = max(most, weight(k))
	}
	for _, fresh := range []bool{false, true} { // what is new lies on top
		for _, k := range l.g.Links {
			if k.New == fresh {
				l.link(p, k, most)
			}
		}
	}
	for i, n := range l.g.Nodes {
		l.node(p, i, n)
	}
}

// weight is the size of the last value of a link.
func weight(k Link) int {
	if len(k.Values) == 0 {
		return 0
	}
	return k.Values[len(k.Values)-1].size()
}

// link is a curve towards the middle, the thicker the more it joins, in four steps.
func (l ring) link(p *pen, k Link, most int) {
	i, j := l.at[k.One], l.at[k.Two]
	x1, y1 := l.point(i)
	x2, y2 := l.point(j)
	c := l.r + l.margin
	mx, my := c+((x1+x2)/2-c)*0.35, c+((y1+y2)/2-c)*0.35
	look := 0
	if k.New {
		look = 1
	}
	words := l.g.Nodes[i].Label + " and " + l.g.Nodes[j].Label
	if n := len(l.g.Series); n > 0 && n <= len(k.Values) {
		words += ", " + l.g.Series[n-1] + ": " + k.Values[n-1].String()
	}
	p.open("path", "class", fmt.Sprintf("chart-link %s chart-w%d", series(look), min(4, 1+4*weight(k)/(most+1))),
		"d", "M"+tidy(x1)+" "+tidy(y1)+" Q"+tidy(mx)+" "+tidy(my)+" "+tidy(x2)+" "+tidy(y2))
	p.tip(words)
	p.shut("path")
}

func (l ring) node(p *pen, i int, n Node) {
	x, y := l.point(i)
	class := "chart-node"
	if n.Mark {
		class += " chart-node-mark"
	}
	if !slices.ContainsFunc(l.g.Links, func(k Link) bool { return k.One == n.ID || k.Two == n.ID }) {
		class += " chart-node-alone"
	}
	p.circle(class, x, y, 4.5, n.Label)
	name := n.Label
	if l.phone && n.Short != "" {
		name = n.Short
	}
	c := l.r + l.margin
	turn, anchor, out := l.angles[i]*180/math.Pi, "start", l.r+10
	if turn > 90 && turn < 270 {
		turn, anchor, out = turn-180, "end", -out
	}
	p.text("text", fit(name, l.margin-8), "class", "chart-label", "x", tidy(c+out), "y", tidy(c+4.5), "text-anchor", anchor,
		"transform", "rotate("+tidy(turn)+" "+tidy(c)+" "+tidy(c)+")")
}
