package akn

import (
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// units are the elements that make a unit, with the short form that the naming convention of Akoma Ntoso gives them in an eId.
var units = map[string]string{
	"alinea": "al", "article": "art", "attachment": "att", "body": "body", "book": "book", "chapter": "chp", "clause": "cl", "crossHeading": "crossheading", "division": "dvs", "hcontainer": "hcontainer",
	"indent": "ind", "item": "item", "level": "lvl", "list": "list", "listWrapUp": "listwrapup", "paragraph": "para", "part": "part", "point": "point", "preamble": "preamble", "proviso": "proviso",
	"rule": "rule", "section": "sec", "subchapter": "subchp", "subclause": "subcl", "subdivision": "subdvs", "sublist": "sublist", "subparagraph": "subpara", "subpart": "subpart",
	"subrule": "subrule", "subsection": "subsec", "subtitle": "subtitle", "title": "title", "tome": "tome", "transitional": "trans", "wrapUp": "wrapup",
}

// unnumbered are units for which the standard asks for no eId of their own in practice: one is made without a word.
var unnumbered = []string{"crossHeading", "listWrapUp", "preamble", "wrapUp", "attachment"}

// blocks are elements that stand on lines of their own.
var blocks = []string{"p", "block", "tblock", "blockList", "listIntroduction", "intro", "content", "li", "ul", "ol", "tr", "table", "caption", "foreign", "longTitle", "formula", "recital", "recitals", "citation", "citations", "div", "container"}

// besides are elements whose words are not those of the law.
var besides = []string{"meta", "authorialNote", "toc", "componentRef"}

// frame is the unit that is being read. Outside all units it has no place in the list.
type frame struct {
	up     *frame
	at     int // index in the list of units + 1; 0 outside
	eid    string
	depth  int
	out    words
	quoted bool           // inside words of another law
	seen   map[string]int // how many units of a kind stand in it
}

// unit reads an element that makes a unit.
func (p *parser) unit(e xml.StartElement, up *frame) error {
	line := p.line()
	if len(p.doc.Units) >= MaxUnits {
		p.wrong(line, "The law has more than %d units. Split it into parts.", MaxUnits)
		return errStop
	}
	if up == nil {
		up = &frame{}
	}
	f := &frame{up: up}
	if up.at > 0 {
		f.depth = up.depth + 1
	}
	if f.depth >= MaxDepth {
		p.wrong(line, "The units stand more than %d deep within each other.", MaxDepth)
		return errStop
	}
	u := Unit{Kind: e.Name.Local, Parent: up.eid, Depth: f.depth, Line: line, EID: cmpID(e)}
	p.periodic = p.periodic || attr(e, "period") != ""
	p.doc.Units = append(p.doc.Units, u)
	f.at, f.eid = len(p.doc.Units), u.EID
	if up.seen == nil {
		up.seen = map[string]int{}
	}
	up.seen[u.Kind]++
	if f.eid != "" {
		p.claim(f, u)
	} else if slices.Contains(unnumbered, u.Kind) {
		p.makeEID(f, "")
	}
	if err := p.content(f); err != nil {
		return err
	}
	if f.eid == "" { // it stood empty
		p.missingEID(f)
	}
	last := &p.doc.Units[f.at-1]
	last.Text = f.out.String()
	if slices.Contains(unnumbered, last.Kind) && f.at == len(p.doc.Units) && last.Text == "" && last.Heading == "" && last.Num == "" {
		p.doc.Units = p.doc.Units[:f.at-1]
	}
	return nil
}

// claim takes an eId that the document gives.
func (p *parser) claim(f *frame, u Unit) {
	if strings.ContainsFunc(u.EID, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("#/?%", r)
	}) || len(u.EID) > maxEID {
		p.wrong(u.Line, "The eId %q cannot be cited: it is longer than %d characters, or holds a blank or one of # / ? %%.", clip(u.EID), maxEID)
	}
	if first, ok := p.eids[u.EID]; ok {
		p.wrong(u.Line, "The eId %s stands in line %d already. Each unit needs its own.", clip(u.EID), first)
	}
	p.eids[u.EID] = u.Line
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// missingEID makes an eId for a unit that has none, and says so.
func (p *parser) missingEID(f *frame) {
	u := &p.doc.Units[f.at-1]
	p.makeEID(f, u.Num)
	p.note(u.Line, false, "A <%s> has no eId. It is cited as %s here.", u.Kind, f.eid)
}

// makeEID makes an eId as the naming convention does: that of the unit around it, the short form, and the number.
func (p *parser) makeEID(f *frame, num string) {
	u := &p.doc.Units[f.at-1]
	base := units[u.Kind]
	if u.Kind != "preamble" && u.Kind != "body" || f.up.seen[u.Kind] > 1 {
		number := cleanNumber(num)
		if number == "" {
			number = strconv.Itoa(f.up.seen[u.Kind])
		}
		base += "_" + number
	}
	if f.up.eid != "" {
		base = f.up.eid + "__" + base
	}
	if len(base) > maxEID-10 {
		base = units[u.Kind] + "_l" + strconv.Itoa(u.Line)
	}
	eid := base
	for n := 2; p.eids[eid] != 0; n++ {
		eid = base + "-" + strconv.Itoa(n)
	}
	p.eids[eid] = max(u.Line, 1)
	u.EID, f.eid = eid, eid
}

// cleanNumber keeps of "Article 5 bis." what numbers it: 5-bis.
func cleanNumber(num string) string {
	parts := strings.FieldsFunc(num, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	if i := slices.IndexFunc(parts, func(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }); i > 0 {
		parts = parts[i:]
	}
	if len(parts) > 4 {
		parts = parts[:4]
	}
	return strings.Join(parts, "-")
}

// content reads what stands in a unit, to the end of the element.
func (p *parser) content(f *frame) error {
	return p.each(func(e xml.StartElement) error { return p.child(e, f) }, func(s string) { f.out.add(s) })
}

func (p *parser) child(e xml.StartElement, f *frame) error {
	name := e.Name.Local
	switch {
	case slices.Contains(besides, name):
		return p.skip()
	case f.quoted && slices.Contains([]string{"num", "heading", "subheading"}, name):
		f.out.line()
		return p.content(f)
	case f.quoted && units[name] != "":
		f.out.line()
		return p.content(f)
	case name == "num" || name == "heading" || name == "subheading":
		return p.title(name, f)
	case name == "crossHeading":
		return p.crossHeading(e, f)
	case units[name] != "":
		if f.at > 0 && f.eid == "" {
			p.missingEID(f)
		}
		return p.unit(e, f)
	case name == "quotedStructure" || name == "embeddedStructure":
		return p.quote(e, f)
	case name == "br" || name == "eol":
		f.out.line()
		return p.skip()
	case name == "td" || name == "th":
		return p.cell(f)
	case slices.Contains(blocks, name):
		f.out.line()
		err := p.content(f)
		f.out.line()
		return err
	default:
		return p.content(f)
	}
}

// title reads number or heading of a unit.
func (p *parser) title(name string, f *frame) error {
	out := &words{}
	if err := p.inline(out); err != nil {
		return err
	}
	said := strings.ReplaceAll(out.String(), "\n", " ")
	if f.at == 0 || said == "" {
		return nil
	}
	u := &p.doc.Units[f.at-1]
	into, join := &u.Heading, " – "
	if name == "num" {
		into, join = &u.Num, " "
	}
	if *into != "" {
		said = *into + join + said
	}
	*into = said
	return nil
}

// crossHeading is a heading between units.
func (p *parser) crossHeading(e xml.StartElement, up *frame) error {
	if up.at > 0 && up.eid == "" {
		p.missingEID(up)
	}
	at := len(p.doc.Units)
	if err := p.unit(e, up); err != nil || at == len(p.doc.Units) {
		return err
	}
	u := &p.doc.Units[at]
	u.Heading, u.Text = strings.ReplaceAll(u.Text, "\n", " "), ""
	return nil
}

// whole reads a body. Words that stand in no unit of it make one that stands before the others.
func (p *parser) whole() error {
	at, f := len(p.doc.Units), &frame{}
	line := p.line()
	if err := p.content(f); err != nil {
		return err
	}
	text := f.out.String()
	if text == "" {
		return nil
	}
	f.up, f.seen = &frame{seen: map[string]int{"body": 1}}, nil
	p.doc.Units = append(p.doc.Units, Unit{Kind: "body", Text: text, Line: line})
	f.at = len(p.doc.Units)
	p.makeEID(f, "")
	last := p.doc.Units[f.at-1]
	copy(p.doc.Units[at+1:], p.doc.Units[at:f.at-1])
	p.doc.Units[at] = last
	return nil
}

// quote reads words of another law, such as an amending law puts into it: they are words of the unit, whatever units they hold.
func (p *parser) quote(e xml.StartElement, f *frame) error {
	before := f.quoted
	f.quoted = true
	f.out.line()
	f.out.add(attr(e, "startQuote"))
	err := p.content(f)
	f.out.add(attr(e, "endQuote"))
	f.out.line()
	f.quoted = before
	return err
}

// cell reads a cell of a table: one line, kept apart from the cell before.
func (p *parser) cell(f *frame) error {
	out := &words{}
	if err := p.inline(out); err != nil {
		return err
	}
	f.out.cell()
	f.out.add(strings.ReplaceAll(out.String(), "\n", " "))
	return nil
}

// inline reads the words of an element, without what stands in notes.
func (p *parser) inline(out *words) error {
	return p.each(func(e xml.StartElement) error {
		switch name := e.Name.Local; {
		case slices.Contains(besides, name):
			return p.skip()
		case name == "br" || name == "eol" || slices.Contains(blocks, name):
			out.line()
		}
		return p.inline(out)
	}, func(s string) { out.add(s) })
}

// words gathers text: blanks and line ends of the XML are one blank, and lines are kept apart.
type words struct {
	b     strings.Builder
	gap   bool // a blank is due before the next word
	fresh bool // a line end is due before the next word
}

func (w *words) add(s string) {
	for _, r := range s {
		switch {
		case r == ' ' || r == '\n' || r == '\t' || r == '\r':
			w.gap = true
		default:
			if w.b.Len() > 0 {
				if w.fresh {
					w.b.WriteByte('\n')
				} else if w.gap {
					w.b.WriteByte(' ')
				}
			}
			w.gap, w.fresh = false, false
			w.b.WriteRune(r)
		}
	}
}

func (w *words) line() { w.fresh = true }

// cell keeps the cells of a table apart.
func (w *words) cell() {
	if w.b.Len() > 0 && !w.fresh {
		w.add(" | ")
	}
	w.gap = true
}

func (w *words) String() string { return w.b.String() }
