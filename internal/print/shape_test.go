package print

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-text/typesetting/bidi"
	"pgregory.net/rapid"
)

func newTestTypesetter(t testing.TB) *typesetter {
	t.Helper()
	setter, err := newTypesetter()
	if err != nil {
		t.Fatal(err)
	}
	return setter
}

// samples are names and titles in every script that is built in.
var samples = map[string]string{
	"Latin":      "Wojciech Łukasz Żółć, Ðorđe, İpek Çağrı",
	"Vietnamese": "Nguyễn Thị Minh Khai Đặng Hữu Phước",
	"Cyrillic":   "Наталія Їжакевич, Дмитрий Щёголев",
	"Greek":      "Γεώργιος Παπαδόπουλος",
	"Thai":       "สมชาย รัตนโกสินทร์ ผู้อำนวยการ",
	"Khmer":      "សុខ ដារ៉ា ប្រធាននាយកដ្ឋាន",
	"Lao":        "ຄຳແພງ ວົງສາ ເຈົ້າໜ້າທີ່",
	"Burmese":    "ဒေါ်ခင်မြင့်ကြည် ညွှန်ကြားရေးမှူး",
	"Arabic":     "عبد الرحمن خالد محمد لا",
	"Devanagari": "राजेश कुमार श्रीवास्तव",
	"Chinese":    "王小明 外交部副司长",
}

func TestEveryScriptHasGlyphs(t *testing.T) {
	setter := newTestTypesetter(t)
	for name, text := range samples {
		for _, bold := range []bool{false, true} {
			line := setter.shape(text, bold)
			if line.width <= 0 || line.ascent <= 0 || line.descent <= 0 {
				t.Errorf("%s: line has width %v, ascent %v, descent %v", name, line.width, line.ascent, line.descent)
			}
			for _, r := range line.runs {
				for _, l := range r.letters {
					for _, p := range l.shape.unpack() {
						if p.glyph == 0 {
							t.Errorf("%s, bold %v: %q has no glyph", name, bold, l.text)
						}
					}
				}
			}
		}
	}
	if setter.err != nil {
		t.Error(setter.err)
	}
}

func TestUnprintable(t *testing.T) {
	all := make([]string, 0, len(samples))
	for _, text := range samples {
		all = append(all, text)
	}
	missing, err := Unprintable(all...)
	if err != nil || len(missing) != 0 {
		t.Errorf("samples: %q, %v; want none", missing, err)
	}
	missing, err = Unprintable("Ann 𓀀", "𓀀 \u1234")
	if want := []rune{0x13000, 0x1234}; err != nil || !slices.Equal(missing, want) {
		t.Errorf("got %q, %v; want %q", missing, err, want)
	}
}

// visual returns the letters of a line from left to right.
func visual(line Line) string {
	var b strings.Builder
	for _, r := range line.runs {
		for _, l := range r.letters {
			b.WriteString(l.text)
		}
	}
	return b.String()
}

func TestDirection(t *testing.T) {
	setter := newTestTypesetter(t)
	tests := []struct{ name, text, want string }{
		{"left to right", "Ann Lee 12", "Ann Lee 12"},
		{"right to left", "علي", "يلع"},
		{"number after Arabic stands on its left", "علي 2026", "2026 يلع"},
		{"number before Arabic stands on its right", "2026 علي", "يلع 2026"},
		{"date after Arabic keeps its order", "علي 12/06/2024", "12/06/2024 يلع"},
		{"Arabic in Latin", "Ann علي Lee", "Ann يلع Lee"},
		{"number between Arabic and Latin belongs to the Arabic", "Ann علي 12 Lee", "Ann 12 يلع Lee"},
		{"number with sign", "Ann علي 12% Lee", "Ann 12% يلع Lee"},
		{"brackets around Arabic", "Ann (علي) 12", "Ann (يلع) 12"},
		{"Latin in Arabic", "علي Ann Lee 3", "Ann Lee 3 يلع"},
		{"Arabic digits", "Ann ١٢٣ علي", "Ann يلع ١٢٣"},
		{"direction marks in a name are dropped", "Ann \u202Eeel\u202C", "Ann eel"},
		{"line ends become spaces", "Ann\nLee\t3", "Ann Lee 3"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := visual(setter.shape(test.text, false)); got != test.want {
				t.Errorf("%q is set as %q, want %q", test.text, got, test.want)
			}
		})
	}
}

