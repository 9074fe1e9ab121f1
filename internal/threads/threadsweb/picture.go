package threadsweb

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/db"
	"counterpart/internal/threads"
)

// The measures of the picture, in its own units.
const (
	margin  = 84 // where the times stand
	boxW    = 208
	boxH    = 66
	gapX    = 64
	gapY    = 62
	most    = 3  // boxes side by side
	lineLen = 26 // characters of a title on one line
	lines   = 2
)

// box is a record of the picture.
type box struct {
	ID      string
	X, Y    int
	Kind    string
	Lines   []string
	Title   string
	Start   bool
	row     int
	anchors int // arrows that touch it so far
	named   int // words that stand above it so far
}

// arrow is a link of the picture.
type arrow struct {
	Path         string
	LabelX       int
	LabelY       int
	Words, Title string
}

// layer is a time of the picture: everything of one month.
type layer struct {
	Y     int
	Words string
}

// picture is a thread as it is drawn: time runs downwards, in layers of a month.
type picture struct {
	Width, Height int
	Layers        []layer
	Boxes         []box
	Arrows        []arrow
	columns       int
}

// draw lays a thread out.
func draw(t threads.Thread, kinds map[string]string) picture {
	var p picture
	place := p.place(t, kinds)
	p.Width = margin + p.columns*boxW + (p.columns-1)*gapX + 16
	seen := map[[2]threads.Ref]int{}
	for _, s := range t.Steps {
		pair := [2]threads.Ref{s.From.Ref, s.To.Ref}
		if s.To.Ref.ID < s.From.Ref.ID {
			pair = [2]threads.Ref{s.To.Ref, s.From.Ref}
		}
		p.Arrows = append(p.Arrows, p.arrow(s, &p.Boxes[place[s.From.Ref]], &p.Boxes[place[s.To.Ref]], seen[pair]))
		seen[pair]++
	}
	return p
}

// place puts the records into layers, a month each, and says where each stands.
func (p *picture) place(t threads.Thread, kinds map[string]string) map[threads.Ref]int {
	type dated struct {
		threads.Record
		on db.Date
	}
	first := map[threads.Ref]db.Date{}
	for _, s := range t.Steps {
		for _, r := range []threads.Ref{s.From.Ref, s.To.Ref} {
			if first[r] == "" || s.On < first[r] {
				first[r] = s.On
			}
		}
	}
	var list []dated
	for _, r := range t.Records {
		list = append(list, dated{r, cmp.Or(r.On, first[r.Ref])})
	}
	slices.SortStableFunc(list, func(a, b dated) int { return cmp.Compare(a.on, b.on) })
	p.columns = 2
	months := map[string]int{}
	for _, d := range list {
		month := d.on.Time().Format("2006-01")
		months[month]++
		p.columns = min(max(p.columns, months[month]), most)
	}
	place := map[threads.Ref]int{}
	y, column, month, row := 16, 0, "", -1
	for _, d := range list {
		now := d.on.Time().Format("Jan 2006")
		if d.on == "" {
			now = "no date"
		}
		if now != month || column == p.columns {
			if row >= 0 {
				y += boxH + gapY
			}
			row, column = row+1, 0
			if now != month {
				p.Layers = append(p.Layers, layer{Y: y, Words: now})
			}
			month = now
		}
		place[d.Ref] = len(p.Boxes)
		p.Boxes = append(p.Boxes, box{
			ID: d.ID, X: margin + (column+row%2*(p.columns-1))%p.columns*(boxW+gapX), Y: y, Kind: kinds[d.Kind], Lines: wrap(d.Title), Title: d.Title, Start: d.Ref == t.Start.Ref, row: row,
		})
		column++
	}
	p.Height = y + boxH + 16
	return place
}

// arrow joins two boxes. again tells how many arrows join them already.
func (p *picture) arrow(s threads.Step, from, to *box, again int) arrow {
	shift := func(b *box) int { // arrows of one box leave it side by side
		b.anchors++
		return []int{0, 34, -34, 68, -68}[b.anchors%5]
	}
	a := arrow{Words: strings.ReplaceAll(string(s.Type), "-", " "), Title: s.From.Title + " " + s.Type.Forth() + " " + s.To.Title}
	if from.row == to.row {
		x1, x2 := from.X+boxW, to.X
		if to.X < from.X {
			x1, x2 = from.X, to.X+boxW
		}
		y, bend := from.Y+boxH/2+again*14, 0
		if x2-x1 > gapX || x1-x2 > gapX { // over the box between them
			bend = boxH
		}
		a.Path = fmt.Sprintf("M%d %d C%d %d %d %d %d %d", x1, y, (x1+x2)/2, y-bend, (x1+x2)/2, y-bend, x2, y)
		a.LabelX, a.LabelY = (x1+x2)/2, y-bend*3/4-4
		if bend == 0 {
			a.LabelY = from.Y - 6 - again*12
		}
		return a
	}
	y1, y2, turn := from.Y+boxH, to.Y, gapY*3/4
	if to.row < from.row {
		y1, y2, turn = from.Y, to.Y+boxH, -gapY*3/4
	}
	x1, x2 := from.X+boxW/2+shift(from), to.X+boxW/2+shift(to)
	aside := 0
	if far := to.row - from.row; (far > 1 || far < -1) && from.X == to.X { // past the boxes between them
		aside = boxW/2 + gapX/2
		if from.X > margin+boxW {
			aside = -aside
		}
	}
	a.Path = fmt.Sprintf("M%d %d C%d %d %d %d %d %d", x1, y1, x1+aside*4/3, y1+turn, x2+aside*4/3, y2-turn, x2, y2)
	a.LabelX, a.LabelY = (x1+x2)/2+aside, (y1+y2)/2+4+again*13
	if far := to.row - from.row; far > 1 { // the words stand at the end of a long arrow, where fewer meet
		a.LabelX, a.LabelY = x2, y2-16-to.named*14
		to.named++
	} else if far < -1 {
		a.LabelX, a.LabelY = x1, y1-16-from.named*14
		from.named++
	}
	return a
}

// wrap sets a title on as many lines as a box has.
func wrap(title string) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(title) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > lineLen {
			out = append(out, line)
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	out = append(out, line)
	if len(out) > lines {
		out = out[:lines]
		out[lines-1] += " …"
	}
	for i, l := range out {
		if r := []rune(l); len(r) > lineLen+3 {
			out[i] = string(r[:lineLen+1]) + "…"
		}
	}
	return out
}
