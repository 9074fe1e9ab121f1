package problem_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/networking/problem"
)

// What is packed comes back as it was.
func TestPack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[a-z0-9-]{1,8}`)
		plan := rapid.SliceOf(rapid.Custom(func(t *rapid.T) problem.Planned {
			m := problem.Planned{One: id.Draw(t, "one"), Two: id.Draw(t, "two"), Slot: id.Draw(t, "slot"), Table: id.Draw(t, "table"), Weight: rapid.IntRange(0, 1_000_000).Draw(t, "weight")}
			m.SitsOne, m.SitsTwo = m.One, m.Two
			if rapid.Bool().Draw(t, "company") {
				m.SitsOne, m.Interpreter = id.Draw(t, "sits"), rapid.SampledFrom([]string{"", "voice"}).Draw(t, "interpreter")
				m.Along = rapid.SliceOfN(id, 1, 3).Draw(t, "along")
			}
			return m
		})).Draw(t, "plan")
		text, err := problem.Pack(plan)
		if err != nil {
			t.Fatal(err)
		}
		back, err := problem.Unpack(text)
		if err != nil || len(back) != len(plan) || len(plan) > 0 && !reflect.DeepEqual(back, plan) {
			t.Fatalf("%v came back as %v (%v)", plan, back, err)
		}
	})
}

// Whatever stands in the place of a plan is read or refused.
func FuzzUnpack(f *testing.F) {
	text, err := problem.Pack([]problem.Planned{{One: "a", Two: "b", Slot: "s", Table: "t", Weight: 3}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add("")
	f.Add("AAAA")
	f.Fuzz(func(_ *testing.T, text string) { _, _ = problem.Unpack(text) })
}
