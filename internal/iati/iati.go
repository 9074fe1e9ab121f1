// Package iati writes files of the IATI standard 2.03, in the order that its schema enforces. It knows no database and no room:
// whoever fills the structs decides what leaves.
//
// Any text can be given: characters that XML 1.0 forbids are left out, and a text that must not be empty never is.
package iati

import (
	"encoding/xml"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"
)

// Version of the standard.
const Version = "2.03"

// Narrative is a text in a language; without one it is in the activity's.
type Narrative struct {
	Lang string `xml:"xml:lang,attr,omitempty"`
	Text string `xml:",chardata"`
}

// Text is a text in one or more languages.
type Text struct {
	Narratives []Narrative `xml:"narrative"`
}

// Code is an element that says nothing but a code.
type Code struct {
	Code string `xml:"code,attr"`
}

// ReportingOrg publishes the file.
type ReportingOrg struct {
	Ref        string      `xml:"ref,attr"`
	Type       string      `xml:"type,attr"`
	Narratives []Narrative `xml:"narrative"`
}

// Description says what an activity is; type 1 is general.
type Description struct {
	Type       string      `xml:"type,attr,omitempty"`
	Narratives []Narrative `xml:"narrative"`
}

// Participating is an organisation with its role: 1 funding, 2 accountable, 3 extending, 4 implementing.
type Participating struct {
	Ref        string      `xml:"ref,attr,omitempty"`
	Type       string      `xml:"type,attr,omitempty"`
	Role       string      `xml:"role,attr"`
	Narratives []Narrative `xml:"narrative"`
}

// Date is a day of an activity: 1 planned start, 2 actual start, 3 planned end, 4 actual end.
type Date struct {
	Type string `xml:"type,attr"`
	Day  string `xml:"iso-date,attr"`
}

// Day is an element that says nothing but a day.
type Day struct {
	Day string `xml:"iso-date,attr"`
}

// Contact is an office, never a person.
type Contact struct {
	Type         string `xml:"type,attr"`
	Organisation Text   `xml:"organisation"`
	Email        string `xml:"email,omitempty"`
	Address      *Text  `xml:"mailing-address"`
}

// Share is a country, region or sector with its part of the whole, where there are several.
type Share struct {
	Vocabulary string `xml:"vocabulary,attr,omitempty"`
	Code       string `xml:"code,attr"`
	Percentage string `xml:"percentage,attr,omitempty"`
}

// Location is a place by its name.
type Location struct {
	Name Text `xml:"name"`
}

// Document is a public document.
type Document struct {
	URL      string `xml:"url,attr"`
	Format   string `xml:"format,attr"`
	Title    Text   `xml:"title"`
	Category Code   `xml:"category"`
	Language *Code  `xml:"language"`
	Date     *Day   `xml:"document-date"`
}

// Related is another activity: type 1 is the one above, 2 one below.
type Related struct {
	Ref  string `xml:"ref,attr"`
	Type string `xml:"type,attr"`
}

// Dimension says of which group a value is.
type Dimension struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

// Baseline is where an indicator stood.
type Baseline struct {
	Year    int    `xml:"year,attr"`
	Value   string `xml:"value,attr,omitempty"`
	Comment *Text  `xml:"comment"`
}

// Amount is a target or an actual value.
type Amount struct {
	Value      string      `xml:"value,attr,omitempty"`
	Dimensions []Dimension `xml:"dimension"`
	Comment    *Text       `xml:"comment"`
}

// Period is a stretch of time with what should be reached in it and what was.
type Period struct {
	Start   Day      `xml:"period-start"`
	End     Day      `xml:"period-end"`
	Targets []Amount `xml:"target"`
	Actuals []Amount `xml:"actual"`
}

// Indicator is what a result is measured by: measure 1 unit, 2 percentage, 3 nominal, 4 ordinal, 5 qualitative.
type Indicator struct {
	Measure     string    `xml:"measure,attr"`
	Ascending   string    `xml:"ascending,attr,omitempty"`
	Title       Text      `xml:"title"`
	Description *Text     `xml:"description"`
	Baseline    *Baseline `xml:"baseline"`
	Periods     []Period  `xml:"period"`
}

// Result is an output (1), an outcome (2) or an impact (3).
type Result struct {
	Type        string      `xml:"type,attr"`
	Title       Text        `xml:"title"`
	Description *Text       `xml:"description"`
	Indicators  []Indicator `xml:"indicator"`
}

// Activity is one activity, its fields in the order of the schema.
type Activity struct {
	XMLName       xml.Name        `xml:"iati-activity"`
	Updated       string          `xml:"last-updated-datetime,attr,omitempty"`
	Lang          string          `xml:"xml:lang,attr,omitempty"`
	Hierarchy     int             `xml:"hierarchy,attr,omitempty"`
	Identifier    string          `xml:"iati-identifier"`
	Reporting     ReportingOrg    `xml:"reporting-org"`
	Title         Text            `xml:"title"`
	Descriptions  []Description   `xml:"description"`
	Participating []Participating `xml:"participating-org"`
	Status        Code            `xml:"activity-status"`
	Dates         []Date          `xml:"activity-date"`
	Contact       *Contact        `xml:"contact-info"`
	Scope         *Code           `xml:"activity-scope"`
	Countries     []Share         `xml:"recipient-country"`
	Regions       []Share         `xml:"recipient-region"`
	Locations     []Location      `xml:"location"`
	Sectors       []Share         `xml:"sector"`
	Documents     []Document      `xml:"document-link"`
	Related       []Related       `xml:"related-activity"`
	Results       []Result        `xml:"result"`
}

// Write writes a file of the activities, one after another as they come. The schema wants at least one.
func Write(w io.Writer, generated time.Time, activities iter.Seq2[Activity, error]) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	out := xml.NewEncoder(w)
	out.Indent("", " ")
	root := xml.StartElement{Name: xml.Name{Local: "iati-activities"}, Attr: []xml.Attr{
		{Name: xml.Name{Local: "version"}, Value: Version}, {Name: xml.Name{Local: "generated-datetime"}, Value: generated.UTC().Format("2006-01-02T15:04:05Z")},
	}}
	if err := out.EncodeToken(root); err != nil {
		return err
	}
	for a, err := range activities {
		if err != nil {
			return err
		}
		if err := out.Encode(a); err != nil {
			return err
		}
	}
	if err := out.EncodeToken(root.End()); err != nil {
		return err
	}
	return out.Close()
}

// Say makes a text of one narrative; otherwise is said where nothing is left of it.
func Say(text, otherwise string) Text {
	return Text{Narratives: []Narrative{{Text: Clean(text, otherwise)}}}
}

// Clean leaves out what XML 1.0 forbids and the blanks around, and gives otherwise where nothing is left.
func Clean(text, otherwise string) string {
	if s := strings.TrimSpace(strings.Map(allowed, text)); s != "" {
		return s
	}
	return otherwise
}

// allowed are the characters of XML 1.0; a byte that is no UTF-8 is none.
func allowed(r rune) rune {
	switch {
	case r == utf8.RuneError:
		return -1
	case r == '\t', r == '\n', r == '\r', r >= ' ' && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd, r >= 0x10000 && r <= 0x10ffff:
		return r
	default:
		return -1
	}
}
