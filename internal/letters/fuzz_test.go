package letters

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"counterpart/internal/fault"
	"counterpart/internal/mail"
)

// A value that somebody typed stays the text it is wherever a letter takes it: no link, no formatting, no placeholder.
func FuzzFillBody(f *testing.F) {
	for _, s := range []string{
		"Ana", "**bold**", "[x](https://evil.example)", "https://evil.example/login", "www.evil.example", "eve@evil.example", "<https://evil.example>", "<b>x</b>", "{{link}}", "{{link:1:signin}}",
		"# head", "1. list", "`code`", "a\n\n> b", "&lt;b&gt;", "ftp://evil.example", "mailto:eve@evil.example", "a_b_c", "\\", "~~~", "    code", "|a|",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		body, err := FillBody("Dear {{post.title}},\n\nwelcome.", map[string]string{"post.title": value})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(body, "{{") {
			t.Fatalf("%q leaves a placeholder in %q", value, body)
		}
		page, err := html.Parse(strings.NewReader(mail.HTML(body)))
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for n := range page.Descendants() {
			switch {
			case n.Type == html.TextNode:
				text.WriteString(n.Data)
			case n.Type == html.ElementNode && !strings.Contains(" html head body p br ", " "+n.Data+" "):
				t.Fatalf("%q became <%s> in %q", value, n.Data, mail.HTML(body))
			}
		}
		// What stays is compared without what HTML and Markdown cannot carry: control characters and runs of blanks.
		if got, want := visible(text.String()), visible("Dear "+value+",\n\nwelcome."); got != want {
			t.Fatalf("%q is read as %q, want %q", value, got, want)
		}
	})
}

func visible(s string) string {
	s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// A letter's text is refused in words, or all its placeholders are among those offered and none is left when it is filled.
func FuzzCheckText(f *testing.F) {
	for _, s := range []string{"Dear {{post.title}}", "{{ link }}", "{{secret}}", "{{{{link}}}}", "{{link", "}}", "{{.}}", "{{range .}}x{{end}}", "{{\n}}", "{{link:1:signin}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if err := CheckText("body", text); err != nil {
			if fault.AsInvalid(err) == nil {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		values := map[string]string{}
		for _, name := range Used(text) {
			values[name] = "value"
		}
		out, err := Fill(text, values)
		if err != nil || strings.Contains(out, "{{") || strings.Contains(out, "}}") {
			t.Fatalf("%q is filled as %q, %v", text, out, err)
		}
	})
}
