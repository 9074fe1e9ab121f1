package print

import (
	"io"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func newTestDocument(t testing.TB, w io.Writer) *Document {
	t.Helper()
	d, err := NewDocument(w, Meta{Title: "Test", Created: time.Date(2024, 6, 5, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestBreaks(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"words", "Ann Lee-Wu", "Ann |Lee-|Wu"},
		{"Chinese between all characters, not before a stop", "外交部。", "外|交|部。"},
		{"Thai vowel stays before its consonant", "ประเทศไทย", "ป'ระ'เท'ศ'ไท'ย"},
		{"Khmer", "ដ្ឋាន", "ដ្ឋា'ន"},
		{"Burmese final consonant stays", "မြန်မာ", "မြန်'မာ"},
		{"Burmese stack stays", "သတ္တ", "သ'တ္တ"},
		{"Lao vowel stays before its consonant", "ເວລາ", "ເວ'ລາ"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got strings.Builder
			runes := []rune(test.text)
			for i, kind := range breaksOf(runes) {
				got.WriteRune(runes[i])
				switch {
				case i == len(runes)-1:
				case kind == wordBreak:
					got.WriteString("|")
				case kind == syllable:
					got.WriteString("'")
				}
			}
			if got.String() != test.want {
				t.Errorf("got %s, want %s", got.String(), test.want)
			}
		})
	}
}

// Whatever the text and the box: no line leaves it, no line too many, and nothing is lost unless it says so.
func TestFitNeverOverflows(t *testing.T) {
	d := newTestDocument(t, io.Discard)
	rapid.Check(t, func(rt *rapid.T) {
		text := anyName.Draw(rt, "text")
		b := Box{
			Width: rapid.Float64Range(40, 400).Draw(rt, "width"),
			Size:  rapid.Float64Range(8, 30).Draw(rt, "size"),
			Min:   rapid.Float64Range(5, 8).Draw(rt, "min"),
			Lines: rapid.IntRange(1, 3).Draw(rt, "lines"),
			Bold:  rapid.Bool().Draw(rt, "bold"),
		}
		f := d.Fit(text, b)
		if len(f.Lines) < 1 || len(f.Lines) > b.Lines {
			rt.Fatalf("%d lines, allowed are %d", len(f.Lines), b.Lines)
		}
		if f.Size < b.Min || f.Size > b.Size {
			rt.Fatalf("size %v is outside %v to %v", f.Size, b.Min, b.Size)
		}
		var got strings.Builder
		for _, l := range f.Lines {
			if width := l.Width(f.Size); width > b.Width+1e-6 {
				rt.Fatalf("line %q is %v wide, allowed is %v", visual(l), width, b.Width)
			}
			got.WriteString(visual(l))
		}
		if f.Cut != strings.Contains(got.String(), ellipsis) {
			rt.Fatalf("cut is %v of %q", f.Cut, got.String())
		}
		if !f.Cut && letters(got.String()) != letters(clean(text)) {
			rt.Fatalf("%q became %q", text, got.String())
		}
	})
}

// letters returns how often each character occurs, in order of the characters, without spaces.
func letters(text string) string {
	counts := map[rune]int{}
	for _, r := range text {
		if r != ' ' {
			counts[r]++
		}
	}
	var b strings.Builder
	for r := rune(0); r < 0x14000; r++ {
		for range counts[r] {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestFitChoosesSize(t *testing.T) {
	d := newTestDocument(t, io.Discard)
	name := "Abdulrahman Khaled Mohammed"
	natural := d.Shape(name, false).Width(1)
	tests := []struct {
		name      string
		box       Box
		lines     int
		low, high float64
		cut       bool
	}{
		{"as large as wished", Box{Width: natural * 30, Size: 20, Min: 10, Lines: 2}, 1, 20, 20, false},
		{"smaller on one line", Box{Width: natural * 15, Size: 20, Min: 10, Lines: 2}, 1, 14.9, 15, false},
		{"on two lines rather than too small", Box{Width: natural * 15, Size: 20, OneLineMin: 18, Min: 10, Lines: 2}, 2, 20, 20, false},
		{"cut at the smallest", Box{Width: natural * 5, Size: 20, Min: 10}, 1, 10, 10, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := d.Fit(name, test.box)
			if len(f.Lines) != test.lines || f.Size < test.low || f.Size > test.high || f.Cut != test.cut {
				t.Errorf("got %d lines at %v, cut %v; want %d at %v to %v, cut %v",
					len(f.Lines), f.Size, f.Cut, test.lines, test.low, test.high, test.cut)
			}
		})
	}
}

func TestWrapFillsLines(t *testing.T) {
	d := newTestDocument(t, io.Discard)
	text := strings.Repeat("regional cooperation ", 40)
	lines := d.Wrap(text, false, 10, 200, 0)
	for i, l := range lines[:len(lines)-1] {
		if l.Width(10) < 120 || l.Width(10) > 200 {
			t.Errorf("line %d is %v wide, want 120 to 200", i, l.Width(10))
		}
		if strings.HasSuffix(visual(l), "regi") {
			t.Errorf("line %d breaks a word: %q", i, visual(l))
		}
	}
	thai := strings.Repeat("กรุงเทพมหานครอมรรัตนโกสินทร์", 6)
	lines = d.Wrap(thai, false, 10, 200, 0)
	for i, l := range lines[:len(lines)-1] {
		if l.Width(10) < 150 {
			t.Errorf("Thai line %d is only %v wide: %q", i, l.Width(10), visual(l))
		}
	}
	if lines := d.Wrap(text, false, 10, 200, 2); len(lines) != 2 || !strings.HasSuffix(visual(lines[1]), ellipsis) {
		t.Errorf("two lines wanted, got %d, the last %q", len(lines), visual(lines[len(lines)-1]))
	}
}
