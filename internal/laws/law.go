package laws

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/names"
	"counterpart/internal/vocabulary"
)

// Form is what kind of law a law is.
type Form string

// Forms lists the kinds, the highest first.
var Forms = []Form{"constitution", "code", "law", "act", "ordinance", "decree", "regulation", "order", "policy", "guidance", "case_law"}

var formWords = map[Form]string{
	"constitution": "Constitution", "code": "Code", "law": "Law", "act": "Act", "ordinance": "Ordinance", "decree": "Decree", "regulation": "Regulation",
	"order": "Order", "policy": "Policy", "guidance": "Guidance", "case_law": "Judgment",
}

// Words says the kind.
func (f Form) Words() string { return formWords[f] }

// Law is a law of a State.
type Law struct {
	ID          string    `db:"id" json:"id"`
	PartyID     string    `db:"party_id" json:"party_id"`
	Party       string    `db:"party" json:"party"`
	Form        Form      `db:"kind" json:"kind" enum:"constitution,code,law,act,ordinance,decree,regulation,order,policy,guidance,case_law"`
	Number      string    `db:"number" json:"number,omitempty"`
	Year        int       `db:"year" json:"year"`
	Title       string    `db:"title" json:"title" doc:"In its own language and script"`
	Language    string    `db:"language" json:"language" doc:"Of the title, BCP 47"`
	Translation string    `db:"translation" json:"translation,omitempty" doc:"Of the title"`
	EnactedOn   db.Date   `db:"enacted_on" json:"enacted_on,omitempty"`
	From        db.Date   `db:"from_on" json:"from,omitempty" doc:"In force from"`
	To          db.Date   `db:"to_on" json:"to,omitempty" doc:"The last day in force"`
	URL         string    `db:"url" json:"url,omitempty"`
	AKN         string    `db:"akn" json:"akn,omitempty" doc:"IRI of the work in Akoma Ntoso"`
	ELI         string    `db:"eli" json:"eli,omitempty"`
	URN         string    `db:"urn_lex" json:"urn_lex,omitempty"`
	Source      string    `db:"source" json:"source,omitempty"`
	Note        string    `db:"note" json:"note,omitempty"`
	Label       label.TLP `db:"label" json:"label"`
	Named       []string  `json:"-"` // accounts that are named as readers
	Version     int       `db:"version" json:"version"`
}

// Object is the law as the access rule sees it.
func (l Law) Object() access.Object {
	return access.Object{Parties: []string{l.PartyID}, Label: l.Label, Named: l.Named}
}

// Name is the title in English where there is one.
func (l Law) Name() string { return cmp.Or(l.Translation, l.Title) }

// Citation is how the law is cited: by kind, number and year, or by its title where it has no number.
func (l Law) Citation() string {
	if l.Number != "" {
		return l.Form.Words() + " No. " + l.Number + " of " + strconv.Itoa(l.Year) + " (" + l.Party + ")"
	}
	name := l.Name()
	if year := strconv.Itoa(l.Year); !strings.Contains(name, year) {
		name += " of " + year
	}
	return name + " (" + l.Party + ")"
}

// Force is whether a law is in force on a day.
type Force string

// What can be said of it.
const (
	InForce Force = "in_force"
	NotYet  Force = "not_yet"
	Ended   Force = "ended"
	Unknown Force = "unknown" // nobody has said since when
)

// Forces lists them, for filters.
var Forces = []Force{InForce, NotYet, Ended, Unknown}

// Words says whether a law is in force.
func (f Force) Words() string {
	switch f {
	case InForce:
		return "In force"
	case NotYet:
		return "Not in force yet"
	case Ended:
		return "No longer in force"
	default:
		return "Not known since when"
	}
}

// On tells whether the law is in force on a day.
func (l Law) On(day db.Date) Force {
	switch {
	case l.To != "" && l.To < day:
		return Ended
	case l.From == "":
		return Unknown
	case l.From > day:
		return NotYet
	default:
		return InForce
	}
}

