package pack

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// readLetters reads letters/*.md: front matter between two lines "---", then the body.
func (l *loader) readLetters(contents map[string][]byte) {
	var names []string
	for name, b := range contents {
		if strings.HasPrefix(name, "letters/") && path.Ext(name) == ".md" && b != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		l.readLetter(name, contents[name])
	}
	first := ""
	if tags := l.pack.Mechanism.Languages; len(tags) > 0 {
		first = tags[0]
	}
	for _, letter := range l.pack.Letters {
		if _, ok := l.defined[famLetter][letter.Code+" "+first]; !ok && letter.Code != "" && first != "" {
			l.problem(letter.At, fmt.Sprintf("the letter %q is not written in %s, the mechanism's first language", letter.Code, first), "Add it")
		}
	}
}

func (l *loader) readLetter(name string, b []byte) {
	if !utf8.Valid(b) {
		l.problem(Source{name, 0}, "the letter is not written in UTF-8", "Save it as UTF-8")
		return
	}
	text := strings.ReplaceAll(string(b), "\r\n", "\n")
	rest, opened := strings.CutPrefix(text, "---\n")
	front, body, closed := strings.Cut(rest, "\n---\n")
	if !opened || !closed {
		l.problem(Source{name, 1}, "the letter has no front matter", "Begin it with a line ---, then code and subject, then another line ---")
		return
	}
	// A leading line break stands for the opening line, so that line numbers are those of the file.
	root := l.parse(name, []byte("\n"+front+"\n"))
	if root == nil {
		return
	}
	t := l.table(name, root)
	if t == nil {
		return
	}
	letter := Letter{At: t.at, Code: t.code("code"), Subject: t.line("subject", required), Body: strings.TrimSpace(body)}
	letter.Language = l.letterLanguage(t)
	t.done()
	if n := t.values["subject"]; n != nil {
		l.checkPlaceholders(name, n.Line, letter.Subject)
	}
	bodyLine := strings.Count(front, "\n") + 4 // opening line, front matter, closing line
	if letter.Body == "" {
		l.problem(Source{name, bodyLine}, "the letter has no text", "Write it below the second ---")
	}
	if utf8.RuneCountInString(body) > 5*maxText {
		l.problem(Source{name, bodyLine}, fmt.Sprintf("the letter is longer than %d characters", 5*maxText), "Shorten it")
	}
	l.checkPlaceholders(name, bodyLine, body)
	if letter.Code != "" && letter.Language != "" {
		l.define(famLetter, letter.Code+" "+letter.Language, letter.At)
	}
	l.pack.Letters = append(l.pack.Letters, letter)
}

// letterLanguage is one of the mechanism's languages, by default the first.
func (l *loader) letterLanguage(t *table) string {
	tags := l.pack.Mechanism.Languages
	if len(tags) == 0 {
		t.asked = append(t.asked, "language")
		return ""
	}
	if s := t.oneOf("language", optional, tags); s != "" {
		return s
	}
	return tags[0]
}

var placeholder = regexp.MustCompile(`\{\{[ ]*([^{}\n]*?)[ ]*\}\}`)

// checkPlaceholders reports every placeholder that is not in the list, and every brace that belongs to none.
func (l *loader) checkPlaceholders(name string, firstLine int, text string) {
	for i, line := range strings.Split(text, "\n") {
		at := Source{name, firstLine + i}
		for _, m := range placeholder.FindAllStringSubmatch(line, -1) {
			if _, ok := Placeholders[m[1]]; !ok {
				l.problem(at, fmt.Sprintf("there is no placeholder {{%s}}", shorten(m[1])), "Choose one of "+placeholderNames)
			}
		}
		left := placeholder.ReplaceAllString(line, "")
		if strings.Contains(left, "{{") || strings.Contains(left, "}}") {
			l.problem(at, "a placeholder is not closed, or not opened", "Write it as {{name}}, on one line")
		}
	}
}

var placeholderNames = strings.Join(slices.Sorted(maps.Keys(Placeholders)), ", ")
