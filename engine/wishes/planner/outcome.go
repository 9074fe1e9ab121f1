package planner

import (
	"slices"

	"counterpart/engine/wishes"
)

// outcomes says what became of each wish, once the plan was written: most of it is there.
func (in *instance) outcomes(st *state, paper *paper) []wishes.Outcome {
	out := paper.outcomes
	for _, i := range paper.also {
		if o := &out[in.wish[in.meeting[i]]]; o.Reason == wishes.Held {
			paper.met(i, o.Meeting)
		}
	}
	if len(in.rules) > 0 {
		for i := range out {
			if out[i].Reason == wishes.Crowded && in.excluded(st, i) {
				out[i].Reason = wishes.Excluded
			}
		}
	}
	return out
}

// excluded says whether each way to meet a wish is ruled out by another meeting.
func (in *instance) excluded(st *state, wish int) bool {
	for _, e := range in.choicesOf(wish) {
		if !slices.ContainsFunc(in.ruled[e], func(k int32) bool { return st.ruled[k] >= 0 }) {
			return false
		}
	}
	return true
}

// impossible is why a wish cannot be met in any plan. Time and language come first: they are told to everybody, and must not depend on a refusal.
func (in *instance) impossible(w *wishes.Wish) wishes.Reason {
	common, understood, vetoed := false, false, false
	for _, people := range seatings(w) {
		if in.common(w, people) == 0 {
			continue
		}
		common = true
		if units, needed := in.voicesFor(people); !needed || len(units) > 0 {
			understood = true
			vetoed = vetoed || in.anyRefused(people)
		}
	}
	switch {
	case !common:
		return wishes.NoSlot
	case !understood:
		return wishes.NoInterpreter
	case vetoed:
		return wishes.Vetoed
	}
	for _, people := range seatings(w) {
		if class, some := in.roomClass(w.Needs, people); some && in.rooms.Opens(class)&in.common(w, people) != 0 {
			return wishes.Conflicting
		}
	}
	return wishes.NoRoom
}

func (in *instance) common(w *wishes.Wish, people []int) uint64 {
	ok := in.allowed(w)
	for _, q := range people {
		ok &= in.open[q]
	}
	return ok
}
