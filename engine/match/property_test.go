package match

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var someTopics = []Topic{
	{Code: "borders"},
	{Code: "documents", Parent: "borders"},
	{Code: "biometrics", Parent: "borders"},
	{Code: "law"},
	{Code: "extradition", Parent: "law"},
	{Code: "returns"},
	{Code: "reintegration", Parent: "returns"},
}

func drawn[T any](t *rapid.T, of ...T) T { return rapid.SampledFrom(of).Draw(t, "value") }

func drawInterests(t *rapid.T) []Interest {
	var list []Interest
	for _, topic := range someTopics {
		if rapid.IntRange(0, 3).Draw(t, "states") == 0 {
			list = append(list, Interest{topic.Code, rapid.IntRange(0, 3).Draw(t, "priority")})
		}
	}
	return list
}

// drawPerson fills in what needs nobody else.
func drawPerson(t *rapid.T, id string) Person {
	p := Person{
		ID: id, Party: drawn(t, "", "a", "b", "c", "d"), Agency: drawn(t, "", "police", "customs"), Post: drawn(t, "", "focal"),
		Region: drawn(t, "", "north", "south"), Level: rapid.IntRange(0, 5).Draw(t, "level"),
		Languages: drawn(t, nil, []string{"en"}, []string{"fr"}, []string{"en", "fr"}), Wants: drawn(t, nil, []string{"police"}),
		Offers: drawInterests(t), Seeks: drawInterests(t), Consent: FieldAll,
	}
	if rapid.IntRange(0, 4).Draw(t, "reserved") == 0 {
		p.Consent = Fields(rapid.IntRange(0, int(FieldAll)).Draw(t, "consent"))
	}
	return p
}

func drawInput(t *rapid.T, least, most int) *Input {
	n := rapid.IntRange(least, most).Draw(t, "people")
	in := &Input{Topics: someTopics, People: make([]Person, n)}
	id := func(i int) string { return fmt.Sprintf("p%02d", i) }
	for i := range in.People {
		in.People[i] = drawPerson(t, id(i))
		drawLinks(t, &in.People[i], i, n, id)
	}
	return in
}

func drawLinks(t *rapid.T, p *Person, i, n int, id func(int) string) {
	for range rapid.IntRange(0, 3).Draw(t, "links") {
		j := rapid.IntRange(0, n-1).Draw(t, "other")
		if j == i {
			continue
		}
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0, 1:
			if !slices.ContainsFunc(p.Wishes, func(w Wish) bool { return w.Person == id(j) }) {
				p.Wishes = append(p.Wishes, Wish{id(j), drawn(t, Must, Want, RatherNot)})
			}
		case 2:
			p.Vetoes = append(p.Vetoes, id(j))
		case 3:
			p.Met = append(p.Met, Meeting{id(j), rapid.IntRange(0, 20).Draw(t, "months")})
		case 4:
			p.Corrections = append(p.Corrections, Correction{Kind: drawn(t, NotPerson, Known), Person: id(j)})
		}
	}
}

// answers is everything that comes out, by person.
func answers(t *rapid.T, in *Input, opt Options) map[string]List {
	r, err := Suggest(context.Background(), in, opt)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]List{}
	for _, id := range r.People() {
		out[id], _ = r.List(id)
	}
	return out
}

func peers(l List) []string {
	ids := []string{}
	for _, s := range l.Suggestions {
		ids = append(ids, s.Person)
	}
	return ids
}

func TestListsAreMutualBoundedAndOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, top := drawInput(t, 0, 30), rapid.IntRange(1, 6).Draw(t, "top")
		out := answers(t, in, Options{Top: top})
		for id, list := range out {
			if len(list.Suggestions) > top {
				t.Fatalf("%s has %d proposals of %d", id, len(list.Suggestions), top)
			}
			seen := map[string]bool{id: true}
			for k, s := range list.Suggestions {
				if seen[s.Person] {
					t.Fatalf("%s is shown %s twice or themselves", id, s.Person)
				}
				seen[s.Person] = true
				if !slices.Contains(peers(out[s.Person]), id) {
					t.Fatalf("%s sees %s and is not seen", id, s.Person)
				}
				if k > 0 && list.Suggestions[k-1].Score < s.Score {
					t.Fatalf("%s is not shown the best first", id)
				}
			}
		}
	})
}

func TestReasonsAddUpToTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for id, list := range answers(t, drawInput(t, 2, 20), Options{}) {
			for _, s := range list.Suggestions {
				sum := 0
				for _, r := range s.Reasons {
					sum += r.Contribution
				}
				if sum != s.Score || s.Score < 1 || s.Score > maxScore {
					t.Fatalf("%s sees %s: %d is explained as %d by %+v", id, s.Person, s.Score, sum, s.Reasons)
				}
			}
		}
	})
}

func TestScoreIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 2, 12)
		e := prepare(context.Background(), in, Options{Top: 3})
		for i := range e.people {
			for j := range e.people {
				if a, b := e.score(int32(i), int32(j)), e.score(int32(j), int32(i)); a != b {
					t.Fatalf("%s to %s is %d, back %d", e.names[i], e.names[j], a, b)
				}
			}
		}
	})
}

func TestOrderOfInputAndWorkersChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 2, 30)
		turned := &Input{Topics: rapid.Permutation(in.Topics).Draw(t, "topics"), People: rapid.Permutation(in.People).Draw(t, "order")}
		opt := Options{Top: rapid.IntRange(1, 6).Draw(t, "top"), Seed: rapid.Uint64().Draw(t, "seed")}
		first := answers(t, in, opt)
		opt.Workers = rapid.IntRange(1, 4).Draw(t, "workers")
		if second := answers(t, turned, opt); !reflect.DeepEqual(first, second) {
			t.Fatalf("%+v\nbecame\n%+v", first, second)
		}
	})
}

// Whatever stands in a field without consent, the same comes out.
func TestAFieldWithoutConsentChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 2, 25)
		other := &Input{Topics: in.Topics, People: slices.Clone(in.People)}
		k := rapid.IntRange(0, len(in.People)-1).Draw(t, "who")
		consent := Fields(rapid.IntRange(0, int(FieldAll)).Draw(t, "agreed"))
		in.People[k].Consent, other.People[k].Consent = consent, consent
		p, q := &other.People[k], drawPerson(t, in.People[k].ID)
		drawLinks(t, &q, k, len(in.People), func(i int) string { return in.People[i].ID })
		for field, replace := range map[Fields]func(){
			FieldParty: func() { p.Party = q.Party }, FieldAgency: func() { p.Agency = q.Agency }, FieldPost: func() { p.Post = q.Post },
			FieldRegion: func() { p.Region = q.Region }, FieldLevel: func() { p.Level = q.Level }, FieldLanguages: func() { p.Languages = q.Languages },
			FieldTopics: func() { p.Offers, p.Seeks = q.Offers, q.Seeks }, FieldWants: func() { p.Wants = q.Wants },
			FieldWishes: func() { p.Wishes = q.Wishes }, FieldMet: func() { p.Met = q.Met },
		} {
			if !consent.Has(field) || !consent.Has(FieldListed) {
				replace()
			}
		}
		if !consent.Has(FieldListed) { // then nothing of the person counts
			p.Vetoes, p.Corrections = q.Vetoes, q.Corrections
		}
		a, b := answers(t, in, Options{Top: 4}), answers(t, other, Options{Top: 4})
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("%s did not agree, and it changed\n%+v\ninto\n%+v", p.ID, a, b)
		}
	})
}

// A veto keeps both sides apart, and what comes out does not tell whose it was, or that it was a veto.
func TestAVetoHoldsAndIsNotToBeTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 3, 25)
		i := rapid.IntRange(0, len(in.People)-1).Draw(t, "i")
		j := (i + rapid.IntRange(1, len(in.People)-1).Draw(t, "further")) % len(in.People) // nobody vetoes themselves
		in.People[i].Consent |= FieldListed
		in.People[j].Consent |= FieldListed
		a, b := in.People[i].ID, in.People[j].ID
		with := func(change func(p, q *Person)) map[string]List {
			other := &Input{Topics: in.Topics, People: slices.Clone(in.People)}
			change(&other.People[i], &other.People[j])
			return answers(t, other, Options{Top: 5})
		}
		first := with(func(p, _ *Person) { p.Vetoes = append(slices.Clone(p.Vetoes), b) })
		if slices.Contains(peers(first[a]), b) || slices.Contains(peers(first[b]), a) {
			t.Fatal("a vetoed pair is proposed")
		}
		correct := func(kind string) func(p, q *Person) {
			return func(_, q *Person) {
				q.Corrections = append(slices.Clone(q.Corrections), Correction{Kind: kind, Person: a})
			}
		}
		for name, change := range map[string]func(p, q *Person){
			"by the other": func(_, q *Person) { q.Vetoes = append(slices.Clone(q.Vetoes), a) }, "not this person": correct(NotPerson), "known": correct(Known),
		} {
			if other := with(change); !reflect.DeepEqual(first, other) {
				t.Fatalf("%s looks different:\n%+v\n%+v", name, first, other)
			}
		}
	})
}

