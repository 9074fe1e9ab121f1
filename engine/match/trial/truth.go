// Package trial holds an invented truth about who would gain from meeting whom, the lists of simple rivals, and the measures
// that compare them.
//
// The truth is written from the problem, not from the matcher. A person needs and knows topics; what a meeting gives is the
// share of the needs that the other can meet, less what a missing common language, an old acquaintance or a wide gap of rank
// takes away, times a chemistry that no form asks about. Everybody has limited time: they say yes to the best tenth of the
// room. A meeting is good when both say yes. The matcher sees only what people state, which is incomplete, sometimes too
// general, sometimes wrong, and for some people nothing but their affiliation.
package trial

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"

	"counterpart/engine/match"
)

// The size of the invented world.
const (
	fields    = 12 // topics at the top of the tree
	perField  = 6  // topics under each
	leaves    = fields * perField
	parties   = 60
	agencies  = 10
	regions   = 6
	yesShare  = 0.10 // share of the room to which a person says yes
	silent    = 0.15 // share of people who state no topics
	reserved  = 0.10 // share of people who agree to a part of the fields only
	lessNames = 0.75 // chance that a true topic is stated
)

// Truth is the invented world; the matcher sees only Input.
type Truth struct {
	Input  match.Input
	Hidden [][2]int // mutual wishes that were held back from the input
	seed   uint64
	people []person
	yes    []float64 // from which gain on a person says yes
}

type strength struct {
	topic int
	size  float64
}

type person struct {
	needs, skills []strength
	skill         [leaves]float32
	field         [fields]float32 // the best skill in each field
	need          float64         // the sum of the needs
	party, agency int
	region, level int
	languages     uint64
	counterparts  uint64 // types of agency that are of use whatever the topic
	met           map[int]bool
}

// New invents n people. The same n and seed give the same world.
func New(n int, seed uint64) *Truth {
	t := &Truth{seed: seed, people: make([]person, n)}
	rng := rand.New(rand.NewPCG(seed, 1))
	w := newWorld(rng)
	for i := range t.people {
		t.people[i] = w.person(rng)
	}
	t.acquaint(rng)
	t.reserve(rng)
	t.state(rng)
	t.wish(rng)
	return t
}

// world is what people are drawn from.
type world struct {
	topics   []float64           // popularity, Zipf
	tilt     [agencies][]float64 // how much more an agency knows of a topic
	lack     [agencies][]float64 // how much more it needs
	useful   [agencies]uint64    // its natural counterparts
	parties  []float64           // sizes of delegations, skewed
	partyAt  [parties]int        // region
	language [parties]int        // language of the party
}

func newWorld(rng *rand.Rand) *world {
	w := &world{topics: zipf(rng, leaves, 1), parties: zipf(rng, parties, 0.7)}
	for a := range agencies {
		w.tilt[a], w.lack[a] = tilted(rng, 3), tilted(rng, 4)
		for range 2 {
			w.useful[a] |= 1 << rng.IntN(agencies)
		}
		if rng.Float64() < 0.6 {
			w.useful[a] |= 1 << a
		}
	}
	for p := range parties {
		w.partyAt[p] = rng.IntN(regions)
		w.language[p] = 1 + w.partyAt[p]
		if rng.Float64() < 0.3 {
			w.language[p] = 1 + rng.IntN(regions)
		}
	}
	return w
}

// zipf gives popularities by rank, the ranks in random order.
func zipf(rng *rand.Rand, n int, exponent float64) []float64 {
	out := make([]float64, n)
	for rank, i := range rng.Perm(n) {
		out[i] = math.Pow(float64(rank+1), -exponent)
	}
	return out
}

// tilted weighs the topics of some fields eight times.
func tilted(rng *rand.Rand, own int) []float64 {
	out := make([]float64, leaves)
	for i := range out {
		out[i] = 1
	}
	for _, f := range rng.Perm(fields)[:own] {
		for i := f * perField; i < (f+1)*perField; i++ {
			out[i] = 8
		}
	}
	return out
}

func (w *world) person(rng *rand.Rand) person {
	p := person{party: draw(rng, w.parties, nil), agency: rng.IntN(agencies), level: 1 + min(rng.IntN(5), rng.IntN(5)), met: map[int]bool{}}
	p.region, p.counterparts = w.partyAt[p.party], w.useful[p.agency]
	if rng.Float64() < 0.8 {
		p.languages |= 1 << w.language[p.party]
	}
	if rng.Float64() < 0.65 || p.languages == 0 {
		p.languages |= 1 // the working language
	}
	if rng.Float64() < 0.1 {
		p.languages |= 1 << (1 + rng.IntN(regions))
	}
	p.skills = distinct(rng, w.topics, w.tilt[p.agency], 3+rng.IntN(4), nil)
	p.needs = distinct(rng, w.topics, w.lack[p.agency], 3+rng.IntN(3), p.skills)
	for _, s := range p.skills {
		p.skill[s.topic] = float32(s.size)
		p.field[s.topic/perField] = max(p.field[s.topic/perField], float32(s.size))
	}
	for _, s := range p.needs {
		p.need += s.size
	}
	return p
}

