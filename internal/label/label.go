// Package label holds the information-sharing labels: the Traffic Light Protocol
// 2.0 (https://www.first.org/tlp/), whose names are never translated.
package label

import "slices"

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

// Valid tells whether t is one of the five labels.
func (t TLP) Valid() bool { return slices.Contains(All, t) }

// Strictest returns the most restrictive of the labels; an unknown one counts as RED.
func Strictest(labels ...TLP) TLP {
	best := len(All) - 1
	for _, l := range labels {
		best = min(best, max(slices.Index(All, l), 0))
	}
	return All[best]
}
