package print

import (
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"github.com/go-text/typesetting/font"
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

// source is one font file. The parsed font may be used by all goroutines; faces made from it may not.
type source struct {
	file string
	load func() (*font.Font, error)
	// embolden makes up for a bold that is not built in: the outline is stroked as well as filled.
	embolden bool
}

func newSource(file string) *source {
	return &source{file: file, load: sync.OnceValues(func() (*font.Font, error) { return parseFont(fontFiles, file) })}
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

func chineseFamily() family {
	regular := newSource("NotoSansSC_400Regular.ttf.gz")
	bold := *regular
	bold.embolden = true
	return family{regular, &bold}
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

func parseFont(files fs.FS, name string) (*font.Font, error) {
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
	face, err := font.ParseTTF(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	return face.Font, nil
}

// face is one font as one document uses it. It caches, so it must not be shared between goroutines.
type face struct {
	*font.Face
	source          *source
	upem            float64
	ascent, descent float64 // of the font, in ems, both positive
}

func newFace(src *source) (*face, error) {
	parsed, err := src.load()
	if err != nil {
		return nil, err
	}
	f := &face{Face: font.NewFace(parsed), source: src, upem: float64(parsed.Upem())}
	if extents, ok := f.FontHExtents(); ok {
		f.ascent = float64(extents.Ascender) / f.upem
		f.descent = -float64(extents.Descender) / f.upem
	}
	return f, nil
}

func (f *face) has(r rune) bool {
	gid, ok := f.NominalGlyph(r)
	return ok && gid != 0
}
