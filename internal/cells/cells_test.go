package cells_test

import (
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/cells"
)

// Whoever knows the whole and what is shown tries to pin a group down: they go through every way in which the groups can
// add up to the whole and that would have been shown alike. No group that is left out may have the same number in all.
func TestNobodyCanSubtract(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		below := rapid.IntRange(2, 5).Draw(t, "below")
		groups := rapid.SliceOfN(rapid.IntRange(0, 8), 2, 4).Draw(t, "groups")
		whole := 0
		for _, n := range groups {
			whole += n
		}
		if whole == 0 || !cells.Hide(groups, below) {
			for _, n := range groups {
				if n > 0 && n < below {
					t.Fatalf("%d is shown, although fewer than %d", n, below)
				}
			}
			return
		}
		seen := make([]map[int]bool, len(groups))
		for i := range seen {
			seen[i] = map[int]bool{}
		}
		ways(make([]int, len(groups)), 0, whole, func(guess []int) {
			if cells.Hide(guess, below) {
				for i, n := range guess {
					seen[i][n] = true
				}
			}
		})
		for i, could := range seen {
			if len(could) < 2 {
				t.Fatalf("group %d of %v (fewer than %d hidden) can only be %v", i, groups, below, could)
			}
		}
	})
}

// ways goes through every way to divide what is left among the groups from i on.
func ways(guess []int, i, left int, do func([]int)) {
	if i == len(guess)-1 {
		guess[i] = left
		do(guess)
		return
	}
	for n := range left + 1 {
		guess[i] = n
		ways(guess, i+1, left-n, do)
	}
}

func TestHide(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		groups []int
		below  int
		hidden bool
	}{
		{"nothing small", []int{7, 9}, 5, false},
		{"one small", []int{2, 9, 30}, 5, true},
		{"nobody is no small group", []int{0, 12}, 5, false},
		{"just enough", []int{5, 9}, 5, false},
		{"few, all alike", []int{6, 0}, 5, true},
		{"nobody at all", []int{0, 0}, 5, false},
		{"no bound", []int{1, 9}, 0, false},
	} {
		if cells.Hide(c.groups, c.below) != c.hidden {
			t.Error(c.name)
		}
	}
}
