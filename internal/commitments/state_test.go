package commitments

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever happens to a commitment: nothing is reported that was not accepted, what was withdrawn stays so, what is done is left
// only by being opened again, and every step that was taken stands in its history.
func TestNoPathSkipsAStep(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		states, verbs := []State{Made}, []Verb{}
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			now := states[len(states)-1]
			v := rapid.SampledFrom(append([]Verb{Make}, Verbs...)).Draw(t, "verb")
			to, ok := now.After(v)
			if ok != slices.Contains(now.Can(), v) {
				t.Fatalf("%s says of %s %v", now, v, !ok)
			}
			if !ok {
				continue
			}
			switch {
			case now == Withdrawn:
				t.Fatalf("withdrawn was left for %s", to)
			case now == Done && v != Reopen:
				t.Fatalf("done was left by %s", v)
			case slices.Contains(Reports, v) && !slices.Contains(verbs, Accept):
				t.Fatalf("%s before it was accepted: %v", v, verbs)
			}
			states, verbs = append(states, to), append(verbs, v)
		}
		if len(verbs) != len(states)-1 {
			t.Fatalf("%d states and %d steps", len(states), len(verbs))
		}
	})
}

// None is lost: every state can be reached, has words, and from each the commitment can still be settled.
func TestEveryCommitmentCanBeSettled(t *testing.T) {
	t.Parallel()
	reached := map[State]bool{Made: true}
	for range States {
		for s := range reached {
			for _, to := range steps[s] {
				reached[to] = true
			}
		}
	}
	for _, s := range States {
		settles := !s.Open()
		for _, to := range steps[s] {
			settles = settles || !to.Open() || slices.ContainsFunc(to.Can(), func(v Verb) bool { return !steps[to][v].Open() })
		}
		if !reached[s] || !settles || s.Words() == "" {
			t.Errorf("%s: reached %v, settles %v, words %q", s, reached[s], settles, s.Words())
		}
	}
	if len(Open()) != 3 {
		t.Errorf("open: %v", Open())
	}
}
