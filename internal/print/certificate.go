package print

import (
	"fmt"
	"io"
)

// Certificate is what a person can show of what they completed. Empty fields take no room.
type Certificate struct {
	Head       Letterhead
	Heading    string   // "Certificate of completion"
	Lead       string   // above the name
	Name       string   // as the person writes it
	NativeName string   // in the person's own script
	Middle     string   // between the name and what was completed
	Title      string   // what was completed
	Facts      []string // dates, hours, criteria: a line each
	Signers    []Signer
	Number     string
	Verify     string // the address of the page that verifies it, in the code and below it
	VerifyLead string
	Demo       bool
}

// Signer is who signed a certificate.
type Signer struct{ Name, Post, On string }

const (
	certWidth, certHeight = 297 * MM, 210 * MM
	certInset             = 24 * MM
	certText              = certWidth - 2*certInset
)

// WriteCertificate writes the certificate on one A4 page on its side. On an error what was written is no valid document.
func WriteCertificate(w io.Writer, c Certificate) error {
	d, err := NewDocument(w, c.Head.meta(c.Heading+": "+c.Title))
	if err != nil {
		return err
	}
	d.AddPage(certWidth, certHeight)
	d.certificateFrame()
	d.certificateText(c)
	if err := d.certificateFoot(c); err != nil {
		d.Close()
		return fmt.Errorf("certificate %s: %w", c.Number, err)
	}
	return d.Close()
}

// certificateFrame is a double rule around the page.
func (d *Document) certificateFrame() {
	for _, f := range []struct{ inset, thick float64 }{{9 * MM, 2}, {11 * MM, 0.5}} {
		right, bottom := certWidth-f.inset, certHeight-f.inset
		d.Rule(f.inset, f.inset, right, f.inset, f.thick, defaultBand)
		d.Rule(f.inset, bottom, right, bottom, f.thick, defaultBand)
		d.Rule(f.inset, f.inset, f.inset, bottom, f.thick, defaultBand)
		d.Rule(right, f.inset, right, bottom, f.thick, defaultBand)
	}
}

// certificateText sets the lines between the head and the signatures, in the middle.
func (d *Document) certificateText(c Certificate) {
	y := 22 * MM
	set := func(text string, size, least float64, lines int, bold bool, colour Color, gap float64) {
		if text == "" {
			return
		}
		fit := d.Fit(text, Box{Width: certText, Size: size, Min: least, Lines: lines, Bold: bold})
		y = d.Lines(fit.Lines, certInset, y, certText, fit.Size, colour, Centre) + gap
	}
	set(c.Head.Mechanism, 12, 8, 2, false, Faint, 1*MM)
	set(c.Head.Office, 12, 8, 2, true, defaultBand, 7*MM)
	set(c.Heading, 26, 16, 1, true, defaultBand, 6*MM)
	set(c.Lead, 12, 9, 1, false, Ink, 2.5*MM)
	set(c.Name, 26, 12, 2, true, Ink, 1*MM)
	set(c.NativeName, 16, 10, 1, false, Ink, 2*MM)
	y += 1.5 * MM
	set(c.Middle, 12, 9, 1, false, Ink, 2.5*MM)
	set(c.Title, 18, 11, 3, true, Ink, 3*MM)
	for _, fact := range c.Facts {
		set(fact, 11, 8, 2, false, Ink, 1*MM)
	}
}

// certificateFoot places the signatures at the left and in the middle, and the code at the right.
func (d *Document) certificateFoot(c Certificate) error {
	const side, top, bottom = 30 * MM, 150 * MM, certHeight - 17*MM
	codeX := certWidth - certInset - side
	if err := d.QR(c.Verify, codeX, top, side); err != nil {
		return err
	}
	room := codeX - certInset - 10*MM
	each := room / float64(max(len(c.Signers), 1))
	for i, s := range c.Signers {
		x, width := certInset+float64(i)*each, each-8*MM
		d.Rule(x, top+13*MM, x+width, top+13*MM, 0.6, Ink)
		y := top + 14.5*MM
		for _, line := range []struct {
			text string
			bold bool
		}{{s.Name, true}, {s.Post, false}, {s.On, false}} {
			fit := d.Fit(line.text, Box{Width: width, Size: 10, Min: 7, Lines: 2, Bold: line.bold})
			y = d.Lines(fit.Lines, x, y, width, fit.Size, Ink, Left)
		}
	}
	fit := d.Fit(c.VerifyLead+" "+c.Verify, Box{Width: room, Size: 8, Min: 6, Lines: 2})
	d.Lines(fit.Lines, certInset, bottom-9*MM, room, fit.Size, Faint, Left)
	number := d.Fit(c.Number, Box{Width: side + 20*MM, Size: 9, Min: 7})
	d.Lines(number.Lines, codeX-20*MM, top+side+1*MM, side+20*MM, number.Size, Ink, Right)
	if c.Demo {
		mark := d.Fit(c.Head.demoMark(), Box{Width: certText, Size: 9, Min: 7, Bold: true})
		d.Lines(mark.Lines, certInset, 14*MM, certText, mark.Size, Faint, Centre)
	}
	return nil
}
