package names

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// mostTag is as long as the tag of a language gets in practice.
const mostTag = 35

// Language reads the tag of a language, BCP 47, and writes it in its one form: EN as en, zh-hant as zh-Hant. It tells whether there
// is such a language; what is none comes back as it is.
func Language(tag string) (string, bool) {
	tag = strings.TrimSpace(tag)
	t, err := language.Parse(tag)
	if err != nil || t == language.Und || len(tag) > mostTag {
		return tag, false
	}
	return t.String(), true
}

// Languages writes the tags of languages in their one form and order, each once, and lists those that are none.
func Languages(tags []string) (list, unknown []string) {
	for _, tag := range tags {
		known, ok := Language(tag)
		if !ok {
			unknown = append(unknown, known)
		}
		list = append(list, known)
	}
	slices.Sort(list)
	return slices.Compact(list), unknown
}

// LanguageName is the English name of a language, or its tag where there is none.
func LanguageName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.English.Tags().Name(t); name != "" {
		return name
	}
	return tag
}

// LanguageNames are the English names of languages, as words.
func LanguageNames(tags []string) string {
	out := make([]string, len(tags))
	for i, tag := range tags {
		out[i] = LanguageName(tag)
	}
	return strings.Join(out, ", ")
}
