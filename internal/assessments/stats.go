package assessments

import (
	"cmp"
	"slices"
	"strconv"
)

// ItemStats is how an item was answered. Nothing is shown where fewer answered than a figure needs.
type ItemStats struct {
	N              int     `json:"n" doc:"Sittings with this item"`
	Shown          bool    `json:"shown"`
	Difficulty     float64 `json:"difficulty" doc:"Share of right answers, in per cent"`
	Discriminates  bool    `json:"discriminates" doc:"Whether there are enough for the next number"`
	Discrimination float64 `json:"discrimination" doc:"Share of right answers among the third with the highest scores less that among the third with the lowest, in points of per cent"`
	Middle         float64 `json:"middle" doc:"Of a scale: the median"`
}

// counter gathers the answers to one item.
type counter struct {
	item Item
	rows []counted
}

type counted struct {
	id    string
	share float64 // of the points of the sitting
	right bool
	place int // on a scale
}

func newCounter(i Item) *counter { return &counter{item: i} }

func (c *counter) add(x Sitting, accepted map[string]bool) {
	if x.erased() || x.Possible == 0 && c.item.Kind.Scored() {
		return
	}
	given := x.Answers[c.item.ID]
	row := counted{id: x.ID, right: c.item.Right(given, accepted)}
	if x.Possible > 0 {
		row.share = float64(x.Score) / float64(x.Possible)
	}
	if c.item.Kind == Scale {
		if len(given) == 0 {
			return
		}
		row.place, _ = strconv.Atoi(given[0])
	}
	c.rows = append(c.rows, row)
}

// thirdsFrom is how many sittings are cut into thirds: each third then has as many as the smallest group that is shown.
func (c *counter) stats(least int) ItemStats {
	out := ItemStats{N: len(c.rows)}
	if out.N < least {
		return out
	}
	out.Shown = true
	if c.item.Kind == Scale {
		places := make([]float64, len(c.rows))
		for k, r := range c.rows {
			places[k] = float64(r.place)
		}
		out.Middle = median(places)
		return out
	}
	out.Difficulty = shareRight(c.rows)
	third := len(c.rows) / 3
	if third < least {
		return out
	}
	slices.SortFunc(c.rows, func(a, b counted) int { return cmp.Or(cmp.Compare(a.share, b.share), cmp.Compare(a.id, b.id)) })
	out.Discriminates = true
	out.Discrimination = shareRight(c.rows[len(c.rows)-third:]) - shareRight(c.rows[:third])
	return out
}

func shareRight(rows []counted) float64 {
	right := 0
	for _, r := range rows {
		if r.right {
			right++
		}
	}
	return 100 * float64(right) / float64(len(rows))
}

// Gain is what lies between the tests before and after of those who took both. Nothing but n is shown of a small group.
type Gain struct {
	N          int     `json:"n" doc:"People who took the test before and after"`
	Shown      bool    `json:"shown"`
	Before     float64 `json:"before" doc:"Median of the scores before, in per cent of what could be reached"`
	After      float64 `json:"after"`
	Gain       float64 `json:"gain" doc:"Median of what each person gained, in points of per cent"`
	Normalised float64 `json:"normalised" doc:"What the group gained on average, in per cent of what it could still gain"`
	Normal     bool    `json:"-"` // there was something to gain
}

// PartyGain is the gain of the people of one party; of several small ones together where Party is empty.
type PartyGain struct {
	Party string `json:"party"`
	Gain
}

// pair is one person's two scores in per cent.
type pair struct {
	party         string
	before, after float64
}

// gainOf works out the gain of a group; it is shown from least people on.
func gainOf(pairs []pair, least int) Gain {
	g := Gain{N: len(pairs)}
	if g.N < least {
		return g
	}
	var before, after, gain []float64
	sum, open := 0.0, 0.0
	for _, p := range pairs {
		before, after, gain = append(before, p.before), append(after, p.after), append(gain, p.after-p.before)
		sum += p.after - p.before
		open += 100 - p.before
	}
	g.Shown, g.Before, g.After, g.Gain = true, median(before), median(after), median(gain)
	if open > 0 {
		g.Normal, g.Normalised = true, 100*sum/open
	}
	return g
}

// byParty divides the gain by party. A party with fewer people than a figure needs is put together with the others of its kind; where
// these are too few together, nothing is said of them. Only medians are shown of a party: a mean could be taken away from that of all.
func byParty(pairs []pair, least int) []PartyGain {
	groups := map[string][]pair{}
	for _, p := range pairs {
		groups[p.party] = append(groups[p.party], p)
	}
	var out []PartyGain
	var rest []pair
	for party, of := range groups {
		if len(of) < least {
			rest = append(rest, of...)
			continue
		}
		out = append(out, PartyGain{Party: party, Gain: medians(gainOf(of, least))})
	}
	slices.SortFunc(out, func(a, b PartyGain) int { return cmp.Compare(a.Party, b.Party) })
	if len(rest) >= least && len(out) > 0 {
		out = append(out, PartyGain{Gain: medians(gainOf(rest, least))})
	}
	return out
}

func medians(g Gain) Gain {
	g.Normal, g.Normalised = false, 0
	return g
}

// median is the middle of the numbers, or half-way between the two in the middle.
func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}
