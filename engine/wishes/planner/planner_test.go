package planner_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"counterpart/engine/wishes"
	"counterpart/engine/wishes/planner"
)

// invented draws a small problem with everything that a problem can have.
func invented(t *rapid.T) *wishes.Problem {
	p := &wishes.Problem{}
	overlapping := rapid.Bool().Draw(t, "overlapping")
	slots := rapid.IntRange(1, 8).Draw(t, "slots")
	for i := range slots {
		s := wishes.Slot{ID: fmt.Sprintf("s%d", i), Day: 1 + i/5, Session: []string{"morning", "afternoon"}[i/3%2], Start: 540 + 30*i, Length: 30}
		if overlapping && i%3 == 2 {
			s.Length, s.Start = 60, s.Start-30
		}
		p.Slots = append(p.Slots, s)
	}
	some := func(name string, n, most int) []int {
		return rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 0, min(n, most), rapid.ID[int]).Draw(t, name)
	}
	p.Rooms = []wishes.Room{{ID: "hall", Tables: rapid.IntRange(1, 4).Draw(t, "tables"), Closed: some("hall closed", slots, 1)}}
	if rapid.Bool().Draw(t, "two rooms") {
		p.Rooms = append(p.Rooms, wishes.Room{ID: "booth", Tables: 1, Seats: 4, Features: []string{"interpretation"}, Closed: some("booth closed", slots, 1)})
	}
	n := rapid.IntRange(2, 12).Draw(t, "people")
	for i := range n {
		x := wishes.Person{ID: fmt.Sprintf("p%d", i), Party: fmt.Sprintf("c%d", i%4), Minimum: rapid.IntRange(0, 1).Draw(t, "minimum")}
		for _, s := range some("closed", slots, 3) {
			x.Closed = append(x.Closed, wishes.Closed{Slot: s, Why: fmt.Sprintf("secret %d", i), Public: i%2 == 0})
		}
		x.Maximum, x.InARow = rapid.IntRange(0, 4).Draw(t, "maximum"), rapid.IntRange(0, 3).Draw(t, "in a row")
		if x.Maximum == 0 && x.Minimum > 0 || x.Maximum >= x.Minimum {
			x.Minimum = min(x.Minimum, 1)
		}
		x.Languages = rapid.SampledFrom([][]string{nil, {"en"}, {"en", "fr"}, {"th"}}).Draw(t, "languages")
		p.People = append(p.People, x)
	}
	p.Parties = []wishes.Party{{ID: "c1", Minimum: rapid.IntRange(0, 3).Draw(t, "party")}}
	for i := range rapid.IntRange(0, 30).Draw(t, "wishes") {
		p.Wishes = append(p.Wishes, inventedWish(t, i, n, slots, some))
	}
	for range rapid.IntRange(0, 2).Draw(t, "exclusives") {
		if set := some("exclusive", n, 3); len(set) > 1 {
			p.Exclusives = append(p.Exclusives, wishes.Exclusive{People: set})
		}
	}
	if m := len(p.Wishes); m > 1 {
		for range rapid.IntRange(0, 3).Draw(t, "precedences") {
			if two := some("precedence", m, 2); len(two) == 2 {
				p.Precedences = append(p.Precedences, wishes.Precedence{Before: two[0], After: two[1]})
			}
		}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "interpreters") {
		p.Interpreters = append(p.Interpreters, wishes.Interpreter{ID: fmt.Sprintf("i%d", i), Languages: []string{"en", "th"}, Closed: some("voice closed", slots, 1)})
	}
	return p
}

func inventedWish(t *rapid.T, i, n, slots int, some func(string, int, int) []int) wishes.Wish {
	w := wishes.Wish{ID: fmt.Sprintf("w%d", i), Weight: rapid.IntRange(0, 9).Draw(t, "weight")}
	most := rapid.SampledFrom([]int{2, 2, 2, 2, 3}).Draw(t, "group")
	w.People = rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 2, min(n, most), rapid.ID[int]).Draw(t, "people of a wish")
	w.Level = rapid.SampledFrom([]wishes.Level{wishes.Want, wishes.Want, wishes.Want, wishes.Must, wishes.No}).Draw(t, "level")
	if w.Level == wishes.No {
		w.People = w.People[:2]
		return w
	}
	switch rapid.IntRange(0, 7).Draw(t, "condition") {
	case 0:
		w.Session = "morning"
	case 1:
		w.Only = some("only", slots, 2)
	case 2:
		w.Closed = some("not", slots, 2)
	case 3:
		w.Length = 45
	case 4:
		w.Needs = []string{"interpretation"}
	case 5:
		for q := range n {
			if !slices.Contains(w.People, q) {
				w.Sharers = []wishes.Sharer{{Place: 0, Person: q}}
				break
			}
		}
	}
	return w
}

func solve(t interface{ Fatal(...any) }, p *wishes.Problem, o wishes.Options) *wishes.Result {
	r, err := planner.Solve(context.Background(), p, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Whatever is asked, a plan keeps every rule, its certificate holds, and it survives being written and read.
func TestPlansKeepEveryRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := invented(t)
		r := solve(t, p, wishes.Options{Seed: 1})
		if faults := wishes.Check(p, r.Plan, &r.Certificate); len(faults) > 0 {
			t.Fatalf("%s", strings.Join(faults, "\n"))
		}
		if r.Score.Value > r.Certificate.Bound {
			t.Fatalf("a value of %d is above the bound of %d", r.Score.Value, r.Certificate.Bound)
		}
		meetings, certificate, err := wishes.MarshalPlan(p, r.Plan, &r.Certificate)
		if err != nil {
			t.Fatal(err)
		}
		file := fmt.Sprintf(`{"plan": %s, "certificate": %s}`, meetings, certificate)
		plan, c, err := wishes.ReadPlan(strings.NewReader(file), p)
		if err != nil {
			t.Fatal(err)
		}
		if faults := wishes.Check(p, plan, c); len(faults) > 0 || len(plan.Meetings) != len(r.Plan.Meetings) {
			t.Fatalf("read again: %v", faults)
		}
	})
}

// A problem is the same after it was written and read.
func TestFilesHoldEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := invented(t)
		var first, second bytes.Buffer
		if err := wishes.Write(&first, p); err != nil {
			t.Fatal(err)
		}
		again, err := wishes.Read(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatalf("%v in\n%s", err, first.String())
		}
		if err := wishes.Write(&second, again); err != nil {
			t.Fatal(err)
		}
		if first.String() != second.String() {
			t.Fatalf("written\n%s\nread and written again\n%s", first.String(), second.String())
		}
	})
}
