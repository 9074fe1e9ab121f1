package resultsweb

import (
	"bytes"
	"html"
	"regexp"
	"strings"

	"github.com/a-h/templ"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"counterpart/internal/results"
)

// mark is what stands for a figure in the page: its number, and where it is explained.
type mark struct {
	Text string
	Href string
}

var (
	markdown = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough))
	// policy keeps what a report needs. Pictures are left out: they would be loaded from elsewhere and
	// tell their server who reads the report.
	policy = func() *bluemonday.Policy {
		p := bluemonday.NewPolicy()
		p.AllowElements("p", "br", "hr", "h2", "h3", "h4", "h5", "ul", "ol", "li", "strong", "em", "del", "blockquote",
			"code", "pre", "table", "thead", "tbody", "tr", "th", "td")
		p.AllowAttrs("href").OnElements("a")
		p.AllowURLSchemes("https", "http", "mailto")
		p.AllowRelativeURLs(true)
		p.RequireNoReferrerOnLinks(true)
		return p
	}()
	// token stands for a figure while the text is made into HTML: characters that no text may hold.
	token     = regexp.MustCompile("\uE000([a-z0-9_-]+)\uE001")
	guillemot = strings.NewReplacer("\uE000", "", "\uE001", "")
	firstHead = regexp.MustCompile(`<(/?)h1`)
)

// render makes the Markdown of a report into HTML, with figures filled in. Raw HTML in it is dropped.
func render(body string, figure func(key string) (mark, bool)) templ.Component {
	marks := map[string]mark{}
	text := results.FillFigures(guillemot.Replace(body), func(key string) (string, bool) {
		m, ok := figure(key)
		if ok {
			marks[key] = m
			return "\uE000" + key + "\uE001", true
		}
		return "", false
	})
	var out bytes.Buffer
	if err := markdown.Convert([]byte(text), &out); err != nil {
		return templ.Raw("<p>" + html.EscapeString(text) + "</p>")
	}
	clean := policy.Sanitize(firstHead.ReplaceAllString(out.String(), "<${1}h2"))
	return templ.Raw(token.ReplaceAllStringFunc(clean, func(found string) string {
		m, ok := marks[token.FindStringSubmatch(found)[1]]
		if !ok {
			return ""
		}
		return `<a class="figure-mark" href="` + html.EscapeString(m.Href) + `">` + html.EscapeString(m.Text) + `</a>`
	}))
}
