package mixer

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// skewed makes people of parties whose sizes fall as one over the square root of their rank.
func skewed(n, parties int) []Person {
	total := 0.0
	for k := range parties {
		total += 1 / math.Sqrt(float64(k+1))
	}
	var people []Person
	sum := 0.0
	for k := range parties {
		sum += 1 / math.Sqrt(float64(k+1)) / total
		for len(people) < int(math.Round(sum*float64(n))) {
			people = append(people, Person{ID: fmt.Sprintf("p%d", len(people)), Party: fmt.Sprintf("State %d", k)})
		}
	}
	return people
}

func solved(t *testing.T, p *Problem, o Options) Result {
	t.Helper()
	r, err := Solve(t.Context(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLargeGatheringsReachTheBound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ people, parties, size, rounds int }{{60, 60, 8, 6}, {150, 40, 8, 5}, {1000, 60, 8, 6}, {3001, 60, 8, 6}} {
		p := &Problem{People: skewed(c.people, c.parties), Size: c.size, Rounds: c.rounds}
		r := solved(t, p, Options{Seed: 1})
		report, err := Check(p, r.Plan)
		if err != nil || len(report.Faults) > 0 || report.Points != report.Bound || report.Bound != r.Report.Bound {
			t.Errorf("%+v: %v, solver's bound %d, %v", c, report, r.Report.Bound, err)
		}
	}
}

// drawProblem makes small problems with everything in them.
func drawProblem(t *rapid.T) *Problem {
	n := rapid.IntRange(2, 40).Draw(t, "people")
	p := &Problem{Size: rapid.IntRange(2, 9).Draw(t, "size"), Rounds: rapid.IntRange(1, 6).Draw(t, "rounds")}
	p.OtherAgency, p.OtherLevel = rapid.IntRange(0, 40).Draw(t, "other agency"), rapid.IntRange(0, 40).Draw(t, "other level")
	languages := [][]string{nil, {"en"}, {"en", "fr"}, {"en", "es", "fr"}, {"en", "ar"}}
	for i := range n {
		person := Person{
			ID: fmt.Sprintf("p%d", i), Party: rapid.SampledFrom([]string{"", "A", "B", "C", "D", "E"}).Draw(t, "party"),
			Agency: rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "agency"), Level: rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "level"),
			Languages: rapid.SampledFrom(languages).Draw(t, "languages"),
		}
		for r := 1; r <= p.Rounds; r++ {
			if rapid.IntRange(0, 9).Draw(t, "away") == 0 {
				person.Absent = append(person.Absent, r)
			}
		}
		p.People = append(p.People, person)
	}
	if rapid.Bool().Draw(t, "hosted") {
		p.People[0].Host, p.People[0].Absent = 1, nil
	}
	pair := func() Pair {
		a := rapid.IntRange(0, n-1).Draw(t, "a")
		return Pair{a, (a + rapid.IntRange(1, n-1).Draw(t, "b")) % n}
	}
	for range rapid.IntRange(0, 5).Draw(t, "known") {
		p.Known = append(p.Known, Known{pair(), rapid.IntRange(0, 100).Draw(t, "percent")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "forbidden") {
		p.Forbidden = append(p.Forbidden, pair())
	}
	return p
}

// hostCanSit tells whether those who are there can fill the table of the host, the first person, without a pair that may not meet.
func hostCanSit(p *Problem, round int) bool {
	if p.People[0].Host == 0 {
		return true
	}
	fit := map[int]bool{}
	for i, person := range p.People[1:] {
		fit[i+1] = !slices.Contains(person.Absent, round)
	}
	for _, pair := range p.Forbidden {
		if pair.A == 0 || pair.B == 0 {
			fit[pair.A+pair.B] = false // the other of the two
		} else if fit[pair.A] && fit[pair.B] {
			fit[pair.A] = false // one of the two
		}
	}
	seats := 0
	for _, fits := range fit {
		if fits {
			seats++
		}
	}
	return seats >= p.TableSizes(round - 1)[0]-1
}

// A host whose table cannot be filled without somebody they may not meet makes a plan that says so.
func TestAHostWhoMayMeetNobody(t *testing.T) {
	t.Parallel()
	p := &Problem{Size: 2, Rounds: 1, Forbidden: []Pair{{0, 1}, {0, 2}}, People: []Person{{ID: "a", Host: 1}, {ID: "b"}, {ID: "c"}}}
	r, err := Solve(t.Context(), p, Options{Work: 5000})
	if err != nil || r.Status != Broken || hostCanSit(p, 1) {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestPlansKeepTheRules(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		r, err := Solve(t.Context(), p, Options{Seed: 3, Work: 30_000})
		if err != nil {
			t.Fatal(err)
		}
		report, err := Check(p, r.Plan)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range report.Faults {
			// Two pairs at most may not meet, so two tables are enough to part them, if the host's can be filled.
			var round int
			if _, err := fmt.Sscanf(fault, "round %d", &round); err != nil || !strings.Contains(fault, "may not meet") || len(p.TableSizes(round-1)) > 1 && hostCanSit(p, round) {
				t.Error(fault)
			}
		}
		if report.Bound != r.Report.Bound || report.Points != r.Report.Points {
			t.Errorf("the solver counts %d of %d, the check %d of %d", r.Report.Points, r.Report.Bound, report.Points, report.Bound)
		}
		if report.Points > report.Bound && len(report.Faults) == 0 {
			t.Errorf("%d points pass the bound %d", report.Points, report.Bound)
		}
		Explain(p, r.Plan)
	})
}

func TestTheSameSeedGivesTheSamePlan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		a, _ := Solve(t.Context(), p, Options{Seed: 7, Work: 20_000})
		b, _ := Solve(t.Context(), p, Options{Seed: 7, Work: 20_000})
		if !reflect.DeepEqual(a, b) {
			t.Error("two runs differ")
		}
	})
}

