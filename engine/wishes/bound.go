package wishes

// prices are what the bound stands on: of a person's meeting and of a table in a slot, in thousandths of weight.
type prices struct {
	person []int64
	slot   []int64 // by time
}

func newPrices(in *instance) prices {
	return prices{make([]int64, in.n), make([]int64, in.slots)}
}

// certificate counts the bound that prices prove.
func (in *instance) certificate(y prices) Certificate {
	out := Certificate{People: y.person, Slots: make([]int64, in.slots)}
	sum := int64(0)
	for q, price := range y.person {
		sum += price * int64(in.most[q])
	}
	for s, price := range y.slot {
		out.Slots[in.times.place[s]] = price
		sum += price * int64(in.rooms.whole[s])
	}
	paid := in.paid(y)
	var two [2]int32
	for e := range in.choices {
		if len(in.p.Wishes[in.wish[e]].Sharers) > 0 {
			continue
		}
		rest := in.weight[e] - cheapest(paid, in.choices[e].ok)
		for _, q := range in.members(int32(e), &two) { //nolint:gosec // bounded
			rest -= y.person[q]
		}
		sum += max(0, rest)
	}
	for _, i := range in.shared {
		sum += max(0, in.surplus(&in.p.Wishes[i], y, paid))
	}
	out.Bound = (sum + 999) / 1000
	return out
}

// paid is what a meeting pays for its table, by slot.
func (in *instance) paid(y prices) []int64 {
	out := make([]int64, in.slots)
	for s := range out {
		for m := in.times.begins[s]; m != 0; m &= m - 1 {
			out[s] += y.slot[lowest(m)]
		}
	}
	return out
}

// cheapest is the least that a choice pays in one of its slots.
func cheapest(paid []int64, ok uint64) int64 {
	best := paid[lowest(ok)]
	for ok &= ok - 1; ok != 0; ok &= ok - 1 {
		best = min(best, paid[lowest(ok)])
	}
	return best
}

// surplus is the most that a meeting with sharers can leave: each place for itself is filled with the cheapest who can.
func (in *instance) surplus(w *Wish, y prices, paid []int64) int64 {
	class, some := in.roomClass(w.Needs, w.People)
	if !some {
		return 0
	}
	rest, ok := 1000*int64(w.Weight), in.allowed(w)&in.rooms.opens(class)
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
	return rest - cheapest(paid, ok)
}
