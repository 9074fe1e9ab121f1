// Package prose makes the Markdown of reports and publications into HTML and into the blocks of a printed article. Figures
// stand in the text as marks that lead to their explanation; raw HTML and pictures are dropped.
package prose

import (
	"bytes"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"counterpart/internal/print"
)

// Mark is what stands for a figure in the page: its number, and where it is explained. One with a block stands on a line of its
// own, and the block stands in its place.
type Mark struct {
	Text  string
	Href  string
	Block *Block
}

// Block is something that is no paragraph, such as a chart: as HTML that is safe as it is, and as parts of a printed article.
type Block struct {
	HTML  string
	Print []print.Block
}

// Fill puts marks into a text: it replaces what stands for a figure by what put makes of its mark.
type Fill func(text string, put func(Mark) string) string

var (
	markdown = goldmark.New(goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), extension.Strikethrough))
	// policy keeps what a text needs. Pictures are left out: they would be loaded from elsewhere and
	// tell their server who reads it.
	policy = func() *bluemonday.Policy {
		p := bluemonday.NewPolicy()
		p.AllowElements("p", "br", "hr", "h2", "h3", "h4", "h5", "ul", "ol", "li", "strong", "em", "del", "blockquote",
			"code", "pre", "table", "thead", "tbody", "tr", "th", "td")
		p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
		p.AllowAttrs("align").Matching(regexp.MustCompile(`^(left|right|center)$`)).OnElements("th", "td")
		p.AllowAttrs("href").OnElements("a")
		p.AllowURLSchemes("https", "http", "mailto")
		p.AllowRelativeURLs(true)
		p.RequireNoReferrerOnLinks(true)
		return p
	}()
	// token stands for a mark while the text is made into HTML: characters that no text may hold.
	token      = regexp.MustCompile("\uE000([0-9]+)\uE001")
	alone      = regexp.MustCompile("<p>\uE000[0-9]+\uE001</p>")
	guillemot  = strings.NewReplacer("\uE000", "", "\uE001", "")
	wholeTable = regexp.MustCompile(`(?s)<table>.*?</table>`)
	firstHead  = regexp.MustCompile(`<(/?)h1`)
)

// filled is the text with tokens in the place of its marks.
func filled(body string, fill Fill) (string, []Mark) {
	var marks []Mark
	if fill == nil {
		return guillemot.Replace(body), nil
	}
	text := fill(guillemot.Replace(body), func(m Mark) string {
		marks = append(marks, m)
		return "\uE000" + strconv.Itoa(len(marks)-1) + "\uE001"
	})
	return text, marks
}

// movable puts a table of more than three columns into a box that a reader moves sideways, with the keyboard as well.
func movable(page string) string {
	return wholeTable.ReplaceAllStringFunc(page, func(found string) string {
		head, _, _ := strings.Cut(found, "</tr>")
		if strings.Count(head, "<th") <= 3 {
			return found
		}
		return `<div class="prose-wide" tabindex="0" role="group" aria-label="Table">` + found + `</div>`
	})
}

// markOf finds the mark of the first token in a text.
func markOf(text string, marks []Mark) (Mark, bool) {
	found := token.FindStringSubmatch(text)
	if found == nil {
		return Mark{}, false
	}
	i, err := strconv.Atoi(found[1])
	if err != nil || i >= len(marks) {
		return Mark{}, false
	}
	return marks[i], true
}

// replaceTokens puts what write makes of each mark in the place of its token.
func replaceTokens(text string, marks []Mark, write func(Mark) string) string {
	return token.ReplaceAllStringFunc(text, func(found string) string {
		if m, ok := markOf(found, marks); ok {
			return write(m)
		}
		return ""
	})
}

// HTML makes the Markdown of a text into HTML, with its figures filled in. Raw HTML in it is dropped.
func HTML(body string, fill Fill) templ.Component {
	text, marks := filled(body, fill)
	var out bytes.Buffer
	if err := markdown.Convert([]byte(text), &out); err != nil {
		return templ.Raw("<p>" + html.EscapeString(text) + "</p>")
	}
	clean := policy.Sanitize(firstHead.ReplaceAllString(out.String(), "<${1}h2"))
	clean = alone.ReplaceAllStringFunc(clean, func(found string) string {
		if m, ok := markOf(found, marks); ok && m.Block != nil {
			return m.Block.HTML
		}
		return found
	})
	return templ.Raw(replaceTokens(movable(clean), marks, func(m Mark) string {
		return `<a class="figure-mark" href="` + html.EscapeString(m.Href) + `">` + html.EscapeString(m.Text) + `</a>`
	}))
}
