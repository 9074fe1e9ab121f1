package sat

import (
	"context"
	"slices"
)

// Lit is a variable or its negation.
type Lit int32

// Pos is the literal that is true when variable v is.
func Pos(v int) Lit { return Lit(v << 1) }

// Neg is the literal that is true when variable v is not.
func Neg(v int) Lit { return Lit(v<<1 | 1) }

// Not is the negation of a literal.
func (l Lit) Not() Lit { return l ^ 1 }

// Var is the variable of a literal.
func (l Lit) Var() int { return int(l >> 1) }

// Result is what a search came to.
type Result int

// The results of Solve.
const (
	Unknown Result = iota // the budget was spent or the context ended
	Sat
	Unsat
)

const (
	none    uint32 = 0         // no reason: a decision
	binary  uint32 = 1 << 30   // the rest is the other literal of a clause of two
	atMost  uint32 = 1 << 31   // the rest is the number of a cardinality constraint
	payload uint32 = 1<<30 - 1 // what a reason refers to
	header         = 2         // words before the literals of a clause: size and flags, distance
	learnt  uint32 = 1 << 31   // flag in the first word of a clause
	removed uint32 = 1 << 30   // flag in the first word of a clause that is to be forgotten
	used    uint32 = 1 << 29   // flag: took part in a conflict since the last reduction
	sizeOf  uint32 = 1<<29 - 1
)

// watch is a clause that looks at a literal. A clause of two has ref 0, and other is all there is to know.
type watch struct {
	ref   uint32
	other Lit
}

// card says that at most k of its literals are true; n are at the moment.
type card struct {
	lits []Lit
	k, n int32
}

// Solver holds a formula and what was learnt of it.
type Solver struct {
	arena   []uint32  // all clauses of three and more, one after another
	wasted  int       // words of removed clauses in the arena
	watches [][]watch // by literal: the clauses to look at when it becomes true, because its negation is watched
	cards   []card
	inCards [][]int32 // by literal: the cardinality constraints that count it

	value  []int8 // by literal: 1 true, -1 false, 0 open
	level  []int32
	reason []uint32
	place  []int32 // by variable: where it stands on the trail
	phase  []bool  // by variable: the last value, true for negative
	first  []bool  // by variable: the value that was asked for
	target []int8  // by variable: its value, 1 or -1, in the longest trail without conflict since the last rephase
	best   []int8  // the same since the best was taken
	trail  []Lit
	limits []int32 // by decision level: length of the trail below it
	head   int     // what of the trail has been propagated

	activity []float64
	bump     float64
	order    heap

	seen     []bool
	poison   []uint64 // by variable: the stamp of the clause it was found not to be implied in
	stamp    []uint64 // by level: to count levels
	stampNow uint64
	toClear  []Lit
	stack    []Lit
	out      []Lit

	learnts   []uint32
	broken    bool // the formula itself has no solution
	core      []Lit
	conflicts int64
	reduceAt  int64
	reduceBy  int64
	fast      float64 // recent mean of how many levels a learnt clause spans
	slow      float64 // the same over a long time
	pace      pace
	model     []bool
}

// New returns an empty formula.
func New() *Solver {
	s := &Solver{arena: make([]uint32, 1), bump: 1, reduceAt: 2000, reduceBy: 2000, pace: pace{moodUntil: mood, rephaseAt: firstRephase}}
	s.order.activity = &s.activity
	return s
}

// NewVar adds a variable and returns its number. The value in phase is tried first.
func (s *Solver) NewVar(phase bool) int {
	v := len(s.level)
	s.watches = append(s.watches, nil, nil)
	s.inCards = append(s.inCards, nil, nil)
	s.value = append(s.value, 0, 0)
	s.level = append(s.level, 0)
	s.reason = append(s.reason, none)
	s.place = append(s.place, 0)
	s.phase = append(s.phase, !phase)
	s.first = append(s.first, !phase)
	s.target = append(s.target, 0)
	s.best = append(s.best, 0)
	s.activity = append(s.activity, 0)
	s.seen = append(s.seen, false)
	s.poison = append(s.poison, 0)
	s.order.push(int32(v))
	return v
}

// Value is the value of a literal in the last solution found.
func (s *Solver) Value(l Lit) bool { return s.model[l.Var()] != (l&1 == 1) }

// Conflicts is how many conflicts all searches so far have met: the measure of their work.
func (s *Solver) Conflicts() int64 { return s.conflicts }

// Core returns, after Unsat under assumptions, a set of them that cannot hold together. It is empty when the
// formula has no solution at all.
func (s *Solver) Core() []Lit { return s.core }

