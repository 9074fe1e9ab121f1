package print

import (
	"bytes"
	"strings"
	"testing"

	"counterpart/internal/pdftest"
)

func testLetter(paragraphs int) Letter {
	l := Letter{
		Head: testHead, Reference: "SO/2024/117", Date: "3 June 2024",
		To:         []string{"H.E. Ms Nguyễn Thị Minh Khai", "Ministry of Foreign Affairs", "Hà Nội"},
		Salutation: "Excellency,", Subject: "Invitation to the Members’ Engagement Function",
		Closing:   "Please accept, Excellency, the assurances of my highest consideration.",
		Signatory: []string{"Sok Dara", "Co-Manager"}, Label: "TLP:AMBER", Demo: true,
	}
	for range paragraphs {
		l.Paragraphs = append(l.Paragraphs, strings.Repeat("The function brings members and observers together. ", 6))
	}
	return l
}

func letterPDF(t *testing.T, l Letter) *pdftest.File {
	t.Helper()
	var out bytes.Buffer
	if err := WriteLetter(&out, l); err != nil {
		t.Fatal(err)
	}
	return pdftest.Parse(t, out.Bytes())
}

func TestLetter(t *testing.T) {
	r := letterPDF(t, testLetter(3))
	text := r.Text(0)
	at := -1
	for _, want := range []string{
		"TLP:AMBER", "Page 1 of 1", "DEMONSTRATION DATA", "Support Office", "SO/2024/117, 3 June 2024", "H.E. Ms Nguyễn Thị Minh Khai",
		"Hà Nội", "Excellency,", "Invitation to", "The function brings", "Please accept", "Sok Dara", "Co-Manager",
	} {
		next := strings.Index(text[at+1:], want)
		if next < 0 {
			t.Fatalf("%q does not stand where it should, text is:\n%s", want, text)
		}
		at += 1 + next
	}
}

// However long the letter is: nothing leaves the page, and the signature stays with the closing.
func TestLetterPages(t *testing.T) {
	for paragraphs := range 30 {
		r := letterPDF(t, testLetter(paragraphs))
		lines := 0
		for i := range r.Pages {
			for _, s := range r.Texts(i) {
				if s.Right > a4Width-flowMargin+0.1 || s.Y < 10*MM {
					t.Errorf("%d paragraphs: %q stands at %v, %v", paragraphs, s.Text, s.Right, s.Y)
				}
				lines += strings.Count(s.Text, "together.")
			}
			text := r.Text(i)
			if strings.Contains(text, "Please accept") != strings.Contains(text, "Sok Dara") {
				t.Errorf("%d paragraphs: page %d parts the closing from the name", paragraphs, i+1)
			}
		}
		if lines != 6*paragraphs {
			t.Errorf("%d paragraphs: %d sentences are on the pages, want %d", paragraphs, lines, 6*paragraphs)
		}
	}
}
