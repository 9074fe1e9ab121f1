package actionplans

import (
	"testing"

	"pgregory.net/rapid"
)

// Whatever happens to a plan: nothing is followed or closed that was not signed, what was signed is never written again, and every
// plan can still be brought to its follow-up.
func TestNoPathSkipsAStep(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now, signed := Draft, false
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			v := rapid.SampledFrom(Verbs).Draw(t, "verb")
			to, ok := now.After(v)
			if !ok {
				continue
			}
			switch {
			case signed && (v == Write || v == Sign):
				t.Fatalf("%s after it was signed", v)
			case !signed && v != Write && v != Sign:
				t.Fatalf("%s before it was signed", v)
			}
			now, signed = to, signed || v == Sign
		}
		reached := map[State]bool{now: true}
		for range States {
			for s := range reached {
				for _, to := range steps[s] {
					reached[to] = true
				}
			}
		}
		if !reached[Followed] || now.Words() == "" {
			t.Fatalf("a plan that is lost: %s", now)
		}
	})
}
