package sat

// propagate draws the consequences of the trail. It returns what was violated, or none.
func (s *Solver) propagate() uint32 {
	for s.head < len(s.trail) {
		p := s.trail[s.head]
		s.head++
		// Counting comes first and in full, so that undoing always finds what was counted.
		if why := s.count(p); why != none {
			return why
		}
		if why := s.visit(p); why != none {
			return why
		}
	}
	return none
}

// count tells the cardinality constraints that p is true.
func (s *Solver) count(p Lit) uint32 {
	why := none
	for _, id := range s.inCards[p] {
		c := &s.cards[id]
		c.n++
		if c.n < c.k || why != none {
			continue
		}
		if c.n > c.k {
			why = atMost | uint32(id)
			continue
		}
		for _, l := range c.lits {
			if s.value[l] == 0 {
				s.assign(l^1, atMost|uint32(id))
			}
		}
	}
	return why
}

// visit looks at the clauses of which a watched literal has become false because p is true.
func (s *Solver) visit(p Lit) uint32 {
	list := s.watches[p]
	arena, value := s.arena, s.value
	kept := 0
	for i := 0; i < len(list); i++ {
		w := list[i]
		state := value[w.other]
		if state > 0 {
			list[kept] = w
			kept++
			continue
		}
		if w.ref == 0 {
			list[kept] = w
			kept++
			if state < 0 {
				s.stack = append(s.stack[:0], p, w.other)
				kept += copy(list[kept:], list[i+1:])
				s.watches[p] = list[:kept]
				return binary | uint32(w.other)
			}
			s.assign(w.other, binary|uint32(p^1))
			continue
		}
		size := arena[w.ref] & sizeOf
		lits := arena[w.ref+header : w.ref+header+size]
		gone := uint32(p ^ 1)
		if lits[0] == gone {
			lits[0], lits[1] = lits[1], gone
		}
		first := Lit(lits[0])
		if first != w.other && value[first] > 0 {
			list[kept] = watch{w.ref, first}
			kept++
			continue
		}
		moved := false
		for k := 2; k < len(lits); k++ {
			if l := Lit(lits[k]); value[l] >= 0 {
				lits[1], lits[k] = lits[k], gone
				s.watches[l^1] = append(s.watches[l^1], watch{w.ref, first})
				moved = true
				break
			}
		}
		if moved {
			continue
		}
		list[kept] = watch{w.ref, first}
		kept++
		if value[first] < 0 {
			kept += copy(list[kept:], list[i+1:])
			s.watches[p] = list[:kept]
			return w.ref
		}
		s.assign(first, w.ref)
	}
	s.watches[p] = list[:kept]
	return none
}
