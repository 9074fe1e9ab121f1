package sat

// The search alternates between two moods. Focused, it restarts as soon as clauses get worse than they were, which
// is good for proofs. Stable, it restarts seldom and tries again the values of its longest descent without conflict, which
// is good for finding a solution.

const (
	mood         = 3000 // conflicts of a mood
	firstRephase = 1000
	lubyUnit     = 1024 // conflicts: the unit of the stable mood's restarts
	soonest      = 2    // conflicts between two restarts of the focused mood
)

// pace is when to restart and what to try then. Times are numbers of conflicts.
type pace struct {
	stable               bool
	rephases             int64 // how many there were
	moodUntil, rephaseAt int64
	stableUntil          int64 // the next restart of the stable mood
	sinceRestart         int64
	units                luby
	targetSize, bestSize int // how many literals were without conflict in target and best
}

// luby is the sequence 1 1 2 1 1 2 4 … by Knuth's pair.
type luby struct{ u, v int64 }

func (l *luby) next() int64 {
	if l.u&-l.u == l.v {
		l.u++
		l.v = 1
	} else {
		l.v *= 2
	}
	return l.v
}

func (s *Solver) restartDue() bool {
	if s.conflicts >= s.pace.moodUntil {
		s.pace.stable = !s.pace.stable
		s.pace.moodUntil = s.conflicts + mood
		s.pace.sinceRestart = 0
		s.pace.stableUntil = s.conflicts + lubyUnit
		s.pace.units = luby{1, 1}
		return true
	}
	if s.pace.stable {
		if s.conflicts >= s.pace.stableUntil {
			s.pace.stableUntil = s.conflicts + lubyUnit*s.pace.units.next()
			return true
		}
		return false
	}
	return s.pace.sinceRestart >= soonest && s.fast > 1.1*s.slow
}

// restart goes back to the assumptions, or as far above them as the same decisions would be taken again.
func (s *Solver) restart(assumed int) {
	s.pace.sinceRestart = 0
	s.remember(len(s.trail))
	if s.conflicts >= s.pace.rephaseAt {
		s.back(min(assumed, len(s.limits)))
		s.rephase()
		return
	}
	to := min(assumed, len(s.limits))
	for len(s.order.list) > 0 && s.value[Pos(int(s.order.list[0]))] != 0 {
		s.order.pop()
	}
	if len(s.order.list) > 0 {
		next := s.order.list[0]
		for to < len(s.limits) && s.order.before(int32(s.trail[s.limits[to]]>>1), next) {
			to++
		}
	}
	s.back(to)
}

// remember keeps the values of the longest descents without conflict: so many literals of the trail.
func (s *Solver) remember(size int) {
	if size > s.pace.targetSize {
		s.pace.targetSize = size
		s.copyValues(s.target, size)
	}
	if size > s.pace.bestSize {
		s.pace.bestSize = size
		s.copyValues(s.best, size)
	}
}

func (s *Solver) copyValues(to []int8, size int) {
	for v, negative := range s.phase {
		to[v] = sign(negative)
	}
	for _, l := range s.trail[:size] {
		to[l>>1] = sign(l&1 == 1)
	}
}

func sign(negative bool) int8 {
	if negative {
		return -1
	}
	return 1
}

// rephase changes the values that are tried first: the first ones, their opposites, or the best.
func (s *Solver) rephase() {
	s.pace.rephases++
	s.pace.rephaseAt = s.conflicts + firstRephase*s.pace.rephases
	switch n := s.pace.rephases; {
	case n == 1 || n%6 == 4:
		for v := range s.phase {
			s.phase[v] = s.first[v]
		}
	case n == 2 || n%6 == 1:
		for v := range s.phase {
			s.phase[v] = !s.first[v]
		}
	default:
		for v, b := range s.best {
			if b != 0 {
				s.phase[v] = b < 0
			}
		}
		s.pace.bestSize = 0
	}
	clear(s.target)
	s.pace.targetSize = 0
}

// preferred is the value to try for an open variable.
func (s *Solver) preferred(v int) Lit {
	negative := s.phase[v]
	if s.pace.stable && s.target[v] != 0 {
		negative = s.target[v] < 0
	}
	if negative {
		return Neg(v)
	}
	return Pos(v)
}
