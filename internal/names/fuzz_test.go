package names_test

import (
	"slices"
	"strings"
	"testing"

	"counterpart/internal/names"
)

func FuzzNames(f *testing.F) {
	for _, s := range []string{"", "Mr John Smith", "Tan Sri Dato' Ahmad", "习近平", "JC Juncker", "a'", "\xff\xfe", "นาย สมชาย", "İI ıi", "Ａ.Ｂ.", strings.Repeat("ab ", 400)} {
		f.Add(s, "Maria DE LA CRUZ", "es")
	}
	f.Fuzz(func(t *testing.T, a, b, language string) {
		folded := names.Fold(a)
		if again := names.Fold(folded); again != folded {
			t.Errorf("Fold(%q) = %q, folded again %q", a, folded, again)
		}
		h, rest := names.SplitHonorific(a, language)
		if got := strings.Join(strings.Fields(h+" "+rest), " "); got != strings.Join(strings.Fields(a), " ") {
			t.Errorf("SplitHonorific(%q) loses something: %q %q", a, h, rest)
		}
		if strings.TrimSpace(a) != "" && rest == "" {
			t.Errorf("SplitHonorific(%q) leaves no name", a)
		}
		names.SortForm(a, language)
		if n := len(names.BlockingKeys(a)); n > 12 {
			t.Errorf("%d keys", n)
		}
		for _, term := range names.SearchTerms(a, b) {
			if term == "" || len(term) > 64 {
				t.Errorf("term %q", term)
			}
		}
		s := names.Similarity(a, b)
		if s < 0 || s > 1 || s != s || s != names.Similarity(b, a) {
			t.Errorf("Similarity(%q, %q) = %v, the other way %v", a, b, s, names.Similarity(b, a))
		}
	})
}

// Whatever is typed into a search box becomes few, short words, and what a record is found by finds it.
func FuzzQueryTerms(f *testing.F) {
	for _, s := range []string{"", "Ana Silva", "ana*", "\"a\" OR b NOT c NEAR(d)", "%_%", "习近平 Xi", "a'; drop table person; --", strings.Repeat("x", 300), "ก ข\x00", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		terms := names.QueryTerms(query)
		if len(terms) > 200 {
			t.Fatalf("%d words", len(terms))
		}
		kept := names.SearchTerms(query)
		for _, term := range terms {
			if term == "" || len(term) > 64 || strings.ContainsAny(term, "\x00 ") {
				t.Fatalf("%q is looked for as %q", query, term)
			}
			if !slices.ContainsFunc(kept, func(k string) bool { return strings.HasPrefix(k, term) }) {
				t.Fatalf("%q is looked for as %q and kept as %q", query, term, kept)
			}
		}
	})
}

func BenchmarkSimilarity(b *testing.B) {
	for b.Loop() {
		names.Similarity("Siti Nurhaliza binti Abdul Rahman", "NURHALIZA Siti Abd. Rahman")
	}
}
