package reuse_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/gaps/answers"
	"counterpart/internal/gaps/reuse"
)

func anyAnswer(t *rapid.T) answers.Answer {
	pick := func(name string, list ...string) string {
		return rapid.SampledFrom(append([]string{""}, list...)).Draw(t, name)
	}
	return answers.Answer{
		Applicability: pick("applicability", answers.Applicabilities...), DeJure: pick("de jure", answers.DeJures...),
		DeFacto: pick("de facto", answers.DeFactos...), Confidence: pick("confidence", answers.Confidences...),
		Law: pick("law", "a", "b"), Practice: pick("practice", "a", "b"), Challenge: pick("challenge", "a"), GoodPractice: pick("good practice", "a"),
		AssistanceWords: pick("assistance words", "a"),
		Assistance:      rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"training", "mission"}), 0, 2, rapid.ID[string]).Draw(t, "help"),
		Citations:       rapid.SliceOfNDistinct(rapid.SampledFrom([]answers.Citation{{Text: "Act"}, {LawID: "l1"}, {LawID: "l1", Article: "2"}}), 0, 3, rapid.ID[answers.Citation]).Draw(t, "citations"),
		Evidence:        rapid.SampledFrom([][]answers.Evidence{nil, {{Title: "Report"}}}).Draw(t, "evidence"),
	}
}

func anyHeld(t *rapid.T) map[string]answers.Answer {
	return rapid.MapOfN(rapid.SampledFrom([]string{"b", "c", "d", "e", "f", "g"}), rapid.Custom(anyAnswer), 0, 6).Draw(t, "held")
}

// Whatever is offered: what was answered stays, only what is empty is filled, each filled field says from where, and once is enough.
func TestFillNeverOverwrites(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		held, list, before := anyHeld(t), anyMappings(t), anyAnswer(t)
		m := reuse.NewMap(list)
		offers := m.Offers("a", held)
		after, filled := reuse.Fill(before, offers)
		var named []string
		for _, f := range filled {
			named = append(named, f.Field)
			if p := f.Path; p[0].From != f.Source || p[len(p)-1].To != "a" {
				t.Fatalf("%s from %s by %s", f.Field, f.Source, p)
			}
			if _, known := held[f.Source]; !known {
				t.Fatalf("%s comes from %s, where nothing is answered", f.Field, f.Source)
			}
		}
		emptied := answers.Changed(answers.Answer{}, before)
		for _, name := range answers.Changed(before, after) {
			if slices.Contains(emptied, name) {
				t.Fatalf("%s was answered and is changed", name)
			}
			if !slices.Contains(named, name) {
				t.Fatalf("%s is filled and nobody says from where", name)
			}
		}
		for _, name := range named {
			if !slices.Contains(answers.Changed(before, after), name) {
				t.Fatalf("%s is said to be filled and is not", name)
			}
		}
		if again, more := reuse.Fill(after, offers); len(more) > 0 || !again.Equal(after) {
			t.Fatalf("a second time fills %v", more)
		}
	})
}

// What comes over a part is never more than partial, nothing is said of how it is applied, and nobody is bound by another treaty.
func TestTheWeakestLinkBinds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		held := anyHeld(t)
		offers := reuse.NewMap(anyMappings(t)).Offers("a", held)
		for i, o := range offers {
			was := held[o.Source]
			if o.Answer.Applicability != "" || o.Answer.Confidence != "" {
				t.Fatalf("%+v is carried", o.Answer)
			}
			weakest := reuse.Whole
			for _, s := range o.Path {
				if part(s.Relation) {
					weakest = reuse.Part
				}
			}
			switch got := o.Answer.DeJure; {
			case weakest == reuse.Whole && (got != was.DeJure || o.Answer.DeFacto != was.DeFacto):
				t.Fatalf("over the whole, %q becomes %q", was.DeJure, got)
			case weakest == reuse.Part && (got == "full" || got == "beyond" || o.Answer.DeFacto != ""):
				t.Fatalf("over a part, %q becomes %q and %q", was.DeJure, got, o.Answer.DeFacto)
			case weakest == reuse.Part && was.DeJure == "none" && got != "none":
				t.Fatalf("none becomes %q", got)
			}
			if i > 0 && offers[i-1].Path.Coverage() == reuse.Part && weakest == reuse.Whole {
				t.Fatal("a part stands before a whole")
			}
			if was.Applicability == "not_applicable" {
				t.Fatal("what does not apply is offered")
			}
		}
	})
}

func TestTheOrderOfTheOffersDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		held, list, into := anyHeld(t), anyMappings(t), anyAnswer(t)
		want, from := reuse.Fill(into, reuse.NewMap(list).Offers("a", held))
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		offers := reuse.NewMap(list).Offers("a", held)
		r.Shuffle(len(offers), func(i, j int) { offers[i], offers[j] = offers[j], offers[i] })
		if got, names := reuse.Fill(into, offers); !got.Equal(want) || !reflect.DeepEqual(names, from) {
			t.Fatalf("%+v by %v, then %+v by %v", want, from, got, names)
		}
	})
}

func TestFillTakesTheBest(t *testing.T) {
	t.Parallel()
	m := reuse.NewMap([]reuse.Mapping{{From: "part", Relation: reuse.Subset, To: "t"}, {From: "t", Relation: reuse.Equal, To: "whole"}})
	held := map[string]answers.Answer{
		"part":  {DeJure: "beyond", Law: "of a part", Practice: "seen", DeFacto: "regularly", Citations: []answers.Citation{{Text: "Act"}, {Text: "Code"}}},
		"whole": {DeJure: "partial", Law: "of all", Citations: []answers.Citation{{Text: "Code"}, {Text: "Decree"}}},
	}
	got, filled := reuse.Fill(answers.Answer{Challenge: "mine"}, m.Offers("t", held))
	want := answers.Answer{Challenge: "mine", DeJure: "partial", Law: "of all", Practice: "seen", Citations: []answers.Citation{{Text: "Code"}, {Text: "Decree"}, {Text: "Act"}}}
	if !got.Equal(want) {
		t.Errorf("%+v", got)
	}
	var said []string
	for _, f := range filled {
		said = append(said, f.Field+" "+f.Path.String())
	}
	if !slices.Equal(said, []string{"de_jure whole equal t", "law whole equal t", "citations whole equal t", "citations part subset t", "practice part subset t"}) {
		t.Errorf("%q", said)
	}
	if got, filled := reuse.Fill(answers.Answer{Applicability: "not_applicable"}, m.Offers("t", held)); len(filled) > 0 || got.DeJure != "" {
		t.Errorf("what does not apply is filled: %+v", got)
	}
}
