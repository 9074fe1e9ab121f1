package designs

import (
	"math/rand/v2"
	"slices"
)

// Mover chooses how columns move and says for how many rounds no pair repeats.
func Mover(tables, columns, rounds int) (move func(s, x, y int) int, clean int) {
	wrap := func(s int) int { return (s%tables + tables) % tables }
	if tables > (rounds-1)*(columns-1) { // s*x cannot come round once more
		return func(s, x, y int) int { return (y + wrap(s)*x) % tables }, rounds
	}
	if tables <= 64 {
		if f, ok := newField(tables); ok && columns <= tables {
			return func(s, x, y int) int { return f.table(wrap(s), x, y) }, tables
		}
	}
	steps := stepsWithout(tables, columns)
	return func(s, x, y int) int {
		if s >= 0 && s < len(steps) {
			return (y + steps[s]*x) % tables
		}
		return (y + wrap(s)*x) % tables
	}, len(steps)
}

// Strangers chooses so many people of n in a design of whom few, at best none, ever sit together.
func Strangers(rounds [][][]int, n, many int) []int {
	met := make([][]bool, n)
	for i := range met {
		met[i] = make([]bool, n)
	}
	for _, round := range rounds {
		for _, table := range round {
			for _, i := range table {
				for _, j := range table {
					met[i][j] = i != j || met[i][j]
				}
			}
		}
	}
	rng := rand.New(rand.NewPCG(uint64(n), uint64(many))) //nolint:gosec // a seed, not a secret
	var best []int
	for range 2000 {
		var chosen []int
		for _, i := range rng.Perm(n) {
			if len(chosen) < many && !slices.ContainsFunc(chosen, func(j int) bool { return met[i][j] }) {
				chosen = append(chosen, i)
			}
		}
		if best == nil || len(chosen) > len(best) {
			best = chosen
		}
		if len(best) == many {
			break
		}
	}
	for i := 0; len(best) < many; i++ {
		if !slices.Contains(best, i) {
			best = append(best, i)
		}
	}
	return best
}
