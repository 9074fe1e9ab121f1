package support

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// history is what a request went through in a drawn life.
type history struct {
	states []State
	verbs  []Verb
}

func (h history) state() State { return h.states[len(h.states)-1] }

// before tells whether the request was in the state before the last one.
func (h history) before(s State) bool { return slices.Contains(h.states[:len(h.states)-1], s) }

func draw(t *rapid.T) history {
	h := history{states: []State{Received}}
	for range rapid.IntRange(0, 60).Draw(t, "steps") {
		v := rapid.SampledFrom(append([]Verb{Enter}, Verbs...)).Draw(t, "verb")
		to, ok := h.state().After(v)
		if !ok {
			if slices.Contains(h.state().Can(), v) {
				t.Fatalf("%s says that it can %s", h.state(), v)
			}
			continue
		}
		if h.state().Ended() {
			t.Fatalf("%s ends and leads to %s", h.state(), to)
		}
		h.states, h.verbs = append(h.states, to), append(h.verbs, v)
	}
	return h
}

// Whatever happens to a request: nothing is circulated, offered, matched or delivered that was not authenticated and
// acknowledged and whose party could not object; nothing is asked before it was delivered; nothing is closed that was not
// answered; what has left by a side exit never comes back.
func TestNoPathSkipsAStep(t *testing.T) {
	t.Parallel()
	needs := map[State][]State{
		Acknowledged: {Authenticated}, Silence: {Authenticated, Acknowledged}, Circulated: {Authenticated, Acknowledged, Silence},
		Offered: {Acknowledged, Silence, Circulated}, Matched: {Acknowledged, Silence, Circulated, Offered}, Delivering: {Authenticated, Acknowledged, Matched},
		Delivered: {Authenticated, Acknowledged, Matched, Delivering}, Asked: {Delivered}, Met: {Asked}, PartlyMet: {Asked}, NotMet: {Asked}, Closed: {Authenticated, Acknowledged, Delivered, Asked},
	}
	rapid.Check(t, func(t *rapid.T) {
		h := draw(t)
		for _, s := range needs[h.state()] {
			if !h.before(s) {
				t.Fatalf("%s without %s: %v", h.state(), s, h.states)
			}
		}
		if len(h.verbs) != len(h.states)-1 {
			t.Fatalf("%d states and %d steps", len(h.states), len(h.verbs))
		}
		for i, s := range h.states[:len(h.states)-1] {
			if s.Ended() {
				t.Fatalf("%s was left for %s", s, h.states[i+1])
			}
		}
	})
}

// No dossier is lost: from every state that a request can reach, steps lead on to an end, and every state can be reached.
func TestEveryRequestCanEnd(t *testing.T) {
	t.Parallel()
	reached := map[State]bool{Received: true}
	for again := true; again; {
		again = false
		for s := range reached {
			for _, to := range steps[s] {
				again = again || !reached[to]
				reached[to] = true
			}
		}
	}
	ends := map[State]bool{}
	for range States {
		for _, s := range States {
			if s.Ended() {
				ends[s] = true
			}
			for _, to := range steps[s] {
				ends[s] = ends[s] || ends[to]
			}
		}
	}
	for _, s := range States {
		if !reached[s] || !ends[s] {
			t.Errorf("%s: reached %v, ends %v", s, reached[s], ends[s])
		}
		if s.Words() == string(s) {
			t.Errorf("%s has no words", s)
		}
	}
	if n := 0; len(reached) != len(States) {
		t.Errorf("%d states can be reached of %d (%d)", len(reached), len(States), n)
	}
	for _, s := range []State{Withdrawn, Declined, Merged, Referred, Closed} {
		if !s.Ended() {
			t.Errorf("%s does not end", s)
		}
	}
}
