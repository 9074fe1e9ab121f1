package scarce

import (
	"fmt"
	"slices"

	"counterpart/engine/wishes"
)

// Pool is what is scarce in every slot, rooms or interpreters: units, each with a size, and classes of need, each served by some of
// the units. Where one class is all there is, meetings are counted; otherwise it is known which unit serves how many of which class.
type Pool struct {
	times   *Times
	Size    []int32  // by unit: how many it serves at once
	Open    []uint64 // by unit: slots
	Classes [][]int32
	number  map[string]uint8
	none    bool      // class 0 needs nothing
	Whole   [64]int32 // by slot: size of all units that can serve when it begins
	Counted bool      // whole is all that must hold
}

const maxClasses = 250 // kinds of need; what needs another kind is not held

func newPool(t *Times, none bool) *Pool {
	p := &Pool{times: t, number: map[string]uint8{}, none: none}
	if none {
		p.Classes = append(p.Classes, nil)
	}
	return p
}

func (p *Pool) unit(size int, closed []int) {
	open := ^uint64(0) >> (64 - len(p.times.Number))
	for _, s := range closed {
		open &^= 1 << p.times.Number[s]
	}
	p.Size = append(p.Size, int32(size)) //nolint:gosec // bounded by MaxTables
	p.Open = append(p.Open, open)
	for t := range p.times.Number {
		for s := range p.times.Number {
			if open>>s&1 == 1 && p.times.Begins[s]>>t&1 == 1 {
				p.Whole[t] += int32(size) //nolint:gosec // bounded by MaxTables and MaxRooms
				break
			}
		}
	}
}

func NewRooms(p *wishes.Problem, t *Times) *Pool {
	out := newPool(t, false)
	like := true
	for _, r := range p.Rooms {
		out.unit(r.Tables, r.Closed)
		like = like && len(r.Closed) == 0
	}
	out.Counted = like || !t.Overlaps
	return out
}

func NewVoices(p *wishes.Problem, t *Times) *Pool {
	out := newPool(t, true)
	for _, x := range p.Interpreters {
		out.unit(1, x.Closed)
	}
	return out
}

// ClassOf numbers a set of units; false when no unit serves. A nil set needs nothing.
func (p *Pool) ClassOf(units []int32, needed bool) (uint8, bool) {
	if !needed && p.none {
		return 0, true
	}
	if len(units) == 0 {
		return 0, false
	}
	key := fmt.Sprint(units)
	if k, known := p.number[key]; known {
		return k, true
	}
	if len(p.Classes) == maxClasses {
		return 0, false
	}
	k := uint8(len(p.Classes)) //nolint:gosec // at most maxClasses
	p.number[key] = k
	p.Classes = append(p.Classes, units)
	p.Counted = p.Counted && len(p.Classes) == 1 && len(units) == len(p.Size)
	return k, true
}

// Opens is the slots in which some unit serves a class.
func (p *Pool) Opens(class uint8) uint64 {
	if p.none && class == 0 {
		return ^uint64(0)
	}
	out := uint64(0)
	for _, u := range p.Classes[class] {
		out |= p.Open[u]
	}
	return out
}

// Use is what of a pool is used in a plan.
type Use struct {
	Pool   *Pool
	Loads  [64]int32 // by slot: how many are in use when it begins
	unit   [][]int32 // by unit and slot: the same of a unit; nil when counted
	Served []map[Served]int32
	seen   []bool
	log    []change
}

// change is a change of served, to be undone.
type change struct {
	Served
	slot int32
	by   int32
}

// Served is the meetings of one class in one slot that one unit serves.
type Served struct {
	Class uint8
	Unit  int32
}

func NewUse(p *Pool) *Use {
	u := &Use{Pool: p}
	if p.Counted {
		return u
	}
	u.seen = make([]bool, len(p.Size))
	for range p.Size {
		u.unit = append(u.unit, make([]int32, len(p.times.Number)))
	}
	for range p.times.Number {
		u.Served = append(u.Served, map[Served]int32{})
	}
	return u
}

func (u *Use) Nothing(class uint8) bool { return u.Pool.none && class == 0 }

