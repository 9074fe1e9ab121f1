package wishes

import "slices"

// certificate counts the bound again and holds the plan against it.
func (c *checker) certificate(x *Certificate) {
	if len(x.People) != len(c.p.People) || len(x.Slots) != len(c.p.Slots) {
		c.faults.add("the certificate has prices of %d people and %d slots; the problem has %d and %d", len(x.People), len(x.Slots), len(c.p.People), len(c.p.Slots))
		return
	}
	for _, prices := range [][]int64{x.People, x.Slots} {
		for _, y := range prices {
			if y < 0 || y > maxPrice {
				c.faults.add("the certificate has a price of %d", y)
				return
			}
		}
	}
	if proved := c.dual(x); x.Bound < proved {
		c.faults.add("the prices prove a bound of %d, not of %d", proved, x.Bound)
	}
	if value := c.value(); value > x.Bound {
		c.faults.add("the plan is worth %d, more than the bound of %d", value, x.Bound)
	}
}

// maxPrice keeps the sum over all people from overflowing.
const maxPrice = int64(MaxWeight) * 1000 * MaxGroup

// dual is what the prices prove, in weight: a plan gains on each meeting at most what is left of its weight after the prices are paid,
// and those who are paid can be paid only as often as they have capacity.
func (c *checker) dual(x *Certificate) int64 {
	sum := int64(0)
	for i := range c.p.People {
		sum += int64(c.capacity(i)) * x.People[i]
	}
	for s := range c.p.Slots {
		sum += int64(c.open(s)) * x.Slots[s]
	}
	paid := make([]int64, len(c.p.Slots))
	for s := range c.p.Slots {
		for t := range c.p.Slots {
			if c.begins(t, s) {
				paid[s] += x.Slots[t]
			}
		}
	}
	away := c.away()
	c.eachMeeting(func(wishes []int) {
		sum += max(0, c.surplus(wishes, x, paid, away))
	})
	return (sum + 999) / 1000
}

// begins says whether slot t begins while slot s lasts.
func (c *checker) begins(t, s int) bool {
	a, b := c.p.Slots[t], c.p.Slots[s]
	return a.Day == b.Day && a.Start >= b.Start && a.Start < b.End()
}

// open is how many tables can be in use at the moment when a slot begins.
func (c *checker) open(t int) int {
	tables := 0
	for r := range c.p.Rooms {
		for s := range c.p.Slots {
			if c.begins(t, s) && !slices.Contains(c.p.Rooms[r].Closed, s) {
				tables += c.p.Rooms[r].Tables
				break
			}
		}
	}
	return tables
}

// capacity is the most meetings that a person can have: of her open slots that which ends first is always a good one to begin with.
func (c *checker) capacity(i int) int {
	x := &c.p.People[i]
	var open []Slot
	for s, slot := range c.p.Slots {
		if !slices.ContainsFunc(x.Closed, func(c Closed) bool { return c.Slot == s }) {
			open = append(open, slot)
		}
	}
	slices.SortFunc(open, func(a, b Slot) int { return (a.Day-b.Day)*10_000 + a.End() - b.End() })
	n := 0
	var last Slot
	for _, s := range open {
		if n == 0 || s.Day != last.Day || s.Start >= last.End() {
			n++
			last = s
		}
	}
	if x.Maximum > 0 {
		n = min(n, x.Maximum)
	}
	return n
}

// away are the slots in which each person cannot meet, as bits.
func (c *checker) away() []uint64 {
	out := make([]uint64, len(c.p.People))
	for i := range c.p.People {
		for _, x := range c.p.People[i].Closed {
			out[i] |= 1 << x.Slot
		}
	}
	return out
}

