package meetings

import (
	"cmp"
	"context"
	"math/bits"
	"slices"

	"counterpart/engine/sat"
)

// seatApart bounds each slot's meetings by its tables in a second way, through people of whom no two can meet in that slot:
// each of them who is busy is in a meeting of her own, and meetings of others are counted one by one. Where a few people
// meet everybody else, they can be too many for the tables while seat, which counts halves of meetings, sees none of it.
func (m *model) seatApart(ctx context.Context) {
	if len(m.t.Meetings) > maxCountedTwice {
		return
	}
	demand := make([][]int, m.t.People) // of those who have meetings
	for p := range demand {
		if len(m.of[p]) > 0 {
			demand[p] = m.demand(p)
		}
	}
	for s, tables := range m.t.Tables {
		if ctx.Err() != nil {
			return
		}
		next := make([][]int, m.t.People)
		for i, pair := range m.t.Meetings {
			if m.held[i][s] != m.truth.Not() {
				next[pair.A] = append(next[pair.A], pair.B)
				next[pair.B] = append(next[pair.B], pair.A)
			}
		}
		weight := make([]int, m.t.People)
		for p, by := range demand {
			if by != nil {
				weight[p] = by[s]
			}
		}
		here := m.meetingsBy(apart(ctx, next, weight), s)
		if len(here) <= tables {
			continue
		}
		if over := m.counted(here, tables+1); len(over) > tables {
			m.s.Add(over[tables].Not())
		}
	}
}

// meetingsBy are literals of which as many are true as meetings are held in a slot: that somebody of a set is busy, and
// that a meeting of nobody of the set is held. No two of the set meet.
func (m *model) meetingsBy(set []bool, s int) []sat.Lit {
	var out []sat.Lit
	for p, in := range set {
		if in && m.busy[p][s] != m.truth.Not() {
			out = append(out, m.busy[p][s])
		}
	}
	for i, pair := range m.t.Meetings {
		if !set[pair.A] && !set[pair.B] && m.held[i][s] != m.truth.Not() {
			out = append(out, m.held[i][s])
		}
	}
	return out
}

// demand is by slot how likely a person with meetings but without a break is busy there, in thousandths: the share of the
// blocks of slots in which all her meetings can be.
func (m *model) demand(p int) []int {
	n := len(m.of[p])
	out := make([]int, m.t.Slots)
	least, most := m.spans(p)
	open := uint64(0)
	for _, i := range m.of[p] {
		open |= m.t.window(i)
	}
	blocks := 0
	for from := 0; from+n <= m.t.Slots; from++ {
		if block := (uint64(1)<<n - 1) << from; block&^open != 0 || !within(from, n, least, most) {
			continue
		}
		blocks++
		for s := from; s < from+n; s++ {
			out[s]++
		}
	}
	for s := range out {
		if blocks > 0 {
			out[s] = out[s] * 1000 / blocks
		} else if open>>s&1 == 1 {
			out[s] = 1000 * n / bits.OnesCount64(open)
		}
	}
	return out
}

// within says whether n meetings in a row keep to the least and the most by the end of each slot.
func within(from, n int, least, most []int) bool {
	for s := range least {
		if by := max(0, min(n, s-from+1)); by < least[s] || by > most[s] {
			return false
		}
	}
	return true
}

// sweeps is how often apart looks through all people for a better choice.
const sweeps = 20

// apart chooses people of great weight of whom no two are next to each other: the heaviest first, then by putting
// one in for her neighbours where that gains.
func apart(ctx context.Context, next [][]int, weight []int) []bool {
	c := &choice{next: next, weight: weight, in: make([]bool, len(next)), near: make([]int, len(next))}
	order := make([]int, 0, len(next))
	for p, w := range weight {
		if w > 0 && len(next[p]) > 0 {
			order = append(order, p)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(weight[b], weight[a]) })
	for _, p := range order {
		if c.near[p] == 0 {
			c.put(p, 1)
		}
	}
	for range sweeps {
		gained := false
		for _, p := range order {
			if ctx.Err() != nil {
				return c.in
			}
			gained = c.exchange(p) || gained
		}
		if !gained {
			break
		}
	}
	return c.in
}

// choice is a set of people of whom no two are next to each other.
type choice struct {
	next   [][]int
	weight []int
	in     []bool
	near   []int // by person: how many of her neighbours are in
}

// put takes somebody in (1) or out (-1) and tells the weight that is gained.
func (c *choice) put(p, by int) int {
	c.in[p] = by > 0
	for _, q := range c.next[p] {
		c.near[q] += by
	}
	return by * c.weight[p]
}

// exchange puts a person in for her neighbours, and whoever then has no neighbour in; without a gain all is undone.
func (c *choice) exchange(p int) bool {
	if c.in[p] {
		return false
	}
	var out, in []int
	gain := 0
	for _, q := range c.next[p] {
		if c.in[q] {
			gain += c.put(q, -1)
			out = append(out, q)
		}
	}
	gain += c.put(p, 1)
	for _, q := range out {
		for _, r := range c.next[q] {
			if !c.in[r] && c.near[r] == 0 && c.weight[r] > 0 {
				gain += c.put(r, 1)
				in = append(in, r)
			}
		}
	}
	if gain > 0 {
		return true
	}
	for _, r := range in {
		c.put(r, -1)
	}
	c.put(p, -1)
	for _, q := range out {
		c.put(q, 1)
	}
	return false
}
