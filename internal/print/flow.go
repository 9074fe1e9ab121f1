package print

import (
	"fmt"
)

// flow places items one below the other on A4 pages before any is drawn, because each page says how many there are.
type flow struct {
	*Document
	frame pageFrame
	pages [][]flowItem
	y     float64
}

type flowItem struct {
	y    float64
	draw func(y float64)
}

// piece is something of known height that is yet to be placed.
type piece struct {
	height float64
	draw   func(y float64)
}

// pageFrame is what stands at the head and foot of every page.
type pageFrame struct {
	head    Letterhead
	running string // at the head of the second page and those after it
	label   string
	demo    bool
	page    string // words, with the number of the page and of pages
}

// The page of a flow.
const (
	flowMargin = 20 * MM
	flowWidth  = a4Width - 2*flowMargin
	flowTop    = 24 * MM
	flowBottom = a4Height - 22*MM
)

func newFlow(d *Document, frame pageFrame) *flow {
	f := &flow{Document: d, frame: frame}
	f.newPage()
	return f
}

// fits reports whether so much height is left on the page.
func (f *flow) fits(height float64) bool { return f.y+height <= flowBottom }

func (f *flow) newPage() {
	f.pages = append(f.pages, nil)
	f.y = flowTop
}

// place puts a piece on the open page.
func (f *flow) place(p piece) {
	last := len(f.pages) - 1
	f.pages[last] = append(f.pages[last], flowItem{f.y, p.draw})
	f.y += p.height
}

// lines places lines of one style over the width of the page, and goes on to the next page where it must.
func (f *flow) lines(lines []Line, size float64, c Color) {
	for _, line := range lines {
		p := piece{line.Height(size), func(y float64) { f.Text(line, flowMargin, y+line.Ascent(size), size, c) }}
		if !f.fits(p.height) {
			f.newPage()
		}
		f.place(p)
	}
}

// finish draws all pages and closes the document.
func (f *flow) finish() error {
	for i, page := range f.pages {
		f.AddPage(a4Width, a4Height)
		f.drawFrame(i+1, len(f.pages))
		for _, item := range page {
			item.draw(item.y)
		}
	}
	return f.Close()
}

// drawFrame draws who issues the document, what it is, its label at head and foot as the Traffic Light Protocol asks,
// and the page.
func (f *flow) drawFrame(page, pages int) {
	const small, labelSize, head, foot = 8.5, 12, 14 * MM, a4Height - 12*MM
	const edge = flowMargin + flowWidth
	labelLeft := f.Label(f.frame.label, edge, head, labelSize, flowWidth/2)
	running := f.frame.head.Mechanism
	if page > 1 {
		running = f.frame.running
	}
	if running != "" {
		fit := f.Fit(running, Box{Width: labelLeft - flowMargin - 5*MM, Size: small + 0.5, Min: 7})
		f.Text(fit.Lines[0], flowMargin, head, fit.Size, Faint)
	}
	f.Rule(flowMargin, foot-6*MM, edge, foot-6*MM, 0.6, Hair)
	counter := f.Shape(fmt.Sprintf(f.frame.page, page, pages), false)
	f.Text(counter, flowMargin, foot, small, Faint)
	labelLeft = f.Label(f.frame.label, edge, foot, labelSize, flowWidth/2)
	if f.frame.demo {
		x := flowMargin + counter.Width(small) + 3*MM
		free := labelLeft - x - 3*MM
		fit := f.Fit(f.frame.head.demoMark(), Box{Width: free, Size: small, Min: 5, Bold: true})
		f.Text(fit.Lines[0], x+(free-fit.Lines[0].Width(fit.Size))/2, foot, fit.Size, Alarm)
	}
}
