package meetings

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func small(t *rapid.T) *Timetable {
	people, slots := rapid.IntRange(2, 5).Draw(t, "people"), rapid.IntRange(1, 5).Draw(t, "slots")
	set := rapid.Uint64Range(0, 1<<slots-1)
	tt := &Timetable{People: people, Slots: slots, Fairness: rapid.IntRange(-1, 2).Draw(t, "fairness")}
	for range slots {
		tt.Tables = append(tt.Tables, rapid.IntRange(0, 3).Draw(t, "tables"))
	}
	for range people {
		tt.Closed = append(tt.Closed, set.Draw(t, "closed")&set.Draw(t, "and")&set.Draw(t, "and"))
	}
	for range rapid.IntRange(0, 5).Draw(t, "meetings") {
		a := rapid.IntRange(0, people-1).Draw(t, "a")
		b := (a + rapid.IntRange(1, people-1).Draw(t, "b")) % people
		tt.Meetings = append(tt.Meetings, Pair{A: a, B: b, Open: set.Draw(t, "open") | set.Draw(t, "or")})
	}
	if n := len(tt.Meetings); n > 1 && rapid.Bool().Draw(t, "ordered") {
		tt.Before = append(tt.Before, [2]int{rapid.IntRange(0, n-1).Draw(t, "first"), rapid.IntRange(0, n-1).Draw(t, "then")})
	}
	return tt
}

// fewest tries every plan. It is -1 where none holds.
func fewest(t *Timetable) int {
	best, plan := -1, make([]int, len(t.Meetings))
	for {
		if n, faults := Check(t, plan); len(faults) == 0 && (best < 0 || n < best) {
			best = n
		}
		i := 0
		for ; i < len(plan); i++ {
			if plan[i]++; plan[i] < t.Slots {
				break
			}
			plan[i] = 0
		}
		if i == len(plan) {
			return best
		}
	}
}

// Best agrees with trying every plan, its plan holds, and the seed decides it.
func TestBestAgreesWithTryingEverything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tt := small(t)
		want := fewest(tt)
		got, err := Best(context.Background(), tt, 1)
		if err != nil {
			t.Fatal(err)
		}
		if want < 0 {
			if got.Status != Infeasible || got.Conflict.Words == "" {
				t.Fatalf("%v of an impossible timetable", got)
			}
			conflicts(t, tt, got.Conflict)
			return
		}
		n, faults := Check(tt, got.Plan)
		if len(faults) > 0 || got.Status != Optimal || n != want || got.Breaks != want || got.Bound != want {
			t.Fatalf("%v, and %d breaks with %v; the fewest are %d", got, n, faults, want)
		}
		again, err := Best(context.Background(), tt, 1)
		if err != nil || !slices.Equal(again.Plan, got.Plan) {
			t.Fatalf("another plan of the same seed: %v %v", again, err)
		}
	})
}

// conflicts fails where the meetings of a conflict, alone and whatever the fairness, can be held.
func conflicts(t *rapid.T, tt *Timetable, c Conflict) {
	if len(c.Meetings) == 0 {
		return
	}
	alone := *tt
	alone.Meetings, alone.Before, alone.Fairness = nil, nil, -1
	at := map[int]int{}
	for i, m := range c.Meetings {
		at[m] = i
		alone.Meetings = append(alone.Meetings, tt.Meetings[m])
	}
	for _, b := range tt.Before {
		first, is := at[b[0]]
		second, too := at[b[1]]
		if is && too {
			alone.Before = append(alone.Before, [2]int{first, second})
		}
	}
	if n := fewest(&alone); n >= 0 {
		t.Fatalf("%v, but those meetings can be held with %d breaks", c, n)
	}
}

// The order of people, meetings and precedences does not matter, and more tables never hurt.
func TestBestOfTheSameTimetable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tt := small(t)
		was, err := Best(t.Context(), tt, 1)
		if err != nil {
			t.Fatal(err)
		}
		people, order := rapid.Permutation(upTo(tt.People)).Draw(t, "people"), rapid.Permutation(upTo(len(tt.Meetings))).Draw(t, "order")
		other := *tt
		other.Closed, other.Meetings, other.Before = make([]uint64, tt.People), make([]Pair, len(order)), nil
		for p, q := range people {
			other.Closed[q] = tt.Closed[p]
		}
		for i, j := range order {
			m := tt.Meetings[i]
			other.Meetings[j] = Pair{A: people[m.B], B: people[m.A], Open: m.Open}
		}
		for _, b := range tt.Before {
			other.Before = append(other.Before, [2]int{order[b[0]], order[b[1]]})
		}
		is, err := Best(t.Context(), &other, 2)
		if err != nil || is.Status != was.Status || is.Breaks != was.Breaks || is.Bound != was.Bound {
			t.Fatalf("%v in another order, %v before: %v", is, was, err)
		}
		other.Tables = slices.Clone(tt.Tables)
		for s := range other.Tables {
			other.Tables[s]++
		}
		more, err := Best(t.Context(), &other, 1)
		if err != nil || was.Status == Optimal && (more.Status != Optimal || more.Breaks > was.Breaks) {
			t.Fatalf("%v with more tables, %v before: %v", more, was, err)
		}
	})
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// dense is a timetable whose optimum is not found soon: everybody meets a dozen others, and the seed draws a slot in which each cannot.
func dense(people, slots int, seed uint64) *Timetable {
	t := &Timetable{People: people, Slots: slots, Tables: make([]int, slots), Closed: make([]uint64, people), Fairness: 2}
	for s := range t.Tables {
		t.Tables[s] = people * 2 / 5
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	for a := range people {
		t.Closed[a] = 1 << rng.IntN(slots)
		for k := 1; k <= slots/3; k++ {
			t.Meetings = append(t.Meetings, Pair{A: a, B: (a + k*k) % people, Open: 1<<slots - 1})
		}
	}
	return t
}

const example = `
nBusiness = 3; nMeetings = 2; nTables = 1; nTotalSlots = 3; nMorningSlots = 1; % a comment
requested = [|1, 2, 3, |1, 3, 2, |];
forbidden = [{0}, {2}, {}];
fixed = [0, 0];
precedences = [{}, {1}];
`

func TestReadB2BSP(t *testing.T) {
	t.Parallel()
	tt, err := ReadB2BSP(strings.NewReader(example), 2)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Best(t.Context(), tt, 1)
	if err != nil || got.Status != Optimal || got.Breaks != 0 && got.Breaks != 1 {
		t.Errorf("%v %v", got, err)
	}
	for old, words := range map[string]string{
		"nTables = 1;": "nTables", "forbidden = [{0}, {2}, {}]": "forbidden", "fixed = [0, 0]": "fixed", "|1, 3, 2, |]": "requested", "[{}, {1}]": "precedences",
	} {
		if _, err := ReadB2BSP(strings.NewReader(strings.Replace(example, old, "x = 1", 1)), 2); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("without %s: %v", old, err)
		}
	}
	tt.Closed = nil
	if _, err := Best(t.Context(), tt, 1); err == nil {
		t.Error("a timetable that is not valid was solved")
	}
}

func FuzzReadB2BSP(f *testing.F) {
	f.Add(example)
	f.Fuzz(func(t *testing.T, text string) {
		tt, err := ReadB2BSP(strings.NewReader(text), 2)
		if err == nil && tt.Validate() != nil {
			t.Fatal("what was read is not valid")
		}
	})
}
