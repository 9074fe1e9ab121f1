package reuse_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/gaps/reuse"
)

var relations = []reuse.Relation{reuse.Equal, reuse.Subset, reuse.Superset, reuse.Intersect, reuse.NotRelated, "who knows"}

// anyMappings are mappings between a few provisions, so that cycles, contradictions and detours are common.
func anyMappings(t *rapid.T) []reuse.Mapping {
	provision := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g"})
	one := rapid.Custom(func(t *rapid.T) reuse.Mapping {
		return reuse.Mapping{From: provision.Draw(t, "from"), To: provision.Draw(t, "to"), Relation: rapid.SampledFrom(relations).Draw(t, "relation")}
	})
	return rapid.SliceOfNDistinct(one, 0, 14, func(m reuse.Mapping) string { return m.From + m.To }).Draw(t, "mappings")
}

// links are the relations that a reader of the mappings would walk between two provisions: written down a second time and in
// another way than the package has it.
func links(list []reuse.Mapping, from, to string) (relation reuse.Relation, leads bool) {
	inverse := map[reuse.Relation]reuse.Relation{reuse.Equal: reuse.Equal, reuse.Subset: reuse.Superset, reuse.Superset: reuse.Subset, reuse.Intersect: reuse.Intersect}
	var out []reuse.Relation
	for _, m := range list {
		forth, back := m.From == from && m.To == to, m.From == to && m.To == from
		switch {
		case from == to || !forth && !back:
		case m.Relation == reuse.NotRelated:
			return "", false
		case inverse[m.Relation] == "":
		case forth:
			out = append(out, m.Relation)
		default:
			out = append(out, inverse[m.Relation])
		}
	}
	slices.SortFunc(out, func(a, b reuse.Relation) int {
		if part(a) != part(b) {
			if part(a) {
				return -1
			}
			return 1
		}
		return strings.Compare(string(a), string(b))
	})
	if len(out) == 0 {
		return "", false
	}
	return out[0], true
}

func part(r reuse.Relation) bool { return r == reuse.Subset || r == reuse.Intersect }

// best tries every path of up to four steps.
func best(list []reuse.Mapping, from, to string) string {
	nodes := []string{"a", "b", "c", "d", "e", "f", "g"}
	type found struct {
		text, ids string
		part      bool
		steps     int
	}
	var all []found
	var try func(at string, so found)
	try = func(at string, so found) {
		if at == to && so.steps > 0 {
			all = append(all, so)
			return
		}
		if so.steps == 4 {
			return
		}
		for _, n := range nodes {
			if r, ok := links(list, at, n); ok {
				try(n, found{so.text + " " + string(r) + " " + n, so.ids + n, so.part || part(r), so.steps + 1})
			}
		}
	}
	for _, m := range list {
		if m.Relation == reuse.NotRelated && (m.From == from && m.To == to || m.From == to && m.To == from) {
			return ""
		}
	}
	try(from, found{text: from})
	slices.SortFunc(all, func(a, b found) int {
		switch {
		case a.part != b.part && a.part:
			return 1
		case a.part != b.part:
			return -1
		case a.steps != b.steps:
			return a.steps - b.steps
		default:
			return strings.Compare(a.ids, b.ids)
		}
	})
	if len(all) == 0 {
		return ""
	}
	return all[0].text
}

func TestTheBestPathIsFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := anyMappings(t)
		for _, end := range []string{"a", "d"} {
			got := map[string]string{}
			paths := reuse.NewMap(list).To(end)
			for _, p := range paths {
				got[p[0].From] = p.String()
				if p[len(p)-1].To != end || len(p) > 4 {
					t.Fatalf("%s does not lead to %s in four steps", p, end)
				}
			}
			for _, from := range []string{"a", "b", "c", "d", "e", "f", "g"} {
				if want := best(list, from, end); from != end && got[from] != want {
					t.Fatalf("from %s to %s: %q, want %q", from, end, got[from], want)
				}
			}
		}
	})
}

func TestTheOrderOfTheMappingsDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := anyMappings(t)
		want := reuse.NewMap(list).To("a")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if got := reuse.NewMap(list).To("a"); !reflect.DeepEqual(got, want) {
			t.Fatalf("%v, then %v", want, got)
		}
	})
}

func TestPaths(t *testing.T) {
	t.Parallel()
	m := func(words string) (out []reuse.Mapping) {
		for _, w := range strings.Split(words, ", ") {
			p := strings.Fields(w)
			out = append(out, reuse.Mapping{From: p[0], Relation: reuse.Relation(p[1]), To: p[2]})
		}
		return out
	}
	for _, c := range []struct {
		name, mappings, want string
		coverage             reuse.Coverage
	}{
		{"equal covers the whole", "s equal t", "s equal t", reuse.Whole},
		{"a superset covers the whole", "s superset t", "s superset t", reuse.Whole},
		{"a subset covers a part", "s subset t", "s subset t", reuse.Part},
		{"walked backwards, a subset is a superset", "t subset s", "s superset t", reuse.Whole},
		{"the weakest link", "s equal m, m intersect t", "s equal m intersect t", reuse.Part},
		{"whole before shorter", "s subset t, s equal m, m superset t", "s equal m superset t", reuse.Whole},
		{"shorter before longer", "s equal a, a equal b, b equal t, s equal z, z equal t", "s equal z equal t", reuse.Whole},
		{"a cycle does no harm", "s equal a, a equal s, a equal b, b equal a, b equal t", "s equal a equal b equal t", reuse.Whole},
		{"never over what is not related", "s equal m, m not_related t", "", ""},
		{"nor around it", "s equal m, m equal t, t not_related s", "", ""},
		{"four steps", "s equal a, a equal b, b equal c, c equal t", "s equal a equal b equal c equal t", reuse.Whole},
		{"five steps are too many", "s equal a, a equal b, b equal c, c equal d, d equal t", "", ""},
		{"of two that contradict each other the weaker", "s equal t, t intersect s", "s intersect t", reuse.Part},
	} {
		got, coverage := "", reuse.Coverage("")
		for _, p := range reuse.NewMap(m(c.mappings)).To("t") {
			if p[0].From == "s" {
				got, coverage = p.String(), p.Coverage()
			}
		}
		if got != c.want || coverage != c.coverage {
			t.Errorf("%s: %q %s, want %q %s", c.name, got, coverage, c.want, c.coverage)
		}
	}
}
