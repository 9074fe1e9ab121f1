package assessments

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/names"
	"counterpart/internal/vocabulary"
)

// ItemKind is how a question of the bank is answered.
type ItemKind string

// The kinds of items.
const (
	Single   ItemKind = "single"   // one of the options
	Multiple ItemKind = "multiple" // several of the options; right are all the right ones and no other
	TrueOr   ItemKind = "true_false"
	Ordering ItemKind = "ordering" // the options in their right order
	Short    ItemKind = "short"    // a few words, compared without case, accents and signs
	Number   ItemKind = "number"   // within a tolerance
	Scale    ItemKind = "scale"    // 1 to 5 between two words; nothing is right or wrong
)

// ItemKinds lists the kinds in the order of a form.
var ItemKinds = []ItemKind{Single, Multiple, TrueOr, Ordering, Short, Number, Scale}

// Words says the kind as people say it.
func (k ItemKind) Words() string {
	return map[ItemKind]string{
		Single: "One of several answers", Multiple: "Several of the answers", TrueOr: "True or false", Ordering: "Put into order", Short: "A few words", Number: "A number", Scale: "A scale from 1 to 5",
	}[k]
}

// Scored tells whether an answer can be right or wrong.
func (k ItemKind) Scored() bool { return k != Scale }

func (k ItemKind) options() bool { return k == Single || k == Multiple || k == Ordering }

// ItemState is how far an item has come.
type ItemState string

// The states of an item.
const (
	Draft    ItemState = "draft"
	Reviewed ItemState = "reviewed"
	Retired  ItemState = "retired"
)

// ItemStates lists the states in their order.
var ItemStates = []ItemState{Draft, Reviewed, Retired}

// Words says the state as people say it.
func (s ItemState) Words() string {
	return map[ItemState]string{Draft: "Draft", Reviewed: "Reviewed", Retired: "Retired"}[s]
}

// ItemText is an item in one language. Options are lines: of a choice in any order, of an ordering in the right one, of a scale its
// two ends.
type ItemText struct {
	Stem        string   `json:"stem" maxLength:"1000"`
	Options     []string `json:"options,omitempty"`
	Explanation string   `json:"explanation,omitempty" maxLength:"2000" doc:"Shown once the test is over"`
}

// Answer is what is right.
type Answer struct {
	Right     []int    `json:"right,omitempty" doc:"Of single and multiple: which options, counted from 1"`
	True      bool     `json:"true,omitempty" doc:"Of true or false"`
	Accepted  []string `json:"accepted,omitempty" doc:"Of a few words: the wordings that are right, in all languages"`
	Value     string   `json:"value,omitempty" doc:"Of a number"`
	Tolerance string   `json:"tolerance,omitempty" doc:"Of a number: how far off is still right"`
}

// Item is one version of a question of the bank.
type Item struct {
	ID           string              `db:"id" json:"id"`
	LineID       string              `db:"line_id" json:"line_id" doc:"The same for all versions of an item"`
	Number       int                 `db:"number" json:"number" doc:"Of the version"`
	Kind         ItemKind            `db:"kind" json:"kind" enum:"single,multiple,true_false,ordering,short,number,scale"`
	Topic        string              `db:"topic" json:"topic,omitempty"`
	Points       int                 `db:"points" json:"points"`
	RawTexts     string              `db:"texts" json:"-"`
	RawAnswer    string              `db:"answer" json:"-"`
	Texts        map[string]ItemText `db:"-" json:"texts" doc:"By language"`
	Answer       Answer              `db:"-" json:"answer"`
	State        ItemState           `db:"state" json:"state" enum:"draft,reviewed,retired"`
	WrittenBy    string              `db:"written_by" json:"-"`
	WrittenName  string              `db:"written_name" json:"written_by"`
	ReviewedName string              `db:"reviewed_name" json:"reviewed_by,omitempty"`
	Reason       string              `db:"reason" json:"reason,omitempty" doc:"Why it was retired"`
	Version      int                 `db:"version" json:"version"`
	UpdatedAt    db.Time             `db:"updated_at" json:"updated_at"`
	Tests        int                 `db:"tests" json:"tests" doc:"In how many tests it stands"`
}

