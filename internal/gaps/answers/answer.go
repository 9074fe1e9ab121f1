package answers

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"counterpart/internal/fault"
)

// Choices of the closed fields, in the order of a form. The empty choice, not answered, is not listed.
var (
	Applicabilities = []string{"party", "reservation", "not_party", "not_applicable"}
	DeJures         = []string{"none", "partial", "full", "beyond"}
	DeFactos        = []string{"not_applied", "rarely", "regularly", "unknown"}
	Confidences     = []string{"low", "medium", "high"}
)

// Words says a choice of one of the closed fields in words.
func Words(choice string) string {
	if w, ok := choiceWords[choice]; ok {
		return w
	}
	return choice
}

var choiceWords = map[string]string{
	"": "Not answered", "party": "Bound", "reservation": "Bound with a reservation", "not_party": "Not a party", "not_applicable": "Not applicable",
	"none": "None", "partial": "Partial", "full": "Full", "beyond": "Beyond what is asked",
	"not_applied": "Not applied", "rarely": "Applied rarely", "regularly": "Applied regularly", "unknown": "Not known",
	"low": "Low", "medium": "Medium", "high": "High",
}

// Answer is what is said under one provision. The texts are plain, with line breaks.
type Answer struct {
	Applicability   string     `json:"applicability,omitempty" enum:"party,reservation,not_party,not_applicable,"`
	DeJure          string     `json:"de_jure,omitempty" enum:"none,partial,full,beyond,"`
	DeFacto         string     `json:"de_facto,omitempty" enum:"not_applied,rarely,regularly,unknown,"`
	Confidence      string     `json:"confidence,omitempty" enum:"low,medium,high,"`
	Law             string     `json:"law,omitempty" doc:"What the law says" maxLength:"10000"`
	Practice        string     `json:"practice,omitempty" doc:"How it is applied" maxLength:"10000"`
	Challenge       string     `json:"challenge,omitempty" maxLength:"10000"`
	GoodPractice    string     `json:"good_practice,omitempty" maxLength:"10000"`
	Assistance      []string   `json:"assistance,omitempty" doc:"Terms of the list help_type"`
	AssistanceWords string     `json:"assistance_words,omitempty" maxLength:"10000"`
	Citations       []Citation `json:"citations,omitempty"`
	Evidence        []Evidence `json:"evidence,omitempty"`
}

// Citation is a place in a national law: of the register where LawID is set, otherwise in words only.
type Citation struct {
	LawID   string `json:"law_id,omitempty"`
	Article string `json:"article,omitempty" doc:"As one cites it, art. 2(1)" maxLength:"200"`
	EID     string `json:"eid,omitempty" doc:"The eId of the unit, where the text of the law is in the register" maxLength:"200"`
	Quote   string `json:"quote,omitempty" maxLength:"2000"`
	Text    string `json:"text,omitempty" doc:"The law in words" maxLength:"500"`
}

// Evidence is what shows that something is so: a document kept elsewhere.
type Evidence struct {
	Title string `json:"title" maxLength:"300"`
	URL   string `json:"url,omitempty" maxLength:"1000"`
}

// Sizes of an answer.
const (
	MaxText = 10000 // characters of each text
	MaxList = 100   // citations, and pieces of evidence
)

// Empty tells whether nothing is said.
func (a Answer) Empty() bool { return a.equal(Answer{}) }

// Equal tells whether two answers say the same.
func (a Answer) Equal(b Answer) bool { return a.equal(b) }

func (a Answer) equal(b Answer) bool {
	for _, f := range texts {
		if *f.of(&a) != *f.of(&b) {
			return false
		}
	}
	return slices.Equal(a.Assistance, b.Assistance) && slices.Equal(a.Citations, b.Citations) && slices.Equal(a.Evidence, b.Evidence)
}

// JSON writes the answer as it is kept.
func (a Answer) JSON() string {
	b, err := json.Marshal(a)
	if err != nil {
		panic(err) // strings and lists of them always marshal
	}
	return string(b)
}

// Parse reads what JSON wrote.
func Parse(s string) (Answer, error) {
	var a Answer
	if s == "" {
		return a, nil
	}
	if err := json.Unmarshal([]byte(s), &a); err != nil {
		return a, fmt.Errorf("an answer that is kept cannot be read: %w", err)
	}
	return a, nil
}

// field is one text of an answer. Choices are nil where any text may stand.
type field struct {
	name, label string
	choices     []string
	of          func(*Answer) *string
}

var texts = []field{
	{"applicability", "Applicability", Applicabilities, func(a *Answer) *string { return &a.Applicability }},
	{"de_jure", "De jure", DeJures, func(a *Answer) *string { return &a.DeJure }},
	{"de_facto", "De facto", DeFactos, func(a *Answer) *string { return &a.DeFacto }},
	{"confidence", "Confidence", Confidences, func(a *Answer) *string { return &a.Confidence }},
	{"law", "What the law says", nil, func(a *Answer) *string { return &a.Law }},
	{"practice", "How it is applied", nil, func(a *Answer) *string { return &a.Practice }},
	{"challenge", "Challenges", nil, func(a *Answer) *string { return &a.Challenge }},
	{"good_practice", "Good practice", nil, func(a *Answer) *string { return &a.GoodPractice }},
	{"assistance_words", "Assistance in words", nil, func(a *Answer) *string { return &a.AssistanceWords }},
}

