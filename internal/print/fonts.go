package print

import (
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

//go:embed all:fonts
var fontFiles embed.FS

// ErrNoFonts is returned by every document when the program was built without its fonts.
var ErrNoFonts = errors.New("fonts are not built in: run make assets, then build again")

// family is a typeface in two weights. All faces are parsed once and kept: parsing costs more than drawing.
type family struct {
	regular, bold *source
}

// source is a font file, read when it is first needed.
type source struct {
	file string
	load func() (*face, error)
}

func newSource(file string) *source {
	return &source{file, sync.OnceValues(func() (*face, error) { return parseFont(fontFiles, file) })}
}

func newFamily(name string) family {
	return family{newSource(name + "_400Regular.ttf.gz"), newSource(name + "_700Bold.ttf.gz")}
}

func (f family) source(bold bool) *source {
	if bold {
		return f.bold
	}
	return f.regular
}

// families are tried in this order for a character that the face of its script lacks. The Chinese face comes last:
// it is loaded (a quarter of a second, once) only when nothing else has the character.
var families = struct{ latin, thai, khmer, lao, myanmar, arabic, devanagari, chinese family }{
	latin:      newFamily("NotoSans"),
	thai:       newFamily("NotoSansThai"),
	khmer:      newFamily("NotoSansKhmer"),
	lao:        newFamily("NotoSansLao"),
	myanmar:    newFamily("NotoSansMyanmar"),
	arabic:     newFamily("NotoSansArabic"),
	devanagari: newFamily("NotoSansDevanagari"),
	chinese:    chineseFamily(),
}

// chineseFamily makes up for the bold that is not built in: the outline is stroked as well as filled.
func chineseFamily() family {
	regular := newSource("NotoSansSC_400Regular.ttf.gz")
	bold := &source{regular.file, sync.OnceValues(func() (*face, error) {
		f, err := regular.load()
		if err != nil {
			return nil, err
		}
		return &face{shared: f.shared, embolden: true}, nil
	})}
	return family{regular, bold}
}

func familyOf(script language.Script) family {
	switch script {
	case language.Thai:
		return families.thai
	case language.Khmer:
		return families.khmer
	case language.Lao:
		return families.lao
	case language.Myanmar:
		return families.myanmar
	case language.Arabic:
		return families.arabic
	case language.Devanagari:
		return families.devanagari
	case language.Han, language.Hiragana, language.Katakana, language.Bopomofo:
		return families.chinese
	default:
		return families.latin
	}
}

func allFamilies() []family {
	f := &families
	return []family{f.latin, f.thai, f.khmer, f.lao, f.myanmar, f.arabic, f.devanagari, f.chinese}
}

func parseFont(files fs.FS, name string) (*face, error) {
	file, err := files.Open("fonts/" + name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoFonts
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	parsed, err := font.ParseTTF(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	return newFace(parsed), nil
}

// face is a font that is ready to be used by all documents at once.
type face struct {
	*shared
	embolden bool
}

type shared struct {
	mu              sync.Mutex // the library's faces cache as they answer, so they answer one at a time
	face            *font.Face
	shaper          *harfbuzz.Font
	upem            float64
	ascent, descent float64 // of the font, in ems, both positive
}

func newFace(parsed *font.Face) *face {
	f := &shared{face: parsed, upem: float64(parsed.Upem())}
	restore := widenCoverage(parsed.Font)
	f.shaper = harfbuzz.NewFont(parsed)
	restore()
	if extents, ok := parsed.FontHExtents(); ok {
		f.ascent = float64(extents.Ascender) / f.upem
		f.descent = -float64(extents.Descender) / f.upem
	}
	return &face{shared: f}
}

// widenCoverage works around an error of go-text/typesetting v0.3.5 (its issue 278, mended after that version). To
// pass over rules that cannot apply, the library makes a rough summary of the glyphs that each rule covers; of a list
// of ranges it forgets those after the first wide one, so some rules never apply, and Arabic words end in letters that
// are not joined. While the summaries are made, every list begins with a range of all glyphs: then nothing is passed
// over. TestArabicLettersJoin fails without it; with a later version of the library it can go.
func widenCoverage(f *font.Font) (restore func()) {
	var undo []func()
	widen := func(coverage tables.Coverage) {
		list, ok := coverage.(tables.Coverage2)
		if !ok || len(list.Ranges) == 0 {
			return
		}
		first := &list.Ranges[0]
		was := *first
		undo = append(undo, func() { *first = was })
		first.StartGlyphID, first.EndGlyphID = 0, 0xFFFF
	}
	for _, lookup := range f.GSUB.Lookups {
		for _, rule := range lookup.Subtables {
			widen(rule.Cov())
		}
	}
	for _, lookup := range f.GPOS.Lookups {
		for _, rule := range lookup.Subtables {
			widen(rule.Cov())
		}
	}
	return func() {
		// Rules may share a list: put back the first remembered last.
		for _, one := range slices.Backward(undo) {
			one()
		}
	}
}

func (f *shared) has(r rune) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	gid, ok := f.face.NominalGlyph(r)
	return ok && gid != 0
}

// advance of a glyph as the font has it, in font units.
func (f *shared) advance(glyph font.GID) float64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return math.Round(float64(f.face.HorizontalAdvance(glyph)))
}

func (f *shared) outline(glyph font.GID) []opentype.Segment {
	f.mu.Lock()
	defer f.mu.Unlock()
	outline, _ := f.face.GlyphDataOutline(glyph)
	return outline.Segments
}

// shape replaces the characters in the buffer by glyphs, in font units.
func (f *shared) shape(buffer *harfbuzz.Buffer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	buffer.Shape(f.shaper, nil)
}
