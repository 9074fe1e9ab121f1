package assignments

import (
	"slices"
	"strconv"
	"testing"

	"counterpart/internal/secondments/stages"

	"pgregory.net/rapid"
)

// Whatever happens to terms of reference: a call goes out only with the approvals of two people of two States who did not write this
// text, and no assignment is cancelled over a dossier that has not ended.
func TestNoCallWithoutBothCoManagers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x := Terms{Phase: Drafted, Author: "p0", Places: 1}
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			actor := "p" + strconv.Itoa(rapid.IntRange(0, 3).Draw(t, "actor"))
			party := rapid.SampledFrom([]string{"", "north", "south"}).Draw(t, "party")
			x.Live = rapid.IntRange(0, 1).Draw(t, "live")
			a := rapid.SampledFrom(Acts).Draw(t, "act")
			if x.Refused(a, actor, party) != "" {
				continue
			}
			before := x
			x = x.Take(a, actor, party)
			switch {
			case a == Approve && (actor == before.Author || party == "" || slices.Contains(before.Parties, party)):
				t.Fatalf("%s of %q approved %+v", actor, party, before)
			case a == Rewrite && len(x.Approvals) > 0:
				t.Fatal("a new text kept its approvals")
			case x.Phase == Open && (len(x.Approvals) < stages.ApprovalsNeeded || slices.Contains(x.Approvals, x.Author)):
				t.Fatalf("the call is out with %+v", x)
			case a == Cancel && before.Live > 0:
				t.Fatal("cancelled over a dossier that has not ended")
			}
		}
	})
}
