package mixer

import (
	"cmp"
	"context"
	"slices"

	"counterpart/engine/designs"
)

// layout is where a design would like everybody: by round, by person, the table.
type layout struct {
	want [][]int
	pure bool // the design repeats no pair: people may change places in all rounds without loss
}

// draft begins from a construction. People stand in columns of as many as there are tables; in round s
// column x moves on by s*x tables. People of one column never meet, so parties fill columns one after
// another, the largest first; those who host stand in column 0, which does not move.
func (m *model) draft(ctx context.Context) layout {
	tables := 0
	for r := m.held; r < m.rounds; r++ {
		tables = max(tables, len(m.sizes[r]))
	}
	if tables == 0 {
		return layout{want: make([][]int, m.rounds)}
	}
	columns := (m.n + tables - 1) / tables
	move, rounds := designs.Mover(tables, columns, m.rounds)
	if rounds < m.rounds-m.held && !m.hosted() && tables <= 10 && columns <= 10 {
		if l, ok := m.fromGolfers(ctx, tables, columns, rounds); ok {
			return l
		}
	}
	place := m.columns(tables)
	l := layout{pure: rounds >= m.rounds-m.held}
	for r := range m.rounds {
		want := make([]int, m.n)
		for i, at := range place {
			want[i] = move(r-m.held, at/tables, at%tables)
		}
		l.want = append(l.want, want)
	}
	return l
}

func (m *model) hosted() bool {
	return slices.ContainsFunc(m.p.People, func(x Person) bool { return x.Host > 0 })
}

// numbers counts from 0.
func numbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// columns gives each person a place: column*tables + member.
func (m *model) columns(tables int) []int {
	size := make([]int, m.n+1) // by party number
	for _, party := range m.party {
		size[party]++
	}
	order := numbers(m.n)
	slices.SortFunc(order, func(i, j int) int {
		a, b := m.party[i], m.party[j]
		return cmp.Or(cmp.Compare(size[b], size[a]), cmp.Compare(a, b), cmp.Compare(i, j))
	})
	place, taken := make([]int, m.n), make([]bool, m.n+tables)
	for i := range place {
		place[i] = -1
		if h := m.p.People[i].Host; h > 0 && h <= tables && h <= m.n && !taken[h-1] {
			place[i] = h - 1
			taken[h-1] = true
		}
	}
	next := 0
	for _, i := range order {
		if place[i] >= 0 {
			continue
		}
		for taken[next] {
			next++
		}
		place[i] = next
		taken[next] = true
	}
	return place
}

// fromGolfers begins from a golfer design with more rounds than lines give, less the people who are too
// many: as far as can be, people who never meet, so that every table loses one at most.
func (m *model) fromGolfers(ctx context.Context, tables, columns, least int) (layout, bool) {
	d, err := designs.Golfers(ctx, tables, columns)
	if err != nil || len(d.Rounds) <= least {
		return layout{}, false
	}
	out := designs.Strangers(d.Rounds, tables*columns, tables*columns-m.n)
	var kept []int
	for person := range tables * columns {
		if !slices.Contains(out, person) {
			kept = append(kept, person)
		}
	}
	l := layout{pure: len(d.Rounds) >= m.rounds-m.held}
	for r := range m.rounds {
		want := make([]int, m.n)
		for t, table := range d.Rounds[max(0, r-m.held)%len(d.Rounds)] {
			for _, person := range table {
				if i, found := slices.BinarySearch(kept, person); found {
					want[i] = t
				}
			}
		}
		l.want = append(l.want, want)
	}
	return l, true
}

// seat makes a plan that keeps the sizes, the attendance and the hosts, and otherwise follows what is
// wanted where there is room. A negative table is no wish.
func (m *model) seat(want [][]int) [][][]int {
	rounds := make([][][]int, m.rounds)
	for r := range m.rounds {
		if r < m.held {
			rounds[r] = m.p.Held[r]
			continue
		}
		rounds[r] = m.seatRound(r, want[r])
	}
	return rounds
}

func (m *model) seatRound(r int, want []int) [][]int {
	tables := len(m.sizes[r])
	round, hosts := make([][]int, tables), make([]int, tables)
	var there []int
	liked := make([]int, tables)
	for i := range m.n {
		if !m.comes(i, r) {
			continue
		}
		there = append(there, i)
		if h := m.p.People[i].Host; h > 0 {
			hosts[h-1]++
			liked[h-1]++
		} else if want[i] >= 0 {
			liked[want[i]%tables]++
		}
	}
	room := m.rooms(r, hosts, liked)
	var left []int
	for _, host := range []bool{true, false} {
		for _, i := range there {
			h := m.p.People[i].Host
			if (h > 0) != host {
				continue
			}
			t := h - 1
			if !host {
				if t = want[i]; t >= 0 {
					t %= tables
				}
			}
			if t < 0 || len(round[t]) >= room[t] {
				left = append(left, i)
				continue
			}
			round[t] = append(round[t], i)
		}
	}
	t := 0
	for _, i := range left {
		for len(round[t]) >= room[t] {
			t++
		}
		round[t] = append(round[t], i)
	}
	return round
}

// rooms gives the larger tables to those with the most hosts, then to those most wanted.
func (m *model) rooms(r int, hosts, liked []int) []int {
	order := numbers(len(hosts))
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(hosts[b], hosts[a]), cmp.Compare(liked[b], liked[a]), cmp.Compare(a, b))
	})
	room := make([]int, len(hosts))
	for k, t := range order {
		room[t] = m.sizes[r][k]
	}
	return room
}
