package periodic

import (
	"fmt"
	"slices"
	"strings"

	"counterpart/internal/fault"
	"counterpart/internal/figures"
	"counterpart/internal/indicators/catalogue"
)

// Scope is the period that a text tells of.
type Scope struct {
	Template  string `json:"template,omitempty" maxLength:"60" doc:"Of the mechanism pack, where the text was begun from one"`
	Frequency string `json:"frequency,omitempty" enum:",monthly,quarterly,half_yearly,yearly"`
	Code      string `json:"period,omitempty" maxLength:"7" doc:"2024-06, 2024-Q2, 2024-H1 or 2024"`
}

// None tells that a text is about no period.
func (s Scope) None() bool { return s.Frequency == "" && s.Code == "" }

// Period is the stretch of days; the zero one where there is none or it is not written as one.
func (s Scope) Period() catalogue.Period {
	p, err := catalogue.ParsePeriod(s.Frequency, s.Code)
	if err != nil {
		return catalogue.Period{}
	}
	return p
}

// Check notes what is wrong with the scope.
func (s Scope) Check(wrong *fault.Invalid) {
	if s.None() {
		return
	}
	if !slices.Contains(catalogue.Frequencies, s.Frequency) {
		wrong.Add("frequency", "Choose whether it is about a month, a quarter, a half-year or a year.")
		return
	}
	if _, err := catalogue.ParsePeriod(s.Frequency, s.Code); err != nil {
		wrong.Add("period", "%v.", err) // it says what is no period, and how one is written
	}
}

// The kinds of placeholder of this room.
const (
	KindNumber = "period"
	KindChart  = "chart"
)

// Ref is how a text names a number of its period, or a chart.
type Ref struct {
	Key string // of the catalogue
	By  string // by what a chart divides it; "" for a number
}

// Placeholder is how the reference is written.
func (r Ref) Placeholder() string {
	if r.By == "" {
		return "{{" + KindNumber + ":" + r.Key + "}}"
	}
	return "{{" + KindChart + ":" + r.Key + "/" + r.By + "}}"
}

// ParseRef reads what stands in a placeholder of this room.
func ParseRef(kind, key string) (Ref, bool) {
	if kind == KindNumber {
		return Ref{Key: key}, true
	}
	key, by, _ := strings.Cut(key, "/")
	if by = strings.TrimSpace(by); by == "" {
		by = "nothing" // no computation can be divided by it, and the author is told
	}
	return Ref{Key: strings.TrimSpace(key), By: by}, kind == KindChart
}

// RefsOf lists what texts name, each once.
func RefsOf(texts ...string) []Ref {
	var out []Ref
	for _, t := range texts {
		figures.FillPlaceholders(t, func(kind, key string) (string, bool) {
			if r, ok := ParseRef(kind, key); ok && !slices.Contains(out, r) {
				out = append(out, r)
			}
			return "", false
		})
	}
	return out
}

// most is how many numbers and charts one text may name.
const most = 100

// CheckRefs refuses references that can never be filled.
func CheckRefs(wrong *fault.Invalid, scope Scope, body string) {
	refs := RefsOf(body)
	if len(refs) > 0 && scope.None() {
		wrong.Add("body", "The text names %s, and is about no period. Choose the period, or take it out.", refs[0].Placeholder())
		return
	}
	wrong.Check(len(refs) <= most, "body", "The text names more than %d numbers and charts of its period.", most)
	for _, r := range refs {
		c, known := catalogue.Find(r.Key)
		switch {
		case !known:
			wrong.Add("body", "There is no figure %q. Those that can be used stand beside the text.", r.Key)
		case r.By != "" && !slices.Contains(c.Divisions(), r.By):
			wrong.Add("body", "%s cannot be divided by %q. Choose among: %s.", c.Name, r.By, orNothing(c.Divisions()))
		}
	}
	for line := range strings.Lines(body) {
		alone := figures.FillPlaceholders(line, func(kind, _ string) (string, bool) { return "", kind == KindChart })
		if alone != line && strings.TrimSpace(alone) != "" {
			wrong.Add("body", "A chart stands on a line of its own, and here is more: %s", strings.TrimSpace(line))
		}
	}
}

func orNothing(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, ", ")
}

// divisionNames say by what a chart divides.
func divisionName(by string) string {
	if by == catalogue.Periods {
		return "over time"
	}
	return "by " + strings.ToLower(catalogue.DimensionNames[by])
}

// Title is what stands over a chart.
func (r Ref) Title() string {
	c, _ := catalogue.Find(r.Key)
	if r.By == "" {
		return c.Name
	}
	return fmt.Sprintf("%s %s", c.Name, divisionName(r.By))
}
