package match

import (
	"cmp"
	"context"
	"slices"
)

// keyTerms is how many of the strongest topics offered, and of those sought, stand in the index.
const keyTerms = 4

// bucket holds the people who offer one topic and seek another, those with the most at stake first.
type bucket []entry

type entry struct {
	person int32
	impact int32
	at     int32 // which key of the person this is
}

// pairKey is "offers one, seeks the other". Whoever can gain from a person and give to them stands under the turned key: a
// single list holds both halves of a reciprocal match, which is why only a few people need be looked at.
type pairKey uint32

func key(offered, sought uint16) pairKey { return pairKey(offered)<<16 | pairKey(sought) }

func (k pairKey) turned() pairKey { return k<<16 | k>>16 }

// index is the inverted index.
type index struct {
	buckets map[pairKey]bucket
	keys    [][]keyAt // of each person, the most at stake first
}

// keyAt is where a person stands in a bucket.
type keyAt struct {
	key    pairKey
	impact int32
	rank   int32
}

// strongest are the places of the heaviest terms.
func (v *vector) strongest() []uint8 {
	at := make([]uint8, v.n)
	for i := range at {
		at[i] = uint8(i)
	}
	slices.SortFunc(at, func(a, b uint8) int { return cmp.Or(cmp.Compare(v.weight[b], v.weight[a]), cmp.Compare(a, b)) })
	return at[:min(len(at), keyTerms)]
}

// index enters the people for whom open holds.
func (e *engine) index(ctx context.Context, open func(i int32) bool) *index {
	x := &index{buckets: map[pairKey]bucket{}, keys: make([][]keyAt, len(e.people))}
	e.parallel(ctx, len(e.people), func(i int) {
		if open(int32(i)) {
			x.keys[i] = e.people[i].keys()
		}
	})
	for i, keys := range x.keys {
		for at, k := range keys {
			x.buckets[k.key] = append(x.buckets[k.key], entry{int32(i), k.impact, int32(at)})
		}
	}
	all := make([]bucket, 0, len(x.buckets))
	for _, b := range x.buckets {
		all = append(all, b)
	}
	e.parallel(ctx, len(all), func(k int) {
		slices.SortFunc(all[k], func(a, c entry) int {
			return cmp.Or(cmp.Compare(c.impact, a.impact), cmp.Compare(e.hash[a.person], e.hash[c.person]), cmp.Compare(a.person, c.person))
		})
		for rank, entry := range all[k] {
			x.keys[entry.person][entry.at].rank = int32(rank)
		}
	})
	return x
}

// order lists everybody so that those who look at the same people follow one another: what is read of these is still at hand.
func (x *index) order() []int32 {
	out := make([]int32, len(x.keys))
	for i := range out {
		out[i] = int32(i)
	}
	slices.SortFunc(out, func(a, b int32) int {
		if len(x.keys[a]) == 0 || len(x.keys[b]) == 0 {
			return cmp.Or(cmp.Compare(len(x.keys[b]), len(x.keys[a])), cmp.Compare(a, b))
		}
		p, q := x.keys[a][0], x.keys[b][0]
		return cmp.Or(cmp.Compare(p.key, q.key), cmp.Compare(p.rank, q.rank), cmp.Compare(a, b))
	})
	return out
}

// keys are the keys of a person, those with the most at stake first.
func (p *profile) keys() []keyAt {
	offer, seek := p.offer.strongest(), p.seek.strongest()
	keys := make([]keyAt, 0, len(offer)*len(seek))
	for _, o := range offer {
		for _, s := range seek {
			impact := int32(p.offer.weight[o]) * int32(p.seek.weight[s]) / unit
			keys = append(keys, keyAt{key: key(p.offer.topic[o], p.seek.topic[s]), impact: impact})
		}
	}
	slices.SortFunc(keys, func(a, b keyAt) int { return cmp.Or(cmp.Compare(b.impact, a.impact), cmp.Compare(a.key, b.key)) })
	return keys
}

// visit calls with people who answer the keys of person i, up to a budget. From a long bucket it takes a window around the
// place where i itself stands in the turned bucket: those with much at stake look at one another, and nobody stands at the head of
// everybody's window.
func (x *index) visit(i int32, budget int, look func(j int32)) {
	keys := x.keys[i]
	for k, at := range keys {
		b := x.buckets[at.key.turned()]
		// What short buckets leave goes to the keys that follow; the first keys get the larger parts.
		part := max(2*budget/(len(keys)-k+1), 1)
		if part > budget {
			part = budget
		}
		from := 0
		if len(b) > part {
			centre := int(int64(at.rank) * int64(len(b)) / int64(len(x.buckets[at.key])))
			from = min(max(centre-part/2, 0), len(b)-part)
		} else {
			part = len(b)
		}
		for _, entry := range b[from : from+part] {
			look(entry.person)
		}
		budget -= part
	}
}