// Fits says whether the whole pool has one left in a slot.
func (u *Use) Fits(s int) bool {
	if !u.Pool.times.Overlaps {
		return u.Loads[s] < u.Pool.Whole[s]
	}
	for m := u.Pool.times.Begins[s]; m != 0; m &= m - 1 {
		if t := lowest(m); u.Loads[t] >= u.Pool.Whole[t] {
			return false
		}
	}
	return true
}

func (u *Use) Load(s int, by int32) {
	if !u.Pool.times.Overlaps {
		u.Loads[s] += by
		return
	}
	for m := u.Pool.times.Begins[s]; m != 0; m &= m - 1 {
		u.Loads[lowest(m)] += by
	}
}

// Put takes one unit for a meeting of a class in a slot, making way for it where others can be served elsewhere.
func (u *Use) Put(class uint8, s int) bool {
	if u.Nothing(class) {
		return true
	}
	if u.Pool.Counted {
		if !u.Fits(s) {
			return false
		}
		u.Load(s, 1)
		return true
	}
	clear(u.seen)
	return u.way(class, s)
}

// PutAt takes this very unit, if units are told apart and it is free.
func (u *Use) PutAt(class uint8, s, unit int) bool {
	if u.Pool.Counted || u.Nothing(class) || unit < 0 {
		return false
	}
	i := int32(unit) //nolint:gosec // bounded
	if !slices.Contains(u.Pool.Classes[class], i) || u.Pool.Open[i]>>s&1 == 0 || !u.free(i, s) {
		return false
	}
	u.serve(class, i, s, 1)
	return true
}

// way finds a unit for one more of a class, by moving others along a path of units.
func (u *Use) way(class uint8, s int) bool {
	for _, i := range u.Pool.Classes[class] {
		if u.Pool.Open[i]>>s&1 == 1 && !u.seen[i] && u.free(i, s) {
			u.serve(class, i, s, 1)
			return true
		}
	}
	for _, i := range u.Pool.Classes[class] {
		if u.Pool.Open[i]>>s&1 == 0 || u.seen[i] {
			continue
		}
		u.seen[i] = true
		for other := range u.Pool.Classes {
			k := uint8(other) //nolint:gosec // at most maxClasses
			if k == class || u.Served[s][Served{k, i}] == 0 {
				continue
			}
			u.serve(k, i, s, -1)
			if u.free(i, s) && u.way(k, s) {
				u.serve(class, i, s, 1)
				return true
			}
			u.serve(k, i, s, 1)
		}
	}
	return false
}

func (u *Use) free(i int32, s int) bool {
	for m := u.Pool.times.Begins[s]; m != 0; m &= m - 1 {
		if u.unit[i][lowest(m)] >= u.Pool.Size[i] {
			return false
		}
	}
	return true
}

func (u *Use) serve(class uint8, i int32, s int, by int32) {
	u.change(change{Served{class, i}, int32(s), by})              //nolint:gosec // at most MaxSlots
	u.log = append(u.log, change{Served{class, i}, int32(s), by}) //nolint:gosec // at most MaxSlots
}

func (u *Use) change(c change) {
	for m := u.Pool.times.Begins[c.slot]; m != 0; m &= m - 1 {
		u.unit[c.Unit][lowest(m)] += c.by
	}
	u.Served[c.slot][c.Served] += c.by
}

// Mark is where Back can go back to.
func (u *Use) Mark() int { return len(u.log) }

// Settle forgets how to go back.
func (u *Use) Settle() { u.log = u.log[:0] }

// Back undoes all changes but the first so many.
func (u *Use) Back(to int) {
	for k := len(u.log) - 1; k >= to; k-- {
		c := u.log[k]
		c.by = -c.by
		u.change(c)
	}
	u.log = u.log[:to]
}

// Take gives back a unit of a class in a slot.
func (u *Use) Take(class uint8, s int) {
	if u.Nothing(class) {
		return
	}
	if u.Pool.Counted {
		u.Load(s, -1)
		return
	}
	for _, i := range u.Pool.Classes[class] {
		if u.Served[s][Served{class, i}] > 0 {
			u.serve(class, i, s, -1)
			return
		}
	}
}

// Keep takes a unit for good; nothing makes way for anything there.
func (u *Use) Keep(s int, i int32) {
	if u.Pool.Counted {
		u.Load(s, 1)
		return
	}
	for m := u.Pool.times.Begins[s]; m != 0; m &= m - 1 {
		u.unit[i][lowest(m)]++
	}
}