func (i *Item) decode() error {
	if err := json.Unmarshal([]byte(i.RawTexts), &i.Texts); err != nil {
		return fmt.Errorf("item %s: %w", i.ID, err)
	}
	if err := json.Unmarshal([]byte(i.RawAnswer), &i.Answer); err != nil {
		return fmt.Errorf("item %s: %w", i.ID, err)
	}
	return nil
}

// Languages are those in which the item is written.
func (i Item) Languages() []string {
	var out []string
	for tag := range i.Texts {
		out = append(out, tag)
	}
	slices.Sort(out)
	return out
}

// In is the text in a language, or in another one where it is not written in it.
func (i Item) In(language string) ItemText {
	if t, ok := i.Texts[language]; ok {
		return t
	}
	for _, tag := range i.Languages() {
		return i.Texts[tag]
	}
	return ItemText{}
}

// Letters are what the options are called, in the order in which they are written. Those of an ordering are mixed up, because the
// right order must not be read from them.
func (i Item) Letters() []string {
	n := len(i.In("").Options)
	order := make([]int, n)
	for k := range order {
		order[k] = k
	}
	if i.Kind == Ordering {
		order = mixed(n, i.LineID, strconv.Itoa(i.Number))
		if slices.IsSorted(order) && n > 1 {
			order[0], order[1] = order[1], order[0]
		}
	}
	out := make([]string, n)
	for k, at := range order {
		out[k] = string(rune('a' + at))
	}
	return out
}

// mixed is an order of n things that the words decide: the same each time, and not to be guessed without them.
func mixed(n int, words ...string) []int {
	type draw struct {
		at   int
		rank uint64
	}
	draws := make([]draw, n)
	for k := range draws {
		sum := sha256.Sum256([]byte(strings.Join(words, "\x00") + "\x00" + strconv.Itoa(k)))
		draws[k] = draw{k, binary.BigEndian.Uint64(sum[:8])}
	}
	slices.SortFunc(draws, func(a, b draw) int {
		if a.rank < b.rank {
			return -1
		}
		return 1
	})
	out := make([]int, n)
	for k, d := range draws {
		out[k] = d.at
	}
	return out
}

// ItemDraft is an item as somebody writes it down.
type ItemDraft struct {
	Kind   ItemKind            `json:"kind" enum:"single,multiple,true_false,ordering,short,number,scale"`
	Topic  string              `json:"topic,omitempty" doc:"A term of the list topic"`
	Points int                 `json:"points,omitempty" minimum:"0" maximum:"20" doc:"1 when 0; a scale has none"`
	Texts  map[string]ItemText `json:"texts" doc:"By language of the mechanism; at least one"`
	Answer Answer              `json:"answer"`
}

// The bounds of an item.
const (
	maxOptions  = 10
	maxStem     = 1000
	maxOption   = 300
	maxExplain  = 2000
	maxPoints   = 20
	maxAccepted = 40
)

// check lists everything wrong with the draft, and tidies it.
func (d *ItemDraft) check(words *vocabulary.Words) error {
	var wrong fault.Invalid
	wrong.Check(slices.Contains(ItemKinds, d.Kind), "kind", "Choose how the question is answered.")
	wrong.Check(d.Topic == "" || words.Has(vocabulary.Topics, d.Topic), "topic", "Choose a topic of the list.")
	if d.Points == 0 && d.Kind.Scored() {
		d.Points = 1
	}
	if !d.Kind.Scored() {
		d.Points, d.Answer = 0, Answer{}
	}
	wrong.Check(d.Points >= 0 && d.Points <= maxPoints, "points", "An item has 1 to %d points.", maxPoints)
	lines := -1
	for tag, t := range d.Texts {
		if t = tidyText(t); t.Stem == "" && len(t.Options) == 0 && t.Explanation == "" {
			delete(d.Texts, tag)
			continue
		}
		d.Texts[tag] = t
		wrong.Check(slices.Contains(languages(words), tag), "stem."+tag, "%q is no language of the mechanism.", tag)
		wrong.Check(t.Stem != "", "stem."+tag, "Write the question in this language too, or leave the language out.")
		d.checkText(&wrong, tag, t)
		if lines >= 0 && lines != len(t.Options) {
			wrong.Add("options."+tag, "Write as many answers in each language, in the same order.")
		}
		lines = len(t.Options)
	}
	wrong.Check(len(d.Texts) > 0, "stem."+languages(words)[0], "Write the question in at least one language.")
	d.checkAnswer(&wrong, max(lines, 0))
	return wrong.Err()
}

