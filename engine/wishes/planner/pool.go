package planner

import (
	"fmt"
	"slices"

	"counterpart/engine/wishes"
)

// pool is what is scarce in every slot, rooms or interpreters: units, each with a size, and classes of need, each served by some of
// the units. Where one class is all there is, meetings are counted; otherwise it is known which unit serves how many of which class.
type pool struct {
	times   *times
	size    []int32  // by unit: how many it serves at once
	open    []uint64 // by unit: slots
	classes [][]int32
	number  map[string]uint8
	none    bool      // class 0 needs nothing
	whole   [64]int32 // by slot: size of all units that can serve when it begins
	counted bool      // whole is all that must hold
}

const maxClasses = 250 // kinds of need; what needs another kind is not held

func newPool(t *times, none bool) *pool {
	p := &pool{times: t, number: map[string]uint8{}, none: none}
	if none {
		p.classes = append(p.classes, nil)
	}
	return p
}

func (p *pool) unit(size int, closed []int) {
	open := ^uint64(0) >> (64 - len(p.times.number))
	for _, s := range closed {
		open &^= 1 << p.times.number[s]
	}
	p.size = append(p.size, int32(size)) //nolint:gosec // bounded by MaxTables
	p.open = append(p.open, open)
	for t := range p.times.number {
		for s := range p.times.number {
			if open>>s&1 == 1 && p.times.begins[s]>>t&1 == 1 {
				p.whole[t] += int32(size) //nolint:gosec // bounded by MaxTables and MaxRooms
				break
			}
		}
	}
}

func newRooms(p *wishes.Problem, t *times) *pool {
	out := newPool(t, false)
	like := true
	for _, r := range p.Rooms {
		out.unit(r.Tables, r.Closed)
		like = like && len(r.Closed) == 0
	}
	out.counted = like || !t.overlaps
	return out
}

func newVoices(p *wishes.Problem, t *times) *pool {
	out := newPool(t, true)
	for _, x := range p.Interpreters {
		out.unit(1, x.Closed)
	}
	return out
}

// classOf numbers a set of units; false when no unit serves. A nil set needs nothing.
func (p *pool) classOf(units []int32, needed bool) (uint8, bool) {
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
	if len(p.classes) == maxClasses {
		return 0, false
	}
	k := uint8(len(p.classes)) //nolint:gosec // at most maxClasses
	p.number[key] = k
	p.classes = append(p.classes, units)
	p.counted = p.counted && len(p.classes) == 1 && len(units) == len(p.size)
	return k, true
}

// opens is the slots in which some unit serves a class.
func (p *pool) opens(class uint8) uint64 {
	if p.none && class == 0 {
		return ^uint64(0)
	}
	out := uint64(0)
	for _, u := range p.classes[class] {
		out |= p.open[u]
	}
	return out
}

// roomClass is the class of the rooms with these features and so many seats at a table.
func (in *instance) roomClass(needs []string, people []int) (uint8, bool) {
	plain := len(needs) == 0 && len(people) == 2
	if plain && in.plain {
		return in.plainClass, true
	}
	var out []int32
	for r := range in.p.Rooms {
		x := &in.p.Rooms[r]
		if x.Seats > 0 && x.Seats < len(people) || slices.ContainsFunc(needs, func(f string) bool { return !slices.Contains(x.Features, f) }) {
			continue
		}
		out = append(out, int32(r)) //nolint:gosec // bounded by MaxRooms
	}
	class, some := in.rooms.classOf(out, true)
	if plain {
		in.plain, in.plainClass = some, class
	}
	return class, some
}

// voicesFor are the interpreters who speak with all of some people; false when none is needed.
func (in *instance) voicesFor(people []int) ([]int32, bool) {
	var common []string
	asked := false
	for _, q := range people {
		spoken := in.p.People[q].Languages
		switch {
		case len(spoken) == 0:
		case !asked:
			common, asked = spoken, true
		default:
			common = slices.DeleteFunc(slices.Clone(common), func(l string) bool { return !slices.Contains(spoken, l) })
		}
	}
	if !asked || len(common) > 0 {
		return nil, false
	}
	var out []int32
	for i, x := range in.p.Interpreters {
		serves := !slices.ContainsFunc(people, func(q int) bool {
			spoken := in.p.People[q].Languages
			return len(spoken) > 0 && !slices.ContainsFunc(spoken, func(l string) bool { return slices.Contains(x.Languages, l) })
		})
		if serves {
			out = append(out, int32(i)) //nolint:gosec // bounded by MaxInterpreters
		}
	}
	return out, true
}

