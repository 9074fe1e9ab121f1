package trial

import (
	"cmp"
	"slices"
)

// Measures are what lists are worth in the invented truth.
type Measures struct {
	Precision   float64 // share of good meetings among the first ten places of each list
	Coverage    float64 // share of people with at least three good ones on the list
	Gini        float64 // of how often people are proposed: 0 all alike, 1 only one
	Most        int     // how often the most proposed person is
	Reciprocity float64 // share of proposals that stand on both lists
	Held        float64 // good meetings per person when each has time for ten and both must see the other proposed or be asked
	Hit         float64 // share of the mutual wishes held back that are among the first ten
}

// Measure looks at lists.
func (t *Truth) Measure(lists Lists) Measures {
	n := len(lists)
	shown := make([]int, n)
	var m Measures
	var sum, covered, both, places int
	for i, list := range lists {
		good := 0
		for k, j := range list {
			shown[j]++
			places++
			if slices.Contains(lists[j], i) {
				both++
			}
			if t.Good(i, j) {
				good++
				if k < 10 {
					sum++
				}
			}
		}
		if good >= 3 {
			covered++
		}
	}
	m.Precision, m.Coverage = float64(sum)/float64(10*n), float64(covered)/float64(n)
	m.Reciprocity = float64(both) / float64(max(places, 1))
	m.Gini, m.Most = gini(shown), slices.Max(shown)
	m.Held, m.Hit = t.held(lists), t.hit(lists)
	return m
}

// gini of counts.
func gini(counts []int) float64 {
	sorted := slices.Sorted(slices.Values(counts))
	sum, weighted := 0.0, 0.0
	for i, c := range sorted {
		sum += float64(c)
		weighted += float64(i+1) * float64(c)
	}
	if sum == 0 {
		return 0
	}
	n := float64(len(sorted))
	return 2*weighted/(n*sum) - (n+1)/n
}

// held counts the meetings that come about: every good pair that is proposed to one of the two is held while both have one
// of their ten places left, the pairs with the largest common gain first.
func (t *Truth) held(lists Lists) float64 {
	const diary = 10
	type pair struct {
		i, j int
		gain float64
	}
	seen := map[[2]int]bool{}
	var pairs []pair
	for i, list := range lists {
		for _, j := range list {
			at := [2]int{min(i, j), max(i, j)}
			if !seen[at] && t.Good(i, j) {
				seen[at] = true
				pairs = append(pairs, pair{at[0], at[1], min(t.Gain(i, j), t.Gain(j, i))})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.gain, a.gain), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	busy := make([]int, len(lists))
	meetings := 0
	for _, p := range pairs {
		if busy[p.i] < diary && busy[p.j] < diary {
			busy[p.i]++
			busy[p.j]++
			meetings++
		}
	}
	return 2 * float64(meetings) / float64(len(lists))
}

// hit is how many of the wishes held back are found, from either side.
func (t *Truth) hit(lists Lists) float64 {
	found := 0
	for _, pair := range t.Hidden {
		for k := range 2 {
			list := lists[pair[k]]
			if slices.Contains(list[:min(10, len(list))], pair[1-k]) {
				found++
			}
		}
	}
	return float64(found) / float64(max(2*len(t.Hidden), 1))
}

// Best is the largest precision that any lists could have: nobody has more good meetings than there are.
func (t *Truth) Best() float64 {
	sum := 0
	for u := range t.people {
		for v, good := 0, 0; v < len(t.people) && good < 10; v++ {
			if t.Good(u, v) {
				good++
				sum++
			}
		}
	}
	return float64(sum) / float64(10*len(t.people))
}
