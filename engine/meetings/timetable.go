package meetings

import (
	"errors"
	"fmt"
	"math/bits"
)

// Bounds of a timetable.
const (
	MaxSlots    = 64
	MaxPeople   = 200_000
	MaxMeetings = 4_000_000
)

// Timetable is a set of meetings that must all be held, the B2B scheduling problem: each in one slot, nobody in two
// at once, no slot with more meetings than tables, and as few breaks as possible.
//
// People, meetings and slots are numbered from 0. Sets of slots are bits: slot t is 1<<t.
type Timetable struct {
	People   int
	Slots    int
	Tables   []int    // by slot: meetings that fit
	Closed   []uint64 // by person: slots in which they cannot meet
	Meetings []Pair
	Before   [][2]int // the first meeting is held in an earlier slot than the second
	// Fairness is how many more breaks one person may have than another; below zero it does not matter.
	Fairness int
}

// Pair is a meeting of two people in one of the open slots.
type Pair struct {
	A, B int
	Open uint64
}

// Validate lists what is wrong with a timetable.
func (t *Timetable) Validate() error {
	var wrong []error
	say := func(format string, args ...any) {
		if len(wrong) < 20 {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	if t.People < 0 || t.People > MaxPeople || len(t.Closed) != t.People {
		say("there are %d people with %d sets of closed slots; at most %d people are handled", t.People, len(t.Closed), MaxPeople)
	}
	if t.Slots < 1 || t.Slots > MaxSlots || len(t.Tables) != t.Slots {
		say("there are %d slots with %d numbers of tables; from 1 to %d slots are handled", t.Slots, len(t.Tables), MaxSlots)
	}
	if len(t.Meetings) > MaxMeetings {
		say("there are %d meetings; at most %d are handled", len(t.Meetings), MaxMeetings)
	}
	for s, n := range t.Tables {
		if n < 0 {
			say("slot %d has %d tables", s+1, n)
		}
	}
	for m, p := range t.Meetings {
		if p.A < 0 || p.A >= t.People || p.B < 0 || p.B >= t.People || p.A == p.B {
			say("meeting %d is of persons %d and %d, and must be of two different ones from 1 to %d", m+1, p.A+1, p.B+1, t.People)
		}
	}
	for _, b := range t.Before {
		if b[0] < 0 || b[0] >= len(t.Meetings) || b[1] < 0 || b[1] >= len(t.Meetings) {
			say("meeting %d before meeting %d: there are %d meetings", b[0]+1, b[1]+1, len(t.Meetings))
		}
	}
	return errors.Join(wrong...)
}

// breaksOf is how often somebody busy in these slots waits between two meetings.
func breaksOf(busy uint64) int {
	return max(0, bits.OnesCount64(busy&^(busy<<1))-1)
}

// window is the slots in which a meeting can be, as far as its own people and sessions say.
func (t *Timetable) window(m int) uint64 {
	p := t.Meetings[m]
	all := ^uint64(0)
	if t.Slots < 64 {
		all = 1<<t.Slots - 1
	}
	return p.Open & all &^ t.Closed[p.A] &^ t.Closed[p.B]
}
