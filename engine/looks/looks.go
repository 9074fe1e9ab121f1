// Package looks is for long loops over much data that can be left at any moment: they look at their context now and then, not at
// each step, which would cost more than the step.
package looks

import (
	"context"
	"slices"
)

// Between is how many steps of a loop there are between two looks at the context.
const Between = 1 << 10

// Ended looks at the context at those steps of a loop that are a multiple of Between.
func Ended(ctx context.Context, step int) bool { return step%Between == 0 && ctx.Err() != nil }

// Sort sorts in pieces with sort, and merges them by compare. When the context ends, the list holds what it held in no order, some of it twice.
func Sort[T any](ctx context.Context, list []T, sort func([]T), compare func(a, b T) int) {
	const piece = 1 << 13
	if ctx.Err() != nil {
		return
	}
	if len(list) <= piece {
		sort(list)
		return
	}
	half := len(list) / 2
	Sort(ctx, list[:half], sort, compare)
	Sort(ctx, list[half:], sort, compare)
	left := slices.Clone(list[:half])
	for i, j, k := 0, half, 0; i < half; k++ {
		if Ended(ctx, k) {
			return
		}
		if j == len(list) || compare(left[i], list[j]) <= 0 {
			list[k] = left[i]
			i++
		} else {
			list[k] = list[j]
			j++
		}
	}
}
