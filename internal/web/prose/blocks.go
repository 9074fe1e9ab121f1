package prose

import (
	"html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"counterpart/internal/print"
)

// Blocks makes the Markdown of a text into what a printed article is made of, with its figures filled in. Links are left
// as their words, weights within a paragraph are not kept.
func Blocks(body string, fill Fill) []print.Block {
	source, marks := filled(body, fill)
	w := blockWriter{source: []byte(source), marks: marks}
	w.children(markdown.Parser().Parse(text.NewReader(w.source)), 0)
	return w.out
}

type blockWriter struct {
	source []byte
	marks  []Mark
	out    []print.Block
}

func (w *blockWriter) add(b print.Block) {
	if b.Text != "" || len(b.Cells) > 0 || b.Kind == print.BlockRule {
		w.out = append(w.out, b)
	}
}

func (w *blockWriter) children(n ast.Node, deep int) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.block(c, deep)
	}
}

func (w *blockWriter) block(n ast.Node, deep int) {
	switch n := n.(type) {
	case *ast.Heading:
		w.add(print.Block{Kind: print.BlockHeading, Level: n.Level, Text: w.words(n)})
	case *ast.List:
		number := n.Start
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			mark := "•"
			if n.IsOrdered() {
				mark = strconv.Itoa(number) + "."
				number++
			}
			w.item(item, mark, deep+1)
		}
	case *ast.Blockquote:
		from := len(w.out)
		w.children(n, deep)
		for i := from; i < len(w.out); i++ {
			if w.out[i].Kind == print.BlockParagraph {
				w.out[i].Kind = print.BlockQuote
			}
		}
	case *ast.ThematicBreak:
		w.add(print.Block{Kind: print.BlockRule})
	case *east.Table:
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			w.row(row)
		}
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		w.add(print.Block{Kind: print.BlockQuote, Text: strings.TrimSpace(string(n.Lines().Value(w.source)))})
	case *ast.HTMLBlock:
	default:
		if m, ok := w.mark(n); ok {
			w.out = append(w.out, m.Print...)
			return
		}
		w.add(print.Block{Kind: print.BlockParagraph, Level: deep, Text: w.words(n)})
	}
}

// mark finds the block for which a paragraph stands.
func (w *blockWriter) mark(n ast.Node) (Block, bool) {
	if n.Lines() == nil || n.Lines().Len() != 1 {
		return Block{}, false
	}
	line := strings.TrimSpace(string(n.Lines().Value(w.source)))
	m, ok := markOf(line, w.marks)
	if !ok || m.Block == nil || token.FindString(line) != line {
		return Block{}, false
	}
	return *m.Block, true
}

// item is a point of a list: its first text with the mark, what follows below it.
func (w *blockWriter) item(item ast.Node, mark string, deep int) {
	for c := item.FirstChild(); c != nil; c = c.NextSibling() {
		_, isList := c.(*ast.List)
		if mark == "" || isList {
			w.block(c, deep)
			continue
		}
		w.add(print.Block{Kind: print.BlockItem, Level: deep, Mark: mark, Text: w.words(c)})
		mark = ""
	}
}

func (w *blockWriter) row(row ast.Node) {
	_, head := row.(*east.TableHeader)
	b := print.Block{Kind: print.BlockRow, Bold: head}
	blank := true
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		words := w.words(c)
		blank = blank && words == ""
		b.Cells = append(b.Cells, words)
	}
	if !blank {
		w.add(b)
	}
}

// words is the text within a node without its marks of Markdown.
func (w *blockWriter) words(n ast.Node) string {
	var b strings.Builder
	// The walk ends with no error, because nothing in it gives one.
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.RawHTML, *ast.Image, *ast.HTMLBlock:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if entering {
				b.Write(n.Value(w.source))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				b.Write(n.Value)
			}
		case *ast.AutoLink:
			if entering {
				b.Write(n.Label(w.source))
			}
		}
		return ast.WalkContinue, nil
	})
	words := strings.Join(strings.Fields(unescaped(html.UnescapeString(b.String()))), " ")
	return replaceTokens(words, w.marks, func(m Mark) string { return m.Text })
}

// unescaped takes the backslashes out that keep marks from being read as Markdown.
func unescaped(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("\\`*_[]<>#|{}!~()+-.", s[i+1]) >= 0 {
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
