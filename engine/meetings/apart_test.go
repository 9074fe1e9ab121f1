package meetings

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"counterpart/engine/sat"
)

// hubs draws a timetable in which few people meet many, so that their meetings are counted twice and tables press.
func hubs(t *rapid.T) *Timetable {
	const slots, visitors = 7, 8
	few := rapid.IntRange(2, 4).Draw(t, "hubs")
	tt := &Timetable{People: few + visitors, Slots: slots, Closed: make([]uint64, few+visitors), Fairness: rapid.IntRange(-1, 2).Draw(t, "fairness")}
	tables := rapid.IntRange(few-1, few+1).Draw(t, "tables")
	for range slots {
		tt.Tables = append(tt.Tables, tables)
	}
	session := rapid.SampledFrom([]uint64{0b1111111, 0b1111111, 0b0001111, 0b1110000})
	for h := range few {
		for v := range visitors {
			if rapid.IntRange(0, 3).Draw(t, "meet") > 0 && len(tt.Meetings) < 18 {
				tt.Meetings = append(tt.Meetings, Pair{A: h, B: few + v, Open: session.Draw(t, "session")})
			}
		}
	}
	for p := range tt.Closed {
		if rapid.IntRange(0, 5).Draw(t, "away") == 0 {
			tt.Closed[p] = 1 << rapid.IntRange(0, slots-1).Draw(t, "closed")
		}
	}
	return tt
}

// fewestBy is the number of breaks that a formula of some steps proves to be the fewest; -1 where it has no solution.
func fewestBy(t *rapid.T, tt *Timetable, steps func(m *model) []func(context.Context)) int {
	m := begin(tt)
	for _, step := range steps(m) {
		step(context.Background())
	}
	if m.s.Solve(context.Background(), -1) == sat.Unsat {
		return -1
	}
	plan, bound, done := m.minimum(context.Background())
	if !done {
		t.Fatal("not decided")
	}
	if plan == nil {
		return -1
	}
	if n, faults := Check(tt, plan); len(faults) > 0 || n != bound {
		t.Fatalf("%d breaks for %d, %v", n, bound, faults)
	}
	return bound
}

// What is counted twice rules out no plan: the fewest breaks are the same without it.
func TestCountingTwiceChangesNoAnswer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tt := hubs(t)
		once := fewestBy(t, tt, func(m *model) []func(context.Context) {
			return []func(context.Context){m.hold, m.beBusy, m.seat, m.count, m.spread, m.order, m.breaks, m.fair}
		})
		if twice := fewestBy(t, tt, (*model).steps); twice != once {
			t.Fatalf("%d breaks at least when counted twice, %d when once", twice, once)
		}
	})
}

// No two of those chosen are next to each other, and nobody could be added.
func TestApart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "people")
		weight := rapid.SliceOfN(rapid.IntRange(0, 1000), n, n).Draw(t, "weight")
		next := make([][]int, n)
		for range rapid.IntRange(0, 30).Draw(t, "pairs") {
			a := rapid.IntRange(0, n-1).Draw(t, "a")
			b := rapid.IntRange(0, n-1).Draw(t, "b")
			if a != b {
				next[a], next[b] = append(next[a], b), append(next[b], a)
			}
		}
		in := apart(context.Background(), next, weight)
		for p := range n {
			beside := 0
			for _, q := range next[p] {
				if in[q] {
					beside++
				}
			}
			if in[p] && beside > 0 {
				t.Fatalf("%d is in, and %d of those next to it", p, beside)
			}
			if !in[p] && beside == 0 && weight[p] > 0 && len(next[p]) > 0 {
				t.Fatalf("%d could be added", p)
			}
		}
	})
}
