package print

import (
	"cmp"
	"io"
	"strings"
)

// BlockKind is what a part of an article is.
type BlockKind int

// The parts of an article.
const (
	BlockParagraph BlockKind = iota
	BlockHeading
	BlockItem // of a list, with its mark
	BlockQuote
	BlockRow // of a table
	BlockRule
	BlockBar // of a chart: its words, its number, and how long it is
)

// Block is one part of an article, a paragraph or a heading. Level is that of a heading, 1 the highest, or how deep a point
// of a list stands.
type Block struct {
	Kind  BlockKind
	Level int
	Text  string
	Mark  string   // "•" or "3."; of a bar its number
	Cells []string // of a row
	Share float64  // of a bar: 1 is the longest
	Bold  bool     // of the head of a table, or of a paragraph that stands over what follows
}

// Article is a text to be read: a brief, a guide, a report. Empty fields take no room.
type Article struct {
	Head    Letterhead
	Kind    string // stands above the title
	Title   string
	Summary string
	Facts   []string // authors, date, identifiers
	Notices []string // what must be known before reading on
	Blocks  []Block
	Notes   []Block // set small at the end: how figures are counted, how to cite
	Label   string  // of the Traffic Light Protocol, on every page
	Demo    bool
	RTL     bool   // the text runs from right to left
	Page    string // words for the page, with its number and that of pages; "Page %d of %d" if empty
}

// The sizes of an article, in points.
const (
	articleTitle   = 21.0
	articleText    = 10.5
	articleNote    = 8.5
	articleGap     = 7.0
	articleIndent  = 6 * MM
	articleMeasure = flowWidth
)

// WriteArticle writes the article on A4 pages. On an error what was written is no valid document.
func WriteArticle(w io.Writer, a Article) error {
	d, err := NewDocument(w, a.Head.meta(a.Title))
	if err != nil {
		return err
	}
	l := articleLayout{flow: newFlow(d, pageFrame{head: a.Head, running: a.Title, label: a.Label, demo: a.Demo, page: cmp.Or(a.Page, "Page %d of %d")})}
	if a.RTL {
		l.align = Right
	}
	l.write(a)
	return l.finish()
}

// WriteArticles writes articles one behind the other, each from a page of its own: papers that are handed out. Head, label and the words
// for the page are those of the first one.
func WriteArticles(w io.Writer, list []Article) error {
	if len(list) == 0 {
		list = []Article{{}}
	}
	a := list[0]
	d, err := NewDocument(w, a.Head.meta(a.Title))
	if err != nil {
		return err
	}
	l := articleLayout{flow: newFlow(d, pageFrame{head: a.Head, running: a.Title, label: a.Label, demo: a.Demo, page: cmp.Or(a.Page, "Page %d of %d")})}
	for i, one := range list {
		if i > 0 {
			l.newPage()
		}
		l.before = BlockParagraph
		l.write(one)
	}
	return l.finish()
}

func (l *articleLayout) write(a Article) {
	l.opening(a)
	for i, b := range a.Blocks {
		l.block(b, articleText, i+1 < len(a.Blocks))
	}
	if len(a.Notes) > 0 {
		l.y += articleGap
		l.rule()
		for i, b := range a.Notes {
			l.block(b, articleNote, i+1 < len(a.Notes))
		}
	}
}

type articleLayout struct {
	*flow
	align  Align
	before BlockKind // of the block above
}

func (l *articleLayout) opening(a Article) {
	if a.Kind != "" {
		l.text(a.Kind, true, articleText, 0, Faint)
		l.y += 3
	}
	l.text(a.Title, true, articleTitle, 0, defaultBand)
	l.y += articleGap
	if a.Summary != "" {
		l.text(a.Summary, false, 12.5, 0, Ink)
		l.y += articleGap
	}
	for _, fact := range nonEmpty(a.Facts...) {
		l.text(fact, false, articleNote+0.5, 0, Faint)
	}
	for _, words := range nonEmpty(a.Notices...) {
		l.y += 3
		l.text(words, true, articleNote+0.5, 0, Alarm)
	}
	l.y += articleGap
	l.rule()
}

func (l *articleLayout) rule() {
	y := articleGap / 2
	if !l.fits(2 * articleGap) {
		l.newPage()
	}
	l.place(piece{2 * articleGap, func(top float64) { l.Rule(flowMargin, top+y, flowMargin+flowWidth, top+y, 0.6, Hair) }})
}

