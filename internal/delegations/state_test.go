package delegations

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSteps(t *testing.T) {
	cases := []struct {
		from, to State
		want     bool
	}{
		{Nominated, Confirmed, true},
		{Nominated, Nominated, false},
		{Queried, Confirmed, false}, // the answer comes first
		{Queried, Nominated, true},
		{Queried, Reserve, false},
		{Reserve, Confirmed, true},
		{Reserve, Nominated, false},
		{Reserve, Substituted, false}, // there is no seat to hand over
		{Confirmed, Declined, false},  // a confirmed person is withdrawn, not declined
		{Confirmed, Reserve, false},
		{Confirmed, Substituted, true},
		{Declined, Confirmed, false},
		{Withdrawn, Nominated, false},
		{Substituted, Confirmed, false},
	}
	for _, c := range cases {
		if got := c.from.Leads(c.to); got != c.want {
			t.Errorf("%s to %s: %v", c.from, c.to, got)
		}
	}
}

// TestLives walks drawn lives of a nomination: every life ends in a final state that nothing follows,
// only what is active takes a seat, and nobody is confirmed while a question is open.
func TestLives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Nominated
		for range rapid.IntRange(0, 12).Draw(t, "steps") {
			if !s.Active() {
				break
			}
			next := rapid.SampledFrom(steps[s]).Draw(t, "next")
			if s == Queried && next == Confirmed {
				t.Fatal("confirmed with an open question")
			}
			if next.TakesSeat() && !s.TakesSeat() && next != Confirmed {
				t.Fatalf("%s took a seat from %s without being confirmed", next, s)
			}
			s = next
		}
		if s.TakesSeat() && !s.Active() {
			t.Fatalf("%s takes a seat and is over", s)
		}
		for _, next := range States {
			if !s.Active() && s.Leads(next) {
				t.Fatalf("%s is final and leads to %s", s, next)
			}
		}
		if s.Words() == string(s) {
			t.Fatalf("%s has no words", s)
		}
	})
}
