package print

import (
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
)

// breakKind says how good a place is for ending a line.
type breakKind uint8

const (
	noBreak   breakKind = iota
	anywhere            // between two letters of a word: only when the word is wider than the line
	syllable            // between two syllables of a script that is written without spaces
	wordBreak           // between two words
)

// breaksOf returns what may follow each character: breaks[i] is for the place after text[i].
//
// Thai, Lao, Khmer and Burmese have no spaces between words, and finding words takes a dictionary for each language.
// Lines of these scripts end at a space where there is one in reach, and otherwise between syllables as far as the
// spelling shows them; never between a letter and its marks.
func breaksOf(text []rune) []breakKind {
	breaks := make([]breakKind, len(text))
	var seg segmenter.Segmenter
	seg.Init(text)
	for it := seg.GraphemeIterator(); it.Next(); {
		g := it.Grapheme()
		breaks[g.Offset+len(g.Text)-1] = anywhere
	}
	for i := range breaks {
		if breaks[i] == noBreak || i+1 == len(text) {
			continue
		}
		if script := language.LookupScript(text[i]); unspaced(script) && script == language.LookupScript(text[i+1]) {
			breaks[i] = noBreak
			if syllableEnds(text, i) {
				breaks[i] = syllable
			}
		}
	}
	for it := seg.LineIterator(); it.Next(); {
		l := it.Line()
		breaks[l.Offset+len(l.Text)-1] = wordBreak
	}
	return breaks
}

func unspaced(script language.Script) bool {
	switch script {
	case language.Thai, language.Lao, language.Khmer, language.Myanmar:
		return true
	}
	return false
}

// syllableEnds reports whether a syllable can end after text[i], given that a character of the same script follows.
func syllableEnds(text []rune, i int) bool {
	here, next := text[i], text[i+1]
	switch {
	case leadingVowel(here), stacker(here): // what comes next belongs to it
		return false
	case stacker(next), trailing(next):
		return false
	}
	// A consonant that is marked as silent or final closes the syllable before it: Burmese asat, Thai thanthakhat,
	// Khmer toandakhiat. Skip the other marks that may stand between.
	for k := i + 2; k < len(text) && k <= i+3; k++ {
		switch {
		case text[k] == 0x103A, text[k] == 0x0E4C, text[k] == 0x0ECC, text[k] == 0x17CD:
			return false
		case !mark(text[k]):
			return true
		}
	}
	return true
}

// leadingVowel: written before the consonant that it is spoken after (Thai and Lao).
func leadingVowel(r rune) bool { return r >= 0x0E40 && r <= 0x0E44 || r >= 0x0EC0 && r <= 0x0EC4 }

// stacker: puts the next consonant under this one (Khmer coeng, Burmese virama).
func stacker(r rune) bool { return r == 0x17D2 || r == 0x1039 }

// trailing: cannot begin a syllable, because it ends or repeats the one before.
func trailing(r rune) bool {
	switch r {
	case 0x0E2F, 0x0E30, 0x0E32, 0x0E33, 0x0E45, 0x0E46, // Thai
		0x0EAF, 0x0EB0, 0x0EB2, 0x0EB3, 0x0EBD, 0x0EC6, // Lao
		0x17D4, 0x17D5, 0x17D6, 0x17D7, // Khmer
		0x104A, 0x104B: // Burmese
		return true
	}
	return mark(r)
}

// mark: stands above, below or beside a consonant.
func mark(r rune) bool {
	return r == 0x0E31 || r >= 0x0E34 && r <= 0x0E3A || r >= 0x0E47 && r <= 0x0E4E || // Thai
		r == 0x0EB1 || r >= 0x0EB4 && r <= 0x0EBC || r >= 0x0EC8 && r <= 0x0ECE || // Lao
		r >= 0x17B6 && r <= 0x17D3 || // Khmer
		r >= 0x102B && r <= 0x103E || r >= 0x1056 && r <= 0x1059 || r >= 0x105E && r <= 0x1060 // Burmese
}
