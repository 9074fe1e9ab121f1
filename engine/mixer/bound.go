package mixer

import (
	"context"
	"slices"
)

// amount is so many pairs worth so many points.
type amount struct{ worth, many int }

// tally adds pairs up by worth.
type tally []amount

func (t *tally) add(worth, many int) {
	for i := range *t {
		if (*t)[i].worth == worth {
			(*t)[i].many += many
			return
		}
	}
	*t = append(*t, amount{worth, many})
}

// top is the sum of the largest count amounts.
func (t tally) top(count int) (total int) {
	sorted := slices.Clone(t)
	slices.SortFunc(sorted, func(a, b amount) int { return b.worth - a.worth })
	for _, a := range sorted {
		take := min(a.many, count)
		if a.worth <= 0 {
			break
		}
		total += take * a.worth
		count -= take
	}
	return total
}

const maxClasses = 4000 // pairs of classes are looked at one by one: sixteen million at most

// kind are people who are alike to everybody else, but for the pairs named one by one.
type kind struct {
	party, agency, level, host int32
	languages, away            uint64
}

// classes are people put together by kind.
type classes struct {
	m      *model
	of     []int // person to class
	people [][]int
	// What is looked at. What is not only lowers the bound; it is left out when there would be too many classes.
	reach, extras, parties bool
}

// upperBound counts what no plan can pass, as docs/algorithms/mixer.md derives it. People alike are
// counted together, so that ten thousand take milliseconds.
func (m *model) upperBound(ctx context.Context) int {
	c := m.classify()
	rows := make([]tally, len(c.people))
	for a := range c.people {
		if a%64 == 0 && ctx.Err() != nil {
			return m.heldWorth() + m.usefulSeats()*(PairPoints+m.p.OtherAgency+m.p.OtherLevel)
		}
		for b := range c.people {
			many := len(c.people[b])
			if a == b {
				many--
			}
			if worth := c.worth(c.people[a][0], c.people[b][0]); worth > 0 && many > 0 {
				rows[a].add(worth, many)
			}
		}
	}
	var all tally
	eachTwice, odd := 0, c.exceptions()
	for i := range m.n {
		row := slices.Clone(rows[c.of[i]])
		for _, e := range odd[i] {
			row.add(c.worth(i, int(e.other)), -1)
			row.add(int(e.link.worth), 1)
		}
		for _, a := range row {
			all.add(a.worth, a.many)
		}
		eachTwice += row.top(m.company(i))
	}
	for k := range all {
		all[k].many /= 2 // each pair was counted from both sides
	}
	return m.heldWorth() + min(all.top(m.n*m.n), eachTwice/2, all.top(m.usefulSeats()))
}

func (m *model) classify() *classes {
	c := &classes{m: m, reach: true, extras: true, parties: true}
	for _, leave := range []*bool{&c.reach, &c.extras, &c.parties, nil} {
		c.put()
		if len(c.people) <= maxClasses || leave == nil {
			break
		}
		*leave = false
	}
	return c
}

func (c *classes) put() {
	numbers, m := map[kind]int{}, c.m
	c.of, c.people = make([]int, m.n), nil
	for i := range m.n {
		var k kind
		if c.parties {
			k.party = m.party[i]
		}
		if c.extras && m.p.OtherAgency > 0 {
			k.agency = m.agency[i]
		}
		if c.extras && m.p.OtherLevel > 0 {
			k.level = m.level[i]
		}
		if c.reach {
			k.host, k.languages, k.away = int32(m.p.People[i].Host), m.languages[i], m.away[i]&m.futures() //nolint:gosec // bounded by MaxPeople
		}
		if _, known := numbers[k]; !known {
			numbers[k] = len(c.people)
			c.people = append(c.people, nil)
		}
		c.of[i] = numbers[k]
		c.people[c.of[i]] = append(c.people[c.of[i]], i)
	}
}

