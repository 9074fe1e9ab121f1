package mail

import (
	"bytes"
	"html"
	"strconv"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

var markdown = goldmark.New(goldmark.WithExtensions(extension.Linkify))

var policy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "hr", "h1", "h2", "h3", "h4", "code", "pre")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	p.SkipElementsContent("title", "script", "style")
	return p
}()

// HTML renders a body; only plain formatting and links remain.
func HTML(body string) string {
	var out bytes.Buffer
	if err := markdown.Convert([]byte(body), &out); err != nil {
		return "<p>" + html.EscapeString(body) + "</p>" // Convert fails only when its writer does
	}
	return policy.Sanitize(out.String())
}

// CleanHTML takes everything but plain formatting and links out of a page.
func CleanHTML(page string) string { return strings.TrimSpace(policy.Sanitize(page)) }

// document is the HTML form of a message. It loads nothing and carries no style: the reader's program decides how it looks.
func document(m Message) string {
	lang := ""
	if m.Language != "" {
		lang = ` lang="` + html.EscapeString(m.Language) + `"`
	}
	return "<!DOCTYPE html>\n<html" + lang + "><head><meta charset=\"utf-8\"><title>" + html.EscapeString(m.Subject) +
		"</title></head><body>\n" + HTML(m.Body) + "</body></html>\n"
}

// Plain renders a body as text: no marks of Markdown, links in full.
func Plain(body string) string {
	source := []byte(body)
	w := plainWriter{source: source}
	w.blocks(markdown.Parser().Parse(text.NewReader(source)), "")
	return strings.TrimSpace(w.out.String()) + "\n"
}

type plainWriter struct {
	source []byte
	out    strings.Builder
}

// blocks writes the children of a block, each line behind the indent.
func (w *plainWriter) blocks(parent ast.Node, indent string) {
	number := 0
	if list, ok := parent.(*ast.List); ok && list.IsOrdered() {
		number = list.Start
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.List:
			w.blocks(n, indent)
			w.out.WriteString("\n")
		case *ast.ListItem:
			mark := "- "
			if number > 0 {
				mark = strconv.Itoa(number) + ". "
				number++
			}
			w.item(n, indent, mark)
		case *ast.Blockquote:
			w.blocks(n, indent+"> ")
		case *ast.ThematicBreak:
			w.out.WriteString(indent + "---\n\n")
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			w.code(n, indent)
		case *ast.HTMLBlock: // left out, as in the HTML form
		case *ast.TextBlock: // of a list whose items stand close together
			w.line(indent, w.inline(n))
		default:
			w.line(indent, w.inline(n))
			w.out.WriteString("\n")
		}
	}
}

func (w *plainWriter) item(n ast.Node, indent, mark string) {
	inner := plainWriter{source: w.source}
	inner.blocks(n, "")
	body := strings.TrimSpace(inner.out.String())
	pad := strings.Repeat(" ", len(mark))
	w.out.WriteString(indent + mark + strings.ReplaceAll(body, "\n", "\n"+indent+pad) + "\n")
}

func (w *plainWriter) code(n ast.Node, indent string) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		w.out.WriteString(indent + "    " + strings.TrimRight(string(line.Value(w.source)), "\n") + "\n")
	}
	w.out.WriteString("\n")
}

func (w *plainWriter) line(indent, text string) {
	w.out.WriteString(indent + strings.ReplaceAll(text, "\n", "\n"+indent) + "\n")
}

func (w *plainWriter) inline(parent ast.Node) string {
	var out strings.Builder
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			out.WriteString(unescape(string(n.Segment.Value(w.source))))
			if n.SoftLineBreak() || n.HardLineBreak() {
				out.WriteString("\n")
			}
		case *ast.String:
			out.WriteString(string(n.Value))
		case *ast.AutoLink:
			out.Write(n.URL(w.source))
		case *ast.Link:
			words, address := w.inline(n), string(n.Destination)
			if words == address || "mailto:"+words == address {
				out.WriteString(words)
			} else {
				out.WriteString(words + " (" + address + ")")
			}
		case *ast.RawHTML: // left out, as in the HTML form
		default:
			out.WriteString(w.inline(n))
		}
	}
	return out.String()
}

// unescape takes away the backslashes and character references that the parser leaves in a text.
func unescape(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", s[i+1]) >= 0 {
			i++
			if s[i] == '&' { // an escaped "&" begins no character reference
				out.WriteString("&amp;")
				continue
			}
		}
		out.WriteByte(s[i])
	}
	return html.UnescapeString(out.String())
}