// draw takes an index with a chance in proportion to the weights.
func draw(rng *rand.Rand, weights, times []float64) int {
	sum := make([]float64, len(weights))
	total := 0.0
	for i, w := range weights {
		if times != nil {
			w *= times[i]
		}
		total += w
		sum[i] = total
	}
	return min(sort.SearchFloat64s(sum, rng.Float64()*total), len(weights)-1)
}

// distinct draws topics with a strength, none twice and none of those left out.
func distinct(rng *rand.Rand, popular, tilt []float64, n int, out []strength) []strength {
	taken := map[int]bool{}
	for _, s := range out {
		taken[s.topic] = true
	}
	list := make([]strength, 0, n)
	for len(list) < n {
		topic := draw(rng, popular, tilt)
		if !taken[topic] {
			taken[topic] = true
			list = append(list, strength{topic, 0.4 + 0.6*rng.Float64()})
		}
	}
	return list
}

// acquaint lets people have met some of their region or of their kind of agency within the year.
func (t *Truth) acquaint(rng *rand.Rand) {
	n := len(t.people)
	for i := range t.people {
		for range 12 {
			j := rng.IntN(n)
			if i != j && (t.people[i].region == t.people[j].region || t.people[i].agency == t.people[j].agency) {
				t.people[i].met[j], t.people[j].met[i] = true, true
			}
		}
	}
}

// Gain is what a meeting with v gives u.
func (t *Truth) Gain(u, v int) float64 {
	a, b := &t.people[u], &t.people[v]
	gain := 0.0
	for _, need := range a.needs {
		// Someone from the same field helps a little.
		gain += need.size * float64(max(b.skill[need.topic], 0.35*b.field[need.topic/perField]))
	}
	gain /= a.need
	if a.counterparts>>b.agency&1 == 1 {
		gain += 0.12
	}
	if a.languages&b.languages == 0 {
		gain *= 0.4
	}
	if a.party == b.party { // they can meet at home
		gain *= 0.4
	}
	if a.met[v] {
		gain *= 0.5
	}
	if d := a.level - b.level; d >= 3 || d <= -3 {
		gain *= 0.7
	}
	return gain * t.chemistry(u, v)
}

// chemistry is what nobody can know beforehand: a factor with a spread of a quarter, fixed for the pair and the direction.
func (t *Truth) chemistry(u, v int) float64 {
	x := t.seed*0x9e3779b97f4a7c15 + uint64(u)*0xbf58476d1ce4e5b9 + uint64(v)*0x94d049bb133111eb
	sum := 0.0
	for range 4 { // four uniform numbers are near enough to a bell
		x ^= x >> 30
		x *= 0xbf58476d1ce4e5b9
		x ^= x >> 27
		x *= 0x94d049bb133111eb
		x ^= x >> 31
		sum += float64(x>>11)/(1<<53) - 0.5
	}
	return math.Exp(0.25 * sum * math.Sqrt(3))
}

// reserve finds for each person the gain from which on they say yes: the best tenth of the room.
func (t *Truth) reserve(rng *rand.Rand) {
	n := len(t.people)
	t.yes = make([]float64, n)
	sample := min(n-1, 2000)
	if n > 5000 {
		sample = 200 // only speed is measured at that size
	}
	gains := make([]float64, 0, sample)
	for u := range t.people {
		gains = gains[:0]
		for k := range sample {
			v := (u + 1 + k) % n
			if sample < n-1 {
				v = rng.IntN(n)
			}
			if v != u {
				gains = append(gains, t.Gain(u, v))
			}
		}
		sort.Float64s(gains)
		t.yes[u] = math.Inf(1)
		if len(gains) > 0 {
			t.yes[u] = max(gains[int(float64(len(gains))*(1-yesShare))], 1e-9)
		}
	}
}

// Yes reports whether u would give the time for v.
func (t *Truth) Yes(u, v int) bool { return u != v && t.Gain(u, v) >= t.yes[u] }

// Good reports whether both would.
func (t *Truth) Good(u, v int) bool { return t.Yes(u, v) && t.Yes(v, u) }

func id(i int) string { return fmt.Sprintf("p%06d", i) }
