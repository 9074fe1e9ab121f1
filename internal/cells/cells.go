// Package cells keeps small numbers of people out of statistics that leave the secretariat: a number so small
// that it tells of single people is not shown, and neither is any other from which it could be worked out.
package cells

import "slices"

// Cell is one count of people.
type Cell struct {
	Key    string
	Value  int
	Hidden bool
}

// Suppress marks what must not be shown of a breakdown of people into groups that share nobody. A group that has
// somebody in it but fewer than below is small and hidden. Where the total of the groups is known as well, hiding one
// group hides nothing, because the rest gives it away: then the smallest other group with somebody in it is hidden
// too, until what is hidden holds at least below people in at least two groups. A group of nobody gives nobody away
// and stays, unless nothing else is left to hide. Suppress returns the keys that it hid.
func Suppress(groups []Cell, below int, totalKnown bool) []string {
	hidden, sum := 0, 0
	hide := func(i int) {
		groups[i].Hidden = true
		hidden++
		sum += groups[i].Value
	}
	for i, g := range groups {
		if g.Value > 0 && g.Value < below {
			hide(i)
		}
	}
	for totalKnown && hidden > 0 && (hidden < 2 || sum < below) {
		next := smallestShown(groups)
		if next < 0 {
			break
		}
		hide(next)
	}
	var keys []string
	for _, g := range groups {
		if g.Hidden {
			keys = append(keys, g.Key)
		}
	}
	return keys
}

// smallestShown is the place of the smallest group that is still shown, those with somebody in them first.
func smallestShown(groups []Cell) int {
	best := -1
	for i, g := range groups {
		switch {
		case g.Hidden:
		case best < 0, less(g.Value, groups[best].Value):
			best = i
		}
	}
	return best
}

func less(a, b int) bool {
	if a == 0 || b == 0 {
		return a > b
	}
	return a < b
}

// Nested hides a number that counts part of a known whole when the part or the rest is small: 98 of 100 tell of two.
func Nested(part, whole, below int) bool {
	small := func(n int) bool { return n > 0 && n < below }
	return small(part) || small(whole-part)
}

// Changed hides a number that was corrected by so little that the two tell of single people.
func Changed(was, is, below int) bool {
	diff := was - is
	return slices.Max([]int{diff, -diff}) > 0 && slices.Max([]int{diff, -diff}) < below
}
