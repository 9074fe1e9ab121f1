package match

import (
	"context"
	"reflect"
	"testing"
)

// example is the worked example of docs/algorithms/match.md; its numbers are computed there by hand.
func example() *Input {
	return &Input{
		Topics: []Topic{{Code: "borders"}, {Code: "documents", Parent: "borders"}, {Code: "law"}, {Code: "returns"}},
		People: []Person{
			{
				ID: "ana", Party: "A", Languages: []string{"en"}, Consent: FieldAll,
				Offers: []Interest{{"law", 2}}, Seeks: []Interest{{"documents", 2}},
			},
			{
				ID: "ben", Party: "B", Languages: []string{"en"}, Consent: FieldAll,
				Offers: []Interest{{"borders", 2}}, Seeks: []Interest{{"law", 2}, {"returns", 2}},
			},
		},
	}
}

func TestWorkedExample(t *testing.T) {
	e := prepare(context.Background(), example(), Options{Top: 20})
	// borders and law are stated by both, documents by one, returns by one: log2(1 + 2/2) and log2(1 + 2/1).
	for code, want := range map[string]int64{"borders": 1000, "law": 1000, "documents": 1585, "returns": 1585} {
		if got := e.tree.rarity[e.tree.index[code]]; got != want {
			t.Errorf("the rarity of %s is %d, by hand %d", code, got, want)
		}
	}
	ana, ben := &e.people[0], &e.people[1]
	if got := [2]int{ana.seek.dot(&ben.offer), ben.seek.dot(&ana.offer)}; got != [2]int{300, 533} {
		t.Errorf("the two directions are %d, by hand 300 and 533", got)
	}
	if got := e.score(0, 1); got != 460 {
		t.Errorf("the score is %d, by hand 460", got)
	}
	r, err := Suggest(context.Background(), example(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Reason{
		{KindTopic, "borders", Gain, "", 245},
		{KindTopic, "law", Give, "", 138},
		{KindLanguage, "", Both, "en", 39},
		{KindParty, "", Both, "", 38},
	}
	if got, _ := r.List("ana"); len(got.Suggestions) != 1 || !reflect.DeepEqual(got.Suggestions[0].Reasons, want) {
		t.Errorf("the list is %+v, by hand the reasons are %+v", got, want)
	}
}
