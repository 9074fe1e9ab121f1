package indicators

import (
	"maps"
	"slices"

	"counterpart/internal/cells"
	"counterpart/internal/indicators/catalogue"
)

// hidden says which breakdowns of published values do not leave the secretariat, by value and dimension; "" stands for the
// value itself.
type hidden map[string]map[string]bool

func (h hidden) of(valueID, dimension string) bool { return h[valueID][dimension] }

// counts are how many records each group has.
type counts map[string]int

func countBy(rows []Row, dimension string) counts {
	out := counts{}
	for _, r := range rows {
		out[r.group(dimension)]++
	}
	return out
}

func (c counts) small(below int) bool { return cells.Hide(slices.Collect(maps.Values(c)), below) }

// minus is the distance of each group to what was shown before.
func (c counts) minus(before counts) counts {
	out := counts{}
	for key := range c {
		out[key] = c[key] - before[key]
	}
	for key := range before {
		out[key] = c[key] - before[key]
	}
	for key, n := range out {
		if n == 0 {
			delete(out, key)
		} else if n < 0 {
			out[key] = -n
		}
	}
	return out
}

// hideSmall decides for all published values of one period, in the order in which they were published. A breakdown of people is
// withheld where a group is small, and where a small group could be worked out by subtracting from it what is or may become
// known: the activities of the period that are large enough to be divided in their reports, or any breakdown shown before, such
// as the one that this restates. The activities' reports divide by sex only; the rule is the same for every dimension.
func hideSmall(values []Value, below int) hidden {
	out := hidden{}
	shown := map[string][]Records{}
	for _, v := range values {
		c, ok := catalogue.Find(v.Computation)
		if !ok || !c.Personal {
			continue
		}
		out[v.ID] = map[string]bool{}
		dims := slices.Clone([]string(v.Dimensions))
		if c.Secret {
			dims = append(dims, catalogue.Sex)
		}
		for _, dim := range dims {
			hide := Closed(c, v.Records, dim, below, shown[dim]...)
			out[v.ID][dim] = hide
			if c.Secret {
				out[v.ID][""] = hide
			}
			if !hide {
				shown[dim] = append(shown[dim], v.Records)
			}
		}
	}
	return out
}

// restSmall tells whether what is left, when the activities large enough to be divided are taken away, is small.
func restSmall(rows []Row, dimension string, below int) bool {
	of := map[string][]Row{}
	for _, r := range rows {
		of[r.Activity] = append(of[r.Activity], r)
	}
	rest := counts{}
	for _, some := range of {
		if groups := countBy(some, dimension); groups.small(below) {
			for key, n := range groups {
				rest[key] += n
			}
		}
	}
	return rest.small(below)
}
