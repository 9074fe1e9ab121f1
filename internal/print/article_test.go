package print

import (
	"bytes"
	"strings"
	"testing"

	"counterpart/internal/pdftest"
)

func testArticle(paragraphs int) Article {
	a := Article{
		Head: testHead, Kind: "Policy brief", Title: "Trapped in Deceit", Summary: "What is known, and what can be done.",
		Facts: []string{"A. Writer", "1 June 2024"}, Notices: []string{"This is an earlier version."}, Label: "TLP:CLEAR", Demo: true,
		Notes: []Block{{Text: "Cite as: A. Writer (2024)."}},
	}
	for range paragraphs {
		a.Blocks = append(a.Blocks, Block{Kind: BlockHeading, Level: 2, Text: "Findings"}, Block{Text: strings.Repeat("Recruiters promise work and take passports. ", 9)},
			Block{Kind: BlockItem, Level: 1, Mark: "•", Text: "คนหางานถูกหลอก " + strings.Repeat("A point of a list. ", 9)},
			Block{Kind: BlockRow, Bold: true, Cells: []string{"Year", "Cases"}}, Block{Kind: BlockRow, Cells: []string{"2023", "12"}},
			Block{Kind: BlockQuote, Text: "Said in the room."}, Block{Kind: BlockRule})
	}
	return a
}

func articlePDF(t *testing.T, a Article) *pdftest.File {
	t.Helper()
	var out bytes.Buffer
	if err := WriteArticle(&out, a); err != nil {
		t.Fatal(err)
	}
	return pdftest.Parse(t, out.Bytes())
}

// However long the article is: nothing leaves the page, every page bears the label, and no heading stands alone at its foot.
func TestArticlePages(t *testing.T) {
	for _, rtl := range []bool{false, true} {
		for _, paragraphs := range []int{0, 1, 3, 8, 20} {
			a := testArticle(paragraphs)
			a.RTL = rtl
			r := articlePDF(t, a)
			sentences := 0
			for i := range r.Pages {
				text := r.Text(i)
				if strings.Count(text, "TLP:CLEAR") != 2 || !strings.Contains(text, "DEMONSTRATION DATA") {
					t.Errorf("%d paragraphs: page %d lacks its label or its mark", paragraphs, i+1)
				}
				for _, s := range r.Texts(i) {
					if s.Right > a4Width-flowMargin+0.1 || s.X < flowMargin-0.1 || s.Y < 10*MM {
						t.Errorf("%d paragraphs: %q stands at %v to %v, %v", paragraphs, s.Text, s.X, s.Right, s.Y)
					}
				}
				sentences += strings.Count(strings.Join(strings.Fields(text), " "), "passports.")
			}
			if want := 9 * paragraphs; sentences != want {
				t.Errorf("%d paragraphs: %d sentences are on the pages, want %d", paragraphs, sentences, want)
			}
		}
	}
}

func TestArticleReadsInOrder(t *testing.T) {
	text := strings.Join(strings.Fields(articlePDF(t, testArticle(1)).Text(0)), " ")
	at := -1
	for _, want := range []string{"Policy brief", "Trapped in Deceit", "What is known", "A. Writer", "earlier version", "Findings", "Recruiters", "คนหางาน", "Year", "Cases", "2023", "Said in the room.", "Cite as"} {
		next := strings.Index(text[at+1:], want)
		if next < 0 {
			t.Fatalf("%q does not stand where it should, text is:\n%s", want, text)
		}
		at += 1 + next
	}
}
