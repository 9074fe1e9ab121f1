package print

import (
	"slices"
	"strings"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
	xbidi "golang.org/x/text/unicode/bidi"
)

// Line is one line of shaped text, ready to draw. Its measures are in ems, so it can be drawn at any size.
type Line struct {
	runs            []run // from left to right
	width           float64
	ascent, descent float64
}

// Width of the line when drawn at this size.
func (l Line) Width(size float64) float64 { return l.width * size }

// Height that the line needs at this size, from the top of its highest script to the bottom of its lowest.
func (l Line) Height(size float64) float64 { return (l.ascent + l.descent) * size }

// Ascent is the distance from the top of the line down to its baseline.
func (l Line) Ascent(size float64) float64 { return l.ascent * size }

// run is a stretch of one face and one direction.
type run struct {
	face    *face
	letters []letter // from left to right
}

// letter is what one or more characters are drawn as: a glyph, or the glyphs of a syllable with its marks. It is the
// smallest piece of text that can be told apart on the page.
type letter struct {
	shape   letterShape
	text    string  // the characters that it stands for
	from    int     // where these begin in the text of the line, counted in characters
	advance float64 // in ems, to the next letter
}

// typesetter turns text into lines, for one document.
type typesetter struct {
	buffer *harfbuzz.Buffer
	bidi   bidi.Paragraph
	err    error // the first font that could not be loaded
}

// newTypesetter returns a typesetter whose main font is known to load.
func newTypesetter() (*typesetter, error) {
	t := &typesetter{buffer: harfbuzz.NewBuffer()}
	t.face(families.latin.regular)
	return t, t.err
}

// face returns nil if the font cannot be loaded, and keeps the error for the end of the document.
func (t *typesetter) face(src *source) *face {
	f, err := src.load()
	if err != nil && t.err == nil {
		t.err = err
	}
	return f
}

// pick returns the face for a character of a script: the script's own, the main one, then any that has it. A
// character that no face has is drawn as the main face's box, so that it is seen to be missing.
func (t *typesetter) pick(script language.Script, r rune, bold bool) *face {
	first := t.face(familyOf(script).source(bold))
	if first != nil && first.has(r) {
		return first
	}
	for _, fam := range allFamilies() {
		if f := t.face(fam.source(bold)); f != nil && f.has(r) {
			return f
		}
	}
	return t.face(families.latin.source(bold))
}

// Unprintable returns the characters of the texts that no built-in font can draw, each once.
func Unprintable(texts ...string) ([]rune, error) {
	t, err := newTypesetter()
	if err != nil {
		return nil, err
	}
	var missing []rune
	for _, text := range texts {
		for _, r := range clean(text) {
			if f := t.pick(language.LookupScript(r), r, false); f != nil && !f.has(r) && !slices.Contains(missing, r) {
				missing = append(missing, r)
			}
		}
	}
	return missing, t.err
}

// shape makes one line of the text, whatever its length. The direction of the line is that of its first letter.
func (t *typesetter) shape(text string, bold bool) Line {
	runes := []rune(clean(text))
	base := baseLevel(runes)
	var line Line
	var levels []bidi.Level
	for _, span := range t.spans(runes, base, bold) {
		r := t.shapeRun(runes, span)
		line.runs = append(line.runs, r)
		levels = append(levels, span.level)
		for _, l := range r.letters {
			line.width += l.advance
		}
	}
	if len(line.runs) == 0 {
		if f := t.face(families.latin.source(bold)); f != nil {
			line.ascent, line.descent = f.ascent, f.descent
		}
	}
	for _, r := range line.runs {
		line.ascent = max(line.ascent, r.face.ascent)
		line.descent = max(line.descent, r.face.descent)
	}
	reorder(line.runs, levels)
	return line
}

