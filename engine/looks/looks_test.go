package looks

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Sorting in pieces keeps equals in their order, as one sort of the whole does.
func TestSort(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40_000).Draw(t, "n")
		keys := rapid.IntRange(1, 50).Draw(t, "keys")
		step := rapid.IntRange(1, 1000).Draw(t, "step")
		list := make([][2]int, n)
		for i := range list {
			list[i] = [2]int{i * step % keys, i}
		}
		compare := func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) }
		want := slices.Clone(list)
		slices.SortStableFunc(want, compare)
		Sort(context.Background(), list, func(l [][2]int) { slices.SortStableFunc(l, compare) }, compare)
		if !slices.Equal(list, want) {
			t.Fatal("another order")
		}
	})
}

func TestEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	if Ended(ctx, 0) {
		t.Error("ended too early")
	}
	cancel()
	if !Ended(ctx, 0) || !Ended(ctx, Between) || Ended(ctx, 1) {
		t.Error("looks at other steps")
	}
}
