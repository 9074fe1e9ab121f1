package print

import (
	"math"
	"slices"
	"sort"
	"strings"
)

// ellipsis ends a text that was cut.
const ellipsis = "…"

// Fitted is text that was made to fit a box.
type Fitted struct {
	Lines []Line
	Size  float64
	Cut   bool // the text did not fit even at the smallest size, and ends in "…"
}

// Height of all lines.
func (f Fitted) Height() float64 {
	var height float64
	for _, l := range f.Lines {
		height += l.Height(f.Size)
	}
	return height
}

// Box says how text may be set.
type Box struct {
	Width     float64
	Size, Min float64 // the size wished for, and the smallest
	// OneLineMin is the smallest size for the sake of staying on one line; below it, two lines at a larger size read
	// better. 0 means Min.
	OneLineMin float64
	Lines      int // at most; 0 means 1
	Bold       bool
}

// longest is the number of characters that no box of a badge or form can hold.
const longest = 1000

// Fit sets the text so that it never leaves the box: on one line if it can be, smaller if it must be, then on more
// lines, then cut.
func (d *Document) Fit(text string, b Box) Fitted {
	b.OneLineMin = max(b.OneLineMin, b.Min)
	b.Lines = max(b.Lines, 1)
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) // it will be cut in any case; do not shape a book to find that out
	}
	line := d.Shape(text, b.Bold)
	if size := min(b.Size, b.Width/max(line.width, 1e-9)); size >= b.OneLineMin {
		return Fitted{Lines: []Line{line}, Size: floorSize(size, b.OneLineMin)}
	}
	for size := b.Size; b.Lines > 1 && size >= b.Min; size = nextSize(size, b.Min) {
		if lines, cut := d.wrap(text, b.Bold, b.Width/size, b.Lines); !cut {
			return Fitted{Lines: lines, Size: size}
		}
	}
	if size := b.Width / max(line.width, 1e-9); size >= b.Min { // it cannot be broken, but it can be small
		return Fitted{Lines: []Line{line}, Size: floorSize(size, b.Min)}
	}
	lines, cut := d.wrap(text, b.Bold, b.Width/b.Min, b.Lines)
	return Fitted{Lines: lines, Size: b.Min, Cut: cut}
}

// floorSize rounds down, so that the text still fits, to a tenth of a point.
func floorSize(size, least float64) float64 { return max(math.Floor(size*10)/10, least) }

// nextSize steps down half a point, and always tries the smallest size itself.
func nextSize(size, least float64) float64 {
	if size <= least {
		return 0
	}
	return max(size-0.5, least)
}

// Wrap breaks the text into lines no wider than width at this size, and cuts it with "…" after the last line that is
// allowed. No limit when lines is 0.
func (d *Document) Wrap(text string, bold bool, size, width float64, lines int) []Line {
	wrapped, _ := d.wrap(text, bold, width/size, lines)
	return wrapped
}

// wrap is Wrap in ems.
func (d *Document) wrap(text string, bold bool, width float64, lines int) ([]Line, bool) {
	rest := []rune(clean(text))
	var done []Line
	for {
		line := d.Shape(string(rest), bold)
		if line.width <= width {
			return append(done, line), false
		}
		if lines > 0 && len(done) == lines-1 {
			return append(done, d.cut(rest, bold, width)), true
		}
		end := d.lineEnd(rest, line, bold, width)
		done = append(done, d.Shape(string(rest[:end]), bold))
		rest = []rune(strings.TrimLeft(string(rest[end:]), " \u200b"))
		if len(rest) == 0 {
			return done, false
		}
	}
}

// lineEnd returns how many characters of a text that is too wide stand on the first line.
func (d *Document) lineEnd(text []rune, whole Line, bold bool, width float64) int {
	ends := lineEnds(text, prefixWidths(whole, len(text)), width)
	// The widths were measured in the whole text. A part of it may be set a little wider, so look.
	for _, end := range ends {
		if d.Shape(string(text[:end]), bold).width <= width {
			return end
		}
	}
	return ends[len(ends)-1]
}

// prefixWidths returns, for each number of characters, the width of so many from the beginning of the text.
func prefixWidths(line Line, characters int) []float64 {
	widths := make([]float64, characters+1)
	for _, r := range line.runs {
		for _, l := range r.letters {
			widths[l.from+1] += l.advance
		}
	}
	for i := 1; i <= characters; i++ {
		widths[i] += widths[i-1]
	}
	return widths
}

// lineEnds returns the places where the first line can end, best first: the last end of a word, if that leaves at most
// half of the line empty; the last end of a syllable; the last end of a word wherever it is; then between letters,
// ever fewer, down to one.
func lineEnds(text []rune, widths []float64, width float64) []int {
	var words, syllables, letters []int
	for i, kind := range breaksOf(text) {
		end := i + 1
		if kind == noBreak || end == len(text) {
			continue
		}
		letters = append(letters, end)
		// Space at the end of a line takes no room.
		ink := len([]rune(strings.TrimRight(string(text[:end]), " ")))
		if widths[ink] > width {
			break
		}
		switch kind {
		case wordBreak:
			words = append(words, end)
		case syllable:
			syllables = append(syllables, end)
		}
	}
	slices.Reverse(words)
	slices.Reverse(syllables)
	slices.Reverse(letters)
	if len(words) > 0 && len(syllables) > 0 && widths[words[0]] < width/2 {
		return slices.Concat(syllables, words, letters)
	}
	if len(letters) == 0 {
		letters = []int{len(text)} // one letter, however many characters
	}
	return slices.Concat(words, syllables, letters)
}

// cut returns as much of the text as fits with "…" after it.
func (d *Document) cut(text []rune, bold bool, width float64) Line {
	lines := make(map[int]Line)
	fits := func(end int) bool {
		lines[end] = d.Shape(strings.TrimRight(string(text[:end]), " ,;")+ellipsis, bold)
		return lines[end].width <= width
	}
	var ends []int
	for i, kind := range breaksOf(text) {
		if kind != noBreak && i+1 < len(text) {
			ends = append(ends, i+1)
		}
	}
	// Longer is wider, nearly always; where it is not, the result is still one that fits.
	if n := sort.Search(len(ends), func(i int) bool { return !fits(ends[i]) }); n > 0 {
		return lines[ends[n-1]]
	}
	return d.Shape(ellipsis, bold)
}
