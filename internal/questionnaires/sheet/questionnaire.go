package sheet

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"counterpart/internal/gaps/answers"
)

// The bounds of a file that comes back.
const (
	MaxBytes    = 8 << 20
	maxUnpacked = 64 << 20 // of all parts
	maxParts    = 1000
	maxSheets   = 60
	maxRows     = 20_000 // in all
	maxCell     = 32_767 // UTF-16 units, as Excel bounds a cell
)

// Questionnaire is a round as a file.
type Questionnaire struct {
	RoundID     string
	State       string
	Project     string
	Round       string // Round 1, Baseline
	AsAt        string // the day of the law that is described
	Label       string
	WrittenOn   string
	Mechanism   string
	Help        []Choice // kinds of assistance
	Laws        []Choice // of the State, as the register has them: id and citation
	Instruments []Instrument
}

// Choice is an entry of a closed list.
type Choice struct{ Code, Words string }

// Instrument is one sheet.
type Instrument struct {
	Short string
	Title string
	Draft bool
	Lines []Line
}

// Line is a provision or a heading.
type Line struct {
	ProvisionID string
	Number      string
	Title       string
	Obligation  string // in words
	Text        string
	Guidance    string
	Assessable  bool
	Base        int // the revision that was read
	Answer      answers.Answer
}

// Returned is what came back.
type Returned struct {
	RoundID string `json:"round_id"`
	Lines   []Back `json:"lines"`
}

// Back is the answer under one provision, as it came back.
type Back struct {
	ProvisionID string            `json:"provision_id"`
	Base        int               `json:"base"`
	Name        string            `json:"name"`  // how the file calls the provision
	Place       string            `json:"place"` // where it stands
	Answer      answers.Answer    `json:"answer"`
	Wrong       []Problem         `json:"wrong,omitempty"`
	Cells       map[string]string `json:"cells"` // where each field stands
}

// Problem is something that cannot be taken, with its place in the file.
type Problem struct {
	Cell  string `json:"cell"`
	Words string `json:"words"`
}

// Refused says why a file cannot be read at all.
type Refused string

func (r Refused) Error() string { return string(r) }

// choicesOf are the closed fields.
var choicesOf = map[string][]string{
	"applicability": answers.Applicabilities, "de_jure": answers.DeJures, "de_facto": answers.DeFactos, "confidence": answers.Confidences,
}

func choiceWords(field string) []string {
	var out []string
	for _, c := range choicesOf[field] {
		out = append(out, answers.Words(c))
	}
	return out
}

// lists are the fields with one entry a line, and how the parts of an entry are called.
var lists = map[string]string{
	"citations":  "One a line: law | article | quote. Leave the rest of a line as it is.",
	"assistance": "One a line, of the kinds on the first page",
	"evidence":   "One a line: what it is | address",
}

// hint says how a field is filled in.
func hint(field string) string {
	if words := choiceWords(field); words != nil {
		return "One of: " + strings.Join(words, "; ")
	}
	if words, ok := lists[field]; ok {
		return words
	}
	return "In your own words, up to 10,000 characters"
}

// show writes a field of an answer as the text of a cell.
func (q *Questionnaire) show(a answers.Answer, field string) string {
	switch field {
	case "citations":
		return joinLines(a.Citations, func(c answers.Citation) string { return joinParts(c.Text, c.Article, c.Quote, c.EID, c.LawID) })
	case "evidence":
		return joinLines(a.Evidence, func(e answers.Evidence) string { return joinParts(e.Title, e.URL) })
	case "assistance":
		return joinLines(a.Assistance, q.helpWords)
	}
	text := a.Text(field)
	if choicesOf[field] != nil && text != "" {
		return answers.Words(text)
	}
	return text
}

func joinLines[T any](list []T, line func(T) string) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = line(x)
	}
	return strings.Join(out, "\n")
}

