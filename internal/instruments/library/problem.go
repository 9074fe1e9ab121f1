package library

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Problem is one thing wrong in a file.
type Problem struct {
	File string
	Line int    // 0 where the whole file is meant
	What string // what is wrong, a sentence without the full stop
	Do   string // what to do about it, likewise
}

// String is "file:line: what. What to do."
func (p Problem) String() string {
	where := p.File
	if p.Line > 0 {
		where = fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s: %s. %s.", where, p.What, p.Do)
}

// Problems are all things wrong in a file, in the order of its lines.
type Problems []Problem

// Error lists the problems, one in a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// clean keeps a problem on one line, whatever the file holds.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