// clean makes one line of the text: control characters and line ends become spaces, and explicit direction marks are
// dropped, because in a name they serve only to disguise it.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFEFF:
			return -1
		case r < 0x20, r >= 0x7F && r < 0xA0, r == 0x2028, r == 0x2029:
			return ' '
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

// span is a stretch of text with one level, script and face.
type span struct {
	start, end int
	level      bidi.Level
	script     language.Script
	face       *face
}

func (t *typesetter) spans(text []rune, base bidi.Level, bold bool) []span {
	levels := t.levels(text, base)
	scripts := scriptsOf(text)
	var spans []span
	for i, r := range text {
		if n := len(spans); n > 0 {
			last := &spans[n-1]
			sameLevel := levels[i] == last.level
			// Marks and ordinary spaces never change the face; digits and punctuation stay in it if it has them.
			stays := scripts[i] == last.script && (last.face.has(r) || ignorable(r))
			if sameLevel && stays {
				last.end = i + 1
				continue
			}
		}
		f := t.pick(scripts[i], r, bold)
		if f == nil {
			continue
		}
		if n := len(spans); n > 0 && spans[n-1].face == f && spans[n-1].level == levels[i] && spans[n-1].script == scripts[i] {
			spans[n-1].end = i + 1
			continue
		}
		spans = append(spans, span{i, i + 1, levels[i], scripts[i], f})
	}
	return spans
}

// ignorable reports whether the character has nothing to see, so that any face will do: joiners, variation selectors.
func ignorable(r rune) bool {
	return r == 0x200B || r == 0x200C || r == 0x200D || r == 0x200E || r == 0x200F || r == 0x2060 || r == 0xAD ||
		r >= 0xFE00 && r <= 0xFE0F
}

// scriptsOf gives every character a script. Those without one of their own, such as digits and marks, take that of
// the character before them, or at the start of the text of the first that has one.
func scriptsOf(text []rune) []language.Script {
	scripts := make([]language.Script, len(text))
	current := language.Latin
	for _, r := range text {
		if s := language.LookupScript(r); s.Strong() {
			current = s
			break
		}
	}
	for i, r := range text {
		if s := language.LookupScript(r); s.Strong() {
			current = s
		}
		scripts[i] = current
	}
	return scripts
}

func baseLevel(text []rune) bidi.Level {
	for _, r := range text {
		props, _ := xbidi.LookupRune(r)
		switch props.Class() {
		case xbidi.L:
			return 0
		case xbidi.R, xbidi.AL:
			return 1
		}
	}
	return 0
}

// levels returns the embedding level of each character (UAX #9).
//
// The library tells the level at the start of each run, and joins neighbours that run the same way, so a number of
// level 2 and the Latin text of level 0 beside it come as one. Without explicit embeddings, which clean removes,
// level 2 in a left-to-right line can only be a number after, or of, a right-to-left script: find it again.
func (t *typesetter) levels(text []rune, base bidi.Level) []bidi.Level {
	direction := bidi.LeftToRight
	if base == 1 {
		direction = bidi.RightToLeft
	}
	runs := t.bidi.Segment(text, direction)
	levels := make([]bidi.Level, len(text))
	for i := range runs.NumRuns() {
		r := runs.Run(i)
		for k := r.Start; k < r.End; k++ {
			levels[k] = r.Level
		}
		if base == 0 && r.IsLeftToRight() {
			numberLevels(text[r.Start:r.End], levels[r.Start:r.End], i > 0)
		}
	}
	return levels
}

