package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/gaps/answers"
)

const errNoDocument = Refused("The file is no document that can be read. Send the questionnaire as you saved it, as a DOCX file.")

// maxDeep bounds how deep elements of a document stand within each other.
const maxDeep = 200

// ReadDOCX reads a document that came back: the tables that WriteDOCX made, however a word processor split their words. Its errors are of
// kind Refused.
func ReadDOCX(data []byte, help []Choice) (Returned, error) {
	z, err := unpack(data, errNoDocument)
	if err != nil {
		return Returned{}, err
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		return Returned{}, errNoDocument
	}
	defer func() { _ = f.Close() }()
	r := &wordReader{d: xml.NewDecoder(io.LimitReader(f, maxUnpacked)), q: &Questionnaire{Help: help}, seen: map[string]bool{}}
	if err := r.body(); err != nil {
		if refused, ok := errors.AsType[Refused](err); ok {
			return Returned{}, refused
		}
		return Returned{}, errNoDocument
	}
	if r.out.RoundID == "" || len(r.out.Lines) == 0 {
		return Returned{}, errForeign
	}
	return r.out, nil
}

type wordReader struct {
	d      *xml.Decoder
	q      *Questionnaire
	out    Returned
	seen   map[string]bool
	tables int
	rows   int
	depth  int
	last   string // the words of the heading before the table
}

// each reads the children of an element to its end.
func (r *wordReader) each(do func(xml.StartElement) error, words func([]byte)) error {
	if r.depth++; r.depth > maxDeep {
		return errNoDocument
	}
	for {
		t, err := r.d.Token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.Directive:
			return errNoDocument
		case xml.StartElement:
			if err := do(t); err != nil {
				return err
			}
		case xml.EndElement:
			r.depth--
			return nil
		case xml.CharData:
			if words != nil {
				words(t)
			}
		}
	}
}

func (r *wordReader) skip() error {
	return r.each(func(xml.StartElement) error { return r.skip() }, nil)
}

// unread are parts whose words are not those of the document: what was taken out, drawings, and what stands for older programs.
var unread = []string{"del", "moveFrom", "drawing", "pict", "object", "Fallback", "instrText", "delText", "rPr", "pPr", "sdtPr", "tblPr", "trPr", "tcPr", "tblGrid", "sectPr"}

// body finds the tables of a document, wherever they stand.
func (r *wordReader) body() error {
	for {
		t, err := r.d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.Directive:
			return errNoDocument
		case xml.StartElement:
			if err := r.part(t); err != nil {
				return err
			}
		}
	}
}

func (r *wordReader) part(e xml.StartElement) error {
	switch {
	case e.Name.Local == "tbl":
		return r.table()
	case e.Name.Local == "p":
		var p prose
		if err := r.prose(e, &p); err != nil {
			return err
		}
		if words := strings.TrimSpace(p.String()); words != "" {
			r.last = words
		}
		return nil
	case slices.Contains(unread, e.Name.Local):
		return r.skip()
	default:
		return r.each(r.part, nil)
	}
}

// table reads a table as pairs of what its first two cells say.
func (r *wordReader) table() error {
	r.tables++
	heading := r.last
	var pairs [][2]string
	err := r.each(func(e xml.StartElement) error { return r.row(e, &pairs) }, nil)
	if err != nil || len(pairs) == 0 {
		return err
	}
	for _, p := range pairs {
		if strings.EqualFold(p[0], roundWords) {
			return r.stamp(p[1])
		}
	}
	if strings.EqualFold(pairs[0][0], referenceWords) {
		r.provision(heading, pairs)
	}
	return nil
}

func (r *wordReader) row(e xml.StartElement, pairs *[][2]string) error {
	switch {
	case e.Name.Local == "tr":
		if r.rows++; r.rows > maxRows*2 {
			return Refused(fmt.Sprintf("The document has more than %d rows in its tables. Take out what was added to it.", maxRows*2))
		}
		var cells []string
		if err := r.each(func(e xml.StartElement) error { return r.cell(e, &cells) }, nil); err != nil {
			return err
		}
		if len(cells) >= 2 {
			label, _, _ := strings.Cut(cells[0], "\n") // below it stands how the field is filled in
			*pairs = append(*pairs, [2]string{strings.TrimSpace(label), cells[1]})
		}
		return nil
	case slices.Contains(unread, e.Name.Local):
		return r.skip()
	default:
		return r.each(func(e xml.StartElement) error { return r.row(e, pairs) }, nil)
	}
}

