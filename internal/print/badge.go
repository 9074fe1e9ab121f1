package print

import (
	"fmt"
	"io"
	"strings"
)

// Badge is what one person wears. Empty fields take no room.
type Badge struct {
	Name       string // as the person writes it, with form of address if that is the custom
	NativeName string // in the person's own script
	Position   string
	Party      string
	Category   string // delegate, observer, press
	Colour     Color  // of the category's band; black stands for the default
	Activity   string
	Place      string
	Dates      string
	Number     string
	Code       string // content of the QR code
	Label      string // of the Traffic Light Protocol, or other words for the foot
	Demo       bool
}

// Paper is what badges are printed on.
type Paper int

const (
	// A6 has one badge to a page.
	A6 Paper = iota
	// A4 has four badges to a page, with marks where to cut.
	A4
)

const (
	a6Width, a6Height = 105 * MM, 148.5 * MM // a quarter of A4
	a4Width, a4Height = 210 * MM, 297 * MM
	// badgeInset keeps the content off the edge, where printers cannot print and cuts go astray.
	badgeInset = 6 * MM
)

var defaultBand = Color{23, 63, 105}

// Badges writes the badges in the given order. On an error what was written is no valid document. The fonts are
// looked for before anything is written.
func Badges(w io.Writer, paper Paper, badges []Badge, head Letterhead) error {
	title := "Badges"
	if len(badges) > 0 && badges[0].Activity != "" {
		title += ": " + badges[0].Activity
	}
	d, err := NewDocument(w, head.meta(title))
	if err != nil {
		return err
	}
	for i, badge := range badges {
		x, y := 0.0, 0.0
		switch {
		case paper == A6:
			d.AddPage(a6Width, a6Height)
		default:
			if i%4 == 0 {
				d.AddPage(a4Width, a4Height)
				d.cropMarks()
			}
			x, y = float64(i%2)*a6Width, float64(i%4/2)*a6Height
		}
		if err := d.badge(badge, head, x, y); err != nil {
			d.Close()
			return fmt.Errorf("badge of %s: %w", badge.Name, err)
		}
	}
	if len(badges) == 0 {
		d.AddPage(a6Width, a6Height) // a document without a page is not valid
	}
	return d.Close()
}

// cropMarks shows where to cut an A4 sheet in four: at the edges, and a cross in the middle.
func (d *Document) cropMarks() {
	const arm, x, y, thin = 5 * MM, a4Width / 2, a4Height / 2, 0.4
	d.Rule(x, 0, x, arm, thin, Faint)
	d.Rule(x, a4Height-arm, x, a4Height, thin, Faint)
	d.Rule(0, y, arm, y, thin, Faint)
	d.Rule(a4Width-arm, y, a4Width, y, thin, Faint)
	d.Rule(x-arm/2, y, x+arm/2, y, thin, Faint)
	d.Rule(x, y-arm/2, x, y+arm/2, thin, Faint)
}

// The zones of a badge, from its top.
const (
	headBottom  = 30 * MM
	whoTop      = 32 * MM
	whoBottom   = 91 * MM
	codeSide    = 32 * MM
	codeTop     = 91.5 * MM
	bandTop     = 124 * MM
	bandHeight  = 11.5 * MM
	footBase    = 141 * MM
	badgeWidth  = a6Width - 2*badgeInset
	badgeBottom = a6Height - badgeInset
)

func (d *Document) badge(b Badge, head Letterhead, x, y float64) error {
	x += badgeInset
	d.badgeHead(b, head, x, y)
	d.badgeWho(b, x, y)
	if b.Code != "" {
		if err := d.QR(b.Code, x+(badgeWidth-codeSide)/2, y+codeTop, codeSide); err != nil {
			return err
		}
	}
	d.badgeFoot(b, head, x, y)
	return nil
}

// badgeHead names the mechanism and the activity, with its place and dates.
func (d *Document) badgeHead(b Badge, head Letterhead, x, y float64) {
	where := strings.Join(nonEmpty(b.Place, b.Dates), ", ")
	d.stack([]block{
		{head.Mechanism, Box{Size: 9, Min: 6}, Faint, 1},
		{b.Activity, Box{Size: 13, OneLineMin: 11, Min: 7, Lines: 2, Bold: true}, Ink, 2},
		{where, Box{Size: 9, Min: 6.5, Lines: 2}, Ink, 0},
	}, x, y+badgeInset, badgeWidth, headBottom-badgeInset-1*MM, Centre)
	d.Rule(x, y+headBottom, x+badgeWidth, y+headBottom, 0.6, Hair)
}

