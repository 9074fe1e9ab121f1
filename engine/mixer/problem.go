package mixer

import (
	"fmt"
	"strconv"
	"strings"

	"counterpart/engine/designs"
)

// What a problem may hold at most; more is refused before any work.
const (
	MaxPeople = 100_000
	MaxSize   = 64
	MaxRounds = 60
	maxSeats  = 4_000_000
	maxPairs  = 2_000_000
)

// Points are what value and bound are counted in: a new pair of two parties is worth PairPoints.
const PairPoints = 100

// Person is one who is to be seated.
type Person struct {
	ID        string
	Name      string
	Party     string // the State or organisation; people without one belong together with nobody
	Agency    string
	Level     string
	Languages []string // none: unknown, and no table is refused for it
	Host      int      // the table, from 1, at which this person stays; 0 for none
	Absent    []int    // the rounds, from 1, in which this person is away
}

// Pair is two people by their places in Problem.People.
type Pair struct{ A, B int }

// Known is a pair acquainted before: meeting again is worth this percentage of a new acquaintance.
type Known struct {
	Pair
	Percent int
}

// Problem is what is to be solved.
type Problem struct {
	People    []Person
	Size      int // people at a table at most
	Rounds    int
	Tables    int // how many tables stand; 0 for as few as seat everybody who is there
	Forbidden []Pair
	Must      []Pair // at one table in some round
	Known     []Known
	// What a new pair is worth more, in points, when the two are of different agencies or levels.
	OtherAgency, OtherLevel int
	// Held are the first rounds as they took place: kept as they are and judged by no rule.
	Held [][][]int
}

// Plan says who sits where: by round, by table, people by their places in Problem.People.
type Plan struct {
	Rounds [][][]int
}

// Invalid lists everything that is wrong with a problem, in words.
type Invalid struct{ Faults []string }

func (e *Invalid) Error() string { return strings.Join(e.Faults, "\n") }

const maxFaults = 200 // a list of faults is for people

type faults struct{ words []string }

func (f *faults) add(format string, args ...any) {
	if len(f.words) < maxFaults {
		f.words = append(f.words, fmt.Sprintf(format, args...))
	}
}

func (f *faults) err() error {
	if len(f.words) == 0 {
		return nil
	}
	return &Invalid{f.words}
}

// Validate says everything that makes the problem one that cannot be meant.
func (p *Problem) Validate() error {
	var f faults
	switch {
	case len(p.People) < 2:
		f.add("there are %d people: a table needs two", len(p.People))
	case len(p.People) > MaxPeople:
		f.add("there are %d people: the limit is %d", len(p.People), MaxPeople)
	}
	if p.Size < 2 || p.Size > MaxSize {
		f.add("tables of %d: the size is between 2 and %d", p.Size, MaxSize)
	}
	if p.Rounds < 1 || p.Rounds > MaxRounds {
		f.add("%d rounds: between 1 and %d", p.Rounds, MaxRounds)
	}
	if p.OtherAgency < 0 || p.OtherLevel < 0 || p.OtherAgency > PairPoints || p.OtherLevel > PairPoints {
		f.add("extra points are between 0 and %d", PairPoints)
	}
	if err := f.err(); err != nil {
		return err // what follows counts with these
	}
	if len(p.People)*p.Rounds > maxSeats {
		f.add("%d people over %d rounds are more than %d seats", len(p.People), p.Rounds, maxSeats)
		return f.err()
	}
	p.validatePeople(&f)
	p.validatePairs(&f)
	p.validateHeld(&f)
	if len(f.words) == 0 {
		p.validateRounds(&f)
	}
	return f.err()
}

func (p *Problem) validatePeople(f *faults) {
	seen := make(map[string]int, len(p.People))
	for i, person := range p.People {
		who := p.who(i)
		if person.ID == "" {
			f.add("person %d has no id", i+1)
		} else if first, twice := seen[person.ID]; twice {
			f.add("%s is listed twice, as person %d and person %d", who, first+1, i+1)
		} else {
			seen[person.ID] = i
		}
		for _, r := range person.Absent {
			if r < 1 || r > p.Rounds {
				f.add("%s is away in round %d: there are rounds 1 to %d", who, r, p.Rounds)
			}
		}
		if person.Host < 0 || person.Host > len(p.People) {
			f.add("%s hosts table %d: tables are numbered from 1", who, person.Host)
		}
	}
	if languages := len(languageNumbers(p.People)); languages > 64 {
		f.add("%d languages are named: the limit is 64", languages)
	}
}

func (p *Problem) who(i int) string {
	if p.People[i].ID == "" {
		return fmt.Sprintf("person %d", i+1)
	}
	return p.People[i].ID
}