// Add adds a clause: at least one of the literals is true.
func (s *Solver) Add(lits ...Lit) {
	if s.broken {
		return
	}
	s.back(0)
	kept := s.out[:0]
	sorted := append([]Lit(nil), lits...)
	slices.Sort(sorted)
	for i, l := range sorted {
		if i > 0 && l == sorted[i-1] || s.value[l] < 0 {
			continue
		}
		if s.value[l] > 0 || i > 0 && l == sorted[i-1].Not() {
			return
		}
		kept = append(kept, l)
	}
	s.out = kept[:0]
	switch len(kept) {
	case 0:
		s.broken = true
	case 1:
		s.assign(kept[0], none)
		s.settle()
	case 2:
		s.watchTwo(kept[0], kept[1])
	default:
		s.attach(kept, false, 0)
	}
}

// AddAtMost adds a cardinality constraint: at most k of the literals are true.
func (s *Solver) AddAtMost(k int, lits ...Lit) {
	if s.broken || len(lits) <= k {
		return
	}
	s.back(0)
	if k <= 0 {
		for _, l := range lits {
			s.Add(l.Not())
		}
		return
	}
	if k == 1 && len(lits) <= 5 {
		for i, l := range lits {
			for _, other := range lits[:i] {
				s.Add(l.Not(), other.Not())
			}
		}
		return
	}
	id := int32(len(s.cards))
	s.cards = append(s.cards, card{lits: append([]Lit(nil), lits...), k: int32(k)})
	c := &s.cards[id]
	for _, l := range lits {
		s.inCards[l] = append(s.inCards[l], id)
		if s.value[l] > 0 {
			c.n++
		}
	}
	if c.n > c.k {
		s.broken = true
		return
	}
	if c.n == c.k {
		for _, l := range c.lits {
			if s.value[l] == 0 {
				s.assign(l.Not(), none)
			}
		}
		s.settle()
	}
}

// settle propagates what the formula alone decides.
func (s *Solver) settle() {
	if s.propagate() != none {
		s.broken = true
	}
}

func (s *Solver) watchTwo(a, b Lit) {
	s.watches[a.Not()] = append(s.watches[a.Not()], watch{0, b})
	s.watches[b.Not()] = append(s.watches[b.Not()], watch{0, a})
}

// attach puts a clause of three or more literals into the arena and watches its first two.
func (s *Solver) attach(lits []Lit, isLearnt bool, distance uint32) uint32 {
	ref := uint32(len(s.arena))
	first := uint32(len(lits))
	if isLearnt {
		first |= learnt | used
	}
	s.arena = append(s.arena, first, distance)
	for _, l := range lits {
		s.arena = append(s.arena, uint32(l))
	}
	s.watches[lits[0].Not()] = append(s.watches[lits[0].Not()], watch{ref, lits[1]})
	s.watches[lits[1].Not()] = append(s.watches[lits[1].Not()], watch{ref, lits[0]})
	if isLearnt {
		s.learnts = append(s.learnts, ref)
	}
	return ref
}

func (s *Solver) assign(l Lit, why uint32) {
	v := l >> 1
	s.value[l] = 1
	s.value[l^1] = -1
	s.level[v] = int32(len(s.limits))
	s.reason[v] = why
	s.place[v] = int32(len(s.trail))
	s.trail = append(s.trail, l)
}

// back undoes every decision above a level.
func (s *Solver) back(to int) {
	if len(s.limits) <= to {
		return
	}
	limit := int(s.limits[to])
	for i := len(s.trail) - 1; i >= limit; i-- {
		l := s.trail[i]
		if i < s.head {
			for _, id := range s.inCards[l] {
				s.cards[id].n--
			}
		}
		s.value[l], s.value[l^1] = 0, 0
		s.phase[l>>1] = l&1 == 1
		s.order.push(int32(l >> 1))
	}
	s.trail = s.trail[:limit]
	s.limits = s.limits[:to]
	s.head = min(s.head, limit)
}

// Solve searches for a solution in which all assumptions are true, until it has met so many more conflicts;
// a budget below zero does not limit.
func (s *Solver) Solve(ctx context.Context, budget int64, assumptions ...Lit) Result {
	s.core = nil
	s.back(0)
	if s.broken {
		return Unsat
	}
	if ctx.Err() != nil {
		return Unknown
	}
	s.settle()
	if s.broken {
		return Unsat
	}
	until := int64(-1)
	if budget >= 0 {
		until = s.conflicts + budget
	}
	s.pace.targetSize, s.pace.bestSize = 0, 0
	return s.search(ctx, until, assumptions)
}
