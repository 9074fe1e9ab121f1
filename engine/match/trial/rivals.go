package trial

import (
	"math"
	"math/rand/v2"
	"sort"

	"counterpart/engine/match"
)

// Lists are the proposals for each person, the best first, by place in the input.
type Lists [][]int

// Matched are the lists of the matcher.
func Matched(r *match.Result, in *match.Input) Lists {
	at := make(map[string]int, len(in.People))
	for i := range in.People {
		at[in.People[i].ID] = i
	}
	lists := make(Lists, len(in.People))
	for i := range in.People {
		for _, id := range r.Peers(in.People[i].ID) {
			lists[i] = append(lists[i], at[id])
		}
	}
	return lists
}

// Random proposes anybody of another party.
func Random(in *match.Input, top int, seed uint64) Lists {
	rng := rand.New(rand.NewPCG(seed, 2))
	barred := bars(in)
	lists := make(Lists, len(in.People))
	for i := range lists {
		for tries := 0; len(lists[i]) < top && tries < 50*top; tries++ {
			j := rng.IntN(len(in.People))
			again := false
			for _, k := range lists[i] {
				again = again || k == j
			}
			if !again && !barred(i, j) {
				lists[i] = append(lists[i], j)
			}
		}
	}
	return lists
}

// bars gives the rivals the same knowledge of who is never proposed as the matcher has.
func bars(in *match.Input) func(i, j int) bool {
	vetoes := make([]map[string]bool, len(in.People))
	for i := range in.People {
		vetoes[i] = map[string]bool{}
		for _, id := range in.People[i].Vetoes {
			vetoes[i][id] = true
		}
	}
	party := func(i int) string {
		if in.People[i].Consent.Has(match.FieldParty) {
			return in.People[i].Party
		}
		return ""
	}
	return func(i, j int) bool {
		return i == j || party(i) != "" && party(i) == party(j) || vetoes[i][in.People[j].ID] || vetoes[j][in.People[i].ID]
	}
}

// Cosine is the plain rival: a person's topics, offered and sought in one bag, weighted by tf-idf; the nearest bags are proposed.
func Cosine(in *match.Input, top int) Lists {
	bag := func(p *match.Person) []match.Interest {
		return append(append([]match.Interest(nil), p.Offers...), p.Seeks...)
	}
	return nearest(in, top, bag, bag)
}

// OneWay is a stronger one: what the reader seeks against what the others offer.
func OneWay(in *match.Input, top int) Lists {
	return nearest(in, top, func(p *match.Person) []match.Interest { return p.Seeks }, func(p *match.Person) []match.Interest { return p.Offers })
}

// Reciprocal is the strongest: the harmonic mean of both directions of OneWay, as in the literature, without bounds.
func Reciprocal(in *match.Input, top int) Lists {
	seeks := tfidf(in, func(p *match.Person) []match.Interest { return p.Seeks })
	offers := tfidf(in, func(p *match.Person) []match.Interest { return p.Offers })
	barred := bars(in)
	lists := make(Lists, len(in.People))
	score := make([]float64, len(in.People))
	for i := range lists {
		order := make([]int, 0, len(score))
		for j := range score {
			a, b := product(seeks[i], offers[j]), product(seeks[j], offers[i])
			if score[j] = a * b / (a + b); a > 0 && b > 0 && !barred(i, j) {
				order = append(order, j)
			}
		}
		sort.SliceStable(order, func(a, b int) bool { return score[order[a]] > score[order[b]] })
		lists[i] = order[:min(top, len(order))]
	}
	return lists
}

func product(a, b map[string]float64) float64 {
	sum := 0.0
	for _, k := range keys(a) {
		sum += a[k] * b[k]
	}
	return sum
}

type posting struct {
	person int
	weight float64
}

func nearest(in *match.Input, top int, of, by func(*match.Person) []match.Interest) Lists {
	asks, index := tfidf(in, of), map[string][]posting{}
	for i, v := range tfidf(in, by) {
		for topic, w := range v {
			index[topic] = append(index[topic], posting{i, w})
		}
	}
	barred := bars(in)
	lists := make(Lists, len(in.People))
	score := make([]float64, len(in.People))
	for i := range lists {
		clear(score)
		for _, topic := range keys(asks[i]) {
			for _, p := range index[topic] {
				score[p.person] += asks[i][topic] * p.weight
			}
		}
		order := make([]int, 0, len(score))
		for j := range score {
			if score[j] > 0 && !barred(i, j) {
				order = append(order, j)
			}
		}
		sort.SliceStable(order, func(a, b int) bool { return score[order[a]] > score[order[b]] })
		lists[i] = order[:min(top, len(order))]
	}
	return lists
}

func keys(v map[string]float64) []string {
	out := make([]string, 0, len(v))
	for k := range v {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func tfidf(in *match.Input, of func(*match.Person) []match.Interest) []map[string]float64 {
	df := map[string]float64{}
	out := make([]map[string]float64, len(in.People))
	for i := range in.People {
		out[i] = map[string]float64{}
		if !in.People[i].Consent.Has(match.FieldListed | match.FieldTopics) {
			continue
		}
		for _, x := range of(&in.People[i]) {
			if out[i][x.Topic] == 0 {
				df[x.Topic]++
			}
			out[i][x.Topic] += float64(x.Priority)
		}
	}
	for _, v := range out {
		norm := 0.0
		for _, k := range keys(v) {
			v[k] *= math.Log(float64(len(out)) / df[k])
			norm += v[k] * v[k]
		}
		for k := range v {
			v[k] /= math.Sqrt(norm)
		}
	}
	return out
}
