package forms

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Yes and No are the answers to a question of kind yesno.
const (
	Yes = "yes"
	No  = "no"
)

// Answers are the values given to each question, by its key.
type Answers = map[string][]string

// FieldName is the name of a question's input in a page's form and in what Check says is wrong.
func FieldName(key string) string { return "q." + key }

// Read takes the answers out of a sent form: it trims them, drops blank ones and what no question asks.
func Read(questions []Question, values map[string][]string) Answers {
	out := Answers{}
	for _, q := range questions {
		for _, v := range values[FieldName(q.Key)] {
			if v = strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n")); v != "" {
				out[q.Key] = append(out[q.Key], v)
			}
		}
	}
	return out
}

// Fields is the other way of Read: the values of a form's inputs.
func Fields(answers Answers) map[string][]string {
	out := make(map[string][]string, len(answers))
	for key, values := range answers {
		out[FieldName(key)] = values
	}
	return out
}

// Check lists everything wrong with the answers. A draft (final false) only has to fit the bounds, so that
// half-typed answers can be kept; a final answer must be complete and right.
func Check(questions []Question, answers Answers, final bool) error {
	var wrong fault.Invalid
	known := map[string]bool{}
	for _, q := range questions {
		known[q.Key] = true
		words := bounded(q, answers[q.Key])
		if words == "" && final {
			words = q.complete(answers[q.Key])
		}
		wrong.Check(words == "", FieldName(q.Key), "%s: %s", shorten(q.Label), words)
	}
	unknown := 0
	for key := range answers {
		if !known[key] {
			unknown++
		}
	}
	wrong.Check(unknown == 0, "", "%d of the answers belong to no question of this form. Load the page again.", unknown)
	return wrong.Err()
}

// bounded says what keeps the values from being kept at all.
func bounded(q Question, values []string) string {
	most, limit := 1, MaxText
	switch q.Kind {
	case Many:
		most = MaxOptions
	case Long:
		limit = MaxLong
	}
	if len(values) > most {
		return fmt.Sprintf("give at most %d answers.", most)
	}
	for _, v := range values {
		switch {
		case !utf8.ValidString(v) || strings.ContainsFunc(v, func(r rune) bool { return unicode.IsControl(r) && (r != '\n' && r != '\t' || q.Kind != Long) }):
			return "the answer holds characters that cannot be kept. Type it again."
		case utf8.RuneCountInString(v) > limit:
			return fmt.Sprintf("shorten the answer to %d characters.", limit)
		}
	}
	return ""
}

// complete says what a final answer lacks or has wrong.
func (q Question) complete(values []string) string {
	given := slices.DeleteFunc(slices.Clone(values), func(v string) bool { return strings.TrimSpace(v) == "" })
	if len(given) == 0 {
		if q.Required {
			return "answer this question."
		}
		return ""
	}
	for i, v := range given {
		switch q.Kind {
		case Choice, Many:
			if _, ok := q.option(v); !ok {
				return "choose from the answers listed."
			}
			if slices.Contains(given[:i], v) {
				return "choose each answer once."
			}
		case YesNo:
			if v != Yes && v != No {
				return "answer yes or no."
			}
		case Date:
			if _, err := db.ParseDate(v); err != nil {
				return fmt.Sprintf("%q is not a date. Write it as 2024-06-05.", shorten(v))
			}
		}
	}
	return ""
}

// Words says an answer as people read it: the labels of what was chosen, "Yes" or "No", or the text.
func (q Question) Words(values []string) string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		switch o, ok := q.option(v); {
		case ok:
			out = append(out, o.Label)
		case q.Kind == YesNo && v == Yes:
			out = append(out, "Yes")
		case q.Kind == YesNo && v == No:
			out = append(out, "No")
		default:
			out = append(out, v)
		}
	}
	return strings.Join(out, "; ")
}

// EncodeAnswers writes answers as text for the database.
func EncodeAnswers(answers Answers) string {
	if len(answers) == 0 {
		return "{}"
	}
	raw, err := json.Marshal(answers)
	if err != nil {
		panic(err) // strings can always be written
	}
	return string(raw)
}

// DecodeAnswers reads answers that EncodeAnswers wrote.
func DecodeAnswers(text string) (Answers, error) {
	out := Answers{}
	if text == "" {
		return out, nil
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	return out, nil
}