func TestTheOrderOfPeopleChangesLittle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := &Problem{People: skewed(rapid.IntRange(20, 60).Draw(t, "people"), 12), Size: 6, Rounds: 4}
		q := *p
		q.People = rapid.Permutation(p.People).Draw(t, "order")
		a, _ := Solve(t.Context(), p, Options{Seed: 1, Work: 400_000})
		b, _ := Solve(t.Context(), &q, Options{Seed: 1, Work: 400_000})
		if a.Report.Bound != b.Report.Bound {
			t.Errorf("bounds %d and %d", a.Report.Bound, b.Report.Bound)
		}
		if apart := math.Abs(float64(a.Report.Points - b.Report.Points)); apart > 0.02*float64(a.Report.Bound) {
			t.Errorf("%d and %d points of %d", a.Report.Points, b.Report.Points, a.Report.Bound)
		}
	})
}

func TestForbiddenPairsHostsAndMustsInAFullRoom(t *testing.T) {
	t.Parallel()
	p := &Problem{People: skewed(64, 16), Size: 8, Rounds: 5}
	for i := range 30 {
		p.Forbidden = append(p.Forbidden, Pair{i, 63 - i})
	}
	for h := range 8 {
		p.People[h*7].Host = h + 1
	}
	p.Must = []Pair{{0, 5}, {1, 60}, {2, 59}, {33, 40}}
	for i := range p.People {
		p.People[i].Languages = [][]string{{"en", "fr"}, {"en"}, {"en", "fr"}, {"fr", "en"}}[i%4]
		if i%16 == 15 {
			p.People[i].Languages = []string{"fr"} // few tables can take them
		}
	}
	r := solved(t, p, Options{Seed: 1, Work: 1_500_000})
	if r.Status == Broken {
		t.Errorf("%v", r.Report.Faults)
	}
	if r.Report.Points < r.Report.Bound*90/100 {
		t.Errorf("%d points of %d", r.Report.Points, r.Report.Bound)
	}
}

