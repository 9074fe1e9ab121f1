package designs_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"counterpart/engine/designs"
	"counterpart/engine/mixer"
)

func TestGolfersReachEveryKnownCell(t *testing.T) {
	t.Parallel()
	for tables := 2; tables <= 10; tables++ {
		for size := 2; size <= 10; size++ {
			d, err := designs.Golfers(t.Context(), tables, size)
			if err != nil {
				t.Fatal(err)
			}
			report, err := mixer.Check(mixer.OfDesign(d))
			if err != nil {
				t.Fatal(err)
			}
			if len(report.Faults) > 0 || report.Repeats > 0 {
				t.Errorf("%d-%d: %d repeats, %v", tables, size, report.Repeats, report.Faults)
			}
			if rounds := len(d.Rounds); rounds < d.Known || rounds > d.Bound {
				t.Errorf("%d-%d: %d rounds, known %d, bound %d", tables, size, rounds, d.Known, d.Bound)
			}
		}
	}
}

func TestGolfersBeyondTheTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ tables, size, least int }{{13, 13, 14}, {16, 8, 17}, {11, 6, 11}, {12, 4, 3}, {1, 5, 1}, {25, 5, 26}} {
		d, err := designs.Golfers(t.Context(), c.tables, c.size)
		if err != nil {
			t.Fatal(err)
		}
		report, err := mixer.Check(mixer.OfDesign(d))
		if err != nil || len(report.Faults) > 0 || report.Repeats > 0 {
			t.Errorf("%d-%d: %v, %v", c.tables, c.size, report, err)
		}
		if len(d.Rounds) < c.least {
			t.Errorf("%d-%d: %d rounds, at least %d", c.tables, c.size, len(d.Rounds), c.least)
		}
	}
}

func TestGolfersRefuseWhatTheyCannotMean(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]int{{0, 4}, {4, 1}, {4, 65}, {1000, 50}} {
		_, err := designs.Golfers(t.Context(), c[0], c[1])
		if err == nil || !strings.Contains(err.Error(), "sizes 2 to 64") {
			t.Errorf("%v: %v", c, err)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := designs.Golfers(stopped, 10, 5); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped search says %v", err)
	}
}