func (r *wordReader) cell(e xml.StartElement, cells *[]string) error {
	switch {
	case e.Name.Local == "tc":
		var p prose
		if err := r.each(func(e xml.StartElement) error { return r.prose(e, &p) }, nil); err != nil {
			return err
		}
		*cells = append(*cells, p.String())
		return nil
	case slices.Contains(unread, e.Name.Local):
		return r.skip()
	default:
		return r.each(func(e xml.StartElement) error { return r.cell(e, cells) }, nil)
	}
}

// prose gathers the words of paragraphs, each on a line of its own.
type prose struct {
	bytes.Buffer
	begun bool
}

func (r *wordReader) prose(e xml.StartElement, p *prose) error {
	inner := func(e xml.StartElement) error { return r.prose(e, p) }
	switch name := e.Name.Local; {
	case slices.Contains(unread, name):
		return r.skip()
	case name == "p":
		if p.begun {
			p.WriteByte('\n')
		}
		p.begun = true
		return r.each(inner, nil)
	case name == "t":
		return r.each(inner, func(b []byte) { p.Write(b) })
	case name == "tab":
		p.WriteByte('\t')
	case name == "br" || name == "cr":
		p.WriteByte('\n')
	case name == "noBreakHyphen":
		p.WriteString("\u2011")
	case name == "softHyphen":
		p.WriteString("\u00ad")
	}
	return r.each(inner, nil)
}

func (r *wordReader) stamp(words string) error {
	parts := strings.Fields(words)
	if len(parts) != 4 || parts[0]+" "+parts[1] != stampWords {
		return errForeign
	}
	if parts[2] != stampForm {
		return Refused("The questionnaire was written by another version of this program. Take it along again, and copy the answers into it.")
	}
	if r.out.RoundID != "" && r.out.RoundID != parts[3] {
		return Refused("Two questionnaires were put into one document. Send each by itself.")
	}
	r.out.RoundID = parts[3]
	return nil
}

// provision reads the answer under one provision.
func (r *wordReader) provision(heading string, pairs [][2]string) {
	place := "Table " + strconv.Itoa(r.tables)
	b := Back{Name: clip(heading, 200), Place: place, Cells: map[string]string{}}
	id, base, ok := cutLast(pairs[0][1], "/")
	var err error
	b.ProvisionID = strings.TrimSpace(id)
	if b.Base, err = strconv.Atoi(strings.TrimSpace(base)); !ok || err != nil || b.Base < 0 || b.ProvisionID == "" {
		b.Wrong = append(b.Wrong, Problem{place, "The reference of the provision was changed. Take the questionnaire along again, and copy the answer into it."})
	}
	if r.seen[b.ProvisionID] {
		b.Wrong = append(b.Wrong, Problem{place, "There is a table of this provision already. Put both answers into one table."})
	}
	r.seen[b.ProvisionID] = true
	texts := map[string]string{}
	for _, p := range pairs[1:] {
		field := fieldOf(p[0])
		_, twice := b.Cells[field]
		if field == "" || twice {
			if strings.TrimSpace(p[1]) != "" {
				b.Wrong = append(b.Wrong, Problem{place + ", “" + clip(p[0], 40) + "”", "The row was added or renamed. Write the answer into a row of the questionnaire."})
			}
			continue
		}
		texts[field], b.Cells[field] = p[1], place+", “"+answers.Labels[field]+"”"
	}
	for _, field := range answers.Fields {
		if b.Cells[field] == "" {
			b.Wrong = append(b.Wrong, Problem{place, "The row “" + answers.Labels[field] + "” is missing. Put it back, empty if there is nothing to say."})
		}
	}
	b.fill(r.q, texts)
	r.out.Lines = append(r.out.Lines, b)
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func fieldOf(label string) string {
	for _, field := range answers.Fields {
		if strings.EqualFold(answers.Labels[field], strings.TrimSpace(label)) {
			return field
		}
	}
	return ""
}
