package planner_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"counterpart/engine/wishes"
	"counterpart/engine/wishes/gen"
	"counterpart/engine/wishes/planner"
)

// published is a problem with the plan that was made known for it.
func published(p *wishes.Problem, plan wishes.Plan, locked func(int) bool) *wishes.Problem {
	out := *p
	for k, m := range plan.Meetings {
		out.Promised = append(out.Promised, wishes.Promise{Meeting: m, Locked: locked(k)})
	}
	return &out
}

func away(p *wishes.Problem, person int) *wishes.Problem {
	out := *p
	out.People = slices.Clone(p.People)
	out.Promised = nil
	x := &out.People[person]
	x.Closed = slices.Clip(x.Closed)
	for s := range p.Slots {
		x.Closed = append(x.Closed, wishes.Closed{Slot: s})
	}
	return &out
}

// Somebody cancels: the mended plan keeps every rule, nothing locked moves, few others do, and nobody's meetings change for nothing.
func TestReplanMovesLittle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := invented(t)
		r := solve(t, p, wishes.Options{Seed: 1, Work: 5000})
		known := published(p, r.Plan, func(k int) bool { return k%3 == 0 })
		who := rapid.IntRange(0, len(p.People)-1).Draw(t, "who")
		changes, err := planner.Replan(context.Background(), known, []planner.Absence{{Person: who}}, 0)
		if err != nil {
			t.Fatal(err)
		}
		plan := changes.Apply(r.Plan)
		if faults := wishes.Check(away(p, who), plan, nil); len(faults) > 0 {
			t.Fatalf("%s", strings.Join(faults, "\n"))
		}
		others := 0
		for _, m := range changes.Moved {
			if slices.Contains(seated(p, m.From), who) {
				continue
			}
			if others++; slices.ContainsFunc(known.Promised, func(x wishes.Promise) bool { return x.Locked && x.Wish == m.From.Wish }) {
				t.Fatalf("wish %d was locked and moved", m.From.Wish)
			}
		}
		if others > 5 {
			t.Fatalf("%d other meetings moved", others)
		}
		for _, m := range changes.Dropped {
			if !slices.Contains(seated(p, m), who) {
				t.Fatalf("wish %d was dropped, and has nothing to do with whoever cancelled", m.Wish)
			}
		}
	})
}

func seated(p *wishes.Problem, m wishes.Meeting) []int {
	if m.Sitting != nil {
		return m.Sitting
	}
	return p.Wishes[m.Wish].People
}

// Where nobody cancels, nothing changes but that more may be held.
func TestReplanOfAPlanThatHoldsLeavesItAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := invented(t)
		r := solve(t, p, wishes.Options{Seed: 1, Work: 5000})
		changes, err := planner.Replan(context.Background(), published(p, r.Plan, func(int) bool { return false }), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(changes.Dropped)+len(changes.Moved) > 0 {
			t.Fatalf("%+v", changes)
		}
	})
}

// A colleague who may sit in takes the place of whoever cancels, at the same time.
func TestASharerSitsIn(t *testing.T) {
	p := &wishes.Problem{
		Slots:  []wishes.Slot{{Day: 1, Start: 540, Length: 20}, {Day: 1, Start: 560, Length: 20}},
		Rooms:  []wishes.Room{{Tables: 2}},
		People: make([]wishes.Person, 3),
		Wishes: []wishes.Wish{{People: []int{0, 1}, Weight: 5, Sharers: []wishes.Sharer{{Place: 0, Person: 2}}}},
	}
	plan := wishes.Plan{Meetings: []wishes.Meeting{{Wish: 0, Slot: 1, Table: 2, Interpreter: -1, Sitting: []int{0, 1}}}}
	changes, err := planner.Replan(context.Background(), published(p, plan, func(int) bool { return true }), []planner.Absence{{Person: 0, Slots: []int{1}}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(changes.Moved) != 1 || changes.Moved[0].To.Slot != 1 || !slices.Equal(changes.Moved[0].To.Sitting, []int{2, 1}) {
		t.Fatalf("%+v", changes)
	}
}

func BenchmarkReplan(b *testing.B) {
	p := gen.New(gen.Options{People: 10_000, Seed: 1, Saturated: true})
	r, err := planner.Solve(context.Background(), p, wishes.Options{Seed: 1, Work: 1}, nil)
	if err != nil {
		b.Fatal(err)
	}
	known := published(p, r.Plan, func(int) bool { return false })
	for i := 0; b.Loop(); i++ {
		changes, err := planner.Replan(context.Background(), known, []planner.Absence{{Person: i}}, 0)
		if err != nil {
			b.Fatal(err)
		}
		b.Log(fmt.Sprint(len(changes.Dropped), len(changes.Moved), len(changes.Added)))
	}
}