func (p *Problem) validatePairs(f *faults) {
	if n := len(p.Forbidden) + len(p.Must) + len(p.Known); n > maxPairs {
		f.add("%d pairs are named: the limit is %d", n, maxPairs)
		return
	}
	right := func(pair Pair, kind string) bool {
		if pair.A < 0 || pair.B < 0 || pair.A >= len(p.People) || pair.B >= len(p.People) {
			f.add("a %s pair names a person who is not there", kind)
			return false
		}
		if pair.A == pair.B {
			f.add("%s is a %s pair alone", p.who(pair.A), kind)
			return false
		}
		return true
	}
	forbidden := map[Pair]bool{}
	for _, pair := range p.Forbidden {
		if !right(pair, "forbidden") {
			continue
		}
		forbidden[pair.sorted()] = true
		if a, b := p.People[pair.A].Host, p.People[pair.B].Host; a > 0 && a == b {
			f.add("%s and %s may not meet and both host table %d", p.who(pair.A), p.who(pair.B), a)
		}
	}
	for _, pair := range p.Must {
		if !right(pair, "must") {
			continue
		}
		if forbidden[pair.sorted()] {
			f.add("%s and %s must meet and may not", p.who(pair.A), p.who(pair.B))
		}
		if a, b := p.People[pair.A].Host, p.People[pair.B].Host; a > 0 && b > 0 && a != b {
			f.add("%s and %s must meet and host tables %d and %d", p.who(pair.A), p.who(pair.B), a, b)
		}
	}
	for _, known := range p.Known {
		if right(known.Pair, "known") && (known.Percent < 0 || known.Percent > 100) {
			f.add("%s and %s are known at %d %%: between 0 and 100", p.who(known.A), p.who(known.B), known.Percent)
		}
	}
}

func (q Pair) sorted() Pair {
	if q.A > q.B {
		return Pair{q.B, q.A}
	}
	return q
}

func (p *Problem) validateHeld(f *faults) {
	if len(p.Held) > p.Rounds {
		f.add("%d rounds were held of %d", len(p.Held), p.Rounds)
	}
	for r, round := range p.Held {
		seen := map[int]bool{}
		for _, table := range round {
			for _, i := range table {
				if i < 0 || i >= len(p.People) {
					f.add("round %d as held seats a person who is not there", r+1)
				} else if seen[i] {
					f.add("round %d as held seats %s twice", r+1, p.who(i))
				}
				seen[i] = true
			}
		}
	}
}

// validateRounds says for each round to come whether tables, hosts and those present can go together.
func (p *Problem) validateRounds(f *faults) {
	for r := len(p.Held); r < p.Rounds; r++ {
		present := p.present(r)
		sizes := p.TableSizes(r)
		if len(present) > 0 && (len(sizes) == 0 || sizes[0] > p.Size) {
			f.add("round %d: %d people and %d tables of %d", r+1, len(present), len(sizes), p.Size)
			continue
		}
		hosts := map[int]int{}
		for _, i := range present {
			if h := p.People[i].Host; h > len(sizes) {
				f.add("round %d: %s hosts table %d and there are %d tables", r+1, p.who(i), h, len(sizes))
			} else if h > 0 {
				hosts[h]++
			}
		}
		for h, n := range hosts {
			if n > sizes[0] {
				f.add("round %d: table %d has %d hosts and %d seats", r+1, h, n, sizes[0])
			}
		}
	}
}

// present are those there in a round, counted from 0.
func (p *Problem) present(round int) []int {
	var there []int
	for i := range p.People {
		if p.attends(i, round) {
			there = append(there, i)
		}
	}
	return there
}

func (p *Problem) attends(i, round int) bool {
	for _, r := range p.People[i].Absent {
		if r == round+1 {
			return false
		}
	}
	return true
}

// TableSizes are the sizes of a round's tables, counted from 0, the larger first: they differ by one at most.
func (p *Problem) TableSizes(round int) []int {
	n := 0
	for i := range p.People {
		if p.attends(i, round) {
			n++
		}
	}
	return evenSizes(n, p.Size, p.Tables)
}

func evenSizes(n, size, tables int) []int {
	if n == 0 {
		return nil
	}
	if tables <= 0 {
		tables = (n + size - 1) / size
	}
	return designs.Even(n, min(tables, n))
}

func languageNumbers(people []Person) map[string]int {
	numbers := map[string]int{}
	for _, person := range people {
		for _, l := range person.Languages {
			if _, known := numbers[l]; !known {
				numbers[l] = len(numbers)
			}
		}
	}
	return numbers
}

// OfDesign is what a design solves, people without parties, numbered from 1, and its plan.
func OfDesign(d designs.Design) (*Problem, Plan) {
	p := &Problem{Size: d.Size, Tables: d.Tables, Rounds: len(d.Rounds)}
	for i := range d.People {
		p.People = append(p.People, Person{ID: strconv.Itoa(i + 1)})
	}
	return p, Plan{Rounds: d.Rounds}
}
