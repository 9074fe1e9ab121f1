package prose

import (
	"reflect"
	"strings"
	"testing"

	"counterpart/internal/print"
)

// A text becomes blocks of an article: figures as their numbers, links as their words, no HTML and no pictures.
func TestBlocks(t *testing.T) {
	body := "# Head\n\nOne **two** [three](https://x.example) FIG\\.\nfour &amp; five\n\n1. first\n2. second\n   - inner\n\n> said\n\n| A | B |\n| --- | --- |\n| c | FIG |\n\n---\n\n" +
		"<script>x</script>\n\n![p](https://x.example/p.png)\n"
	fill := func(text string, put func(Mark) string) string {
		return strings.ReplaceAll(text, "FIG", put(Mark{Text: "101", Href: "#f"}))
	}
	want := []print.Block{
		{Kind: print.BlockHeading, Level: 1, Text: "Head"},
		{Text: "One two three 101. four & five"},
		{Kind: print.BlockItem, Level: 1, Mark: "1.", Text: "first"},
		{Kind: print.BlockItem, Level: 1, Mark: "2.", Text: "second"},
		{Kind: print.BlockItem, Level: 2, Mark: "•", Text: "inner"},
		{Kind: print.BlockQuote, Text: "said"},
		{Kind: print.BlockRow, Bold: true, Cells: []string{"A", "B"}},
		{Kind: print.BlockRow, Cells: []string{"c", "101"}},
		{Kind: print.BlockRule},
	}
	if got := Blocks(body, fill); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// A table of many columns is moved sideways; one of few stands as it is.
func TestWideTablesAreMovable(t *testing.T) {
	var b strings.Builder
	if err := HTML("| A | B | C | D |\n| --- | --- | --- | --- |\n| 1 | 2 | 3 | 4 |\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n", nil).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if html := b.String(); strings.Count(html, "prose-wide") != 1 || strings.Count(html, "<table>") != 2 || !strings.HasPrefix(html, "<div") {
		t.Error(html)
	}
}

// Rendering a long text is quick enough to be done at each reading: see docs/decisions/0025.
func BenchmarkHTML(b *testing.B) {
	body := strings.Repeat("## A heading\n\nA paragraph with **weight**, a [link](https://example.org/a) and {{figure:people}} people. "+strings.Repeat("Words follow words. ", 30)+"\n\n- a point\n- another\n\n", 30)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		HTML(body, nil)
	}
}
