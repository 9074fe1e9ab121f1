package match

import (
	"cmp"
	"context"
	"slices"
)

// terms is how many topics of a vector are kept, the strongest first when there are more.
const terms = 10

// vector is a unit vector over topics, in ten-thousandths; topics ascend.
type vector struct {
	n        uint8
	inferred uint16 // bit i: term i comes from the affiliation alone
	topic    [terms]uint16
	weight   [terms]uint16
}

// unit is the length of a whole vector.
const unit = 10_000

// profile is what may be used of a person, in 128 bytes: the search reads little else, and from all over memory.
type profile struct {
	seek, offer   vector
	languages     [MaxLanguages / 64]uint64
	wants         uint64 // types of agency
	party, region int32  // 0 unknown
	agency        uint8  // 1 + its place, 0 unknown
	level         int8
	silent        bool // states no topics
}

// said is what a person said about another.
type said uint8

const (
	nothing said = iota
	ratherNot
	want
	must
)

var kinds = map[string]said{Must: must, Want: want, RatherNot: ratherNot}

// link is what is known between a person and another, from both sides.
type link struct {
	other       int32
	mine, yours said
	never       bool // vetoed or corrected away, by whom does not matter
	months      int16
}

const notMet = int16(-1)

// engine is the input made ready. People stand in the order of their ids, so that the order of the input is forgotten.
type engine struct {
	opt       Options
	tree      *tree
	names     []string // ids, ascending
	people    []profile
	hash      []uint64
	links     [][]link // by person, by other ascending
	agencies  []string // what the numbers stand for, for the reasons
	languages []string
	parties   int
}

// numbers gives names their places in the order of the names.
type numbers map[string]int32

func number(list []string) ([]string, numbers) {
	slices.Sort(list)
	list = slices.Compact(list)
	out := make(numbers, len(list))
	for i, name := range list {
		out[name] = int32(i) + 1
	}
	return list, out
}

// prepare reads the input down to what people consented to. Of a context that ended the rest is empty.
func prepare(ctx context.Context, in *Input, opt Options) *engine {
	people := make([]*Person, 0, len(in.People))
	for i := range in.People {
		if in.People[i].Consent.Has(FieldListed) {
			agreed := in.People[i].agreed()
			people = append(people, &agreed)
		}
	}
	slices.SortFunc(people, func(a, b *Person) int { return cmp.Compare(a.ID, b.ID) })
	e := &engine{opt: opt, names: make([]string, len(people)), people: make([]profile, len(people)), hash: make([]uint64, len(people))}
	for i, p := range people {
		e.names[i], e.hash[i] = p.ID, hash(p.ID, opt.Seed)
	}
	e.affiliate(people)
	e.tree = newTree(in.Topics)
	e.describe(ctx, people)
	e.link(ctx, people)
	return e
}

// agreed is the person with every field emptied that they did not agree to.
func (p *Person) agreed() Person {
	out := *p
	for _, text := range []struct {
		field Fields
		value *string
	}{{FieldParty, &out.Party}, {FieldAgency, &out.Agency}, {FieldPost, &out.Post}, {FieldRegion, &out.Region}} {
		if !p.Consent.Has(text.field) {
			*text.value = ""
		}
	}
	if !p.Consent.Has(FieldLevel) {
		out.Level = 0
	}
	if !p.Consent.Has(FieldLanguages) {
		out.Languages = nil
	}
	if !p.Consent.Has(FieldTopics) {
		out.Offers, out.Seeks = nil, nil
	}
	if !p.Consent.Has(FieldWants) {
		out.Wants = nil
	}
	if !p.Consent.Has(FieldWishes) {
		out.Wishes = nil
	}
	if !p.Consent.Has(FieldMet) {
		out.Met = nil
	}
	return out
}

func hash(id string, seed uint64) uint64 {
	h := mix(seed + 0x9e3779b97f4a7c15)
	for i := range len(id) {
		h = (h ^ uint64(id[i])) * 0x100000001b3
	}
	return mix(h)
}

func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// affiliate fills in everything but topics and links.
func (e *engine) affiliate(people []*Person) {
	var parties, regions, agencies, languages []string
	for _, p := range people {
		parties, regions = append(parties, p.Party), append(regions, p.Region)
		agencies, languages = append(append(agencies, p.Agency), p.Wants...), append(languages, p.Languages...)
	}
	known := func(list []string) ([]string, numbers) {
		return number(slices.DeleteFunc(list, func(s string) bool { return s == "" }))
	}
	partyList, party := known(parties)
	_, region := known(regions)
	var agency, language numbers
	e.agencies, agency = known(agencies)
	e.languages, language = known(languages)
	e.parties = len(partyList)
	for i, p := range people {
		to := &e.people[i]
		to.party, to.region, to.agency, to.level = party[p.Party], region[p.Region], uint8(agency[p.Agency]), int8(p.Level)
		for _, name := range p.Wants {
			to.wants |= 1 << (agency[name] - 1)
		}
		for _, name := range p.Languages {
			l := language[name] - 1
			to.languages[l/64] |= 1 << (l % 64)
		}
	}
}

// link gathers what is said about pairs under both of the pair.
func (e *engine) link(ctx context.Context, people []*Person) {
	e.links = make([][]link, len(people))
	index := make(map[string]int32, len(people))
	for i, id := range e.names {
		index[id] = int32(i)
	}
	for i, p := range people {
		// A person who takes no part is in nobody's links.
		both := func(id string, mine, yours link) {
			if j, ok := index[id]; ok {
				mine.other, yours.other = j, int32(i)
				e.links[i], e.links[j] = append(e.links[i], mine), append(e.links[j], yours)
			}
		}
		for _, w := range p.Wishes {
			kind := kinds[w.Kind]
			both(w.Person, link{mine: kind, months: notMet}, link{yours: kind, months: notMet})
		}
		for _, m := range p.Met {
			met := link{months: int16(m.Months)}
			both(m.Person, met, met)
		}
		never := link{never: true, months: notMet}
		for _, id := range p.Vetoes {
			both(id, never, never)
		}
		for _, c := range p.Corrections {
			if c.Kind != NotTopic {
				both(c.Person, never, never)
			}
		}
	}
	e.parallel(ctx, len(people), func(i int) { e.links[i] = merge(e.links[i]) })
}

// merge leaves one link for each other person.
func merge(list []link) []link {
	slices.SortFunc(list, func(a, b link) int { return cmp.Compare(a.other, b.other) })
	out := list[:0]
	for _, l := range list {
		if len(out) == 0 || out[len(out)-1].other != l.other {
			out = append(out, l)
			continue
		}
		last := &out[len(out)-1]
		last.mine, last.yours, last.never = max(last.mine, l.mine), max(last.yours, l.yours), last.never || l.never
		if l.months != notMet && (last.months == notMet || l.months < last.months) {
			last.months = l.months
		}
	}
	return out
}

// between is the link from one person to another; the zero of a link when there is none.
func (e *engine) between(i, j int32) link {
	list := e.links[i]
	if len(list) > 0 {
		if at, ok := slices.BinarySearchFunc(list, j, func(l link, j int32) int { return cmp.Compare(l.other, j) }); ok {
			return list[at]
		}
	}
	return link{other: j, months: notMet}
}
