package designs

import (
	"context"
	"math"
	"math/rand/v2"
)

// An action is an abelian group at work on seats: each point belongs to a free orbit (one copy of the
// group) or is fixed. A base round moved by every element of the group gives one round an element, so
// a search decides about one round where a plain search must decide about all: this is what finds
// designs of a hundred people within seconds.
//
// Points are numbered orbit by orbit, element by element, the fixed ones last.
type action struct {
	moduli []int // the group is the product of the cyclic groups of these orders
	order  int
	orbits int
	fixed  int
}

func newAction(moduli []int, orbits, fixed int) action {
	order := 1
	for _, m := range moduli {
		order *= m
	}
	return action{moduli: moduli, order: order, orbits: orbits, fixed: fixed}
}

func (a action) points() int { return a.order*a.orbits + a.fixed }

// add and minus are the group's law on element numbers.
func (a action) add(x, y int) int {
	sum, unit := 0, 1
	for _, m := range a.moduli {
		sum += (x%m + y%m) % m * unit
		x, y, unit = x/m, y/m, unit*m
	}
	return sum
}

func (a action) minus(x int) int {
	out, unit := 0, 1
	for _, m := range a.moduli {
		out += (m - x%m) % m * unit
		x, unit = x/m, unit*m
	}
	return out
}

// image is where an element of the group takes a point.
func (a action) image(point, element int) int {
	if point >= a.order*a.orbits {
		return point
	}
	return point/a.order*a.order + a.add(point%a.order, element)
}

// pairOrbits numbers the orbits of pairs. whole says that the group moves the pair to as many places
// as it has elements; the others would meet again within one development and are never to meet.
func (a action) pairOrbits() (number []int32, whole []bool) {
	n := a.points()
	number = make([]int32, n*n)
	for i := range number {
		number[i] = -1
	}
	for x := range n {
		for y := x + 1; y < n; y++ {
			if number[x*n+y] >= 0 {
				continue
			}
			size, id := 0, int32(len(whole))
			for e := range a.order {
				u, v := a.image(x, e), a.image(y, e)
				if number[u*n+v] < 0 {
					size++
				}
				number[u*n+v], number[v*n+u] = id, id
			}
			whole = append(whole, size == a.order)
		}
	}
	return number, whole
}

// develop moves each base round by each element of the group.
func (a action) develop(bases [][]int) [][]int {
	var rounds [][]int
	for _, base := range bases {
		for e := range a.order {
			round := make([]int, len(base))
			for i, point := range base {
				round[i] = a.image(point, e)
			}
			rounds = append(rounds, round)
		}
	}
	return rounds
}

// starter is the search for base rounds whose developments repeat no pair. A round is the points in the
// order of their seats; seats first[i]..last[i]-1 are the table of seat i.
type starter struct {
	n           int
	first, last []int
	number      []int32
	before      []int32 // 1 for an orbit that may not be used at all
	used        []int32 // how often the bases use each orbit
	bases       [][]int
	cost        int
	rng         *rand.Rand
}

func newStarter(a action, sizes []int, bases int, rng *rand.Rand) *starter {
	number, whole := a.pairOrbits()
	s := &starter{n: a.points(), number: number, before: make([]int32, len(whole)), used: make([]int32, len(whole)), rng: rng}
	for i, ok := range whole {
		if !ok {
			s.before[i] = 1
		}
	}
	for _, size := range sizes {
		from := len(s.first)
		for range size {
			s.first, s.last = append(s.first, from), append(s.last, from+size)
		}
	}
	s.bases = make([][]int, bases)
	for i := range s.bases {
		s.bases[i] = make([]int, s.n)
	}
	return s
}

// shuffle begins again from chance.
func (s *starter) shuffle() {
	clear(s.used)
	copy(s.used, s.before)
	s.cost = 0
	for _, base := range s.bases {
		for i := range base {
			base[i] = i
		}
		s.rng.Shuffle(s.n, func(i, j int) { base[i], base[j] = base[j], base[i] })
		for i, x := range base {
			for _, y := range base[s.first[i]:i] {
				s.cost += s.enter(x, y)
			}
		}
	}
}

func (s *starter) enter(x, y int) int {
	o := s.number[x*s.n+y]
	s.used[o]++
	return int(s.used[o] - 1)
}

func (s *starter) leave(x, y int) int {
	o := s.number[x*s.n+y]
	s.used[o]--
	return -int(s.used[o])
}

// swap exchanges two seats of different tables and returns the change of cost.
func (s *starter) swap(base []int, i, j int) int {
	x, y := base[i], base[j]
	change := 0
	for k := s.first[i]; k < s.last[i]; k++ {
		if k != i {
			change += s.leave(x, base[k])
		}
	}
	for k := s.first[j]; k < s.last[j]; k++ {
		if k != j {
			change += s.leave(y, base[k])
		}
	}
	for k := s.first[i]; k < s.last[i]; k++ {
		if k != i {
			change += s.enter(y, base[k])
		}
	}
	for k := s.first[j]; k < s.last[j]; k++ {
		if k != j {
			change += s.enter(x, base[k])
		}
	}
	base[i], base[j] = y, x
	return change
}

// anneal cools over so many moves; it ends early, true, at a base that repeats nothing.
func (s *starter) anneal(ctx context.Context, moves int, hot, cold float64) bool {
	var limit [16]float64
	temperature := hot
	for move := range moves {
		if s.cost == 0 {
			return true
		}
		if move%1024 == 0 {
			if ctx.Err() != nil {
				return false
			}
			temperature = hot * math.Pow(cold/hot, float64(move)/float64(moves))
			for d := range limit {
				limit[d] = math.Exp(-float64(d) / temperature)
			}
		}
		base := s.bases[s.rng.IntN(len(s.bases))]
		i, j := s.rng.IntN(s.n), s.rng.IntN(s.n)
		if s.first[i] == s.first[j] {
			continue
		}
		change := s.swap(base, i, j)
		if change > 0 && (change >= len(limit) || s.rng.Float64() >= limit[change]) {
			change += s.swap(base, i, j)
		}
		s.cost += change
	}
	return s.cost == 0
}