// numberLevels sets the levels in one left-to-right run of a left-to-right line: 2 for numbers of a right-to-left
// context, 0 for all else.
func numberLevels(text []rune, levels []bidi.Level, afterRTL bool) {
	lastNumber := -1 // the last digit of a number that is still going on
	for i, r := range text {
		levels[i] = 0
		props, _ := xbidi.LookupRune(r)
		switch props.Class() {
		case xbidi.L:
			afterRTL, lastNumber = false, -1
		case xbidi.AN, xbidi.EN:
			if props.Class() == xbidi.EN && !afterRTL {
				lastNumber = -1
				continue
			}
			levels[i] = 2
			if lastNumber >= 0 {
				for k := lastNumber + 1; k < i; k++ {
					levels[k] = 2
				}
			}
			lastNumber = i
		case xbidi.ET:
			if lastNumber == i-1 && lastNumber >= 0 {
				levels[i], lastNumber = 2, i
			}
		case xbidi.NSM:
			if i > 0 {
				levels[i] = levels[i-1]
			}
		case xbidi.ES, xbidi.CS:
		default:
			lastNumber = -1
		}
	}
}

// reorder puts runs from reading order into the order they stand on the line, from left to right (UAX #9, L2).
func reorder(runs []run, levels []bidi.Level) {
	highest := bidi.Level(0)
	for _, l := range levels {
		highest = max(highest, l)
	}
	for level := highest; level >= 1; level-- {
		for i := 0; i < len(runs); {
			if levels[i] < level {
				i++
				continue
			}
			end := i
			for end < len(runs) && levels[end] >= level {
				end++
			}
			slices.Reverse(runs[i:end])
			slices.Reverse(levels[i:end])
			i = end
		}
	}
}

func (t *typesetter) shapeRun(text []rune, s span) run {
	b := t.buffer
	b.Clear()
	b.AddRunes(text, s.start, s.end-s.start) // with its neighbours, which the shapes of letters may depend on
	b.Props = harfbuzz.SegmentProperties{
		Language:  language.NewLanguage(languageOf(s.script)),
		Script:    s.script,
		Direction: harfbuzz.LeftToRight,
	}
	if s.level%2 == 1 {
		b.Props.Direction = harfbuzz.RightToLeft
	}
	s.face.shape(b)
	r := run{face: s.face}
	for i := 0; i < len(b.Info); {
		end := i + 1
		for end < len(b.Info) && b.Info[end].Cluster == b.Info[i].Cluster {
			end++
		}
		// The piece of text ends where the next one in reading order begins, which is on its left in such a script.
		to := s.end
		switch {
		case s.level%2 == 1 && i > 0:
			to = b.Info[i-1].Cluster
		case s.level%2 == 0 && end < len(b.Info):
			to = b.Info[end].Cluster
		}
		l := newLetter(s.face, b.Info[i:end], b.Pos[i:end])
		l.from = b.Info[i].Cluster
		l.text = string(text[l.from:to])
		r.letters = append(r.letters, l)
		i = end
	}
	return r
}

// newLetter joins the glyphs that stand for one piece of text.
func newLetter(f *face, glyphs []harfbuzz.GlyphInfo, at []harfbuzz.GlyphPosition) letter {
	parts := make([]part, len(glyphs))
	pen := int32(0)
	for i, g := range glyphs {
		parts[i] = part{glyph: g.Glyph, x: pen + at[i].XOffset, y: at[i].YOffset}
		pen += at[i].XAdvance
	}
	width := float64(pen)
	if len(parts) == 1 && parts[0].x == 0 && parts[0].y == 0 && pen != 0 {
		// The width of a glyph alone is that of the font, so that kerning does not make a new letter of it. A joiner,
		// which takes no room, is drawn with the glyph of the space.
		width = f.advance(parts[0].glyph)
	}
	return letter{shape: newLetterShape(f, parts, width), advance: float64(pen) / f.upem}
}

// languageOf names the language that the shaper should assume. Names come without one; the script decides.
func languageOf(script language.Script) string {
	switch script {
	case language.Thai:
		return "th"
	case language.Khmer:
		return "km"
	case language.Lao:
		return "lo"
	case language.Myanmar:
		return "my"
	case language.Arabic:
		return "ar"
	case language.Devanagari:
		return "hi"
	case language.Han:
		return "zh-hans"
	default:
		return "en"
	}
}
