package sat

import (
	"context"
	"slices"
)

// search is the loop of deciding, propagating and learning.
func (s *Solver) search(ctx context.Context, until int64, assumptions []Lit) Result {
	for {
		if ctx.Err() != nil {
			s.back(0)
			return Unknown
		}
		if why := s.propagate(); why != none {
			s.conflicts++
			s.pace.sinceRestart++
			if len(s.limits) == 0 {
				s.broken = true
				return Unsat
			}
			s.remember(int(s.limits[len(s.limits)-1]))
			s.learnFrom(why)
			continue
		}
		if until >= 0 && s.conflicts >= until {
			s.back(0)
			return Unknown
		}
		if s.restartDue() {
			s.restart(len(assumptions))
		}
		if s.conflicts >= s.reduceAt {
			s.reduce()
		}
		next, result := s.decide(assumptions)
		if result != Unknown {
			return result
		}
		s.limits = append(s.limits, int32(len(s.trail)))
		s.assign(next, none)
	}
}

// learnFrom adds the clause of a conflict and goes back to where it decides something.
func (s *Solver) learnFrom(why uint32) {
	clause, to, distance := s.learn(why)
	s.back(to)
	s.fast += (float64(distance) - s.fast) / 32
	s.slow += (float64(distance) - s.slow) / 8192 * max(1, 8192/float64(1+s.conflicts))
	switch len(clause) {
	case 1:
		s.assign(clause[0], none)
	case 2:
		s.watchTwo(clause[0], clause[1])
		s.assign(clause[0], binary|uint32(clause[1]))
	default:
		ref := s.attach(clause, true, distance)
		s.assign(clause[0], ref)
	}
	s.bump *= 1 / 0.95
	if s.bump > 1e100 {
		for v := range s.activity {
			s.activity[v] *= 1e-100
		}
		s.bump *= 1e-100
	}
}

// decide takes the next assumption, or the liveliest open variable with the value it had last.
func (s *Solver) decide(assumptions []Lit) (Lit, Result) {
	for len(s.limits) < len(assumptions) {
		l := assumptions[len(s.limits)]
		switch {
		case s.value[l] > 0:
			s.limits = append(s.limits, int32(len(s.trail)))
		case s.value[l] < 0:
			s.explainFailure(l)
			s.back(0)
			return 0, Unsat
		default:
			return l, Unknown
		}
	}
	for len(s.order.list) > 0 {
		v := s.order.pop()
		if s.value[Pos(int(v))] == 0 {
			return s.preferred(int(v)), Unknown
		}
	}
	s.model = make([]bool, len(s.level))
	for v := range s.model {
		s.model[v] = s.value[Pos(v)] > 0
	}
	s.back(0)
	return 0, Sat
}

func (s *Solver) raise(v int32) {
	s.activity[v] += s.bump
	s.order.raised(v)
}

// reduce forgets the less useful half of the learnt clauses.
func (s *Solver) reduce() {
	s.reduceBy += 300
	s.reduceAt = s.conflicts + s.reduceBy
	var candidates []uint32
	kept := s.learnts[:0]
	for _, ref := range s.learnts {
		distance := s.arena[ref+1]
		recent := s.arena[ref]&used != 0
		s.arena[ref] &^= used
		if distance <= 2 || distance <= 6 && recent || s.locked(ref) {
			kept = append(kept, ref)
			continue
		}
		candidates = append(candidates, ref)
	}
	slices.SortStableFunc(candidates, func(a, b uint32) int {
		if c := int(s.arena[a+1]) - int(s.arena[b+1]); c != 0 {
			return c
		}
		return int(s.arena[a]&sizeOf) - int(s.arena[b]&sizeOf)
	})
	for i, ref := range candidates {
		if i < len(candidates)/2 {
			kept = append(kept, ref)
			continue
		}
		s.wasted += int(s.arena[ref]&sizeOf) + header
		s.arena[ref] |= removed
	}
	s.learnts = kept
	slices.Sort(s.learnts)
	s.collect()
}

// locked says whether a clause is the reason of a literal on the trail.
func (s *Solver) locked(ref uint32) bool {
	l := Lit(s.arena[ref+header])
	return s.value[l] > 0 && s.reason[l>>1] == ref
}

// collect drops the watches of removed clauses and, when a quarter of the arena is wasted, packs it.
func (s *Solver) collect() {
	for l := range s.watches {
		list := s.watches[l]
		kept := list[:0]
		for _, w := range list {
			if w.ref == 0 || s.arena[w.ref]&removed == 0 {
				kept = append(kept, w)
			}
		}
		s.watches[l] = kept
	}
	if s.wasted*4 < len(s.arena) {
		return
	}
	moved := make(map[uint32]uint32, len(s.learnts))
	packed := make([]uint32, 1, len(s.arena)-s.wasted)
	for ref := uint32(1); int(ref) < len(s.arena); {
		words := s.arena[ref]&sizeOf + header
		if s.arena[ref]&removed == 0 {
			moved[ref] = uint32(len(packed))
			packed = append(packed, s.arena[ref:ref+words]...)
		}
		ref += words
	}
	s.arena, s.wasted = packed, 0
	for l := range s.watches {
		for i, w := range s.watches[l] {
			if w.ref != 0 {
				s.watches[l][i].ref = moved[w.ref]
			}
		}
	}
	for i, ref := range s.learnts {
		s.learnts[i] = moved[ref]
	}
	for _, l := range s.trail {
		if why := s.reason[l>>1]; why != none && why&(atMost|binary) == 0 {
			s.reason[l>>1] = moved[why]
		}
	}
}
