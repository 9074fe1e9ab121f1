package reuse

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Relation says what a provision is to another, in what it covers.
type Relation string

// The relations of a mapping.
const (
	Equal      Relation = "equal"
	Subset     Relation = "subset"
	Superset   Relation = "superset"
	Intersect  Relation = "intersect"
	NotRelated Relation = "not_related"
)

// inverse is the relation as it reads from the other end.
func (r Relation) inverse() Relation {
	switch r {
	case Subset:
		return Superset
	case Superset:
		return Subset
	default:
		return r
	}
}

// leads tells whether an answer is worth anything across the relation. A relation that nobody knows leads nowhere.
func (r Relation) leads() bool {
	return r == Equal || r == Subset || r == Superset || r == Intersect
}

// coverage is how much of the far provision an answer under the near one covers.
func (r Relation) coverage() Coverage {
	if r == Equal || r == Superset {
		return Whole
	}
	return Part
}

// Coverage is how much of a provision an answer that comes from elsewhere covers.
type Coverage string

// The coverages.
const (
	Whole Coverage = "whole"
	Part  Coverage = "part"
)

// Mapping says what one provision is to another.
type Mapping struct {
	From, To  string
	Relation  Relation
	Rationale string
}

// Step is one mapping as it is walked: the relation reads from where the step begins.
type Step struct {
	From, To  string
	Relation  Relation
	Rationale string
}

// Path leads from the provision that is answered to another.
type Path []Step

// Coverage is that of the weakest step.
func (p Path) Coverage() Coverage {
	for _, s := range p {
		if s.Relation.coverage() == Part {
			return Part
		}
	}
	return Whole
}

// String is the path by its ids: "a equal b subset c".
func (p Path) String() string {
	var out strings.Builder
	for i, s := range p {
		if i == 0 {
			out.WriteString(s.From)
		}
		out.WriteString(" " + string(s.Relation) + " " + s.To)
	}
	return out.String()
}

// compare orders paths by what they are worth: whole before part, then the shorter, then by the ids on the way.
func (p Path) compare(o Path) int {
	if a, b := p.Coverage(), o.Coverage(); a != b {
		if a == Whole {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(len(p), len(o)), p.compareIDs(o))
}

func (p Path) compareIDs(o Path) int {
	return slices.CompareFunc(p, o, func(a, b Step) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
}

// stepsAtMost bounds a path: beyond that an answer says too little about where it arrives.
const stepsAtMost = 4

// Map is what the mappings say together. It is read by several at once.
type Map struct {
	into  map[string][]Step          // the steps that end at a provision, in the order of where they begin
	apart map[string]map[string]bool // what is called not related, both ways
}

// NewMap reads mappings; those that contradict each other are read with care: not related wins, then the weaker coverage.
func NewMap(mappings []Mapping) *Map {
	m := &Map{into: map[string][]Step{}, apart: map[string]map[string]bool{}}
	for _, x := range mappings {
		if x.Relation == NotRelated {
			m.part(x.From, x.To)
			m.part(x.To, x.From)
		}
	}
	best := map[[2]string]Step{}
	for _, x := range mappings {
		if !x.Relation.leads() || x.From == x.To || m.apart[x.From][x.To] {
			continue
		}
		keep(best, Step(x))
		keep(best, Step{x.To, x.From, x.Relation.inverse(), x.Rationale})
	}
	for _, s := range best {
		m.into[s.To] = append(m.into[s.To], s)
	}
	for _, list := range m.into {
		slices.SortFunc(list, func(a, b Step) int { return cmp.Compare(a.From, b.From) })
	}
	return m
}

func (m *Map) part(a, b string) {
	if m.apart[a] == nil {
		m.apart[a] = map[string]bool{}
	}
	m.apart[a][b] = true
}

// keep leaves one step for each pair and direction: of two that lie upon each other the one that promises less.
func keep(best map[[2]string]Step, s Step) {
	pair := [2]string{s.From, s.To}
	before, taken := best[pair]
	if !taken || cautious(s, before) < 0 {
		best[pair] = s
	}
}

func cautious(a, b Step) int {
	if x, y := a.Relation.coverage(), b.Relation.coverage(); x != y {
		if x == Part {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.Relation, b.Relation), cmp.Compare(a.Rationale, b.Rationale))
}

// To is the best path to the provision from every other from which one leads, the best first.
func (m *Map) To(provision string) []Path {
	found := map[string]Path{}
	m.walk(provision, found, func(s Step) bool { return s.Relation.coverage() == Whole })
	m.walk(provision, found, func(Step) bool { return true })
	return slices.SortedFunc(maps.Values(found), Path.compare)
}

// walk looks around from the end of the paths, ring by ring, and adds those that begin where none was found before. Of the paths of
// one ring the first by their ids is taken; where a path goes through twice it is longer than one that does not, so that
// cycles do no harm.
func (m *Map) walk(end string, found map[string]Path, take func(Step) bool) {
	ring, seen := map[string]Path{end: nil}, map[string]bool{end: true}
	for range stepsAtMost {
		next := map[string]Path{}
		for at, rest := range ring {
			for _, s := range m.into[at] {
				if seen[s.From] || !take(s) {
					continue
				}
				p := append(Path{s}, rest...)
				if before, taken := next[s.From]; !taken || p.compareIDs(before) < 0 {
					next[s.From] = p
				}
			}
		}
		for from, p := range next {
			seen[from] = true
			if _, better := found[from]; !better && !m.apart[from][end] {
				found[from] = p
			}
		}
		ring = next
	}
}
