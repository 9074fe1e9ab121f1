package pack

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

// Marks are the classification marks of a State or of an organisation of States, in capitals as they are stamped
// (marks.yaml). Files that carry one are refused.
type Marks struct {
	Of    string
	Words []string
	At    Source
}

func readMarks(l *loader, s sheet) {
	s.each(func(t *table) {
		m := Marks{At: t.at, Of: t.line("of", required), Words: t.lines("marks", required)}
		for _, w := range m.Words {
			if w != strings.ToUpper(w) || utf8.RuneCountInString(w) < 2 {
				l.problem(t.source(t.values["marks"]), fmt.Sprintf("%q is no mark as it is stamped", shorten(w)), "Write it in capitals, at least two letters")
			}
		}
		l.pack.Marks = append(l.pack.Marks, m)
	})
}

// MarkWords lists the marks that files are refused for: those of the pack, or the program's own where it has none.
func (p *Pack) MarkWords() []string {
	if p == nil || len(p.Marks) == 0 {
		return DefaultMarks()
	}
	return wordsOf(p.Marks)
}

func wordsOf(all []Marks) []string {
	var out []string
	for _, m := range all {
		out = append(out, m.Words...)
	}
	return out
}

//go:embed marks.yaml
var defaultMarks []byte

// DefaultMarks are the marks for a pack without marks.yaml.
var DefaultMarks = sync.OnceValue(func() []string {
	l := &loader{pack: &Pack{}, listed: map[string]int{}, defined: map[string]map[string]Source{}}
	if root := l.parse("marks.yaml", defaultMarks); root != nil {
		readMarks(l, sheet{l: l, file: "marks.yaml", root: root})
	}
	if len(l.problems) > 0 || len(l.pack.Marks) == 0 {
		panic(fmt.Sprint("marks.yaml of the program: ", l.problems)) // it is compiled in
	}
	return wordsOf(l.pack.Marks)
})
