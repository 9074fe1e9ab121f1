package mixer

import (
	"slices"
)

// What breaking a rule costs the search, beside the hundred points of a new pair. The best plan found is
// the one that breaks least, whatever it is worth.
const (
	costForbidden = 20_000
	costLanguage  = 20_000
	costMust      = 10_000
	costRepeat    = 8 // a repeat wastes two seats already; this only settles ties
)

const denseLimit = 400 // up to so many people the worth of every pair is kept in one array

// link is what is special between two people.
type link struct {
	worth int32
	flags uint8
}

const (
	linkForbidden = 1 << iota
	linkMust
)

// special is a link to one other person, in a list sorted by that person.
type special struct {
	other int32
	link  link
}

// model is the problem in numbers.
type model struct {
	p                    *Problem
	n, rounds, held      int
	party, agency, level []int32 // 0 for none
	languages            []uint64
	polyglot             bool // there are tables without a language in common
	away                 []uint64
	sizes                [][]int // by round, as held or as to be
	special              [][]special
	must                 map[Pair]bool
	dense                []link
}

func newModel(p *Problem) *model {
	m := &model{p: p, n: len(p.People), rounds: p.Rounds, held: len(p.Held)}
	name := func(of func(Person) string) []int32 {
		numbers, out := map[string]int32{"": 0}, make([]int32, m.n)
		for i, person := range p.People {
			key := of(person)
			if _, known := numbers[key]; !known {
				numbers[key] = int32(len(numbers)) //nolint:gosec // bounded by MaxPeople
			}
			out[i] = numbers[key]
		}
		return out
	}
	m.party = name(func(x Person) string { return x.Party })
	m.agency = name(func(x Person) string { return x.Agency })
	m.level = name(func(x Person) string { return x.Level })
	m.languages, m.away = make([]uint64, m.n), make([]uint64, m.n)
	numbers, common := languageNumbers(p.People), ^uint64(0)
	for i, person := range p.People {
		for _, l := range person.Languages {
			m.languages[i] |= 1 << numbers[l]
		}
		if m.languages[i] == 0 {
			m.languages[i] = ^uint64(0)
		}
		common &= m.languages[i]
		for _, r := range person.Absent {
			m.away[i] |= 1 << (r - 1)
		}
	}
	m.polyglot = common == 0
	for r := range p.Rounds {
		if r >= m.held {
			m.sizes = append(m.sizes, p.TableSizes(r))
			continue
		}
		var sizes []int
		for _, table := range p.Held[r] {
			sizes = append(sizes, len(table))
		}
		m.sizes = append(m.sizes, sizes)
	}
	m.specials()
	m.densify()
	return m
}

// specials gathers forbidden, must and known pairs by person.
func (m *model) specials() {
	links := map[Pair]link{}
	percents := map[Pair]int{}
	for _, known := range m.p.Known {
		percents[known.sorted()] = known.Percent
	}
	for pair, percent := range percents {
		links[pair] = link{worth: m.plain(pair.A, pair.B) * int32(percent) / 100} //nolint:gosec // at most 100
	}
	mark := func(pairs []Pair, flag uint8) {
		for _, pair := range pairs {
			pair = pair.sorted()
			l, known := links[pair]
			if !known {
				l.worth = m.plain(pair.A, pair.B)
			}
			if l.flags |= flag; flag == linkForbidden {
				l.worth = 0
			}
			links[pair] = l
		}
	}
	mark(m.p.Forbidden, linkForbidden)
	mark(m.p.Must, linkMust)
	m.must = map[Pair]bool{}
	for _, pair := range m.p.Must {
		m.must[pair.sorted()] = true
	}
	m.special = make([][]special, m.n)
	for pair, l := range links {
		m.special[pair.A] = append(m.special[pair.A], special{int32(pair.B), l}) //nolint:gosec // bounded by MaxPeople
		m.special[pair.B] = append(m.special[pair.B], special{int32(pair.A), l}) //nolint:gosec // bounded by MaxPeople
	}
	for _, list := range m.special {
		slices.SortFunc(list, func(a, b special) int { return int(a.other - b.other) })
	}
}

func (m *model) densify() {
	if m.n > denseLimit {
		return
	}
	dense := make([]link, m.n*m.n)
	for i := range m.n {
		for j := range m.n {
			dense[i*m.n+j] = m.link(i, j)
		}
	}
	m.dense = dense
}

// plain is the worth of a pair that nobody named.
func (m *model) plain(i, j int) int32 {
	if m.party[i] == m.party[j] && m.party[i] != 0 {
		return 0
	}
	worth := int32(PairPoints)
	if m.agency[i] != m.agency[j] && m.agency[i] != 0 && m.agency[j] != 0 {
		worth += int32(m.p.OtherAgency) //nolint:gosec // at most PairPoints
	}
	if m.level[i] != m.level[j] && m.level[i] != 0 && m.level[j] != 0 {
		worth += int32(m.p.OtherLevel) //nolint:gosec // at most PairPoints
	}
	return worth
}

func (m *model) link(i, j int) link {
	if m.dense != nil {
		return m.dense[i*m.n+j]
	}
	if list := m.special[i]; len(list) > 0 {
		at, found := slices.BinarySearchFunc(list, int32(j), func(s special, j int32) int { return int(s.other - j) }) //nolint:gosec // bounded
		if found {
			return list[at].link
		}
	}
	return link{worth: m.plain(i, j)}
}

// futures is a mask of the rounds to come.
func (m *model) futures() uint64 {
	return (1<<m.rounds - 1) &^ (1<<m.held - 1)
}

func (m *model) comes(i, round int) bool { return m.away[i]>>round&1 == 0 }
