package match

import (
	"cmp"
	"math/bits"
	"slices"
	"strconv"
)

// Reason is one typed part of a score; the parts add up to it. The upper room turns them into words. Direction is seen from the
// person who reads the list.
type Reason struct {
	Kind         Kind      `json:"kind"`
	Topic        string    `json:"topic,omitempty"`
	Direction    Direction `json:"direction"`
	Value        string    `json:"value,omitempty"` // the language, the type of agency, the months
	Contribution int       `json:"contribution"`    // thousandths of the score; less than 0 when it speaks against
}

// Kind is what a reason is about.
type Kind string

// The kinds of a reason.
const (
	KindTopic      Kind = "topic"          // stated by both
	KindInferred   Kind = "inferred_topic" // supposed from the affiliation of one of them
	KindAgency     Kind = "agency"         // a type of agency that is looked for
	KindParty      Kind = "party"          // of another party
	KindLanguage   Kind = "language"       // a common language
	KindNoLanguage Kind = "no_language"
	KindLevel      Kind = "level"  // of a like level
	KindRegion     Kind = "region" // of the same region
	KindWish       Kind = "wish"   // what the reader said, or both said
	KindMutual     Kind = "mutual_wish"
	KindMet        Kind = "met"  // met in the last months
	KindOpen       Kind = "open" // nothing is known against it
)

// Direction is who gains.
type Direction string

// The directions of a reason.
const (
	Gain Direction = "gain" // the other offers what the reader seeks
	Give Direction = "give" // the reader offers what the other seeks
	Both Direction = "both"
)

// reasons takes the score of a pair apart, as i may see it. What the other said of i stays with the other unless both asked: the
// parts that i sees are then larger or smaller in proportion.
func (e *engine) reasons(i, j int32) []Reason {
	p, q, l := &e.people[i], &e.people[j], e.between(i, j)
	mutual := l.mine >= want && l.yours >= want
	a, gain := e.side(p, q, Gain)
	b, give := e.side(q, p, Give)
	wa, wb := wished(a, l.mine, l.yours, p), wished(b, l.yours, l.mine, q)
	if l.mine != nothing {
		gain = append(gain, Reason{Kind: KindWish, Direction: Gain, Contribution: wa - a})
	}
	if mutual {
		give = append(give, Reason{Kind: KindWish, Direction: Give, Contribution: wb - b})
	}
	// The harmonic mean is of degree one, so it is the sum of each side times its slope: the weaker side carries more.
	score := reciprocal(wa, wb)
	fromGain := score * wb / (wa + wb)
	list := append(scale(gain, fromGain), scale(give, score-fromGain)...)
	if mutual {
		list = append(list, Reason{Kind: KindMutual, Direction: Both, Contribution: mutualBonus})
		score += mutualBonus
	}
	if end := joined(wa, wb, l); end != score {
		list = append(list, Reason{Kind: KindMet, Direction: Both, Value: strconv.Itoa(int(l.months)), Contribution: end - score})
	}
	return tidy(list)
}

// side is one direction before any wish, with the parts it is made of.
func (e *engine) side(p, q *profile, d Direction) (int, []Reason) {
	base, total := p.seek.dot(&q.offer), 0
	var list []Reason
	for i := range p.seek.n {
		for k := range q.offer.n {
			if p.seek.topic[i] != q.offer.topic[k] {
				continue
			}
			kind := KindTopic
			if p.seek.inferred>>i&1 == 1 || q.offer.inferred>>k&1 == 1 {
				kind = KindInferred
			}
			part := int(p.seek.weight[i]) * int(q.offer.weight[k]) / (unit * unit / 1000)
			list = append(list, Reason{Kind: kind, Topic: e.tree.codes[p.seek.topic[i]], Direction: d, Contribution: part})
			total += part
		}
	}
	if base = max(base, least); base == least && total < least {
		list = append(list, Reason{Kind: KindOpen, Direction: Both, Contribution: least - total})
	}
	sum, each, speak := bonus(p, q)
	for k, b := range each {
		r := Reason{Kind: bonusKinds[k], Direction: Both, Contribution: base * b / whole}
		switch k {
		case bonusAgency:
			r.Direction = d
			if q.agency > 0 {
				r.Value = e.agencies[q.agency-1]
			}
		case bonusLanguage:
			r.Value = e.common(p, q)
		}
		list = append(list, r)
	}
	if !speak {
		list = append(list, Reason{Kind: KindNoLanguage, Direction: Both, Contribution: -base * (whole + sum) / whole * (whole - noLanguage) / whole})
	}
	return clip(base, sum, speak), list
}

var bonusKinds = [bonuses]Kind{KindAgency, KindParty, KindLanguage, KindLevel, KindRegion}

// common is the first common language.
func (e *engine) common(p, q *profile) string {
	for w := range p.languages {
		if both := p.languages[w] & q.languages[w]; both != 0 {
			return e.languages[64*w+bits.TrailingZeros64(both)]
		}
	}
	return ""
}

// scale brings parts to a sum without losing a thousandth: what rounding cuts from one goes to the next.
func scale(list []Reason, sum int) []Reason {
	total := 0
	for _, r := range list {
		total += r.Contribution
	}
	if total <= 0 { // cannot be while a side counts at least something
		return nil
	}
	upTo, given := 0, 0
	for k := range list {
		upTo += list[k].Contribution
		list[k].Contribution = upTo*sum/total - given
		given += list[k].Contribution
	}
	return list
}

// tidy joins the parts of both directions that say the same, and puts the largest first.
func tidy(list []Reason) []Reason {
	out := make([]Reason, 0, len(list))
	for _, r := range list {
		at := slices.IndexFunc(out, func(o Reason) bool { return o.Kind == r.Kind && o.Topic == r.Topic && o.Direction == r.Direction })
		if at < 0 {
			out = append(out, r)
		} else {
			out[at].Contribution += r.Contribution
		}
	}
	out = slices.DeleteFunc(out, func(r Reason) bool { return r.Contribution == 0 })
	slices.SortStableFunc(out, func(a, b Reason) int {
		return cmp.Compare(max(b.Contribution, -b.Contribution), max(a.Contribution, -a.Contribution))
	})
	return out
}
