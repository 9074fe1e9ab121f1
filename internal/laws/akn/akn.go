// Package akn reads laws written in Akoma Ntoso XML, the OASIS standard LegalDocML 1.0, as far as a register of laws needs them: which
// work and which expression a document is, and its units with their eIds.
//
// It takes no risk with what it is given: no document type, no entity of its own, nothing beyond the bounds below. It lists what is
// wrong with a document by its lines, and reads on as far as it can.
package akn

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The bounds of a document.
const (
	MaxBytes    = 8 << 20
	MaxDepth    = 40     // of units within each other
	MaxUnits    = 20_000 // in all
	maxNesting  = 120    // of elements within each other
	maxProblems = 50
	maxEID      = 200
)

// Namespace is that of the standard.
const Namespace = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"

// Document is what was read.
type Document struct {
	Kind       string     `json:"kind" doc:"The element of the document: act, bill, doc …"`
	Title      string     `json:"title,omitempty"`
	Work       Work       `json:"work"`
	Expression Expression `json:"expression"`
	Units      []Unit     `json:"-"`
}

// Work is the law, whatever its language and its day.
type Work struct {
	IRI     string `json:"iri,omitempty"`
	Country string `json:"country,omitempty"`
	Date    string `json:"date,omitempty"`
	Number  string `json:"number,omitempty"`
}

// Expression is one text of the law: in a language, as it stood from a day on.
type Expression struct {
	IRI      string `json:"iri,omitempty"`
	Language string `json:"language,omitempty" doc:"As the document writes it: ISO 639-2, or a tag of BCP 47"`
	From     string `json:"from,omitempty" doc:"The day from which the text stood: that of its period, or else that of the expression"`
	Until    string `json:"until,omitempty" doc:"The first day on which it stood no more, where its period has an end"`
}

// Unit is one part of the hierarchy.
type Unit struct {
	EID     string
	Parent  string // eId of the unit in which it stands
	Kind    string // the element: article, chapter …
	Num     string
	Heading string
	Text    string
	Depth   int // 0 for those that stand in no other
	Line    int
}

// Problem is something wrong with a document. One that is Fatal keeps it from being taken.
type Problem struct {
	Line  int    `json:"line,omitempty"`
	Words string `json:"words"`
	Fatal bool   `json:"fatal"`
}

// Fatal tells whether one of the problems keeps the document from being taken.
func Fatal(list []Problem) bool {
	return slices.ContainsFunc(list, func(p Problem) bool { return p.Fatal })
}

// Parse reads a document and lists what is wrong with it.
func Parse(data []byte) (Document, []Problem) {
	p := &parser{eids: map[string]int{}, events: map[string]string{}, periods: map[string][2]string{}}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	switch {
	case len(data) > MaxBytes:
		p.wrong(0, "The file is larger than %d MB. Split the law into parts.", MaxBytes>>20)
		return p.doc, p.problems
	case len(bytes.TrimSpace(data)) == 0:
		p.wrong(0, "The file is empty. Choose another one.")
		return p.doc, p.problems
	case !utf8.Valid(data):
		p.wrong(0, "The file is not written in UTF-8. Save it in UTF-8 and send it again.")
		return p.doc, p.problems
	}
	p.d = xml.NewDecoder(bytes.NewReader(data))
	if err := p.document(); err != nil {
		p.failed(err)
		return p.doc, p.problems
	}
	p.finish()
	return p.doc, p.problems
}

// errStop ends the reading after a problem that has been noted.
var errStop = errors.New("stop")

type parser struct {
	d        *xml.Decoder
	doc      Document
	problems []Problem
	left     int // problems beyond those that are listed
	eids     map[string]int
	nesting  int
	body     bool // has been read
	periodic bool // a unit has a period of its own
	period   string
	events   map[string]string
	periods  map[string][2]string // of a temporal group: the events that begin and end it
	group    string
}

func (p *parser) line() int {
	line, _ := p.d.InputPos()
	return line
}

func (p *parser) note(line int, fatal bool, format string, args ...any) {
	if len(p.problems) >= maxProblems && !fatal {
		p.left++
		return
	}
	if len(p.problems) >= 2*maxProblems {
		p.left++
		return
	}
	p.problems = append(p.problems, Problem{Line: line, Words: fmt.Sprintf(format, args...), Fatal: fatal})
}

func (p *parser) wrong(line int, format string, args ...any) { p.note(line, true, format, args...) }

