// Package label holds the information-sharing labels: the Traffic Light Protocol
// 2.0 (https://www.first.org/tlp/), whose names are never translated.
package label

import (
	"slices"
	"strings"
)

// TLP is one of the five labels of TLP 2.0, as it is printed.
type TLP string

// The labels, from the most to the least restrictive.
const (
	Red         TLP = "TLP:RED"
	AmberStrict TLP = "TLP:AMBER+STRICT"
	Amber       TLP = "TLP:AMBER"
	Green       TLP = "TLP:GREEN"
	Clear       TLP = "TLP:CLEAR"
)

// All lists the labels, most restrictive first.
var All = []TLP{Red, AmberStrict, Amber, Green, Clear}

// Loosest lists the labels, least restrictive first.
func Loosest() []TLP {
	out := slices.Clone(All)
	slices.Reverse(out)
	return out
}

// Answer is the label as an answer of a form.
func (t TLP) Answer() (value, words string) { return string(t), string(t) }

// Valid tells whether t is one of the five labels.
func (t TLP) Valid() bool { return slices.Contains(All, t) }

// Strictest returns the most restrictive of the labels; an unknown one counts as RED.
func Strictest(labels ...TLP) TLP {
	best := len(All) - 1
	for _, l := range labels {
		best = min(best, l.rank())
	}
	return All[best]
}

// rank is the place of a label in All; an unknown one counts as RED.
func (t TLP) rank() int { return max(slices.Index(All, t), 0) }

// Covers tells whether what is open up to t is open for the other label: whether that is not stricter.
func (t TLP) Covers(other TLP) bool { return t.rank() <= other.rank() }

// Looser tells whether t is less restrictive than the other label.
func (t TLP) Looser(other TLP) bool { return t.rank() > other.rank() }

// Within lists t and the labels that are less restrictive.
func (t TLP) Within() []TLP { return All[t.rank():] }

// Slug is the label as a part of a file's name: "TLP-AMBER-STRICT".
func (t TLP) Slug() string { return strings.NewReplacer(":", "-", "+", "-").Replace(string(t)) }
