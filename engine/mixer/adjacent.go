package mixer

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
	if size < 2 || size > MaxSize || people < size || people > MaxGolfers {
		return Design{}, &Invalid{[]string{fmt.Sprintf("%d people at tables of %d: sizes 2 to %d, people from the size to %d", people, size, MaxSize, MaxGolfers)}}
	}
	tables := (people + size - 1) / size
	short := tables*size - people
	if short == 0 {
		return Golfers(ctx, tables, size)
	}
	d := Design{People: people, Tables: tables, Size: size}
	sizes := evenSizes(people, size, tables)
	d.Bound, d.BoundWhy = adjacentBound(people, sizes)
	d.Plan, d.Method = fromFull(ctx, tables, size, short)
	for rounds := len(d.Plan.Rounds) + 1; rounds <= d.Bound; rounds++ {
		seats, group := searchRounds(ctx, sizes, rounds)
		if seats == nil {
			break
		}
		d.Plan, d.Method = Plan{}, fmt.Sprintf("base rounds by annealing, moved by the group [%d]", group)
		for _, round := range seats {
			d.Plan.Rounds = append(d.Plan.Rounds, seatsToTables(round, sizes))
		}
	}
	return d, ctx.Err()
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
func fromFull(ctx context.Context, tables, size, short int) (Plan, string) {
	d, err := Golfers(ctx, tables, size)
	if err != nil {
		return Plan{}, ""
	}
	for rounds := len(d.Plan.Rounds); rounds > 0; rounds-- {
		plan := Plan{Rounds: d.Plan.Rounds[:rounds]}
		out := strangers(plan, tables*size, short)
		if p, ok := without(plan, tables*size, out, size-1); ok {
			return p, "full tables less people who never meet: " + d.Method
		}
	}
	return Plan{}, ""
}

// without takes people out and numbers the others anew; false when a table loses more than one.
func without(plan Plan, n int, out []int, least int) (Plan, bool) {
	number, next := make([]int, n), 0
	for i := range number {
		number[i] = -1
		if !slices.Contains(out, i) {
			number[i] = next
			next++
		}
	}
	var p Plan
	for _, round := range plan.Rounds {
		var tables [][]int
		for _, table := range round {
			var left []int
			for _, i := range table {
				if number[i] >= 0 {
					left = append(left, number[i])
				}
			}
			if len(left) < least {
				return Plan{}, false
			}
			tables = append(tables, left)
		}
		p.Rounds = append(p.Rounds, tables)
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
