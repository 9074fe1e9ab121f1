package forms

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"counterpart/internal/fault"
	"counterpart/internal/names"
	"counterpart/internal/vocabulary/pack"
)

// The kinds of question.
const (
	Text   = "text"   // one line
	Long   = "long"   // several lines
	Choice = "choice" // one of the options
	Many   = "many"   // any number of the options
	YesNo  = "yesno"
	Date   = "date"
)

// Kinds lists the kinds in the order of a form.
var Kinds = []string{Text, Long, Choice, Many, YesNo, Date}

// The bounds of a form and of an answer, in characters where not said otherwise.
const (
	MaxQuestions = 60
	MaxOptions   = 60
	MaxLabel     = 300
	MaxText      = 500
	MaxLong      = 10_000
)

// Question is one question of a form.
type Question struct {
	Key       string   `json:"key" maxLength:"60"`
	Label     string   `json:"label" maxLength:"300"`
	Help      string   `json:"help,omitempty" maxLength:"500"`
	Kind      string   `json:"kind" enum:"text,long,choice,many,yesno,date"`
	Options   []Option `json:"options,omitempty"`
	Required  bool     `json:"required,omitempty"`
	Sensitive bool     `json:"sensitive,omitempty" doc:"Answers are shown only to those with the right to see them"`
	Purpose   string   `json:"purpose" maxLength:"300" doc:"Why it is asked; shown beside the question"`
}

// Option is one answer that can be chosen.
type Option struct {
	Code  string `json:"code" maxLength:"60"`
	Label string `json:"label" maxLength:"300"`
}

// Chooses tells whether the question is answered by choosing from its options.
func (q Question) Chooses() bool { return q.Kind == Choice || q.Kind == Many }

// option finds an option by its code.
func (q Question) option(code string) (Option, bool) {
	i := slices.IndexFunc(q.Options, func(o Option) bool { return o.Code == code })
	if i < 0 {
		return Option{}, false
	}
	return q.Options[i], true
}

var keyPattern = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)

// CheckQuestions lists everything wrong with a form's questions. The field of the third question's label is
// "questions.2.label".
func CheckQuestions(questions []Question) error {
	var wrong fault.Invalid
	wrong.Check(len(questions) <= MaxQuestions, "questions", "A form has at most %d questions; this one has %d.", MaxQuestions, len(questions))
	seen := map[string]int{}
	for i, q := range questions {
		if len(wrong.Fields) > MaxQuestions {
			break
		}
		at := fmt.Sprintf("questions.%d.", i)
		wrong.Check(keyPattern.MatchString(q.Key), at+"key", "Question %d: a key has up to 60 small letters, digits and underscores and begins with a letter.", i+1)
		if first, twice := seen[q.Key]; twice {
			wrong.Add(at+"key", "Question %d has the same key as question %d. Give it another one.", i+1, first+1)
		}
		seen[q.Key] = i
		wrong.Check(plain(q.Label, MaxLabel) && q.Label != "", at+"label", "Question %d: write the question in up to %d characters.", i+1, MaxLabel)
		wrong.Check(plain(q.Help, MaxText), at+"help", "Question %d: shorten the help to %d characters.", i+1, MaxText)
		wrong.Check(plain(q.Purpose, MaxLabel) && q.Purpose != "", at+"purpose", "Question %d: write in up to %d characters what it is asked for.", i+1, MaxLabel)
		wrong.Check(slices.Contains(Kinds, q.Kind), at+"kind", "Question %d: choose what kind of answer it takes.", i+1)
		q.checkOptions(&wrong, at, i+1)
	}
	return wrong.Err()
}

func (q Question) checkOptions(wrong *fault.Invalid, at string, number int) {
	at += "options"
	if !q.Chooses() {
		wrong.Check(len(q.Options) == 0, at, "Question %d: only a choice has options. Remove them or make it a choice.", number)
		return
	}
	wrong.Check(len(q.Options) >= 2, at, "Question %d: a choice needs at least two options.", number)
	wrong.Check(len(q.Options) <= MaxOptions, at, "Question %d: a choice has at most %d options.", number, MaxOptions)
	seen := map[string]bool{}
	for _, o := range q.Options[:min(len(q.Options), MaxOptions)] {
		wrong.Check(o.Label != "" && plain(o.Label, MaxLabel), at, "Question %d: an option has 1 to %d characters.", number, MaxLabel)
		wrong.Check(o.Code != "" && len(o.Code) <= 60 && plain(o.Code, 60), at, "Question %d: the option %q needs a code.", number, shorten(o.Label))
		wrong.Check(!seen[o.Code], at, "Question %d: the option %q is there twice.", number, shorten(o.Label))
		seen[o.Code] = true
	}
}

// plain tells whether s is text of at most limit characters on one line.
func plain(s string, limit int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= limit && !strings.ContainsFunc(s, unicode.IsControl)
}

func shorten(s string) string {
	if utf8.RuneCountInString(s) > 40 {
		return string([]rune(s)[:40]) + "…"
	}
	return s
}

// FromPack turns a pack's default questions into a form, in their order.
func FromPack(p *pack.Pack) []Question {
	if p == nil {
		return nil
	}
	source := slices.Clone(p.Questions)
	slices.SortStableFunc(source, func(a, b pack.Question) int { return a.Order - b.Order })
	out := make([]Question, len(source))
	for i, q := range source {
		out[i] = Question{
			Key: q.Key, Label: q.Label.String(), Help: q.Help.String(), Kind: q.Kind,
			Required: q.Required, Sensitive: q.Sensitive, Purpose: q.Purpose,
		}
		for _, o := range q.Options {
			out[i].Options = append(out[i].Options, Option{Code: code(o.String(), "option", taken(out[i].Options)), Label: o.String()})
		}
	}
	return out
}

// Options makes options of their labels, one a line; codes of options known before are kept, so that
// answers given already stay what they were.
func Options(text string, before []Option) []Option {
	var out []Option
	for line := range strings.Lines(text) {
		label := strings.TrimSpace(line)
		if label == "" {
			continue
		}
		o := Option{Label: label}
		if i := slices.IndexFunc(before, func(b Option) bool { return b.Label == label }); i >= 0 {
			o.Code = before[i].Code
		} else {
			o.Code = code(label, "option", append(taken(out), taken(before)...))
		}
		out = append(out, o)
	}
	return out
}

// NewKey makes the key of a new question from its label.
func NewKey(label string, questions []Question) string {
	keys := make([]string, len(questions))
	for i, q := range questions {
		keys[i] = q.Key
	}
	return code(label, "question", keys)
}

func taken(options []Option) []string {
	out := make([]string, len(options))
	for i, o := range options {
		out[i] = o.Code
	}
	return out
}

// code makes a code from words; otherwise serves where they have no Latin letters.
func code(words, otherwise string, taken []string) string {
	base := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		default:
			return '_'
		}
	}, names.Fold(words)), "_0123456789")
	if len(base) > 40 {
		base = base[:40]
	}
	if base == "" {
		base = otherwise
	}
	out := base
	for n := 2; slices.Contains(taken, out); n++ {
		out = fmt.Sprintf("%s_%d", base, n)
	}
	return out
}

// Encode writes questions as text for the database.
func Encode(questions []Question) string {
	if len(questions) == 0 {
		return "[]"
	}
	raw, err := json.Marshal(questions)
	if err != nil {
		panic(err) // strings and booleans can always be written
	}
	return string(raw)
}

// Decode reads questions that Encode wrote.
func Decode(text string) ([]Question, error) {
	var out []Question
	if text == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	return out, nil
}