func tidyText(t ItemText) ItemText {
	t.Stem, t.Explanation = tidy(t.Stem), tidy(t.Explanation)
	var options []string
	for _, o := range t.Options {
		if o = strings.Join(strings.Fields(o), " "); o != "" {
			options = append(options, o)
		}
	}
	t.Options = options
	return t
}

func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

func (d *ItemDraft) checkText(wrong *fault.Invalid, tag string, t ItemText) {
	wrong.Check(utf8.RuneCountInString(t.Stem) <= maxStem, "stem."+tag, "Shorten the question to %d characters.", maxStem)
	wrong.Check(utf8.RuneCountInString(t.Explanation) <= maxExplain, "explanation."+tag, "Shorten this to %d characters.", maxExplain)
	at := "options." + tag
	switch {
	case d.Kind.options():
		wrong.Check(len(t.Options) >= 2 && len(t.Options) <= maxOptions, at, "Write 2 to %d answers, one on each line.", maxOptions)
	case d.Kind == Scale:
		wrong.Check(len(t.Options) == 2, at, "Write what 1 and what 5 means, one on each line.")
	default:
		wrong.Check(len(t.Options) == 0, at, "Only a choice, an order and a scale have answers to choose from. Remove these.")
	}
	for k, o := range t.Options {
		wrong.Check(utf8.RuneCountInString(o) <= maxOption, at, "Shorten each answer to %d characters.", maxOption)
		wrong.Check(!slices.Contains(t.Options[:k], o), at, "The answer %q is there twice.", o)
	}
}

func (d *ItemDraft) checkAnswer(wrong *fault.Invalid, options int) {
	a := Answer{}
	switch d.Kind {
	case Single, Multiple:
		a.Right = slices.Compact(slices.Sorted(slices.Values(d.Answer.Right)))
		inside := !slices.ContainsFunc(a.Right, func(n int) bool { return n < 1 || n > options })
		wrong.Check(inside && len(a.Right) > 0, "right", "Say which answer is right, by its number.")
		wrong.Check(d.Kind == Multiple || len(a.Right) <= 1, "right", "One answer only is right. Choose the other kind where there are several.")
	case TrueOr:
		a.True = d.Answer.True
	case Short:
		for _, words := range d.Answer.Accepted {
			if words = strings.Join(strings.Fields(words), " "); words != "" {
				a.Accepted = append(a.Accepted, words)
				wrong.Check(folded(words) != "" && utf8.RuneCountInString(words) <= maxOption, "accepted", "A right wording has letters or digits, and at most %d characters.", maxOption)
			}
		}
		wrong.Check(len(a.Accepted) > 0 && len(a.Accepted) <= maxAccepted, "accepted", "Write 1 to %d wordings that are right, one on each line.", maxAccepted)
	case Number:
		a.Value, a.Tolerance = strings.TrimSpace(d.Answer.Value), strings.TrimSpace(d.Answer.Tolerance)
		_, ok := parseNumber(a.Value)
		wrong.Check(ok, "value", "Write the right number, for example 12.5.")
		tolerance, ok := parseNumber(a.Tolerance)
		wrong.Check(a.Tolerance == "" || ok && tolerance >= 0, "tolerance", "Write how far off is still right, for example 0.5, or nothing.")
	}
	d.Answer = a
}

// folded is a short answer as it is compared: without case, accents, signs and needless blanks.
func folded(s string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return ' '
	}, names.Fold(s))
	return strings.Join(strings.Fields(plain), " ")
}

// parseNumber reads a number as people write it, with a point or a comma.
func parseNumber(s string) (float64, bool) {
	s = strings.ReplaceAll(strings.TrimSpace(s), " ", "")
	if strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		s = strings.ReplaceAll(s, ",", ".")
	}
	if s == "" || len(s) > 30 || strings.ContainsAny(s, "xXpP_iInN") {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && !math.IsInf(n, 0) && !math.IsNaN(n)
}
