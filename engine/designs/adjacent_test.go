package designs_test

import (
	"testing"

	"counterpart/engine/designs"
	"counterpart/engine/mixer"
)

func TestAdjacentRoundsRepeatNobodyAndPassWhatFullTablesGive(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ people, size, least int }{{10, 3, 5}, {14, 3, 7}, {31, 4, 10}, {35, 4, 11}, {23, 5, 5}, {63, 8, 9}, {7, 4, 1}, {12, 4, 1}} {
		d, err := designs.Adjacent(t.Context(), c.people, c.size)
		if err != nil {
			t.Fatal(err)
		}
		report, err := mixer.Check(mixer.OfDesign(d))
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Faults) > 0 || report.Repeats > 0 {
			t.Errorf("%d people at tables of %d: %d repeats, %v", c.people, c.size, report.Repeats, report.Faults)
		}
		if rounds := len(d.Rounds); rounds < c.least || rounds > d.Bound {
			t.Errorf("%d people at tables of %d: %d rounds, at least %d, bound %d", c.people, c.size, rounds, c.least, d.Bound)
		}
	}
}