func (p *parser) failed(err error) {
	if errors.Is(err, errStop) {
		return
	}
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		words := syntax.Msg
		switch {
		case strings.Contains(words, "invalid character entity"):
			words = "it uses an entity that XML does not know; write the character itself"
		case strings.Contains(words, "unexpected EOF"):
			words = "it ends too early"
		}
		p.wrong(syntax.Line, "The XML is broken here: %s.", words)
		return
	}
	if errors.Is(err, io.EOF) {
		p.wrong(p.line(), "The XML ends too early.")
		return
	}
	p.wrong(p.line(), "The XML cannot be read: it says that it is not written in UTF-8, or is broken.")
}

// token is the next token. A document type is refused: it could bring entities along.
func (p *parser) token() (xml.Token, error) {
	t, err := p.d.Token()
	if err != nil {
		return nil, err
	}
	switch t.(type) {
	case xml.Directive:
		p.wrong(p.line(), "The file declares a document type (<!DOCTYPE …>). Take the declaration out: Akoma Ntoso needs none.")
		return nil, errStop
	case xml.StartElement:
		if p.nesting++; p.nesting > maxNesting {
			p.wrong(p.line(), "The elements stand more than %d deep within each other.", maxNesting)
			return nil, errStop
		}
	case xml.EndElement:
		p.nesting--
	}
	return t, nil
}

// each reads the children of an element to its end.
func (p *parser) each(child func(xml.StartElement) error, words func(string)) error {
	for {
		t, err := p.token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := child(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		case xml.CharData:
			if words != nil {
				words(string(t))
			}
		}
	}
}

