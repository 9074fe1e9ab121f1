package scarce

import (
	"cmp"
	"math/bits"
	"slices"

	"counterpart/engine/wishes"
)

// Times are the slots in order of time, as bits.
type Times struct {
	Number   []int    // by place in the problem: number by time
	Place    []int    // by number: place in the problem
	Clash    []uint64 // slots that overlap with one, itself included
	Begins   []uint64 // slots that begin while one lasts, itself included
	After    []uint64 // slots that begin once one has ended
	row      []uint64 // slots that follow one in its session
	day      []uint64 // slots that follow one on its day, whatever the session
	days     []uint64 // the slots of each day
	Overlaps bool
	chained  uint64 // slots that follow the one before them on the day; for slots that do not overlap
}

func NewTimes(slots []wishes.Slot) *Times {
	n := len(slots)
	t := &Times{Number: make([]int, n), Place: make([]int, n)}
	for i := range t.Place {
		t.Place[i] = i
	}
	slices.SortStableFunc(t.Place, func(a, b int) int {
		return cmp.Or(slots[a].Day-slots[b].Day, slots[a].Start-slots[b].Start, slots[a].Length-slots[b].Length)
	})
	for i, place := range t.Place {
		t.Number[place] = i
	}
	at := func(i int) wishes.Slot { return slots[t.Place[i]] }
	for i := range n {
		var clash, begins, after, day uint64
		for j := range n {
			a, b := at(i), at(j)
			if a.Overlaps(b) {
				clash |= 1 << j
				t.Overlaps = t.Overlaps || i != j
			}
			if a.Day == b.Day {
				day |= 1 << j
				if b.Start >= a.Start && b.Start < a.End() {
					begins |= 1 << j
				}
			}
			if b.Day > a.Day || b.Day == a.Day && b.Start >= a.End() {
				after |= 1 << j
			}
		}
		t.Clash, t.Begins, t.After = append(t.Clash, clash), append(t.Begins, begins), append(t.After, after)
		if !slices.Contains(t.days, day) {
			t.days = append(t.days, day)
		}
	}
	for i := range n {
		t.row = append(t.row, t.following(slots, i, true))
		t.day = append(t.day, t.following(slots, i, false))
		if i+1 < n && t.day[i]>>(i+1)&1 == 1 {
			t.chained |= 1 << (i + 1)
		}
	}
	return t
}

// following is the slots of the day, or of the session, before which nothing fits after slot i.
func (t *Times) following(slots []wishes.Slot, i int, session bool) uint64 {
	out, first := uint64(0), -1
	a := slots[t.Place[i]]
	for j := range slots {
		b := slots[t.Place[j]]
		if b.Day != a.Day || b.Start < a.End() || session && b.Session != a.Session {
			continue
		}
		if first < 0 || b.End() < first {
			first = b.End()
		}
	}
	for j := range slots {
		b := slots[t.Place[j]]
		if b.Day == a.Day && b.Start >= a.End() && b.Start < first && (!session || b.Session == a.Session) {
			out |= 1 << j
		}
	}
	return out
}

// Capacity is how many slots of a mask can be used without overlap.
func (t *Times) Capacity(mask uint64) int {
	if !t.Overlaps {
		return bits.OnesCount64(mask)
	}
	n := 0
	for mask != 0 { // of those left, that which ends first: no later one begins before another's end
		best := -1
		for rest := mask; rest != 0; rest &= rest - 1 {
			if i := lowest(rest); best < 0 || bits.OnesCount64(t.After[i]) > bits.OnesCount64(t.After[best]) {
				best = i
			}
		}
		mask &= t.After[best]
		n++
	}
	return n
}

// Breaks counts the idle gaps between the slots of a mask, day by day.
func (t *Times) Breaks(mask uint64) int {
	if !t.Overlaps {
		n := bits.OnesCount64(mask &^ (mask << 1 & t.chained))
		for _, day := range t.days {
			if mask&day != 0 {
				n--
			}
		}
		return n
	}
	n, last := 0, -1
	for ; mask != 0; mask &= mask - 1 {
		s := lowest(mask)
		if last >= 0 && t.day[last]>>s&1 == 0 && slices.ContainsFunc(t.days, func(d uint64) bool { return d>>s&1 == 1 && d>>last&1 == 1 }) {
			n++
		}
		last = s
	}
	return n
}

// InARow says whether no more than so many slots of a mask follow one another in a session.
func (t *Times) InARow(mask uint64, most int32) bool {
	run, last := int32(0), -1
	for ; mask != 0; mask &= mask - 1 {
		s := lowest(mask)
		if last >= 0 && t.row[last]>>s&1 == 1 {
			run++
		} else {
			run = 1
		}
		if run > most {
			return false
		}
		last = s
	}
	return true
}

// lowest is the first slot of a mask.
func lowest(mask uint64) int { return bits.TrailingZeros64(mask) }
