package match

import (
	"cmp"
	"math/bits"
	"slices"
)

// tree is the taxonomy by number; topics stand in the order of their codes.
type tree struct {
	codes  []string
	parent []int32 // -1 at the top
	index  map[string]int32
	rarity []int64 // thousandths of log2(1 + n/df)
}

func newTree(topics []Topic) *tree {
	list := slices.Clone(topics)
	slices.SortFunc(list, func(a, b Topic) int { return cmp.Compare(a.Code, b.Code) })
	t := &tree{codes: make([]string, len(list)), parent: make([]int32, len(list)), index: make(map[string]int32, len(list))}
	for i, topic := range list {
		t.codes[i] = topic.Code
		t.index[topic.Code] = int32(i)
	}
	for i, topic := range list {
		t.parent[i] = -1
		if topic.Parent != "" {
			t.parent[i] = t.index[topic.Parent]
		}
	}
	return t
}

// weigh counts who states a topic, or one below it, and so how rare it is. A topic that few state says more.
func (t *tree) weigh(people []*Person) {
	count := make([]int64, len(t.codes))
	seen := make([]int, len(t.codes))
	stating := int64(0)
	for i, p := range people {
		for _, list := range [][]Interest{p.Offers, p.Seeks} {
			for _, x := range list {
				for k := t.index[x.Topic]; k >= 0 && seen[k] <= i; k = t.parent[k] {
					seen[k] = i + 1
					count[k]++
				}
			}
		}
		if len(p.Offers)+len(p.Seeks) > 0 {
			stating++
		}
	}
	t.rarity = make([]int64, len(t.codes))
	for k := range t.rarity {
		t.rarity[k] = log2(1_000_000 + 1_000_000*stating/max(count[k], 1))
	}
}

// log2 is the logarithm of millionths, in thousandths. It is computed in integers, so that every machine agrees.
func log2(x int64) int64 {
	const one = 1 << 30
	v := uint64(x) << 10 // room for the fraction below
	whole := int64(bits.Len64(v)) - 31
	if whole >= 0 {
		v >>= whole
	} else {
		v <<= -whole
	}
	// v is in [1, 2) as parts of 2^30: each squaring gives one more binary digit.
	fraction := int64(0)
	for digit := int64(1) << 15; digit > 0; digit >>= 1 {
		v = v * v >> 30
		if v >= 2*one {
			v >>= 1
			fraction += digit
		}
	}
	// x/10^6 is v * 2^whole * 2^20 / 10^6, and log2(10^6) is 19.931569.
	millionths := (whole+20)*1_000_000 + fraction*1_000_000>>16 - 19_931_569
	return (millionths + 500) / 1000
}

func sqrt(x uint64) uint64 {
	if x == 0 {
		return 0
	}
	r := uint64(1) << ((bits.Len64(x) + 1) / 2)
	for {
		next := (r + x/r) / 2
		if next >= r {
			return r
		}
		r = next
	}
}