// Draft is a law as somebody writes it down.
type Draft struct {
	PartyID     string    `json:"party_id" doc:"Whose law it is; it stays"`
	Form        Form      `json:"kind" enum:"constitution,code,law,act,ordinance,decree,regulation,order,policy,guidance,case_law"`
	Number      string    `json:"number,omitempty" maxLength:"60" doc:"As the State writes it, without the year"`
	Year        int       `json:"year" minimum:"1" maximum:"9999" doc:"Of the calendar that this register uses"`
	Title       string    `json:"title" maxLength:"500" doc:"In its own language and script"`
	Language    string    `json:"language" maxLength:"35" doc:"Of the title, BCP 47"`
	Translation string    `json:"translation,omitempty" maxLength:"500"`
	EnactedOn   db.Date   `json:"enacted_on,omitempty"`
	From        db.Date   `json:"from,omitempty" doc:"In force from"`
	To          db.Date   `json:"to,omitempty" doc:"The last day in force"`
	URL         string    `json:"url,omitempty" maxLength:"1000"`
	AKN         string    `json:"akn,omitempty" maxLength:"300" doc:"/akn/th/act/2008-01-30/51"`
	ELI         string    `json:"eli,omitempty" maxLength:"300" doc:"/eli/lu/loi/2009/04/08/n1, or the whole address"`
	URN         string    `json:"urn_lex,omitempty" maxLength:"300" doc:"urn:lex:br:federal:lei:2016-10-06;13344"`
	Source      string    `json:"source,omitempty" maxLength:"500" doc:"Where it was published"`
	Note        string    `json:"note,omitempty" maxLength:"4000"`
	Label       label.TLP `json:"label,omitempty" doc:"That of the pack, or CLEAR, when empty"`
	LabelReason string    `json:"label_reason,omitempty" maxLength:"500" doc:"Why the label becomes looser; asked for only then"`
}

// The shapes of identifiers: the naming conventions of Akoma Ntoso and ELI, and RFC 9676 for URN:LEX.
var (
	aknShape = regexp.MustCompile(`^/akn/[a-z]{2}(-[a-z0-9]+)*(/[A-Za-z0-9._~:@!$&'()*+,;=%-]+){2,6}$`)
	eliShape = regexp.MustCompile(`^(https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\s/?#]+)*)?/?eli(/[^\s/?#]+){2,14}/?$`)
	urnShape = regexp.MustCompile(`(?i)^urn:lex:[a-z0-9-]+(\.[a-z0-9-]+)*(;[a-z0-9.-]+)*(:[^\s:]+){2,8}$`)
)

func (d *Draft) check(words *vocabulary.Words) error {
	for _, s := range []*string{&d.Number, &d.Title, &d.Translation, &d.URL, &d.AKN, &d.ELI, &d.URN, &d.Source, &d.Note} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	}
	d.Label = cmp.Or(d.Label, DefaultLabel(words))
	var wrong fault.Invalid
	wrong.Check(slices.Contains(Forms, d.Form), "kind", "Choose what kind of law it is.")
	wrong.Check(d.Title != "", "title", "Write the title in the language of the law.")
	wrong.Check(d.Year >= 1 && d.Year <= 9999, "year", "Write the year, such as 2008.")
	known, ok := names.Language(d.Language)
	wrong.Check(ok, "language", "%q is not the tag of a language. Write it as th, id or zh-Hant.", d.Language)
	d.Language = known
	for _, one := range []struct{ field, value string }{{"number", d.Number}, {"title", d.Title}, {"translation", d.Translation}} {
		wrong.Check(!strings.Contains(one.value, "\n"), one.field, "Write it in one line.")
	}
	wrong.Check(d.To == "" || d.From == "" || d.To >= d.From, "to", "The last day in force lies before the first one.")
	wrong.Check(d.EnactedOn == "" || d.To == "" || d.To >= d.EnactedOn, "to", "The last day in force lies before the day on which the law was enacted.")
	wrong.Check(d.Label.Valid(), "label", "Choose a label.")
	d.checkAddresses(&wrong)
	for _, one := range []struct {
		field, value string
		most         int
	}{
		{"number", d.Number, 60},
		{"title", d.Title, 500},
		{"translation", d.Translation, 500},
		{"url", d.URL, 1000},
		{"akn", d.AKN, 300},
		{"eli", d.ELI, 300},
		{"urn_lex", d.URN, 300},
		{"source", d.Source, 500},
		{"note", d.Note, 4000},
	} {
		wrong.Check(utf8.RuneCountInString(one.value) <= one.most, one.field, "Shorten this to %d characters.", one.most)
	}
	return wrong.Err()
}

func (d *Draft) checkAddresses(wrong *fault.Invalid) {
	u, err := url.Parse(d.URL)
	wrong.Check(d.URL == "" || err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http"), "url", "Write the whole address, from https:// on.")
	wrong.Check(d.AKN == "" || aknShape.MatchString(d.AKN), "akn",
		"Write the IRI of the work as Akoma Ntoso does: /akn/, the country, the kind of document, the day, and the number: /akn/th/act/2008-01-30/51.")
	wrong.Check(d.ELI == "" || eliShape.MatchString(d.ELI), "eli", "Write the European Legislation Identifier with its /eli/: /eli/lu/loi/2009/04/08/n1, or the whole address.")
	wrong.Check(d.URN == "" || urnShape.MatchString(d.URN), "urn_lex",
		"Write the URN with the country, the authority, the kind of law, and the day and number: urn:lex:br:federal:lei:2016-10-06;13344.")
}
