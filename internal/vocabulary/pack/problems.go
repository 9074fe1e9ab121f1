package pack

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing wrong in a pack.
type Problem struct {
	Source
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

// Problems are all things wrong in a pack, in the order of files and lines. It is an error when it is not empty.
type Problems []Problem

// Error lists the problems, one in a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Err is the problems as an error, or nil when there are none.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
}
