package trial

import (
	"context"
	"math"
	"reflect"
	"testing"

	"counterpart/engine/match"
)

func matched(t *testing.T, in *match.Input) Lists {
	t.Helper()
	r, err := match.Suggest(context.Background(), in, match.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Matched(r, in)
}

// The goal: a third more good meetings than plain tf-idf, with exposure spread more evenly. It holds against the reciprocal
// rival too.
func TestBetterThanTheRivals(t *testing.T) {
	for _, seed := range []uint64{1, 2} {
		truth := New(400, seed)
		m := truth.Measure(matched(t, &truth.Input))
		for name, lists := range map[string]Lists{"cosine": Cosine(&truth.Input, 20), "one way": OneWay(&truth.Input, 20), "reciprocal": Reciprocal(&truth.Input, 20), "random": Random(&truth.Input, 20, seed)} {
			rival := truth.Measure(lists)
			if m.Precision < 1.3*rival.Precision || m.Coverage <= rival.Coverage || m.Held <= rival.Held {
				t.Errorf("seed %d: %+v is not well above %s, %+v", seed, m, name, rival)
			}
			if name != "random" && m.Gini >= rival.Gini {
				t.Errorf("seed %d: exposure is less even than with %s: %v, %v", seed, name, m.Gini, rival.Gini)
			}
		}
		if m.Most > 20 || m.Reciprocity != 1 {
			t.Errorf("seed %d: lists are not mutual or not bounded: %+v", seed, m)
		}
	}
}

func TestTheTruthIsTheSameForASeed(t *testing.T) {
	a, b := New(150, 7), New(150, 7)
	if !reflect.DeepEqual(a.Input, b.Input) || !reflect.DeepEqual(a.Hidden, b.Hidden) || a.Gain(3, 4) != b.Gain(3, 4) {
		t.Error("the same seed gives another world")
	}
	if c := New(150, 8); reflect.DeepEqual(a.Input, c.Input) {
		t.Error("another seed gives the same world")
	}
	if err := a.Input.Check(); err != nil {
		t.Error(err)
	}
}

// Everybody says yes to about a tenth of the room, and a wish held back is in nobody's input.
func TestTheTruthHoldsToItsModel(t *testing.T) {
	truth := New(300, 3)
	yes := 0
	for u := range 300 {
		for v := range 300 {
			if truth.Yes(u, v) {
				yes++
			}
			if truth.Good(u, v) != truth.Good(v, u) {
				t.Fatalf("a meeting of %d and %d is good for one", u, v)
			}
		}
	}
	if share := float64(yes) / (300 * 299); math.Abs(share-yesShare) > 0.01 {
		t.Errorf("people say yes to %v of the room", share)
	}
	for _, pair := range truth.Hidden {
		for k := range 2 {
			for _, w := range truth.Input.People[pair[k]].Wishes {
				if w.Person == id(pair[1-k]) {
					t.Errorf("the wish of %d for %d is not held back", pair[k], pair[1-k])
				}
			}
		}
	}
}

func TestGini(t *testing.T) {
	for _, c := range []struct {
		counts []int
		want   float64
	}{{[]int{5, 5, 5, 5}, 0}, {[]int{0, 0, 0, 8}, 0.75}, {[]int{1, 3}, 0.25}, {[]int{0, 0}, 0}} {
		if got := gini(c.counts); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("the Gini coefficient of %v is %v, by hand %v", c.counts, got, c.want)
		}
	}
}
