package names

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

const (
	maxRunes  = 300 // of a name that are looked at
	maxTokens = 16  // of a name that are compared
	maxToken  = 60  // bytes of a folded token
)

// Fold is the form of a name that is compared and searched: Latin letters without marks, small, with single spaces,
// whatever the script it was written in. "Nguyễn Văn Ân" and "NGUYEN VAN AN" fold to the same.
func Fold(s string) string {
	words := split(s)
	out := make([]string, 0, len(words))
	for _, w := range words {
		if f := foldWord(w); f != "" {
			out = append(out, f)
		}
	}
	return strings.Join(out, " ")
}

// split cuts a name into words as written. Apostrophes belong to a word ("Cho'l"), full stops and hyphens end it.
func split(s string) []string {
	runes := 0
	for i := range s {
		if runes++; runes > maxRunes {
			s = s[:i]
			break
		}
	}
	return strings.FieldsFunc(norm.NFKC.String(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !isApostrophe(r) && !isJoiner(r)
	})
}

func isApostrophe(r rune) bool { return strings.ContainsRune("'’‘ʼʻ`´ʾʿ", r) }

// isJoiner tells zero-width characters, which several scripts use inside a word.
func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// foldWord transliterates one word; what transliteration puts between syllables is left out, so a word stays a word.
func foldWord(w string) string {
	var b strings.Builder
	for _, r := range unidecode.Unidecode(w) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			b.WriteRune(r - 'A' + 'a')
		}
		if b.Len() >= maxToken {
			break
		}
	}
	return b.String()
}

// umlauts are letters with a second usual transliteration.
var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "å", "aa", "Å", "Aa", "ø", "oe", "Ø", "Oe")

// otherFold is the second folded form of a word that has two ("Müller": muller and mueller), or "".
func otherFold(w string) string {
	replaced := umlauts.Replace(w)
	if replaced == w {
		return ""
	}
	return foldWord(replaced)
}

// native is a word in a script other than Latin, in the form that is kept as a search term, or "".
func native(w string) string {
	for _, r := range w {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			w = strings.ToLower(w)
			if len(w) > maxToken {
				w = strings.ToValidUTF8(w[:maxToken], "")
			}
			return w
		}
	}
	return ""
}
