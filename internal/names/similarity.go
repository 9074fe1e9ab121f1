package names

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Alike is the similarity from which on two names are worth showing to a person as a possible duplicate.
const Alike = 0.88

// Weights of the comparison, chosen on one half of the labelled pairs in testdata.
const (
	leastWord    = 0.70 // words less alike than this are different words
	particle     = 0.25 // weight of a particle, as against 1 for a word
	contradicted = 2.2  // cost of a word on each side that has no counterpart on the other
	extra        = 0.10 // cost of a word more on one side only
	initialScore = 0.86 // a letter that stands for a word
)

// token is one word of a name, ready to be compared.
type token struct {
	forms    []string // folded; the first is the plain one
	bones    string   // consonants only, for scripts that write few vowels; "" otherwise
	initial  bool
	particle bool
}

func (t token) weight() float64 {
	switch {
	case t.particle:
		return particle
	case t.initial:
		return 0.6
	}
	return 1
}

// Similarity tells from 0 to 1 how likely two names are one person's. It compares words in any order, forgives
// misspellings, other transliterations ("ue" and "ü", "ou" and "u"), initials, words written together or apart, and
// words that only one of the names has; it does not forgive that each name has a word that the other lacks.
func Similarity(a, b string) float64 {
	if a > b { // the order of the two makes no difference
		a, b = b, a
	}
	as, bs := tokenize(a), tokenize(b)
	if len(as) == 0 || len(bs) == 0 {
		return 0
	}
	return compare(join(as, bs), join(bs, as))
}

// tokenize cuts a name into comparable words. Forms of address are left out.
func tokenize(name string) []token {
	_, name = SplitHonorific(name, "")
	words := split(name)
	capitals := name == strings.ToUpper(name)
	var out []token
	add := func(w string, initial bool) {
		if t := newToken(w, initial); t.forms[0] != "" && len(out) < maxTokens {
			out = append(out, t)
		}
	}
	for _, w := range words {
		if utf8.RuneCountInString(w) == 2 && !capitals && len(words) > 1 && isInitials(w) {
			add(w[:1], true)
			add(w[1:], true)
			continue
		}
		add(w, false)
	}
	return out
}

// isInitials tells two Latin capitals, "JC": two letters that each stand for a word.
func isInitials(w string) bool {
	return len(w) == 2 && w[0] >= 'A' && w[0] <= 'Z' && w[1] >= 'A' && w[1] <= 'Z' && !particles[strings.ToLower(w)]
}

func newToken(w string, initial bool) token {
	plain := foldWord(w)
	t := token{forms: []string{plain}, initial: initial || len(plain) == 1 && utf8.RuneCountInString(w) == 1, particle: particles[plain]}
	if other := otherFold(w); other != "" && other != plain {
		t.forms = append(t.forms, other)
	}
	for _, r := range w {
		if unicode.In(r, unicode.Arabic, unicode.Hebrew) {
			t.bones = bones(plain)
			break
		}
	}
	return t
}

// join puts two neighbouring words of a together where b writes them as one.
func join(a, b []token) []token {
	var out []token
	for i := 0; i < len(a); i++ {
		if i+1 < len(a) && !a[i].initial && !a[i+1].initial && writtenTogether(a[i], a[i+1], b) {
			both := a[i].forms[0] + a[i+1].forms[0]
			out = append(out, token{forms: []string{both[:min(len(both), maxToken)]}})
			i++
			continue
		}
		out = append(out, a[i])
	}
	return out
}

func writtenTogether(first, second token, among []token) bool {
	both := first.forms[0] + second.forms[0]
	for _, t := range among {
		for _, f := range t.forms {
			if f == both || len(both) >= 6 && abs(len(f)-len(both)) <= 1 && edits(f, both) <= 1 {
				return true
			}
		}
	}
	return false
}

func abs(n int) int { return max(n, -n) }

// match is two words, by their place, and how alike they are.
type match struct {
	a, b int
	like float64
}

// compare pairs the words off, most alike first, and weighs what is paired against what is left.
func compare(as, bs []token) float64 {
	var all []match
	for i, a := range as {
		for k, b := range bs {
			if like := a.like(b); like >= leastWord {
				all = append(all, match{i, k, like})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y match) int {
		switch {
		case x.like > y.like:
			return -1
		case x.like < y.like:
			return 1
		}
		return 0
	})
	usedA, usedB := make([]bool, len(as)), make([]bool, len(bs))
	var sum, matched, words float64
	for _, m := range all {
		if usedA[m.a] || usedB[m.b] {
			continue
		}
		usedA[m.a], usedB[m.b] = true, true
		w := min(as[m.a].weight(), bs[m.b].weight())
		sum, matched = sum+w*m.like, matched+w
		if w == 1 {
			words++
		}
	}
	if words == 0 {
		return sum / (matched + 4) // initials and particles alone say nothing
	}
	leftA, leftB := left(as, usedA), left(bs, usedB)
	both := min(leftA, leftB)
	more := max(leftA, leftB) - both
	score := sum / (matched + contradicted*both + extra*more)
	if words == 1 && more >= 1 && matched < 1.5 {
		score *= 0.9 // one word in common, the others missing on one side
	}
	return min(score, 1)
}

func left(ts []token, used []bool) float64 {
	sum := 0.0
	for i, t := range ts {
		if !used[i] {
			sum += t.weight()
		}
	}
	return sum
}

// like tells from 0 to 1 how alike two words are.
func (t token) like(o token) float64 {
	if t.initial || o.initial {
		switch {
		case t.forms[0] == o.forms[0]:
			return 1
		case t.forms[0][0] == o.forms[0][0] && !t.particle && !o.particle:
			return initialScore
		}
		return 0
	}
	best := 0.0
	for _, f := range t.forms {
		for _, g := range o.forms {
			best = max(best, spelled(f, g), 0.98*spelled(plainer.Replace(f), plainer.Replace(g)))
		}
	}
	if t.bones != "" || o.bones != "" {
		best = max(best, 0.95*spelled(bones(t.forms[0]), bones(o.forms[0])))
	}
	return best
}

// spelled compares two spellings: the mean of Jaro-Winkler, which favours a common beginning, and of the share of
// letters that need no correction, which does not.
func spelled(a, b string) float64 {
	if a == b {
		return 1
	}
	longest := max(len(a), len(b))
	if longest == 0 {
		return 0
	}
	return (jaroWinkler(a, b) + 1 - float64(edits(a, b))/float64(longest)) / 2
}

// plainer levels out what transliterations differ in most.
var plainer = strings.NewReplacer(
	"ou", "u", "oo", "u", "ee", "i", "kh", "h", "gh", "g", "q", "g", "ph", "f", "tsch", "ch", "sch", "sh", "w", "v", "ck", "k",
	"dzh", "j", "zh", "j", "iy", "i", "yy", "i", "yj", "i", "ii", "i", "y", "i", "ch", "c", "sh", "s", "th", "t", "dh", "d", "x", "s",
	"aa", "a", "bb", "b", "dd", "d", "ff", "f", "gg", "g", "ll", "l", "mm", "m", "nn", "n", "pp", "p", "rr", "r", "ss", "s", "tt", "t", "zz", "z",
	"0", "o", "1", "i", "3", "e", "5", "s", "9", "g",
)

// bones are the consonants of a folded word.
func bones(f string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("aeiouyw'", r) {
			return -1
		}
		return r
	}, plainer.Replace(f))
}
