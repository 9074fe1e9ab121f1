package trial

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"counterpart/engine/match"
)

var agencyNames = [agencies]string{
	"police", "border_guard", "customs", "immigration", "prosecution", "justice", "foreign_affairs", "labour", "finance", "coast_guard",
}

func leaf(i int) string  { return fmt.Sprintf("t%02d_%d", i/perField, i%perField) }
func field(i int) string { return fmt.Sprintf("t%02d", i) }

// state writes what people say of themselves.
func (t *Truth) state(rng *rand.Rand) {
	for f := range fields {
		t.Input.Topics = append(t.Input.Topics, match.Topic{Code: field(f)})
	}
	for i := range leaves {
		t.Input.Topics = append(t.Input.Topics, match.Topic{Code: leaf(i), Parent: field(i / perField)})
	}
	t.Input.People = make([]match.Person, len(t.people))
	for i := range t.people {
		t.Input.People[i] = t.stated(rng, i)
	}
}

func (t *Truth) stated(rng *rand.Rand, i int) match.Person {
	p := &t.people[i]
	out := match.Person{
		ID: id(i), Party: fmt.Sprintf("party%02d", p.party), Agency: agencyNames[p.agency], Region: fmt.Sprintf("region%d", p.region),
		Level: p.level, Consent: match.FieldAll,
	}
	if rng.Float64() < 0.05 {
		out.Post = "focal_point"
	}
	for l := range regions + 1 {
		if p.languages>>l&1 == 1 {
			out.Languages = append(out.Languages, fmt.Sprintf("l%d", l))
		}
	}
	if rng.Float64() >= silent {
		out.Offers, out.Seeks = interests(rng, p.skills), interests(rng, p.needs)
	}
	for a := range agencies {
		if p.counterparts>>a&1 == 1 && rng.Float64() < 0.5 {
			out.Wants = append(out.Wants, agencyNames[a])
		}
	}
	for _, j := range sorted(p.met) { // not in the order of the map: each draws a number
		if rng.Float64() < 0.7 {
			out.Met = append(out.Met, match.Meeting{Person: id(j), Months: 1 + rng.IntN(11)})
		}
	}
	if rng.Float64() < reserved {
		out.Consent = match.FieldListed | match.Fields(rng.Uint32())&match.FieldAll
	}
	return out
}

func sorted(set map[int]bool) []int { return slices.Sorted(maps.Keys(set)) }

// interests are what of the truth is stated: a part of it, some of it too general, now and then something else.
func interests(rng *rand.Rand, truth []strength) []match.Interest {
	var out []match.Interest
	add := func(topic string, size float64) {
		if !slices.ContainsFunc(out, func(x match.Interest) bool { return x.Topic == topic }) {
			out = append(out, match.Interest{Topic: topic, Priority: 1 + min(2, int((size-0.4)/0.2))})
		}
	}
	for _, s := range truth {
		switch chance := rng.Float64(); {
		case chance < lessNames*0.15:
			add(field(s.topic/perField), s.size)
		case chance < lessNames:
			add(leaf(s.topic), s.size)
		}
	}
	if rng.Float64() < 0.1 {
		add(leaf(rng.IntN(leaves)), 0.4)
	}
	return out
}

// wish lets people ask for some of those they know by repute and would gain from; a fifth of what is mutual is held back.
func (t *Truth) wish(rng *rand.Rand) {
	n := len(t.people)
	wishes := make([]map[int]bool, n)
	for u := range t.people {
		wishes[u] = map[int]bool{}
	}
	for u := range t.people {
		for range 80 {
			v := rng.IntN(n)
			if t.people[u].party == t.people[v].party || u == v { // one's own party is asked at home
				continue
			}
			if len(wishes[u]) < 5 && t.Yes(u, v) && rng.Float64() < 0.5 {
				wishes[u][v] = true
				if len(wishes[v]) < 5 && t.Yes(v, u) && rng.Float64() < 0.5 { // word gets round
					wishes[v][u] = true
				}
			}
		}
	}
	for u := range t.people {
		for v := range wishes[u] {
			if u < v && wishes[v][u] {
				t.Hidden = append(t.Hidden, [2]int{u, v})
			}
		}
	}
	slices.SortFunc(t.Hidden, func(a, b [2]int) int { return (a[0]-b[0])*n + a[1] - b[1] })
	rng.Shuffle(len(t.Hidden), func(i, j int) { t.Hidden[i], t.Hidden[j] = t.Hidden[j], t.Hidden[i] })
	t.Hidden = t.Hidden[:len(t.Hidden)/5]
	for _, pair := range t.Hidden {
		delete(wishes[pair[0]], pair[1])
		delete(wishes[pair[1]], pair[0])
	}
	t.write(rng, wishes)
}

func (t *Truth) write(rng *rand.Rand, wishes []map[int]bool) {
	for u := range t.people {
		p := &t.Input.People[u]
		for _, v := range sorted(wishes[u]) {
			p.Wishes = append(p.Wishes, match.Wish{Person: id(v), Kind: match.Want})
		}
		if v := rng.IntN(len(t.people)); v != u && rng.Float64() < 0.05 {
			p.Vetoes = append(p.Vetoes, id(v))
		}
	}
}
