package library

import "slices"

// Became says what became of a provision between two versions.
type Became string

// What can become of a provision.
const (
	Added   Became = "added"
	Gone    Became = "gone"
	Renamed Became = "renamed" // it has another key
	Split   Became = "split"   // one of several that came of the same provision
	Merged  Became = "merged"  // it came of several
	Changed Became = "changed" // the same key, other words
	Same    Became = "same"
)

// Words say it as pages do.
func (b Became) Words() string {
	switch b {
	case Added:
		return "New"
	case Gone:
		return "Gone"
	case Renamed:
		return "Renumbered"
	case Split:
		return "Split"
	case Merged:
		return "Merged"
	case Changed:
		return "Other words"
	default:
		return "The same"
	}
}

// Change is what became of one provision.
type Change struct {
	Became Became
	Key    string   // in the new version; in the old one where it is gone
	Of     []string // keys of the version before of which it came
	Fields []string // what reads otherwise than in the only provision of which it came
}

// Compare says what became of every provision from one version to the next: those of the new version in its order, then
// those that are gone. Keys that a provision says it came of but the old version does not have are passed over; Unknown lists
// them.
func Compare(before, after []Provision) []Change {
	old := byKey(before)
	heirs := map[string]int{} // of each old key, how many provisions came
	for _, p := range after {
		for _, key := range origins(p, old) {
			heirs[key]++
		}
	}
	out := make([]Change, 0, len(after))
	for _, p := range after {
		c := Change{Key: p.Key, Of: origins(p, old)}
		if len(c.Of) == 1 {
			c.Fields = differences(old[c.Of[0]], p)
		}
		c.Became = became(p, c, heirs)
		out = append(out, c)
	}
	for _, p := range before {
		if heirs[p.Key] == 0 {
			out = append(out, Change{Became: Gone, Key: p.Key})
		}
	}
	return out
}

func became(p Provision, c Change, heirs map[string]int) Became {
	switch {
	case len(c.Of) == 0:
		return Added
	case len(c.Of) > 1:
		return Merged
	case heirs[c.Of[0]] > 1:
		return Split
	case c.Of[0] != p.Key:
		return Renamed
	case len(c.Fields) > 0:
		return Changed
	default:
		return Same
	}
}

// origins are the keys of the version before of which a provision came: its own, where it was there, and those it names.
func origins(p Provision, old map[string]Provision) []string {
	var out []string
	for _, key := range append([]string{p.Key}, p.Was...) {
		if _, ok := old[key]; ok && !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

// Unknown lists the provisions that say they came of one that the version before does not have, with its key.
func Unknown(before, after []Provision) []Change {
	old := byKey(before)
	var out []Change
	for _, p := range after {
		for _, key := range p.Was {
			if _, ok := old[key]; !ok {
				out = append(out, Change{Key: p.Key, Of: []string{key}})
			}
		}
	}
	return out
}

func byKey(list []Provision) map[string]Provision {
	out := make(map[string]Provision, len(list))
	for _, p := range list {
		out[p.Key] = p
	}
	return out
}

// differences names the fields in which two provisions differ.
func differences(a, b Provision) []string {
	var out []string
	note := func(differs bool, field string) {
		if differs {
			out = append(out, field)
		}
	}
	note(a.Number != b.Number, "number")
	note(a.Title != b.Title, "title")
	note(a.Obligation != b.Obligation, "obligation")
	note(a.Theme != b.Theme, "theme")
	note(a.Assessable != b.Assessable, "assessable")
	note(a.Text != b.Text, "text")
	note(a.URL != b.URL, "address")
	note(!slices.Equal(a.Guidance, b.Guidance), "guidance")
	note(a.Note != b.Note, "note")
	note(a.Parent != b.Parent, "place")
	return out
}
