package planner

import (
	"cmp"
	"context"
	"slices"

	"counterpart/engine/wishes/scarce"

	"counterpart/engine/looks"
)

// hall is the tables, while meetings are given theirs slot after slot.
type hall struct {
	changes  int // times that somebody goes to another table
	st       *state
	leaves   bool     // it is given up when the context ends
	first    []int32  // by room: number of its first table
	until    []int64  // by table: when its last meeting ends
	reserved []uint64 // by table: slots of promises that keep it; nil when nothing is promised
	near     []int32  // by person: her last table, or -1
	table    []int32  // by choice held: its table
	kept     []bool   // by choice: it keeps the table that was promised; nil when nothing is promised
}

// tables gives each meeting held a table, that of the person's last meeting where it can be. It answers with the table of each choice; a choice
// for which none is left, which only locked tables and overlapping slots bring about, is given up. When the context ends, nobody is looked after who
// could stay at her table: a plain problem then has no hall at all, since its tables can be given in any order.
func (st *state) tables(ctx context.Context) *hall {
	leaves := st.plain()
	if leaves && ctx.Err() != nil {
		return nil
	}
	h := &hall{st: st, leaves: leaves, near: make([]int32, st.in.n), table: make([]int32, len(st.slot))}
	total := int32(0)
	for _, size := range st.in.rooms.Size {
		h.first = append(h.first, total)
		total += size
	}
	h.first = append(h.first, total)
	h.until = make([]int64, total)
	for q := range h.near {
		h.near[q] = -1
	}
	h.reserve()
	for s, list := range st.bySlot() {
		h.fill(ctx, s, list)
		if leaves && ctx.Err() != nil {
			return nil
		}
	}
	return h
}

// reserve keeps the tables of promises whose slot has not changed.
func (h *hall) reserve() {
	in := h.st.in
	if len(in.promise) == 0 {
		return
	}
	h.kept = make([]bool, len(h.table))
	h.reserved = make([]uint64, len(h.until))
	for _, locked := range []bool{true, false} {
		for _, x := range in.promise {
			if x.locked == locked && int(h.st.slot[x.choice]) == x.slot {
				h.reserveFor(x)
			}
		}
	}
}

func (h *hall) reserveFor(x promise) {
	in, p := h.st.in, x.source
	if p.Table < 1 || p.Table > in.p.Rooms[p.Room].Tables || in.rooms.Open[p.Room]>>x.slot&1 == 0 ||
		!slices.Contains(in.rooms.Classes[in.choices[x.choice].room], int32(p.Room)) { //nolint:gosec // bounded
		return
	}
	t := h.first[p.Room] + int32(p.Table) - 1 //nolint:gosec // bounded
	if h.reserved[t]&in.times.Clash[x.slot] == 0 {
		h.reserved[t] |= 1 << x.slot
		h.kept[x.choice] = true
	}
}

// fill seats the meetings of a slot: first those with a table of their own, then those that can stay where their people are.
func (h *hall) fill(ctx context.Context, s int, list []int32) {
	in := h.st.in
	var rest []int32
	left := h.rooms(s)
	for _, e := range list {
		if h.kept != nil && h.kept[e] {
			p := in.promiseOf(e).source
			if !h.st.mayMove(e) || left.take(in.choices[e].room, int32(p.Room)) { //nolint:gosec // bounded
				h.seat(e, s, h.first[p.Room]+int32(p.Table)-1) //nolint:gosec // bounded
				continue
			}
		}
		rest = append(rest, e)
	}
	next := slices.Clone(h.first[:len(in.rooms.Size)])
	for k, e := range h.keep(ctx, s, rest, left) {
		if h.leaves && looks.Ended(ctx, k) {
			return
		}
		h.anywhere(e, s, next, left)
	}
}

// keep seats those of a slot's meetings of which somebody can stay at her table, and answers with the others. When the context ends it leaves
// off.
func (h *hall) keep(ctx context.Context, s int, list []int32, left quota) []int32 {
	if ctx.Err() != nil {
		return list
	}
	slices.SortStableFunc(list, func(a, b int32) int { return cmp.Compare(h.stays(b), h.stays(a)) })
	var others []int32
	for k, e := range list {
		if looks.Ended(ctx, k) {
			return append(others, list[k:]...)
		}
		if !h.stay(e, s, left) {
			others = append(others, e)
		}
	}
	return others
}