var (
	mask   = strings.NewReplacer(`\`, `\\`, "|", `\|`, "\n", `\n`)
	unmask = strings.NewReplacer(`\\`, `\`, `\|`, "|", `\n`, "\n")
)

// joinParts writes the parts of an entry in one line, without empty ones at its end.
func joinParts(parts ...string) string {
	for len(parts) > 1 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = mask.Replace(p)
	}
	return strings.Join(out, " | ")
}

// splitParts reads what joinParts wrote.
func splitParts(line string) []string {
	var out []string
	start, masked := 0, false
	for i := range len(line) {
		switch {
		case masked:
			masked = false
		case line[i] == '\\':
			masked = true
		case line[i] == '|':
			out = append(out, line[start:i])
			start = i + 1
		}
	}
	out = append(out, line[start:])
	for i, p := range out {
		out[i] = unmask.Replace(strings.TrimSpace(p))
	}
	return out
}

// helpWords is a kind of assistance as a line says it: its words, or its code in brackets where they would not find it again.
func (q *Questionnaire) helpWords(code string) string {
	words := ""
	for _, h := range q.Help {
		if h.Code == code {
			words = h.Words
		}
	}
	if found, ok := q.help(words); words != "" && ok && found == code {
		return words
	}
	return "[" + code + "]"
}

// help finds the code of a kind of assistance by a line.
func (q *Questionnaire) help(line string) (string, bool) {
	if code, ok := strings.CutPrefix(line, "["); ok && strings.HasSuffix(code, "]") {
		return strings.TrimSuffix(code, "]"), true
	}
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for _, h := range q.Help {
			if same(h.Words, line) || same(h.Code, line) {
				return h.Code, true
			}
		}
	}
	return line, false
}

// read reads the text of a cell into a field of an answer. It says what is wrong with it, "" for nothing.
func (q *Questionnaire) read(a *answers.Answer, field, text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r", "\n"))
	if codes := choicesOf[field]; codes != nil {
		code, ok := choice(codes, text)
		if !ok {
			return "Choose one of the list: " + strings.Join(choiceWords(field), ", ") + "."
		}
		*place(a, field) = code
		return ""
	}
	switch field {
	case "citations", "evidence", "assistance":
		return q.readList(a, field, text)
	}
	*place(a, field) = text
	return ""
}

func choice(codes []string, text string) (string, bool) {
	if text == "" || strings.EqualFold(text, answers.Words("")) {
		return "", true
	}
	i := slices.IndexFunc(codes, func(c string) bool { return strings.EqualFold(answers.Words(c), text) || strings.EqualFold(c, text) })
	if i < 0 {
		return "", false
	}
	return codes[i], true
}

func (q *Questionnaire) readList(a *answers.Answer, field, text string) string {
	var unknown []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		parts := splitParts(line)
		at := func(i int) string {
			if i < len(parts) {
				return parts[i]
			}
			return ""
		}
		switch field {
		case "citations":
			a.Citations = append(a.Citations, answers.Citation{Text: at(0), Article: at(1), Quote: at(2), EID: at(3), LawID: at(4)})
		case "evidence":
			a.Evidence = append(a.Evidence, answers.Evidence{Title: at(0), URL: at(1)})
		default:
			code, ok := q.help(line)
			if !ok {
				unknown = append(unknown, "“"+clip(line, 60)+"”")
				continue
			}
			a.Assistance = append(a.Assistance, code)
		}
	}
	if len(unknown) == 0 {
		return ""
	}
	var words []string
	for _, h := range q.Help {
		words = append(words, h.Words)
	}
	return "There is no kind of assistance " + clip(strings.Join(unknown, ", "), 200) + ". Write one a line of: " + strings.Join(words, ", ") + "."
}

// place is where a text or a choice of an answer stands.
func place(a *answers.Answer, field string) *string {
	return map[string]*string{
		"applicability": &a.Applicability, "de_jure": &a.DeJure, "de_facto": &a.DeFacto, "confidence": &a.Confidence, "law": &a.Law, "practice": &a.Practice,
		"challenge": &a.Challenge, "good_practice": &a.GoodPractice, "assistance_words": &a.AssistanceWords,
	}[field]
}

// clip shortens words that come from a file, for showing them: what cannot be shown becomes a mark.
func clip(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return '\uFFFD'
		}
		return r
	}, s)
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// Show is a field of an answer in the words of a questionnaire.
func Show(a answers.Answer, field string, help []Choice) string {
	q := &Questionnaire{Help: help}
	return q.show(a, field)
}

// size is the length of a text as Excel counts it.
func size(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// pieces cuts a list at its lines so that each piece fits a cell.
func pieces(text string, most int) []string {
	if size(text) <= most {
		return []string{text}
	}
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if n := len(out); n > 0 && size(out[n-1])+1+size(line) <= most {
			out[n-1] += "\n" + line
		} else {
			out = append(out, line)
		}
	}
	return out
}

// instructions are the paragraphs of the first page.
func (q *Questionnaire) instructions() []string {
	return []string{
		"Answer for each provision what the law of the State says and how it is applied. Leave a field empty where there is nothing to say.",
		"Write in the fields that are open only. What is locked, and the numbers that cannot be seen, lead the answers back to their place.",
		"Several people can work on copies of this file, and others in the register meanwhile. When it is sent back, you first see what would change. Nothing that others wrote is overwritten: where two " +
			"changed the same field, the answer of the file waits as a proposal.",
		"A list has one entry a line. A citation is: law | article | quote. A piece of evidence is: what it is | address. A stroke or a backslash that belongs to the words is written with a backslash before it.",
		"Write nothing about victims or about single cases: this is no place for it.",
	}
}
