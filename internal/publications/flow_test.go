package publications

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/results"
)

// Whatever people do in whatever order: nothing comes before its readers that was not reviewed in the same round by
// somebody who wrote none of it and agreed to by as many as the rule asks for, and what was withdrawn stays so until then.
func TestNoPathSkipsTheReview(t *testing.T) {
	people := []string{"ana", "ben", "chi", "dao"}
	party := map[string]string{"ana": "P", "ben": "P", "chi": "Q", "dao": ""}
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom([]results.Rule{{Needed: 1}, {Needed: 2}, {Needed: 2, DifferentParties: true}}).Draw(t, "rule")
		f := Begin(rapid.SampledFrom(people).Draw(t, "author"))
		// The test's own memory, apart from the flow.
		writers, reviewedBy, agreed, released := slices.Clone(f.Writers), "", []string{}, false
		for i := range rapid.IntRange(1, 40).Draw(t, "steps") {
			by := rapid.SampledFrom(people).Draw(t, fmt.Sprint("by", i))
			before := f
			var err error
			step := rapid.SampledFrom([]string{"save", "submit", "return", "approve", "release", "withdraw"}).Draw(t, fmt.Sprint("step", i))
			switch step {
			case "save":
				if f = f.Save(by); before.State == StateReleased {
					writers = nil
				}
				writers, reviewedBy, agreed = append(writers, by), "", nil
			case "submit":
				if f, err = f.Submit(); err == nil {
					reviewedBy, agreed = "", nil
				}
			case "return":
				if f, err = f.Return(); err == nil {
					reviewedBy, agreed = "", nil
				}
			case "approve":
				if f, err = f.Approve(by); err == nil {
					if slices.Contains(writers, by) {
						t.Fatalf("%s reviewed what they wrote", by)
					}
					reviewedBy = by
				}
			case "release":
				if f, err = f.Release(Consent{Actor: by, PartyID: party[by]}, rule); err == nil {
					agreed = append(agreed, by)
				}
			case "withdraw":
				if f, err = f.Withdraw(); err == nil {
					reviewedBy, agreed = "", nil
				}
			}
			if err != nil && (f.State != before.State || f.Standing != before.Standing || f.Round != before.Round) {
				t.Fatalf("%s was refused and changed something: %+v", step, f)
			}
			out := f.Standing == Out && (before.Standing != Out || f.State == StateReleased && before.State != StateReleased)
			if out {
				parties := map[string]bool{}
				for _, a := range agreed {
					parties[party[a]] = true
					if slices.Contains(writers, a) {
						t.Fatalf("%s released what they wrote", a)
					}
				}
				if step != "release" || reviewedBy == "" || len(agreed) < rule.Needed || rule.DifferentParties && len(parties) < rule.Needed {
					t.Fatalf("%s let it out: reviewed by %q, agreed %v, rule %+v", step, reviewedBy, agreed, rule)
				}
				released = true
			}
			if before.Standing == Withdrawn && f.Standing == Out && step != "release" {
				t.Fatalf("%s brought back what was withdrawn", step)
			}
			if f.Standing != NotOut && !released {
				t.Fatalf("%s made the standing %q without a release", step, f.Standing)
			}
		}
	})
}
