package designs

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// recipe says by which search a golfer problem without a formula is solved. Only the symmetry is
// written down: which group moves the base rounds, and how. The rounds themselves are found by the
// program each time, within a second or two. The symmetries were found by trying, for each problem, the
// groups whose order divides the number of rounds wanted.
type recipe struct {
	kind   string // "starter", "cover", "differences", "squares"
	moduli []int
	fixed  int
	bases  int // base rounds, or rows of a difference array
	gaps   bool
	turn   multiplier
}

var recipes = map[[2]int]recipe{
	{5, 3}:   {kind: "starter", moduli: []int{7}, fixed: 1, bases: 1},
	{6, 3}:   {kind: "starter", moduli: []int{4}, fixed: 2, bases: 2},
	{7, 3}:   {kind: "starter", moduli: []int{5}, fixed: 1, bases: 2},
	{8, 3}:   {kind: "starter", moduli: []int{11}, fixed: 2, bases: 1},
	{9, 3}:   {kind: "starter", moduli: []int{13}, fixed: 1, bases: 1},
	{10, 3}:  {kind: "starter", moduli: []int{14}, fixed: 2, bases: 1},
	{6, 4}:   {kind: "starter", moduli: []int{7}, fixed: 3, bases: 1},
	{7, 4}:   {kind: "starter", moduli: []int{9}, fixed: 1, bases: 1},
	{6, 5}:   {kind: "starter", moduli: []int{6}, bases: 1},
	{8, 4}:   {kind: "cover", moduli: []int{5}, fixed: 2, bases: 2, turn: multiplier{unit: 2, orbits: []int{1, 2, 3, 0, 5, 4}, fixed: []int{1, 0}}},
	{9, 4}:   {kind: "cover", moduli: []int{11}, fixed: 3, bases: 1, turn: multiplier{unit: 1, orbits: []int{1, 2, 0}, fixed: []int{1, 2, 0}}},
	{10, 4}:  {kind: "cover", moduli: []int{13}, fixed: 1, bases: 1, turn: multiplier{unit: 2, orbits: []int{1, 0, 2}}},
	{10, 5}:  {kind: "differences", moduli: []int{10}, bases: 8},
	{10, 6}:  {kind: "differences", moduli: []int{10}, bases: 7},
	{10, 7}:  {kind: "differences", moduli: []int{10}, bases: 7},
	{10, 8}:  {kind: "differences", moduli: []int{10}, bases: 5},
	{10, 9}:  {kind: "differences", moduli: []int{9}, bases: 5, gaps: true},
	{10, 10}: {kind: "squares"},
}

func (r recipe) method() string {
	switch r.kind {
	case "cover":
		return fmt.Sprintf("base rounds by exact cover, moved by the group %v, with a multiplier", r.moduli)
	case "starter":
		return fmt.Sprintf("base rounds by annealing, moved by the group %v", r.moduli)
	case "differences":
		return fmt.Sprintf("difference array over the group %v", r.moduli)
	default:
		return "two orthogonal Latin squares of 10, by difference search modulo 7 with three fixed symbols"
	}
}

const (
	coverSteps  = 1_000_000
	searchTries = 64
)

// cook carries the search out; nil when it fails, which a test excludes, or is stopped.
func (r recipe) cook(ctx context.Context, tables, size int) [][]int {
	rng := rand.New(rand.NewPCG(uint64(tables), uint64(size))) //nolint:gosec // a seed, not a secret
	order := newAction(r.moduli, 0, 0).order
	orbits := (tables*size - r.fixed) / order
	switch r.kind {
	case "cover":
		a := newAction(r.moduli, orbits, r.fixed)
		return a.develop(coverBases(ctx, a, r.turn, size, r.bases, coverSteps))
	case "starter":
		sizes := Even(tables*size, tables)
		s := newStarter(newAction(r.moduli, orbits, r.fixed), sizes, r.bases, rng)
		if !anneal(ctx, s, 0.15) {
			return nil
		}
		return newAction(r.moduli, orbits, r.fixed).develop(s.bases)
	case "differences":
		d := newDifferences(newAction(r.moduli, orbits, 0), r.bases, r.gaps, rng)
		if !anneal(ctx, d, 0.12) {
			return nil
		}
		if r.gaps {
			return d.plan()
		}
		return withColumns(d.plan(), tables, size)
	}
	array, ok := fourColumnsOfTen(ctx, rng)
	if !ok {
		return nil
	}
	return roundsOfArray(array)
}

// annealer is a search that begins from chance and cools.
type annealer interface {
	shuffle()
	anneal(ctx context.Context, moves int, hot, cold float64) bool
}

// anneal tries again and again, more slowly after every fourth try.
func anneal(ctx context.Context, search annealer, cold float64) bool {
	moves := 100_000
	for try := range searchTries {
		search.shuffle()
		if search.anneal(ctx, moves, 0.8, cold) {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		if try%4 == 3 {
			moves = min(moves*2, 3_200_000)
		}
	}
	return false
}
