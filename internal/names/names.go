// Package names knows how people's and parties' names are folded, sorted and compared. It is pure:
// it decides nothing about a person and never forces a name into first and last.
package names

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

const (
	maxTerm  = 40
	maxTerms = 60
)

// Fold writes a text in lower-case Latin letters and digits with single blanks, so that
// "ÖZGÜR Łukasz" and "ozgur lukasz" are the same. Text without Latin equivalent is transliterated.
func Fold(s string) string {
	s = norm.NFKD.String(cases.Fold().String(s))
	var b strings.Builder
	for _, r := range s {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	plain := strings.ToLower(unidecode.Unidecode(b.String()))
	return strings.Join(strings.FieldsFunc(plain, func(r rune) bool {
		return r != '\'' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// SearchTerms returns the folded words of the fields, each once; words in another script are kept as
// they are written, too. Their number and length are bounded.
func SearchTerms(fields ...string) []string {
	var out []string
	for _, field := range fields {
		words := strings.Fields(strings.ReplaceAll(Fold(field), "'", ""))
		if !isASCII(field) {
			words = append(words, strings.Fields(cases.Fold().String(norm.NFC.String(field)))...)
		}
		for _, w := range words {
			if w = cut(w); w != "" && !slices.Contains(out, w) && len(out) < maxTerms {
				out = append(out, w)
			}
		}
	}
	return out
}

// QueryTerms folds what a person typed into a search box.
func QueryTerms(query string) []string {
	if isASCII(query) {
		return SearchTerms(query)
	}
	var out []string
	for _, w := range strings.Fields(cases.Fold().String(norm.NFC.String(query))) {
		if hasLatin(w) {
			out = append(out, SearchTerms(Fold(w))...)
		} else if w = cut(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func hasLatin(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

func cut(w string) string {
	runes := []rune(w)
	if len(runes) > maxTerm {
		runes = runes[:maxTerm]
	}
	return string(runes)
}