func (p *parser) skip() error {
	return p.each(func(xml.StartElement) error { return p.skip() }, nil)
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// documents are the elements that hold one law, and unread those that hold something else.
var (
	documents = []string{"act", "bill", "doc", "statement", "judgment", "portion"}
	unread    = []string{"amendmentList", "officialGazette", "documentCollection", "debate", "debateReport", "amendment"}
)

func (p *parser) document() error {
	root, err := p.root()
	if err != nil {
		return err
	}
	if err := p.checkNamespace(root); err != nil {
		return err
	}
	err = p.each(func(e xml.StartElement) error {
		name := e.Name.Local
		switch {
		case slices.Contains(unread, name):
			p.wrong(p.line(), "This is a <%s>, not one law. Send an act, a bill, a judgment or another single document.", name)
			return errStop
		case !slices.Contains(documents, name) || p.doc.Kind != "":
			return p.skip()
		}
		p.doc.Kind = name
		p.period = attr(e, "period")
		return p.each(p.part, nil)
	}, nil)
	if err != nil {
		return err
	}
	for { // nothing but blanks and comments may follow
		if _, err := p.token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func (p *parser) root() (xml.StartElement, error) {
	for {
		t, err := p.token()
		if err != nil {
			return xml.StartElement{}, err
		}
		if e, ok := t.(xml.StartElement); ok {
			return e, nil
		}
	}
}

var draftSpace = regexp.MustCompile(`^` + regexp.QuoteMeta(Namespace) + `/[A-Z]{2,4}[0-9]{1,3}$`)

func (p *parser) checkNamespace(root xml.StartElement) error {
	space := root.Name.Space
	switch {
	case root.Name.Local != "akomaNtoso":
		p.wrong(p.line(), "The file is not Akoma Ntoso: it begins with <%s>, and not with <akomaNtoso>.", root.Name.Local)
		return errStop
	case space == Namespace:
	case draftSpace.MatchString(space):
		p.note(p.line(), false, "The file follows a draft of the standard (%s). It is read as version 3.0.", strings.TrimPrefix(space, Namespace+"/"))
	default:
		p.wrong(p.line(), "The namespace is %q. This register reads version 3.0: %s.", space, Namespace)
		return errStop
	}
	return nil
}

// part reads one part of a document.
func (p *parser) part(e xml.StartElement) error {
	switch e.Name.Local {
	case "meta":
		return p.each(p.meta, nil)
	case "preface", "coverPage", "header":
		return p.preface()
	case "preamble":
		return p.unit(e, nil)
	case "body", "mainBody", "judgmentBody", "portionBody":
		p.body = true
		if own := attr(e, "period"); own != "" {
			p.period = own
		}
		return p.whole()
	case "attachments":
		return p.each(func(e xml.StartElement) error {
			if e.Name.Local == "attachment" {
				return p.unit(e, nil)
			}
			return p.skip()
		}, nil)
	default:
		return p.skip()
	}
}

func (p *parser) preface() error {
	return p.each(func(e xml.StartElement) error {
		if e.Name.Local == "docTitle" && p.doc.Title == "" {
			out := &words{}
			if err := p.inline(out); err != nil {
				return err
			}
			p.doc.Title = strings.ReplaceAll(out.String(), "\n", " ")
			return nil
		}
		return p.preface()
	}, nil)
}

func (p *parser) meta(e xml.StartElement) error {
	switch e.Name.Local {
	case "identification", "temporalData", "lifecycle":
		return p.each(p.meta, nil)
	case "FRBRWork":
		return p.each(p.work, nil)
	case "FRBRExpression":
		return p.each(p.expression, nil)
	case "eventRef":
		p.events[cmpID(e)] = attr(e, "date")
	case "temporalGroup":
		p.group = cmpID(e)
		return p.each(p.meta, nil)
	case "timeInterval":
		if _, ok := p.periods[p.group]; !ok {
			p.periods[p.group] = [2]string{strings.TrimPrefix(attr(e, "start"), "#"), strings.TrimPrefix(attr(e, "end"), "#")}
		}
	}
	return p.skip()
}

func cmpID(e xml.StartElement) string {
	if id := attr(e, "eId"); id != "" {
		return id
	}
	return attr(e, "id")
}

func (p *parser) work(e xml.StartElement) error {
	w := &p.doc.Work
	switch e.Name.Local {
	case "FRBRuri":
		w.IRI = attr(e, "value")
	case "FRBRdate":
		w.Date = p.day(e)
	case "FRBRcountry":
		w.Country = attr(e, "value")
	case "FRBRnumber":
		if w.Number == "" {
			w.Number = attr(e, "value")
		}
	}
	return p.skip()
}

func (p *parser) expression(e xml.StartElement) error {
	x := &p.doc.Expression
	switch e.Name.Local {
	case "FRBRuri":
		x.IRI = attr(e, "value")
	case "FRBRdate":
		x.From = p.day(e)
	case "FRBRlanguage":
		if x.Language == "" {
			x.Language = attr(e, "language")
		}
	}
	return p.skip()
}

// day is the date of an element, without its time.
func (p *parser) day(e xml.StartElement) string {
	value := attr(e, "date")
	value, _, _ = strings.Cut(value, "T")
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		p.wrong(p.line(), "<%s> has the date %q. Write it as 2008-01-30.", e.Name.Local, attr(e, "date"))
		return ""
	}
	return value
}

// finish looks at the document as a whole.
func (p *parser) finish() {
	d := &p.doc
	if d.Kind == "" {
		p.wrong(0, "The file holds no law: no <act>, <bill>, <doc>, <statement> or <judgment>.")
		return
	}
	p.readPeriod()
	if d.Work.IRI == "" {
		p.wrong(0, "The file does not say which law it is: <FRBRWork> has no <FRBRuri>.")
	}
	if d.Expression.Language == "" {
		p.wrong(0, "The file does not say in which language it is: <FRBRExpression> has no <FRBRlanguage>.")
	}
	if d.Expression.From == "" {
		p.wrong(0, "The file does not say from which day its text stood: <FRBRExpression> has no <FRBRdate> that can be read.")
	}
	if !p.body {
		p.wrong(0, "The file has no body.")
	} else if len(d.Units) == 0 {
		p.wrong(0, "The body holds no units: no article, section or other part with an eId.")
	}
	if p.periodic {
		p.note(0, false, "Some units have periods of their own. They are taken as they stand in the file, on the day of the expression.")
	}
	if p.left > 0 {
		p.note(0, true, "%d more things are wrong and not listed.", p.left)
	}
}

// readPeriod takes the days of the text from the period of the document, where it has one.
func (p *parser) readPeriod() {
	if p.period == "" {
		return
	}
	interval, ok := p.periods[strings.TrimPrefix(p.period, "#")]
	if !ok {
		p.note(0, false, "The document has the period %q, which its <temporalData> does not define. The day of the expression counts.", p.period)
		return
	}
	for i, into := range []*string{&p.doc.Expression.From, &p.doc.Expression.Until} {
		day, _, _ := strings.Cut(p.events[interval[i]], "T")
		if _, err := time.Parse(time.DateOnly, day); err == nil {
			*into = day
		}
	}
	if u := p.doc.Expression.Until; u != "" && u <= p.doc.Expression.From {
		p.wrong(0, "The period of the document ends on %s, and begins on %s.", u, p.doc.Expression.From)
	}
}

// Fault is a problem that whoever holds a document against something else finds with it as a whole.
func Fault(format string, args ...any) Problem {
	return Problem{Words: fmt.Sprintf(format, args...), Fatal: true}
}

// Said is the problem with its line.
func (p Problem) Said() string {
	if p.Line == 0 {
		return p.Words
	}
	return fmt.Sprintf("Line %d: %s", p.Line, p.Words)
}
