package print

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// pdfFile writes the objects of one PDF file in the order they are finished, so that a document of a thousand pages
// needs the memory of one. It knows nothing of what is on the pages.
type pdfFile struct {
	w       *bufio.Writer
	offset  int64
	offsets []int64 // of object 1, 2, …; 0 while it is only promised
	err     error
	packed  bytes.Buffer
	packer  *zlib.Writer // kept, because a new one needs a megabyte
}

func newPDF(w io.Writer) *pdfFile {
	p := &pdfFile{w: bufio.NewWriterSize(w, 64<<10), packer: zlib.NewWriter(nil)}
	// The second line tells programs that move files that this one is not text.
	p.printf("%%PDF-1.5\n%%\xE2\xE3\xCF\xD3\n")
	return p
}

func (p *pdfFile) printf(format string, args ...any) {
	if p.err != nil {
		return
	}
	n, err := fmt.Fprintf(p.w, format, args...)
	p.offset += int64(n)
	p.err = err
}

func (p *pdfFile) write(text []byte) {
	if p.err != nil {
		return
	}
	n, err := p.w.Write(text)
	p.offset += int64(n)
	p.err = err
}

// promise gives a number to an object that is written later.
func (p *pdfFile) promise() int {
	p.offsets = append(p.offsets, 0)
	return len(p.offsets)
}

// object writes an object under a promised number.
func (p *pdfFile) object(number int, body string) {
	p.offsets[number-1] = p.offset
	p.printf("%d 0 obj\n%s\nendobj\n", number, body)
}

func (p *pdfFile) newObject(body string) int {
	number := p.promise()
	p.object(number, body)
	return number
}

// stream writes a compressed stream. entries are further entries of its dictionary.
func (p *pdfFile) stream(entries string, text []byte) int {
	p.packed.Reset()
	p.packer.Reset(&p.packed)
	// Writing to a buffer cannot fail.
	p.packer.Write(text)
	p.packer.Close()
	number := p.promise()
	p.offsets[number-1] = p.offset
	p.printf("%d 0 obj\n<<%s/Filter/FlateDecode/Length %d>>\nstream\n", number, entries, p.packed.Len())
	p.write(p.packed.Bytes())
	p.printf("\nendstream\nendobj\n")
	return number
}

// finish writes the table of objects and the trailer.
func (p *pdfFile) finish(catalog, info int) error {
	table := p.offset
	p.printf("xref\n0 %d\n0000000000 65535 f \n", len(p.offsets)+1)
	for number, offset := range p.offsets {
		if offset == 0 && p.err == nil {
			p.err = fmt.Errorf("PDF object %d was promised and not written", number+1)
		}
		p.printf("%010d 00000 n \n", offset)
	}
	p.printf("trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(p.offsets)+1, catalog, info, table)
	if p.err != nil {
		return p.err
	}
	return p.w.Flush()
}

// pdfText is a string of the document's properties or of /ActualText.
func pdfText(text string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	b.WriteString(">")
	return b.String()
}

func pdfTime(t time.Time) string { return "(" + t.UTC().Format("D:20060102150405Z") + ")" }

// num writes a number as short as two decimals allow: finer than any printer.
func num(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}
