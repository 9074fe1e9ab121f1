package match

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
)

// smallGroup is how many people of an affiliation must have stated topics before anything is inferred from them: of fewer, a
// proposal could tell what one of them stated.
const smallGroup = 5

// spread is by how much a topic counts for its parent: half.
const spread = 2

// silentShare is how much of a whole vector a person gets who states nothing: their affiliation is a guess.
const silentShare = 2 // a half

// sums is a vector that is still being added up. Lists this short are faster than a map.
type sums []term

type term struct {
	topic  int32
	weight int64
}

func (s *sums) add(topic int32, weight int64) {
	for i := range *s {
		if (*s)[i].topic == topic {
			(*s)[i].weight += weight
			return
		}
	}
	*s = append(*s, term{topic, weight})
}

// describe makes the vectors of all people: what they state, spread to the parents, with the habits of their affiliation
// added as if they were one more statement.
func (e *engine) describe(ctx context.Context, people []*Person) {
	e.tree.weigh(people)
	seeks, offers := make([]vector, len(people)), make([]vector, len(people))
	e.parallel(ctx, len(people), func(i int) {
		p := people[i]
		seeks[i], offers[i] = e.stated(p, p.Seeks), e.stated(p, p.Offers)
		e.people[i].silent = len(p.Seeks)+len(p.Offers) == 0
	})
	seekHabits, offerHabits := gatherHabits(people, seeks), gatherHabits(people, offers)
	e.parallel(ctx, len(people), func(i int) {
		p := people[i]
		out := e.excluded(p)
		e.people[i].seek = blend(&seeks[i], len(p.Seeks), seekHabits.suggest[affiliations(p)], out)
		e.people[i].offer = blend(&offers[i], len(p.Offers), offerHabits.suggest[affiliations(p)], out)
	})
}

// excluded are the topics that a person corrected away.
func (e *engine) excluded(p *Person) map[int32]bool {
	var out map[int32]bool
	for _, c := range p.Corrections {
		if c.Kind == NotTopic {
			if out == nil {
				out = map[int32]bool{}
			}
			out[e.tree.index[c.Topic]] = true
		}
	}
	return out
}

// stated is the unit vector of what a person states.
func (e *engine) stated(p *Person, list []Interest) vector {
	out := e.excluded(p)
	add := make(sums, 0, 2*len(list))
	for _, x := range list {
		k := e.tree.index[x.Topic]
		if out[k] {
			continue
		}
		priority := int64(x.Priority)
		if priority == 0 {
			priority = 2
		}
		for part := int64(1); k >= 0; k, part = e.tree.parent[k], part*spread {
			if !out[k] {
				add.add(k, priority*e.tree.rarity[k]/part)
			}
		}
	}
	return add.vector(unit)
}

// vector keeps the strongest terms and brings them to a length.
func (s sums) vector(length uint64) vector {
	list := slices.DeleteFunc(s, func(t term) bool { return t.weight <= 0 })
	slices.SortFunc(list, func(a, b term) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.topic, b.topic)) })
	list = list[:min(len(list), terms)]
	level(list)
	slices.SortFunc(list, func(a, b term) int { return cmp.Compare(a.topic, b.topic) })
	square := uint64(0)
	for _, t := range list {
		square += uint64(t.weight * t.weight)
	}
	var v vector
	norm := sqrt(square)
	if norm*norm < square {
		norm++ // no vector is longer than its length, so that no product is above a whole
	}
	for _, t := range list {
		if w := uint64(t.weight) * length / max(norm, 1); w > 0 {
			v.topic[v.n], v.weight[v.n] = uint16(t.topic), uint16(w)
			v.n++
		}
	}
	return v
}

// level shifts weights, of which the first is the largest, so that this one has 28 bits: their squares fit, and the root of
// the sum of squares is exact to far more digits than a vector keeps.
func level(list []term) {
	if len(list) == 0 {
		return
	}
	shift := 28 - bits.Len64(uint64(list[0].weight))
	for i := range list {
		if shift >= 0 {
			list[i].weight <<= shift
		} else {
			list[i].weight >>= -shift
		}
	}
}

func (v *vector) addTo(s *sums, times int64) {
	for i := range v.n {
		s.add(int32(v.topic[i]), times*int64(v.weight[i]))
	}
}

// habits are what people of one affiliation state on average.
type habits struct {
	groups  map[[2]string]*habit // by kind of affiliation and its name
	suggest map[[3]string]vector // by all affiliations of a person
}

type habit struct {
	people int
	total  map[int32]int64
	vector vector
}

// affiliations are the type of agency, the post and the region.
func affiliations(p *Person) [3]string { return [3]string{p.Agency, p.Post, p.Region} }

var affiliationKinds = [3]string{"agency", "post", "region"}

func gatherHabits(people []*Person, stated []vector) habits {
	h := habits{map[[2]string]*habit{}, map[[3]string]vector{}}
	for i, p := range people {
		for k, name := range affiliations(p) {
			if v := &stated[i]; v.n > 0 && name != "" {
				h.group(affiliationKinds[k], name).add(v)
			}
		}
	}
	for _, group := range h.groups {
		var s sums
		for topic, weight := range group.total {
			s = append(s, term{topic, weight})
		}
		group.vector = s.vector(unit)
	}
	for _, p := range people {
		at := affiliations(p)
		if _, ok := h.suggest[at]; !ok {
			h.suggest[at] = h.of(at)
		}
	}
	return h
}

func (h habits) group(kind, name string) *habit {
	group := h.groups[[2]string{kind, name}]
	if group == nil {
		group = &habit{total: map[int32]int64{}}
		h.groups[[2]string{kind, name}] = group
	}
	return group
}

func (h *habit) add(v *vector) {
	h.people++
	for i := range v.n {
		h.total[int32(v.topic[i])] += int64(v.weight[i])
	}
}

// of is what affiliations suggest together; the type of agency says most.
func (h habits) of(at [3]string) vector {
	var s sums
	for k, name := range at {
		if group := h.groups[[2]string{affiliationKinds[k], name}]; group != nil && group.people >= smallGroup {
			group.vector.addTo(&s, [...]int64{2, 1, 1}[k])
		}
	}
	return s.vector(unit)
}

// blend adds the habits to n statements.
func blend(stated *vector, n int, habit vector, out map[int32]bool) vector {
	if habit.n == 0 {
		return *stated
	}
	add := make(sums, 0, 2*terms)
	habit.addTo(&add, 1)
	add = slices.DeleteFunc(add, func(t term) bool { return out[t.topic] })
	length := uint64(unit)
	if stated.n == 0 {
		length /= silentShare
	}
	stated.addTo(&add, int64(n))
	v := add.vector(length)
	for i := range v.n {
		if !stated.has(v.topic[i]) {
			v.inferred |= 1 << i
		}
	}
	return v
}

func (v *vector) has(topic uint16) bool {
	for i := range v.n {
		if v.topic[i] == topic {
			return true
		}
	}
	return false
}

// dot is the product of two vectors, in thousandths.
func (v *vector) dot(o *vector) int {
	sum, i, k := 0, 0, 0
	for i < int(v.n) && k < int(o.n) {
		switch a, b := v.topic[i], o.topic[k]; {
		case a < b:
			i++
		case a > b:
			k++
		default:
			sum += int(v.weight[i]) * int(o.weight[k])
			i, k = i+1, k+1
		}
	}
	return sum / (unit * unit / 1000)
}
