package planner

// Limits of the search for a slot by two-colour paths.
const (
	pathTries  = 60
	pathLength = 4000 // of a path that is not limited otherwise
)

// insert holds a choice: in a slot in which all are free, or, for two people, in one that is made free by exchanging two slots along a
// path. It answers false, with nothing changed, where it finds none.
func (st *state) insert(e int32) bool {
	c := &st.in.choices[e]
	if c.v < 0 {
		return st.direct(e)
	}
	if st.left[c.u] <= 0 || st.left[c.v] <= 0 {
		return false
	}
	return st.direct(e) || st.byPath(e)
}

// direct holds a choice in the slot that is best among those in which all are free: few meetings, next to others of the same people.
func (st *state) direct(e int32) bool {
	in := st.in
	c := &in.choices[e]
	ok := c.ok & st.free[c.u]
	if c.v >= 0 {
		ok &= st.free[c.v]
	} else {
		for _, q := range in.groups[e] {
			ok &= st.free[q]
		}
	}
	for ok != 0 {
		best, least := -1, int32(0)
		for m := ok; m != 0; m &= m - 1 {
			s := lowest(m)
			if load := st.rooms.Loads[s]; best < 0 || load < least {
				best, least = s, load
			}
		}
		if st.can(e, best) && st.put(e, best) {
			return true
		}
		ok &^= 1 << best
	}
	return false
}

// byPath holds a choice of u and v, who have no common free slot, in a slot x in which u is free and v is not: for some slot y in which v
// is free, the meetings of x and y along the path that begins with v's in x change places.
func (st *state) byPath(e int32) bool {
	c := &st.in.choices[e]
	tries := 0
	for side := range 2 {
		u, v := c.u, c.v
		if side == 1 {
			u, v = v, u
		}
		for xs := c.ok & st.free[u] & st.busy[v]; xs != 0; xs &= xs - 1 {
			x := lowest(xs)
			if st.in.rooms.Counted && !st.rooms.Fits(x) {
				continue
			}
			for ys := st.free[v]; ys != 0; ys &= ys - 1 {
				if tries++; tries > pathTries {
					return false
				}
				if st.flip(u, v, x, lowest(ys)) {
					to := st.before
					if st.can(e, x) && st.put(e, x) {
						return true
					}
					st.undo(to)
				}
			}
		}
	}
	return false
}

// flip exchanges the slots x and y along the path from v, who has a meeting in x and is free in y. It answers false, with nothing changed, when that
// cannot be, or when the path ends at u.
func (st *state) flip(u, v int32, x, y int) bool {
	in := st.in
	path := st.path[:0]
	at, s, t := v, x, y
	for {
		e := *st.seat(at, s)
		if e < 0 {
			break
		}
		c := &in.choices[e]
		if c.v < 0 || c.ok>>t&1 == 0 || len(path) >= st.longest || !st.mayMove(e) || !st.inOrder(e, t) {
			return false
		}
		path = append(path, e)
		at = c.u + c.v - at
		s, t = t, s
	}
	st.path = path
	// The last person moves from t, in which her last meeting is, to s.
	if at == u || at == v || !st.shifts(at, t, s) || !st.shifts(v, x, y) {
		return false
	}
	return st.swap(path, x, y)
}

// shifts says whether a person can have in slot t the meeting that she has in slot s.
func (st *state) shifts(q int32, s, t int) bool {
	in := st.in
	if !in.times.Overlaps {
		if st.free[q]>>t&1 == 0 {
			return false
		}
	} else {
		if in.open[q]>>t&1 == 0 {
			return false
		}
		for m := st.busy[q] &^ (1 << s); m != 0; m &= m - 1 {
			if in.times.Clash[lowest(m)]>>t&1 == 1 {
				return false
			}
		}
	}
	return in.row[q] == 0 || in.times.InARow(st.busy[q]&^(1<<s)|1<<t, in.row[q])
}

// swap gives each choice of a path the other of two slots.
func (st *state) swap(path []int32, x, y int) bool {
	st.before = st.mark()
	more := 0 // meetings that y gets more than it gives
	for _, e := range path {
		if int(st.slot[e]) == x {
			more++
		} else {
			more--
		}
	}
	if in := st.in; in.rooms.Counted && !in.times.Overlaps && (more > 0 && st.rooms.Loads[y] >= in.rooms.Whole[y] || more < 0 && st.rooms.Loads[x] >= in.rooms.Whole[x]) {
		return false
	}
	to := st.slots[:0]
	for _, e := range path {
		to = append(to, int8(x+y)-st.slot[e]) //nolint:gosec // at most twice MaxSlots
	}
	st.slots = to
	for _, e := range path {
		st.take(e)
	}
	for k, e := range path {
		if !st.put(e, int(to[k])) {
			st.undo(st.before)
			return false
		}
	}
	return true
}
