package print

import (
	"fmt"
	"strings"
	"time"

	"rsc.io/qr"
)

// Letterhead is what all documents of one mechanism have in common.
type Letterhead struct {
	Mechanism string // the name of the mechanism
	Office    string // the office that issues the document
	Lang      string // BCP 47, of most of the text; "en" if empty
	Created   time.Time
	// DemoMark is printed on everything made from demonstration data; there is an English one if it is empty.
	DemoMark string
}

func (h Letterhead) meta(title string) Meta {
	lang := h.Lang
	if lang == "" {
		lang = "en"
	}
	author := h.Office
	if author == "" {
		author = h.Mechanism
	}
	return Meta{Title: title, Author: author, Lang: lang, Created: h.Created}
}

func (h Letterhead) demoMark() string {
	if h.DemoMark != "" {
		return h.DemoMark
	}
	return "DEMONSTRATION DATA"
}

// Align says where a line stands between the left and the right edge of its box.
type Align float64

const (
	Left   Align = 0
	Centre Align = 0.5
	Right  Align = 1
)

// Lines draws lines below each other from the top and returns where they end.
func (d *Document) Lines(lines []Line, x, top, width, size float64, c Color, align Align) float64 {
	for _, l := range lines {
		d.Text(l, x+(width-l.Width(size))*float64(align), top+l.Ascent(size), size, c)
		top += l.Height(size)
	}
	return top
}

// tlpColors are the letters' colours of the Traffic Light Protocol 2.0, which sets them on black.
var tlpColors = map[string]Color{
	"TLP:RED":          {0xFF, 0x2B, 0x2B},
	"TLP:AMBER":        {0xFF, 0xC0, 0x00},
	"TLP:AMBER+STRICT": {0xFF, 0xC0, 0x00},
	"TLP:GREEN":        {0x33, 0xFF, 0x00},
	"TLP:CLEAR":        {0xFF, 0xFF, 0xFF},
}

// Label draws a label with its right end at x and its baseline at y, no wider than width, and returns its left end. A
// label of the Traffic Light Protocol is drawn as that asks; any other as plain words.
func (d *Document) Label(label string, x, y, size, width float64) float64 {
	if label == "" {
		return x
	}
	pad := size * 0.35
	fit := d.Fit(label, Box{Width: width - 2*pad, Size: size, Min: size / 2, Bold: true})
	line := fit.Lines[0]
	c, ok := tlpColors[strings.ToUpper(label)]
	if !ok {
		d.Text(line, x-line.Width(fit.Size), y, fit.Size, Ink)
		return x - line.Width(fit.Size)
	}
	needed := line.Width(fit.Size) + 2*pad
	d.FillRect(x-needed, y-size*0.95, needed, size*1.25, Black)
	d.Text(line, x-needed+pad, y, fit.Size, c)
	return x - needed
}

// quietZone is the empty border that readers of QR codes need, in modules.
const quietZone = 4

// QR draws a code that fills a square with its quiet zone. Medium error correction survives a fold or a stain.
func (d *Document) QR(content string, x, y, side float64) error {
	code, err := qr.Encode(content, qr.M)
	if err != nil {
		return fmt.Errorf("QR code of %d characters: %w", len(content), err)
	}
	module := side / float64(code.Size+2*quietZone)
	d.FillRect(x, y, side, side, White)
	d.color(Black)
	for row := range code.Size {
		for col := 0; col < code.Size; {
			if !code.Black(col, row) {
				col++
				continue
			}
			end := col
			for end < code.Size && code.Black(end, row) {
				end++
			}
			// A little higher than a module, lest a hair of white shows between rows on a screen.
			d.printf("%.3f %.3f %.3f %.3f re\n", x+float64(quietZone+col)*module,
				d.height-y-float64(quietZone+row+1)*module-0.02*module, float64(end-col)*module, 1.02*module)
			col = end
		}
	}
	d.printf("f\n")
	return nil
}
