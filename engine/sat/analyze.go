package sat

// because calls visit with every literal that, being true, made l true by its reason.
// For a violated constraint l is negative.
func (s *Solver) because(why uint32, l Lit, each func(Lit)) {
	switch {
	case why&atMost != 0:
		s.becauseOfCount(why&^atMost, l, each)
	case why&binary != 0:
		if l < 0 {
			each(s.stack[0])
		}
		each(Lit(why&payload) ^ 1)
	default:
		size := s.arena[why] & sizeOf
		if s.arena[why]&learnt != 0 {
			s.arena[why] |= used
		}
		for _, q := range s.arena[why+header : why+header+size] {
			if Lit(q) != l {
				each(Lit(q) ^ 1)
			}
		}
	}
}

// becauseOfCount names the true literals that filled a cardinality constraint before l was decided.
func (s *Solver) becauseOfCount(id uint32, l Lit, each func(Lit)) {
	c := &s.cards[id]
	left := c.k
	before := int32(len(s.trail))
	if l >= 0 {
		before = s.place[l>>1]
	} else {
		left++
	}
	for _, q := range c.lits {
		if left > 0 && s.value[q] > 0 && s.place[q>>1] < before {
			left--
			each(q)
		}
	}
}

// learn turns a conflict into a clause whose first literal is the only one of the last level, and tells the level to
// go back to and how many levels it spans.
func (s *Solver) learn(why uint32) (clause []Lit, to int, distance uint32) {
	now := int32(len(s.limits))
	out := append(s.out[:0], 0)
	open, at := 0, len(s.trail)-1
	l := Lit(-1)
	mark := func(q Lit) {
		v := q >> 1
		if s.seen[v] || s.level[v] == 0 {
			return
		}
		s.seen[v] = true
		s.toClear = append(s.toClear, q)
		s.raise(int32(v))
		if s.level[v] == now {
			open++
		} else {
			out = append(out, q^1)
		}
	}
	for {
		s.because(why, l, mark)
		for !s.seen[s.trail[at]>>1] {
			at--
		}
		l = s.trail[at]
		at--
		open--
		if open == 0 {
			break
		}
		why = s.reason[l>>1]
	}
	out[0] = l ^ 1
	s.stampNow++
	for _, q := range out {
		s.mark(s.level[q>>1])
	}
	out = s.minimise(out)
	to = s.farthest(out)
	distance = s.span(out)
	for _, q := range s.toClear {
		s.seen[q>>1] = false
	}
	s.toClear = s.toClear[:0]
	s.out = out
	return out, to, distance
}

// minimise drops literals that the others imply.
func (s *Solver) minimise(clause []Lit) []Lit {
	kept := clause[:1]
	for _, l := range clause[1:] {
		if s.reason[l>>1] == none || !s.implied(l, 0) {
			kept = append(kept, l)
		}
	}
	return kept
}

// implied says whether the false literal l follows from others that were seen. A literal of a level of which the clause has
// none cannot, and what was found not to follow is not tried again for the same clause.
func (s *Solver) implied(l Lit, depth int) bool {
	v := l >> 1
	if s.reason[v] == none || depth > 30 || s.poison[v] == s.stampNow || s.stamp[s.level[v]] != s.stampNow {
		return false
	}
	all := true
	s.because(s.reason[v], l^1, func(q Lit) {
		w := q >> 1
		if !all || s.seen[w] || s.level[w] == 0 {
			return
		}
		if !s.implied(q^1, depth+1) {
			all = false
			return
		}
		s.seen[w] = true
		s.toClear = append(s.toClear, q)
	})
	if !all {
		s.poison[v] = s.stampNow
	}
	return all
}

// farthest finds the highest level among the literals after the first, and puts one of it second.
func (s *Solver) farthest(clause []Lit) int {
	if len(clause) == 1 {
		return 0
	}
	most := 1
	for i := 2; i < len(clause); i++ {
		if s.level[clause[i]>>1] > s.level[clause[most]>>1] {
			most = i
		}
	}
	clause[1], clause[most] = clause[most], clause[1]
	return int(s.level[clause[1]>>1])
}

// span counts the levels of a clause.
func (s *Solver) span(clause []Lit) uint32 {
	s.stampNow++
	n := uint32(0)
	for _, l := range clause {
		if s.mark(s.level[l>>1]) {
			n++
		}
	}
	return n
}

// mark stamps a level, and says whether it was not yet.
func (s *Solver) mark(level int32) bool {
	for int(level) >= len(s.stamp) {
		s.stamp = append(s.stamp, 0)
	}
	if s.stamp[level] == s.stampNow {
		return false
	}
	s.stamp[level] = s.stampNow
	return true
}

// explainFailure collects the assumptions that made the assumption l impossible.
func (s *Solver) explainFailure(l Lit) {
	s.core = append(s.core[:0:0], l)
	if len(s.limits) == 0 || s.level[l>>1] == 0 {
		return
	}
	s.seen[l>>1] = true
	for i := len(s.trail) - 1; i >= int(s.limits[0]); i-- {
		q := s.trail[i]
		v := q >> 1
		if !s.seen[v] {
			continue
		}
		s.seen[v] = false
		if s.reason[v] == none {
			s.core = append(s.core, q)
			continue
		}
		s.because(s.reason[v], q, func(p Lit) {
			if s.level[p>>1] > 0 {
				s.seen[p>>1] = true
			}
		})
	}
	s.seen[l>>1] = false
}
