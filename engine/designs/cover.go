package designs

import (
	"cmp"
	"context"
	"slices"
)

// A multiplier is a symmetry of the base rounds themselves: it multiplies the elements of the group by a
// unit and may turn the orbits and the fixed points among themselves. The tables of a base then come
// in whole families, and the few choices that are left can be tried one and all.
type multiplier struct {
	unit   int
	orbits []int // where each orbit goes; none: they stay
	fixed  []int // where each fixed point goes
}

func (a action) multiply(m multiplier, point int) int {
	free := a.order * a.orbits
	if point >= free {
		if m.fixed != nil {
			return free + m.fixed[point-free]
		}
		return point
	}
	orbit, element := point/a.order, point%a.order
	if m.orbits != nil {
		orbit = m.orbits[orbit]
	}
	out := 0
	for range m.unit {
		out = a.add(out, element)
	}
	return orbit*a.order + out
}

// family is a set of tables that the multiplier moves into one another.
type family struct {
	tables [][]int
	points [2]uint64
	pairs  []uint64 // pair orbits
}

type cover struct {
	act     action
	size    int
	bases   int
	number  []int32
	whole   []bool
	images  [][]int // the powers of the multiplier, as maps of points
	through [][]family
	full    [2]uint64
	steps   int
}

// coverBases looks for base rounds that the multiplier leaves in place and whose developments repeat no
// pair. steps bounds the work; nil says that none were found, within them or at all.
func coverBases(ctx context.Context, a action, m multiplier, size, bases, steps int) [][]int {
	c := &cover{act: a, size: size, bases: bases, steps: steps, through: make([][]family, a.points())}
	c.number, c.whole = a.pairOrbits()
	step := make([]int, a.points())
	for x := range step {
		step[x] = x
		c.full[x/64] |= 1 << (x % 64)
	}
	for {
		c.images = append(c.images, slices.Clone(step))
		back := true
		for x := range step {
			step[x] = a.multiply(m, step[x])
			back = back && step[x] == x
		}
		if back {
			break
		}
	}
	c.collect(nil)
	chosen, ok := c.choose(ctx, [2]uint64{}, make([]uint64, (len(c.whole)+63)/64), nil)
	if !ok {
		return nil
	}
	found := [][]int{nil}
	for _, f := range chosen {
		if len(found[len(found)-1]) == a.points() {
			found = append(found, nil)
		}
		for _, table := range f.tables {
			found[len(found)-1] = append(found[len(found)-1], table...)
		}
	}
	return found
}

// collect enters every family whose first table begins with these points.
func (c *cover) collect(table []int) {
	if len(table) == c.size {
		if f, ok := c.family(table); ok {
			for x := range c.act.points() {
				if f.points[x/64]>>(x%64)&1 == 1 {
					c.through[x] = append(c.through[x], f)
				}
			}
		}
		return
	}
	from := 0
	if len(table) > 0 {
		from = table[len(table)-1] + 1
	}
	for x := from; x < c.act.points(); x++ {
		if c.distinct(table, x) {
			c.collect(append(table, x))
		}
	}
}

// distinct says that a point meets those of a table in whole orbits that are new to the table.
func (c *cover) distinct(table []int, x int) bool {
	n := c.act.points()
	for i, y := range table {
		o := c.number[x*n+y]
		if !c.whole[o] {
			return false
		}
		for j, z := range table[:i] {
			if c.number[x*n+z] == o {
				return false
			}
			for _, w := range table[:j] {
				if c.number[z*n+w] == o {
					return false
				}
			}
			if c.number[y*n+z] == o {
				return false
			}
		}
		for j, z := range table {
			for _, w := range table[:j] {
				if c.number[z*n+w] == o {
					return false
				}
			}
		}
	}
	return true
}

// family moves a table by the multiplier's powers; false when the images clash or when another image
// is the one that stands for the family.
func (c *cover) family(table []int) (family, bool) {
	f := family{pairs: make([]uint64, (len(c.whole)+63)/64)}
	n := c.act.points()
	for i, image := range c.images {
		moved := make([]int, len(table))
		for k, x := range table {
			moved[k] = image[x]
		}
		slices.Sort(moved)
		order := slices.Compare(moved, table)
		if order < 0 {
			return f, false
		}
		if i > 0 && order == 0 {
			break
		}
		for k, x := range moved {
			if f.points[x/64]>>(x%64)&1 == 1 {
				return f, false
			}
			for _, y := range moved[:k] {
				o := c.number[x*n+y]
				if f.pairs[o/64]>>(o%64)&1 == 1 {
					return f, false
				}
				f.pairs[o/64] |= 1 << (o % 64)
			}
		}
		for _, x := range moved {
			f.points[x/64] |= 1 << (x % 64)
		}
		f.tables = append(f.tables, moved)
	}
	return f, true
}

// choose completes the bases one after another: it seats the point with the fewest families left, in all ways.
func (c *cover) choose(ctx context.Context, seated [2]uint64, pairs []uint64, chosen []family) ([]family, bool) {
	if seated == c.full {
		if c.bases--; c.bases == 0 {
			return chosen, true
		}
		found, ok := c.choose(ctx, [2]uint64{}, pairs, chosen)
		if !ok {
			c.bases++
		}
		return found, ok
	}
	if c.steps--; c.steps <= 0 || ctx.Err() != nil {
		return nil, false
	}
	var best []family
	for x := range c.act.points() {
		if seated[x/64]>>(x%64)&1 == 1 {
			continue
		}
		var left []family
		for _, f := range c.through[x] {
			if f.points[0]&seated[0] == 0 && f.points[1]&seated[1] == 0 && apart(f.pairs, pairs) {
				left = append(left, f)
			}
			if best != nil && len(left) >= len(best) {
				break
			}
		}
		if len(left) == 0 {
			return nil, false
		}
		if best == nil || len(left) < len(best) {
			best = left
		}
	}
	slices.SortStableFunc(best, func(f, g family) int { return cmp.Compare(len(g.tables), len(f.tables)) })
	for _, f := range best {
		next := slices.Clone(pairs)
		for i := range next {
			next[i] |= f.pairs[i]
		}
		if found, ok := c.choose(ctx, [2]uint64{seated[0] | f.points[0], seated[1] | f.points[1]}, next, append(chosen, f)); ok {
			return found, true
		}
	}
	return nil, false
}

func apart(a, b []uint64) bool {
	for i := range a {
		if a[i]&b[i] != 0 {
			return false
		}
	}
	return true
}
