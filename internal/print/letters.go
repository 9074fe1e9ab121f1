package print

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// part is one glyph of a letter and where it stands, in font units.
type part struct {
	glyph font.GID
	x, y  int32
}

// letterShape is what a letter looks like. Equal shapes are written once.
type letterShape struct {
	face  *face
	parts string  // the parts, packed to make shapes comparable
	width float64 // in font units
}

func newLetterShape(f *face, parts []part, width float64) letterShape {
	var packed []byte
	for _, p := range parts {
		packed = binary.BigEndian.AppendUint32(packed, uint32(p.glyph))
		packed = binary.BigEndian.AppendUint32(packed, uint32(p.x))
		packed = binary.BigEndian.AppendUint32(packed, uint32(p.y))
	}
	return letterShape{f, string(packed), width}
}

func (s letterShape) unpack() []part {
	var parts []part
	for b := []byte(s.parts); len(b) > 0; b = b[12:] {
		parts = append(parts, part{
			glyph: font.GID(binary.BigEndian.Uint32(b)),
			x:     int32(binary.BigEndian.Uint32(b[4:])),
			y:     int32(binary.BigEndian.Uint32(b[8:])),
		})
	}
	return parts
}

// letterBook holds the letters of one document. Each is written once, as a vector path, however often it is drawn: it
// is a place in a Type 3 font, a font of drawings. Its 256 places map back to the characters that they stand for, so
// text can be searched and copied. No font file is embedded.
type letterBook struct {
	sets  []*letterSet
	open  map[*face]*letterSet // the one of each face that still has room
	codes map[letterKey]letterCode
}

// letterKey: one shape may stand for two texts, such as the two dashes that look alike.
type letterKey struct {
	shape letterShape
	text  string
}

type letterCode struct {
	set  *letterSet
	code byte
}

// letterSet is one Type 3 font.
type letterSet struct {
	name    string
	face    *face
	letters []letterKey
}

func newLetterBook() *letterBook {
	return &letterBook{open: map[*face]*letterSet{}, codes: map[letterKey]letterCode{}}
}

func (b *letterBook) code(l letter) letterCode {
	key := letterKey{l.shape, l.text}
	if c, ok := b.codes[key]; ok {
		return c
	}
	f := l.shape.face
	set := b.open[f]
	if set == nil || len(set.letters) == 256 {
		set = &letterSet{name: fmt.Sprintf("F%d", len(b.sets)+1), face: f}
		b.sets = append(b.sets, set)
		b.open[f] = set
	}
	c := letterCode{set, byte(len(set.letters))}
	set.letters = append(set.letters, key)
	b.codes[key] = c
	return c
}

// write writes all sets and returns the /Font dictionary.
func (b *letterBook) write(p *pdfFile) string {
	written := map[letterShape]int{} // object numbers
	var dict strings.Builder
	dict.WriteString("<<")
	for _, set := range b.sets {
		fmt.Fprintf(&dict, "/%s %d 0 R", set.name, set.write(p, written))
	}
	dict.WriteString(">>")
	return dict.String()
}

func (s *letterSet) write(p *pdfFile, written map[letterShape]int) int {
	var procs, names, widths strings.Builder
	var bounds box
	for code, key := range s.letters {
		path, extent := key.shape.procedure()
		bounds = bounds.union(extent)
		if written[key.shape] == 0 {
			written[key.shape] = p.stream("", path)
		}
		fmt.Fprintf(&procs, "/g%d %d 0 R", code, written[key.shape])
		fmt.Fprintf(&names, "/g%d", code)
		fmt.Fprintf(&widths, "%s ", num(key.shape.width))
	}
	bounds = bounds.with(0, 0) // where the space is, which has no outline
	unicode := p.stream("", s.toUnicode())
	scale := fmt.Sprintf("%.8g", 1/s.face.upem)
	return p.newObject(fmt.Sprintf("<</Type/Font/Subtype/Type3/Name/%s/FontBBox[%s]/FontMatrix[%s 0 0 %s 0 0]"+
		"/FirstChar 0/LastChar %d/Widths[%s]/Encoding<</Type/Encoding/Differences[0%s]>>/CharProcs<<%s>>"+
		"/Resources<<>>/ToUnicode %d 0 R>>",
		s.name, bounds, scale, scale, len(s.letters)-1, widths.String(), names.String(), procs.String(), unicode))
}

