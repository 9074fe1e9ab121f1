package designs

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
)

// Bounds of a design: people at a table, and people.
const (
	MaxSize   = 64
	MaxPeople = 4096
)

// Design is a plan in which no two people sit together twice.
type Design struct {
	People       int
	Tables, Size int       // tables of the size, and of one less when there are fewer people
	Rounds       [][][]int // by round and table: people from 0
	Method       string    // how it was built, in words
	Known        int       // the best known number of rounds where the package knows it, otherwise 0
	Bound        int       // no plan has more rounds
	BoundWhy     string
}

// knownRounds are the best published numbers of rounds, rows 2 to 10 tables, columns 2 to 10 people:
// OEIS A107431 and the tables of Miller, Valkov and Abel (Symmetry 18(2):269, 2026).
var knownRounds = [9][9]int{
	{3, 1, 1, 1, 1, 1, 1, 1, 1},
	{5, 4, 1, 1, 1, 1, 1, 1, 1},
	{7, 4, 5, 1, 1, 1, 1, 1, 1},
	{9, 7, 5, 6, 1, 1, 1, 1, 1},
	{11, 8, 7, 6, 3, 1, 1, 1, 1},
	{13, 10, 9, 7, 7, 8, 1, 1, 1},
	{15, 11, 10, 8, 8, 8, 9, 1, 1},
	{17, 13, 11, 9, 9, 9, 9, 10, 1},
	{19, 14, 13, 9, 7, 7, 5, 5, 4},
}

// KnownRounds is the best known number of rounds for tables of a size, 0 where the package has no record.
func KnownRounds(tables, size int) int {
	if tables < 2 || tables > 10 || size < 2 || size > 10 {
		return 0
	}
	return knownRounds[tables-2][size-2]
}

// RoundsBound is a number of rounds no repeat-free plan can pass, and why.
func RoundsBound(tables, size int) (int, string) {
	switch {
	case tables == 1 || size > tables:
		return 1, "of a table with more people than there are tables, two sit together again"
	case tables == 4 && size == 3:
		return 4, "there is no nearly Kirkman triple system of 12"
	case tables == 5 && size == 4:
		return 5, "there is no resolvable design of 20 people in tables of 4 that leaves each one person unmet"
	case tables == 6 && size == 6:
		return 3, "there are no two orthogonal Latin squares of 6"
	case tables == 10 && size == 10:
		return 8, "there is no projective plane of order 10, and seven orthogonal Latin squares would give one"
	}
	n := tables * size
	return (n - 1) / (size - 1), fmt.Sprintf("each meets %d a round and there are %d others", size-1, n-1)
}

// Golfers builds as many rounds as it can in which so many tables of one size seat everybody and no
// two people sit together twice. It draws on constructions and, where there is none, on search bounded
// by work of its own; the context ends the search early.
func Golfers(ctx context.Context, tables, size int) (Design, error) {
	if tables < 1 || size < 2 || size > MaxSize || tables*size > MaxPeople {
		return Design{}, fmt.Errorf("%d tables of %d: tables from 1, sizes 2 to %d, at most %d people", tables, size, MaxSize, MaxPeople)
	}
	d := Design{People: tables * size, Tables: tables, Size: size, Known: KnownRounds(tables, size)}
	d.Bound, d.BoundWhy = RoundsBound(tables, size)
	sizes := Even(tables*size, tables)
	rounds, method := golferRounds(ctx, tables, size)
	d.Method = method
	if len(rounds) < d.Bound && len(rounds) != d.Known {
		for len(rounds) < d.Bound {
			more, ok := extraRound(ctx, rounds, sizes)
			if !ok {
				break
			}
			rounds = append(rounds, more)
			d.Method = method + ", then a search for one round more"
		}
	}
	for _, round := range rounds {
		d.Rounds = append(d.Rounds, seatsToTables(round, sizes))
	}
	return d, ctx.Err()
}

// golferRounds chooses the construction.
func golferRounds(ctx context.Context, tables, size int) ([][]int, string) {
	if tables == 1 || size > tables {
		return [][]int{sequence(tables * size)}, "one round is all there is"
	}
	if size == 2 {
		return circle(tables), "circle method: one stays, the others turn"
	}
	if r, listed := recipes[[2]int{tables, size}]; listed {
		if rounds := r.cook(ctx, tables, size); rounds != nil {
			return rounds, r.method()
		}
	}
	if f, ok := newField(tables); ok {
		return withColumns(lines(tables, size, tables, f.table), tables, size), fmt.Sprintf("lines over the field of %d elements", tables)
	}
	steps := stepsWithout(tables, size)
	rounds := lines(tables, size, len(steps), func(s, x, y int) int { return (y + steps[s]*x) % tables })
	return withColumns(rounds, tables, size), fmt.Sprintf("lines modulo %d", tables)
}

func sequence(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func seatsToTables(round, sizes []int) [][]int {
	var tables [][]int
	from := 0
	for _, size := range sizes {
		tables = append(tables, slices.Clone(round[from:from+size]))
		from += size
	}
	return tables
}

// circle is the round robin: everybody meets everybody in tables of two.
func circle(tables int) [][]int {
	turn := 2*tables - 1
	var rounds [][]int
	for r := range turn {
		round := []int{turn, r}
		for i := 1; i < tables; i++ {
			round = append(round, (r+i)%turn, (r+turn-i)%turn)
		}
		rounds = append(rounds, round)
	}
	return rounds
}

// lines seats column x, member y (person x*tables+y) in round s at the given table.
func lines(tables, size, rounds int, table func(s, x, y int) int) [][]int {
	var out [][]int
	for s := range rounds {
		round := make([]int, tables*size)
		for x := range size {
			for y := range tables {
				round[table(s, x, y)*size+x] = x*tables + y
			}
		}
		out = append(out, round)
	}
	return out
}

// withColumns adds the round in which the columns, who never met, are cut into tables, if they can be.
func withColumns(rounds [][]int, tables, size int) [][]int {
	if tables%size == 0 {
		return append(rounds, sequence(tables*size))
	}
	return rounds
}

// stepsWithout lists steps whose differences, times any difference of columns, never are whole turns.
func stepsWithout(tables, size int) []int {
	var steps []int
next:
	for s := range tables {
		for _, before := range steps {
			for columns := 1; columns < size; columns++ {
				if (s-before)*columns%tables == 0 {
					continue next
				}
			}
		}
		steps = append(steps, s)
	}
	return steps
}

// extraRound searches for one round more in which nobody meets anybody met before.
func extraRound(ctx context.Context, rounds [][]int, sizes []int) ([]int, bool) {
	n := 0
	for _, size := range sizes {
		n += size
	}
	if n > 400 {
		return nil, false // the search would hardly succeed and takes long
	}
	s := newStarter(newAction(nil, n, 0), sizes, 1, rand.New(rand.NewPCG(1, uint64(n)))) //nolint:gosec // a seed, not a secret
	for _, round := range rounds {
		for i, x := range round {
			for _, y := range round[s.first[i]:i] {
				s.before[s.number[x*s.n+y]] = 1
			}
		}
	}
	for range 4 {
		s.shuffle()
		if s.anneal(ctx, 150_000, 0.8, 0.12) {
			return s.bases[0], true
		}
	}
	return nil, false
}