// worth is what two people nobody named as a pair can still bring, 0 when they cannot meet.
func (c *classes) worth(i, j int) int {
	m := c.m
	if c.reach && !m.reachable(i, j) {
		return 0
	}
	most := PairPoints + m.p.OtherAgency + m.p.OtherLevel
	switch {
	case c.extras:
		return int(m.plain(i, j))
	case c.parties && m.party[i] == m.party[j] && m.party[i] != 0:
		return 0
	}
	return most
}

// reachable says that two people can sit together in a round to come.
func (m *model) reachable(i, j int) bool {
	a, b := m.p.People[i].Host, m.p.People[j].Host
	return (a == 0 || b == 0 || a == b) && m.languages[i]&m.languages[j] != 0 && m.futures()&^m.away[i]&^m.away[j] != 0
}

// exceptions are the pairs that are not what their classes say: named in the problem, or met already.
func (c *classes) exceptions() [][]special {
	m := c.m
	odd := make([][]special, m.n)
	met := m.metBefore()
	for i, list := range m.special {
		for _, s := range list {
			if met[Pair{i, int(s.other)}.sorted()] {
				continue
			}
			worth := s.link.worth
			if s.link.flags&linkForbidden != 0 || c.reach && !m.reachable(i, int(s.other)) {
				worth = 0
			}
			odd[i] = append(odd[i], special{s.other, link{worth: worth}})
		}
	}
	for pair := range met {
		odd[pair.A] = append(odd[pair.A], special{other: int32(pair.B)}) //nolint:gosec // bounded by MaxPeople
		odd[pair.B] = append(odd[pair.B], special{other: int32(pair.A)}) //nolint:gosec // bounded by MaxPeople
	}
	return odd
}

func (m *model) metBefore() map[Pair]bool {
	met := map[Pair]bool{}
	for _, round := range m.p.Held {
		for _, table := range round {
			for k, i := range table {
				for _, j := range table[:k] {
					met[Pair{i, j}.sorted()] = true
				}
			}
		}
	}
	return met
}

// heldWorth is what the rounds that took place have brought.
func (m *model) heldWorth() (total int) {
	for pair := range m.metBefore() {
		total += int(m.link(pair.A, pair.B).worth)
	}
	return total
}

// company is how many others a person sits with over the rounds to come, at most.
func (m *model) company(i int) (others int) {
	for r := m.held; r < m.rounds; r++ {
		if m.comes(i, r) {
			others += m.sizes[r][0] - 1
		}
	}
	return others
}

// usefulSeats counts the pairs of seats at one table in the rounds to come, less those that must go to
// two of one party or to two who met before: the larger of the two, since one pair may be both.
func (m *model) usefulSeats() (useful int) {
	everywhere := func(i int) bool { return m.away[i]&m.futures() == 0 }
	whole := true
	for i := range m.n {
		whole = whole && everywhere(i)
	}
	var earlier [][]int
	for r := range m.rounds {
		if r < m.held {
			var sizes []int
			for _, table := range m.p.Held[r] {
				n := 0
				for _, i := range table {
					if everywhere(i) {
						n++
					}
				}
				sizes = append(sizes, n)
			}
			earlier = append(earlier, sizes)
			continue
		}
		members := map[int32]int{}
		for i := range m.n {
			if m.comes(i, r) && m.party[i] != 0 {
				members[m.party[i]]++
			}
		}
		tables, sameParty, again := len(m.sizes[r]), 0, 0
		for _, many := range members {
			sameParty += wasted(many, tables)
		}
		for _, sizes := range earlier {
			lost := 0
			for _, size := range sizes {
				lost += wasted(size, tables)
			}
			again = max(again, lost)
		}
		for _, size := range m.sizes[r] {
			useful += size * (size - 1) / 2
		}
		useful -= max(sameParty, again)
		if whole {
			earlier = append(earlier, m.sizes[r])
		}
	}
	return useful
}

// wasted is how many pairs of a group sit together at least when it is spread over so many tables.
func wasted(group, tables int) int {
	if tables == 0 {
		return 0
	}
	each, rest := group/tables, group%tables
	return tables*each*(each-1)/2 + rest*each
}
