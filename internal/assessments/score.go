package assessments

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Answers are what somebody answered, by item: letters of options, "true" or "false", words, a number, or a place on a scale.
type Answers map[string][]string

// maxAnswer bounds one answer.
const maxAnswer = 500

// Encode writes the answers as text for the database.
func (a Answers) Encode() (string, error) {
	raw, err := json.Marshal(a)
	return string(raw), err
}

func decodeAnswers(text string) (Answers, error) {
	out := Answers{}
	if text == "" {
		return out, nil
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	return out, nil
}

// kept are the answers that can be kept: those to items of the test, of a bounded size, in the form of their kind.
func (a Answers) kept(items []Item) Answers {
	out := Answers{}
	for _, i := range items {
		if given := i.given(a[i.ID]); len(given) > 0 {
			out[i.ID] = given
		}
	}
	return out
}

// given are the values of an answer that fit the kind of the item.
func (i Item) given(values []string) []string {
	var out []string
	letters := i.Letters()
	for _, v := range values {
		v = strings.Join(strings.Fields(strings.Map(printable, v)), " ")
		ok := v != "" && utf8.RuneCountInString(v) <= maxAnswer
		switch i.Kind {
		case Single, Multiple, Ordering:
			ok = ok && slices.Contains(letters, v) && !slices.Contains(out, v)
		case TrueOr:
			ok = v == "true" || v == "false"
		case Scale:
			ok = len(v) == 1 && v[0] >= '1' && v[0] <= '5'
		}
		if ok {
			out = append(out, v)
		}
	}
	if i.Kind != Multiple && i.Kind != Ordering && len(out) > 1 {
		out = out[:1]
	}
	if i.Kind == Multiple {
		slices.Sort(out)
	}
	return out
}

func printable(r rune) rune {
	if r == utf8.RuneError || unicode.IsControl(r) {
		return ' '
	}
	return r
}

// Right tells whether an answer is right. accepted are the folded wordings that an officer accepted besides those of the item.
func (i Item) Right(given []string, accepted map[string]bool) bool {
	if len(given) == 0 || !i.Kind.Scored() {
		return false
	}
	letters := i.Letters()
	switch i.Kind {
	case Single, Multiple:
		var right []string
		for _, n := range i.Answer.Right {
			if n >= 1 && n <= len(letters) {
				right = append(right, letters[n-1])
			}
		}
		slices.Sort(right)
		return slices.Equal(right, slices.Sorted(slices.Values(given)))
	case Ordering:
		return slices.Equal(letters, given)
	case TrueOr:
		return given[0] == strconv.FormatBool(i.Answer.True)
	case Number:
		n, ok := parseNumber(given[0])
		value, _ := parseNumber(i.Answer.Value)
		tolerance, _ := parseNumber(i.Answer.Tolerance)
		return ok && math.Abs(n-value) <= tolerance+1e-9*max(1, math.Abs(value))
	default:
		words := folded(given[0])
		return words != "" && (accepted[words] || slices.ContainsFunc(i.Answer.Accepted, func(a string) bool { return folded(a) == words }))
	}
}

// accepted are the wordings accepted at a test, by item and folded words.
type accepted map[string]map[string]bool

// score adds the points of the right answers, and what could be reached.
func score(items []Item, a Answers, also accepted) (points, possible int) {
	for _, i := range items {
		possible += i.Points
		if i.Right(a[i.ID], also[i.ID]) {
			points += i.Points
		}
	}
	return points, possible
}

// Typed reads an answer as it is typed in from paper: letters of options, t or f, words, a number. What cannot be read says so.
func (i Item) Typed(s string) (values []string, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, true
	}
	switch i.Kind {
	case Single, Multiple, Ordering:
		for _, r := range strings.ToLower(s) {
			if !unicode.IsSpace(r) && !strings.ContainsRune(",;/", r) {
				values = append(values, string(r))
			}
		}
	case TrueOr:
		long := map[string]string{"t": "true", "true": "true", "1": "true", "y": "true", "f": "false", "false": "false", "0": "false", "n": "false"}[strings.ToLower(s)]
		values = []string{long}
	default:
		values = []string{s}
	}
	given := i.given(values)
	return given, len(given) == len(values) && (i.Kind != Ordering || len(given) == len(i.Letters()))
}

// Short writes an answer as it is typed.
func (i Item) Short(values []string) string {
	switch i.Kind {
	case Single, Multiple, Ordering:
		return strings.Join(values, "")
	case TrueOr:
		if len(values) == 0 {
			return ""
		}
		return values[0][:1]
	default:
		return strings.Join(values, "; ")
	}
}

// Say says an answer in words of a language.
func (i Item) Say(language string, values []string) string {
	options, letters := i.In(language).Options, i.Letters()
	out := make([]string, 0, len(values))
	for _, v := range values {
		switch {
		case i.Kind.options():
			if at := slices.Index(letters, v); at >= 0 && at < len(options) {
				v = options[at]
			}
		case v == "true":
			v = "True"
		case v == "false":
			v = "False"
		}
		out = append(out, v)
	}
	return strings.Join(out, "; ")
}

// RightWords says what is right in words of a language.
func (i Item) RightWords(language string) string {
	options := i.In(language).Options
	switch i.Kind {
	case Single, Multiple:
		var out []string
		for _, n := range i.Answer.Right {
			if n >= 1 && n <= len(options) {
				out = append(out, options[n-1])
			}
		}
		return strings.Join(out, "; ")
	case Ordering:
		return strings.Join(options, ", then ")
	case TrueOr:
		return i.Say(language, []string{strconv.FormatBool(i.Answer.True)})
	case Number:
		if i.Answer.Tolerance != "" {
			return i.Answer.Value + " (±" + i.Answer.Tolerance + ")"
		}
		return i.Answer.Value
	case Short:
		return strings.Join(i.Answer.Accepted, "; ")
	default:
		return ""
	}
}