// eachMeeting gives the wishes that are one meeting: those of the same two people, without sharers; any other is one by itself.
func (c *checker) eachMeeting(yield func(wishes []int)) {
	first := map[[2]int][]int{}
	for i := range c.p.Wishes {
		w := &c.p.Wishes[i]
		if w.Level == No {
			continue
		}
		if len(w.People) != 2 || len(w.Sharers) > 0 {
			if len(w.Sharers) > 0 || !c.anyRefused(w.People) {
				yield([]int{i})
			}
			continue
		}
		key := pair(w.People[0], w.People[1])
		first[key] = append(first[key], i)
	}
	for key, wishes := range first {
		if !c.refused[key] {
			yield(wishes)
		}
	}
}

func (c *checker) anyRefused(people []int) bool {
	for i, a := range people {
		for _, b := range people[:i] {
			if c.refused[pair(a, b)] {
				return true
			}
		}
	}
	return false
}

// surplus is the most that a meeting of these wishes can leave after prices, in thousandths; below 0 it cannot be worth its price.
func (c *checker) surplus(wishes []int, x *Certificate, paid []int64, away []uint64) int64 {
	rest := int64(0)
	for _, i := range wishes {
		rest += 1000 * int64(c.p.Wishes[i].Weight)
	}
	w := &c.p.Wishes[wishes[0]]
	closed := uint64(0)
	for place, q := range w.People {
		least, all := x.People[q], away[q]
		for _, s := range w.Sharers {
			if s.Place == place {
				least, all = min(least, x.People[s.Person]), all&away[s.Person]
			}
		}
		rest -= least
		closed |= all
	}
	closed |= ^c.served(wishes)
	cheapest := int64(-1)
	for s, slot := range c.p.Slots {
		if closed>>s&1 == 0 && (cheapest < 0 || paid[s] < cheapest) &&
			!slices.ContainsFunc(wishes, func(i int) bool { return !allows(&c.p.Wishes[i], s, slot) }) {
			cheapest = paid[s]
		}
	}
	if cheapest < 0 {
		return 0 // it can be held in no slot
	}
	return rest - cheapest
}

// value is the weight of all wishes that the plan meets.
func (c *checker) value() int64 {
	sum := int64(0)
	for i, k := range c.held {
		if k >= 0 {
			sum += int64(c.p.Wishes[i].Weight)
		}
	}
	return sum
}

// served is the slots in which a room and, where one is needed, an interpreter can serve a meeting, each looked at by itself.
func (c *checker) served(wishes []int) uint64 {
	w := &c.p.Wishes[wishes[0]]
	var needs []string
	for _, i := range wishes {
		needs = append(needs, c.p.Wishes[i].Needs...)
	}
	if len(needs) == 0 && len(w.People) == 2 {
		if c.plain == nil {
			rooms := c.openRooms(nil, 2)
			c.plain = &rooms
		}
		if len(w.Sharers) > 0 {
			return *c.plain
		}
		return *c.plain & c.openVoices(w.People)
	}
	out := c.openRooms(needs, len(w.People))
	if len(w.Sharers) == 0 {
		out &= c.openVoices(w.People)
	}
	return out
}

func (c *checker) openRooms(needs []string, people int) uint64 {
	out := uint64(0)
	for r := range c.p.Rooms {
		x := &c.p.Rooms[r]
		if x.Seats > 0 && x.Seats < people || slices.ContainsFunc(needs, func(f string) bool { return !slices.Contains(x.Features, f) }) {
			continue
		}
		out |= opened(x.Closed)
	}
	return out
}

func (c *checker) openVoices(people []int) uint64 {
	if c.understand(people) {
		return ^uint64(0)
	}
	out := uint64(0)
	for i := range c.p.Interpreters {
		if x := &c.p.Interpreters[i]; !slices.ContainsFunc(people, func(q int) bool { return !c.speaksWith(x, q) }) {
			out |= opened(x.Closed)
		}
	}
	return out
}

func opened(closed []int) uint64 {
	out := ^uint64(0)
	for _, s := range closed {
		out &^= 1 << s
	}
	return out
}
