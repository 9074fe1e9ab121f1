package reuse

import (
	"cmp"
	"slices"

	"counterpart/internal/gaps/answers"
)

// Offer is what the answer under another provision is worth under this one.
type Offer struct {
	Source string // the provision that was answered
	Path   Path   // from there to here
	Answer answers.Answer
}

// Offers are the answers that can be offered under a provision, the best first. held are the answers of the same State, by provision.
func (m *Map) Offers(provision string, held map[string]answers.Answer) []Offer {
	var out []Offer
	for _, p := range m.To(provision) {
		source := p[0].From
		a, answered := held[source]
		if !answered {
			continue
		}
		if worth := Worth(a, p.Coverage()); !worth.Empty() {
			out = append(out, Offer{source, p, worth})
		}
	}
	return out
}

// Worth is what an answer says about a provision that it covers wholly or in part.
//
// Applicability never travels: whether a provision binds a State hangs on that one treaty, its date and its reservations, which
// the register of treaty status knows and an answer under another treaty does not. Nor does confidence: how sure somebody is of a
// judgement under other words is not how sure anybody is of it here. What does not apply to the State says nothing of its law.
//
// In part, the law can be partial at most, whatever it is there: of the rest nothing is known. Whether it is applied would be
// said of the part only, and is left out. Texts, citations, evidence and the help that is needed hold for the part too.
func Worth(a answers.Answer, c Coverage) answers.Answer {
	if a.Applicability == notApplicable {
		return answers.Answer{}
	}
	a.Applicability, a.Confidence = "", ""
	a.Assistance, a.Citations, a.Evidence = slices.Clone(a.Assistance), slices.Clone(a.Citations), slices.Clone(a.Evidence)
	if c == Part {
		a.DeFacto = ""
		if a.DeJure == "full" || a.DeJure == "beyond" {
			a.DeJure = "partial"
		}
	}
	return a
}

const notApplicable = "not_applicable"

// Filled says which field was filled, from which provision and by which path. A list may be filled from several.
type Filled struct {
	Field  string
	Source string
	Path   Path
}

// Fill puts the best of the offers into the fields that are empty, and says where each came from. What is answered stays as it is,
// and under a provision that does not apply nothing is filled. So a second time changes nothing.
func Fill(a answers.Answer, offers []Offer) (answers.Answer, []Filled) {
	if a.Applicability == notApplicable {
		return a, nil
	}
	offers = slices.Clone(offers)
	slices.SortStableFunc(offers, func(x, y Offer) int { return cmp.Or(x.Path.compare(y.Path), cmp.Compare(x.Source, y.Source)) })
	var filled []Filled
	for _, f := range fields {
		filled = append(filled, f.fill(&a, offers)...)
	}
	return a, filled
}

// filler fills one field, if it is empty.
type filler struct {
	name string
	fill func(*answers.Answer, []Offer) []Filled
}

// fields are those that travel, in the order of a form.
var fields = []filler{
	text("de_jure", func(a *answers.Answer) *string { return &a.DeJure }),
	text("de_facto", func(a *answers.Answer) *string { return &a.DeFacto }),
	text("law", func(a *answers.Answer) *string { return &a.Law }),
	list("citations", func(a *answers.Answer) *[]answers.Citation { return &a.Citations }),
	text("practice", func(a *answers.Answer) *string { return &a.Practice }),
	text("challenge", func(a *answers.Answer) *string { return &a.Challenge }),
	text("good_practice", func(a *answers.Answer) *string { return &a.GoodPractice }),
	list("assistance", func(a *answers.Answer) *[]string { return &a.Assistance }),
	text("assistance_words", func(a *answers.Answer) *string { return &a.AssistanceWords }),
	list("evidence", func(a *answers.Answer) *[]answers.Evidence { return &a.Evidence }),
}

// text takes the first of the offers that says anything.
func text(name string, of func(*answers.Answer) *string) filler {
	return filler{name, func(a *answers.Answer, offers []Offer) []Filled {
		if *of(a) != "" {
			return nil
		}
		for _, o := range offers {
			if words := *of(&o.Answer); words != "" {
				*of(a) = words
				return []Filled{{name, o.Source, o.Path}}
			}
		}
		return nil
	}}
}

// list takes what all offers say together, as far as an answer holds it.
func list[T comparable](name string, of func(*answers.Answer) *[]T) filler {
	return filler{name, func(a *answers.Answer, offers []Offer) []Filled {
		if len(*of(a)) > 0 {
			return nil
		}
		var filled []Filled
		var all []T
		for _, o := range offers {
			before := len(all)
			for _, x := range *of(&o.Answer) {
				if len(all) < answers.MaxList && !slices.Contains(all, x) {
					all = append(all, x)
				}
			}
			if len(all) > before {
				filled = append(filled, Filled{name, o.Source, o.Path})
			}
		}
		*of(a) = all
		return filled
	}}
}
