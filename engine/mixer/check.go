package mixer

import (
	"fmt"
	"slices"
)

// Report is what Check found: what a plan breaks, what it is worth, and what no plan can pass.
type Report struct {
	Faults    []string // rules broken, in words; none for a valid plan
	Points    int      // the worth of all pairs who meet, each once
	Bound     int
	BoundWhy  string
	NewPairs  int // pairs of two parties, not acquainted before, who meet
	Repeats   int // meetings of pairs who met in an earlier round
	SameParty int // meetings of two of one party
}

// Check judges a plan by the statement of the problem. It shares no code with the solver, so that a
// mistake there shows here, and counts the bound again the long way.
func Check(p *Problem, plan Plan) (Report, error) {
	if err := p.Validate(); err != nil {
		return Report{}, err
	}
	c := newChecker(p)
	c.judge(plan)
	c.report.Bound, c.report.BoundWhy = c.bound()
	return c.report, nil
}

// judge is Check without the bound, for a problem known to be valid.
func judge(p *Problem, plan Plan) Report {
	c := newChecker(p)
	c.judge(plan)
	return c.report
}

func newChecker(p *Problem) *checker {
	pairs := min(len(p.People)*p.Rounds*(p.Size-1)/2, 1<<20) // room at once: growing costs more than counting
	c := &checker{p: p, met: make(map[uint64]int, pairs), known: map[Pair]int{}, forbidden: map[Pair]bool{}}
	for _, k := range p.Known {
		c.known[k.sorted()] = k.Percent
	}
	for _, pair := range p.Forbidden {
		c.forbidden[pair.sorted()] = true
	}
	return c
}

func (c *checker) judge(plan Plan) {
	p := c.p
	if len(plan.Rounds) != p.Rounds {
		c.faults.add("the plan has %d rounds instead of %d", len(plan.Rounds), p.Rounds)
	}
	for r, round := range plan.Rounds {
		if r < len(p.Held) {
			c.held(r, round)
		} else if r < p.Rounds {
			c.round(r, round)
		}
		c.meetings(r, round)
		if r == len(p.Held)-1 {
			c.metBefore = c.copyMet()
		}
	}
	for _, pair := range p.Must {
		if c.met[pair.sorted().key()] == 0 {
			c.faults.add("%s and %s must meet and do not", p.who(pair.A), p.who(pair.B))
		}
	}
	c.report.Faults = c.faults.words
}

type checker struct {
	p         *Problem
	faults    faults
	known     map[Pair]int
	forbidden map[Pair]bool
	met       map[uint64]int // how often each pair met, by key
	metBefore map[Pair]bool  // who met in the rounds held
	report    Report
}

// key is a sorted pair as one number.
func (q Pair) key() uint64 { return uint64(q.A)<<32 | uint64(q.B) } //nolint:gosec // places are not negative

func (c *checker) copyMet() map[Pair]bool {
	before := make(map[Pair]bool, len(c.met))
	for k := range c.met {
		before[Pair{int(k >> 32), int(k & (1<<32 - 1))}] = true //nolint:gosec // two places put together by key
	}
	return before
}

// held compares a round that took place with the plan's.
func (c *checker) held(r int, round [][]int) {
	same := slices.EqualFunc(round, c.p.Held[r], func(a, b []int) bool {
		return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
	})
	if !same {
		c.faults.add("round %d was held otherwise", r+1)
	}
}

// round checks who sits where in a round to come.
func (c *checker) round(r int, round [][]int) {
	table := make([]int, len(c.p.People))
	for t, people := range round {
		if len(people) > c.p.Size {
			c.faults.add("round %d: table %d has %d people, %d at most", r+1, t+1, len(people), c.p.Size)
		}
		for _, i := range people {
			if i < 0 || i >= len(table) {
				c.faults.add("round %d: table %d seats a person who is not there", r+1, t+1)
				continue
			}
			if table[i] > 0 {
				c.faults.add("round %d: %s sits at tables %d and %d", r+1, c.p.who(i), table[i], t+1)
			}
			table[i] = t + 1
		}
		c.language(r, t, people)
	}
	present := 0
	for i, person := range c.p.People {
		here := !slices.Contains(person.Absent, r+1)
		switch {
		case here && table[i] == 0:
			c.faults.add("round %d: %s has no seat", r+1, c.p.who(i))
		case !here && table[i] > 0:
			c.faults.add("round %d: %s is away and sits at table %d", r+1, c.p.who(i), table[i])
		case here && person.Host > 0 && table[i] != person.Host:
			c.faults.add("round %d: %s hosts table %d and sits at table %d", r+1, c.p.who(i), person.Host, table[i])
		}
		if here {
			present++
		}
	}
	c.sizes(r, round, present)
}

