package mixer

import "slices"

// sums counts amounts of points, to add up the largest of them.
type sums [3*PairPoints + 1]int32

func largest[N int | int32](amounts []N, count int) (total int) {
	for amount := len(amounts) - 1; amount > 0 && count > 0; amount-- {
		take := min(count, int(amounts[amount]))
		total += take * amount
		count -= take
	}
	return total
}

// countedOneByOne is how many people have each pair looked at for the bound. Above, parties alone are counted,
// which gives a bound that holds as well and may be higher.
const countedOneByOne = 20_000

// bound counts what no plan can pass: all pairs who could meet; half of what each person could at most
// meet; and the seats of all tables less the meetings that are forced to be worth nothing.
func (c *checker) bound() (int, string) {
	n := len(c.p.People)
	held := 0
	for pair := range c.metBefore {
		held += c.worth(pair)
	}
	var all [len(sums{})]int
	eachTwice := 0
	companies, members := c.companies(), c.members()
	rows := make([]sums, n)
	for i := range n {
		if n > countedOneByOne {
			rows[i][PairPoints+c.p.OtherAgency+c.p.OtherLevel] = int32(n - members[c.p.People[i].Party]) //nolint:gosec // bounded by MaxPeople
			continue
		}
		for j := range i {
			worth := c.canMeet(Pair{j, i})
			rows[i][worth]++
			rows[j][worth]++
		}
	}
	for i := range rows {
		for worth, many := range rows[i] {
			all[worth] += int(many)
		}
		eachTwice += largest(rows[i][:], companies[i])
	}
	for worth := range all {
		all[worth] /= 2 // each pair was counted from both sides
	}
	everybody, persons, seats := largest(all[:], n*n), eachTwice/2, largest(all[:], c.usefulSeats())
	switch least := min(everybody, persons, seats); least {
	case everybody:
		return held + least, "all who can meet meet"
	case seats:
		return held + least, "every seat is used for somebody new, as far as the sizes of parties and tables allow"
	default:
		return held + least, "everybody meets somebody new at every seat beside"
	}
}

// canMeet is the worth of a pair who may still meet for the first time, or 0.
func (c *checker) canMeet(pair Pair) int {
	if len(c.forbidden) > 0 && c.forbidden[pair] || len(c.metBefore) > 0 && c.metBefore[pair] {
		return 0
	}
	a, b := &c.p.People[pair.A], &c.p.People[pair.B]
	if a.Party != "" && a.Party == b.Party {
		return 0
	}
	if a.Host > 0 && b.Host > 0 && a.Host != b.Host {
		return 0
	}
	if len(a.Absent) > 0 || len(b.Absent) > 0 {
		together := false
		for r := len(c.p.Held) + 1; r <= c.p.Rounds; r++ {
			together = together || !slices.Contains(a.Absent, r) && !slices.Contains(b.Absent, r)
		}
		if !together {
			return 0
		}
	}
	if len(a.Languages) > 0 && len(b.Languages) > 0 &&
		!slices.ContainsFunc(a.Languages, func(l string) bool { return slices.Contains(b.Languages, l) }) {
		return 0
	}
	return c.worth(pair)
}

// companies are how many others each person sits with over the rounds to come, at most.
func (c *checker) companies() []int {
	others := make([]int, len(c.p.People))
	for r := len(c.p.Held); r < c.p.Rounds; r++ {
		sizes := c.p.TableSizes(r)
		for i, person := range c.p.People {
			if !slices.Contains(person.Absent, r+1) {
				others[i] += sizes[0] - 1
			}
		}
	}
	return others
}

// members counts each party; those without one belong together with nobody.
func (c *checker) members() map[string]int {
	members := map[string]int{}
	for _, person := range c.p.People {
		members[person.Party]++
	}
	if members[""] > 0 {
		members[""] = 1
	}
	return members
}

// usefulSeats counts the pairs of seats at one table over the rounds to come, less those that must go to
// two of one party or to two who met before.
func (c *checker) usefulSeats() int {
	alwaysAll := true
	for r := len(c.p.Held); r < c.p.Rounds; r++ {
		for _, person := range c.p.People {
			alwaysAll = alwaysAll && !slices.Contains(person.Absent, r+1)
		}
	}
	useful := 0
	var earlier [][]int // sizes of the tables of earlier rounds, in which only those still there count
	for r := range c.p.Rounds {
		if r < len(c.p.Held) {
			earlier = append(earlier, c.stillThere(c.p.Held[r]))
			continue
		}
		sizes := c.p.TableSizes(r)
		parties := map[string]int{}
		for _, i := range c.p.present(r) {
			parties[c.p.People[i].Party]++
		}
		sameParty, again := 0, 0
		for party, members := range parties {
			if party != "" {
				sameParty += forced(members, len(sizes))
			}
		}
		for _, tables := range earlier {
			lost := 0
			for _, size := range tables {
				lost += forced(size, len(sizes))
			}
			again = max(again, lost)
		}
		for _, size := range sizes {
			useful += size * (size - 1) / 2
		}
		useful -= max(sameParty, again)
		if alwaysAll {
			earlier = append(earlier, sizes)
		}
	}
	return useful
}

// stillThere counts, by table of a round held, those who come to every round left.
func (c *checker) stillThere(round [][]int) []int {
	var sizes []int
	for _, table := range round {
		n := 0
		for _, i := range table {
			if !slices.ContainsFunc(c.p.People[i].Absent, func(r int) bool { return r > len(c.p.Held) }) {
				n++
			}
		}
		sizes = append(sizes, n)
	}
	return sizes
}

// forced is how many pairs of a group meet at least when it is spread over so many tables.
func forced(group, tables int) int {
	if tables == 0 {
		return 0
	}
	q, rest := group/tables, group%tables
	return rest*(q+1)*q/2 + (tables-rest)*q*(q-1)/2
}