// The last letters of these words are drawn as a joined form with dots, of two glyphs or more; the form that stands
// alone is one glyph.
func TestArabicLettersJoin(t *testing.T) {
	setter := newTestTypesetter(t)
	for _, word := range []string{"علي", "من", "فق", "بب"} {
		line := setter.shape(word, false)
		last := line.runs[0].letters[0] // the last one read stands on the left
		if n := len(last.shape.unpack()); n < 2 {
			t.Errorf("the last letter of %s is drawn with %d glyph", word, n)
		}
	}
	// Kerning of capitals that lie late in the font.
	if whole, parts := setter.shape("ΤΑ", false).width, setter.shape("Τ", false).width+setter.shape("Α", false).width; whole >= parts {
		t.Errorf("ΤΑ is %v wide, its letters %v; they are not kerned", whole, parts)
	}
}

func TestReorder(t *testing.T) {
	tests := []struct {
		levels []bidi.Level
		want   string
	}{
		{[]bidi.Level{0, 0, 0}, "abc"},
		{[]bidi.Level{1, 1, 1}, "cba"},
		{[]bidi.Level{0, 1, 2, 1, 0}, "adcbe"},
		{[]bidi.Level{1, 2, 2, 1}, "dbca"},
		{[]bidi.Level{2, 1, 0}, "bac"},
	}
	for _, test := range tests {
		runs := make([]run, len(test.levels))
		for i := range runs {
			runs[i].letters = []letter{{text: string(rune('a' + i))}}
		}
		reorder(runs, slices.Clone(test.levels))
		if got := visual(Line{runs: runs}); got != test.want {
			t.Errorf("levels %v give %q, want %q", test.levels, got, test.want)
		}
	}
}

// No character is lost or doubled by shaping, whatever the text.
func TestShapeKeepsText(t *testing.T) {
	setter := newTestTypesetter(t)
	rapid.Check(t, func(rt *rapid.T) {
		text := clean(anyName.Draw(rt, "text"))
		want, got := []rune(text), []rune(visual(setter.shape(text, false)))
		slices.Sort(want)
		slices.Sort(got)
		if string(want) != string(got) {
			rt.Fatalf("%q is set as %q", text, visual(setter.shape(text, false)))
		}
	})
}

// anyName draws pieces of all scripts in any mixture, and sometimes characters that no font has.
var anyName = rapid.Custom(func(t *rapid.T) string {
	pieces := []string{" ", " ", "-", "(", ")", "2026", "١٢", "๑๒", "’", ",", "\u200d", "\u0301", "%", "/", "𓀀"}
	for _, name := range []string{"Latin", "Vietnamese", "Cyrillic", "Thai", "Khmer", "Lao", "Burmese", "Arabic", "Devanagari"} {
		runes := []rune(samples[name])
		for i := 0; i+3 < len(runes); i += 3 {
			pieces = append(pieces, string(runes[i:i+3]))
		}
	}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40).Draw(t, "pieces"), "")
})

func TestFontsNotBuiltIn(t *testing.T) {
	_, err := parseFont(fstest.MapFS{"fonts/.gitkeep": {}}, "NotoSans_400Regular.ttf.gz")
	if !errors.Is(err, ErrNoFonts) {
		t.Errorf("got %v, want ErrNoFonts", err)
	}
	_, err = parseFont(fstest.MapFS{"fonts/x.gz": {Data: []byte("no font")}}, "x.gz")
	if err == nil || errors.Is(err, ErrNoFonts) || !strings.Contains(err.Error(), "x.gz") {
		t.Errorf("got %v, want an error that names the file", err)
	}
}
