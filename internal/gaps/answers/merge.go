package answers

import "slices"

// Merge joins what two people made of one answer. theirs was saved first. What only one changed is taken from that one; of lists
// every addition and every removal counts. clashes are the fields that both changed to something different; when there are any,
// merged holds theirs there, and mine must be kept elsewhere.
func Merge(base, theirs, mine Answer) (merged Answer, clashes []string) {
	merged = theirs
	for _, f := range texts {
		was, is, wanted := *f.of(&base), *f.of(&theirs), *f.of(&mine)
		switch {
		case wanted == was || wanted == is:
		case is == was:
			*f.of(&merged) = wanted
		default:
			clashes = append(clashes, f.name)
		}
	}
	merged.Assistance = mergeList(base.Assistance, theirs.Assistance, mine.Assistance)
	merged.Citations = mergeList(base.Citations, theirs.Citations, mine.Citations)
	merged.Evidence = mergeList(base.Evidence, theirs.Evidence, mine.Evidence)
	return merged, clashes
}

// mergeList keeps their order, leaves out what either side took away, and adds what I added.
func mergeList[T comparable](base, theirs, mine []T) []T {
	if slices.Equal(theirs, base) {
		return mine
	}
	if slices.Equal(mine, base) {
		return theirs
	}
	var out []T
	for _, x := range theirs {
		if gone := slices.Contains(base, x) && !slices.Contains(mine, x); !gone {
			out = append(out, x)
		}
	}
	for _, x := range mine {
		if !slices.Contains(base, x) && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// With is the answer with the named fields of another one in place of its own.
func (a Answer) With(from Answer, fields []string) Answer {
	for _, f := range texts {
		if slices.Contains(fields, f.name) {
			*f.of(&a) = *f.of(&from)
		}
	}
	if slices.Contains(fields, "assistance") {
		a.Assistance = from.Assistance
	}
	if slices.Contains(fields, "citations") {
		a.Citations = from.Citations
	}
	if slices.Contains(fields, "evidence") {
		a.Evidence = from.Evidence
	}
	return a
}
