package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"counterpart/internal/print"
)

func parts(t interface {
	Helper()
	Fatal(...any)
}, a print.Article,
) map[string]string {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, a); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		found[f.Name] = string(text)
	}
	return found
}

// wellFormed reads a part to its end, and returns its words.
func wellFormed(part string) (string, error) {
	var words strings.Builder
	for d := xml.NewDecoder(strings.NewReader(part)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return words.String(), nil
		}
		if err != nil {
			return "", err
		}
		if text, ok := token.(xml.CharData); ok {
			words.Write(text)
		}
	}
}

func report() print.Article {
	return print.Article{
		Head: print.Letterhead{Mechanism: "The Mechanism", Lang: "en", Created: time.Date(2024, 6, 20, 0, 0, 0, 0, time.UTC)}, Kind: "Report", Title: "Annual report & more", Summary: "In <short>.",
		Label: "TLP:GREEN", Demo: true,
		Blocks: []print.Block{
			{Kind: print.BlockHeading, Level: 2, Text: "In numbers"},
			{Text: "ผู้เข้าร่วม 101 people."},
			{Kind: print.BlockRow, Bold: true, Cells: []string{"What", "How many"}},
			{Kind: print.BlockRow, Cells: []string{"People", "101"}},
			{Kind: print.BlockItem, Level: 1, Mark: "•", Text: "A point"},
			{Kind: print.BlockBar, Text: "2023", Mark: "40", Share: 0.4},
			{Kind: print.BlockBar, Text: "2024", Mark: "100", Share: 1},
			{Kind: print.BlockRule},
			{Kind: print.BlockQuote, Text: "Said."},
		},
		Notes: []print.Block{{Text: "Counted so."}},
	}
}

// Every part is well-formed, the words are there in their order, heads of tables are heads, and the label is on each page.
func TestDocument(t *testing.T) {
	found := parts(t, report())
	for name, part := range found {
		if _, err := wellFormed(part); err != nil {
			t.Error(name, err)
		}
	}
	words, err := wellFormed(found["word/document.xml"])
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	for _, want := range []string{"Annual report & more", "In <short>.", "In numbers", "ผู้เข้าร่วม", "How many", "101", "•", "A point", "2023", "40", "2024", "100", "Said.", "Counted so."} {
		i := strings.Index(words[at:], want)
		if i < 0 {
			t.Fatalf("%q is missing or out of its order", want)
		}
		at += i + len(want)
	}
	body := found["word/document.xml"]
	for _, want := range []string{"<w:tblHeader/>", `<w:pStyle w:val="Heading2"/>`, `<w:pStyle w:val="Title"/>`} {
		if strings.Count(body, want) != 1 {
			t.Errorf("%s stands %d times", want, strings.Count(body, want))
		}
	}
	if strings.Count(body, "<w:tbl>") != 2 || strings.Contains(body, "<w:bidi/>") {
		t.Error("two tables, and a text from left to right:", body)
	}
	if !strings.Contains(found["word/footer1.xml"], "TLP:GREEN") || !strings.Contains(found["word/footer1.xml"], "invented") || !strings.Contains(found["docProps/core.xml"], "<dc:language>en</dc:language>") {
		t.Error("label, demonstration, language:", found["word/footer1.xml"], found["docProps/core.xml"])
	}
	a := report()
	a.RTL = true
	if body := parts(t, a)["word/document.xml"]; !strings.Contains(body, "<w:bidi/>") || !strings.Contains(body, "<w:rtl/>") || !strings.Contains(body, "<w:bidiVisual/>") {
		t.Error("a text from right to left is not marked as one")
	}
}

// Whatever stands in a text, the document is well-formed XML, and each table row has the same number of cells.
func TestAnyTextIsWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := print.Article{Title: rapid.String().Draw(t, "title"), RTL: rapid.Bool().Draw(t, "rtl")}
		for range rapid.IntRange(0, 8).Draw(t, "blocks") {
			a.Blocks = append(a.Blocks, print.Block{
				Kind: print.BlockKind(rapid.IntRange(0, int(print.BlockBar)).Draw(t, "kind")), Level: rapid.IntRange(-1, 9).Draw(t, "level"), Text: rapid.String().Draw(t, "text"),
				Mark: rapid.String().Draw(t, "mark"), Cells: rapid.SliceOfN(rapid.String(), 0, 4).Draw(t, "cells"), Bold: rapid.Bool().Draw(t, "bold"),
			})
		}
		found := parts(t, a)
		for name, part := range found {
			if _, err := wellFormed(part); err != nil {
				t.Fatal(name, err, part)
			}
		}
		for table := range strings.SplitSeq(found["word/document.xml"], "<w:tbl>") {
			table, _, inside := strings.Cut(table, "</w:tbl>")
			if !inside {
				continue
			}
			rows, cells, columns := strings.Count(table, "<w:tr>"), strings.Count(table, "<w:tc>"), strings.Count(table, "<w:gridCol ")
			if rows*columns != cells {
				t.Fatalf("%d rows of %d columns have %d cells", rows, columns, cells)
			}
		}
	})
}
