// Package catalogue lists what indicators can count from the registers over a period, and the periods themselves. One more
// computation is one more entry of All.
//
// The query of a computation gives one row for each record counted, with the columns id, n and d, and the columns of the
// dimensions that it knows: sex, party, body, status, activity_kind. A row may say two days, began and ended, in place of n:
// then n is the number of days between them. People and nominations also say the activity, which is for small cells only.
package catalogue

import (
	"regexp"
	"slices"
)

// How the value is made of the rows.
const (
	Count  = "count"  // how many rows there are
	Share  = "share"  // 100 times the sum of n by the sum of d
	Ratio  = "ratio"  // the sum of n by the sum of d
	Median = "median" // of n
)

// The dimensions by which a value can be divided.
const (
	Sex          = "sex"
	Party        = "party"
	Body         = "body"
	Status       = "status"
	ActivityKind = "activity_kind"
)

// Dimensions lists them in the order in which they are shown.
var Dimensions = []string{Sex, Party, Body, Status, ActivityKind}

// DimensionNames says them in words.
var DimensionNames = map[string]string{
	Sex: "Sex", Party: "Party", Body: "Kind of agency or body", Status: "Status on the first day of the activity", ActivityKind: "Kind of activity",
}

// Computation is one way to count.
type Computation struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Words string `json:"definition"`
	Of    string `json:"of"` // what a record is: person, nomination, party, activity, allocation, invitation, meeting, connection
	How   string `json:"how" enum:"count,share,ratio,median"`
	Unit  string `json:"unit"`
	// Dimensions are those by which its rows can be divided.
	Dimensions []string `json:"dimensions" nullable:"false"`
	// Personal computations count people, so that small groups would tell of single ones.
	Personal bool `json:"-"`
	// Secret computations would give a small group away by their very value, such as a share of women among known people.
	Secret bool   `json:"-"`
	SQL    string `json:"-"` // $1 is the first day of the period, $2 the last
}

// Has tells whether its rows can be divided by the dimension.
func (c Computation) Has(dimension string) bool { return slices.Contains(c.Dimensions, dimension) }

// Periods divides a figure by periods: the one that is told of, and those before it.
const Periods = "periods"

// Divisions are what a chart of the computation can be divided by: its dimensions, and periods. What is secret is divided by
// periods in no chart, because each of its values would have to be looked at for itself.
func (c Computation) Divisions() []string {
	if c.Secret {
		return c.Dimensions
	}
	return append(slices.Clone(c.Dimensions), Periods)
}

// Find returns a computation by its key.
func Find(key string) (Computation, bool) {
	i := slices.IndexFunc(All, func(c Computation) bool { return c.Key == key })
	if i < 0 {
		return Computation{}, false
	}
	return All[i], true
}

// Keys lists the keys in their order.
func Keys() []string {
	out := make([]string, len(All))
	for i, c := range All {
		out[i] = c.Key
	}
	return out
}

// The measures of an indicator, after the list of the IATI standard, and where its values should go.
var (
	Measures   = []string{"unit", "percentage", "nominal", "ordinal", "qualitative"}
	Directions = []string{"up", "down", "none"}
	Levels     = []string{"impact", "outcome", "output"}
)

// Qualitative is the measure of which the values are words.
const Qualitative = "qualitative"

var number = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?$`)

// IsNumber tells whether a value is a decimal number as values are kept: "1250", "-3", "12.5".
func IsNumber(s string) bool { return number.MatchString(s) }
