package assessments

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func item(kind ItemKind, options []string, a Answer) Item {
	return Item{ID: "i", LineID: "line", Number: 1, Kind: kind, Points: 2, Texts: map[string]ItemText{"en": {Stem: "?", Options: options}}, Answer: a}
}

func TestRightOrNot(t *testing.T) {
	t.Parallel()
	four := []string{"one", "two", "three", "four"}
	order := item(Ordering, four, Answer{})
	inOrder := order.Letters()
	if slices.IsSorted(inOrder) {
		t.Errorf("the letters of an order tell it: %v", inOrder)
	}
	for _, c := range []struct {
		name  string
		item  Item
		given []string
		right bool
	}{
		{"the right one", item(Single, four, Answer{Right: []int{2}}), []string{"b"}, true},
		{"a wrong one", item(Single, four, Answer{Right: []int{2}}), []string{"a"}, false},
		{"nothing", item(Single, four, Answer{Right: []int{2}}), nil, false},
		{"all right ones", item(Multiple, four, Answer{Right: []int{1, 3}}), []string{"c", "a"}, true},
		{"one too few", item(Multiple, four, Answer{Right: []int{1, 3}}), []string{"a"}, false},
		{"one too many", item(Multiple, four, Answer{Right: []int{1, 3}}), []string{"a", "b", "c"}, false},
		{"false", item(TrueOr, nil, Answer{}), []string{"false"}, true},
		{"not true", item(TrueOr, nil, Answer{}), []string{"true"}, false},
		{"in order", order, inOrder, true},
		{"the other way", order, []string{inOrder[3], inOrder[2], inOrder[1], inOrder[0]}, false},
		{"folded", item(Short, nil, Answer{Accepted: []string{"Non-refoulement"}}), []string{"  NON  refoulement! "}, true},
		{"other words", item(Short, nil, Answer{Accepted: []string{"Non-refoulement"}}), []string{"asylum"}, false},
		{"within", item(Number, nil, Answer{Value: "12.5", Tolerance: "0.5"}), []string{"13"}, true},
		{"with a comma", item(Number, nil, Answer{Value: "12.5"}), []string{"12,5"}, true},
		{"beyond", item(Number, nil, Answer{Value: "12.5", Tolerance: "0.5"}), []string{"13.1"}, false},
		{"no number", item(Number, nil, Answer{Value: "12.5", Tolerance: "0.5"}), []string{"NaN"}, false},
		{"a scale", item(Scale, []string{"low", "high"}, Answer{}), []string{"3"}, false},
	} {
		if c.item.Right(c.given, nil) != c.right {
			t.Errorf("%s: %v is said to be %v", c.name, c.given, !c.right)
		}
	}
	short := item(Short, nil, Answer{Accepted: []string{"asylum"}})
	if !short.Right([]string{"Refuge"}, map[string]bool{"refuge": true}) {
		t.Error("an accepted wording is not right")
	}
}

// Whatever somebody sends: what is kept fits the item, survives being typed from paper, and points are given whole or not at all.
func TestAnswersFitTheirItems(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(ItemKinds).Draw(t, "kind")
		var options []string
		if kind.options() {
			for n := range rapid.IntRange(2, 6).Draw(t, "options") {
				options = append(options, "option "+strconv.Itoa(n))
			}
		}
		i := item(kind, options, Answer{Right: []int{1}, Accepted: []string{"word"}, Value: "1"})
		values := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"a", "b", "c", "f", "true", "false", "3", "9", "1"})), 0, 6).Draw(t, "values")
		kept := Answers{"i": values, "other": {"x"}}.kept([]Item{i})
		if len(kept) > 1 || len(kept) == 1 && kept["i"] == nil {
			t.Fatalf("kept %v", kept)
		}
		again := i.given(kept["i"])
		if !slices.Equal(again, kept["i"]) {
			t.Fatalf("%v becomes %v", kept["i"], again)
		}
		if raw, err := kept.Encode(); err != nil {
			t.Fatal(err)
		} else if back, err := decodeAnswers(raw); err != nil || !slices.Equal(back["i"], kept["i"]) {
			t.Fatalf("%v is read back as %v (%v)", kept, back, err)
		}
		if kind != Short && kind != Number && (kind != Ordering || len(again) == len(options)) {
			typed, ok := i.Typed(i.Short(again))
			if !ok || !slices.Equal(typed, again) {
				t.Fatalf("%s: %v typed as %q gives %v", kind, again, i.Short(again), typed)
			}
		}
		points, possible := score([]Item{i}, kept, nil)
		if points != 0 && points != possible || possible != 2 {
			t.Fatalf("%d of %d", points, possible)
		}
	})
}

// Everybody gets every question and every option once, in an order of their own that stays.
func TestShufflingLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, seed, who := rapid.IntRange(0, 40).Draw(t, "n"), rapid.String().Draw(t, "seed"), rapid.String().Draw(t, "who")
		order := mixed(n, seed, who)
		if !slices.Equal(order, mixed(n, seed, who)) {
			t.Fatal("another order the second time")
		}
		sorted := slices.Sorted(slices.Values(order))
		for k := range n {
			if sorted[k] != k {
				t.Fatalf("%v", order)
			}
		}
	})
}

// No figure is shown of fewer than the least; a median lies between the least and the greatest; the parties shown never leave a rest
// that is small and could be told.
func TestGainOfGroups(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const least = 5
		var pairs []pair
		for range rapid.IntRange(0, 40).Draw(t, "people") {
			pairs = append(pairs, pair{rapid.SampledFrom([]string{"A", "B", "C", "D"}).Draw(t, "party"), rapid.Float64Range(0, 100).Draw(t, "before"), rapid.Float64Range(0, 100).Draw(t, "after")})
		}
		g := gainOf(pairs, least)
		if g.Shown != (len(pairs) >= least) || !g.Shown && (g.Before != 0 || g.After != 0 || g.Gain != 0 || g.Normal) {
			t.Fatalf("%+v of %d", g, len(pairs))
		}
		if g.Shown && (g.Before < 0 || g.Before > 100 || math.IsNaN(g.Normalised)) {
			t.Fatalf("%+v", g)
		}
		for _, p := range byParty(pairs, least) {
			if p.N < least || !p.Shown || p.Normal {
				t.Fatalf("%+v is shown", p)
			}
		}
	})
	g := gainOf([]pair{{"A", 20, 60}, {"A", 40, 70}, {"A", 40, 50}, {"B", 60, 80}, {"B", 50, 50}}, 5)
	if g.Before != 40 || g.After != 60 || g.Gain != 20 || math.Abs(g.Normalised-100.0*100/290) > 1e-9 {
		t.Errorf("%+v", g)
	}
}

func TestDiscrimination(t *testing.T) {
	t.Parallel()
	i := item(Single, []string{"a", "b"}, Answer{Right: []int{1}})
	c := newCounter(i)
	for n := range 15 {
		given := "b"
		if n >= 10 {
			given = "a"
		}
		c.add(Sitting{ID: strconv.Itoa(n), Raw: "{}", Answers: Answers{"i": {given}}, Score: n, Possible: 15}, nil)
	}
	c.add(Sitting{ID: "erased", Score: 3, Possible: 15}, nil)
	s := c.stats(5)
	if s.N != 15 || math.Abs(s.Difficulty-100.0/3) > 1e-9 || !s.Discriminates || s.Discrimination != 100 {
		t.Errorf("%+v", s)
	}
	if s := c.stats(16); s.Shown || s.Difficulty != 0 {
		t.Errorf("shown of few: %+v", s)
	}
}