// use is what of a pool is used in a plan.
type use struct {
	p      *pool
	loads  [64]int32 // by slot: how many are in use when it begins
	unit   [][]int32 // by unit and slot: the same of a unit; nil when counted
	served []map[served]int32
	seen   []bool
	log    []change
}

// change is a change of served, to be undone.
type change struct {
	served
	slot int32
	by   int32
}

// served is the meetings of one class in one slot that one unit serves.
type served struct {
	class uint8
	unit  int32
}

func newUse(p *pool) *use {
	u := &use{p: p}
	if p.counted {
		return u
	}
	u.seen = make([]bool, len(p.size))
	for range p.size {
		u.unit = append(u.unit, make([]int32, len(p.times.number)))
	}
	for range p.times.number {
		u.served = append(u.served, map[served]int32{})
	}
	return u
}

func (u *use) nothing(class uint8) bool { return u.p.none && class == 0 }

// fits says whether the whole pool has one left in a slot.
func (u *use) fits(s int) bool {
	if !u.p.times.overlaps {
		return u.loads[s] < u.p.whole[s]
	}
	for m := u.p.times.begins[s]; m != 0; m &= m - 1 {
		if t := lowest(m); u.loads[t] >= u.p.whole[t] {
			return false
		}
	}
	return true
}

func (u *use) load(s int, by int32) {
	if !u.p.times.overlaps {
		u.loads[s] += by
		return
	}
	for m := u.p.times.begins[s]; m != 0; m &= m - 1 {
		u.loads[lowest(m)] += by
	}
}

// put takes one unit for a meeting of a class in a slot, making way for it where others can be served elsewhere.
func (u *use) put(class uint8, s int) bool {
	if u.nothing(class) {
		return true
	}
	if u.p.counted {
		if !u.fits(s) {
			return false
		}
		u.load(s, 1)
		return true
	}
	clear(u.seen)
	return u.way(class, s)
}

// putAt takes this very unit, if units are told apart and it is free.
func (u *use) putAt(class uint8, s, unit int) bool {
	if u.p.counted || u.nothing(class) || unit < 0 {
		return false
	}
	i := int32(unit) //nolint:gosec // bounded
	if !slices.Contains(u.p.classes[class], i) || u.p.open[i]>>s&1 == 0 || !u.free(i, s) {
		return false
	}
	u.serve(class, i, s, 1)
	return true
}

// way finds a unit for one more of a class, by moving others along a path of units.
func (u *use) way(class uint8, s int) bool {
	for _, i := range u.p.classes[class] {
		if u.p.open[i]>>s&1 == 1 && !u.seen[i] && u.free(i, s) {
			u.serve(class, i, s, 1)
			return true
		}
	}
	for _, i := range u.p.classes[class] {
		if u.p.open[i]>>s&1 == 0 || u.seen[i] {
			continue
		}
		u.seen[i] = true
		for other := range u.p.classes {
			k := uint8(other) //nolint:gosec // at most maxClasses
			if k == class || u.served[s][served{k, i}] == 0 {
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

func (u *use) free(i int32, s int) bool {
	for m := u.p.times.begins[s]; m != 0; m &= m - 1 {
		if u.unit[i][lowest(m)] >= u.p.size[i] {
			return false
		}
	}
	return true
}

func (u *use) serve(class uint8, i int32, s int, by int32) {
	u.change(change{served{class, i}, int32(s), by})              //nolint:gosec // at most MaxSlots
	u.log = append(u.log, change{served{class, i}, int32(s), by}) //nolint:gosec // at most MaxSlots
}

func (u *use) change(c change) {
	for m := u.p.times.begins[c.slot]; m != 0; m &= m - 1 {
		u.unit[c.unit][lowest(m)] += c.by
	}
	u.served[c.slot][c.served] += c.by
}

// back undoes all changes but the first so many.
func (u *use) back(to int) {
	for k := len(u.log) - 1; k >= to; k-- {
		c := u.log[k]
		c.by = -c.by
		u.change(c)
	}
	u.log = u.log[:to]
}

// take gives back a unit of a class in a slot.
func (u *use) take(class uint8, s int) {
	if u.nothing(class) {
		return
	}
	if u.p.counted {
		u.load(s, -1)
		return
	}
	for _, i := range u.p.classes[class] {
		if u.served[s][served{class, i}] > 0 {
			u.serve(class, i, s, -1)
			return
		}
	}
}

// keep takes a unit for good; nothing makes way for anything there.
func (u *use) keep(s int, i int32) {
	if u.p.counted {
		u.load(s, 1)
		return
	}
	for m := u.p.times.begins[s]; m != 0; m &= m - 1 {
		u.unit[i][lowest(m)]++
	}
}
