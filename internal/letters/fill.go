package letters

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"counterpart/internal/fault"
	"counterpart/internal/vocabulary/pack"
)

var placeholder = regexp.MustCompile(`\{\{[ ]*([^{}\n]*?)[ ]*\}\}`)

// own are the placeholders whose value is Markdown made by this program, or written as Markdown; every other value is text that
// somebody typed and must not be read as Markdown or as a link.
var own = []string{"link", "delegation", "signature", "news.body"}

// CheckText lists every placeholder of a letter that is not in the allow-list, and braces that belong to none.
func CheckText(field, text string) error {
	var wrong fault.Invalid
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		if _, ok := pack.Placeholders[m[1]]; !ok {
			wrong.Add(field, "There is no placeholder {{%s}}. Choose one of the list beside the letter.", shorten(m[1]))
		}
	}
	left := placeholder.ReplaceAllString(text, "")
	wrong.Check(!strings.Contains(left, "{{") && !strings.Contains(left, "}}"), field, "A placeholder is not closed or not opened. Write it as {{name}}, on one line.")
	return wrong.Err()
}

// Fill replaces the placeholders of a text. One that is not in the allow-list, or that nothing fills here, is
// refused by name. Values are set in as they are, so Fill is right for a subject; a body is filled by FillBody.
func Fill(text string, values map[string]string) (string, error) {
	return fill(text, values, func(_, value string) string { return oneLine(value) })
}

// FillBody replaces the placeholders of a Markdown body. Values that somebody typed stay plain text.
func FillBody(text string, values map[string]string) (string, error) {
	return fill(text, values, func(name, value string) string {
		if slices.Contains(own, name) {
			return value
		}
		return escape(value)
	})
}

func fill(text string, values map[string]string, write func(name, value string) string) (string, error) {
	if err := CheckText("body", text); err != nil {
		return "", err
	}
	var missing []string
	out := placeholder.ReplaceAllStringFunc(text, func(found string) string {
		name := placeholder.FindStringSubmatch(found)[1]
		value, ok := values[name]
		if !ok && !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
		for name != "link" && strings.Contains(value, "{{") { // three braces hold two once more
			value = strings.ReplaceAll(value, "{{", "{ {")
		}
		return write(name, value)
	})
	if len(missing) > 0 {
		return "", fault.Wrong("body", "This letter cannot fill %s. Take it out, or use another kind of letter.", "{{"+strings.Join(missing, "}}, {{")+"}}")
	}
	return out, nil
}

// Used names the placeholders of the texts, each once, in alphabetical order.
func Used(texts ...string) []string {
	seen := map[string]bool{}
	for _, text := range texts {
		for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
			seen[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// special are the characters that Markdown gives a meaning to inside a line, and those of which it makes links on its
// own: a name such as "www.evil.example" must not become a link in a letter of the secretariat.
var special = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "&", `\&`, "#", `\#`, "~", `\~`, "|", `\|`,
	":", `\:`, "@", `\@`, ".", `\.`,
)

// opening is what makes a list or a heading of a line that begins with it.
var opening = regexp.MustCompile(`^(\d*)([-+=.)])`)

func escape(value string) string {
	return opening.ReplaceAllString(special.Replace(oneLine(value)), `${1}\${2}`)
}

func oneLine(value string) string { return strings.Join(strings.Fields(value), " ") }

func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
