package resultsweb

import (
	"github.com/a-h/templ"

	"counterpart/internal/results"
	"counterpart/internal/web/prose"
)

// mark is what stands for a figure in the page: its number, and where it is explained.
type mark = prose.Mark

// render makes the Markdown of a report into HTML, with figures filled in. Raw HTML in it is dropped.
func render(body string, figure func(key string) (mark, bool)) templ.Component {
	return prose.HTML(body, func(text string, put func(mark) string) string {
		return results.FillFigures(text, func(key string) (string, bool) {
			m, ok := figure(key)
			if !ok {
				return "", false
			}
			return put(m), true
		})
	})
}
