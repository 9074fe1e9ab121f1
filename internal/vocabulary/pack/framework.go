package pack

import (
	"fmt"
	"strings"
	"time"

	"counterpart/internal/indicators/catalogue"
)

// Result is an impact, outcome or output of the results framework with its indicators (framework.yaml).
type Result struct {
	Code        string
	Level       string // one of catalogue.Levels
	Name        Text
	Description Text
	Parent      string // a Result of a higher level; may be empty
	Order       int
	Indicators  []Indicator
	At          Source
}

// Indicator is what a result is measured by.
type Indicator struct {
	Code         string
	Name         Text
	Definition   Text
	Unit         string
	Measure      string   // one of catalogue.Measures
	Direction    string   // one of catalogue.Directions
	Computed     string   // a computation of the catalogue; empty where values are entered
	By           []string // dimensions of the computation
	Frequency    string   // one of catalogue.Frequencies
	Baseline     string
	BaselineYear int // 0 without a baseline
	Owner        string
	Source       string
	Targets      []Target
	Order        int
	At           Source
}

// Target is the value that should be reached in a period.
type Target struct {
	Period string
	Value  string
	At     Source
}

const (
	famResult    = "result"
	famIndicator = "indicator"
)

func readFramework(l *loader, s sheet) {
	s.each(func(t *table) {
		r := Result{
			At: t.at, Code: t.named(famResult, "code"), Level: t.oneOf("level", required, catalogue.Levels), Name: t.name("name", required),
			Description: t.text("description", optional), Parent: t.refer("parent", optional, famResult), Order: t.order(len(l.pack.Framework)),
		}
		if n := t.take("indicators", optional); n != nil {
			l.each(s.file, n, func(t *table) { r.Indicators = append(r.Indicators, readIndicator(t, len(r.Indicators))) })
		}
		l.pack.Framework = append(l.pack.Framework, r)
	})
}

func readIndicator(t *table, index int) Indicator {
	i := Indicator{
		At: t.at, Code: t.named(famIndicator, "code"), Name: t.name("name", required), Definition: t.text("definition", optional),
		Unit: t.line("unit", optional), Measure: t.oneOf("measure", optional, catalogue.Measures), Direction: t.oneOf("direction", required, catalogue.Directions),
		Computed: t.oneOf("computed", optional, catalogue.Keys()), Frequency: t.oneOf("frequency", required, catalogue.Frequencies),
		Owner: t.refer("owner", required, famPost), Source: t.line("source", optional), Order: t.order(index),
	}
	i.By = t.dimensions(i.Computed)
	c, computed := catalogue.Find(i.Computed)
	if i.Measure == "" {
		i.Measure = "unit"
		if c.How == catalogue.Share {
			i.Measure = "percentage"
		}
	}
	if i.Unit == "" {
		i.Unit = c.Unit
	}
	if computed && i.Measure == catalogue.Qualitative {
		t.l.problem(t.at, "what is computed is a number and cannot be qualitative", "Write another measure, or leave computed out")
	}
	if !computed && i.Definition.Default == "" && t.values["computed"] == nil {
		t.l.problem(t.at, `the field "definition" is missing`, "Say what the value means, because it is typed and not computed")
	}
	if n := t.take("baseline", optional); n != nil {
		if b := t.l.table(t.at.File, n); b != nil {
			i.Baseline, i.BaselineYear = b.value("value", i.Measure), b.whole("year", 1950, 2199, 0)
			if b.values["year"] == nil {
				t.l.problem(b.at, `the field "year" is missing`, "Add the year of the baseline")
			}
			b.done()
		}
	}
	if n := t.take("targets", optional); n != nil {
		t.l.each(t.at.File, n, func(t *table) { i.Targets = append(i.Targets, readTarget(t, i)) })
	}
	return i
}

func readTarget(t *table, of Indicator) Target {
	g := Target{At: t.at, Value: t.value("value", of.Measure)}
	s, n := t.scalar("period", required, maxLine)
	if s == "" || of.Frequency == "" {
		return g
	}
	if _, err := catalogue.ParsePeriod(of.Frequency, s); err != nil {
		t.l.problem(t.source(n), fmt.Sprintf("%q is no period of an indicator that is measured %s", shorten(s), strings.ToLower(catalogue.FrequencyNames[of.Frequency])),
			"Write it as "+catalogue.At(of.Frequency, time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)).Code)
		return g
	}
	for _, other := range of.Targets {
		if other.Period == s {
			t.l.problem(t.source(n), fmt.Sprintf("the period %s has two targets", s), "Remove one of the two")
		}
	}
	g.Period = s
	return g
}

// value reads a value of an indicator.
func (t *table) value(key, measure string) string {
	s, n := t.scalar(key, required, maxLine)
	if s != "" && measure != catalogue.Qualitative && !catalogue.IsNumber(s) {
		t.l.problem(t.source(n), fmt.Sprintf("%q is not a number: %q", key, shorten(s)), "Write digits, with a point before the decimals, for example 12.5")
		return ""
	}
	return s
}

// dimensions reads by what the values are divided.
func (t *table) dimensions(computed string) []string {
	c, known := catalogue.Find(computed)
	out := t.lines("by", optional)
	for _, d := range out {
		switch {
		case computed == "" && t.values["computed"] == nil:
			t.l.problem(t.source(t.values["by"]), "only computed values can be divided", "Leave by out, or name a computation")
		case known && !c.Has(d):
			t.l.problem(t.source(t.values["by"]), fmt.Sprintf("%q cannot be divided by %q", computed, shorten(d)), "Choose among "+orNone(c.Dimensions))
		}
	}
	return out
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "(none: leave by out)"
	}
	return strings.Join(list, ", ")
}

// checkFramework reports results that hang on one of a lower level, and computations whose small groups could be told by
// comparing two indicators.
func (l *loader) checkFramework() {
	var branches []branch
	level := map[string]int{}
	rank := map[string]int{"impact": 1, "outcome": 2, "output": 3}
	for _, r := range l.pack.Framework {
		branches = append(branches, branch{r.Code, r.Parent, r.At})
		level[r.Code] = rank[r.Level]
	}
	l.checkTree(famResult, branches)
	frequency := map[string]Indicator{}
	for _, r := range l.pack.Framework {
		if up := level[r.Parent]; up > 0 && level[r.Code] > 0 && up >= level[r.Code] {
			l.problem(r.At, fmt.Sprintf("the %s %q hangs on a result that is not above it", r.Level, r.Code), "An outcome hangs on an impact, an output on an outcome or an impact")
		}
		for _, i := range r.Indicators {
			if c, _ := catalogue.Find(i.Computed); !c.Personal || !c.Secret && len(i.By) == 0 {
				continue
			}
			if first, ok := frequency["personal"]; ok && first.Frequency != i.Frequency {
				l.problem(i.At, fmt.Sprintf("this divides people and is measured %s, %q in line %d %s", i.Frequency, first.Code, first.At.Line, first.Frequency),
					"Measure all that divide people equally often: by subtracting one from another, small groups could be worked out")
			} else if !ok {
				frequency["personal"] = i
			}
		}
	}
}
