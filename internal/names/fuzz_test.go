package names_test

import (
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

func BenchmarkSimilarity(b *testing.B) {
	for b.Loop() {
		names.Similarity("Siti Nurhaliza binti Abdul Rahman", "NURHALIZA Siti Abd. Rahman")
	}
}
