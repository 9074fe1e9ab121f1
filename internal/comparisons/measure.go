package comparisons

import (
	"slices"
	"strings"

	"counterpart/internal/gaps/answers"
)

// Measure is what a comparison looks at.
type Measure string

// The measures.
const (
	DeJure     Measure = "de_jure"
	DeFacto    Measure = "de_facto"
	Assistance Measure = "assistance"
)

// Measures are all measures.
var Measures = []Measure{DeJure, DeFacto, Assistance}

// Words say the measure as pages do.
func (m Measure) Words() string {
	return map[Measure]string{DeJure: "De jure: what the law says", DeFacto: "De facto: whether it is applied", Assistance: "Assistance needed"}[m]
}

// Grade is what a cell shows in a measure.
type Grade string

// The grades that do not come from the answer itself, and those of assistance.
const (
	Needed        Grade = "needed"
	NotNeeded     Grade = "not_needed"
	Unanswered    Grade = "unanswered"
	NotParty      Grade = "not_party"
	NotApplicable Grade = "not_applicable"
	Nothing       Grade = "nothing"
)

// Grades are those of a measure, in the order in which they are counted. Those after the first ones say nothing of the law.
func (m Measure) Grades() []Grade {
	var own []Grade
	switch m {
	case DeFacto:
		own = []Grade{"regularly", "rarely", "not_applied", "unknown"}
	case Assistance:
		own = []Grade{Needed, NotNeeded}
	default:
		own = []Grade{"beyond", "full", "partial", "none"}
	}
	return append(own, Unanswered, NotParty, NotApplicable, Nothing)
}

// Words say the grade as pages do.
func (g Grade) Words() string {
	switch g {
	case Needed:
		return "Needed"
	case NotNeeded:
		return "None asked for"
	case Unanswered:
		return "Not answered"
	case Nothing:
		return "Nothing to show"
	default:
		return answers.Words(string(g))
	}
}

// Neutral tells whether the grade says nothing of the law: it is neither a gap nor an achievement.
func (g Grade) Neutral() bool {
	return slices.Contains([]Grade{Unanswered, NotParty, NotApplicable, Nothing}, g)
}

// grade is what a cleared cell shows. What does not apply is neutral, whatever else was written. A State that is not bound and
// nevertheless says what its law is shows that.
func (m Measure) grade(c cell) Grade {
	value := c.DeJure
	switch {
	case c.Applicability == string(NotApplicable):
		return NotApplicable
	case m == Assistance && c.Assistance != "":
		return Needed
	case m == Assistance && (c.DeJure != "" || c.DeFacto != ""):
		return NotNeeded
	case m == Assistance:
		value = ""
	case m == DeFacto:
		value = c.DeFacto
	}
	switch {
	case value != "":
		return Grade(value)
	case c.Applicability == string(NotParty):
		return NotParty
	default:
		return Unanswered
	}
}

// Of is what an answer shows in the measure.
func (m Measure) Of(a answers.Answer) Grade {
	return m.grade(cell{Applicability: a.Applicability, DeJure: a.DeJure, DeFacto: a.DeFacto, Assistance: strings.Join(a.Assistance, " ")})
}
