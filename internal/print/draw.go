package print

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// MM is a millimetre in points, the unit of all measures here. The origin is the top left corner; y goes down.
const MM = 72 / 25.4

// Meta says what a document is, for its file properties.
type Meta struct {
	Title   string
	Author  string
	Lang    string    // BCP 47, of most of the text
	Created time.Time // the only time a document knows
}

// Document is a PDF file in the making. Methods never fail; the first error is returned by Close, and by nothing
// being drawn after it.
type Document struct {
	pdf     *pdfFile
	setter  *typesetter
	letters *letterBook
	shaped  map[shapeKey]Line
	meta    Meta
	tree    int // object numbers promised at the start
	shared  int
	pages   []int
	content bytes.Buffer
	width   float64 // of the open page
	height  float64
	ink     Color
	inked   bool
}

// Color is an RGB colour.
type Color struct{ R, G, B uint8 }

// The colours that all documents share. They keep their contrast when printed in grey.
var (
	Black = Color{0, 0, 0}
	White = Color{255, 255, 255}
	Ink   = Color{26, 32, 44}    // text
	Faint = Color{90, 98, 110}   // text of less weight
	Hair  = Color{190, 195, 203} // lines
	Alarm = Color{170, 20, 20}   // marks that must not be overlooked
)

// NewDocument begins a document that is written to w as its pages are finished. When it returns ErrNoFonts nothing has
// been written.
func NewDocument(w io.Writer, meta Meta) (*Document, error) {
	setter, err := newTypesetter()
	if err != nil {
		return nil, err
	}
	d := &Document{pdf: newPDF(w), setter: setter, letters: newLetterBook(), shaped: map[shapeKey]Line{}, meta: meta}
	d.tree, d.shared = d.pdf.promise(), d.pdf.promise()
	return d, nil
}

// AddPage finishes the open page, if any, and begins one of this size.
func (d *Document) AddPage(width, height float64) {
	d.finishPage()
	d.width, d.height, d.inked = width, height, false
}

func (d *Document) finishPage() {
	if d.width == 0 {
		return
	}
	content := d.pdf.stream("", d.content.Bytes())
	d.pages = append(d.pages, d.pdf.newObject(fmt.Sprintf(
		"<</Type/Page/Parent %d 0 R/Resources %d 0 R/MediaBox[0 0 %s %s]/Contents %d 0 R>>",
		d.tree, d.shared, num(d.width), num(d.height), content)))
	d.content.Reset()
}

// Close finishes the file. The document must not be used after it.
func (d *Document) Close() error {
	d.finishPage()
	if d.setter.err != nil {
		return d.setter.err
	}
	p := d.pdf
	p.object(d.shared, "<</Font"+d.letters.write(p)+">>")
	var kids strings.Builder
	for _, page := range d.pages {
		fmt.Fprintf(&kids, "%d 0 R ", page)
	}
	p.object(d.tree, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(d.pages), kids.String()))
	info := p.newObject(fmt.Sprintf("<</Title%s/Author%s/CreationDate%s/ModDate%s>>",
		pdfText(d.meta.Title), pdfText(d.meta.Author), pdfTime(d.meta.Created), pdfTime(d.meta.Created)))
	catalog := p.newObject(fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Lang%s/ViewerPreferences<</DisplayDocTitle true>>>>",
		d.tree, pdfText(d.meta.Lang)))
	return p.finish(catalog, info)
}

func (d *Document) printf(format string, args ...any) { fmt.Fprintf(&d.content, format, args...) }

// color sets the colour of everything that follows: fills, lines and text.
func (d *Document) color(c Color) {
	if d.inked && d.ink == c {
		return
	}
	d.ink, d.inked = c, true
	rgb := fmt.Sprintf("%s %s %s", num3(c.R), num3(c.G), num3(c.B))
	d.printf("%s rg %s RG\n", rgb, rgb)
}

func num3(v uint8) string { return strings.TrimSuffix(fmt.Sprintf("%.3g", float64(v)/255), ".") }

// FillRect fills a rectangle.
func (d *Document) FillRect(x, y, width, height float64, c Color) {
	d.color(c)
	d.printf("%s %s %s %s re f\n", num(x), num(d.height-y-height), num(width), num(height))
}

// Rule draws a straight line.
func (d *Document) Rule(x1, y1, x2, y2, thickness float64, c Color) {
	d.color(c)
	d.printf("%s w %s %s m %s %s l S\n", num(thickness), num(x1), num(d.height-y1), num(x2), num(d.height-y2))
}

type shapeKey struct {
	text string
	bold bool
}

// Shape returns the text as one line, whatever its length. Lines are remembered for a while: fitting asks for the same
// ones again and again, and documents repeat words.
func (d *Document) Shape(text string, bold bool) Line {
	key := shapeKey{text, bold}
	if line, ok := d.shaped[key]; ok {
		return line
	}
	if len(d.shaped) >= 500 {
		clear(d.shaped)
	}
	line := d.setter.shape(text, bold)
	d.shaped[key] = line
	return line
}

// Text draws a line with its left end at x and its baseline at y. The viewer advances by the width of each letter;
// where shaping wants another place, the difference is written between the letters.
func (d *Document) Text(line Line, x, y, size float64, c Color) {
	d.color(c)
	d.printf("BT 1 0 0 1 %s %s Tm", num(x), num(d.height-y))
	var set *letterSet
	var pen, at float64 // in ems: where shaping is, where the viewer is
	for _, r := range line.runs {
		for _, l := range r.letters {
			code := d.letters.code(l)
			if code.set != set {
				if set != nil {
					d.printf("]TJ")
				}
				d.printf("/%s %s Tf[", code.set.name, num(size))
				set = code.set
			}
			if move := (pen - at) * 1000; math.Abs(move) >= 0.5 {
				d.printf("%s", num(-move))
				at = pen
			}
			d.printf("<%02X>", code.code)
			at += l.shape.width / l.shape.face.upem
			pen += l.advance
		}
	}
	if set != nil {
		d.printf("]TJ")
	}
	d.printf(" ET\n")
}