func TestReplanKeepsWhatWasHeldAndSeatsThoseLeft(t *testing.T) {
	t.Parallel()
	p := &Problem{People: skewed(200, 40), Size: 8, Rounds: 6}
	before := solved(t, p, Options{Seed: 1, Work: 200_000})
	now := *p
	now.People = slices.Clone(p.People)
	for _, i := range []int{3, 50, 51, 120, 199} {
		now.People[i].Absent = []int{3, 4, 5, 6}
	}
	now.People = append(now.People, Person{ID: "late", Party: "State 1", Absent: []int{1, 2}})
	r, err := Replan(t.Context(), &now, before.Plan, 2, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(r.Plan.Rounds[:2], before.Plan.Rounds[:2]) {
		t.Error("rounds that were held changed")
	}
	now.Held = before.Plan.Rounds[:2]
	report, err := Check(&now, r.Plan)
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("%v, %v", report.Faults, err)
	}
	if report.Bound != r.Report.Bound || report.Points < report.Bound*98/100 {
		t.Errorf("%d points of %d, the solver's bound is %d", report.Points, report.Bound, r.Report.Bound)
	}
}

func TestCancellationIsObeyed(t *testing.T) {
	t.Parallel()
	p := &Problem{People: skewed(600, 5), Size: 10, Rounds: 12} // cannot reach its bound
	ctx, cancel := context.WithCancel(t.Context())
	var stopped time.Time
	at, calls := 0, 0
	r, err := Solve(ctx, p, Options{Seed: 1, Progress: func(now Progress) {
		if calls++; calls == 2 {
			stopped, at = time.Now(), now.Work
			cancel()
		}
	}})
	late := time.Since(stopped)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the search ended with %v", err)
	}
	if len(r.Report.Faults) > 0 {
		t.Errorf("the plan at hand breaks %v", r.Report.Faults)
	}
	// A thousand exchanges take a millisecond: this holds where other programs hold the processor.
	if r.Work-at > between {
		t.Errorf("%d exchanges after the end", r.Work-at)
	}
	if t.Logf("stopped after %v", late); late > time.Second {
		t.Errorf("stopped after %v", late)
	}
}

func TestValidateListsEverything(t *testing.T) {
	t.Parallel()
	p := &Problem{
		Size: 4, Rounds: 2, People: []Person{{ID: "a"}, {ID: "a"}, {}, {ID: "d", Absent: []int{3}}},
		Must: []Pair{{0, 1}, {2, 2}}, Forbidden: []Pair{{1, 0}, {0, 9}}, Known: []Known{{Pair{0, 3}, 101}},
	}
	err := p.Validate()
	for _, words := range []string{
		"a is listed twice", "person 3 has no id", "d is away in round 3", "a and a must meet and may not", "person 3 is a must pair alone",
		"a forbidden pair names a person who is not there", "a and d are known at 101 %",
	} {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q is not said by %v", words, err)
		}
	}
}

func TestCheckFindsWhatIsBroken(t *testing.T) {
	t.Parallel()
	p := &Problem{
		Size: 2, Rounds: 2, Forbidden: []Pair{{0, 1}}, Must: []Pair{{0, 3}},
		People: []Person{{ID: "a", Host: 2}, {ID: "b", Languages: []string{"fr"}}, {ID: "c", Languages: []string{"en"}}, {ID: "d", Absent: []int{2}}},
	}
	report, err := Check(p, Plan{Rounds: [][][]int{{{0, 1}, {2, 3}}, {{1, 2}, {0, 3}}}})
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(report.Faults, "\n")
	for _, words := range []string{
		"round 1: a hosts table 2 and sits at table 1", "round 1: a and b may not meet", "round 2: table 1 has no language in common",
		"round 2: d is away and sits at table 2",
	} {
		if !strings.Contains(all, words) {
			t.Errorf("%q is not among %q", words, all)
		}
	}
}
