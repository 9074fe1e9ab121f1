package reuse

// Became reads what a version of an instrument says of the one before as mappings. Each pair is a provision of the version before and
// what came of it: what was only renamed is equal, what was split contained each of its parts, what was merged is a part of the whole.
func Became(pairs [][2]string) []Mapping {
	parts, sources := map[string]int{}, map[string]int{}
	for _, p := range pairs {
		parts[p[0]]++
		sources[p[1]]++
	}
	var out []Mapping
	for _, p := range pairs {
		m := Mapping{From: p[0], To: p[1], Relation: Equal, Rationale: "It was this provision in the version before."}
		switch {
		case m.From == m.To:
			continue
		case sources[m.To] > 1:
			m.Relation, m.Rationale = Subset, "It was merged with others."
		case parts[m.From] > 1:
			m.Relation, m.Rationale = Superset, "It was split."
		}
		out = append(out, m)
	}
	return out
}