// badgeWho is what the badge is for: to be read at arm's length.
func (d *Document) badgeWho(b Badge, x, y float64) {
	d.stack([]block{
		{b.Name, Box{Size: 30, OneLineMin: 19, Min: 12, Lines: 2, Bold: true}, Ink, 2},
		{b.NativeName, Box{Size: 19, OneLineMin: 14, Min: 9, Lines: 2}, Ink, 4},
		{b.Position, Box{Size: 12, OneLineMin: 10, Min: 7.5, Lines: 2}, Faint, 4},
		{b.Party, Box{Size: 18, OneLineMin: 13, Min: 8.5, Lines: 2, Bold: true}, Ink, 0},
	}, x, y+whoTop, badgeWidth, whoBottom-whoTop, Centre)
}

func (d *Document) badgeFoot(b Badge, head Letterhead, x, y float64) {
	if b.Category != "" {
		band := b.Colour
		if band == (Color{}) {
			band = defaultBand
		}
		d.FillRect(x, y+bandTop, badgeWidth, bandHeight, band)
		d.stack([]block{{b.Category, Box{Size: 17, Min: 7, Bold: true}, band.readable(), 0}},
			x+2*MM, y+bandTop, badgeWidth-4*MM, bandHeight, Centre)
	}
	const size = 7.5
	labelLeft := d.Label(b.Label, x+badgeWidth, y+footBase, size, badgeWidth/2)
	end := x
	if b.Number != "" {
		f := d.Fit(b.Number, Box{Width: 26 * MM, Size: size + 1, Min: 6, Bold: true})
		d.Text(f.Lines[0], x, y+footBase, f.Size, Ink)
		end += f.Lines[0].Width(f.Size)
	}
	if b.Demo {
		free := labelLeft - end - 4*MM
		f := d.Fit(head.demoMark(), Box{Width: free, Size: size, Min: 4, Bold: true})
		d.Text(f.Lines[0], end+2*MM+(free-f.Lines[0].Width(f.Size))/2, y+footBase, f.Size, Alarm)
	}
}

// block is a text in a stack, with the gap that follows it.
type block struct {
	text  string
	box   Box
	color Color
	gap   float64
}

// stack draws texts below each other, centred, in a zone of fixed height. If they need more, all become smaller; at
// their smallest they lose lines, the last first.
func (d *Document) stack(blocks []block, x, y, width, height float64, vertical Align) {
	var present []block
	for _, b := range blocks {
		if clean(b.text) != "" {
			b.box.Width = width
			b.box.OneLineMin = max(b.box.OneLineMin, b.box.Min)
			present = append(present, b)
		}
	}
	if len(present) == 0 {
		return
	}
	fitted, needed := d.fitAll(present, 1)
	for scale := 0.95; needed > height && scale > 0.3; scale -= 0.05 {
		fitted, needed = d.fitAll(present, scale)
	}
	for i := len(present) - 1; needed > height && i >= 0; i-- {
		present[i].box.Lines = 1
		fitted, needed = d.fitAll(present, 0)
	}
	y += max(0, height-needed) * float64(vertical)
	for i, f := range fitted {
		y = d.Lines(f.Lines, x, y, width, f.Size, present[i].color, Centre) + present[i].gap
	}
}

// fitAll fits all texts at a scale of their sizes, never below the smallest, and returns the height of all.
func (d *Document) fitAll(blocks []block, scale float64) ([]Fitted, float64) {
	fitted := make([]Fitted, len(blocks))
	needed := 0.0
	for i, b := range blocks {
		b.box.Size = max(b.box.Size*scale, b.box.Min)
		b.box.OneLineMin = max(b.box.OneLineMin*scale, b.box.Min)
		fitted[i] = d.Fit(b.text, b.box)
		needed += fitted[i].Height() + b.gap
	}
	return fitted, needed - blocks[len(blocks)-1].gap
}

// readable returns black or white, whichever can be read on the colour.
func (c Color) readable() Color {
	luminance := (299*int(c.R) + 587*int(c.G) + 114*int(c.B)) / 1000
	if luminance > 140 {
		return Black
	}
	return White
}

func nonEmpty(texts ...string) []string {
	var some []string
	for _, t := range texts {
		if t != "" {
			some = append(some, t)
		}
	}
	return some
}
