package cells_test

import (
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/cells"
)

// Whoever knows the total and the shown groups must not be able to pin a small group down: they look for every way in
// which the hidden groups can add up to the rest, and a small group is given away when all ways agree.
func TestNobodyCanSubtract(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		below := rapid.IntRange(2, 6).Draw(t, "below")
		values := rapid.SliceOfN(rapid.IntRange(0, 12), 2, 4).Draw(t, "values")
		groups, total := make([]cells.Cell, len(values)), 0
		for i, v := range values {
			groups[i] = cells.Cell{Key: string(rune('a' + i)), Value: v}
			total += v
		}
		cells.Suppress(groups, below, true)
		rest, hidden := total, []int{}
		for _, g := range groups {
			if g.Hidden {
				hidden = append(hidden, g.Value)
			} else {
				rest -= g.Value
			}
			if !g.Hidden && g.Value > 0 && g.Value < below {
				t.Fatalf("%d is shown, although fewer than %d: %v", g.Value, below, groups)
			}
		}
		if total < below || len(hidden) == 0 {
			return // the whole is small itself: what shows the total hides it
		}
		if len(hidden) == 1 || rest < below {
			t.Fatalf("%v: %d hidden groups hold %d people", groups, len(hidden), rest)
		}
	})
}

func TestSuppress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		values     []int
		below      int
		totalKnown bool
		hidden     []bool
	}{
		{"nothing small", []int{7, 9}, 5, true, []bool{false, false}},
		{"one small, total known", []int{2, 9, 30}, 5, true, []bool{true, true, false}},
		{"one small, total secret", []int{2, 9, 30}, 5, false, []bool{true, false, false}},
		{"two small that do not reach the bound", []int{1, 2, 9}, 5, true, []bool{true, true, true}},
		{"two small that reach it", []int{3, 4, 9}, 5, true, []bool{true, true, false}},
		{"nobody is no small group", []int{0, 9}, 5, true, []bool{false, false}},
		{"only an empty group is left to hide", []int{3, 0}, 5, true, []bool{true, true}},
		{"no bound", []int{1, 9}, 0, true, []bool{false, false}},
	} {
		groups := make([]cells.Cell, len(c.values))
		for i, v := range c.values {
			groups[i].Value = v
		}
		cells.Suppress(groups, c.below, c.totalKnown)
		for i, g := range groups {
			if g.Hidden != c.hidden[i] {
				t.Errorf("%s: group %d hidden is %v: %v", c.name, i, g.Hidden, groups)
			}
		}
	}
}

func TestPartOfAKnownWhole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		part, whole int
		hidden      bool
	}{{98, 100, true}, {2, 100, true}, {50, 100, false}, {100, 100, false}, {0, 100, false}} {
		if cells.Nested(c.part, c.whole, 5) != c.hidden {
			t.Errorf("%d of %d", c.part, c.whole)
		}
	}
	if !cells.Changed(40, 41, 5) || cells.Changed(40, 40, 5) || cells.Changed(40, 50, 5) {
		t.Error("a correction by one tells of one person")
	}
}
