package figures

import (
	"regexp"
	"strings"
)

// placeholder is what a text names in double braces: {{figure:people}}.
var placeholder = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// FillPlaceholders replaces each placeholder, {{KIND:KEY}}, by what fill makes of it; what fill does not know stays as it is.
func FillPlaceholders(body string, fill func(kind, key string) (string, bool)) string {
	return placeholder.ReplaceAllStringFunc(body, func(found string) string {
		kind, key, _ := strings.Cut(placeholder.FindStringSubmatch(found)[1], ":")
		if text, known := fill(strings.TrimSpace(kind), strings.TrimSpace(key)); known {
			return text
		}
		return found
	})
}

// Placeholders lists what stands in double braces, as it is written between them.
func Placeholders(body string) []string {
	var out []string
	for _, m := range placeholder.FindAllStringSubmatch(body, -1) {
		out = append(out, m[1])
	}
	return out
}

// PlainText keeps a word from the registers from being read as Markdown or as a placeholder.
func PlainText(s string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(s), " ") {
		if strings.ContainsRune("\\`*_[]<>#|{}!~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