// toUnicode maps codes back to characters, for search and copy.
func (s *letterSet) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n")
	var lines []string
	for code, key := range s.letters {
		if key.text == "" {
			continue
		}
		var hex strings.Builder
		for _, unit := range utf16.Encode([]rune(key.text)) {
			fmt.Fprintf(&hex, "%04X", unit)
		}
		lines = append(lines, fmt.Sprintf("<%02X> <%s>\n", code, hex.String()))
	}
	for part := range slices.Chunk(lines, 100) { // the format's limit
		fmt.Fprintf(&b, "%d beginbfchar\n%sendbfchar\n", len(part), strings.Join(part, ""))
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// box is a rectangle in font units. The zero box is empty.
type box struct{ left, bottom, right, top float64 }

func (b box) String() string {
	return num(b.left) + " " + num(b.bottom) + " " + num(b.right) + " " + num(b.top)
}

func (b box) union(o box) box {
	if b == (box{}) {
		return o
	}
	if o == (box{}) {
		return b
	}
	return box{min(b.left, o.left), min(b.bottom, o.bottom), max(b.right, o.right), max(b.top, o.top)}
}

func (b box) with(x, y float64) box {
	if b == (box{}) {
		return box{x, y, x, y}
	}
	return box{min(b.left, x), min(b.bottom, y), max(b.right, x), max(b.top, y)}
}

// emboldenBy is the stroke, as a part of the em, that makes a bold of a regular outline.
const emboldenBy = 0.035

// procedure returns the drawing of the letter: its width, its bounds, and its filled outlines in font units.
func (s letterShape) procedure() ([]byte, box) {
	var o outline
	for _, p := range s.unpack() {
		o.add(s.face.outline(p.glyph), float64(p.x), float64(p.y))
	}
	if o.path.Len() == 0 {
		return fmt.Appendf(nil, "%s 0 0 0 0 0 d1", num(s.width)), box{}
	}
	paint, before := "f", ""
	if s.face.embolden {
		stroke := emboldenBy * s.face.upem
		paint, before = "B", fmt.Sprintf("%s w 1 j\n", num(stroke))
		o.bounds = box{o.bounds.left - stroke, o.bounds.bottom - stroke, o.bounds.right + stroke, o.bounds.top + stroke}
	}
	head := fmt.Sprintf("%s 0 %s d1\n%s", num(s.width), o.bounds, before)
	return slices.Concat([]byte(head), o.path.Bytes(), []byte(paint)), o.bounds
}

// outline collects the outlines of glyphs as operators of a page description.
type outline struct {
	path   bytes.Buffer
	bounds box
	number []byte // scratch
}

// add appends the outline of one glyph, moved by dx and dy.
func (o *outline) add(segments []opentype.Segment, dx, dy float64) {
	var x, y float64 // where the pen is
	open := false
	for _, s := range segments {
		a := s.Args
		p := [3][2]float64{}
		for i := range a {
			p[i] = [2]float64{float64(a[i].X) + dx, float64(a[i].Y) + dy}
		}
		last := p[0]
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if open {
				o.path.WriteString("h\n")
			}
			open = true
			o.write("m", p[0])
		case opentype.SegmentOpLineTo:
			o.write("l", p[0])
		case opentype.SegmentOpQuadTo: // a page has cubic curves only; every quadratic one is cubic
			c, end := p[0], p[1]
			o.write("c", [2]float64{x + 2*(c[0]-x)/3, y + 2*(c[1]-y)/3},
				[2]float64{end[0] + 2*(c[0]-end[0])/3, end[1] + 2*(c[1]-end[1])/3}, end)
			last = end
		case opentype.SegmentOpCubeTo:
			o.write("c", p[:]...)
			last = p[2]
		}
		x, y = last[0], last[1]
	}
	if open {
		o.path.WriteString("h\n")
	}
}

func (o *outline) write(operator string, points ...[2]float64) {
	for _, p := range points {
		o.bounds = o.bounds.with(math.Round(p[0]), math.Round(p[1]))
		// Whole units, a thousandth of the size or less, are finer than any printer.
		o.number = strconv.AppendInt(o.number[:0], int64(math.Round(p[0])), 10)
		o.number = append(o.number, ' ')
		o.number = strconv.AppendInt(o.number, int64(math.Round(p[1])), 10)
		o.number = append(o.number, ' ')
		o.path.Write(o.number)
	}
	o.path.WriteString(operator)
	o.path.WriteByte('\n')
}