// stay seats a meeting at the table at which one of its people was last, if it is empty.
func (h *hall) stay(e int32, s int, left quota) bool {
	var two [2]int32
	for _, q := range h.st.in.members(e, &two) {
		if t := h.near[q]; t >= 0 && h.empty(t, s, e) && left.take(h.st.in.choices[e].room, h.room(t)) {
			h.seat(e, s, t)
			return true
		}
	}
	return false
}

// stays is how many people of a choice were last at one table.
func (h *hall) stays(e int32) int {
	c := &h.st.in.choices[e]
	if c.v >= 0 && h.near[c.u] == h.near[c.v] && h.near[c.u] >= 0 {
		return 1
	}
	return 0
}

// anywhere seats a meeting at the first table that is empty in a room that serves it, looking on from next.
func (h *hall) anywhere(e int32, s int, next []int32, left quota) {
	class := h.st.in.choices[e].room
	for _, r := range h.st.in.rooms.Classes[class] {
		for t := next[r]; t < h.first[r+1]; t++ {
			if !h.empty(t, s, e) {
				if t == next[r] { // nobody else of this slot gets it either
					next[r]++
				}
				continue
			}
			if !left.take(class, r) {
				break
			}
			h.seat(e, s, t)
			if t == next[r] {
				next[r]++
			}
			return
		}
	}
	h.st.take(e)
}

// places are by slot and table the place of the meeting there in the plan, which is listed by slot and table.
func (h *hall) places() [][]int32 {
	out := make([][]int32, h.st.in.slots)
	for s := range out {
		out[s] = make([]int32, len(h.until))
	}
	for e, s := range h.st.slot {
		if s >= 0 {
			out[s][h.table[e]] = 1
		}
	}
	next := int32(0)
	for _, row := range out {
		for t, taken := range row {
			row[t] = next
			next += taken
		}
	}
	return out
}

func (h *hall) room(t int32) int32 {
	r, found := slices.BinarySearch(h.first, t)
	for found && r+1 < len(h.first) && h.first[r+1] == t {
		r++
	}
	if !found {
		r--
	}
	return int32(r) //nolint:gosec // bounded by MaxRooms
}

// empty says whether a table is there in a slot and nobody's.
func (h *hall) empty(t int32, s int, e int32) bool {
	in := h.st.in
	r := h.room(t)
	slot := in.p.Slots[in.times.Place[s]]
	if in.rooms.Open[r]>>s&1 == 0 || h.until[t] > clock(slot.Day, slot.Start) {
		return false
	}
	if h.reserved != nil && h.reserved[t]&in.times.Clash[s] != 0 {
		return false
	}
	return in.rooms.Counted || slices.Contains(in.rooms.Classes[in.choices[e].room], r)
}

func clock(day, minute int) int64 { return int64(day)*10_000 + int64(minute) }

func (h *hall) seat(e int32, s int, t int32) {
	slot := h.st.in.p.Slots[h.st.in.times.Place[s]]
	h.table[e] = t
	h.until[t] = clock(slot.Day, slot.End())
	var two [2]int32
	for _, q := range h.st.in.members(e, &two) {
		if h.near[q] >= 0 && h.near[q] != t {
			h.changes++
		}
		h.near[q] = t
	}
}

// quota is how many meetings of a class each unit serves in a slot; nil where any does.
type quota map[scarce.Served]int32

func (h *hall) rooms(s int) quota {
	if h.st.in.rooms.Counted {
		return nil
	}
	left := quota{}
	for k, n := range h.st.rooms.Served[s] {
		left[k] = n
	}
	return left
}

func (q quota) take(class uint8, unit int32) bool {
	if q == nil {
		return true
	}
	if q[scarce.Served{Class: class, Unit: unit}] == 0 {
		return false
	}
	q[scarce.Served{Class: class, Unit: unit}]--
	return true
}