// block sets one part. A heading never stands alone at the foot of a page.
func (l *articleLayout) block(b Block, size float64, more bool) {
	if (l.before == BlockItem || l.before == BlockRow || l.before == BlockBar) && b.Kind != l.before {
		l.y += articleGap * 0.6 // a list or table ends
	}
	l.before = b.Kind
	switch b.Kind {
	case BlockHeading:
		big := size + max(0, 5-1.5*float64(b.Level-1))
		room := 3.2 * big
		if more {
			room += 3 * size
		}
		if !l.fits(room) {
			l.newPage()
		} else {
			l.y += articleGap
		}
		l.text(b.Text, true, big, 0, defaultBand)
		l.y += articleGap / 2
	case BlockItem:
		l.item(b, size)
	case BlockQuote:
		l.text(b.Text, false, size, articleIndent, Faint)
		l.y += articleGap
	case BlockRow:
		l.row(b, size)
	case BlockRule:
		l.rule()
	case BlockBar:
		l.bar(b, size)
	default:
		l.text(b.Text, b.Bold, size, float64(b.Level)*articleIndent, Ink)
		l.y += articleGap * size / articleText
	}
}

// text sets one paragraph, indented on the side where lines begin.
func (l *articleLayout) text(words string, bold bool, size, indent float64, c Color) {
	if clean(words) == "" {
		return
	}
	lines := l.Wrap(words, bold, size, articleMeasure-indent, 0)
	if first := lines[:min(len(lines), 2)]; !l.fits(linesHeight(first, size)) {
		l.newPage()
	}
	for _, line := range lines {
		if !l.fits(line.Height(size)) {
			l.newPage()
		}
		x := flowMargin + indent
		if l.align == Right {
			x = flowMargin + articleMeasure - indent - line.Width(size)
		}
		l.place(piece{line.Height(size), func(y float64) { l.Text(line, x, y+line.Ascent(size), size, c) }})
	}
}

func (l *articleLayout) item(b Block, size float64) {
	indent := float64(max(b.Level, 1)) * articleIndent
	mark := l.Shape(b.Mark, false)
	if clean(b.Text) == "" {
		return
	}
	lines := l.Wrap(b.Text, false, size, articleMeasure-indent, 0)
	if first := lines[:min(len(lines), 2)]; !l.fits(linesHeight(first, size)) {
		l.newPage()
	}
	x := flowMargin + indent - articleIndent + 1.5*MM
	if l.align == Right {
		x = flowMargin + articleMeasure - indent + articleIndent - 1.5*MM - mark.Width(size)
	}
	base := lines[0].Ascent(size)
	l.place(piece{0, func(y float64) { l.Text(mark, x, y+base, size, Faint) }})
	l.text(b.Text, false, size, indent, Ink)
	l.y += articleGap * 0.45
}

// bar sets one bar of a chart between its words and its number.
func (l *articleLayout) bar(b Block, size float64) {
	const words, number, pad = articleMeasure * 0.36, articleMeasure * 0.12, 1.6
	size--
	longest := articleMeasure - words - number - 4*MM
	label := l.Wrap(b.Text, false, size, words, 2)
	height := max(linesHeight(label, size), size*1.3) + 2*pad
	if !l.fits(height) {
		l.newPage()
	}
	value := l.Shape(b.Mark, true)
	l.place(piece{height, func(y float64) {
		length, thick := min(max(b.Share, 0), 1)*longest, size*0.9
		x, at, labelled := flowMargin+words+2*MM, flowMargin+words+4*MM+length, flowMargin
		if l.align == Right {
			labelled = flowMargin + articleMeasure - words
			x, at = labelled-2*MM-length, labelled-4*MM-length-value.Width(size)
		}
		l.Lines(label, labelled, y+pad, words, size, Ink, l.align)
		l.FillRect(x, y+pad+1, max(length, 0.6), thick, defaultBand)
		l.Text(value, at, y+pad+value.Ascent(size), size, Ink)
	}})
}

// row sets one row of a table in columns of the same width; it is never parted by a page end.
func (l *articleLayout) row(b Block, size float64) {
	if len(b.Cells) == 0 {
		return
	}
	const pad, between = 2.5, 3 * MM
	width := (articleMeasure - between*float64(len(b.Cells)-1)) / float64(len(b.Cells))
	cells, height := make([][]Line, len(b.Cells)), 0.0
	for i, words := range b.Cells {
		cells[i] = l.Wrap(strings.TrimSpace(words), b.Bold, size-0.5, width, 12)
		height = max(height, linesHeight(cells[i], size-0.5))
	}
	height += 2 * pad
	if !l.fits(height) {
		l.newPage()
	}
	l.place(piece{height, func(y float64) {
		for i, lines := range cells {
			x := flowMargin + float64(i)*(width+between)
			if l.align == Right {
				x = flowMargin + articleMeasure - float64(i+1)*width - float64(i)*between
			}
			l.Lines(lines, x, y+pad, width, size-0.5, Ink, l.align)
		}
		l.Rule(flowMargin, y+height, flowMargin+flowWidth, y+height, 0.4, Hair)
	}})
}
