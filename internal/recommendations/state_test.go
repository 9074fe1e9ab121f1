package recommendations

import (
	"testing"

	"pgregory.net/rapid"
)

// However it is walked, a recommendation that was not accepted is open to nobody, one that was withdrawn stays so, and every other
// state leads to an end and back.
func TestWalks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, accepted := Proposed, false
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			can := s.Can()
			if len(can) == 0 {
				if s != Withdrawn {
					t.Fatalf("%s is a dead end", s)
				}
				return
			}
			v := rapid.SampledFrom(can).Draw(t, "verb")
			to, ok := s.After(v)
			if !ok || to.Words() == "" || v.Words() == "" || v == Note && to != s {
				t.Fatalf("%s %s %s", s, v, to)
			}
			if s = to; v == Accept {
				accepted = true
			}
			if s.Open() && !accepted || s.Waits() && !s.Open() || s == Proposed && accepted {
				t.Fatalf("%s, accepted %t", s, accepted)
			}
		}
	})
	for _, s := range States {
		for _, v := range append([]Verb{"nonsense"}, Verbs...) {
			if to, ok := s.After(v); ok != (to != "") {
				t.Errorf("%s %s leads to %q", s, v, to)
			}
		}
	}
}
