package gen_test

import (
	"bytes"
	"testing"

	"counterpart/engine/wishes"
	"counterpart/engine/wishes/gen"
)

// The same seed makes the same instance, another one another, and both are valid.
func TestInstancesFollowTheSeed(t *testing.T) {
	text := func(seed uint64, saturated bool) string {
		p := gen.New(gen.Options{People: 300, Seed: seed, Saturated: saturated})
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := wishes.Write(&b, p); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	first := text(1, false)
	if again := text(1, false); first != again || first == text(2, false) || first == text(1, true) {
		t.Fatal("the instance does not follow from its options")
	}
}

// The rivals keep the rules too; otherwise beating them says nothing.
func TestRivalsKeepTheRules(t *testing.T) {
	for _, saturated := range []bool{false, true} {
		p := gen.New(gen.Options{People: 500, Seed: 3, Saturated: saturated})
		for name, plan := range map[string]wishes.Plan{"greedy": gen.Greedy(p), "MeetMax": gen.MeetMax(p)} {
			if faults := wishes.Check(p, plan, nil); len(faults) > 0 || len(plan.Meetings) < 500 {
				t.Errorf("%s: %d meetings, %v", name, len(plan.Meetings), faults)
			}
		}
	}
}
