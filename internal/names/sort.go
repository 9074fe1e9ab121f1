package names

import (
	"strings"
	"unicode"
)

// How languages order names. A language that is in none of the lists orders a name as it is given.
var (
	// familyLast: the last word is the family name, with the particles before it.
	familyLast = set("en de nl fr it pl ru uk ro da sv nb nn no fi pt cs sk bg sr hr el he tr az kk fil tl ur")
	// particleStays: the particle stays with the given name, "Berg, Jan van den".
	particleStays = set("de nl da sv nb nn no pt fr")
	// familyPair: two family names stand last.
	familyPair = set("es")
)

// SortForm guesses the form by which a name stands in an alphabetical list. It trusts, in this order: a comma in the
// name; a family name written in capitals ("Maria DE LA CRUZ"); words of descent ("Ahmad bin Ismail" stands under
// Ahmad); what is usual in the language, given as a tag. Where none of these tells, and for names of one word, the name
// stands as it is given. Forms of address are left out.
func SortForm(name, language string) string {
	_, name = SplitHonorific(name, language)
	if family, given, ok := strings.Cut(name, ","); ok && strings.TrimSpace(family) != "" {
		return joinSort(strings.Fields(family), strings.Fields(given))
	}
	words := strings.Fields(name)
	if len(words) < 2 {
		return name
	}
	if from, to, ok := capitals(words); ok {
		given := append(append([]string{}, words[:from]...), words[to:]...)
		return joinSort(words[from:to], given)
	}
	if hasDescent(words) {
		return name
	}
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	switch {
	case familyLast[base]:
		return sortByLast(words, base)
	case familyPair[base]:
		return sortByPair(words)
	}
	return name
}

func joinSort(family, given []string) string {
	if len(given) == 0 {
		return strings.Join(family, " ")
	}
	return strings.Join(family, " ") + ", " + strings.Join(given, " ")
}

// capitals finds the one run of words in capitals among words that are not. A single letter is an initial, and a
// particle in small letters right before the run belongs to it only when it is in capitals too.
func capitals(words []string) (from, to int, ok bool) {
	from, to = -1, -1
	for i, w := range words {
		switch upper := inCapitals(w); {
		case upper && from < 0:
			from, to = i, i+1
		case upper && to == i:
			to = i + 1
		case upper:
			return 0, 0, false // a second run: the writer meant something else
		}
	}
	return from, to, from >= 0 && to-from < len(words)
}

// inCapitals tells a word of at least two letters, all of them capitals; "McDONALD" is such a word too.
func inCapitals(w string) bool {
	for _, prefix := range []string{"Mc", "Mac", "d'", "al-", "el-"} {
		if rest, ok := strings.CutPrefix(w, prefix); ok && len(rest) > 2 {
			w = rest
			break
		}
	}
	letters := 0
	for _, r := range w {
		if !unicode.IsLetter(r) {
			continue
		}
		if !unicode.IsUpper(r) {
			return false
		}
		letters++
	}
	return letters >= 2 && !strings.HasSuffix(w, ".")
}

func sortByLast(words []string, base string) string {
	from := len(words) - 1
	if !particleStays[base] {
		for from > 1 && particles[strings.ToLower(words[from-1])] {
			from--
		}
	}
	return joinSort(words[from:], words[:from])
}

func sortByPair(words []string) string {
	from := len(words) - 1
	if len(words) > 2 {
		from = len(words) - 2
	}
	for from > 1 && particles[strings.ToLower(words[from-1])] {
		from--
	}
	return joinSort(words[from:], words[:from])
}