// With room for everybody a veto takes one name from each of the two lists, and changes nothing else anywhere.
func TestAVetoTouchesOthersOnlyThroughRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 8, 15)
		for k := range in.People { // no limit by party, and topics enough that nobody has to be looked after
			p := &in.People[k]
			p.Party, p.Vetoes, p.Corrections, p.Consent = p.ID, nil, nil, FieldAll
			p.Offers, p.Seeks = []Interest{{"law", 3}, {"borders", 1}}, []Interest{{"law", 3}, {"returns", 1}}
		}
		before := answers(t, in, Options{Top: 50})
		i := rapid.IntRange(0, len(in.People)-1).Draw(t, "i")
		a := in.People[i].ID
		b := drawn(t, peers(before[a])...)
		in.People[i].Vetoes = []string{b}
		after := answers(t, in, Options{Top: 50})
		for id, list := range before {
			list.Suggestions = slices.DeleteFunc(slices.Clone(list.Suggestions), func(s Suggestion) bool { return id == a && s.Person == b || id == b && s.Person == a })
			if !reflect.DeepEqual(list, after[id]) {
				t.Fatalf("the veto of %s against %s changed the list of %s:\n%+v\n%+v", a, b, id, list, after[id])
			}
		}
	})
}

// What the other said about the reader is not told unless both asked.
func TestWhatTheOtherSaidStaysWithThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 2, 20)
		for id, list := range answers(t, in, Options{}) {
			me := in.People[slices.IndexFunc(in.People, func(p Person) bool { return p.ID == id })]
			for _, s := range list.Suggestions {
				asked := slices.ContainsFunc(me.Wishes, func(w Wish) bool { return w.Person == s.Person })
				for _, r := range s.Reasons {
					if (r.Kind == KindWish || r.Kind == KindMutual) && (!asked || !me.Consent.Has(FieldWishes)) {
						t.Fatalf("%s reads what %s said: %+v", id, s.Person, r)
					}
				}
			}
		}
	})
}

// A topic corrected away is in none of the reasons its person reads.
func TestATopicCorrectedAwayIsGone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 2, 25)
		k, topic := rapid.IntRange(0, len(in.People)-1).Draw(t, "who"), drawn(t, someTopics...).Code
		in.People[k].Corrections = append(in.People[k].Corrections, Correction{Kind: NotTopic, Topic: topic})
		for _, s := range answers(t, in, Options{})[in.People[k].ID].Suggestions {
			for _, r := range s.Reasons {
				if r.Topic == topic {
					t.Fatalf("%s was corrected and comes again: %+v", topic, r)
				}
			}
		}
	})
}

// Nobody is left without: who has fewer proposals than enough has nobody else who could be proposed.
func TestNobodyIsLeftWithout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, 2, 30)
		e := prepare(context.Background(), in, Options{Top: 20})
		for id, list := range answers(t, in, Options{Top: 20}) {
			i, possible := slices.Index(e.names, id), 0
			for j := range e.people {
				if e.score(int32(i), int32(j)) > 0 {
					possible++
				}
			}
			if len(list.Suggestions) < min(enough, possible) {
				t.Fatalf("%s has %d proposals, and %d people could be proposed", id, len(list.Suggestions), possible)
			}
		}
	})
}

// The product over scattered vectors, of the search, is that of the reasons.
func TestBothProductsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := prepare(context.Background(), drawInput(t, 2, 12), Options{Top: 3})
		dense := make([]int32, len(e.tree.codes))
		for i := range e.people {
			e.people[i].seek.scatter(dense, 1)
			for j := range e.people {
				if a, b := e.people[j].offer.gather(dense), e.people[i].seek.dot(&e.people[j].offer); a != b || a > whole {
					t.Fatalf("%d and %d", a, b)
				}
			}
			e.people[i].seek.scatter(dense, 0)
		}
	})
}

// A root that was rounded down once made vectors longer than a whole, and a product 1,001 thousandths.
func TestNoVectorIsLongerThanItsLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s sums
		for topic := range int32(rapid.IntRange(1, terms).Draw(t, "topics")) {
			s = append(s, term{topic, rapid.Int64Range(1, 1<<rapid.IntRange(0, 40).Draw(t, "bits")).Draw(t, "weight")})
		}
		v := s.vector(unit)
		length := v.dot(&v)
		if length > whole || length < whole-2*terms {
			t.Fatalf("a vector of %v has the square %d", v.weight, length)
		}
	})
}
