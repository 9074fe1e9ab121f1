package names

import (
	"slices"
	"strings"
)

const (
	maxTerms = 64
	maxKeys  = 12
)

// SearchTerms are the distinct words that a record is found by: every word of the fields folded, in its second
// transliteration where it has one, and as written where it is not in Latin script. There are at most 64, sorted.
func SearchTerms(fields ...string) []string {
	seen := map[string]bool{}
	add := func(term string) {
		if term != "" && len(seen) < maxTerms {
			seen[term] = true
		}
	}
	for _, field := range fields {
		for _, w := range split(field) {
			add(foldWord(w))
			add(otherFold(w))
			add(native(w))
		}
	}
	return sorted(seen)
}

// BlockingKeys are short keys of a name for finding candidates in a database: two names that may be the same share at
// least one in nearly every case. A key is the sound of one word; particles and single letters have none, unless the
// name has nothing else. There are at most 12, sorted.
func BlockingKeys(name string) []string {
	seen := map[string]bool{}
	weak := map[string]bool{}
	tokens := tokenize(name)
	for i, t := range tokens {
		into := seen
		if t.particle || t.initial {
			into = weak
		}
		for _, f := range t.forms {
			into[sound(f)] = true
		}
		if i > 0 && len(tokens) <= 4 { // "Jong Un" is also written "Jongun"
			seen[sound(tokens[i-1].forms[0]+t.forms[0])] = true
		}
	}
	if len(seen) == 0 {
		seen = weak
	}
	keys := sorted(seen)
	return keys[:min(len(keys), maxKeys)]
}

// sounds puts letters together that are often written for each other. Vowels fall out, except at the beginning.
var sounds = strings.NewReplacer(
	"sch", "s", "tch", "s", "kh", "k", "gh", "k", "ph", "f", "th", "t", "dh", "t", "bh", "p", "sh", "s", "ch", "s", "zh", "s", "ck", "k",
	"b", "p", "d", "t", "g", "k", "q", "k", "c", "k", "x", "s", "z", "s", "j", "s", "w", "f", "v", "f",
	"a", ".", "e", ".", "i", ".", "o", ".", "u", ".", "y", ".", "h", ".",
)

// sound is a rough spelling of how a folded word sounds, of at most four letters.
func sound(f string) string {
	var b strings.Builder
	var last rune
	for i, r := range sounds.Replace(f) {
		if r == '.' && i > 0 || r == last {
			last = r
			continue
		}
		last = r
		b.WriteRune(r)
		if b.Len() == 4 {
			break
		}
	}
	return b.String()
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for s := range set {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// QueryTerms folds what a person typed into a search box, in the same way as SearchTerms folded the record. A word in
// another script is looked for as it is written, because its transliteration may be too short to mean anything.
func QueryTerms(query string) []string {
	seen := map[string]bool{}
	for _, w := range split(query) {
		term := native(w)
		if term == "" {
			term = foldWord(w)
		}
		if term != "" && len(seen) < maxTerms {
			seen[term] = true
		}
	}
	return sorted(seen)
}

// Matches tells whether each of the folded words of a query is the beginning of a word of the fields.
func Matches(query []string, fields ...string) bool {
	terms := SearchTerms(fields...)
	for _, word := range query {
		if !slices.ContainsFunc(terms, func(t string) bool { return strings.HasPrefix(t, word) }) {
			return false
		}
	}
	return true
}