// Labels names every field of an answer, lists included, as pages and files do.
var Labels = func() map[string]string {
	out := map[string]string{"assistance": "Assistance needed", "citations": "Provisions of national law", "evidence": "Evidence"}
	for _, f := range texts {
		out[f.name] = f.label
	}
	return out
}()

// Fields lists the names of all fields in the order of a form.
var Fields = []string{"applicability", "de_jure", "de_facto", "confidence", "law", "citations", "practice", "challenge", "good_practice", "assistance", "assistance_words", "evidence"}

// Changed lists the fields in which two answers differ, in the order of a form.
func Changed(a, b Answer) []string {
	differs := map[string]bool{
		"assistance": !slices.Equal(a.Assistance, b.Assistance), "citations": !slices.Equal(a.Citations, b.Citations), "evidence": !slices.Equal(a.Evidence, b.Evidence),
	}
	for _, f := range texts {
		differs[f.name] = *f.of(&a) != *f.of(&b)
	}
	return slices.DeleteFunc(slices.Clone(Fields), func(name string) bool { return !differs[name] })
}

// Clean takes blanks around texts, empty rows, repeated rows and carriage returns away, so that equal answers are equal texts.
func (a Answer) Clean() Answer {
	for _, f := range texts {
		*f.of(&a) = clean(*f.of(&a))
	}
	a.Assistance = unique(a.Assistance, "", strings.TrimSpace)
	a.Citations = unique(a.Citations, Citation{}, func(c Citation) Citation {
		return Citation{LawID: clean(c.LawID), Article: clean(c.Article), EID: clean(c.EID), Quote: clean(c.Quote), Text: clean(c.Text)}
	})
	a.Evidence = unique(a.Evidence, Evidence{}, func(e Evidence) Evidence { return Evidence{Title: clean(e.Title), URL: clean(e.URL)} })
	return a
}

func clean(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s))
}

func unique[T comparable](list []T, none T, clean func(T) T) []T {
	var out []T
	for _, x := range list {
		if x = clean(x); x != none && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// Check lists everything that is wrong with an answer. isHelp knows the terms of the list help_type.
func (a Answer) Check(isHelp func(code string) bool) error {
	var wrong fault.Invalid
	a.CheckInto(&wrong, isHelp)
	return wrong.Err()
}

// CheckInto is Check for one part of a larger input.
func (a Answer) CheckInto(wrong *fault.Invalid, isHelp func(code string) bool) {
	for _, f := range texts {
		value := *f.of(&a)
		if f.choices != nil {
			wrong.Check(value == "" || slices.Contains(f.choices, value), f.name, "%s: choose one of the list.", f.label)
			continue
		}
		wrong.Check(utf8.RuneCountInString(value) <= MaxText, f.name, "%s: shorten the text to 10,000 characters; it has %d.", f.label, utf8.RuneCountInString(value))
		wrong.Check(printable(value), f.name, "%s: the text holds a character that cannot be shown. Paste it again without formatting.", f.label)
	}
	for _, code := range a.Assistance {
		wrong.Check(isHelp(code), "assistance", "There is no kind of assistance “%s”.", code)
	}
	a.checkLists(wrong)
}

func (a Answer) checkLists(wrong *fault.Invalid) {
	wrong.Check(len(a.Citations) <= MaxList, "citations", "Cite at most 100 provisions.")
	wrong.Check(len(a.Evidence) <= MaxList, "evidence", "List at most 100 pieces of evidence.")
	for i, c := range a.Citations {
		short := utf8.RuneCountInString(c.Quote) <= 2000 && utf8.RuneCountInString(c.Text) <= 500 && utf8.RuneCountInString(c.Article) <= 200 && len(c.EID) <= 200
		wrong.Check(c.LawID != "" || c.Text != "", "citations", "Citation %d: choose the law, or write which it is.", i+1)
		wrong.Check(short, "citations", "Citation %d is too long: 200 characters for the article, 500 for the law, 2,000 for the quote.", i+1)
		wrong.Check(printable(c.Quote+c.Text+c.Article+c.EID), "citations", "Citation %d holds a character that cannot be shown.", i+1)
	}
	for i, e := range a.Evidence {
		u, err := url.Parse(e.URL)
		web := e.URL == "" || err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
		wrong.Check(web, "evidence", "Evidence %d: write the whole address, beginning with https://.", i+1)
		wrong.Check(e.Title != "", "evidence", "Evidence %d: write what it is.", i+1)
		wrong.Check(utf8.RuneCountInString(e.Title) <= 300 && len(e.URL) <= 1000 && printable(e.Title+e.URL), "evidence", "Evidence %d: shorten it to 300 characters, its address to 1,000.", i+1)
	}
}

// printable tells whether a text can be kept, shown and written into files: valid, and without control characters but line breaks and tabs.
func printable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.Is(unicode.Cc, r) && r != '\n' && r != '\t' || r == '\uFFFE' || r == '\uFFFF' || r == '\uFFFD'
	})
}

// Text is a field by its name, where it is a text or a choice; "" for lists.
func (a Answer) Text(name string) string {
	for _, f := range texts {
		if f.name == name {
			return *f.of(&a)
		}
	}
	return ""
}
