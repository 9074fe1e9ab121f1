package planner

import (
	"context"
	"slices"

	"counterpart/engine/looks"
)

// adjacency lists the choices of each person.
type adjacency struct {
	from []int32
	list []int32
}

func newAdjacency(ctx context.Context, in *instance) *adjacency {
	a := &adjacency{from: make([]int32, in.n+1)}
	var two [2]int32
	for e := range in.choices {
		if looks.Ended(ctx, e) {
			return a
		}
		for _, q := range in.members(int32(e), &two) { //nolint:gosec // bounded
			a.from[q+1]++
		}
	}
	for q := range in.n {
		a.from[q+1] += a.from[q]
	}
	all := make([]int32, len(in.choices))
	for e := range all {
		all[e] = int32(e) //nolint:gosec // bounded
	}
	return a.sorted(ctx, in, all)
}

// sorted lists the choices of each person in this order; when the context ends, the lists are not finished.
func (a *adjacency) sorted(ctx context.Context, in *instance, order []int32) *adjacency {
	out := &adjacency{from: a.from, list: make([]int32, a.from[in.n])}
	next := slices.Clone(a.from)
	var two [2]int32
	for k, e := range order {
		if looks.Ended(ctx, k) {
			break
		}
		for _, q := range in.members(e, &two) {
			out.list[next[q]] = e
			next[q]++
		}
	}
	return out
}

func (a *adjacency) of(q int32) []int32 { return a.list[a.from[q]:a.from[q+1]] }
