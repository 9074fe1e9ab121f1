package publications

import (
	"testing"

	"pgregory.net/rapid"
)

func TestIdentifiers(t *testing.T) {
	for in, want := range map[string]string{
		"978-92-9068-000-1": "", "978-3-16-148410-0": "9783161484100", "ISBN 0-306-40615-2": "0306406152", "0-8044-2957-X": "080442957X", "X000000000": "", "9783161484101": "",
		"977-3-16-148410-0": "", "978316148410": "", "": "", "ISBN-13: 978 3 16 148410 0": "9783161484100",
	} {
		if got, ok := ParseISBN(in); ok != (want != "") || ok && got != want {
			t.Errorf("ISBN %q: %q, %v", in, got, ok)
		}
	}
	for in, want := range map[string]string{
		"10.1000/182": "10.1000/182", "https://doi.org/10.5281/zenodo.1234": "10.5281/zenodo.1234", "doi:10.1000/a(b)c": "10.1000/a(b)c", "10.1000/": "", "11.1000/1": "",
		"10.1000/<x>": "", "10.1/x": "", "10.1000/a b": "", "": "",
	} {
		if got, ok := ParseDOI(in); ok != (want != "") || ok && got != want {
			t.Errorf("DOI %q: %q, %v", in, got, ok)
		}
	}
}

// One digit written wrongly, or two neighbours swapped, never pass as an ISBN of ten digits; one wrong digit never passes
// as one of thirteen.
func TestAWrongDigitIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		good := rapid.SampledFrom([]string{"9783161484100", "0306406152", "9791090636071"}).Draw(t, "isbn")
		b := []byte(good)
		i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		b[i] = byte('0' + (int(b[i]-'0')+rapid.IntRange(1, 9).Draw(t, "by"))%10)
		if _, ok := ParseISBN(string(b)); ok {
			t.Fatalf("%s passes for %s", b, good)
		}
	})
}

// FuzzIdentifiers: whatever is pasted, what passes passes again as it is kept, and holds nothing but what identifiers hold.
func FuzzIdentifiers(f *testing.F) {
	for _, s := range []string{"978-3-16-148410-0", "0-8044-2957-X", "https://doi.org/10.1000/182", "10.1000/\u202e", "ISBN:::", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if isbn, ok := ParseISBN(s); ok {
			if again, ok := ParseISBN(isbn); !ok || again != isbn || len(isbn) != 10 && len(isbn) != 13 {
				t.Fatalf("%q became %q", s, isbn)
			}
		}
		if doi, ok := ParseDOI(s); ok {
			if again, ok := ParseDOI(doi); !ok || again != doi {
				t.Fatalf("%q became %q", s, doi)
			}
		}
	})
}