// sizes checks that a round has as many tables as it is to have and that they are as even as can be.
func (c *checker) sizes(r int, round [][]int, present int) {
	want := c.p.Tables
	if want == 0 {
		want = (present + c.p.Size - 1) / c.p.Size
	}
	want = min(want, present)
	if len(round) != want {
		c.faults.add("round %d: %d tables instead of %d", r+1, len(round), want)
		return
	}
	for t, people := range round {
		if len(people) < present/want || len(people) > (present+want-1)/want {
			c.faults.add("round %d: table %d has %d of %d people at %d tables", r+1, t+1, len(people), present, want)
		}
	}
}

// language checks that those at a table whose languages are known have one in common.
func (c *checker) language(r, t int, people []int) {
	speakers, listed := map[string]int{}, 0
	for _, i := range people {
		if i < 0 || i >= len(c.p.People) || len(c.p.People[i].Languages) == 0 {
			continue
		}
		listed++
		spoken := map[string]bool{}
		for _, l := range c.p.People[i].Languages {
			if !spoken[l] {
				speakers[l]++
			}
			spoken[l] = true
		}
	}
	for _, n := range speakers {
		if n == listed {
			return
		}
	}
	if listed > 0 {
		c.faults.add("round %d: table %d has no language in common", r+1, t+1)
	}
}

// meetings counts who meets in a round.
func (c *checker) meetings(r int, round [][]int) {
	for t, people := range round {
		for at, i := range people {
			for _, j := range people[:at] {
				if min(i, j) < 0 || max(i, j) >= len(c.p.People) || i == j {
					continue
				}
				pair := Pair{i, j}.sorted()
				if c.forbidden[pair] && r >= len(c.p.Held) {
					c.faults.add("round %d: %s and %s may not meet and sit at table %d", r+1, c.p.who(pair.A), c.p.who(pair.B), t+1)
				}
				c.meeting(pair)
			}
		}
	}
}

func (c *checker) meeting(pair Pair) {
	k := pair.key()
	times := c.met[k]
	c.met[k] = times + 1
	a, b := &c.p.People[pair.A], &c.p.People[pair.B]
	if a.Party != "" && a.Party == b.Party {
		c.report.SameParty++
	}
	if times > 0 {
		c.report.Repeats++
		return
	}
	worth := c.worth(pair)
	c.report.Points += worth
	if _, acquainted := c.known[pair]; worth > 0 && !acquainted {
		c.report.NewPairs++
	}
}

// worth is what a first meeting of two people counts. One that may not be counts nothing.
func (c *checker) worth(pair Pair) int {
	if len(c.forbidden) > 0 && c.forbidden[pair] {
		return 0
	}
	a, b := &c.p.People[pair.A], &c.p.People[pair.B]
	if a.Party != "" && a.Party == b.Party {
		return 0
	}
	points := PairPoints
	if a.Agency != "" && b.Agency != "" && a.Agency != b.Agency {
		points += c.p.OtherAgency
	}
	if a.Level != "" && b.Level != "" && a.Level != b.Level {
		points += c.p.OtherLevel
	}
	if percent, acquainted := c.known[pair]; acquainted {
		points = points * percent / 100
	}
	return points
}

// String is the report in one line.
func (r Report) String() string {
	return fmt.Sprintf("%d of %d points, %d new pairs, %d repeats, %d meetings within a party, %d faults",
		r.Points, r.Bound, r.NewPairs, r.Repeats, r.SameParty, len(r.Faults))
}
