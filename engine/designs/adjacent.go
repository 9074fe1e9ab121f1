package designs

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
)

// Adjacent builds rounds without a repeat for any number of people: tables of the size and of one less.
// It takes people out of a golfer design where they never meet, and searches for base rounds under
// groups that give more rounds than that.
func Adjacent(ctx context.Context, people, size int) (Design, error) {
	if size < 2 || size > MaxSize || people < size || people > MaxPeople {
		return Design{}, fmt.Errorf("%d people at tables of %d: sizes 2 to %d, people from the size to %d", people, size, MaxSize, MaxPeople)
	}
	tables := (people + size - 1) / size
	short := tables*size - people
	if short == 0 {
		return Golfers(ctx, tables, size)
	}
	d := Design{People: people, Tables: tables, Size: size}
	sizes := Even(people, tables)
	d.Bound, d.BoundWhy = adjacentBound(people, sizes)
	d.Rounds, d.Method = fromFull(ctx, tables, size, short)
	for rounds := len(d.Rounds) + 1; rounds <= d.Bound; rounds++ {
		seats, group := searchRounds(ctx, sizes, rounds)
		if seats == nil {
			break
		}
		d.Rounds, d.Method = nil, fmt.Sprintf("base rounds by annealing, moved by the group [%d]", group)
		for _, round := range seats {
			d.Rounds = append(d.Rounds, seatsToTables(round, sizes))
		}
	}
	return d, ctx.Err()
}

// Even shares people out to tables that differ by one at most, the larger first.
func Even(people, tables int) []int {
	sizes := make([]int, tables)
	for t := range sizes {
		sizes[t] = people / tables
		if t < people%tables {
			sizes[t]++
		}
	}
	return sizes
}

func adjacentBound(people int, sizes []int) (int, string) {
	if sizes[0] > len(sizes) {
		return 1, "of a table with more people than there are tables, two sit together again"
	}
	pairs := 0
	for _, s := range sizes {
		pairs += s * (s - 1) / 2
	}
	return people * (people - 1) / 2 / pairs, fmt.Sprintf("there are %d pairs and each round uses %d", people*(people-1)/2, pairs)
}

// fromFull takes people out of the design for full tables. Fewer rounds have more people who never meet.
func fromFull(ctx context.Context, tables, size, short int) ([][][]int, string) {
	d, err := Golfers(ctx, tables, size)
	if err != nil {
		return nil, ""
	}
	for rounds := len(d.Rounds); rounds > 0; rounds-- {
		full := d.Rounds[:rounds]
		out := Strangers(full, tables*size, short)
		if p, ok := without(full, tables*size, out, size-1); ok {
			return p, "full tables less people who never meet: " + d.Method
		}
	}
	return nil, ""
}

// without takes people out and numbers the others anew; false when a table loses more than one.
func without(full [][][]int, n int, out []int, least int) ([][][]int, bool) {
	number, next := make([]int, n), 0
	for i := range number {
		number[i] = -1
		if !slices.Contains(out, i) {
			number[i] = next
			next++
		}
	}
	var p [][][]int
	for _, round := range full {
		var tables [][]int
		for _, table := range round {
			var left []int
			for _, i := range table {
				if number[i] >= 0 {
					left = append(left, number[i])
				}
			}
			if len(left) < least {
				return nil, false
			}
			tables = append(tables, left)
		}
		p = append(p, tables)
	}
	return p, true
}

const adjacentMoves = 60_000

// searchRounds tries the cyclic groups whose order divides the number of rounds, with few base rounds.
func searchRounds(ctx context.Context, sizes []int, rounds int) (seats [][]int, group int) {
	n := 0
	for _, size := range sizes {
		n += size
	}
	if n > 128 {
		return nil, 0
	}
	for bases := 1; bases <= 4; bases++ {
		if rounds%bases != 0 || ctx.Err() != nil {
			continue
		}
		order := rounds / bases
		a := newAction([]int{order}, n/order, n%order)
		rng := rand.New(rand.NewPCG(uint64(n), uint64(rounds*64+bases))) //nolint:gosec // a seed, not a secret
		s := newStarter(a, sizes, bases, rng)
		for range 4 {
			s.shuffle()
			if s.anneal(ctx, adjacentMoves, 0.8, 0.15) {
				return a.develop(s.bases), order
			}
		}
	}
	return nil, 0
}
