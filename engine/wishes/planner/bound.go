package planner

import (
	"context"
	"slices"

	"counterpart/engine/looks"
	"counterpart/engine/wishes"
)

// prices are what the bound stands on: of a person's meeting and of a table in a slot, in thousandths of weight.
type prices struct {
	person []int64
	slot   []int64 // by time; the same in all
}

func newPrices(in *instance) prices {
	return prices{make([]int64, in.n), make([]int64, in.slots)}
}

// What the descent of prices is made of.
const (
	priceSteps  = 250
	priceStep   = 20 // thousandths of the mean weight of the heaviest, at first
	priceFall   = 985
	priceSweeps = 3
)

// price looks for the prices that prove the least bound: step by step against whoever is asked for more or less than she can
// have, then person by person as far as it goes. All is in whole numbers, so that every machine finds the same. When the context ends it
// gives the best so far.
func (in *instance) price(ctx context.Context) (prices, int64) {
	y := newPrices(in)
	best, bound := y.clone(), in.everything()
	asked := make([]int64, in.n)
	tables := int64(0)
	for _, n := range in.rooms.Whole[:in.slots] {
		tables += int64(n)
	}
	heaviest := int64(1)
	for _, w := range in.weight {
		heaviest = max(heaviest, w)
	}
	step := heaviest * priceStep / 1000 * 1000
	for range priceSteps {
		held, whole := in.ask(ctx, y, asked)
		if !whole {
			return best, bound
		}
		for q := range y.person {
			y.person[q] = max(0, y.person[q]+step*(asked[q]-int64(in.most[q]))/4000)
		}
		table := max(0, y.slot[0]+4*step*(held-tables)/max(1, tables)/1000)
		for s := range y.slot {
			y.slot[s] = table
		}
		step = step * priceFall / 1000
	}
	for range priceSweeps {
		if !in.sweep(ctx, y) {
			return best, bound
		}
		b, whole := in.prove(ctx, y)
		if !whole {
			return best, bound
		}
		if b < bound {
			best, bound = y.clone(), b
		}
	}
	return best, bound
}

func (y prices) clone() prices { return prices{slices.Clone(y.person), slices.Clone(y.slot)} }

// everything is the bound that prices of nought prove: the weight of all meetings.
func (in *instance) everything() int64 {
	sum := int64(0)
	for e, weight := range in.weight {
		if len(in.shared) == 0 || len(in.p.Wishes[in.wish[e]].Sharers) == 0 {
			sum += weight
		}
	}
	for _, i := range in.shared {
		sum += 1000 * int64(in.p.Wishes[i].Weight)
	}
	return sum / 1000
}

// ask counts by person the meetings that are worth their prices, and answers with their number; not whole when the context ended.
func (in *instance) ask(ctx context.Context, y prices, asked []int64) (held int64, whole bool) {
	clear(asked)
	table := y.slot[0]
	for e := range in.choices {
		if looks.Ended(ctx, e) {
			return 0, false
		}
		c := &in.choices[e]
		if c.v < 0 {
			continue
		}
		if in.weight[e] > y.person[c.u]+y.person[c.v]+table {
			asked[c.u]++
			asked[c.v]++
			held++
		}
	}
	for e, people := range in.groups {
		rest := in.weight[e] - table
		for _, q := range people {
			rest -= y.person[q]
		}
		if rest > 0 {
			held++
			for _, q := range people {
				asked[q]++
			}
		}
	}
	return held, true
}

// sweep sets each person's price to the least at which she is asked for no more than she can have.
func (in *instance) sweep(ctx context.Context, y prices) bool {
	var rest []int64
	var two [2]int32
	paid := in.paid(y)
	looked := 0 // at choices: the popular have many
	for q := range y.person {
		rest = rest[:0]
		for _, e := range in.near.of(int32(q)) { //nolint:gosec // bounded
			if looked++; looks.Ended(ctx, looked) {
				return false
			}
			left := in.weight[e] - paid.cheapest(in.choices[e].ok)
			for _, other := range in.members(e, &two) {
				if int(other) != q {
					left -= y.person[other]
				}
			}
			if left > 0 {
				rest = append(rest, left)
			}
		}
		y.person[q] = 0
		if most := int(in.most[q]); len(rest) > most {
			slices.Sort(rest)
			y.person[q] = rest[len(rest)-most-1]
		}
	}
	return true
}

// signed is the certificate of prices whose bound was counted already.
func (in *instance) signed(y prices, bound int64) wishes.Certificate {
	out := wishes.Certificate{People: y.person, Slots: make([]int64, in.slots), Bound: bound}
	for s, price := range y.slot {
		out.Slots[in.times.Place[s]] = price
	}
	return out
}

// prove counts the bound that prices prove; not whole when the context ended.
func (in *instance) prove(ctx context.Context, y prices) (bound int64, whole bool) {
	sum := int64(0)
	for q, price := range y.person {
		sum += price * int64(in.most[q])
	}
	for s, price := range y.slot {
		sum += price * int64(in.rooms.Whole[s])
	}
	paid := in.paid(y)
	var two [2]int32
	for e := range in.choices {
		if looks.Ended(ctx, e) {
			return 0, false
		}
		if len(in.shared) > 0 && len(in.p.Wishes[in.wish[e]].Sharers) > 0 {
			continue
		}
		rest := in.weight[e] - paid.cheapest(in.choices[e].ok)
		for _, q := range in.members(int32(e), &two) { //nolint:gosec // bounded
			rest -= y.person[q]
		}
		sum += max(0, rest)
	}
	for k, i := range in.shared {
		if looks.Ended(ctx, k) {
			return 0, false
		}
		sum += max(0, in.surplus(&in.p.Wishes[i], y, paid))
	}
	return (sum + 999) / 1000, true
}

// surplus is the most that a meeting with sharers can leave: each place for itself is filled with the cheapest who can.
func (in *instance) surplus(w *wishes.Wish, y prices, paid fees) int64 {
	class, some := in.roomClass(w.Needs, w.People)
	if !some {
		return 0
	}
	rest, ok := 1000*int64(w.Weight), in.allowed(w)&in.rooms.Opens(class)
	for place, q := range w.People {
		least, open := y.person[q], in.open[q]
		for _, s := range w.Sharers {
			if s.Place == place {
				least, open = min(least, y.person[s.Person]), open|in.open[s.Person]
			}
		}
		rest, ok = rest-least, ok&open
	}
	if ok == 0 {
		return 0
	}
	return rest - paid.cheapest(ok)
}

// fees are what a meeting pays for its table, by slot.
type fees struct {
	slot  []int64
	least int64
}

// paid is what the prices make of a meeting's table.
func (in *instance) paid(y prices) fees {
	out := make([]int64, in.slots)
	for s := range out {
		for m := in.times.Begins[s]; m != 0; m &= m - 1 {
			out[s] += y.slot[lowest(m)]
		}
	}
	return fees{out, slices.Min(out)}
}

// cheapest is the least that a choice pays in one of its slots.
func (f fees) cheapest(ok uint64) int64 {
	best := f.slot[lowest(ok)]
	for ok &= ok - 1; ok != 0 && best > f.least; ok &= ok - 1 {
		best = min(best, f.slot[lowest(ok)])
	}
	return best
}
