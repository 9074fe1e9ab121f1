package print

import (
	"cmp"
	"io"
	"strings"
)

// Letter is a letter of the office. Empty fields take no room.
type Letter struct {
	Head       Letterhead
	Reference  string // of the office's files
	Date       string // in words
	To         []string
	Salutation string
	Subject    string
	Paragraphs []string // a line end within a paragraph is a space
	Closing    string
	Signatory  []string // name, then titles; there is room for a signature above
	Label      string   // of the Traffic Light Protocol, or other words for every page
	Demo       bool
	Page       string // words for the page, with its number and that of pages; "Page %d of %d" if empty
}

// WriteLetter writes the letter on A4 pages. On an error what was written is no valid document.
func WriteLetter(w io.Writer, letter Letter) error {
	title := cmp.Or(letter.Subject, letter.Reference)
	d, err := NewDocument(w, letter.Head.meta(title))
	if err != nil {
		return err
	}
	f := newFlow(d, pageFrame{
		head: letter.Head, running: strings.Join(nonEmpty(letter.Reference, letter.Date), ", "),
		label: letter.Label, demo: letter.Demo, page: cmp.Or(letter.Page, "Page %d of %d"),
	})
	const size, gap = 11.0, 9.0
	if letter.Head.Office != "" {
		f.lines(f.Wrap(letter.Head.Office, true, 15, flowWidth, 2), 15, defaultBand)
		f.y += 2 * gap
	}
	f.paragraphs(size, 0, strings.Join(nonEmpty(letter.Reference, letter.Date), ", "))
	f.y += gap
	f.paragraphs(size, 0, letter.To...)
	f.y += gap
	f.paragraphs(size, gap, letter.Salutation)
	if letter.Subject != "" {
		f.lines(f.Wrap(letter.Subject, true, size, flowWidth, 4), size, Ink)
		f.y += gap
	}
	f.paragraphs(size, gap, letter.Paragraphs...)
	f.signature(letter, size)
	return f.finish()
}

// paragraphs places texts below each other, with a gap after each. A paragraph never leaves its first line alone at
// the foot of a page.
func (f *flow) paragraphs(size, gap float64, texts ...string) {
	for _, text := range texts {
		if clean(text) == "" {
			continue
		}
		lines := f.Wrap(text, false, size, flowWidth, 0)
		if first := lines[:min(len(lines), 2)]; !f.fits(linesHeight(first, size)) {
			f.newPage()
		}
		f.lines(lines, size, Ink)
		f.y += gap
	}
}

// signature keeps the closing, the room to sign and the name on one page.
func (f *flow) signature(letter Letter, size float64) {
	const room = 22 * MM
	var texts []styled
	for _, text := range nonEmpty(letter.Signatory...) {
		texts = append(texts, styled{f.Wrap(text, false, size, flowWidth, 2), size, Ink})
	}
	closing := f.Wrap(letter.Closing, false, size, flowWidth, 2)
	if !f.fits(linesHeight(closing, size) + room + styledHeight(texts)) {
		f.newPage()
	}
	f.lines(closing, size, Ink)
	if len(texts) == 0 {
		return
	}
	f.y += room
	for _, t := range texts {
		f.lines(t.lines, t.size, t.color)
	}
}
